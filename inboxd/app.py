"""The only place that builds things and hands them to each other."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager

import structlog

from inboxd import __version__
from inboxd.building import desk_of, policy_of, target_folders, times_of
from inboxd.config.settings import MailboxSettings, Settings
from inboxd.core.compose.templates import Templates, compile_templates
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.effect import Effect
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import LiveRules
from inboxd.edge.store.store import SqlStore
from inboxd.edge.systemd import Notifier
from inboxd.errors import InboxdError
from inboxd.ports import Clock
from inboxd.run.clerk import Clerk, Hand
from inboxd.run.connecting import Connection
from inboxd.run.housekeep import beat, whenever
from inboxd.run.moving import Mover
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import Desk, PostOffice
from inboxd.run.reading import warm_up
from inboxd.run.supervise import Crew
from inboxd.run.watch import Hands, Watch
from inboxd.web.pages import Pages
from inboxd.web.server import WebServer
from inboxd.web.status import MailboxHealth, RulesHealth, Status, TaskHealth

_log = structlog.get_logger()
_ONCE_ROUNDS = 3
_CREWS_SHARE = 0.6
_LAST_GOOD_RULES = "last good rules"


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
        self._letters: tuple[RuleSet, Templates] | None = None
        self._clerk: Clerk | None = None

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
        await self.rules.load(await self.store.noted(_LAST_GOOD_RULES))
        await asyncio.to_thread(warm_up)
        self._after_reload()
        await self._keep_rules()

    async def _keep_rules(self) -> None:
        kept = self.rules.keep()
        if not self.rules.problems and kept != await self.store.noted(_LAST_GOOD_RULES):
            await self.store.note(_LAST_GOOD_RULES, kept)

    async def _build(self) -> PostOffice:
        key = (await self._key()).encode()
        owner = self.settings.instance
        policies = {each.name: policy_of(each, self.settings, key) for each in self.settings.mailbox}
        pipeline = Pipeline(self.store, lambda: self.rules.current, self.clock, self.metrics, key=key, owner=owner)
        for each in self.settings.mailbox:
            self._desks[each.name] = desk_of(each, policies[each.name], self._wakes[each.name], self._is_looked_through)
        office = PostOffice(self.store, self._desks, self.letters, self.clock, self.metrics, owner=owner)
        for each in self.settings.mailbox:
            self._connections[each.name] = self._connect(each, policies[each.name], pipeline, office)
        self._clerk = Clerk(
            self.store, self._hands(), self.clock, self.metrics, is_current=self._is_current, owner=owner
        )
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

    def _is_looked_through(self, mailbox: str) -> bool:
        return self._connections[mailbox].is_current

    def _hands(self) -> dict[str, Hand]:
        """Who does which kind of due work."""
        return {}

    def _is_current(self) -> bool:
        return not self.settings.shadow and all(each.is_current for each in self._connections.values())

    def letters(self) -> tuple[RuleSet, Templates]:
        """The live rules with their compiled templates."""
        rules = self.rules.current
        if self._letters is None or self._letters[0] is not rules:
            self._letters = (rules, compile_templates(rules.replies))
        return self._letters

    async def _key(self) -> str:
        configured = self.settings.secret.get_secret_value()
        return configured or await self.store.kept_secret("key", lambda: secrets.token_hex(32))

    @property
    def _workers(self) -> int:
        return max(each.smtp.connections for each in self.settings.mailbox)

    async def _until_stop(self, office: PostOffice) -> None:
        try:
            await self.handle_what_is_there(office)
        finally:
            self._stop.set()

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
        work["rules keeper"] = whenever(self._rules_changed, self._keep_rules, self._stop)
        work["heartbeat"] = beat(self._notifier, self._is_well, self._stop)
        if self.settings.rules.reload:
            work["rules"] = self.rules.watch(self._stop, self._after_reload)
        if self.settings.web.listen:
            server = WebServer(self._pages().build_app(), self.settings.web.listen)
            self.address = server.address
            work["web"] = server.run(self._stop)
        _log.info("inboxd.started", version=__version__, web=self.address or None, shadow=self.settings.shadow)
        self._notifier.ready(f"watching {len(self._connections)} mailboxes")
        await self._crew.run(work)
        _log.info("inboxd.stopped")

    def _after_reload(self) -> None:
        self._rules_changed.set()
        self.metrics.rules_refused(refused=bool(self.rules.problems))
        for wake in self._wakes.values():
            wake.set()

    def _is_well(self) -> bool:
        return not any(self._crew.state().values())

    def _pages(self) -> Pages:
        status = Status(
            tasks=lambda: tuple(TaskHealth(name, not why, why) for name, why in self._crew.state().items()),
            mailboxes=lambda: tuple(
                MailboxHealth(name, each.link.connected, each.link.reason, each.link.since)
                for name, each in self._connections.items()
            ),
            rules=lambda: RulesHealth(
                self.rules.current.version, self.rules.loaded_at, tuple(str(problem) for problem in self.rules.problems)
            ),
            version=__version__,
            shadow=self.settings.shadow,
        )
        return Pages(status, self.store, self.metrics, self.clock)
