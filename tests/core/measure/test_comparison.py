from __future__ import annotations

import pytest

from inboxd.core.measure.comparison import Turn, changes, differences
from inboxd.core.measure.figures import Tally
from tests.core.measure.mails import outcome


def test_only_mails_that_changed_their_route_are_named_the_spoiled_first():
    before = [
        outcome(id="a"),
        outcome(id="b", route="questions", right=False),
        outcome(id="c", route="vip"),
        outcome(id="d", route="questions"),
        outcome(id="e", route="hugs", right=False),
    ]
    after = [
        outcome(id="a", heat=9.0),
        outcome(id="b"),
        outcome(id="c"),
        outcome(id="d", right=False),
        outcome(id="e", route="wishes", right=False),
    ]
    found = [(each.after.labelled.id, each.turn) for each in changes(before, after)]
    assert found == [("d", Turn.SPOILED), ("e", Turn.STRAYED), ("b", Turn.MENDED), ("c", Turn.EQUAL)]


def test_other_mails_on_the_other_side_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="shorter"):
        changes([outcome(), outcome()], [outcome()])


def test_differences_lead_from_old_to_new_and_need_both():
    moved = differences(Tally(found=1, overlooked=1), Tally(found=2, quiet=1, right=3))
    assert moved["recall"] == 0.5
    assert moved["alarms"] is None
    assert moved["routes"] == 1.0
