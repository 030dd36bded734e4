"""Who has which effect in hand: claims, their ends, and the moment before the final dot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, literal_column, or_, select, update

from inboxd.core.decide.retry import UNTRIED_AFTER
from inboxd.core.values.effect import Effect, EffectState
from inboxd.edge.store.outbox import KINDS, QUEUED
from inboxd.edge.store.rows import AnyRow, effect_from, in_chunks
from inboxd.edge.store.tables import outbox, workers
from inboxd.edge.worker import is_alive, worker_name
from inboxd.errors import Overtaken

_CLAIMED: ColumnElement[bool] = outbox.c.owner != literal_column("''")

CLOCK_SKEW = timedelta(minutes=5)
"""By how much the clocks of two machines may differ; a row that was written later than this was written by no clock
that is right."""


def claim_effects(
    connection: Connection,
    kinds: frozenset[str],
    mailbox: str | frozenset[str] | None,
    *,
    now: datetime,
    owner: str,
    limit: int,
    lease: timedelta,
) -> tuple[Effect, ...]:
    """Take due effects, longest due first, those of other workers' open transactions left out."""
    due: list[AnyRow] = []
    for kind in sorted(kinds):
        due.extend(connection.execute(_due_query(kind, mailbox, now, limit)))
    chosen = [row.effect_id for row in sorted(due, key=lambda row: (row.due_at, row.effect_id))[:limit]]
    taken: dict[str, Effect] = {}
    for chunk in in_chunks(chosen):
        statement = (
            update(outbox)
            .where(outbox.c.effect_id.in_(chunk), QUEUED)
            .values(**taken_by(owner, now, lease))
            .returning(outbox)
        )
        taken.update((row.effect_id, effect_from(row)) for row in connection.execute(statement))
    return tuple(taken[effect_id] for effect_id in chosen if effect_id in taken)


def taken_by(owner: str, now: datetime, lease: timedelta) -> dict[str, object]:
    """What changes in a row of the outbox that somebody takes; see `rows.claimed`."""
    moment = literal(now, outbox.c.trying_since.type)
    begins_anew = or_(outbox.c.changed_at < now - UNTRIED_AFTER, outbox.c.trying_since > now)
    return {
        "owner": owner,
        "attempts": outbox.c.attempts + 1,
        "due_at": now + lease,
        # Not at a release: a program that dies of what it does would never run out of patience with it.
        "trying_since": case((begins_anew, moment), else_=func.coalesce(outbox.c.trying_since, moment)),
        "changed_at": now,
    }


def _due_query(kind: str, mailbox: str | frozenset[str] | None, now: datetime, limit: int) -> Select[str, datetime]:
    # One kind at a time: the index then gives the rows in the order of their due times, however many there are.
    query = select(outbox.c.effect_id, outbox.c.due_at).where(QUEUED, outbox.c.kind == kind, outbox.c.due_at <= now)
    if mailbox is not None:
        query = query.where(_is_of(mailbox))
    return query.order_by(outbox.c.due_at).limit(limit).with_for_update(skip_locked=True)


def next_due(connection: Connection, kinds: Iterable[str], mailbox: str | frozenset[str] | None) -> datetime | None:
    """When the next queued effect of these kinds becomes due."""
    times: list[datetime] = []
    for kind in sorted(kinds):
        query = select(func.min(outbox.c.due_at)).where(QUEUED, outbox.c.kind == kind)
        if mailbox is not None:
            query = query.where(_is_of(mailbox))
        earliest = connection.execute(query).scalar_one()
        if earliest is not None:
            times.append(earliest)
    return min(times, default=None)


def _is_of(mailbox: str | frozenset[str]) -> ColumnElement[bool]:
    if isinstance(mailbox, str):
        return outbox.c.mailbox == mailbox
    return outbox.c.mailbox.in_(sorted(mailbox))


def put_right(connection: Connection, now: datetime) -> int:
    """Make due what was to be tried again by a clock that was ahead, and would wait until this one has caught up.

    Nobody is at it, so nothing is done twice. It goes through all that is still to come: for rare occasions only.
    """
    to_come = select(outbox.c.effect_id).where(QUEUED, outbox.c.kind.in_(KINDS), outbox.c.due_at > now)
    strayed = to_come.where(~_CLAIMED, outbox.c.attempts > 0, outbox.c.changed_at > now + CLOCK_SKEW)
    statement = update(outbox).where(outbox.c.effect_id.in_(strayed.with_for_update(skip_locked=True)))
    return connection.execute(statement.values(due_at=now, trying_since=None, changed_at=now)).rowcount


def mark_sending(connection: Connection, effect_id: str, *, now: datetime, owner: str) -> None:
    """The final dot comes now; only the one who holds the effect may say so."""
    marked = connection.execute(
        update(outbox)
        .where(outbox.c.effect_id == effect_id, QUEUED, outbox.c.owner == owner)
        .values(state=EffectState.SENDING.value, started_at=now, changed_at=now)
    )
    if not owner or marked.rowcount != 1:
        raise Overtaken(f"{effect_id} is not queued for {owner or 'nobody'} any more")


def release_effects(connection: Connection, mailbox: str | None, owner: str) -> int:
    """Make claimed effects due at once, at the moment of their claim, which is over.

    Args:
        owner: who stays at work, as do all workers that are alive: they finish what they have in hand although the
            mailbox is another one's by now. "" is nobody. A command that is seen running here keeps its claims too.
    """
    wanted = [QUEUED, _CLAIMED, outbox.c.owner != owner]
    if owner and connection.dialect.name == "postgresql":
        alive = select(workers.c.worker).where(workers.c.until > func.clock_timestamp())
        wanted.append(outbox.c.owner.not_in(alive))
    if mailbox is not None:
        wanted.append(outbox.c.mailbox == mailbox)
    # "> ''" says what _CLAIMED says, in the form in which SQLite looks it up in the index.
    claimants = select(outbox.c.owner).where(*wanted, outbox.c.owner > "").distinct()
    owners = frozenset(connection.execute(claimants).scalars())
    ended = sorted(owners - _commands_at_work(connection, owners))
    # By name, so that what a command takes in this very moment is left alone too.
    statement = update(outbox).where(*wanted, outbox.c.owner.in_(ended))
    return connection.execute(statement.values(owner="", due_at=outbox.c.changed_at)).rowcount


def _commands_at_work(connection: Connection, owners: frozenset[str]) -> frozenset[str]:
    """Of these, the processes that are seen running here and never had a mailbox, as `inboxd undo`."""
    running = {each for each in owners if each != worker_name() and is_alive(each)}
    if not running:
        return frozenset()
    # A daemon goes by its row: one that is suspended runs too, but its work is another's.
    daemons = connection.execute(select(workers.c.worker).where(workers.c.worker.in_(sorted(running)))).scalars()
    return frozenset(running.difference(daemons))


def mailboxes_of(connection: Connection, effect_ids: Iterable[str]) -> frozenset[str]:
    """The mailboxes that these effects belong to; what is about none is left out."""
    found: set[str] = set()
    for chunk in in_chunks(sorted(set(effect_ids))):
        query = select(outbox.c.mailbox).where(outbox.c.effect_id.in_(chunk)).distinct()
        found.update(connection.execute(query).scalars())
    return frozenset(found - {""})
