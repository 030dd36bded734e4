"""A database that says nothing any more although the line is up does not hang inboxd for ever."""

import asyncio
from datetime import timedelta

import pytest

from inboxd.config.store import StoreSettings
from inboxd.edge.store.engine import Database
from inboxd.edge.store.lines import Lines
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Transient
from tests.servers.proxy import FaultProxy

pytestmark = pytest.mark.real


@pytest.fixture
def proxy(postgres):
    with FaultProxy(postgres.port) as proxy:
        yield proxy


async def test_a_silent_database_is_hung_up_on_and_asked_anew(postgres, postgres_url, proxy):
    settings = StoreSettings(url=postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/"))
    store = SqlStore(settings)
    database = Database(settings, Lines(timedelta(seconds=1), timedelta(milliseconds=100)))
    store._database = store.leases._database = database
    await store.migrate()
    await store.open()
    await store.ping()
    proxy.blackhole()
    with pytest.raises(Transient):
        await asyncio.wait_for(store.ping(), 20)
    proxy.pass_through()
    await store.ping()
    await store.close()


async def test_a_change_of_the_schema_may_take_as_long_as_it_takes(postgres_url):
    database = Database(StoreSettings(url=postgres_url), Lines(timedelta(milliseconds=100), timedelta(milliseconds=20)))
    database.connect()

    def sleep(connection):
        return connection.exec_driver_sql("SELECT 7 FROM pg_sleep(0.6)").scalar_one()

    with pytest.raises(Transient):
        await database.write(sleep)
    assert await database.write(sleep, patiently=True) == 7
    await database.close()


async def test_a_line_that_is_closed_already_keeps_no_other_from_being_hung_up(postgres_url):
    lines = Lines()
    database = Database(StoreSettings(url=postgres_url), lines)
    database.connect()
    closed, living = (database._engine.raw_connection() for _ in range(2))
    closed.driver_connection.close()
    for _ in range(2):
        lines._hang_up()
    with pytest.raises(lines._closed):
        living.driver_connection.execute("SELECT 1")
    for connection in (closed, living):
        connection.invalidate()
    await database.close()
