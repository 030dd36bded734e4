"""Settings of complaint trends."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr

from inboxd.config.kinds import File, Pause, Section, like, split
from inboxd.config.secretfiles import read_secret

_URL = r"(https?://\S+)?"


class WebhookSettings(Section):
    """Where trends are reported as JSON, e.g. an issue tracker."""

    url: Annotated[str, like(_URL, "write an address that begins with https://")] = Field(
        description="Address that gets a POST for every alert, declaration and solution."
    )
    authorization: SecretStr = Field(
        SecretStr(""), description="Value of the Authorization header; `authorization_file` is the better place for it."
    )
    authorization_file: File = Field(None, description="File that holds the value of the Authorization header.")
    body: File = Field(
        None, description="File with the JSON to send, with `$title` and other names; without it all fields are sent."
    )
    timeout: Pause = Field(timedelta(seconds=20), description="How long one report may take.")

    def secret(self) -> str:
        """The value of the Authorization header, "" for none. Raises `Misconfigured` when its file cannot be read."""
        return self.authorization.get_secret_value() or (
            read_secret(self.authorization_file) if self.authorization_file else ""
        )


class TrendSettings(Section):
    """When many customers complain about the same."""

    false_alarms: float = Field(
        1.0, gt=0, le=100, description="How many false alarms a week are acceptable, over all topics together."
    )
    least: int = Field(5, ge=2, description="Fewest distinct customers that are ever an alert.")
    public_domains: Annotated[tuple[str, ...], BeforeValidator(split)] = Field(
        (), description="Further mail providers, where each address counts as a customer of its own."
    )
    webhook: tuple[WebhookSettings, ...] = Field((), description="Where trends are reported as JSON.")
