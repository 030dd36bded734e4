"""One of our people answered: the customer no longer waits, and the follow-up's clock starts. Never before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.casework import WHILE_WAITING, call_off, case_event, replied
from inboxd.core.decide.clock import terms_of, with_alarms
from inboxd.core.decide.effects import silence_unasked
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.journal import journal_entry
from inboxd.core.decide.life import Happening, state_after
from inboxd.core.decide.recipient import is_one_of
from inboxd.core.decide.threading import find_case, find_lost_case, is_for_customer, same_mail
from inboxd.core.decide.word import speaks_for_customer
from inboxd.core.parse.automatic.signs import automatic_signs, begins_with_absence, is_automatic
from inboxd.core.parse.subjects import says_forward
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.case import SOMEBODY_ELSE, Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, JournalEntry, Plan, StartClock
from inboxd.core.values.reasons import Reason

_MOST_READERS = 50
_CONSULTED = "a mail to somebody else"
_WRITTEN = frozenset({EventKind.OPENED, EventKind.CUSTOMER_WROTE})


def decide_sent(arrival: Arrival, mail: Mail, history: History, ground: Ground) -> Plan:
    """What follows from a message in the Sent folder.

    Our own mails are proof that they went out, and nothing else. A mail of a machine, one to a colleague only, or
    one that belongs to no case changes no case: its row tells who reads it, of a message which we have yet to read too.
    """
    own = history.own_message_ids.get(mail.identity.message_id, "")
    if own or ids.is_own_message_id(mail.identity.message_id, ground.key):
        return Plan(_entry(arrival, mail, "own-copy", Direction.OWN), own_effect=own)
    if mail.identity in history.known:
        return Plan(_entry(arrival, mail, "known", Direction.SENT))
    case = find_case(mail, history, by_us=True) or find_lost_case(mail, history, ground.customers)
    if _wrote_itself(mail):
        return Plan(replace(_entry(arrival, mail, "sent", Direction.SENT), in_reply_to=""))
    if case is None or not _is_answer(mail, case, history, ground):
        return _to_others(_entry(arrival, mail, "sent", Direction.SENT), mail, case, ground)
    entry = _entry(arrival, mail, "reply", Direction.SENT, case.case_id)
    return reply_plan(entry, mail, case, ground, history.last_words.get(case.case_id))


def decide_answered(case: Case, message_key: str, ground: Ground) -> Plan:
    """A mail client marked a customer's message as answered (`\\Answered`); the answer itself was not seen."""
    return _answered(None, case, message_key, ground.now, "the message is marked as answered", "an agent", ground)


def is_unanswered(message_key: str, events: Sequence[CaseEvent]) -> bool:
    """Whether a mark on this message would be news: it is the customer's last one, and no answer to it is known.

    A mark stays for ever. So it says nothing about messages that came later, nor about a case that a person has
    reopened after the answer. Nor does it say who read the answer: when one of our people wrote to a colleague
    instead, that explains it; and an answer to somebody else in the thread is none to a customer who has none.

    Args:
        events: the case's history.
    """
    written = [event for event in events if event.kind in _WRITTEN]
    last = last_words(events)
    newest = [event for event in written if event.at == last and event.event_key.endswith(f":{message_key}")]
    by_others = all(event.actor == SOMEBODY_ELSE for event in newest)
    if last is None or not newest or (by_others and not do_others_wait(events)):
        return False
    return not any(event.kind in {EventKind.REPLIED, EventKind.CONSULTED} and event.at >= last for event in events)


def last_words(events: Sequence[CaseEvent]) -> datetime | None:
    """When the customer's last message was received."""
    return max((event.at for event in events if event.kind in _WRITTEN), default=None)


def do_others_wait(events: Sequence[CaseEvent]) -> bool:
    """Whether the customer has an answer, or an end, and only somebody else has written since."""
    own = max((event.at for event in events if event.kind in _WRITTEN and event.actor != SOMEBODY_ELSE), default=None)
    if own is None or all(event.actor != SOMEBODY_ELSE for event in events if event.kind in _WRITTEN):
        return False
    answers = {event.at for event in events if event.kind is EventKind.REPLIED and event.at > own}
    answers |= {event.at for event in events if event.kind is EventKind.RESOLVED and event.at >= own}
    undone = {event.at for event in events if event.kind is EventKind.UNREACHABLE or _is_taken_up(event)}
    return any(not undone or at > max(undone) for at in answers)


def is_answered(judged: Judged, history: History, ground: Ground) -> bool:
    """A human was quicker than we: an answer to its writer lies in Sent already, or the message is marked.

    What lies in Sent tells more than the mark: that one is also set when somebody else reads the answer.
    """
    readers = _readers_of_answer(judged, history)
    if readers is None:
        return "\\Answered" in judged.arrival.flags
    # Rows of earlier versions do not tell who read it.
    return not readers or not readers.isdisjoint(_addresses_of_writer(judged.mail, ground))


def is_case_answered(judged: Judged, before: Case | None, history: History, ground: Ground) -> bool:
    """The same for the case: what answers somebody else in the thread answers no customer who waits."""
    waits = before is not None and before.state is CaseState.WAITING
    if before is not None and waits and not speaks_for_customer(judged.mail, before, ground):
        return False
    return is_answered(judged, history, ground)


def consulted_lines(judged: Judged, case: Case, history: History, ground: Ground) -> tuple[CaseEvent, ...]:
    """The line that explains a mark: what we read now was sent on to somebody else, and its writer has no answer."""
    if not _readers_of_answer(judged, history) or is_answered(judged, history, ground):
        return ()
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    at = max(ground.now, judged.arrival.received_at)
    return (case_event(case, key, EventKind.CONSULTED, at, _CONSULTED, "an agent"),)


def after_answer(plan: Plan, case: Case, ground: Ground) -> Plan:
    """The plan of a customer's message that a human answered before we saw it."""
    after = replied(case, ground.now, "")
    cause = plan.entry.message_key if plan.entry else ""
    line = case_event(after, cause, EventKind.REPLIED, ground.now, "a human was quicker", "an agent")
    start = StartClock(case.case_id, "follow_up", ground.now)
    unasked = silence_unasked(after, cause, ground.now, ground)
    return replace(plan, case=after, events=(*plan.events, line), starts=(start,), unasked=unasked)


def reply_plan(entry: JournalEntry, mail: Mail, case: Case, ground: Ground, last: datetime | None = None) -> Plan:
    """A human's answer to the customer of this case, with the journal's row of that answer.

    Args:
        last: when the customer's last message was received; None when it is the one the case waits about.
    """
    # An answer that was written before the customer's last message does not answer that message. The server's clock
    # gave both times, to the second, and no human answers within one; ours may go slow.
    last = last or case.waiting_since
    names_last = case.last_message_id in (*mail.in_reply_to, *mail.references)
    if last is not None and entry.received_at <= last and not names_last:
        return _too_late(entry, case, entry.received_at, "an answer from before the customer's last message")
    at = min(entry.received_at, ground.now)
    return _answered(entry, case, entry.message_key, at, "an answer was sent", entry.sender, ground)


def _wrote_itself(mail: Mail) -> bool:
    """Whether a machine of ours wrote what lies in Sent: a clock that stops for its words costs a customer.

    What reads like a receipt is none by itself: agents also thank for a message and promise to be back. Nor is an
    answer below which they announce their holidays.
    """
    signs = tuple(sign for sign in automatic_signs(mail) if sign.code != Reason.ABSENCE_TEXT)
    by_subject = any(sign.code == Reason.AUTOMATIC_SUBJECT for sign in signs)
    return is_automatic(signs) or by_subject or begins_with_absence(mail)


def _is_answer(mail: Mail, case: Case, history: History, ground: Ground) -> bool:
    """Whether it goes to the customer, or to somebody else in the thread who is the only one without an answer."""
    if is_for_customer(mail, case, history, ground.customers):
        return True
    writers = {history.writer_of.get(each) for each in mail.in_reply_to}
    return case.case_id in history.others_wait and any(each.email in writers for each in (*mail.to, *mail.cc))


def _to_others(entry: JournalEntry, mail: Mail, case: Case | None, ground: Ground) -> Plan:
    """The plan of a mail that answers nobody who waits, with what tells later why its message is marked."""
    readers = _readers(mail, ground)
    if not readers or not entry.in_reply_to:
        return Plan(replace(entry, in_reply_to=""))
    entry = replace(entry, readers=readers)
    if case is None:
        return Plan(entry)
    line = case_event(case, entry.message_key, EventKind.CONSULTED, entry.received_at, _CONSULTED, entry.sender)
    return Plan(entry, events=(line,))


def _readers(mail: Mail, ground: Ground) -> tuple[str, ...]:
    """Who reads it besides the mailbox itself; nobody of a mail that only passes something on."""
    readers = dict.fromkeys(address.email for address in (*mail.to, *mail.cc))
    others = tuple(each for each in readers if not is_one_of(each, ground.policy.all_own))
    return () if says_forward(mail.subject) else others[:_MOST_READERS]


def _readers_of_answer(judged: Judged, history: History) -> frozenset[str] | None:
    """Who reads what our people have sent about this message, None when they have sent nothing."""
    message_id = judged.mail.identity.message_id
    is_another = message_id in history.seen_message_ids and same_mail(judged.mail, history) is None
    return None if is_another else history.human_answered.get(message_id)


def _is_taken_up(event: CaseEvent) -> bool:
    return event.kind is EventKind.REOPENED and event.actor == "a person"


def _addresses_of_writer(mail: Mail, ground: Ground) -> frozenset[str]:
    written = {address.email for address in (mail.sender, *mail.reply_to) if address is not None}
    return frozenset().union(*(ground.customers.addresses_of(each) for each in written))


def _too_late(entry: JournalEntry, case: Case, at: datetime, note: str) -> Plan:
    return Plan(entry, case, (case_event(case, entry.message_key, EventKind.REPLIED, at, note, entry.sender),))


def _answered(
    entry: JournalEntry | None, case: Case, cause: str, at: datetime, why: str, agent: str, ground: Ground
) -> Plan:
    if state_after(case.state, Happening.REPLIED) is CaseState.RESOLVED:
        return Plan(entry, case, (case_event(case, cause, EventKind.REPLIED, at, "an answer after the end", agent),))
    after = replied(case, at, agent)
    lines = (
        case_event(after, cause, EventKind.REPLIED, at, why, agent),
        case_event(after, cause, EventKind.FOLLOW_UP_DUE, ground.now, "its clock starts with our answer"),
    )
    cancels = call_off(case, "a human has answered", WHILE_WAITING)
    starts = (StartClock(case.case_id, "follow_up", at),)
    unasked = silence_unasked(case, cause, at, ground)
    plan = Plan(entry, after, lines, cancels=cancels, starts=starts, unasked=unasked)
    return with_alarms(plan, case, terms_of(ground))


def _entry(arrival: Arrival, mail: Mail, outcome: str, direction: Direction, case_id: str = "") -> JournalEntry:
    return replace(journal_entry(arrival, mail, outcome, direction), case_id=case_id)
