from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.measure.calibration import calibrate
from tests.core.measure.mails import outcome

heats = st.floats(0, 200).map(lambda heat: round(heat, 2))


@given(st.lists(st.tuples(heats, st.booleans())))
def test_every_mail_is_in_the_bin_of_its_heat(found):
    bins = calibrate([outcome(heat=heat, urgent=urgent) for heat, urgent in found])
    assert sum(each.mails for each in bins) == len(found)
    for each in bins:
        here = [urgent for heat, urgent in found if heat >= each.low and (each.high is None or heat < each.high)]
        assert (each.mails, each.urgent) == (len(here), sum(here))
        assert each.share == (sum(here) / len(here) if here else None)


@pytest.mark.parametrize(
    ("heat", "name"),
    [(0, "none"), (0.01, "under 1"), (0.99, "under 1"), (4.99, "4 to 5"), (5, "5 to 6"), (15, "from 15")],
)
def test_bins_are_named_for_people(heat, name):
    assert [each.name for each in calibrate([outcome(heat=heat)]) if each.mails] == [name]


def test_two_rule_sets_have_the_same_bins():
    first, second = calibrate([outcome(heat=1)]), calibrate([outcome(heat=30), outcome(heat=7)])
    assert [(each.low, each.high) for each in first] == [(each.low, each.high) for each in second]
