"""The durable memory: `inboxd.ports.Store` on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from inboxd.config.store import StoreSettings
from inboxd.core.values.arrival import FolderPosition, Identity
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect
from inboxd.core.values.history import History, Question, Suppression
from inboxd.core.values.plan import JournalEntry, Plan
from inboxd.core.values.record import CaseRecord, StoreCounts, WaitingMessage
from inboxd.core.values.report import Comment, Report
from inboxd.core.values.surroundings import Surroundings
from inboxd.edge.store import cases, claiming, history, journal, outbox, recording
from inboxd.edge.store.duework import DueWork
from inboxd.edge.store.engine import Database
from inboxd.edge.store.leases import Leases
from inboxd.edge.store.migrate import check_schema, current_schema, migrate_schema
from inboxd.edge.store.past import Past
from inboxd.edge.store.personal import PersonalData
from inboxd.edge.store.report import read_comments, read_report
from inboxd.edge.store.rows import insert_into, insert_new
from inboxd.edge.store.suppressing import save_suppression
from inboxd.edge.store.surroundings import read_surroundings
from inboxd.edge.store.tables import SCHEMA, facts, messages
from inboxd.edge.store.tables import cases as case_table
from inboxd.edge.store.trends import TrendTables
from inboxd.errors import Misconfigured


class SqlStore(DueWork, TrendTables):
    """`inboxd.ports.Store` on one database.

    Each method is one transaction in a worker thread. A caller that is cancelled meanwhile learns of it only when the
    transaction has ended, and what it wrote stands.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self._database = Database(settings)
        self._lease = settings.lease
        self.personal = PersonalData(self._database)
        self.past = Past(self._database, settings.lease)
        self.leases = Leases(self._database, settings.mailbox_lease)

    async def open(self, *, exclusive: bool = False) -> None:
        """Connect and check the schema.

        Args:
            exclusive: refuse when another daemon uses the same SQLite file. Commands that only look, or change single
                rows, leave it False and work beside the daemon. On PostgreSQL it means nothing.

        Raises:
            Misconfigured: the schema is missing, older or newer, or another daemon is there.
        """
        path = self._database.path
        if path is not None and not path.exists():
            raise Misconfigured(
                f"{path}: there is no database yet",
                hint="Run `inboxd migrate`. If there was one: stop inboxd and restore the last backup. "
                "If the service has it elsewhere: say so here too, in INBOXD_STORE__URL.",
            )
        if exclusive:
            self._database.lock()
        try:
            self._database.connect()
            await self._database.read(check_schema)
        except BaseException:
            await self._database.close()
            raise

    async def close(self) -> None:
        """Finish what runs and disconnect."""
        await self._database.close()

    async def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date; names of the migrations applied. The store need not be open.

        A SQLite file is made where there is none. No daemon may use it while the schema changes.
        """
        was_locked = self._database.is_locked
        try:
            is_new = self._database.create_file()
            self._database.connect()
            if not is_new and await self._database.read(current_schema) == SCHEMA:
                return ()
            self._database.lock()
            return await self._database.write(migrate_schema, patiently=True)
        finally:
            if not was_locked:
                self._database.unlock()

    async def ping(self) -> None:
        """Prove that a write would work now, by writing."""
        await self._database.write(_ping)

    async def kept_secret(self, name: str, make: Callable[[], str]) -> str:
        """The installation's own secret of this name, made at the first call and the same ever after."""

        def keep(connection: Connection) -> str:
            kept = select(facts.c.value).where(facts.c.name == name)
            if connection.execute(kept).first() is None:
                fact = {"name": name, "value": make()}
                connection.execute(insert_new(facts, connection.dialect.name), fact)
            return str(connection.execute(kept).scalar_one())

        return await self._database.write(keep)

    async def note(self, name: str, value: str) -> None:
        """Keep a text under this name; the last one counts."""
        fact = {"name": name, "value": value}

        def keep(connection: Connection) -> None:
            insert = insert_into(facts, connection.dialect.name)
            connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": value}), fact)

        await self._database.write(keep)

    async def noted(self, name: str) -> str:
        """The text kept under this name; "" when there is none."""

        def find(connection: Connection) -> str:
            return str(connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar() or "")

        return await self._database.read(find)

    async def notes(self, prefix: str) -> dict[str, str]:
        """Every text that is kept under a name which begins so, by that name."""
        wanted = select(facts.c.name, facts.c.value).where(facts.c.name.startswith(prefix, autoescape=True))
        return await self._database.read(lambda connection: {row.name: row.value for row in connection.execute(wanted)})

    async def position(self, mailbox: str, folder: str) -> FolderPosition | None:
        """How far the folder was handled."""
        return await self._database.read(lambda connection: journal.find_position(connection, mailbox, folder))

    async def save_position(self, position: FolderPosition) -> None:
        """Store a position without messages; within one UIDVALIDITY it never moves back."""

        def save(connection: Connection) -> None:
            self.leases.fence(connection, {position.mailbox})
            journal.save_position(connection, position)

        await self._database.write(save)

    async def history(self, question: Question, now: datetime) -> History:
        """What happened before, for a whole batch."""
        return await self._database.read(lambda connection: history.read_history(connection, question, now))

    async def record(
        self,
        plans: Sequence[Plan],
        position: FolderPosition | None,
        *,
        now: datetime,
        owner: str,
        known: Collection[str] | None = None,
    ) -> tuple[Effect, ...]:
        """Write complete plans and the new position in one transaction; the effects to carry out now, claimed.

        Args:
            known: keys of the answers that the plans were decided upon; None where that makes no difference.

        Raises:
            Conflict: the plans stand on a history that is out of date; nothing was written.
            LeaseLost: another process has the mailbox by now; nothing was written.
        """

        def write(connection: Connection) -> tuple[Effect, ...]:
            self.leases.fence(connection, recording.mailboxes_of(plans, position))
            if known is not None:
                recording.refuse_overtaken(connection, plans, known, now)
            return recording.record_plans(
                connection, plans, position, now=now, owner=owner, lease=self._lease, mine=self.leases.is_ours
            )

        return await self._database.write(write)

    async def case(self, case_id_or_token: str) -> CaseRecord | None:
        """One case with its history and effects."""
        return await self._database.read(lambda connection: _case_record(connection, case_id_or_token))

    async def surroundings(self, case: Case, addresses: Collection[str] = ()) -> Surroundings:
        """Other cases that help with this one; `addresses` are further ones of its customer."""
        return await self._database.read(lambda connection: read_surroundings(connection, case, addresses))

    async def cases(self, *, states: frozenset[str] | None = None, limit: int = 100) -> tuple[Case, ...]:
        """The case log: those who wait longest first, then the others, newest first."""
        return await self._database.read(lambda connection: cases.list_cases(connection, states, limit))

    async def waiting_messages(self, mailbox: str) -> tuple[WaitingMessage, ...]:
        """Customer messages of cases that wait for us, with their present places."""
        return await self._database.read(lambda connection: journal.waiting_messages(connection, mailbox))

    async def entry(self, identity: Identity, mailbox: str) -> JournalEntry | None:
        """The journal's row of a message."""
        return await self._database.read(lambda connection: journal.find_entry(connection, identity, mailbox))

    async def entries(self, mailbox: str | None = None) -> AsyncIterator[JournalEntry]:
        """The whole journal, oldest received first, read page by page: no transaction stays open in between."""
        page, after = await self._page(mailbox, None)
        while True:
            for entry in page:
                yield entry
            if after is None:
                return
            page, after = await self._page(mailbox, after)

    async def _page(
        self, mailbox: str | None, after: journal.Bookmark | None
    ) -> tuple[list[JournalEntry], journal.Bookmark | None]:
        return await self._database.read(lambda connection: journal.page_of_entries(connection, mailbox, after))

    async def suppress(self, suppression: Suppression) -> None:
        """No automatic mail to this address; a later word replaces an earlier one."""
        await self._database.write(lambda connection: save_suppression(connection, suppression))

    async def report(
        self, since: datetime, until: datetime, *, now: datetime, zone: ZoneInfo, quiet: Collection[str]
    ) -> Report:
        """A period as it is remembered, for the digest; `quiet` names the routes that open no case."""
        return await self._database.read(
            lambda connection: read_report(connection, since, until, now=now, zone=zone, quiet=quiet)
        )

    async def comments(self, since: datetime, until: datetime, quiet: Collection[str]) -> tuple[Comment, ...]:
        """Messages of routes that open no case, among which praise is found."""
        return await self._database.read(lambda connection: read_comments(connection, since, until, quiet))

    async def counts(self) -> StoreCounts:
        """Figures of this moment."""
        return await self._database.read(_count)


def _ping(connection: Connection) -> None:
    insert = insert_into(facts, connection.dialect.name)
    changed = insert.on_conflict_do_update(index_elements=[facts.c.name], set_={"value": insert.excluded.value})
    connection.execute(changed, {"name": "ping", "value": "pong"})


def _case_record(connection: Connection, case_id_or_token: str) -> CaseRecord | None:
    case = cases.find_case(connection, case_id_or_token)
    if case is None:
        return None
    return CaseRecord(case, cases.events_of(connection, case.case_id), outbox.effects_of(connection, case.case_id))


def _count(connection: Connection) -> StoreCounts:
    number = func.count().label("number")
    by_outcome = select(messages.c.outcome, number).group_by(messages.c.outcome)
    by_state = select(case_table.c.state, number).group_by(case_table.c.state)
    return StoreCounts(
        messages={row.outcome: row.number for row in connection.execute(by_outcome)},
        effects=outbox.count_effects(connection),
        cases={row.state: row.number for row in connection.execute(by_state)},
        oldest_due=claiming.next_due(connection, outbox.KINDS, None),
        answered=history.latest_answers(connection),
    )
