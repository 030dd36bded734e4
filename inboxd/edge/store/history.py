"""What happened before, for a whole batch at once: a fixed number of queries, however many messages it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Executable, bindparam, func, literal_column, or_, select

from inboxd.core.values.arrival import Identity
from inboxd.core.values.case import Case
from inboxd.core.values.history import Answer, History, Question
from inboxd.core.values.plan import Direction
from inboxd.edge.store.cases import known_cases
from inboxd.edge.store.columns import Key, Moment, clean_key
from inboxd.edge.store.rows import AnyRow, answer_from, in_chunks, suppression_from
from inboxd.edge.store.tables import answers, cases, messages, outbox, suppressions

ANSWERS_WINDOW = timedelta(days=7)
CONTACTS_WINDOW = timedelta(days=90)
HOUR = timedelta(hours=1)
Asked = Mapping[str, str]


_SOME = bindparam("some", expanding=True, type_=Key)
_SINCE = bindparam("since", type_=Moment)

# Built once: to build these takes longer than to run them for a single message.
_KNOWN = select(messages.c.digest, messages.c.message_id, messages.c.mailbox, messages.c.message_key).where(
    # The mailbox is compared afterwards: here it would tempt SQLite to read the whole mailbox's journal.
    messages.c.digest.in_(_SOME)
)
_JOURNALLED = (
    # Grouped, because some web forms give all their mails one Message-ID.
    select(messages.c.message_id, messages.c.mailbox, func.max(messages.c.case_id).label("case_id"))
    .where(messages.c.message_id.in_(_SOME))
    .group_by(messages.c.message_id, messages.c.mailbox)
    .order_by(messages.c.mailbox)
)
_SENT = select(outbox.c.message_id, outbox.c.effect_id, outbox.c.case_id).where(
    outbox.c.message_id != literal_column("''"), outbox.c.message_id.in_(_SOME)
)
_OF_TOKENS = (
    # Tokens are short: of two cases with one token this mailbox's newest is meant, and comes last.
    select(cases.c.token, cases.c.case_id)
    .where(cases.c.token.in_(_SOME))
    .order_by(cases.c.mailbox == bindparam("mailbox", type_=Key), cases.c.opened_at)
)
_OPEN = (
    select(cases.c.customer, cases.c.case_id)
    .where(cases.c.customer.in_(_SOME), cases.c.waiting_since.is_not(None))
    .order_by(cases.c.opened_at, cases.c.case_id)
)
_ANSWERS = {
    name: select(answers).where(answers.c[name].in_(_SOME), answers.c.at > _SINCE)
    for name in ("address", "domain", "case_id", "body_hash")
}
_RECENT_ANSWERS = select(func.count()).select_from(answers).where(answers.c.at > _SINCE)
_SUPPRESSED = select(suppressions).where(
    suppressions.c.address.in_(_SOME), or_(suppressions.c.until.is_(None), suppressions.c.until > _SINCE)
)
_MESSAGES_FROM = (
    select(messages.c.sender, func.count().label("number"))
    .where(
        messages.c.sender.in_(_SOME),
        messages.c.direction == Direction.INCOMING.value,
        messages.c.received_at > _SINCE,
    )
    .group_by(messages.c.sender)
)
_REPLIES = select(messages.c.in_reply_to).where(
    messages.c.in_reply_to != literal_column("''"),
    messages.c.in_reply_to.in_(_SOME),
    messages.c.direction == Direction.SENT.value,
)


@dataclass(frozen=True, slots=True)
class _Threads:
    """What the journal and the outbox know about Message-IDs."""

    seen: frozenset[str]
    case_of: Mapping[str, str]
    own: Mapping[str, str]


def read_history(connection: Connection, question: Question, now: datetime) -> History:
    """The answer to a question, as of one moment."""
    message_ids, addresses = _asked(question.message_ids), _asked(question.addresses)
    threads = _threads(connection, message_ids, question.mailbox)
    tokens = _asked(question.tokens)
    of_token = _last_of_each(connection, _OF_TOKENS, tokens, mailbox=question.mailbox)
    open_of = _last_of_each(connection, _OPEN, addresses)
    named = known_cases(connection, {*threads.case_of.values(), *of_token.values(), *open_of.values()})
    return History(
        known=_known(connection, question),
        seen_message_ids=threads.seen,
        case_of_message=_existing(threads.case_of, named),
        own_message_ids=threads.own,
        cases=named,
        case_of_token=_existing(of_token, named),
        open_case_of=_existing(open_of, named),
        answers=_answers(connection, question, named, now),
        answers_last_hour=connection.execute(_RECENT_ANSWERS, {"since": now - HOUR}).scalar_one(),
        suppressions={
            addresses[row.address]: suppression_from(row)
            for row in _rows(connection, _SUPPRESSED, addresses, since=now)
        },
        messages_from={
            addresses[row.sender]: row.number
            for row in _rows(connection, _MESSAGES_FROM, addresses, since=now - CONTACTS_WINDOW)
        },
        human_answered=frozenset(message_ids[row.in_reply_to] for row in _rows(connection, _REPLIES, message_ids)),
    )


def _asked(texts: Iterable[str]) -> Asked:
    """As the database spells it → as it was asked: a name with odd characters is found and given back unchanged."""
    return {clean_key(text): text for text in sorted(texts) if text}


def _existing(of: Mapping[str, str], named: Mapping[str, Case]) -> dict[str, str]:
    return {key: case_id for key, case_id in of.items() if case_id in named}


def _rows(connection: Connection, query: Executable, some: Iterable[str], **others: object) -> Iterator[AnyRow]:
    for chunk in in_chunks(some):
        yield from connection.execute(query, {"some": chunk, **others})


def _last_of_each(connection: Connection, query: Executable, asked: Asked, **others: object) -> dict[str, str]:
    return {asked[row[0]]: row.case_id for row in _rows(connection, query, asked, **others)}


def _known(connection: Connection, question: Question) -> dict[Identity, str]:
    asked = {(clean_key(each.digest), clean_key(each.message_id)): each for each in question.identities}
    known: dict[Identity, str] = {}
    for row in _rows(connection, _KNOWN, sorted({digest for digest, _ in asked})):
        identity = asked.get((row.digest, row.message_id))
        if identity is not None and row.mailbox == question.mailbox:
            known[identity] = row.message_key
    return known


def _threads(connection: Connection, asked: Asked, mailbox: str) -> _Threads:
    seen: set[str] = set()
    of_others: dict[str, str] = {}
    of_ours: dict[str, str] = {}
    own: dict[str, str] = {}
    for row in _rows(connection, _JOURNALLED, asked):
        message_id = asked[row.message_id]
        seen.add(message_id)
        if row.case_id:
            (of_ours if row.mailbox == mailbox else of_others)[message_id] = row.case_id
    for row in _rows(connection, _SENT, asked):
        message_id = asked[row.message_id]
        own[message_id] = row.effect_id
        if row.case_id:
            of_ours.setdefault(message_id, row.case_id)
    # The same mail may have come through several mailboxes: here its case in this one counts.
    return _Threads(frozenset(seen), {**of_others, **of_ours}, own)


def _answers(
    connection: Connection, question: Question, named: Mapping[str, Case], now: datetime
) -> tuple[Answer, ...]:
    found: dict[str, Answer] = {}
    wanted: tuple[tuple[str, Iterable[str], timedelta], ...] = (
        ("address", question.addresses, ANSWERS_WINDOW),
        ("domain", question.domains, HOUR),
        ("case_id", named, ANSWERS_WINDOW),
        ("body_hash", question.body_hashes, ANSWERS_WINDOW),
    )
    for name, texts, window in wanted:
        rows = _rows(connection, _ANSWERS[name], _asked(texts), since=now - window)
        found.update((row.answer_key, answer_from(row)) for row in rows)
    return tuple(sorted(found.values(), key=lambda answer: (answer.at, answer.answer_key)))
