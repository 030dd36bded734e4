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
from inboxd.core.decide.threading import find_case, is_for_customer, same_mail
from inboxd.core.parse.automatic import automatic_signs, is_automatic
from inboxd.core.parse.subjects import says_forward
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, JournalEntry, Plan, StartClock

_MOST_READERS = 50
_WRITTEN = frozenset({EventKind.OPENED, EventKind.CUSTOMER_WROTE})


def decide_sent(arrival: Arrival, mail: Mail, history: History, ground: Ground) -> Plan:
    """What follows from a message in the Sent folder.

    Our own mails are proof that they went out, and nothing else. A mail of a machine, one to a colleague only, or
    one that belongs to no case changes nothing but the journal: that row tells of an answer to a message which we have
    yet to read.
    """
    own = history.own_message_ids.get(mail.identity.message_id, "")
    if own or ids.is_own_message_id(mail.identity.message_id, ground.key):
        return Plan(_entry(arrival, mail, "own-copy", Direction.OWN), own_effect=own)
    if mail.identity in history.known:
        return Plan(_entry(arrival, mail, "known", Direction.SENT))
    case = find_case(mail, history)
    by_machine = is_automatic(automatic_signs(mail))
    if case is None or by_machine or not is_for_customer(mail, case, history, ground.customers):
        entry = _entry(arrival, mail, "sent", Direction.SENT)
        readers = _customers_who_read(mail, ground) if case is None and not by_machine else ()
        return Plan(replace(entry, in_reply_to=entry.in_reply_to if readers else "", readers=readers))
    entry = _entry(arrival, mail, "reply", Direction.SENT, case.case_id)
    return reply_plan(entry, mail, case, ground, history.last_words.get(case.case_id))


def decide_answered(case: Case, message_key: str, ground: Ground) -> Plan:
    """A mail client marked a customer's message as answered (`\\Answered`); the answer itself was not seen."""
    return _answered(None, case, message_key, ground.now, "the message is marked as answered", "an agent", ground)


def is_unanswered(message_key: str, events: Sequence[CaseEvent]) -> bool:
    """Whether a mark on this message would be news: it is the customer's last one, and no answer to it is known.

    A mark stays for ever. So it says nothing about messages that came later, nor about a case that a person has
    reopened after the answer.

    Args:
        events: the case's history.
    """
    written = [event for event in events if event.kind in _WRITTEN]
    last = last_words(events)
    return any(event.at == last and event.event_key.endswith(f":{message_key}") for event in written) and not any(
        event.kind is EventKind.REPLIED and last is not None and event.at >= last for event in events
    )


def last_words(events: Sequence[CaseEvent]) -> datetime | None:
    """When the customer's last message was received."""
    return max((event.at for event in events if event.kind in _WRITTEN), default=None)


def is_answered(judged: Judged, history: History, ground: Ground) -> bool:
    """A human was quicker than we: the message is marked, or an answer to its writer lies in Sent already."""
    if "\\Answered" in judged.arrival.flags:
        return True
    mail, message_id = judged.mail, judged.mail.identity.message_id
    readers = history.human_answered.get(message_id)
    is_another = message_id in history.seen_message_ids and same_mail(mail, history) is None
    if readers is None or is_another:
        return False
    # Rows of earlier versions do not tell who read it.
    return not readers or not readers.isdisjoint(_addresses_of_writer(mail, ground))


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


def _customers_who_read(mail: Mail, ground: Ground) -> tuple[str, ...]:
    """Who reads it and is not one of us; nobody of a mail that only passes something on."""
    listed, own = ground.customers, ground.policy.all_own
    readers = dict.fromkeys(address.email for address in (*mail.to, *mail.cc))
    others = (each for each in readers if each not in listed.internal and each not in listed.agents)
    return (
        () if says_forward(mail.subject) else tuple(each for each in others if not is_one_of(each, own))[:_MOST_READERS]
    )


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
