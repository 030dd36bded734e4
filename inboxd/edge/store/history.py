"""What happened before, for a whole batch at once: a fixed number of queries, however many messages it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, literal_column, or_, select

from inboxd.core.values.arrival import Identity
from inboxd.core.values.case import Case
from inboxd.core.values.history import Answer, History, Question, Suppression
from inboxd.core.values.plan import Direction
from inboxd.edge.store.cases import known_cases
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.rows import AnyRow, answer_from, in_chunks, suppression_from
from inboxd.edge.store.tables import answers, cases, messages, outbox, suppressions

ANSWERS_WINDOW = timedelta(days=7)
HOUR = timedelta(hours=1)
Asked = Mapping[str, str]


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
    of_token = _cases_of_tokens(connection, question)
    open_of = _open_cases(connection, addresses)
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
        answers_last_hour=_count_answers(connection, now),
        suppressions=_suppressions(connection, addresses, now),
        messages_from=_messages_from(connection, addresses),
        human_answered=_human_answered(connection, message_ids),
    )


def _asked(texts: Iterable[str]) -> Asked:
    """As the database spells it → as it was asked: a name with odd characters is found and given back unchanged."""
    return {clean_key(text): text for text in sorted(texts) if text}


def _existing(of: Mapping[str, str], named: Mapping[str, Case]) -> dict[str, str]:
    return {key: case_id for key, case_id in of.items() if case_id in named}


def _known(connection: Connection, question: Question) -> dict[Identity, str]:
    asked = {(clean_key(each.digest), clean_key(each.message_id)): each for each in question.identities}
    known: dict[Identity, str] = {}
    for chunk in in_chunks(sorted({digest for digest, _ in asked})):
        query = select(messages.c.digest, messages.c.message_id, messages.c.mailbox, messages.c.message_key)
        for row in connection.execute(query.where(messages.c.digest.in_(chunk))):
            identity = asked.get((row.digest, row.message_id))
            if identity is not None and row.mailbox == question.mailbox:
                known[identity] = row.message_key
    return known


def _threads(connection: Connection, asked: Asked, mailbox: str) -> _Threads:
    seen: set[str] = set()
    of_others: dict[str, str] = {}
    of_ours: dict[str, str] = {}
    own: dict[str, str] = {}
    for chunk in in_chunks(asked):
        for row in _journalled(connection, chunk):
            message_id = asked[row.message_id]
            seen.add(message_id)
            if row.case_id:
                (of_ours if row.mailbox == mailbox else of_others)[message_id] = row.case_id
        for row in _sent(connection, chunk):
            message_id = asked[row.message_id]
            own[message_id] = row.effect_id
            if row.case_id:
                of_ours.setdefault(message_id, row.case_id)
    # The same mail may have come through several mailboxes: here its case in this one counts.
    return _Threads(frozenset(seen), {**of_others, **of_ours}, own)


def _journalled(connection: Connection, message_ids: list[str]) -> list[AnyRow]:
    # Grouped, because some web forms give all their mails one Message-ID.
    query = (
        select(messages.c.message_id, messages.c.mailbox, func.max(messages.c.case_id).label("case_id"))
        .where(messages.c.message_id.in_(message_ids))
        .group_by(messages.c.message_id, messages.c.mailbox)
        .order_by(messages.c.mailbox)
    )
    return list(connection.execute(query))


def _sent(connection: Connection, message_ids: list[str]) -> list[AnyRow]:
    query = select(outbox.c.message_id, outbox.c.effect_id, outbox.c.case_id).where(
        outbox.c.message_id != literal_column("''"), outbox.c.message_id.in_(message_ids)
    )
    return list(connection.execute(query))


def _cases_of_tokens(connection: Connection, question: Question) -> dict[str, str]:
    asked = _asked(question.tokens)
    found: dict[str, str] = {}
    for chunk in in_chunks(asked):
        query = select(cases.c.token, cases.c.case_id).where(cases.c.token.in_(chunk))
        # Tokens are short: of two cases with one token this mailbox's newest is meant.
        for row in connection.execute(query.order_by(cases.c.mailbox == question.mailbox, cases.c.opened_at)):
            found[asked[row.token]] = row.case_id
    return found


def _open_cases(connection: Connection, asked: Asked) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in in_chunks(asked):
        query = select(cases.c.customer, cases.c.case_id).where(
            cases.c.customer.in_(chunk), cases.c.waiting_since.is_not(None)
        )
        for row in connection.execute(query.order_by(cases.c.opened_at, cases.c.case_id)):
            found[asked[row.customer]] = row.case_id
    return found


def _answers(
    connection: Connection, question: Question, named: Mapping[str, Case], now: datetime
) -> tuple[Answer, ...]:
    found: dict[str, Answer] = {}
    wanted = (
        (answers.c.address, question.addresses, ANSWERS_WINDOW),
        (answers.c.domain, question.domains, HOUR),
        (answers.c.case_id, named, ANSWERS_WINDOW),
        (answers.c.body_hash, question.body_hashes, ANSWERS_WINDOW),
    )
    for column, texts, window in wanted:
        for chunk in in_chunks(_asked(texts)):
            query = select(answers).where(column.in_(chunk), answers.c.at > now - window)
            found.update((row.answer_key, answer_from(row)) for row in connection.execute(query))
    return tuple(sorted(found.values(), key=lambda answer: (answer.at, answer.answer_key)))


def _count_answers(connection: Connection, now: datetime) -> int:
    return connection.execute(select(func.count()).select_from(answers).where(answers.c.at > now - HOUR)).scalar_one()


def _suppressions(connection: Connection, asked: Asked, now: datetime) -> dict[str, Suppression]:
    found: dict[str, Suppression] = {}
    for chunk in in_chunks(asked):
        query = select(suppressions).where(
            suppressions.c.address.in_(chunk), or_(suppressions.c.until.is_(None), suppressions.c.until > now)
        )
        found.update((asked[row.address], suppression_from(row)) for row in connection.execute(query))
    return found


def _messages_from(connection: Connection, asked: Asked) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in in_chunks(asked):
        query = (
            select(messages.c.sender, func.count().label("number"))
            .where(messages.c.sender.in_(chunk), messages.c.direction == Direction.INCOMING.value)
            .group_by(messages.c.sender)
        )
        found.update((asked[row.sender], row.number) for row in connection.execute(query))
    return found


def _human_answered(connection: Connection, asked: Asked) -> frozenset[str]:
    found: set[str] = set()
    for chunk in in_chunks(asked):
        query = select(messages.c.in_reply_to).where(
            messages.c.in_reply_to != literal_column("''"),
            messages.c.in_reply_to.in_(chunk),
            messages.c.direction == Direction.SENT.value,
        )
        found.update(asked[name] for name in connection.execute(query).scalars())
    return frozenset(found)
