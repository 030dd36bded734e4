"""Settings of the test mail that tries the whole path."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from inboxd.config.kinds import Pause, Section, like, split
from inboxd.core.text.durations import parse_duration


def _read_every(value: object) -> object:
    if not isinstance(value, str):
        return value
    return parse_duration(value) if value else None


class CanarySettings(Section):
    """A signed test mail that inboxd sends to itself, to see that mail still flows."""

    every: Annotated[Annotated[timedelta, Field(ge=timedelta(seconds=1))] | None, BeforeValidator(_read_every)] = Field(
        None, description="From one test mail to the next, such as 15m; empty: none is sent."
    )
    within: Pause = Field(
        timedelta(minutes=5), description="How long a test mail may take before you are told that it is missing."
    )
    mailboxes: Annotated[tuple[str, ...], BeforeValidator(split)] = Field(
        (), description="Names of the mailboxes that are tried; empty: all."
    )
    to: Annotated[str, like(r"([^@\s<>]+@[^@\s<>]+)?", 'write one mail address, or "" for the mailbox\'s own')] = Field(
        "", description="Where the test mail goes when not to the mailbox's own address, e.g. what forwards to it."
    )
    folder: Annotated[str, like(r"[^\x00-\x1f/][^\x00-\x1f]*", "write the name of a folder")] = Field(
        "inboxd canary", description="Folder to which test mails are moved."
    )
    keep: int = Field(20, ge=1, description="How many test mails stay in that folder; older ones of ours are removed.")

    def is_tried(self, mailbox: str) -> bool:
        """Whether test mails are sent to this mailbox."""
        return self.every is not None and (not self.mailboxes or mailbox in self.mailboxes)

    @model_validator(mode="after")
    def _goes_to_one_mailbox(self) -> CanarySettings:
        if self.to and len(self.mailboxes) != 1:
            raise ValueError("`to` leads into one mailbox: name that one in `mailboxes`")
        return self


def check_canary(canary: CanarySettings, folders: dict[str, frozenset[str]]) -> CanarySettings:
    """The settings, if they fit the mailboxes.

    Args:
        folders: by mailbox name, the folders that serve another purpose.

    Raises:
        ValueError: a mailbox that is not there, or a folder that is watched.
    """
    for name in canary.mailboxes:
        if name not in folders:
            raise ValueError(f"canary.mailboxes: there is no mailbox {name!r}; known: {', '.join(folders)}")
    for name, used in folders.items():
        if canary.folder in used:
            raise ValueError(f"canary.folder: {canary.folder!r} has another purpose in the mailbox {name!r}")
    return canary
