"""Pauses before connecting again."""

import pytest

from inboxd.edge.retrying import reconnect_pause, recording, tried_soon
from inboxd.errors import Bug, ConnectionLost, InboxdError, Misconfigured, Permanent, Transient


@pytest.mark.parametrize(
    ("failures", "longest"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (50, 60), (10_000, 60), (0, 1)]
)
def test_pauses_double_up_to_a_minute_and_are_never_short(failures, longest):
    pauses = [reconnect_pause(failures) for _ in range(50)]
    assert longest / 2 <= min(pauses)
    assert max(pauses) <= longest


def test_pauses_differ_so_that_not_all_come_back_together():
    assert len({reconnect_pause(7, ConnectionLost("gone")) for _ in range(20)}) > 10


@pytest.mark.parametrize("error", [Misconfigured("wrong password"), Permanent("no")])
def test_what_a_person_must_mend_is_tried_every_five_minutes_at_most(error):
    pauses = [reconnect_pause(1, error) for _ in range(50)]
    assert min(pauses) >= 300
    assert max(pauses) <= 360


async def tries_until_written(*errors: InboxdError) -> int:
    """How often a write was tried that fails with these errors first."""
    tries = 0
    async for attempt in recording():
        with attempt:
            tries += 1
            if tries <= len(errors):
                raise errors[tries - 1]
    return tries


async def test_what_was_done_is_written_down_once_the_database_is_back_or_its_disk_has_room():
    assert await tries_until_written(ConnectionLost("restarting"), Misconfigured("the disk is full")) == 3


async def test_a_write_that_can_never_work_is_not_tried_again():
    with pytest.raises(Bug):
        await tries_until_written(Bug("wrong statement"))


def test_trouble_of_our_own_database_is_tried_again_soon():
    with pytest.raises(Transient, match="the disk is full"), tried_soon():
        raise Misconfigured("the disk is full", hint="Free some space.")


def test_other_trouble_stays_what_it_is():
    with pytest.raises(Permanent), tried_soon():
        raise Permanent("no")
