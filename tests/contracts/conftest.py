"""Every suite about the store runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from inboxd.config.store import StoreSettings
from inboxd.edge.store.store import SqlStore


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
async def store_settings(request, tmp_path) -> StoreSettings:
    """An empty database with the schema in it."""
    postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path / 'inboxd.db'}"
    settings = StoreSettings(url=url)
    store = SqlStore(settings)
    await store.migrate()
    await store.close()
    return settings


@pytest.fixture
async def store(store_settings) -> AsyncIterator[SqlStore]:
    """An open store."""
    store = SqlStore(store_settings)
    await store.open()
    yield store
    await store.close()
