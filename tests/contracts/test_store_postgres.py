"""What a store on PostgreSQL says when the server is not as it should be."""

import traceback

import psycopg
import psycopg.errors
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inboxd.config.store import StoreSettings
from inboxd.edge.store.failures import translate_failure
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Bug, Misconfigured, StoreUnavailable, StoreUnusable, Transient
from tests.contracts.storing import identity, make_plan, opened, record
from tests.servers.ports import HOST, reserve_port
from tests.servers.postgres import Postgres

PASSWORD = "correct-horse-battery"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.DiskFull("could not extend file"), StoreUnusable),
        (psycopg.errors.InsufficientPrivilege("permission denied for table messages"), StoreUnusable),
        (psycopg.errors.UndefinedTable("relation does not exist"), StoreUnusable),
        (psycopg.errors.InvalidPassword("no"), StoreUnusable),
        (psycopg.errors.InvalidCatalogName("no"), StoreUnusable),
        (psycopg.errors.DataCorrupted("invalid page"), StoreUnusable),
        (psycopg.errors.SerializationFailure("could not serialize"), StoreUnavailable),
        (psycopg.errors.DeadlockDetected("deadlock"), StoreUnavailable),
        (psycopg.errors.LockNotAvailable("lock timeout"), StoreUnavailable),
        (psycopg.errors.QueryCanceled("statement timeout"), StoreUnavailable),
        (psycopg.errors.AdminShutdown("terminating"), StoreUnavailable),
        (psycopg.errors.CannotConnectNow("starting up"), StoreUnavailable),
        (psycopg.errors.TooManyConnections("too many clients"), StoreUnavailable),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), StoreUnavailable),
        (psycopg.OperationalError("server closed the connection unexpectedly"), StoreUnavailable),
        (psycopg.errors.SyntaxError("near FROM"), Bug),
        (psycopg.errors.UniqueViolation("duplicate key"), Bug),
    ],
)
def test_what_postgresql_complains_about_becomes_what_to_do(error, expected):
    wrapped = DBAPIError.instance("SELECT 1", {}, error, psycopg.Error)
    translated = translate_failure(wrapped)
    assert type(translated) is expected
    assert bool(getattr(translated, "hint", "")) is (expected is StoreUnusable)


@pytest.mark.real
async def test_a_lost_connection_is_worth_another_try_and_the_next_one_works(postgres, postgres_url):
    async with opened(StoreSettings(url=postgres_url)) as store:
        await record(store, make_plan(1))
        postgres.disconnect_all()
        await record(store, make_plan(2))

        def cut(connection):
            connection.execute(text("SELECT 1"))
            postgres.disconnect_all()
            connection.execute(text("SELECT 1"))

        with pytest.raises(Transient):
            await store._database.write(cut)
        assert (await store.counts()).messages == {"routed": 2}


@pytest.mark.real
async def test_a_server_that_was_killed_is_worth_another_try_until_it_is_back(postgres, postgres_url):
    async with opened(StoreSettings(url=postgres_url)) as store:
        await record(store, make_plan(1))
        postgres.kill()
        with pytest.raises(Transient, match="cannot be reached"):
            await record(store, make_plan(2))
        postgres.start()
        await record(store, make_plan(2))
        assert (await store.counts()).messages == {"routed": 2}


@pytest.mark.real
async def test_unknown_databases_and_users_are_told(postgres):
    for url in (postgres.url("nowhere"), postgres.url("postgres").replace("postgres@", "nobody_here@")):
        with pytest.raises(Misconfigured, match="does not exist"):
            await SqlStore(StoreSettings(url=url)).open()


async def test_a_server_that_is_not_there_is_worth_another_try():
    settings = StoreSettings(url=f"postgresql://inboxd@{HOST}:{reserve_port()}/inboxd", password=PASSWORD)
    with pytest.raises(Transient, match="cannot be reached") as caught:
        await SqlStore(settings).open()
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


@pytest.fixture(scope="module")
def guarded_postgres(tmp_path_factory):
    """A PostgreSQL that asks the user `inboxd` for a password."""
    rules = tmp_path_factory.mktemp("postgres") / "pg_hba.conf"
    rules.write_text(f"host all postgres {HOST}/32 trust\nhost all inboxd {HOST}/32 scram-sha-256\n")
    for folder in (rules, *rules.parents[:3]):
        folder.chmod(0o755)
    with Postgres(settings={"hba_file": str(rules)}) as server:
        with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE inboxd LOGIN PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE inboxd OWNER inboxd")
        yield server


def login(server, **password):
    return StoreSettings(url=f"postgresql://inboxd@{HOST}:{server.port}/inboxd", **password)


@pytest.mark.real
async def test_the_password_comes_from_the_setting_or_its_file(guarded_postgres, tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    file.chmod(0o600)
    for settings in (login(guarded_postgres, password=PASSWORD), login(guarded_postgres, password_file=file)):
        async with opened(settings) as store:
            await store.ping()


@pytest.mark.real
async def test_a_refused_login_says_so_without_the_password(guarded_postgres, caplog, capfd):
    wrong = "wrong-horse-battery"
    for settings in (login(guarded_postgres, password=wrong), login(guarded_postgres)):
        with pytest.raises(Misconfigured, match="login was refused") as caught:
            await SqlStore(settings).open()
        assert wrong not in "".join(traceback.format_exception(caught.value))
    assert wrong not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.real
async def test_missing_rights_are_told(guarded_postgres):
    async with opened(login(guarded_postgres, password=PASSWORD)):
        pass
    admin = guarded_postgres.url("inboxd").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE messages OWNER TO postgres")
        try:
            async with opened(login(guarded_postgres, password=PASSWORD)) as store:
                with pytest.raises(Misconfigured, match="right is missing"):
                    await store.entry(identity(), "support")
        finally:
            connection.execute("ALTER TABLE messages OWNER TO inboxd")
