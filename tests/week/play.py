"""Plays the scripted week and tells what became of every case."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inboxd.core.values.record import CaseRecord
from tests.week.script import MONDAY, Story, Turn
from tests.week.world import Thread, World

LONGEST = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a story."""

    story: Story
    record: CaseRecord | None
    letters: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The history's words in order."""
        return tuple(str(event.kind) for event in self.record.events) if self.record else ()

    @property
    def state(self) -> str:
        return str(self.record.case.state) if self.record else ""

    def is_as_told(self) -> bool:
        """Whether it ended as the script says, on the way that the script says."""
        left = iter(self.kinds)
        return self.state == self.story.ends and all(kind in left for kind in self.story.happens)


@dataclass
class _Cast:
    """Who still has something to do, and when."""

    due: list[tuple[datetime, int, Story, int]] = field(default_factory=list)
    waiting: dict[str, tuple[Turn, int]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def schedule(self, at: datetime, story: Story, number: int) -> None:
        heapq.heappush(self.due, (at, next(self.numbers), story, number))


async def play(world: World, stories: Sequence[Story]) -> tuple[Told, ...]:
    """From Monday morning until nothing is due any more: the clock jumps from one event to the next."""
    cast = _Cast()
    for story in stories:
        cast.schedule(MONDAY + story.starts, story, -1)
    async with world.running():
        while True:
            moment = await _next_moment(world, cast)
            if moment is None:
                break
            world.clock.moment = max(moment, world.clock.moment)
            await _act(world, cast)
            for thread, kind in await world.work():
                _react(world, cast, thread, kind)
        threads = [world.threads[story.customer] for story in stories]
        return tuple([Told(each.story, await world.case_of(each), tuple(each.letters)) for each in threads])


async def _next_moment(world: World, cast: _Cast) -> datetime | None:
    scripted = cast.due[0][0] if cast.due else None
    due = await world.next_due()
    moments = [each for each in (scripted, due) if each is not None and each <= MONDAY + LONGEST]
    return min(moments, default=None)


async def _act(world: World, cast: _Cast) -> None:
    while cast.due and cast.due[0][0] <= world.clock.now():
        _, _, story, number = heapq.heappop(cast.due)
        if number < 0:
            thread = world.begin(story)
        else:
            thread = world.threads[story.customer]
            await world.take(story.turns[number], thread)
        _follow(world, cast, thread, number + 1)


def _follow(world: World, cast: _Cast, thread: Thread, number: int) -> None:
    story = thread.story
    if number >= len(story.turns):
        return
    turn = story.turns[number]
    if turn.after:
        cast.waiting[story.customer] = (turn, number)
    else:
        cast.schedule(world.clock.now() + turn.later, story, number)


def _react(world: World, cast: _Cast, thread: Thread, kind: str) -> None:
    turn, number = cast.waiting.get(thread.story.customer, (None, 0))
    if turn is not None and turn.after == kind:
        del cast.waiting[thread.story.customer]
        cast.schedule(world.clock.now() + turn.later, thread.story, number)
