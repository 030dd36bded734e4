"""Waiting for mail without a thread: IDLE is a doorbell, SELECT is the truth.

One round: IDLE → look at what came together with its answer → wait in the event loop → DONE. What was heard is not
interpreted further; the caller SELECTs and compares. The end of the stream is noticed by reading, never by polling.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from inboxd.edge.mailbox.connection import Connection
from inboxd.errors import ConnectionLost

_FALSE_ALARMS = 3


class Doorbell:
    """How one connection waits. Remembers when a server announces IDLE and then refuses it, or rings without reason."""

    def __init__(self, connection: Connection, poll: float, renew: float) -> None:
        self._connection = connection
        self._poll = poll
        self._renew = renew
        self._refused = False
        self._false_alarms = 0

    async def listen(self, exists: int, seconds: float, wake: asyncio.Event) -> None:
        """One round: returns when there may be news, `wake` is set, or it is time to SELECT again.

        The caller holds the connection's lock and has just selected the folder.

        Args:
            exists: how many messages the folder has.
        """
        wire = self._connection.client.wire
        wire.expect(exists)
        if self._refused or not self._connection.client.can("IDLE"):
            await self._doze(min(seconds, self._poll), wake)
        elif self._false_alarms > _FALSE_ALARMS:
            # Some word of this server means nothing to us and comes with each IDLE: ask it, at a polite pace.
            self._false_alarms = 0
            await _pause(min(seconds, self._poll), wake)
        elif not await self._connection.run_alone("begin IDLE", wire.begin_idle):
            self._refused = True
        else:
            heard = await self._doze(min(seconds, self._renew), wake)
            self._false_alarms = self._false_alarms + 1 if heard else 0
            await self._connection.run_alone("end IDLE", wire.end_idle)

    def was_right(self) -> None:
        """The last ring was for mail."""
        self._false_alarms = 0

    async def _doze(self, seconds: float, wake: asyncio.Event) -> bool:
        wire = self._connection.client.wire
        if wire.has_news():
            return True
        loop = asyncio.get_running_loop()
        heard: asyncio.Future[None] = loop.create_future()
        waking = asyncio.ensure_future(wake.wait())
        descriptor = wire.sock.fileno()
        loop.add_reader(descriptor, self._on_readable, heard)
        try:
            awaited: set[asyncio.Future[Any]] = {heard, waking}
            await asyncio.wait(awaited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            loop.remove_reader(descriptor)
            waking.cancel()
        if heard.done():
            heard.result()
        return heard.done()

    def _on_readable(self, heard: asyncio.Future[None]) -> None:
        if heard.done():
            return
        wire = self._connection.client.wire
        try:
            wire.receive()
            if wire.has_news():
                heard.set_result(None)
        except (OSError, wire.error):
            heard.set_exception(ConnectionLost("the server closed the connection while we waited for mail"))


async def _pause(seconds: float, wake: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
