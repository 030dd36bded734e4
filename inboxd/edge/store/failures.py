"""What a database complains about, in our words: the class says what to do next."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DataError as WrongData
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inboxd.errors import Bug, InboxdError, StoreUnavailable, StoreUnusable

_MIGRATE = "Run `inboxd migrate`."
_FULL = "Free some space where the database lies; inboxd goes on by itself then."
_TLS = (
    "Another machine must prove who it is: name its authority with sslrootcert= in `[store] url`, or choose an sslmode."
)
_RIGHTS = "The service's user must be allowed to read and write the database and its folder."

# By the middle word of SQLite's result code (https://sqlite.org/rescode.html): what it is, and the hint for a person.
_SQLITE: dict[str, tuple[str, str]] = {
    "FULL": ("the disk is full", _FULL),
    "IOERR": ("the disk refuses to read or write", "Look at the disk's health, quota and free space."),
    "READONLY": ("it may not be written", _RIGHTS),
    "CANTOPEN": ("it cannot be opened", _RIGHTS),
    "PERM": ("access is denied", _RIGHTS),
    "AUTH": ("access is denied", _RIGHTS),
    "CORRUPT": ("its file is damaged", "Restore the last backup; do not delete the file, it may be mended."),
    "NOTADB": ("the file is no SQLite database", "Check the path in `[store] url`."),
}
_SQLITE_WAIT = frozenset({"BUSY", "LOCKED", "PROTOCOL", "SCHEMA", "INTERRUPT", "NOMEM"})
_SQLITE_HELD = frozenset({"BUSY", "LOCKED"})

# By SQLSTATE or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_POSTGRES: dict[str, tuple[str, str]] = {
    "53100": ("the disk is full", _FULL),
    "28": ("the login was refused", "Check user and password in `[store]`, and pg_hba.conf."),
    "3D": ("there is no such database", "Create it, or mend `[store] url`."),
    "42501": ("a right is missing", "The user in `[store] url` must own the tables."),
    "42P01": ("a table is missing", _MIGRATE),
    "42703": ("a column is missing", _MIGRATE),
    "58": ("the server's disk refuses to read or write", "Look at the database server's log."),
    "XX": ("its data are damaged", "Look at the database server's log."),
}
_POSTGRES_WAIT = ("08", "40", "53", "55", "57", "25006", "25P03")

# Before the login is done the driver knows no SQLSTATE; these are the server's words in English.
_REFUSED = ("password authentication failed", "no pg_hba.conf entry", "no password supplied", "authentication failed")
_ABSENT = ("database", "role")
# libpq's and OpenSSL's words for a line that broke: a crash or a failover at the other end, whatever the encryption.
_LINE_LOST = ("SSL connection has been closed unexpectedly", "SSL SYSCALL error", "unexpected eof while reading")
_UNREACHABLE = frozenset({"OperationalError", "InterfaceError", "ConnectionTimeout", "ConnectionFailure"})


def translate_failure(error: SQLAlchemyError | sqlite3.Error) -> InboxdError:
    """Our error for one of the database's. Its text names no customer, no statement and no password."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if isinstance(error, PoolTimeout):
        return StoreUnavailable("the database has no free connection")
    if isinstance(error, DBAPIError):
        return _of_postgres(error, cause)
    return Bug(f"a statement is wrong: {type(cause).__name__}")


def holds_customer_text(error: BaseException) -> bool:
    """Whether the database's own words may quote a row: such an error must not become anybody's cause."""
    return isinstance(error, IntegrityError | WrongData)


def _of_sqlite(cause: sqlite3.Error) -> InboxdError:
    name: str = getattr(cause, "sqlite_errorname", "")
    word = name.split("_")[1] if "_" in name else ""
    if word in _SQLITE:
        what, hint = _SQLITE[word]
        return StoreUnusable(f"the database cannot be used: {what}", hint=hint)
    if word in _SQLITE_WAIT:
        why = ": another program, such as a backup or sqlite3, holds its file" if word in _SQLITE_HELD else ""
        return StoreUnavailable(f"the database is busy ({name}){why}")
    if word == "ERROR" and str(cause).startswith(("no such table", "no such column")):
        return StoreUnusable(f"the database's schema does not fit: {cause}", hint=_MIGRATE)
    return Bug(f"the database refused a statement: {name or type(cause).__name__}")


def _of_postgres(error: DBAPIError, cause: BaseException) -> InboxdError:
    state: str = getattr(cause, "sqlstate", None) or ""
    if not state:
        return _without_state(error, cause)
    for length in (5, 2):
        if state[:length] in _POSTGRES:
            what, hint = _POSTGRES[state[:length]]
            return StoreUnusable(f"the database cannot be used: {what} (SQLSTATE {state})", hint=hint)
    if state.startswith(_POSTGRES_WAIT):
        return StoreUnavailable(f"the database is not ready: {type(cause).__name__} (SQLSTATE {state})")
    return Bug(f"the database refused a statement: {type(cause).__name__} (SQLSTATE {state})")


def _without_state(error: DBAPIError, cause: BaseException) -> InboxdError:
    words = _first_line(cause)
    if any(refused in words for refused in _REFUSED):
        what, hint = _POSTGRES["28"]
        return StoreUnusable(f"the database cannot be used: {what}", hint=hint)
    if words.endswith("does not exist") and any(absent in words for absent in _ABSENT):
        what, hint = _POSTGRES["3D"]
        return StoreUnusable(f"the database cannot be used: {words}", hint=hint)
    # A connection that was in use has proven that its TLS is fine.
    is_lost = error.connection_invalidated or any(lost in words for lost in _LINE_LOST)
    if not is_lost and ("SSL" in words or "certificate" in words):
        return StoreUnusable(f"the database's TLS cannot be used: {words}", hint=_TLS)
    if is_lost or type(cause).__name__ in _UNREACHABLE:
        return StoreUnavailable(f"the database cannot be reached: {words}")
    return Bug(f"the database's driver refused: {type(cause).__name__}")


def _first_line(cause: BaseException) -> str:
    return next(iter(str(cause).strip().splitlines()), type(cause).__name__)
