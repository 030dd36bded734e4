"""Brings a database's schema to where the program needs it, and tells when it is not there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from inboxd.edge.store.tables import SCHEMA
from inboxd.errors import Misconfigured

_log = structlog.get_logger()
_SCRIPTS = Path(__file__).parent / "migrations"
_POSTGRES_LOCK = 5_219_740_861
"""Any number of our own: two programs that migrate one database at once wait for each other."""


class DatabaseEmpty(Misconfigured):
    """There are no tables: the database is new, or somebody emptied it."""


def check_schema(connection: Connection) -> None:
    """Refuse to work on a schema that another version of the program made.

    Raises:
        DatabaseEmpty: there is none.
        Misconfigured: it is older or newer; the hint says what to do.
    """
    found = current_schema(connection)
    if found == SCHEMA:
        return
    if found is None:
        raise DatabaseEmpty("the database is empty", hint="Run `inboxd migrate`.")
    if found in known_schemas():
        raise Misconfigured(
            f"the database's schema is {found}, this program needs {SCHEMA}",
            hint="Stop inboxd, make a backup and run `inboxd migrate`.",
        )
    raise _newer(found)


def current_schema(connection: Connection) -> str | None:
    """Name of the last migration that was applied; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def known_schemas() -> tuple[str, ...]:
    """The names of all migrations of this program, first to last."""
    scripts = ScriptDirectory(str(_SCRIPTS))
    return tuple(script.revision for script in reversed(list(scripts.walk_revisions())))


def migrate_schema(connection: Connection) -> tuple[str, ...]:
    """Apply what is missing, all in the caller's transaction; the names of what was applied.

    Raises:
        Misconfigured: a newer program has changed the schema already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    before, known = current_schema(connection), known_schemas()
    if before is not None and before not in known:
        raise _newer(before)
    missing = known[known.index(before) + 1 :] if before else known
    if missing:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        command.upgrade(config, SCHEMA)
    return missing


def log_migrations(applied: Sequence[str]) -> None:
    """Say what a start applied. A database that was emptied or lost by mistake looks like a first start: it is told."""
    if len(applied) == len(known_schemas()):
        hint = "The database is new and empty. If there was one before, stop inboxd and restore the last backup."
        _log.warning("store.made", hint=hint)
    elif applied:
        _log.info("store.migrated", migrations=list(applied))


def _newer(found: str) -> Misconfigured:
    return Misconfigured(
        f"the database's schema {found} is newer than this program, which knows {SCHEMA}",
        hint="Use the newer program again, or restore the backup from before `inboxd migrate`.",
    )
