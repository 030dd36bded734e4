"""How long somebody waits, as people say it."""

from datetime import timedelta

import pytest

from inboxd.web.views import say_duration


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(seconds=-5), "0s"),
        (timedelta(seconds=59), "59s"),
        (timedelta(minutes=1, seconds=59), "1m"),
        (timedelta(hours=1, minutes=30, seconds=20), "1h30m"),
        (timedelta(days=2, hours=3, minutes=50), "2d3h"),
        (timedelta(weeks=3, days=1, hours=5), "3w1d"),
    ],
)
def test_durations_are_said_in_their_two_largest_units(duration, said):
    assert say_duration(duration) == said
