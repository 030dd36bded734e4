"""The database's connections and threads: one thread hop for one whole transaction.

A transaction runs in a worker thread from BEGIN to COMMIT. That is cheaper than a hop for each statement, and a task
that is cancelled meanwhile cannot tear it: the cancellation waits for the end of the transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from inboxd.config.store import StoreSettings
from inboxd.edge.store.encryption import demand_tls
from inboxd.edge.store.failures import holds_customer_text, translate_failure
from inboxd.edge.store.lines import Lines
from inboxd.edge.store.samefile import same_file
from inboxd.errors import Bug, Misconfigured

T = TypeVar("T")
Work = Callable[[Connection], T]

_READERS = 2
_POSTGRES_CONNECTIONS = 4
_BUSY_SECONDS = 10
_READ = {"inboxd_read": True}
_POSTGRES_READ = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 67108864",
    # What is deleted is overwritten: a person who is forgotten must not be found in the file's free pages.
    "PRAGMA secure_delete = ON",
)
_POSTGRES_SESSION = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
# A statement that hangs must not hold the daemon's few connections, and a silent network must be noticed.
_POSTGRES_ARGUMENTS = {
    "connect_timeout": 10,
    "application_name": "inboxd",
    "options": " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SESSION.items()),
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


class Database:
    """One database, SQLite or PostgreSQL.

    SQLite has one writing thread, because it has one writer anyhow: waiting in our own queue is fair and costs nothing,
    waiting in SQLite's busy handler is neither. Readers see the last commit and never wait.
    """

    def __init__(self, settings: StoreSettings, lines: Lines | None = None) -> None:
        self._url = _database_url(settings)
        self.path = Path(self._url.database or "") if self._url.get_backend_name() == "sqlite" else None
        self._engine: Engine | None = None
        self._writers: ThreadPoolExecutor | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._lock: int | None = None
        self._lines = lines or Lines()
        self._watch: Callable[[], contextlib.AbstractContextManager[None]] = self._lines.in_use

    def connect(self) -> None:
        """Make ready; connections are opened when they are needed. Harmless when it was done already."""
        if self._engine is not None:
            return
        self._engine = _sqlite_engine(self._url) if self.path else _postgres_engine(self._url)
        if self.path is None:
            self._lines.follow(self._engine)
        else:
            self._watch = same_file(self.path)
        writers, readers = (1, _READERS) if self.path else (_POSTGRES_CONNECTIONS, _POSTGRES_CONNECTIONS)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-read")

    async def close(self) -> None:
        """Let running transactions end, then disconnect and give the lock back."""
        writers, readers, engine = self._writers, self._readers, self._engine
        self._writers = self._readers = self._engine = None
        if writers is not None and readers is not None and engine is not None:
            await asyncio.to_thread(_shut_down, writers, readers, engine)
        self.unlock()

    def lock(self) -> None:
        """Refuse a second daemon on the same SQLite file. PostgreSQL serves as many as there are.

        The lock ends with the process, however it ends, so that nothing has to be cleared away after a crash.

        Raises:
            Misconfigured: another process has it.
        """
        if self.path is None or self._lock is not None:
            return
        file = self.path.with_name(f"{self.path.name}.lock")
        descriptor = _open_private(file)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise Misconfigured(
                f"{self.path} is in use by another inboxd (process {holder})",
                hint="Stop that one first. Several daemons at once need PostgreSQL.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor

    def unlock(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def is_locked(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None

    def create_file(self) -> bool:
        """Make an empty SQLite file that only the service's user can read: it will hold customers' addresses.

        False when there is nothing to make. The lock comes first: a daemon whose file is gone is still at work on it.
        """
        if self.path is None or self.path.exists():
            return False
        self.lock()
        os.close(_open_private(self.path))
        return True

    async def write(self, work: Work[T], *, patiently: bool = False) -> T:
        """Run `work` in one transaction and commit it; a transaction that raises leaves nothing behind.

        Args:
            patiently: however long it takes, as a change of the schema may.
        """
        return await self._hop(self._writers, work, {}, patiently=patiently)

    async def read(self, work: Work[T]) -> T:
        """Run `work` on one unchanging view of the data."""
        return await self._hop(self._readers, work, _READ if self.path else _POSTGRES_READ)

    async def overwrite_log(self) -> bool:
        """Empty SQLite's write-ahead log into the file, so that it holds nothing that was deleted since.

        False when a reader stands in the way; the next try, or the next quiet moment, does it. PostgreSQL keeps its log
        for itself and recycles it: nothing is done there.
        """
        if self.path is None or self._writers is None or self._engine is None:
            return False
        return await asyncio.wrap_future(self._writers.submit(_empty_log, self._engine))

    async def _hop(
        self, pool: ThreadPoolExecutor | None, work: Work[T], options: dict[str, Any], *, patiently: bool = False
    ) -> T:
        if pool is None or self._engine is None:
            raise Bug("the store is not open")
        engine = self._engine
        waiting = contextlib.nullcontext() if patiently else self._watch()
        running = pool.submit(_transact, engine, work, options, waiting)
        if self.path is None:
            self._lines.watch()
        future = asyncio.wrap_future(running)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            # What has not begun may be dropped; what has begun ends before the caller is told.
            if not running.cancel():
                await _settle(future)
            raise


def _transact(
    engine: Engine, work: Work[T], options: dict[str, Any], waiting: contextlib.AbstractContextManager[None]
) -> T:
    try:
        with waiting, engine.connect().execution_options(**options) as connection, connection.begin():
            return work(connection)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise translate_failure(error) from (None if holds_customer_text(error) else error)


def _empty_log(engine: Engine) -> bool:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (row,) = cursor.fetchall()
    except sqlite3.Error as error:
        raise translate_failure(error) from error
    finally:
        connection.close()
    return not row[0]


async def _settle(future: asyncio.Future[Any]) -> None:
    """Wait for the end, however often the waiting task is cancelled: half-known results are worse than late ones."""
    while not future.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([future])
    if not future.cancelled():
        future.exception()


def _shut_down(writers: ThreadPoolExecutor, readers: ThreadPoolExecutor, engine: Engine) -> None:
    readers.shutdown()
    writers.shutdown()
    engine.dispose()


def _database_url(settings: StoreSettings) -> URL:
    hint = "Write `sqlite:///path/to/inboxd.db` or `postgresql://user@host/database`."
    try:
        url = make_url(settings.url)
    except (ArgumentError, ValueError) as error:
        raise Misconfigured("`[store] url` cannot be read", hint=hint) from error
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not url.database or url.database == ":memory:":
            raise Misconfigured("`[store] url` names no file", hint=hint)
        return url.set(drivername="sqlite+pysqlite")
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        secret = settings.secret()
        url = demand_tls(url.set(drivername="postgresql+psycopg"), os.environ)
        return url.set(password=secret) if secret else url
    raise Misconfigured(f"`[store] url` names an unknown database {url.drivername!r}", hint=hint)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=_READERS + 1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        # The driver would else begin and commit by its own rules.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that first reads would fail later, when it asks for the lock and somebody else has written.
        reads = connection.get_execution_options().get("inboxd_read", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_size=_POSTGRES_CONNECTIONS,
            max_overflow=_POSTGRES_CONNECTIONS,
            pool_pre_ping=True,
            pool_timeout=30,
            connect_args=_POSTGRES_ARGUMENTS,
        )
    except ModuleNotFoundError as error:
        raise Misconfigured(
            "PostgreSQL needs the program's extra `postgres`", hint="Type: pip install 'inboxd[postgres]'"
        ) from error


def _open_private(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Misconfigured(
            f"{path} cannot be opened: {error.strerror}",
            hint="The service's user must be able to write in that folder.",
        ) from error
