from __future__ import annotations

import pytest

from inboxd.core.measure.demands import parse_demands
from inboxd.core.measure.figures import Tally

TALLY = Tally(found=6, overlooked=2, alarms=4, quiet=12, right=18)  # F1 0.667, alarms 0.25


def unmet(text: str, tally: Tally = TALLY) -> list[str]:
    return [sentence for each in parse_demands(text) if (sentence := each.unmet(tally))]


@pytest.mark.parametrize("text", ["", "F1=0.66", "f1=.66, Alarms=0.25", "recall=0.75,precision=0.6,routes=0.75"])
def test_what_is_reached_says_nothing(text):
    assert unmet(text) == []


def test_alarms_are_an_upper_bound_and_the_rest_lower_ones():
    assert unmet("F1=0.7,alarms=0.2,recall=1") == [
        "F1 is 0.667, must be at least 0.7",
        "alarms is 0.250, must be at most 0.2",
        "recall is 0.750, must be at least 1",
    ]


def test_a_figure_that_cannot_be_told_is_not_reached():
    assert unmet("recall=0", Tally(quiet=1)) == ["recall cannot be told: no mail to tell it from"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("recal=0.5", r"there is no figure 'recal' \(did you mean 'recall'\?\)"),
        ("F1", "'F1' is no demand: write for example F1=0.85,alarms=0.08"),
        ("F1=85", "'F1=85' is no demand"),
        ("F1=1.5", "'F1=1.5' is no demand"),
        ("F1=0.8;alarms=1", "is no demand"),
        ("F1=nan", "is no demand"),
    ],
)
def test_what_is_no_demand_says_how_one_is_written(text, said):
    with pytest.raises(ValueError, match=said):
        parse_demands(text)
