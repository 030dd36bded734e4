"""Notices that SQLite's file is gone from its place: what a file without a name takes in is lost when it is closed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from inboxd.errors import StoreUnusable

_HINT = "Stop inboxd, put the file back or restore the last backup, and start it again."


def same_file(path: Path) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """What goes around each transaction: `StoreUnusable` once the path names another file than now, or none."""
    now = _identity(path)

    @contextlib.contextmanager
    def demand() -> Iterator[None]:
        if _identity(path) != now:
            raise StoreUnusable("the database cannot be used: its file was moved or deleted", hint=_HINT)
        yield

    return demand


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
