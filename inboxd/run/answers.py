"""Looks for cases that wait although our people have answered: by the journal, what lies unread in Sent, and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inboxd.core.decide.letter_difference import answered_later
from inboxd.core.decide.reply import is_unanswered
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.core.values.record import WaitingMessage
from inboxd.errors import Permanent
from inboxd.ports import Mailbox, Store

_MOST_CASES = 100_000


@dataclass(slots=True)
class Waiting:
    """The cases of a mailbox that wait for us, and what is known of answers to them.

    Attributes:
        cases: by id.
        case_of: message key → case id, for the customer's newest messages.
        last_words: when the customer's last message of each was received, by case id.
        replies: when our people's last answer of each was sent, as the journal knows it, by case id.
        unread: ids of cases of which an unread answer lies in Sent.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    case_of: dict[str, str] = field(default_factory=dict)
    last_words: dict[str, datetime] = field(default_factory=dict)
    replies: dict[str, datetime] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def hear(self, entry: JournalEntry) -> None:
        """Take note of a row of the journal, if it belongs to one of the cases."""
        if entry.case_id not in self.cases:
            return
        times = self.last_words if entry.direction is Direction.INCOMING else self.replies
        if entry.direction is Direction.INCOMING or entry.outcome == "reply":
            times[entry.case_id] = max(entry.received_at, times.get(entry.case_id, entry.received_at))

    def token_of(self, message_key: str) -> str:
        """Token of the case that waits for an answer to this message; "" when none does."""
        case = self.cases.get(self.case_of.get(message_key, ""))
        return case.token if case is not None else ""

    def answered(self) -> tuple[tuple[Case, bool], ...]:
        """Cases that wait although an answer lies in Sent, and whether inboxd has read that answer."""
        read = answered_later(self.cases, self.last_words, self.replies)
        known = {case.case_id for case in read}
        unread = [self.cases[each] for each in sorted(self.unread - known)]
        return (*((case, True) for case in read), *((case, False) for case in unread))


async def waiting_cases(store: Store, mailbox: str) -> Waiting:
    """The cases of this mailbox that wait for us."""
    found = await store.cases(states=frozenset({CaseState.WAITING}), limit=_MOST_CASES)
    cases = {case.case_id: case for case in found if case.mailbox == mailbox and case.waiting_since is not None}
    messages = await store.waiting_messages(mailbox)
    return Waiting(cases, {each.message_key: each.case_id for each in messages if each.case_id in cases})


async def marked_cases(
    mailbox: Mailbox, store: Store, folder: str, waiting: Sequence[WaitingMessage]
) -> tuple[tuple[Case, str], ...]:
    """Cases of which the waiting message in this folder carries `\\Answered` by now, each with that message's key."""
    try:
        state = await mailbox.look(folder)
    except Permanent:
        return ()
    current = {each.place.uid: each for each in waiting if each.place.uidvalidity == state.uidvalidity}
    found = []
    for uid in sorted(await mailbox.answered(folder, sorted(current))) if current else ():
        record = await store.case(current[uid].case_id)
        if record is not None and is_unanswered(current[uid].message_key, record.events):
            found.append((record.case, current[uid].message_key))
    return tuple(found)


async def unread_answers(mailbox: Mailbox, sent: str, after: int, before: datetime, waiting: Waiting) -> None:
    """Read what lies in Sent above the position, and note which waiting cases it answers.

    Args:
        after: the highest UID of Sent that was read.
        before: what was sent later than this may still be read in time.
    """
    by_message = {
        message_id: case
        for case in waiting.cases.values()
        for message_id in (*case.references, case.last_message_id)
        if message_id
    }
    async for batch in mailbox.arrivals(sent, after):
        for arrival in batch:
            case = _answered_by(arrival, by_message)
            if case is None or arrival.received_at > before or case.waiting_since is None:
                continue
            if arrival.received_at > case.waiting_since:
                waiting.unread.add(case.case_id)


def _answered_by(arrival: Arrival, by_message: dict[str, Case]) -> Case | None:
    mail = parse_mail(arrival)
    for message_id in (*mail.in_reply_to, *reversed(mail.references)):
        case = by_message.get(message_id)
        if case is not None and any(each.email == case.customer for each in (*mail.to, *mail.cc)):
            return case
    return None
