"""Settings of complaint trends."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from inboxd.config.kinds import File, Pause, Section, split
from inboxd.config.secretfiles import secret_of
from inboxd.config.web import is_loopback
from inboxd.errors import Misconfigured


def _check_address(url: SecretStr) -> SecretStr:
    if url.get_secret_value():
        check_webhook(url.get_secret_value())
    return url


def check_webhook(url: str) -> str:
    """The address, if what is sent there can be read by nobody on the way. Its text is in no error: it may be secret.

    Raises:
        ValueError: it is none, or not encrypted and beyond this machine.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(map(str.isspace, url)):
        raise ValueError("the webhook's address cannot be used: write one that begins with https://")
    if parts.scheme == "http" and not is_loopback(f"{parts.hostname}:80"):
        raise ValueError("the webhook's address must begin with https://: http is for this machine only")
    return url


class WebhookSettings(Section):
    """Where trends are reported as JSON, e.g. an issue tracker."""

    url: Annotated[SecretStr, AfterValidator(_check_address)] = Field(
        SecretStr(""), description="Address that gets a POST for every alert, declaration and solution."
    )
    url_file: File = Field(None, description="File that holds the address, for one that is a secret in itself.")
    authorization: SecretStr = Field(
        SecretStr(""), description="Value of the Authorization header; `authorization_file` is the better place for it."
    )
    authorization_file: File = Field(None, description="File that holds the value of the Authorization header.")
    body: File = Field(
        None, description="File with the JSON to send, with `$title` and other names; without it all fields are sent."
    )
    timeout: Pause = Field(timedelta(seconds=20), description="How long one report may take.")

    @model_validator(mode="after")
    def _leads_somewhere(self) -> WebhookSettings:
        if not (self.url.get_secret_value() or self.url_file):
            raise ValueError("write `url` or `url_file`")
        return self

    def address(self) -> str:
        """Where to report. Raises `Misconfigured` when its file cannot be read or holds no address to be used."""
        try:
            return check_webhook(secret_of(self.url, self.url_file))
        except ValueError as error:
            raise Misconfigured(str(error), hint="Mend `url_file` under [[trends.webhook]].") from None

    def secret(self) -> str:
        """The value of the Authorization header, "" for none. Raises `Misconfigured` when its file cannot be read."""
        return secret_of(self.authorization, self.authorization_file)


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
