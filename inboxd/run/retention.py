"""The daily duty of letting go: what is older than `[retention]` says is emptied or deleted, a little at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from inboxd.ports import Clock

_log = structlog.get_logger()
Bookmark = tuple[object, ...]


class Expiring(Protocol):
    """A memory that can let go."""

    def rules(self) -> Mapping[str, str]:
        """Ways of letting go, in order → the setting that says after how long, "" for what carries its own end."""

    async def expire(self, rule: str, before: datetime, after: Bookmark | None = None) -> tuple[int, Bookmark | None]:
        """Let one batch go: how many rows, and where the next one begins; None when this was the last."""

    async def overwrite_log(self) -> bool:
        """Bring what was let go out of the database's own log too."""


class Noting(Protocol):
    """A memory that keeps a word for later."""

    async def note(self, name: str, value: str) -> None:
        """Keep a text under this name."""

    async def noted(self, name: str) -> str:
        """The text kept under this name; "" when there is none."""


_DONE = "retention done"
_DAY = timedelta(days=1)


async def let_go_daily(
    memory: Expiring, notes: Noting, spans: Mapping[str, timedelta], clock: Clock, stop: asyncio.Event
) -> None:
    """`let_go`, unless it was done within a day: processes come and go more often than that."""
    done, now = await notes.noted(_DONE), clock.now()
    # What was done in the future was done before the clock was set back.
    if done and timedelta() <= now - datetime.fromisoformat(done) < _DAY:
        return
    await let_go(memory, spans, clock, stop)
    if not stop.is_set():
        await notes.note(_DONE, now.isoformat())


async def let_go(
    memory: Expiring, spans: Mapping[str, timedelta], clock: Clock, stop: asyncio.Event
) -> Mapping[str, int]:
    """Let everything go whose time is over; how many rows by rule. Ends early when `stop` is set.

    Between two batches whatever else wants to write gets its turn.

    Args:
        spans: by setting, how long it is kept; what is missing is kept for good.
    """
    now = clock.now()
    gone: dict[str, int] = {}
    for rule, setting in memory.rules().items():
        if setting and setting not in spans:
            continue
        before = now - spans[setting] if setting else now
        count, after = await memory.expire(rule, before)
        gone[rule] = count
        while after is not None and not stop.is_set():
            count, after = await memory.expire(rule, before, after)
            gone[rule] += count
    if any(gone.values()):
        await memory.overwrite_log()
        _log.info("retention.let_go", **{rule.replace(" ", "_"): count for rule, count in gone.items() if count})
    return gone
