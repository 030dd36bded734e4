"""Settings → what the parts are built from: policies, desks, times. Nothing starts here."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from inboxd import __version__
from inboxd.config.settings import LimitSettings, MailboxSettings, Settings
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.templates import Templates, compile_templates
from inboxd.core.decide.bulletin import parse_schedule
from inboxd.core.decide.notices import trend_alarm
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.trend.detector import TrendPolicy
from inboxd.core.values.digest import PeriodKind
from inboxd.core.values.ids import loop_token
from inboxd.core.values.plan import Plan
from inboxd.core.values.policy import AnswerLimits, MailboxPolicy
from inboxd.core.values.trend import Trend
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.metrics import Metrics
from inboxd.edge.notify import AppriseChannel
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.edge.rulefiles import LiveRules
from inboxd.edge.store.store import SqlStore
from inboxd.edge.webhook import Webhook
from inboxd.ports import Clock, Store
from inboxd.run.audit import Target, count_unaccounted
from inboxd.run.canary import Canaries
from inboxd.run.channels import MailChannel, TeamChannels, Way
from inboxd.run.clerk import Hand
from inboxd.run.closing import Closer
from inboxd.run.connecting import Connection
from inboxd.run.digesting import Archive, Calendar, Editor, Messenger, Route
from inboxd.run.heard import HeardSender
from inboxd.run.noting import NoteTaker
from inboxd.run.ownership import Ownership
from inboxd.run.paging import Pager
from inboxd.run.posting import Desk
from inboxd.run.supervise import Crew
from inboxd.run.trending import Trends
from inboxd.run.watch import WatchPolicy
from inboxd.web.access import access_of
from inboxd.web.pages import Pages
from inboxd.web.server import WebServer
from inboxd.web.status import MailboxHealth, RulesHealth, Status, TaskHealth


async def key_of(settings: Settings, store: SqlStore) -> bytes:
    """The installation's secret: the configured one, else the one that the store keeps."""
    configured = settings.key()
    return (configured or await store.kept_secret("key", lambda: secrets.token_hex(32))).encode()


def policy_of(mailbox: MailboxSettings, settings: Settings, key: bytes) -> MailboxPolicy:
    """The mailbox as deciding sees it."""
    return MailboxPolicy(
        name=mailbox.name,
        address=mailbox.address.lower(),
        addresses=mailbox.addresses,
        all_own=frozenset(address for each in settings.mailbox for address in each.addresses),
        inbox=mailbox.folders.inbox,
        sent=mailbox.folders.sent,
        needs_human=mailbox.folders.needs_human,
        sent_copy=mailbox.sent_copy,
        shadow=settings.shadow,
        limits=_limits(settings.limits),
        loop_token=loop_token(settings.instance, key),
        authserv_id=mailbox.authserv_id,
        notes=settings.notes.how,
        create_sent=mailbox.folders.create_sent,
    )


def desk_of(
    mailbox: MailboxSettings, policy: MailboxPolicy, wake: asyncio.Event, is_looked_through: Callable[[str], bool]
) -> Desk:
    """Where the mailbox's letters are written.

    Args:
        wake: rings for the mailbox when a copy waits to be filed.
        is_looked_through: tells by mailbox name whether everything was looked at since it was connected.
    """
    identity = SenderIdentity(policy.address, mailbox.display_name, policy.loop_token)
    return Desk(
        policy,
        identity,
        HeardSender(SmtpSender(mailbox.smtp, mailbox.address)),
        copy_waits=wake.set,
        is_current=lambda: is_looked_through(mailbox.name),
        null_sender=mailbox.envelope_sender == "null",
    )


def letters_of(rules: LiveRules) -> Callable[[], tuple[RuleSet, Templates]]:
    """Gives the live rules with their texts, compiled once for each rule set."""
    kept: dict[str, tuple[RuleSet, Templates]] = {}

    def letters() -> tuple[RuleSet, Templates]:
        current = rules.current
        if kept.get("live", (None,))[0] is not current:
            kept["live"] = (current, compile_templates(current.replies))
        return kept["live"]

    return letters


def pager_of(
    settings: Settings,
    desks: Mapping[str, Desk],
    key: bytes,
    store: Store,
    rules: Callable[[], RuleSet],
    clock: Clock,
    metrics: Metrics,
) -> Pager:
    """Who tells our own people; mails go out from the desks."""
    ways: dict[str, Way] = {}
    for each in settings.channel:
        if each.mail:
            ways[each.name] = MailChannel(each.mail, desks, clock, key).tell
        else:
            ways[each.name] = AppriseChannel(each.name, each.secret, settings.notify.timeout).tell
    channels = TeamChannels(ways, settings.notify.default)
    pager = Pager(store, rules, channels, clock, metrics, with_subject=settings.notify.with_subject)
    pager.complain()
    return pager


def times_of(mailbox: MailboxSettings) -> WatchPolicy:
    """When the mailbox is looked at."""
    return WatchPolicy(mailbox.start_from, mailbox.sent_poll, mailbox.proof_within)


def editor_of(settings: Settings, archive: Archive, rules: Callable[[], RuleSet], clock: Clock) -> Editor:
    """Who puts digests together; each digest comes with an audit of all mailboxes."""

    async def unaccounted() -> int | None:
        folders = target_folders(rules())
        targets = [
            Target(ImapMailbox(each, clock), each.folders.inbox, folders | {each.folders.needs_human})
            for each in settings.mailbox
        ]
        return await count_unaccounted(targets, archive, clock.now())

    return Editor(archive, rules, clock, unaccounted)


def messenger_of(editor: Editor, desks: Mapping[str, Desk], owner: str) -> Messenger:
    """Who sends digests, from the mailboxes that have a desk."""
    identities = {name: desk.identity for name, desk in desks.items()}
    return Messenger(editor, identities, {name: desk.sender for name, desk in desks.items()}, owner)


def hands_of(
    settings: Settings, desks: Mapping[str, Desk], editor: Editor, pager: Pager, *, owner: str
) -> dict[str, Hand]:
    """Who does which kind of due work; nobody while nothing may be touched."""
    if settings.shadow:
        return {}
    notes = NoteTaker(editor.archive, editor.rules, editor.clock, desks)
    bulletins = messenger_of(editor, desks, owner)
    closer = Closer(editor.archive, editor.clock, owner=owner)
    return {"alarm": pager.sound, "note": notes.take, "bulletin": bulletins.deliver, "silence": closer.hear_silence}


def digest_route(settings: Settings, key: bytes) -> Route:
    """Where digests go, and from where."""
    chosen = settings.digest.mailbox or settings.mailbox[0].name
    (mailbox,) = (each for each in settings.mailbox if each.name == chosen)
    return Route(settings.digest.to, mailbox.name, mailbox.address.lower(), key)


def calendar_of(
    settings: Settings, editor: Editor, key: bytes, announce: Callable[[], None], is_ours: Callable[[], bool]
) -> Calendar | None:
    """Who plans digests; None where nobody reads them or nothing may be sent."""
    wanted = ((PeriodKind.DAILY, settings.digest.daily), (PeriodKind.WEEKLY, settings.digest.weekly))
    schedules = [parse_schedule(kind, text) for kind, text in wanted if text]
    if not settings.digest.to or not schedules or settings.shadow:
        return None
    route = digest_route(settings, key)
    return Calendar(editor.archive, editor.rules, editor.clock, schedules, route, announce, is_ours)


def trends_of(
    settings: Settings, store: SqlStore, clock: Clock, announce: Callable[[], None], is_ours: Callable[[], bool]
) -> Trends:
    """Who watches what many customers complain about."""

    async def tell(key: str, trend: Trend) -> None:
        now = clock.now()
        alarm = trend_alarm(key, trend, now, shadow=settings.shadow)
        await store.record([Plan(None, effects=(alarm,))], None, now=now, owner="")
        announce()

    wanted = settings.trends
    policy = TrendPolicy(wanted.false_alarms, wanted.least, frozenset(wanted.public_domains))
    hooks = () if settings.shadow else tuple(Webhook(each) for each in wanted.webhook)
    return Trends(store, clock, policy, tell, hooks, is_ours=is_ours)


def status_of(
    settings: Settings, crew: Crew, connections: Mapping[str, Connection], rules: LiveRules, ownership: Ownership
) -> Status:
    """How everything is, for the health page; of the mailboxes those that this process owns."""
    return Status(
        tasks=lambda: tuple(
            TaskHealth(name, not why, why) for name, why in ({**crew.state(), **ownership.state()}).items()
        ),
        mailboxes=lambda: tuple(
            MailboxHealth(name, each.link.connected, each.link.reason, each.link.since)
            for name, each in connections.items()
            if ownership.holds(name)
        ),
        rules=lambda: RulesHealth(
            rules.current.version, rules.loaded_at, tuple(map(str, rules.problems)), rules.is_refused
        ),
        version=__version__,
        shadow=settings.shadow,
    )


def canaries_of(settings: Settings, key: bytes, store: Store, clock: Clock, metrics: Metrics) -> Canaries:
    """Who knows our own test mails; also those that were sent before they were switched off."""
    return Canaries(store, clock, metrics, key=key, folder=settings.canary.folder, keep=settings.canary.keep)


def moved_to(settings: Settings, mailbox: str, rules: RuleSet) -> frozenset[str]:
    """The folders to which messages of this mailbox are moved."""
    own = {settings.canary.folder} if settings.canary.is_tried(mailbox) else set()
    return target_folders(rules) | own


@contextmanager
def web_of(
    settings: Settings, status: Status, store: SqlStore, metrics: Metrics, editor: Editor
) -> Iterator[WebServer | None]:
    """Who shows how everything is; None where nobody is to. The address is taken at once, and free again at the end.

    Raises:
        Misconfigured: the address is taken, or may not be listened on without a lock on the door.
    """
    if not settings.web.listen:
        yield None
        return
    pages = Pages(status, store, metrics, editor.clock, editor.rules)
    server = WebServer(pages.build_app(), settings.web.listen, access_of(settings.web))
    try:
        yield server
    finally:
        server.close()


def workers_of(settings: Settings) -> int:
    """How many letters of one mailbox may be under way at once."""
    return max(each.smtp.connections for each in settings.mailbox)


def target_folders(rules: RuleSet) -> frozenset[str]:
    """The folders that the routes name."""
    return frozenset(route.policy.folder for route in rules.routes if route.policy.folder)


def _limits(settings: LimitSettings) -> AnswerLimits:
    return AnswerLimits(**settings.model_dump())
