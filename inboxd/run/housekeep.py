"""Small duties beside the work: the service manager's watchdog, keeping the last good rules, what is done each day."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from inboxd.edge.systemd import Notifier
from inboxd.errors import InboxdError

_log = structlog.get_logger()
_BEAT = timedelta(seconds=5)


async def beat(notifier: Notifier, is_well: Callable[[], bool], stop: asyncio.Event) -> None:
    """Tell the service manager that the loop turns and all tasks live, until `stop`."""
    while not stop.is_set():
        if is_well():
            notifier.alive()
        try:
            async with asyncio.timeout(_BEAT.total_seconds()):
                await stop.wait()
        except TimeoutError:
            continue


async def every(span: timedelta, do: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Do something now and once in each span, until `stop`. What fails is told and tried again after the next span."""
    while not stop.is_set():
        try:
            await do()
        except InboxdError as error:
            _log.error("duty.failed", duty=getattr(do, "__name__", str(do)), error=error)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(span.total_seconds()):
                await stop.wait()


async def whenever(bell: asyncio.Event, do: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do something each time the bell was rung, until `stop`. What fails is told and tried at the next ring."""
    stopping = asyncio.ensure_future(stop.wait())
    while not stop.is_set():
        ringing = asyncio.ensure_future(bell.wait())
        await asyncio.wait({ringing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        ringing.cancel()
        if bell.is_set():
            bell.clear()
            try:
                await do()
            except InboxdError as error:
                _log.error("duty.failed", duty=do.__name__, error=error)
