"""What happened before, for a whole batch at once: a fixed number of queries, however many messages it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Executable, bindparam, case, func, literal_column, or_, select

from inboxd.core.values.arrival import Identity
from inboxd.core.values.case import Case
from inboxd.core.values.history import Answer, History, Question
from inboxd.core.values.ids import sealed_address
from inboxd.core.values.plan import Direction
from inboxd.edge.store.cases import known_cases
from inboxd.edge.store.columns import Key, Moment, clean_key
from inboxd.edge.store.forgetting import find_key
from inboxd.edge.store.marks import count_cases, open_by_mark
from inboxd.edge.store.ratings import asked_lately, used_ratings
from inboxd.edge.store.rows import AnyRow, answer_from, in_chunks, suppression_from
from inboxd.edge.store.tables import answers, cases, messages, outbox, suppressions

ANSWERS_WINDOW = timedelta(days=7)
_MOST_TIMES = 5000
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
    select(
        messages.c.message_id,
        messages.c.mailbox,
        func.max(messages.c.case_id).label("case_id"),
        func.max(case((messages.c.direction == Direction.INCOMING.value, messages.c.sender), else_="")).label("writer"),
    )
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
_LATEST_ANSWERS = select(answers.c.at).order_by(answers.c.at.desc()).limit(_MOST_TIMES)
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
_REPLIES = select(messages.c.in_reply_to, messages.c.readers).where(
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
    writers: Mapping[str, str]


def read_history(connection: Connection, question: Question, now: datetime) -> History:
    """The answer to a question, as of one moment."""
    key = find_key(connection)
    message_ids, addresses = _asked(question.message_ids), _asked(question.addresses)
    persons = _with_seals(addresses, key)
    threads = _threads(connection, message_ids, question.mailbox)
    tokens = _asked(question.tokens)
    of_token = _last_of_each(connection, _OF_TOKENS, tokens, mailbox=question.mailbox)
    open_of = _last_of_each(connection, _OPEN, addresses)
    by_mark = open_by_mark(connection, _asked(question.marks), now)
    ids = {*threads.case_of.values(), *of_token.values(), *open_of.values(), *by_mark.values()}
    named = known_cases(connection, ids)
    # Cases that are linked point to the first of their kin: whether that one was acknowledged counts for all.
    named |= known_cases(connection, {each.linked_to for each in named.values() if each.linked_to} - named.keys())
    return History(
        known=_known(connection, question),
        seen_message_ids=threads.seen,
        case_of_message=_existing(threads.case_of, named),
        own_message_ids=threads.own,
        cases=named,
        case_of_token=_existing(of_token, named),
        open_case_of=_existing(open_of, named),
        answers=_answers(connection, question, named, now, key),
        answers_last_hour=connection.execute(_RECENT_ANSWERS, {"since": now - HOUR}).scalar_one(),
        suppressions={
            persons[row.address]: replace(suppression_from(row), address=persons[row.address])
            for row in _rows(connection, _SUPPRESSED, persons, since=now)
        },
        messages_from={
            addresses[row.sender]: row.number
            for row in _rows(connection, _MESSAGES_FROM, addresses, since=now - CONTACTS_WINDOW)
        },
        open_by_mark=_existing(by_mark, named),
        cases_of=count_cases(connection, addresses, now),
        writer_of=threads.writers,
        asked=asked_lately(connection, _with_seals(_asked(question.asked_of), key), now),
        used_ratings=used_ratings(connection, question.rating_keys),
        human_answered=_human_answered(connection, message_ids),
    )


def latest_answers(connection: Connection) -> tuple[datetime, ...]:
    """When the latest automatic mails were planned, newest first: those of the two hours before the last one."""
    times = connection.execute(_LATEST_ANSWERS).scalars().all()
    return tuple(at for at in times if times[0] - at < 2 * HOUR)


def _human_answered(connection: Connection, message_ids: Asked) -> dict[str, frozenset[str]]:
    readers: dict[str, frozenset[str]] = {}
    for row in _rows(connection, _REPLIES, message_ids):
        name = message_ids[row.in_reply_to]
        readers[name] = readers.get(name, frozenset()).union(row.readers)
    return readers


def _asked(texts: Iterable[str]) -> Asked:
    """As the database spells it → as it was asked: a name with odd characters is found and given back unchanged."""
    return {clean_key(text): text for text in sorted(texts) if text}


def _with_seals(asked: Asked, key: bytes) -> Asked:
    """Also as somebody stands there who was forgotten and is back: caps and a wish for silence still hold."""
    return {**asked, **{sealed_address(each, key): text for each, text in asked.items()}} if key else asked


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
    writers: dict[str, str] = {}
    for row in _rows(connection, _JOURNALLED, asked):
        message_id = asked[row.message_id]
        seen.add(message_id)
        if row.writer:
            writers[message_id] = row.writer
        if row.case_id:
            (of_ours if row.mailbox == mailbox else of_others)[message_id] = row.case_id
    for row in _rows(connection, _SENT, asked):
        message_id = asked[row.message_id]
        own[message_id] = row.effect_id
        if row.case_id:
            of_ours.setdefault(message_id, row.case_id)
    # The same mail may have come through several mailboxes: here its case in this one counts.
    return _Threads(frozenset(seen), {**of_others, **of_ours}, own, writers)


def _answers(
    connection: Connection, question: Question, named: Mapping[str, Case], now: datetime, key: bytes
) -> tuple[Answer, ...]:
    found: dict[str, Answer] = {}
    persons, domains = (_with_seals(_asked(texts), key) for texts in (question.addresses, question.domains))
    wanted: tuple[tuple[str, Iterable[str], timedelta], ...] = (
        ("address", persons, ANSWERS_WINDOW),
        ("domain", domains, HOUR),
        ("case_id", _asked(named), ANSWERS_WINDOW),
        ("body_hash", _asked(question.body_hashes), ANSWERS_WINDOW),
    )
    for name, texts, window in wanted:
        for row in _rows(connection, _ANSWERS[name], texts, since=now - window):
            address, domain = persons.get(row.address, row.address), domains.get(row.domain, row.domain)
            found[row.answer_key] = replace(answer_from(row), address=address, domain=domain)
    return tuple(sorted(found.values(), key=lambda answer: (answer.at, answer.answer_key)))
