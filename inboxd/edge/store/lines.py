"""Notices a database that says nothing any more although the line to it is up, and hangs up.

A proxy that hangs, or a server that is suspended, acknowledges every packet and answers none: neither TCP nor the
statement timeout, which the server would have to keep, ends that. Only a clock of our own does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, event

from inboxd.edge.clock import monotonic

_log = structlog.get_logger()
LONGEST = timedelta(seconds=90)
"""Longer than any transaction of ours: the server ends each statement after 30 s."""
_LOOK_EVERY = timedelta(seconds=5)


class Lines:
    """The connections of one engine, and since when each thread waits on one of them.

    Args:
        longest: after which a wait is over.
    """

    def __init__(self, longest: timedelta = LONGEST, look_every: timedelta = _LOOK_EVERY) -> None:
        self._longest, self._look_every = longest, look_every
        self._open: set[Any] = set()
        self._since: dict[int, float] = {}
        self._look: asyncio.TimerHandle | None = None
        self._closed: tuple[type[Exception], ...] = (OSError, ValueError)

    def follow(self, engine: Engine) -> None:
        """Note what is opened and closed from now on."""
        self._closed = (*self._closed, engine.dialect.loaded_dbapi.Error)
        event.listen(engine, "connect", lambda raw, _: self._open.add(raw))
        event.listen(engine, "close", lambda raw, _: self._open.discard(raw))

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """This thread waits for the database."""
        thread = threading.get_ident()
        self._since[thread] = monotonic()
        try:
            yield
        finally:
            del self._since[thread]

    def watch(self) -> None:
        """Look now and then, for as long as anybody waits. Called in the event loop."""
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(self._look_every.total_seconds(), self._check)

    def _check(self) -> None:
        self._look = None
        oldest = min(self._since.copy().values(), default=None)
        if oldest is None:
            return
        if monotonic() - oldest > self._longest.total_seconds():
            self._hang_up()
        self.watch()

    def _hang_up(self) -> None:
        """Whoever waits gets an error at once; new connections are opened for what comes."""
        _log.warning("store.silent", connections=len(self._open), seconds=self._longest.total_seconds())
        for raw in self._open.copy():
            # One that is closing already has no file any more.
            with contextlib.suppress(*self._closed), socket.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
