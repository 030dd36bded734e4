"""An inboxd in memory: its true pipeline, store, post office and letters; only the servers around it are missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from inboxd.config.store import StoreSettings
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.templates import Templates, compile_templates
from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.arrival import Arrival, FolderPosition, Place
from inboxd.core.values.case import Case
from inboxd.core.values.customers import AddressList
from inboxd.core.values.effect import EffectState
from inboxd.core.values.ids import loop_token
from inboxd.core.values.plan import Direction
from inboxd.core.values.policy import AnswerLimits, MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import load_rules
from inboxd.edge.store.store import SqlStore
from inboxd.ports import Envelope, Sent
from inboxd.run.closing import Closer
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import LETTER_KINDS, Desk, PostOffice
from tests.builders import SetClock

_LOADED = load_rules(Path(__file__).resolve().parents[2] / "rules")
SHIPPED = replace(
    _LOADED,
    # Whoever is away is asked twice here, and everybody is a stranger.
    verification=replace(_LOADED.verification, remind=timedelta(days=3)),
    customers=replace(_LOADED.customers, internal=AddressList()),
)
_SILENCE = frozenset({"silence"})
_OWNER = "inboxd"


@dataclass
class Tray:
    """A sender whose mails lie in a tray until the world takes them away."""

    letters: list[Envelope] = field(default_factory=list)

    async def send(self, envelope: Envelope, before_final_dot: Callable[..., object]) -> Sent:
        await before_final_dot()  # type: ignore[misc]
        self.letters.append(envelope)
        return Sent("250 OK")

    async def close(self) -> None:
        return


@dataclass
class Installation:
    """One inboxd with one or several mailboxes.

    Attributes:
        mailboxes: name of each mailbox → its addresses, the main one first.
    """

    name: str
    mailboxes: dict[str, tuple[str, ...]]
    clock: SetClock
    folder: Path
    rules: RuleSet = SHIPPED
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    authserv_id: str = ""
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.key = f"the secret of {self.name}".encode()
        own = frozenset(address for addresses in self.mailboxes.values() for address in addresses)
        token = loop_token(self.name, self.key)
        self.policies = {
            mailbox: MailboxPolicy(
                mailbox, addresses[0], frozenset(addresses), own, sent_copy="server", limits=self.limits,
                loop_token=token, authserv_id=self.authserv_id,
            )
            for mailbox, addresses in self.mailboxes.items()
        }  # fmt: skip
        self.tray = Tray()
        self.since = self.clock.now() - timedelta(days=1)
        self._uids = dict.fromkeys(self.mailboxes, 0)
        self.received = 0

    @property
    def addresses(self) -> frozenset[str]:
        """Of all mailboxes."""
        return frozenset(address for each in self.policies.values() for address in each.addresses)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Installation]:
        """Opened and at work."""
        self.store = SqlStore(StoreSettings(url=f"sqlite:///{self.folder}/{self.name}.db"))
        await self.store.migrate()
        await self.store.open(exclusive=True)
        letters = _compiled(self.rules)
        self._pipeline = Pipeline(self.store, lambda: self.rules, self.clock, self.metrics, key=self.key, owner=_OWNER)
        desks = {name: self._desk(each) for name, each in self.policies.items()}
        self._office = PostOffice(
            self.store, desks, lambda: letters, self.clock, self.metrics, owner=_OWNER, key=self.key
        )
        self._closer = Closer(self.store, self.clock, owner=_OWNER)
        try:
            async with self._office.at_work(workers=1):
                yield self
        finally:
            await self.store.close()

    def _desk(self, each: MailboxPolicy) -> Desk:
        identity = SenderIdentity(each.address, loop_token=each.loop_token)
        return Desk(each, identity, self.tray, copy_waits=lambda: None, is_current=lambda: True)

    async def receive(self, address: str, raw: bytes) -> None:
        """A mail was delivered to one of the addresses."""
        mailbox = next(name for name, each in self.policies.items() if address in each.addresses)
        arrival, position = self._arrival(mailbox, "INBOX", raw)
        self.received += 1
        self._office.hand_in(await self._pipeline.incoming(self.policies[mailbox], [arrival], position))

    async def file_answer(self, mailbox: str, raw: bytes) -> None:
        """One of our people wrote it: it lies in Sent."""
        arrival, position = self._arrival(mailbox, "Sent", raw)
        self._office.hand_in(await self._pipeline.sent(self.policies[mailbox], [arrival], position))

    def _arrival(self, mailbox: str, folder: str, raw: bytes) -> tuple[Arrival, FolderPosition]:
        self._uids[mailbox] += 1
        uid = self._uids[mailbox]
        identity = identity_of(split_message(raw)[0], len(raw))
        arrival = Arrival(Place(mailbox, folder, 7, uid), identity, raw, len(raw), self.clock.now())
        return arrival, FolderPosition(mailbox, folder, 7, uid, self.since)

    async def work(self) -> list[EmailMessage]:
        """Do what is due; the letters that went out since the last time."""
        for mailbox in self.mailboxes:
            due = await self.store.claim(_SILENCE, mailbox=mailbox, now=self.clock.now(), owner=_OWNER, limit=50)
            for effect in due:
                outcome = await self._closer.hear_silence(effect)
                await self.store.finish([outcome], now=self.clock.now(), owner=_OWNER)
        await self._office.drain()
        taken, self.tray.letters = self.tray.letters, []
        return [_read(each.raw) for each in taken]

    async def next_due(self) -> datetime | None:
        """When something is due that nobody outside causes."""
        return await self.store.next_due(LETTER_KINDS | _SILENCE)

    async def cases_of(self, customers: Callable[[str], bool]) -> list[Case]:
        """Cases of these customers, newest first."""
        return [case for case in await self.store.cases(limit=10_000) if customers(case.customer)]

    async def reasons(self) -> dict[str, int]:
        """Reason code → how many incoming mails got it instead of an acknowledgment."""
        found: dict[str, int] = {}
        async for entry in self.store.entries():
            reason = entry.answer_reason or entry.outcome
            if entry.direction is not Direction.SENT and reason != "allowed":
                found[reason] = found.get(reason, 0) + 1
        for effect in await self.store.effects(states=frozenset({EffectState.CANCELLED}), limit=10_000):
            if effect.deed.kind in LETTER_KINDS and effect.last_error:
                name = f"{effect.deed.kind}: {effect.last_error}"
                found[name] = found.get(name, 0) + 1
        return found


_KEPT: dict[str, tuple[RuleSet, Templates]] = {}


def _compiled(rules: RuleSet) -> tuple[RuleSet, Templates]:
    if rules.version not in _KEPT:
        _KEPT[rules.version] = (rules, compile_templates(rules.replies))
    return _KEPT[rules.version]


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
