"""Looks beside the watched folder: which errors stay with them, and when they count as over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.errors import (
    Conflict,
    ConnectionLost,
    LeaseLost,
    Misconfigured,
    Permanent,
    StoreUnavailable,
    StoreUnusable,
    Transient,
)
from inboxd.run.looks import Blind, SideLooks
from tests.builders import NOW, SetClock

BUSY = Transient("could not ask about the folder Sent: the server says: [SERVERBUG] internal error")
NO_RIGHT = Misconfigured("could not ask about the folder Sent: the server says: [NOPERM] permission denied")
CUT = ConnectionLost("could not search the folder INBOX: no answer in time")


class Round:
    """Looks with a clock; each look fails as it is told."""

    def __init__(self):
        self.clock = SetClock()
        self.looks = SideLooks("support", self.clock)
        self.done = []

    async def look(self, name="Sent", error=None):
        async def try_it():
            if error is not None:
                raise error
            self.done.append(name)

        async def go_without():
            self.done.append(f"without {name}")

        await self.looks.at(name, try_it, without=go_without)

    async def cut(self):
        with pytest.raises(ConnectionLost):
            await self.look(error=CUT)


@pytest.fixture
def looking():
    return Round()


async def test_a_look_that_a_person_must_mend_is_told_once_and_over_at_once(looking):
    with capture_logs() as logs:
        for _ in range(3):
            await looking.look(error=NO_RIGHT)
            assert looking.looks.end_round()
            looking.clock.moment += timedelta(minutes=1)
    assert [line["event"] for line in logs] == ["look.failed"]
    assert looking.looks.blind == Blind(str(NO_RIGHT), NOW)
    await looking.look()
    assert looking.looks.end_round()
    assert looking.looks.blind == Blind()


async def test_what_is_refused_for_the_moment_is_tried_three_times_before_it_counts_as_over(looking):
    over = []
    for _ in range(3):
        await looking.look(error=BUSY)
        over.append(looking.looks.end_round())
    assert over == [False, False, True]


async def test_a_look_that_is_not_wanted_any_more_keeps_nobody_waiting(looking):
    await looking.look("marks in Priority", BUSY)
    assert not looking.looks.end_round()
    await looking.look("Sent")
    assert looking.looks.end_round()


@pytest.mark.parametrize(
    "error",
    [LeaseLost("it is another's"), StoreUnavailable("locked"), StoreUnusable("the disk is full"), Conflict("read")],
)
async def test_what_is_no_fault_of_the_folder_ends_more_than_the_look(looking, error):
    with pytest.raises(type(error)):
        await looking.look(error=error)
    assert looking.looks.blind == Blind()


async def test_a_look_that_costs_the_connection_again_and_again_rests_and_is_then_tried_anew(looking):
    for _ in range(4):
        await looking.cut()
    for _ in range(20):
        await looking.look(error=CUT)
        assert looking.looks.end_round()
    assert looking.done == ["without Sent"] * 20
    assert looking.looks.blind.what == str(CUT)
    await looking.cut()
    for _ in range(20):
        await looking.look(error=CUT)
    await looking.look()
    assert looking.done[-1] == "Sent"
    assert looking.looks.blind == Blind()


async def test_a_cut_connection_now_and_then_is_no_fault_of_a_look(looking):
    for _ in range(10):
        for _ in range(3):
            await looking.cut()
        await looking.look()
    assert set(looking.done) == {"Sent"}


async def test_a_refusal_for_good_is_over_at_once(looking):
    await looking.look(error=Permanent("the server says: no"))
    assert looking.looks.end_round()
