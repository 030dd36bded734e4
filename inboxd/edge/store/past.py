"""The store's memory of what was done, for whoever compares it with the world or takes it back.

Everything is read page by page by key: no transaction stays open, and no more than a page is held.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, literal_column, or_, select, update

from inboxd.core.values.difference import Trace
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.plan import JournalEntry
from inboxd.core.values.undo import LetterFound
from inboxd.edge.store.claiming import taken_by
from inboxd.edge.store.engine import Database
from inboxd.edge.store.rows import AnyRow, deed_from, effect_from, entry_from, in_chunks
from inboxd.edge.store.tables import messages, outbox
from inboxd.edge.worker import is_gone

_PAGE = 1000
_LETTERS = ("acknowledgment", "follow_up", "reminder", "notice")
_TOLD = ("move", "file_copy", *_LETTERS)
_OPEN = tuple(state.value for state in (EffectState.QUEUED, EffectState.SENDING, EffectState.HELD, EffectState.FAILED))
_IS_MOVE: ColumnElement[bool] = outbox.c.kind == literal_column("'move'")
_QUEUED: ColumnElement[bool] = outbox.c.state == literal_column("'queued'")
# Only a move's deed is read: letters hold names and subjects, and most of the bytes.
_COLUMNS = (
    *(outbox.c[name] for name in ("effect_id", "kind", "state", "due_at", "changed_at", "case_id", "message_key")),
    *(outbox.c[name] for name in ("message_id", "attempts", "last_error")),
    case((_IS_MOVE, outbox.c.deed), else_=literal_column("''")).label("move"),
)


class Past:
    """What was done, and how it stands. Every method may be used beside a daemon that is at work."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = lease

    async def traces(self, mailbox: str) -> AsyncIterator[tuple[Trace, ...]]:
        """Moves, letters and copies of a mailbox, and whatever else has not ended, in the order of their ids."""
        wanted = and_(outbox.c.mailbox == mailbox, or_(outbox.c.kind.in_(_TOLD), outbox.c.state.in_(_OPEN)))
        async for page in self._pages(wanted):
            yield page

    async def moved(self, mailbox: str, since: datetime, until: datetime) -> AsyncIterator[tuple[Trace, ...]]:
        """Moves of a mailbox that were done in this time, the end excluded."""
        done = and_(_IS_MOVE, outbox.c.state == EffectState.DONE.value, outbox.c.mailbox == mailbox)
        async for page in self._pages(and_(done, outbox.c.changed_at >= since, outbox.c.changed_at < until)):
            yield page

    async def effects(self, effect_ids: Collection[str]) -> dict[str, Effect]:
        """The outbox rows with these ids, as far as there are any."""

        def find(connection: Connection) -> dict[str, Effect]:
            found: dict[str, Effect] = {}
            for chunk in in_chunks(sorted(set(effect_ids))):
                rows = connection.execute(select(outbox).where(outbox.c.effect_id.in_(chunk)))
                found.update((row.effect_id, effect_from(row)) for row in rows)
            return found

        return await self._database.read(find)

    async def entries(self, message_keys: Collection[str]) -> dict[str, JournalEntry]:
        """The journal rows with these keys, as far as there are any."""

        def find(connection: Connection) -> dict[str, JournalEntry]:
            found: dict[str, JournalEntry] = {}
            for chunk in in_chunks(sorted(set(message_keys))):
                rows = connection.execute(select(messages).where(messages.c.message_key.in_(chunk)))
                found.update((row.message_key, entry_from(row)) for row in rows)
            return found

        return await self._database.read(find)

    async def routes(self) -> frozenset[str]:
        """Names of all routes that messages of the journal took; those of today's rules may be others."""
        query = select(messages.c.route).where(messages.c.route != literal_column("''")).distinct()
        return await self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))

    async def letters(self, case_ids: Collection[str], message_keys: Collection[str]) -> tuple[LetterFound, ...]:
        """Letters of these cases that these messages caused."""
        keys = frozenset(message_keys)

        def find(connection: Connection) -> list[LetterFound]:
            found: list[LetterFound] = []
            has_case = outbox.c.case_id != literal_column("''")
            for chunk in in_chunks(sorted(set(case_ids))):
                query = select(outbox).where(has_case, outbox.c.case_id.in_(chunk), outbox.c.kind.in_(_LETTERS))
                rows = connection.execute(query.order_by(outbox.c.created_at, outbox.c.effect_id))
                found.extend(_letter(row) for row in rows if row.message_key in keys)
            return found

        return tuple(await self._database.read(find))

    async def take_over(self, effect_ids: Collection[str], *, owner: str, now: datetime) -> tuple[Effect, ...]:
        """Claim queued rows whose owner has ended, or let its time pass: for finishing what a command began."""

        def take(connection: Connection) -> tuple[Effect, ...]:
            taken: list[Effect] = []
            for chunk in in_chunks(sorted(set(effect_ids))):
                owners = connection.execute(select(outbox.c.owner).where(outbox.c.effect_id.in_(chunk)).distinct())
                ended = [each for each in owners.scalars() if each in {"", owner} or is_gone(each)]
                free = or_(outbox.c.owner.in_(ended), outbox.c.due_at <= now)
                statement = (
                    update(outbox)
                    .where(outbox.c.effect_id.in_(chunk), _QUEUED, free)
                    .values(**taken_by(owner, now, self._lease))
                    .returning(outbox)
                )
                taken.extend(effect_from(row) for row in connection.execute(statement))
            return tuple(taken)

        return await self._database.write(take)

    async def _pages(self, wanted: ColumnElement[bool]) -> AsyncIterator[tuple[Trace, ...]]:
        after = ""
        while True:
            query = select(*_COLUMNS).where(wanted, outbox.c.effect_id > after).order_by(outbox.c.effect_id)
            page = await self._database.read(_reading(query.limit(_PAGE)))
            if page:
                yield tuple(page)
            if len(page) < _PAGE:
                return
            after = page[-1].effect_id


def _reading(query: Select[Any]) -> Callable[[Connection], list[Trace]]:
    return lambda connection: [_trace(row) for row in connection.execute(query)]


def _trace(row: AnyRow) -> Trace:
    deed = deed_from(row.move) if row.move else None
    return Trace(
        effect_id=row.effect_id,
        kind=row.kind,
        state=EffectState(row.state),
        due_at=row.due_at,
        changed_at=row.changed_at,
        case_id=row.case_id,
        message_key=row.message_key,
        message_id=row.message_id,
        attempts=row.attempts,
        error=row.last_error,
        move=deed if isinstance(deed, Move) else None,
    )


def _letter(row: AnyRow) -> LetterFound:
    effect = effect_from(row)
    to = getattr(effect.deed, "to", "")
    return LetterFound(effect.effect_id, row.kind, to, effect.state, row.changed_at, effect.case_id, effect.message_key)
