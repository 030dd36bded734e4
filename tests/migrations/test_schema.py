"""A database that was migrated is the one that the tables describe, and another version's is refused."""

import sqlite3
from pathlib import Path

import pytest
import typer
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from structlog.testing import capture_logs
from typer.testing import CliRunner

from inboxd.cli.migrate import migrate as command
from inboxd.config.store import StoreSettings
from inboxd.edge.store import migrate
from inboxd.edge.store.migrate import current_schema, known_schemas, log_migrations
from inboxd.edge.store.store import SqlStore
from inboxd.edge.store.tables import SCHEMA, metadata
from inboxd.errors import Misconfigured


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'inboxd.db'}"


@pytest.fixture
def fresh_url(url, request, tmp_path):
    """Another empty database of the same kind."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
    else:
        postgres = request.getfixturevalue("postgres")
        yield postgres.create_database("fresh")
        postgres.drop_database("fresh")


async def migrated(url):
    store = SqlStore(StoreSettings(url=url))
    try:
        return await store.migrate()
    finally:
        await store.close()


def look(url, work):
    """Run `work` on a plain connection of the library's own."""
    engine = create_engine(url)
    with engine.begin() as connection:
        result = work(connection)
    engine.dispose()
    return result


def describe(connection):
    """The whole schema in the database's own words."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        words = {row.name: " ".join(row.sql.split()).replace(" ,", ",") for row in connection.execute(text(query))}
    else:
        columns = (
            "SELECT table_name || '.' || column_name AS name, concat_ws(' ', data_type, collation_name, is_nullable, "
            "column_default) AS sql FROM information_schema.columns WHERE table_schema = 'public'"
        )
        indexes = "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'"
        constraints = (
            "SELECT conname AS name, conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS sql FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace"
        )
        found = [row for query in (columns, indexes, constraints) for row in connection.execute(text(query))]
        words = {f"{row.name}: {row.sql}": row.sql for row in found}
    return {name: sql for name, sql in words.items() if "alembic_version" not in f"{name} {sql}"}


async def test_a_migrated_database_is_the_one_that_the_tables_describe(url):
    await migrated(url)

    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, metadata)

    assert look(url, differences) == []


async def test_a_migrated_schema_reads_word_for_word_like_a_fresh_one(url, fresh_url):
    await migrated(url)
    look(fresh_url, metadata.create_all)
    fresh = look(fresh_url, describe)
    assert len(fresh) > 20
    assert look(url, describe) == fresh


async def test_migrating_names_what_was_applied_and_is_harmless_when_repeated(url):
    assert await migrated(url) == known_schemas()
    assert await migrated(url) == ()
    assert look(url, current_schema) == SCHEMA


def test_the_migrations_are_one_line_that_ends_in_the_schema_that_the_program_needs():
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_heads() == [SCHEMA]
    assert known_schemas()[-1] == SCHEMA
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


@pytest.mark.parametrize(
    ("revision", "says", "hint"), [("9999", "newer than this program", "newer program"), (None, "empty", "migrate")]
)
async def test_the_schema_of_another_version_is_refused(url, revision, says, hint):
    await migrated(url)
    look(url, lambda connection: connection.execute(text("DELETE FROM alembic_version")))
    if revision:
        look(url, lambda connection: connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')")))
    with pytest.raises(Misconfigured, match=says) as caught:
        await SqlStore(StoreSettings(url=url)).open()
    assert hint in caught.value.hint


async def test_an_older_schema_asks_for_migrate(url, monkeypatch):
    await migrated(url)
    monkeypatch.setattr(migrate, "SCHEMA", "9998")
    with pytest.raises(Misconfigured, match=f"is {SCHEMA}, this program needs 9998") as caught:
        await SqlStore(StoreSettings(url=url)).open()
    assert "inboxd migrate" in caught.value.hint


async def test_a_newer_schema_is_not_touched_by_migrate(url):
    await migrated(url)
    look(url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(Misconfigured, match="newer"):
        await migrated(url)
    assert look(url, current_schema) == "9999"


async def test_a_migration_that_breaks_in_the_middle_leaves_nothing(url, monkeypatch):
    true, made = op.create_index, []

    def break_late(name, *args, **kwargs):
        made.append(name)
        if name.startswith("ix_answers"):
            raise KeyError(name)
        return true(name, *args, **kwargs)

    monkeypatch.setattr(op, "create_index", break_late)
    with pytest.raises(KeyError):
        await migrated(url)
    assert len(made) > 10
    assert look(url, lambda connection: inspect(connection).get_table_names()) == []
    monkeypatch.undo()
    assert await migrated(url) == known_schemas()


async def test_the_schema_is_not_changed_under_a_running_daemon(tmp_path):
    url = f"sqlite:///{tmp_path / 'inboxd.db'}"
    await migrated(url)
    daemon = SqlStore(StoreSettings(url=url))
    await daemon.open(exclusive=True)
    look(url, lambda connection: connection.execute(text("DELETE FROM alembic_version")))
    with pytest.raises(Misconfigured, match="in use by another inboxd"):
        await migrated(url)
    await daemon.close()


async def test_migrating_beside_a_running_daemon_is_harmless_when_nothing_is_to_be_done(tmp_path):
    url = f"sqlite:///{tmp_path / 'inboxd.db'}"
    await migrated(url)
    daemon = SqlStore(StoreSettings(url=url))
    await daemon.open(exclusive=True)
    assert await migrated(url) == ()
    await daemon.close()


def test_the_command_says_what_it_did(tmp_path):
    config = tmp_path / "inboxd.toml"
    account = '{host = "mail.ourshop.example"}'
    config.write_text(
        '[[mailbox]]\nname = "support"\naddress = "support@ourshop.example"\n'
        f"imap = {account}\nsmtp = {account}\n[store]\nurl = 'sqlite:///inboxd.db'\n"
    )
    app = typer.Typer()
    app.command()(command)
    first, second = (CliRunner().invoke(app, ["--config", str(config)]) for _ in range(2))
    assert (first.exit_code, first.output) == (0, "".join(f"Applied {name}.\n" for name in known_schemas()))
    assert (second.exit_code, second.output) == (0, "The schema is up to date.\n")
    with sqlite3.connect(tmp_path / "inboxd.db") as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    connection.close()


async def test_a_new_database_is_warned_of_because_an_emptied_one_looks_the_same(url):
    store = SqlStore(StoreSettings(url=url))
    with capture_logs() as log:
        log_migrations(await store.migrate())
        log_migrations(await store.migrate())
        log_migrations(known_schemas()[-1:])
    await store.close()
    assert [(line["event"], line["log_level"]) for line in log] == [
        ("store.made", "warning"),
        ("store.migrated", "info"),
    ]
    assert "restore the last backup" in log[0]["hint"]
