"""The daemon's long-lived tasks: one that dies ends all, and an ordered end has a limit."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.run.supervise import Crew

SOON = timedelta(seconds=5)


class Worker:
    """A task that works until it is told to stop, then finishes what it has in hand."""

    def __init__(self, stop: asyncio.Event, *, last: asyncio.Event | None = None) -> None:
        self.stop, self.last = stop, last
        self.began, self.ended = asyncio.Event(), asyncio.Event()
        self.finished = self.was_cut = False

    async def run(self) -> None:
        self.began.set()
        try:
            await self.stop.wait()
            if self.last is not None:
                await self.last.wait()
            self.finished = True
            self.ended.set()
        except asyncio.CancelledError:
            self.was_cut = True
            raise


async def fail(error: Exception, when: asyncio.Event | None = None) -> None:
    if when is not None:
        await when.wait()
    raise error


async def end_at_once() -> None:
    return


async def test_a_task_that_dies_stops_all_others_and_its_error_is_raised():
    stop = asyncio.Event()
    crew, worker = Crew(stop, SOON), Worker(stop)
    with capture_logs() as logs, pytest.raises(OSError, match="the socket is gone"):
        await crew.run({"watch": worker.run(), "web": fail(OSError(5, "the socket is gone"), worker.began)})
    assert stop.is_set()
    assert worker.finished
    (line,) = logs
    assert (line["event"], line["log_level"], line["task"]) == ("task.ended", "error", "web")
    assert line["why"] == "OSError: the socket is gone"
    assert crew.state() == {"watch": "it came to an end", "web": "OSError: the socket is gone"}


async def test_the_error_that_came_first_is_the_one_that_is_raised():
    stop = asyncio.Event()
    crew = Crew(stop, SOON)
    work = {"watch": fail(OSError("a consequence"), stop), "web": fail(OSError("the cause"))}
    with pytest.raises(OSError, match="the cause"):
        await crew.run(work)


async def test_a_task_that_just_ends_stops_all_too():
    stop = asyncio.Event()
    crew, worker = Crew(stop, SOON), Worker(stop)
    with capture_logs() as logs:
        await crew.run({"watch": worker.run(), "heartbeat": end_at_once()})
    assert worker.finished
    assert [(line["task"], line["why"]) for line in logs] == [("heartbeat", "it came to an end")]


async def test_an_ordered_stop_lets_everybody_finish_what_is_in_hand():
    stop, last = asyncio.Event(), asyncio.Event()
    crew, quick, slow = Crew(stop, SOON), Worker(stop), Worker(stop, last=last)
    with capture_logs() as logs:
        running = asyncio.create_task(crew.run({"quick": quick.run(), "slow": slow.run()}))
        await slow.began.wait()
        assert crew.state() == {"quick": "", "slow": ""}
        stop.set()
        await quick.ended.wait()
        assert not running.done()
        last.set()
        await running
    assert slow.finished
    assert logs == []


async def test_who_is_late_is_cut_off_and_named():
    stop, never = asyncio.Event(), asyncio.Event()
    crew, quick, late = Crew(stop, timedelta(milliseconds=50)), Worker(stop), Worker(stop, last=never)
    stop.set()
    with capture_logs() as logs:
        await crew.run({"quick": quick.run(), "late": late.run()})
    assert quick.finished
    assert late.was_cut
    assert [(line["event"], line["task"], line["after_seconds"]) for line in logs] == [("task.cut_off", "late", 0.05)]
    assert crew.state()["late"] == "it was cancelled"


async def test_who_fails_while_stopping_is_not_forgotten():
    stop = asyncio.Event()
    crew, worker = Crew(stop, SOON), Worker(stop)
    running = asyncio.create_task(crew.run({"watch": worker.run(), "web": fail(OSError("could not close"), stop)}))
    await worker.began.wait()
    stop.set()
    with pytest.raises(OSError, match="could not close"):
        await running
    assert worker.finished


async def test_being_cancelled_from_outside_stops_everybody_in_order():
    stop = asyncio.Event()
    crew, worker = Crew(stop, SOON), Worker(stop)
    running = asyncio.create_task(crew.run({"watch": worker.run()}))
    await worker.began.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert worker.finished
    assert stop.is_set()
