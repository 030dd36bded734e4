"""Letting go is a daily duty, however often processes come and go."""

import asyncio
from datetime import UTC, datetime, timedelta

from inboxd.run.retention import let_go_daily
from tests.builders import SetClock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Memory:
    """Counts how often it was asked to let go, and keeps a note."""

    def __init__(self):
        self.asked = 0
        self.notes = {}

    def rules(self):
        return {"answers": ""}

    async def expire(self, rule, before, after=None):
        self.asked += 1
        return 0, None

    async def overwrite_log(self):
        return True

    async def note(self, name, value):
        self.notes[name] = value

    async def noted(self, name):
        return self.notes.get(name, "")


async def test_it_is_done_once_a_day():
    memory, clock, stop = Memory(), SetClock(NOON), asyncio.Event()
    for hours in range(49):
        clock.moment = NOON + timedelta(hours=hours)
        await let_go_daily(memory, memory, {}, clock, stop)
    assert memory.asked == 3


async def test_a_clock_that_is_set_back_by_weeks_does_not_stop_it_until_then():
    memory, clock, stop = Memory(), SetClock(NOON + timedelta(weeks=6)), asyncio.Event()
    await let_go_daily(memory, memory, {}, clock, stop)
    for hours in range(25):
        clock.moment = NOON + timedelta(hours=hours)
        await let_go_daily(memory, memory, {}, clock, stop)
    assert memory.asked == 3


async def test_what_was_cut_off_by_a_stop_is_done_again():
    memory, clock, stop = Memory(), SetClock(NOON), asyncio.Event()
    stop.set()
    await let_go_daily(memory, memory, {}, clock, stop)
    await let_go_daily(memory, memory, {}, clock, asyncio.Event())
    assert memory.asked == 2
