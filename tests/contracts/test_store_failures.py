"""What a store says when the world is not as it should be: the class tells what to do, and no secret is told."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
import traceback

import pytest
from psycopg import OperationalError as LibpqError
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from inboxd.config.store import StoreSettings
from inboxd.edge.store.failures import translate_failure
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Bug, Misconfigured, StoreUnavailable, StoreUnusable, Transient
from tests.contracts.storing import identity, make_plan, opened, position, record

PASSWORD = "correct-horse-battery"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "inboxd.db"


@pytest.fixture
def settings(path):
    return StoreSettings(url=f"sqlite:///{path}")


async def test_a_full_disk_is_told_with_a_hint_and_once_there_is_room_all_goes_on(settings):
    async with opened(settings) as store:
        await record(store, make_plan(1))

        @event.listens_for(store._database._engine, "begin")
        def _limit(connection):
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        pages = 1
        with pytest.raises(Misconfigured, match="disk is full") as caught:
            await record(store, *(make_plan(number) for number in range(2, 300)), at=position(300))
        assert "space" in caught.value.hint
        assert (await store.counts()).messages == {"routed": 1}
        assert await store.position("support", "INBOX") is None
        pages = 1_000_000
        await record(store, make_plan(2))
        assert (await store.counts()).messages == {"routed": 2}


@pytest.mark.process
async def test_a_quota_that_the_file_runs_into_is_told_and_nothing_is_half_there(settings):
    async with opened(settings):
        pass
    script = """
import asyncio, sys
from inboxd.config.store import StoreSettings
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Misconfigured
from tests.contracts.storing import make_plan, position, record

async def main():
    store = SqlStore(StoreSettings(url=sys.argv[1]))
    await store.open()
    number = 0
    try:
        while True:
            await record(store, make_plan(number), at=position(number))
            number += 1
    except Misconfigured as error:
        print(number, error, error.hint)

asyncio.run(main())
"""
    limit = 1_500_000
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, settings.url],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert "disk" in process.stdout, process.stderr
    stored = int(process.stdout.split()[0])
    async with opened(settings) as store:
        assert (await store.position("support", "INBOX")).uid == stored - 1
        assert (await store.counts()).messages == {"routed": stored}
        await record(store, make_plan(stored))


async def test_a_database_that_others_keep_busy_is_worth_another_try(settings, path):
    async with opened(settings) as store:

        @event.listens_for(store._database._engine, "engine_connect")
        def _impatient(connection):
            connection.connection.dbapi_connection.execute("PRAGMA busy_timeout = 1")

        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Transient, match="busy"):
            await record(store, make_plan(1))
        assert (await store.counts()).messages == {}
        other.close()
        await record(store, make_plan(1))


async def test_a_file_that_is_no_database_is_told(settings, path):
    path.write_text("This is a letter, not a database. " * 100)
    with pytest.raises(Misconfigured, match="no SQLite database"):
        await SqlStore(settings).open()


async def use(store):
    """Open, write, read everything."""
    try:
        await store.open()
        await record(store, make_plan(999))
        return [entry async for entry in store.entries()]
    finally:
        await store.close()


async def test_a_damaged_file_is_told_and_not_thrown_away(settings, path):
    async with opened(settings) as store:
        await record(store, *(make_plan(number) for number in range(200)))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x5a" * (len(whole) - 8192))
    with pytest.raises(Misconfigured, match="damaged") as caught:
        await use(SqlStore(settings))
    assert "backup" in caught.value.hint
    assert path.stat().st_size == len(whole)


async def test_an_empty_place_asks_for_migrate_and_makes_no_file(settings, path):
    with pytest.raises(Misconfigured, match="no database yet") as caught:
        await SqlStore(settings).open()
    assert "inboxd migrate" in caught.value.hint
    assert not path.exists()


async def test_an_empty_file_asks_for_migrate(settings, path):
    path.touch()
    with pytest.raises(Misconfigured, match="empty") as caught:
        await SqlStore(settings).open()
    assert "inboxd migrate" in caught.value.hint


async def test_a_folder_that_does_not_exist_is_told(tmp_path):
    store = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'nowhere' / 'inboxd.db'}"))
    with pytest.raises(Misconfigured, match="cannot be opened"):
        await store.migrate()


async def test_only_the_services_user_may_read_the_database(settings, path):
    async with opened(settings) as store:
        await record(store, make_plan(1))
        for suffix in ("", "-wal", "-shm"):
            assert path.with_name(f"{path.name}{suffix}").stat().st_mode & 0o077 == 0


async def test_every_commit_is_on_the_disk_and_foreign_keys_are_watched(settings):
    async with opened(settings) as store:
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        found = await store._database.write(
            lambda connection: [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]
        )
    assert found == ["wal", 2, 1]


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://a@b/c", "postgresql://h:x/"]
)
async def test_a_url_that_cannot_be_used_is_told_before_anything_is_tried(url):
    with pytest.raises(Misconfigured) as caught:
        SqlStore(StoreSettings(url=url))
    assert "sqlite:///" in caught.value.hint


async def test_a_missing_driver_names_the_line_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    store = SqlStore(StoreSettings(url="postgresql://inboxd@db.ourshop.example/inboxd"))
    with pytest.raises(Misconfigured, match="postgres") as caught:
        await store.open()
    assert "pip install 'inboxd[postgres]'" in caught.value.hint


async def test_a_closed_store_is_our_own_mistake(store):
    await store.close()
    with pytest.raises(Bug):
        await store.counts()


async def test_a_mistake_in_the_middle_leaves_nothing_behind(store):
    def work(connection):
        connection.execute(text("DELETE FROM messages"))
        raise KeyError("our own mistake")

    await record(store, make_plan(1))
    with pytest.raises(KeyError):
        await store._database.write(work)
    assert await store.entry(identity(), "support")


async def test_a_wrong_statement_is_a_bug_that_quotes_no_customer(store):
    with pytest.raises(Bug) as caught:
        await store._database.write(
            lambda connection: connection.execute(text("INSERT INTO facts VALUES (:name, :value, 3)"), SECRET_ROW)
        )
    assert "mira" not in "".join(traceback.format_exception(caught.value))


SECRET_ROW = {"name": "mira@bluehill.example", "value": "mira writes"}


@pytest.mark.parametrize("column", ["name", "value"])
async def test_a_row_that_the_database_refuses_is_not_quoted(store, column):
    with pytest.raises(Bug) as caught:
        await store._database.write(
            lambda connection: connection.execute(
                text("INSERT INTO facts (name, value) VALUES (:name, :value)"), SECRET_ROW | {column: None}
            )
        )
    assert "mira" not in "".join(traceback.format_exception(caught.value))


SERVER = 'connection failed: connection to server at "10.4.0.9", port 5432 failed: '


def of_libpq(words, **more):
    """What comes of an error for which libpq has words and no SQLSTATE."""
    return translate_failure(OperationalError("SELECT 1", {}, LibpqError(words), **more))


@pytest.mark.parametrize(
    "words",
    [
        "consuming input failed: SSL connection has been closed unexpectedly",
        "consuming input failed: SSL SYSCALL error: EOF detected",
        "sending query failed: SSL SYSCALL error: Connection reset by peer",
        "consuming input failed: SSL error: unexpected eof while reading",
        f"{SERVER}SSL SYSCALL error: Connection timed out",
    ],
)
async def test_an_encrypted_line_that_broke_is_worth_another_try(words):
    error = of_libpq(f"{words}\n")
    assert type(error) is StoreUnavailable
    assert str(error) == f"the database cannot be reached: {words}"


async def test_tls_that_was_good_enough_to_connect_is_not_to_be_mended_when_the_line_breaks():
    words = "consuming input failed: SSL error: decryption failed or bad record mac"
    assert type(of_libpq(words, connection_invalidated=True)) is StoreUnavailable


@pytest.mark.parametrize(
    "words",
    [
        f"{SERVER}SSL error: certificate verify failed",
        f"{SERVER}server does not support SSL, but SSL was required",
        f"{SERVER}SSL error: tlsv1 alert unknown ca",
        'server certificate for "db.ourshop.example" does not match host name "10.4.0.9"',
    ],
)
async def test_tls_that_cannot_be_had_is_for_a_person_to_mend(words):
    error = of_libpq(words)
    assert type(error) is StoreUnusable
    assert str(error) == f"the database's TLS cannot be used: {words}"


async def test_a_file_that_is_gone_takes_nothing_in_and_another_one_in_its_place_neither(settings, path):
    async with opened(settings) as store:
        await record(store, make_plan(1))
        away = path.rename(path.with_name("away.db"))
        for is_another_there in (False, True):
            if is_another_there:
                path.touch()
            for use_it in (store.ping(), record(store, make_plan(2)), store.counts()):
                with pytest.raises(Misconfigured, match="its file was moved or deleted") as caught:
                    await use_it
                assert "last backup" in caught.value.hint
            assert path.exists() is is_another_there
        away.rename(path)
        await record(store, make_plan(2))
        assert (await store.counts()).messages == {"routed": 2}


async def test_beside_a_daemon_whose_file_is_gone_none_is_made(settings, path):
    async with opened(settings) as store:
        await store.close()
        await store.open(exclusive=True)
        path.unlink()
        with pytest.raises(Misconfigured, match="in use by another inboxd"):
            await SqlStore(settings).migrate()
        assert not path.exists()
