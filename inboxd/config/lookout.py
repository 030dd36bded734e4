"""Settings of the alarms about inboxd itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from inboxd.config.channels import ChannelName
from inboxd.config.kinds import Pause, Section, split


class LookoutSettings(Section):
    """When you are told that something is wrong with inboxd itself."""

    every: Pause = Field(timedelta(seconds=30), description="How often inboxd looks at itself.")
    channels: Annotated[tuple[ChannelName, ...], BeforeValidator(split)] = Field(
        (), description="Channels that are told; empty means the default ones of `[notify]`."
    )
    again: Pause = Field(timedelta(hours=12), description="How often you are told again while it lasts.")
    calm: Pause = Field(
        timedelta(minutes=2), description="How long all must be well before you are told that it is over."
    )
    disconnected_after: Pause = Field(
        timedelta(minutes=5), description="How long a mailbox may be without a connection."
    )
    behind_after: Pause = Field(
        timedelta(minutes=10), description="How long it may take to work through the mail that has come in."
    )
    rules_after: Pause = Field(timedelta(minutes=1), description="How long rule files may have mistakes.")
    overdue_after: Pause = Field(
        timedelta(minutes=15), description="How long an effect may be overdue in the outbox, without any attempt."
    )
    tries: int = Field(6, ge=2, description="From how many failed attempts on an effect counts as stuck.")
    store_after: Pause = Field(timedelta(minutes=1), description="How long the database may be out of reach.")
    jump: Pause = Field(
        timedelta(minutes=1), description="From which span on a jump of the clock, or a sleep of the process, is told."
    )
