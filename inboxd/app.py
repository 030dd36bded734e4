"""The only place that builds things and hands them to each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from inboxd import __version__
from inboxd.building import (
    calendar_of,
    desk_of,
    editor_of,
    key_of,
    letters_of,
    messenger_of,
    pager_of,
    policy_of,
    status_of,
    target_folders,
    times_of,
    trends_of,
)
from inboxd.config.settings import MailboxSettings, Settings
from inboxd.core.values.effect import Effect
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import LAST_GOOD_RULES, LiveRules
from inboxd.edge.store.store import SqlStore
from inboxd.edge.systemd import Notifier
from inboxd.errors import InboxdError
from inboxd.ports import Clock
from inboxd.run.clerk import Clerk, Hand
from inboxd.run.closing import Closer
from inboxd.run.connecting import Connection
from inboxd.run.digesting import Calendar
from inboxd.run.housekeep import beat, every, whenever
from inboxd.run.moving import Mover
from inboxd.run.noting import NoteTaker
from inboxd.run.paging import Pager
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import Desk, PostOffice
from inboxd.run.reading import warm_up
from inboxd.run.retention import let_go
from inboxd.run.supervise import Crew
from inboxd.run.watch import Hands, Watch
from inboxd.web.pages import Pages
from inboxd.web.server import WebServer

_log = structlog.get_logger()
_ONCE_ROUNDS = 3
_DAY = timedelta(days=1)
_CREWS_SHARE = 0.6


class Daemon:
    """One running inboxd.

    Args:
        settings: checked configuration.
        clock: the source of time; tests and the demo may bring their own.
        notifier: the service manager.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None, notifier: Notifier | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.metrics = Metrics()
        self.store = SqlStore(settings.store)
        self.rules = LiveRules(settings.rules.path, self.clock)
        self.address = ""
        self._notifier = notifier or Notifier()
        self._stop = asyncio.Event()
        # The rest is for the goodbyes and for the store's last transaction.
        self._crew = Crew(self._stop, settings.stop_within * _CREWS_SHARE)
        self._rules_changed = asyncio.Event()
        self._wakes = {each.name: asyncio.Event() for each in settings.mailbox}
        self._connections: dict[str, Connection] = {}
        self._desks: dict[str, Desk] = {}
        self._editor = editor_of(settings, self.store, lambda: self.rules.current, self.clock)
        self._calendar: Calendar | None = None
        self._clerk: Clerk | None = None
        self._trends = trends_of(self.settings, self.store, self.clock, self._ring_clerk)
        self._pager: Pager | None = None

    def stop(self) -> None:
        """Begin an ordered stop; safe to call from a signal handler and more than once."""
        self._stop.set()
        for wake in self._wakes.values():
            wake.set()

    async def reload(self) -> bool:
        """Read the rules folder again; False when it was refused and the last good rules stay."""
        self._notifier.reloading()
        accepted = await self.rules.reload()
        self._after_reload()
        self._notifier.ready()
        return accepted

    async def run(self, *, once: bool = False) -> None:
        """Serve until `stop`; with `once`, handle what is there and return.

        Raises:
            RulesRefused: the rules folder has mistakes and there never was a good set.
            Misconfigured: the store cannot be opened, or the web address is taken.
        """
        async with self.opened() as office:
            await (self._crew.run({"once": self._until_stop(office)}) if once else self._serve(office))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PostOffice]:
        """The store is open, the rules are loaded and everybody has a place; closed again at the end."""
        await self._open_store()
        try:
            await self._load_rules()
            yield await self._build()
        finally:
            self._notifier.stopping()
            for desk in self._desks.values():
                await desk.sender.close()
            await self.store.close()

    async def _open_store(self) -> None:
        applied = await self.store.migrate()
        if applied:
            _log.info("store.migrated", migrations=list(applied))
        await self.store.open(exclusive=True)
        released = await self.store.release(self.settings.instance)
        if released:
            _log.info("outbox.released", effects=released)

    async def _load_rules(self) -> None:
        await self.rules.load(await self.store.noted(LAST_GOOD_RULES))
        await asyncio.to_thread(warm_up)
        self._after_reload()
        await self._keep_rules()

    async def _keep_rules(self) -> None:
        kept = self.rules.keep()
        if not self.rules.is_refused and kept != await self.store.noted(LAST_GOOD_RULES):
            await self.store.note(LAST_GOOD_RULES, kept)

    async def _build(self) -> PostOffice:
        key = await key_of(self.settings, self.store)
        owner = self.settings.instance
        policies = {each.name: policy_of(each, self.settings, key) for each in self.settings.mailbox}
        pipeline = Pipeline(
            self.store,
            lambda: self.rules.current,
            self.clock,
            self.metrics,
            key=key,
            owner=owner,
            incidents=lambda: self._trends.incidents,
        )
        for each in self.settings.mailbox:
            self._desks[each.name] = desk_of(each, policies[each.name], self._wakes[each.name], self._is_looked_through)
        office = PostOffice(
            self.store, self._desks, letters_of(self.rules), self.clock, self.metrics, owner=owner, key=key
        )
        for each in self.settings.mailbox:
            self._connections[each.name] = self._connect(each, policies[each.name], pipeline, office)
        parts = (self.store, lambda: self.rules.current, self.clock, self.metrics)
        self._pager = pager_of(self.settings, self._desks, key, *parts)
        self._clerk = Clerk(
            self.store, self._hands(), self.clock, self.metrics, current=self._looked_through, owner=owner
        )
        self._calendar = calendar_of(self.settings, self._editor, key, self._ring_clerk)
        return office

    def _connect(
        self, mailbox: MailboxSettings, policy: MailboxPolicy, pipeline: Pipeline, office: PostOffice
    ) -> Connection:
        account = ImapMailbox(mailbox, self.clock)
        mover = Mover(account, self.store, self.clock, self.metrics, sent=policy.sent, owner=self.settings.instance)
        hands = Hands(
            pipeline=pipeline,
            mover=mover,
            office=office,
            store=self.store,
            clock=self.clock,
            metrics=self.metrics,
            hand_over=self._hand_over,
            folders=lambda: target_folders(self.rules.current),
            wake=self._wakes[mailbox.name],
            stop=self._stop,
        )
        return Connection(account, Watch(account, policy, times_of(mailbox), hands), self.clock, self.metrics)

    def _hand_over(self, effects: Sequence[Effect]) -> None:
        if self._clerk is not None:
            self._clerk.hand_in(effects)

    def _ring_clerk(self) -> None:
        if self._clerk is not None:
            self._clerk.wake.set()

    def _is_looked_through(self, mailbox: str) -> bool:
        return self._connections[mailbox].is_current

    def _hands(self) -> dict[str, Hand]:
        """Who does which kind of due work; nobody while nothing may be touched."""
        if self.settings.shadow:
            return {}
        alarms: dict[str, Hand] = {"alarm": self._pager.sound} if self._pager is not None else {}
        notes = NoteTaker(self.store, lambda: self.rules.current, self.clock, self._desks)
        bulletins = messenger_of(self.settings, self._editor, self._desks)
        closer = Closer(self.store, self.clock, owner=self.settings.instance)
        return {**alarms, "note": notes.take, "bulletin": bulletins.deliver, "silence": closer.hear_silence}

    def _looked_through(self) -> frozenset[str]:
        return frozenset(name for name, each in self._connections.items() if each.is_current)

    @property
    def _workers(self) -> int:
        return max(each.smtp.connections for each in self.settings.mailbox)

    async def _until_stop(self, office: PostOffice) -> None:
        try:
            await self.handle_what_is_there(office)
            await self._let_go()
        finally:
            self._stop.set()

    async def _let_go(self) -> None:
        await let_go(self.store.personal, self.settings.retention.spans(), self.clock, self._stop)

    async def handle_what_is_there(self, office: PostOffice) -> None:
        """Handle what is there; a mailbox that fails keeps no other waiting, and its error is raised at the end."""
        failed: dict[str, InboxdError] = {}

        async def each_mailbox(do: Callable[[Connection], Awaitable[None]]) -> None:
            for name, connection in self._connections.items():
                if name in failed or self._stop.is_set():
                    continue
                try:
                    await do(connection)
                except InboxdError as error:
                    _log.error("mailbox.unavailable", mailbox=name, error=error)
                    failed[name] = error
                    await connection.close()

        async with office.at_work(workers=self._workers):
            await each_mailbox(Connection.once)
            for _ in range(_ONCE_ROUNDS):
                if not self._stop.is_set():
                    await office.drain()
                    await self._clear_desk()
                await each_mailbox(Connection.once_more)
        for connection in self._connections.values():
            await connection.close()
        for error in failed.values():
            raise error

    async def _clear_desk(self) -> None:
        while self._clerk is not None and await self._clerk.work_once():
            continue

    async def _serve(self, office: PostOffice) -> None:
        work: dict[str, Coroutine[object, object, None]] = {
            f"watch {name}": connection.run(self._stop) for name, connection in self._connections.items()
        }
        work["post office"] = office.run(self._stop, workers=self._workers)
        if self._clerk is not None:
            work["clerk"] = self._clerk.run(self._stop)
        if self._calendar is not None:
            work["calendar"] = self._calendar.run(self._stop)
        work["trends"] = self._trends.run(self._stop)
        work["rules keeper"] = whenever(self._rules_changed, self._keep_rules, self._stop)
        work["retention"] = every(_DAY, self._let_go, self._stop)
        work["heartbeat"] = beat(self._notifier, self._is_well, self._stop)
        if self.settings.rules.reload:
            work["rules"] = self.rules.watch(self._stop, self._after_reload)
        if self.settings.web.listen:
            status = status_of(self.settings, self._crew, self._connections, self.rules)
            pages = Pages(status, self.store, self.metrics, self.clock, lambda: self.rules.current)
            server = WebServer(pages.build_app(), self.settings.web.listen)
            self.address = server.address
            work["web"] = server.run(self._stop)
        _log.info("inboxd.started", version=__version__, web=self.address or None, shadow=self.settings.shadow)
        self._notifier.ready(f"watching {len(self._connections)} mailboxes")
        await self._crew.run(work)
        _log.info("inboxd.stopped")

    def _after_reload(self) -> None:
        self._rules_changed.set()
        if self._pager is not None:
            self._pager.complain()
        self.metrics.rules_refused(refused=bool(self.rules.problems))
        for wake in self._wakes.values():
            wake.set()

    def _is_well(self) -> bool:
        return not any(self._crew.state().values())
