"""Keeps one mailbox connected: connect → work → lose the connection → wait a while → connect again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from inboxd.edge.metrics import Metrics
from inboxd.edge.retrying import reconnect_pause
from inboxd.errors import InboxdError, LeaseLost, Misconfigured, Transient
from inboxd.ports import Clock, Mailbox
from inboxd.run.looks import Blind
from inboxd.run.watch import Watch

_log = structlog.get_logger()
_STEADY_AFTER = timedelta(minutes=1)
"""A connection that lasted this long was good, so that its end is a first failure again."""

_ONCE_BREAKS = 4
"""How often a one-off run connects anew: as often as it takes to give up one message that breaks connections."""


@dataclass(frozen=True, slots=True)
class Link:
    """How the connection is, for the health page.

    Attributes:
        reason: what is wrong and what to do; "" while connected.
        since: when it came into this state, aware UTC.
        needs_person: whether the server does not let us in until a person changes something, e.g. a password.
    """

    connected: bool = False
    reason: str = "not connected yet"
    since: datetime | None = None
    needs_person: bool = False


class Connection:
    """The life of one mailbox's connection.

    Args:
        watch: what to do while connected; its waiting ends when it is told to stop.
    """

    def __init__(self, mailbox: Mailbox, watch: Watch, clock: Clock, metrics: Metrics) -> None:
        self._mailbox = mailbox
        self._watch = watch
        self._clock = clock
        self._metrics = metrics
        self.link = Link()

    @property
    def behind_since(self) -> datetime | None:
        """Since when there is mail that has not been worked through; None while there is none."""
        return self._watch.behind_since

    @property
    def is_current(self) -> bool:
        """Whether all mail that came while we were away has been looked at."""
        return self.link.connected and self._watch.is_current

    @property
    def blind(self) -> Blind:
        """What the server does not let us look at beside the new mail, although it is connected."""
        return self._watch.blind if self.is_current else Blind()

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set or the mailbox is another process's, over as many connections as it takes."""
        # What was known of it when it was ours before is long out of date.
        self.link, self._watch.behind_since = Link(), None
        failures = 0
        while not stop.is_set():
            began = self._clock.now()
            try:
                await self._session(stop)
            except LeaseLost as error:
                _log.warning("mailbox.overtaken", mailbox=self._mailbox.name, error=error)
                return
            except InboxdError as error:
                failures = 1 if self._clock.now() - began > _STEADY_AFTER else failures + 1
                await self._pause(stop, error, reconnect_pause(failures, error))

    async def once(self) -> None:
        """Connect, handle what is there, and leave the connection open.

        When that breaks the connection, a few new ones are tried, because a message that the server cannot give costs
        some. Raises what goes wrong.
        """
        await self._begin()
        await self.once_more()

    async def once_more(self) -> None:
        """Handle what has come up since, e.g. copies to be filed. Breaks and errors as with `once`."""
        for _ in range(_ONCE_BREAKS):
            try:
                await self._watch.work()
            except Transient as error:
                _log.warning("mailbox.broken", mailbox=self._mailbox.name, error=error)
                await self._mailbox.close()
                await self._begin()
            else:
                return
        await self._watch.work()

    async def close(self) -> None:
        """Log out."""
        await self._mailbox.close()
        self._mark(connected=False, reason=self.link.reason or "stopped")

    async def _session(self, stop: asyncio.Event) -> None:
        try:
            await self._begin()
            while not stop.is_set():
                await self._watch.wait_and_work()
        except Misconfigured as error:
            if not self.link.connected:
                raise
            # We were let in, so it is not the password: a full disk, a quota, a right. Look again soon.
            raise Transient(_say(error)) from error
        except InboxdError:
            raise
        except Exception as error:
            _log.exception("mailbox.mistake", mailbox=self._mailbox.name)
            raise Transient(f"inboxd made a mistake ({type(error).__name__}); please report it") from error
        finally:
            await self.close()

    async def _begin(self) -> None:
        await self._mailbox.connect()
        self._mark(connected=True, reason="")
        _log.info("mailbox.connected", mailbox=self._mailbox.name)
        await self._watch.prepare()

    async def _pause(self, stop: asyncio.Event, error: InboxdError, seconds: float) -> None:
        self._mark(connected=False, reason=_say(error), needs_person=isinstance(error, Misconfigured))
        _log.error("mailbox.unavailable", mailbox=self._mailbox.name, error=error, again_in_seconds=round(seconds, 1))
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            return

    def _mark(self, *, connected: bool, reason: str, needs_person: bool = False) -> None:
        if (self.link.connected, self.link.reason, self.link.needs_person) != (connected, reason, needs_person):
            self.link = Link(connected, reason, self._clock.now(), needs_person)
        self._metrics.mailbox_connected(self._mailbox.name, connected=connected)


def _say(error: InboxdError) -> str:
    return f"{error}. {error.hint}" if isinstance(error, Misconfigured) and error.hint else str(error)
