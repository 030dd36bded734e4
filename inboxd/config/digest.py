"""Settings of the digests."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from inboxd.config.kinds import MailAddress, Section, like, split

_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)"


class DigestSettings(Section):
    """What the team is told by mail."""

    to: Annotated[tuple[MailAddress, ...], BeforeValidator(split)] = Field(
        (), description="Who gets the digests; empty: nobody."
    )
    daily: Annotated[str, like(rf"({_TIME})?", 'write a time such as "08:00", or "" for no daily digest')] = Field(
        "08:00", description="When the daily digest goes out, in the time zone of the hours; empty: never."
    )
    weekly: Annotated[str, like(rf"({_DAY} {_TIME})?", 'write "mon 08:00", or "" for no weekly digest')] = Field(
        "mon 08:00", description="When the weekly digest goes out, in the time zone of the hours; empty: never."
    )
    mailbox: str = Field("", description="Name of the mailbox that sends the digests; empty: the first.")
