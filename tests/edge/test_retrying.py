"""Pauses before connecting again."""

import pytest

from inboxd.edge.retrying import reconnect_pause
from inboxd.errors import ConnectionLost, Misconfigured, Permanent


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
