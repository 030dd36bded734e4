"""The only place that builds things and hands them to each other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog

from inboxd import __version__
from inboxd.building import (
    calendar_of,
    canaries_of,
    desk_of,
    editor_of,
    hands_of,
    key_of,
    letters_of,
    moved_to,
    pager_of,
    policy_of,
    status_of,
    times_of,
    trends_of,
    web_of,
    workers_of,
)
from inboxd.config.settings import MailboxSettings, Settings
from inboxd.core.values.effect import Effect
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import LiveRules
from inboxd.edge.store.migrate import log_migrations
from inboxd.edge.store.store import SqlStore
from inboxd.edge.systemd import Notifier
from inboxd.edge.worker import worker_name
from inboxd.errors import InboxdError
from inboxd.ports import Clock
from inboxd.run.canary import Canaries
from inboxd.run.clerk import Clerk
from inboxd.run.connecting import Connection
from inboxd.run.digesting import Calendar
from inboxd.run.duties import Staff, duties_of
from inboxd.run.housekeep import beat, every, whenever
from inboxd.run.moving import Mover
from inboxd.run.once import Sweep
from inboxd.run.ownership import Ownership, Post
from inboxd.run.paging import Pager
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import Desk, PostOffice
from inboxd.run.reading import warm_up
from inboxd.run.retention import let_go, let_go_daily
from inboxd.run.rulekeeping import keep_rules, load_rules
from inboxd.run.supervise import Crew
from inboxd.run.watch import Hands, Watch

_log = structlog.get_logger()
_HOUR = timedelta(hours=1)
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
        self._stops = {each.name: asyncio.Event() for each in settings.mailbox}
        self._worker = worker_name()
        self._ownership: Ownership | None = None
        self._connections: dict[str, Connection] = {}
        self._desks: dict[str, Desk] = {}
        self._editor = editor_of(settings, self.store, lambda: self.rules.current, self.clock)
        self._calendar: Calendar | None = None
        self._clerk: Clerk | None = None
        self._trends = trends_of(self.settings, self.store, self.clock, self._ring_clerk, lambda: self._owns(DUTIES))
        self._pager: Pager | None = None
        self._canaries: Canaries | None = None

    def stop(self) -> None:
        """Begin an ordered stop; safe to call from a signal handler and more than once."""
        self._stop.set()
        for bell in (*self._stops.values(), *self._wakes.values()):
            bell.set()

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
            with contextlib.suppress(InboxdError):
                # Others need not wait until our leases are over.
                await self.store.leases.leave()
            await self.store.close()

    async def _open_store(self) -> None:
        log_migrations(await self.store.migrate())
        await self.store.open(exclusive=True)
        self.store.leases.join(self._worker)

    async def _load_rules(self) -> None:
        await load_rules(self.rules, self.store)
        await asyncio.to_thread(warm_up)
        self._after_reload()
        await keep_rules(self.rules, self.store)

    async def _build(self) -> PostOffice:
        key = await key_of(self.settings, self.store)
        owner = self._worker
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
        self._canaries = pipeline.canaries = canaries_of(self.settings, key, self.store, self.clock, self.metrics)
        for each in self.settings.mailbox:
            self._desks[each.name] = desk_of(each, policies[each.name], self._wakes[each.name], self._is_looked_through)
        office = PostOffice(
            self.store, self._desks, letters_of(self.rules), self.clock, self.metrics, owner=owner, key=key
        )
        for each in self.settings.mailbox:
            self._connections[each.name] = self._connect(each, policies[each.name], pipeline, office)
        parts = (self.store, lambda: self.rules.current, self.clock, self.metrics)
        self._pager = pager_of(self.settings, self._desks, key, *parts)
        hands = hands_of(self.settings, self._desks, self._editor, self._pager, owner=owner)
        self._clerk = Clerk(self.store, hands, self.clock, self.metrics, current=self._looked_through, owner=owner)
        self._calendar = calendar_of(self.settings, self._editor, key, self._ring_clerk, lambda: self._owns(DUTIES))
        posts = {name: Post(each, self._stops[name], self._wakes[name]) for name, each in self._connections.items()}
        self._ownership = Ownership(self.store.leases, self.store, posts, office.cleared, self.metrics, owner=owner)
        return office

    def _connect(
        self, mailbox: MailboxSettings, policy: MailboxPolicy, pipeline: Pipeline, office: PostOffice
    ) -> Connection:
        account = ImapMailbox(mailbox, self.clock)
        mover = Mover(
            account,
            self.store,
            self.clock,
            self.metrics,
            sent=policy.sent,
            owner=self._worker,
            check=partial(self.store.leases.check, mailbox.name),
        )
        hands = Hands(
            pipeline=pipeline,
            mover=mover,
            office=office,
            store=self.store,
            clock=self.clock,
            metrics=self.metrics,
            hand_over=self._hand_over,
            folders=lambda: moved_to(self.settings, mailbox.name, self.rules.current),
            wake=self._wakes[mailbox.name],
            stop=self._stops[mailbox.name],
            tidy=self._canaries.sweep if self._canaries is not None else None,
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

    def _looked_through(self) -> frozenset[str]:
        return frozenset(name for name, each in self._connections.items() if each.is_current)

    async def _until_stop(self, office: PostOffice) -> None:
        try:
            await self.handle_what_is_there(office)
            await let_go(self.store.personal, self.settings.retention.spans(), self.clock, self._stop)
        finally:
            self._stop.set()

    async def _let_go(self) -> None:
        if self._owns(DUTIES):
            spans = self.settings.retention.spans()
            await let_go_daily(self.store.personal, self.store, spans, self.clock, self._stop)

    async def handle_what_is_there(self, office: PostOffice) -> None:
        """Handle what is there; a mailbox that fails keeps no other waiting, and its error is raised at the end."""
        ownership, clerk = self._ownership, self._clerk
        if ownership is not None:
            await Sweep(ownership, self._connections, office, clerk, workers_of(self.settings), self._stop).run()

    def _owns(self, name: str) -> bool:
        return self._ownership is not None and self._ownership.holds(name)

    async def _serve(self, office: PostOffice) -> None:
        ownership = self._ownership
        assert ownership is not None  # noqa: S101 - `opened` has built everything
        # Whoever cannot show its page does not start, and must not take mailboxes from others before it ends.
        status = status_of(self.settings, self._crew, self._connections, self.rules, ownership)
        with web_of(self.settings, status, self.store, self.metrics, self._editor) as server:
            await ownership.take()
            work: dict[str, Coroutine[object, object, None]] = {"mailboxes": ownership.run(self._stop)}
            work["post office"] = office.run(self._stop, workers=workers_of(self.settings))
            if self._clerk is not None:
                work["clerk"] = self._clerk.run(self._stop)
            work |= self._duties()
            if self._calendar is not None:
                work["calendar"] = self._calendar.run(self._stop)
            work["trends"] = self._trends.run(self._stop)
            work["rules keeper"] = whenever(
                self._rules_changed, partial(keep_rules, self.rules, self.store), self._stop
            )
            work["retention"] = every(_HOUR, self._let_go, self._stop)
            work["heartbeat"] = beat(self._notifier, lambda: not any(self._crew.state().values()), self._stop)
            if self.settings.rules.reload:
                work["rules"] = self.rules.watch(self._stop, self._after_reload)
            if server is not None:
                work["web"] = server.run(self._stop)
                self.address = server.address
            _log.info("inboxd.started", version=__version__, web=self.address or None, shadow=self.settings.shadow)
            self._notifier.ready(f"watching {len(self._connections)} mailboxes")
            await self._crew.run(work)
            _log.info("inboxd.stopped")

    def _duties(self) -> dict[str, Coroutine[object, object, None]]:
        if self._pager is None or self._canaries is None:
            return {}
        staff = Staff(
            store=self.store,
            clock=self.clock,
            metrics=self.metrics,
            rules=self.rules,
            connections=self._connections,
            desks=self._desks,
            pager=self._pager,
            canaries=self._canaries,
            announce=self._ring_clerk,
            is_mine=self._owns,
        )
        return duties_of(self.settings, staff, self._stop)

    def _after_reload(self) -> None:
        self._rules_changed.set()
        if self._pager is not None:
            self._pager.complain()
        self.metrics.rules_refused(refused=bool(self.rules.problems))
        for wake in self._wakes.values():
            wake.set()
