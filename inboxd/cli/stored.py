"""What the commands that look into the store share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from inboxd.cli.options import settings_from

if TYPE_CHECKING:
    from inboxd.edge.store.store import SqlStore

T = TypeVar("T")


async def ask_store(config: Path, ask: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Open the configured store beside a running daemon, ask, and close it."""
    from inboxd.edge.store.store import SqlStore

    store = SqlStore(settings_from(config).store)
    await store.open()
    try:
        return await ask(store)
    finally:
        await store.close()
