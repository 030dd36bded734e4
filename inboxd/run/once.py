"""Handles what is there and ends: every mailbox one after the other, with everybody at work who is needed for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from inboxd.errors import InboxdError
from inboxd.run.clerk import Clerk
from inboxd.run.connecting import Connection
from inboxd.run.ownership import Ownership
from inboxd.run.posting import PostOffice

_log = structlog.get_logger()
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Sweep:
    """One pass over all mailboxes that are ours.

    Attributes:
        clerk: None while nothing may be touched.
        workers: of the post office, for each mailbox.
        stop: nothing further is begun once it is set.
    """

    ownership: Ownership
    connections: Mapping[str, Connection]
    office: PostOffice
    clerk: Clerk | None
    workers: int
    stop: asyncio.Event

    async def run(self) -> None:
        """Handle what is there.

        A mailbox that fails keeps no other waiting, and its error is raised at the end. What another process works on
        is left to it.
        """
        async with self.ownership.held_for_once() as held:
            for name in sorted(self.connections.keys() - held):
                _log.warning("mailbox.elsewhere", mailbox=name)
            failed = await self._rounds({name: each for name, each in self.connections.items() if name in held})
        for error in failed.values():
            raise error

    async def _rounds(self, connections: Mapping[str, Connection]) -> dict[str, InboxdError]:
        failed: dict[str, InboxdError] = {}

        async def each_mailbox(do: Callable[[Connection], Awaitable[None]]) -> None:
            for name, connection in connections.items():
                if name in failed or self.stop.is_set():
                    continue
                try:
                    await do(connection)
                except InboxdError as error:
                    _log.error("mailbox.unavailable", mailbox=name, error=error)
                    failed[name] = error
                    await connection.close()

        async with self.office.at_work(workers=self.workers):
            await each_mailbox(Connection.once)
            for _ in range(_ROUNDS):
                if not self.stop.is_set():
                    await self.office.drain()
                    await self._clear_desk()
                await each_mailbox(Connection.once_more)
        for connection in connections.values():
            await connection.close()
        return failed

    async def _clear_desk(self) -> None:
        while self.clerk is not None and await self.clerk.work_once():
            continue
