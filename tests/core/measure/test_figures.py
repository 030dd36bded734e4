from __future__ import annotations

from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.measure.figures import FIGURES, Tally, read_figures, tally_of
from tests.core.measure.mails import outcome

counts = st.integers(0, 10_000)
tallies = st.builds(Tally, counts, counts, counts, counts)
outcomes = st.lists(
    st.builds(
        outcome,
        label=st.sampled_from(["priority", "question", "wish"]),
        route=st.sampled_from(["priority", "questions"]),
        urgent=st.booleans(),
        raised=st.booleans(),
        right=st.booleans(),
        language=st.sampled_from(["en", "ja", "fa"]),
        kind=st.sampled_from(["", "threat", "wish"]),
    )
)


def test_the_rates_of_a_known_tally():
    tally = Tally(found=6, overlooked=2, alarms=4, quiet=12, right=18)
    assert [figure.read(tally) for figure in FIGURES] == [0.6, 0.75, 12 / 18, 0.25, 0.75]
    assert (tally.mails, tally.urgent) == (24, 8)


@pytest.mark.parametrize(
    ("tally", "rates"),
    [
        (Tally(), [None] * 5),
        (Tally(quiet=3, right=3), [None, None, None, 0.0, 1.0]),
        (Tally(overlooked=3), [None, 0.0, 0.0, None, 0.0]),
        (Tally(alarms=3), [0.0, None, 0.0, 1.0, 0.0]),
    ],
)
def test_a_rate_of_nothing_is_none(tally, rates):
    assert [figure.read(tally) for figure in FIGURES] == rates


@given(tallies)
def test_f1_is_the_harmonic_mean(tally):
    precision, recall = tally.precision, tally.recall
    if precision and recall:
        assert tally.f1 == pytest.approx(2 / (1 / precision + 1 / recall))


@given(tallies)
def test_rates_lie_between_0_and_1(tally):
    assert all(rate is None or 0 <= rate <= 1 for rate in (figure.read(tally) for figure in FIGURES))


@given(outcomes)
def test_every_mail_is_counted_once_in_every_table(found):
    figures = read_figures(found)
    assert figures.all.mails == len(found)
    assert reduce(add, figures.languages.values(), Tally()) == figures.all
    assert reduce(add, figures.kinds.values(), Tally()) == figures.all
    assert sum(figures.confusion.values()) == len(found)


@given(outcomes, outcomes)
def test_tallies_add_up(some, others):
    assert tally_of(some) + tally_of(others) == tally_of([*some, *others])


def test_groups_are_by_language_and_by_label_and_kind():
    found = [
        outcome(language="ja", kind="threat"),
        outcome(language="en", kind="threat", raised=False, right=False, route="questions"),
        outcome("question", "priority", urgent=False, right=False, kind="small-bug"),
    ]
    figures = read_figures(found)
    assert list(figures.languages) == ["en", "ja"]
    assert figures.languages["en"] == Tally(overlooked=1, alarms=1)
    assert figures.kinds == {
        ("priority", "threat"): Tally(found=1, overlooked=1, right=1),
        ("question", "small-bug"): Tally(alarms=1),
    }
    assert figures.confusion == {
        ("priority", "priority"): 1,
        ("priority", "questions"): 1,
        ("question", "priority"): 1,
    }
