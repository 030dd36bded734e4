"""What most of these tests stand on: a store of their own, as the service opens it."""

import pytest

from inboxd.config.store import StoreSettings
from inboxd.edge.store.store import SqlStore


@pytest.fixture
async def store(tmp_path):
    opened = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
    await opened.migrate()
    await opened.open(exclusive=True)
    yield opened
    await opened.close()
