"""Duties that come back each day: they begin at once, survive a failure and end when told to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from inboxd.errors import Transient
from inboxd.run.housekeep import every


async def test_a_daily_duty_is_done_at_once_and_again_after_a_failure():
    stop, done = asyncio.Event(), []

    async def duty():
        done.append(len(done))
        if len(done) == 1:
            raise Transient("the database is busy")
        if len(done) == 3:
            stop.set()

    with capture_logs() as logs:
        async with asyncio.timeout(5):
            await every(timedelta(milliseconds=1), duty, stop)
    assert done == [0, 1, 2]
    assert [each["event"] for each in logs] == ["duty.failed"]


async def test_a_daily_duty_ends_at_once_when_it_is_told_to_stop():
    stop, began = asyncio.Event(), asyncio.Event()

    async def duty():
        began.set()

    task = asyncio.create_task(every(timedelta(days=1), duty, stop))
    async with asyncio.timeout(5):
        await began.wait()
        stop.set()
        await task
