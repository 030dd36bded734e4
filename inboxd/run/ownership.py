"""Which mailboxes this process works on: takes those that are due to it, keeps their leases, gives back too much.

Where one process has the database for itself, it owns everything from its start to its end.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from inboxd.core.values.lease import DUTIES, Roster
from inboxd.edge.metrics import Metrics
from inboxd.edge.store.leases import Leases
from inboxd.errors import InboxdError
from inboxd.ports import Store
from inboxd.run.connecting import Connection

_log = structlog.get_logger()
_ORDERLY = timedelta(seconds=30)
"""How long the work on a mailbox may take to end before it is given back; it is cut off then."""
_TERMS_AND_A_BIT = 6
"""Rounds of renewal after which a dead process's leases are over."""


@dataclass(frozen=True, slots=True)
class Post:
    """One mailbox's place of work.

    Attributes:
        stop: told to end: a batch that is begun is finished.
        wake: ends a wait.
    """

    connection: Connection
    stop: asyncio.Event
    wake: asyncio.Event

    def tell_to_stop(self) -> None:
        """End the work as soon as what is begun is finished."""
        self.stop.set()
        self.wake.set()


class Ownership:
    """What this process owns, and the work on it.

    Args:
        posts: by mailbox name.
        cleared: waits until no letter of a mailbox is in hand.
        owner: name under which this process claims effects.
    """

    def __init__(
        self,
        leases: Leases,
        store: Store,
        posts: Mapping[str, Post],
        cleared: Callable[[str], Awaitable[None]],
        metrics: Metrics,
        *,
        owner: str,
    ) -> None:
        self._leases = leases
        self._store = store
        self._posts = posts
        self._cleared = cleared
        self._metrics = metrics
        self._owner = owner
        self._names = frozenset(posts) | {DUTIES}
        self._held: frozenset[str] = frozenset()
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        # What is given back during a look at the leases would be taken for ours still.
        self._changing = asyncio.Lock()
        self._is_told = False

    def holds(self, name: str) -> bool:
        """Whether a mailbox, or `DUTIES`, is this process's own now."""
        return name in self._held and self._leases.is_safe(name)

    async def run(self, stop: asyncio.Event) -> None:
        """Own and work until `stop`. Leases are not given back here: letters may still be in hand.

        Raises:
            BaseException: what ended the work on a mailbox although nothing may.
        """
        stopping = asyncio.create_task(stop.wait(), name="ownership stop")
        try:
            while not stop.is_set():
                async with self._changing:
                    await self._turn()
                # Alone there is nothing to renew; what ends by itself is noticed at once in any case.
                pause = self._leases.renewed_every.total_seconds() if self._leases.are_shared else None
                watched = {task for name, task in self._at_work.items() if name not in self._leaving}
                await asyncio.wait({stopping, *watched}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            await self._end()

    def state(self) -> dict[str, str]:
        """Task → "", as `Crew.state`, for what is at work."""
        return {f"watch {name}": "" for name, task in self._at_work.items() if not task.done()}

    @asynccontextmanager
    async def held_for_once(self) -> AsyncIterator[frozenset[str]]:
        """Names of the mailboxes that may be worked on now, kept for as long as it takes.

        What another living process owns is left to it; what a dead one owned is waited for, which takes as long as its
        lease: nobody can tell whether a process on another machine is alive.
        """
        await self._take_what_is_free()
        keeping = asyncio.create_task(self._keep(), name="ownership")
        try:
            yield self._held & frozenset(self._posts)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def take(self, *, is_guest: bool = False) -> Roster:
        """Look at the leases once: renew, take what is free and due to us."""
        roster = await self._leases.tend(self._names, is_guest=is_guest)
        new = roster.held - self._held
        await self._release(new)
        for name in sorted(new):
            _log.info("mailbox.taken", mailbox=name, workers=roster.workers)
        self._held |= new
        return roster

    async def _take_what_is_free(self) -> None:
        for _ in range(_TERMS_AND_A_BIT):
            await self.take(is_guest=True)
            if self._held == self._names:
                return
            await asyncio.sleep(self._leases.renewed_every.total_seconds())

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._leases.renewed_every.total_seconds())
            with contextlib.suppress(InboxdError):
                # Nothing more is taken: nobody would work on it.
                self._held = (await self._leases.tend(self._held, is_guest=True)).held

    async def _turn(self) -> None:
        try:
            roster = await self.take()
        except InboxdError as error:
            if not self._is_told:
                _log.error("ownership.unsure", error=error)
            self._is_told = True
            # Others may be able to reach the database and take over: what cannot be renewed in time is theirs.
            roster = Roster(frozenset(name for name in self._held if self._leases.is_safe(name)))
        else:
            self._is_told = False
        await self._follow(roster)

    async def _release(self, new: frozenset[str]) -> None:
        """Whoever had these is not at work on them any more: what they had in hand is due at once."""
        if new and not self._leases.are_shared:
            released = await self._store.release()
        else:
            released = sum([await self._store.release(_about(name), owner=self._owner) for name in sorted(new)])
        if released:
            _log.info("outbox.released", effects=released)

    async def _follow(self, roster: Roster) -> None:
        for name in sorted(self._held - roster.held):
            await self._drop(name)
        self._held = roster.held
        self._metrics.mailboxes_owned(len(self._held & frozenset(self._posts)), workers=roster.workers)
        for name in roster.surplus:
            if name not in self._leaving:
                self._leaving[name] = asyncio.create_task(self._hand_over(name), name=f"hand over {name}")
        for name, post in self._posts.items():
            await self._keep_at_work(name, post)

    async def _keep_at_work(self, name: str, post: Post) -> None:
        if name in self._leaving:
            return
        task = self._at_work.get(name)
        if task is not None and task.done():
            del self._at_work[name]
            await task
        if name in self._held and name not in self._at_work:
            post.stop.clear()
            self._at_work[name] = asyncio.create_task(post.connection.run(post.stop), name=f"watch {name}")

    async def _drop(self, name: str) -> None:
        """It is another's by now: not one more step."""
        _log.warning("mailbox.lost", mailbox=name)
        task = self._at_work.pop(name, None)
        if task is not None:
            self._posts[name].tell_to_stop()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._metrics.mailbox_left(name)

    async def _hand_over(self, name: str) -> None:
        """End the work in order, then let another process have it. The lease is kept until then."""
        try:
            task = self._at_work.get(name)
            if task is not None:
                self._posts[name].tell_to_stop()
                await asyncio.wait({task}, timeout=_ORDERLY.total_seconds())
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self._at_work.pop(name, None)
                self._metrics.mailbox_left(name)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ORDERLY.total_seconds()):
                        await self._cleared(name)
            async with self._changing:
                self._held -= {name}
                await self._leases.give_back([name])
            _log.info("mailbox.given_back", mailbox=name)
        except InboxdError as error:
            _log.error("mailbox.kept", mailbox=name, error=error)
        finally:
            self._leaving.pop(name, None)

    async def _end(self) -> None:
        for post in self._posts.values():
            post.tell_to_stop()
        for leaving in self._leaving.values():
            # Nobody sends letters any more for which it would wait; everything is given back at the very end.
            leaving.cancel()
        tasks = [*self._at_work.values(), *self._leaving.values()]
        if not tasks:
            return
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _about(name: str) -> str:
    """The mailbox of the effects that come with it: what is about none comes with the duties."""
    return "" if name == DUTIES else name
