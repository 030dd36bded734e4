"""Looks at what really happened: folders over IMAP, mail at the SMTP server, and the store. It knows no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.plan import JournalEntry
from inboxd.core.values.record import CaseRecord
from inboxd.demo.client import Filed, MailClient
from inboxd.demo.mails import Sample
from inboxd.demo.servers import Servers
from inboxd.ports import Store

_MOST_EFFECTS = 1000


@dataclass(frozen=True, slots=True)
class Arrived:
    """A sample that was delivered.

    Attributes:
        at: when it was in INBOX, aware UTC.
    """

    sample: Sample
    at: datetime


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a delivered sample.

    Attributes:
        folders: where it lies; one folder when all is well.
        flags: there.
        entry: the journal's row; None while inboxd has not seen it.
        acknowledged_at: when each acknowledgment for it was at the SMTP server.
        answered_in: the languages of those acknowledgments (Content-Language).
        told: what our own people were told about its case, the headlines of the alarms in order.
        followed_up_at: the same for follow-ups.
        follow_up: state of the follow-up that this message caused, "" for none.
        case_state: of its case, "" for none.
    """

    arrived: Arrived
    folders: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    entry: JournalEntry | None = None
    acknowledged_at: tuple[datetime, ...] = ()
    followed_up_at: tuple[datetime, ...] = ()
    follow_up: str = ""
    case_state: str = ""
    answered_in: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def sample(self) -> Sample:
        """The mail itself."""
        return self.arrived.sample


@dataclass(frozen=True, slots=True)
class Scenery:
    """Everything that was seen at one moment.

    Attributes:
        strays: automatic mails that answer none of the samples.
        copies: how many of our automatic mails lie in Sent.
        mails_sent: automatic mails at the SMTP server.
        unfinished: effects that are due or being carried out.
        troubled: effects that are held or failed.
        alarms: mails to our own people.
    """

    fates: tuple[Fate, ...]
    strays: tuple[str, ...] = ()
    copies: int = 0
    mails_sent: int = 0
    unfinished: int = 0
    troubled: int = 0
    alarms: int = 0


@dataclass(frozen=True, slots=True)
class _Letter:
    kind: str
    language: str
    answers: str
    recipient: str
    message_id: str
    at: datetime
    raw: bytes


class Witness:
    """Reads servers and store.

    Args:
        mailbox: name of the account in the store.
        team: address of our own people.
    """

    def __init__(self, servers: Servers, client: MailClient, store: Store, mailbox: str, team: str) -> None:
        self._servers = servers
        self._client = client
        self._store = store
        self._mailbox = mailbox
        self._team = team
        self._letters: list[_Letter] = []
        self._alarms: list[str] = []
        self._read = 0

    async def look(self, arrived: Sequence[Arrived]) -> Scenery:
        """See everything now."""
        filed = await self._client.look_everywhere()
        entries = {entry.identity.message_id: entry async for entry in self._store.entries(self._mailbox)}
        letters = self.letters()
        cases = await self._cases(entries.values())
        counts = await self._store.counts()
        known = {each.sample.message_id for each in arrived}
        ours = {letter.message_id for letter in letters}
        return Scenery(
            fates=tuple(_fate(each, filed, entries, letters, cases, self._alarms) for each in arrived),
            strays=tuple(letter.recipient for letter in letters if letter.answers not in known),
            copies=sum(1 for each in filed if each.folder == "Sent" and each.message_id.strip("<>") in ours),
            mails_sent=len(letters),
            unfinished=await self._unfinished(),
            troubled=_count(counts.effects, "held", "failed"),
            alarms=len(self._alarms),
        )

    async def case_state(self, sample: Sample) -> str:
        """The state of the sample's case, "" while there is none."""
        async for entry in self._store.entries(self._mailbox):
            if entry.identity.message_id == sample.message_id and entry.case_id:
                record = await self._store.case(entry.case_id)
                return record.case.state.value if record else ""
        return ""

    def letters(self) -> list[_Letter]:
        """Automatic mails at the SMTP server, in order; a human's mail carries no Auto-Submitted (RFC 3834)."""
        for sent in self._servers.smtp.kept[self._read :]:
            self._read += 1
            message = message_from_bytes(sent.raw, policy=policy.default)
            kind = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
            if self._team in sent.recipients:
                self._alarms.append(str(message["Subject"]))
            elif kind != "no":
                answers, own = _message_id(message, "In-Reply-To"), _message_id(message, "Message-ID")
                language = str(message.get("Content-Language", ""))
                recipients = ", ".join(sent.recipients)
                self._letters.append(_Letter(kind, language, answers, recipients, own, sent.at, sent.raw))
        return self._letters

    def is_acknowledged(self, sample: Sample) -> bool:
        """Whether an acknowledgment for it was sent."""
        return any(letter.answers == sample.message_id for letter in self.letters())

    def question_to(self, sample: Sample) -> bytes | None:
        """Our question whether it is solved, as the sample's writer got it; None while there is none."""
        asked = [each for each in self.letters() if each.answers == sample.message_id and each.kind == "auto-generated"]
        return asked[-1].raw if asked else None

    async def _unfinished(self) -> int:
        """Effects that should be done by now; closings by silence and alarms of a later hour are not among them."""
        states = frozenset({EffectState.QUEUED, EffectState.SENDING})
        now = self._servers.now()
        return sum(
            1
            for each in await self._store.effects(states=states, limit=_MOST_EFFECTS)
            # Who works on one pushes its next try out, so what was begun counts whatever its time.
            if each.state is EffectState.SENDING or each.due_at <= now or each.attempts
        )

    async def _cases(self, entries: Iterable[JournalEntry]) -> dict[str, CaseRecord]:
        wanted = {entry.case_id for entry in entries if entry.case_id}
        found = [await self._store.case(case_id) for case_id in sorted(wanted)]
        return {record.case.case_id: record for record in found if record is not None}


def _fate(
    arrived: Arrived,
    filed: Sequence[Filed],
    entries: dict[str, JournalEntry],
    letters: Sequence[_Letter],
    cases: dict[str, CaseRecord],
    alarms: Sequence[str],
) -> Fate:
    sample = arrived.sample
    here = [each for each in filed if each.message_id.strip("<>") == sample.message_id]
    entry = entries.get(sample.message_id)
    case = cases.get(entry.case_id) if entry else None
    mine = [each for each in letters if each.answers == sample.message_id and each.recipient == sample.address]
    acknowledgments = [each for each in mine if each.kind == "auto-replied"]
    return Fate(
        arrived=arrived,
        folders=tuple(each.folder for each in here),
        flags=frozenset(flag for each in here for flag in each.flags),
        entry=entry,
        acknowledged_at=tuple(each.at for each in acknowledgments),
        followed_up_at=tuple(each.at for each in mine if each.kind == "auto-generated"),
        follow_up=_follow_up(case.effects, entry.message_key) if case and entry else "",
        case_state=case.case.state.value if case else "",
        answered_in=tuple(each.language for each in acknowledgments),
        told=tuple(each.partition(":")[0] for each in alarms if case and case.case.token in each),
    )


def _follow_up(effects: Sequence[Effect], message_key: str) -> str:
    states = [each.state.value for each in effects if each.deed.kind == "follow_up" and each.message_key == message_key]
    return states[-1] if states else ""


def _message_id(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "")).strip().strip("<>")


def _count(effects: Mapping[str, int], *states: str) -> int:
    return sum(number for key, number in effects.items() if key.partition("/")[2] in states)
