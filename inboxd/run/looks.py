"""Looks beside the watched folder: one that fails keeps neither new mail nor letters waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from inboxd.errors import (
    Bug,
    Conflict,
    ConnectionLost,
    InboxdError,
    LeaseLost,
    StoreUnavailable,
    StoreUnusable,
    Transient,
)
from inboxd.ports import Clock

_log = structlog.get_logger()
_TRIES = 3
"""How often a look is refused for the moment before it counts as one that fails."""
_BREAKS = 4
"""How often in a row a look may cost the connection before it rests: as often as one damaged message does."""
_REST = 20
"""How many looks it rests for."""


@dataclass(frozen=True, slots=True)
class Blind:
    """What cannot be looked at.

    Attributes:
        what: what fails and why, free of customer text; "" when all can be looked at.
        since: since when, aware UTC.
    """

    what: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class _Trouble:
    since: datetime
    times: int = 0
    breaks: int = 0
    rest: int = 0
    said: str = ""
    is_told: bool = False
    gets_on: bool = False


class SideLooks:
    """The looks of one mailbox, by name, and which of them fail."""

    def __init__(self, mailbox: str, clock: Clock) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._troubles: dict[str, _Trouble] = {}
        self._tried: set[str] = set()

    @property
    def blind(self) -> Blind:
        """What fails for longer."""
        told = {name: each for name, each in sorted(self._troubles.items()) if each.is_told}
        if not told:
            return Blind()
        return Blind("; ".join(each.said for each in told.values()), min(each.since for each in told.values()))

    async def at(
        self, name: str, look: Callable[[], Awaitable[None]], *, without: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Look, unless this look rests.

        Args:
            without: what is done instead while it rests.

        Raises:
            ConnectionLost: while looking.
            LeaseLost, StoreUnavailable, StoreUnusable, Conflict, Bug: no fault of what was looked at.
        """
        self._tried.add(name)
        trouble = self._troubles.get(name)
        if trouble is not None and trouble.rest:
            trouble.rest -= 1
            if without is not None:
                await without()
            return
        try:
            await look()
        except InboxdError as error:
            self._note(name, error)
            if is_elsewhere(error):
                raise
        else:
            self._troubles.pop(name, None)

    def get_on(self, name: str) -> None:
        """Part of this look is done: it is none that fails, however many connections it takes."""
        if name in self._troubles:
            self._troubles[name].gets_on = True

    def end_round(self) -> bool:
        """Whether every look of this round was done, or fails for longer; others are forgotten."""
        self._troubles = {name: each for name, each in self._troubles.items() if name in self._tried}
        self._tried.clear()
        return all(each.is_told for each in self._troubles.values())

    def _note(self, name: str, error: InboxdError) -> None:
        breaks = isinstance(error, ConnectionLost)
        if is_elsewhere(error) and not breaks:
            return
        trouble = self._troubles.setdefault(name, _Trouble(self._clock.now()))
        trouble.said = str(error)
        trouble.times += 1
        trouble.breaks = trouble.breaks + 1 if breaks else 0
        gets_on, trouble.gets_on = trouble.gets_on, False
        if trouble.breaks >= _BREAKS:
            # New mail has its turn in between in any case; letters wait for a look that gets on.
            trouble.rest = 1 if gets_on else _REST
        is_lasting = trouble.rest > 0 if breaks else trouble.times >= _TRIES or not isinstance(error, Transient)
        if gets_on:
            trouble.is_told = False
        elif is_lasting and not trouble.is_told:
            _log.warning("look.failed", mailbox=self._mailbox, look=name, error=error)
            trouble.is_told = True


def is_elsewhere(error: InboxdError) -> bool:
    """Whether an error says nothing of the folder that was looked at, and ends more than this look."""
    return isinstance(error, ConnectionLost | LeaseLost | StoreUnavailable | StoreUnusable | Conflict | Bug)
