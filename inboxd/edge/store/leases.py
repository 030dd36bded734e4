"""Which process owns which mailbox: lease rows with fencing tokens, on the database's clock.

A lease that is not renewed in time goes to another process, with a higher token. Whoever was suspended meanwhile finds
out at the next write, because each write of an owner is made together with a look at the token; and before it touches
the world it looks at its own clock. SQLite has one process, which owns everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, literal, or_, select, update

from inboxd.core.values.lease import Roster
from inboxd.edge.clock import boottime
from inboxd.edge.store.engine import Database
from inboxd.edge.store.rows import insert_into
from inboxd.edge.store.tables import leases, workers
from inboxd.edge.worker import is_gone
from inboxd.errors import LeaseLost

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NOW = func.clock_timestamp()
_BURIED = timedelta(hours=1)
_IMPATIENT = func.set_config("idle_in_transaction_session_timeout", "5s", True)
"""A process that is suspended inside a transaction must not keep the lease's row, and with it the mailbox, for long."""
_MARGIN = 0.2
"""Part of the lease that must be left before the world is touched: longer than one command takes."""


class Leases:
    """This process's leases.

    Args:
        term: how long a lease holds without being renewed.
        gone: tells by name whether a worker has certainly ended, so that its leases need not be waited for.
        clock: seconds that run on also while the process, or the machine, sleeps.
    """

    def __init__(
        self,
        database: Database,
        term: timedelta,
        gone: Callable[[str], bool] = is_gone,
        clock: Callable[[], float] = boottime,
    ) -> None:
        self._database = database
        self._term = term
        self._gone = gone
        self._clock = clock
        self._worker = ""
        self._tokens: dict[str, int] = {}
        self._deadline = 0.0

    @property
    def are_shared(self) -> bool:
        """Whether other processes may own what this one does not."""
        return self._database.path is None

    @property
    def renewed_every(self) -> timedelta:
        """How often `tend` must be called."""
        return self._term / 5

    def join(self, worker: str) -> None:
        """From now on this process writes as an owner; without it nothing is fenced, as in commands."""
        self._worker = worker if self.are_shared else ""

    async def tend(self, names: Collection[str], *, is_guest: bool = False) -> Roster:
        """Renew what is ours, take what is free and due to us, and tell what we have too much of.

        Args:
            names: everything that is to be owned by somebody; empty to take nothing more.
            is_guest: whether this process ends soon: no share is kept for it, and it takes what is free.
        """
        if not self._worker:
            return Roster(frozenset(names))
        asked = self._clock()
        held, target, alive = await self._database.write(lambda connection: self._turn(connection, names, is_guest))
        self._tokens = held
        # Counted from before the question: the database's own count began later.
        self._deadline = asked + self._term.total_seconds()
        return Roster(frozenset(held), tuple(sorted(held))[target:], alive)

    async def give_back(self, names: Iterable[str]) -> None:
        """Let others have these at once; the work on them must have ended."""
        given = sorted(set(names) & self._tokens.keys())
        for name in given:
            self._tokens.pop(name)
        if given:
            await self._database.write(lambda connection: _free(connection, self._worker, given))

    async def leave(self) -> None:
        """Give back everything and be counted no longer."""
        if self._worker:
            self._tokens = {}
            await self._database.write(lambda connection: _leave(connection, self._worker))

    def is_ours(self, name: str) -> bool:
        """Whether work of this mailbox is this process's; so is what is about none."""
        return not self._worker or not name or name in self._tokens

    def is_safe(self, name: str) -> bool:
        """Whether this process owns it for long enough to begin something that cannot be taken back."""
        if not self._worker:
            return True
        return name in self._tokens and self._clock() < self._deadline - self._term.total_seconds() * _MARGIN

    def check(self, name: str) -> None:
        """Raise `LeaseLost` unless `is_safe`."""
        if not self.is_safe(name):
            raise LeaseLost(f"{name}: the lease is over, or will be in a moment")

    def fence(self, connection: Connection, names: Collection[str]) -> None:
        """Make the rest of this transaction stand or fall with the ownership of these.

        The rows are locked until the transaction ends: nobody takes them over in the middle of it.

        Raises:
            LeaseLost: one of them is another process's by now.
        """
        if not self._worker:
            return
        for name in sorted(names):
            token = self._tokens.get(name)
            mine = and_(leases.c.name == name, leases.c.owner == self._worker, leases.c.token == token)
            found = (
                token is not None
                and connection.execute(
                    select(leases.c.token, _IMPATIENT).where(mine).with_for_update(read=True)
                ).first()
            )
            if not found:
                raise LeaseLost(f"{name}: another process has it")

    def still_held(self, connection: Connection, names: Collection[str]) -> frozenset[str]:
        """Of these, the ones that are ours for the rest of this transaction; "", which is about none, stays."""
        if not self._worker:
            return frozenset(names)
        mine = and_(leases.c.name.in_(names), leases.c.owner == self._worker)
        query = select(leases.c.name, leases.c.token, _IMPATIENT).where(mine).order_by(leases.c.name)
        held = {
            row.name
            for row in connection.execute(query.with_for_update(read=True))
            if self._tokens.get(row.name) == row.token
        }
        return frozenset(names) & (held | {""})

    def _turn(self, connection: Connection, names: Collection[str], is_guest: bool) -> tuple[dict[str, int], int, int]:
        connection.execute(select(_IMPATIENT))
        until = _NOW + self._term
        gone = self._bury(connection)
        scope = _scope(names)
        _sign_in(connection, self._worker, "" if is_guest else scope, until)
        _enter(connection, names)
        ours = leases.c.owner == self._worker
        # In the order in which `still_held` locks them: else one of the two would wait for the other for ever.
        connection.execute(select(leases.c.name).where(ours).order_by(leases.c.name).with_for_update()).all()
        mine = update(leases).where(ours).values(until=until)
        held = {row.name: row.token for row in connection.execute(mine.returning(leases.c.name, leases.c.token))}
        alive = (
            connection.execute(select(workers.c.worker).where(workers.c.scope == scope, workers.c.until > _NOW))
            .scalars()
            .all()
        )
        target = len(names) if is_guest else share_of(self._worker, alive, len(names))
        if len(held) < target:
            free = or_(leases.c.until <= _NOW, leases.c.owner.in_(gone))
            held |= self._take(connection, and_(leases.c.name.in_(names), free), target - len(held), until)
        return held, target, len(alive) + is_guest

    def _bury(self, connection: Connection) -> list[str]:
        """Names of workers that need not be waited for; they count as dead from now on."""
        others = connection.execute(select(workers.c.worker).where(workers.c.worker != self._worker)).scalars()
        gone = [worker for worker in others if self._gone(worker)]
        old = workers.c.until < _NOW - _BURIED
        doomed = select(workers.c.worker).where(or_(workers.c.worker.in_(gone), old)).with_for_update(skip_locked=True)
        connection.execute(delete(workers).where(workers.c.worker.in_(doomed)))
        owners = connection.execute(select(leases.c.owner).where(leases.c.owner != self._worker).distinct()).scalars()
        return sorted({*gone, *(owner for owner in owners if owner and self._gone(owner))})

    def _take(
        self, connection: Connection, free: ColumnElement[bool], most: int, until: ColumnElement[datetime]
    ) -> dict[str, int]:
        query = select(leases.c.name).where(leases.c.owner != self._worker, free).order_by(leases.c.name)
        names = connection.execute(query.limit(most).with_for_update(skip_locked=True)).scalars().all()
        if not names:
            return {}
        taken = (
            update(leases)
            .where(leases.c.name.in_(names))
            .values(owner=self._worker, token=leases.c.token + 1, until=until)
            .returning(leases.c.name, leases.c.token)
        )
        return {row.name: row.token for row in connection.execute(taken)}


def share_of(worker: str, alive: Sequence[str], count: int) -> int:
    """How many of `count` things are this worker's when all that are alive share them evenly.

    The shares differ by one at most and add up to `count`.
    """
    ranks = sorted({*alive, worker})
    whole, rest = divmod(count, len(ranks))
    return whole + (ranks.index(worker) < rest)


def _scope(names: Collection[str]) -> str:
    """Workers with the same mailboxes share them evenly; those with others do not wait for each other."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]


def _sign_in(connection: Connection, worker: str, scope: str, until: ColumnElement[datetime]) -> None:
    insert = insert_into(workers, connection.dialect.name).values(worker=worker, scope=scope, until=until)
    connection.execute(
        insert.on_conflict_do_update(index_elements=[workers.c.worker], set_={"scope": scope, "until": until})
    )


def _enter(connection: Connection, names: Collection[str]) -> None:
    known = set(connection.execute(select(leases.c.name).where(leases.c.name.in_(names))).scalars())
    new = sorted(set(names) - known)
    if new:
        insert = insert_into(leases, connection.dialect.name).on_conflict_do_nothing()
        connection.execute(insert, [{"name": each, "owner": "", "token": 0, "until": _LONG_AGO} for each in new])


def _free(connection: Connection, worker: str, names: Sequence[str]) -> None:
    mine = and_(leases.c.owner == worker, leases.c.name.in_(names))
    connection.execute(update(leases).where(mine).values(owner=literal(""), until=_LONG_AGO))


def _leave(connection: Connection, worker: str) -> None:
    connection.execute(update(leases).where(leases.c.owner == worker).values(owner=literal(""), until=_LONG_AGO))
    connection.execute(delete(workers).where(workers.c.worker == worker))
