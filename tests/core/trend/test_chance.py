"""What is usual, and how unlikely more of it is."""

import math

import pytest

from inboxd.core.trend.chance import FORGETS, WEEK, Rate, Season, tail


def poisson_tail(least, mean):
    return 1 - sum(math.exp(-mean) * mean**count / math.factorial(count) for count in range(least))


def test_the_tail_falls_with_every_customer_more():
    chances = [tail(least, 3.0, 10.0) for least in range(4, 20)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] > 0


@pytest.mark.parametrize("least", [3, 6, 10])
def test_the_tail_is_heavier_than_poissons_and_heavier_still_while_little_is_known(least):
    assert poisson_tail(least, 1.5) < tail(least, 1.5, 40.0) < tail(least, 1.5, 0.5) < 1


def test_what_is_usual_is_no_surprise():
    assert tail(0, 1.0, 5.0) == 1
    assert tail(4, 4.5, 5.0) == 1


def test_the_tail_is_the_sum_of_the_negative_binomial():
    mean, size = 2.0, 8.0
    odds = mean / (mean + size)
    below = sum(
        math.exp(math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)) * (1 - odds) ** size * odds**k
        for k in range(7)
    )
    assert tail(7, mean, size) == pytest.approx(1 - below, rel=1e-3)


def test_busy_hours_are_learned_and_the_week_keeps_its_length():
    season = Season()
    for hour in range(4 * WEEK):
        season.learn(hour, 10 if 8 <= hour % 24 < 18 else 1)
    assert season.shape[10] > 5 * season.shape[2]
    assert season.exposure(0, WEEK) == pytest.approx(WEEK)
    assert season.exposure(5.25, 5.75) == pytest.approx(season.shape[5] / 2)
    assert season.exposure(WEEK - 1, WEEK + 1) == pytest.approx(season.shape[WEEK - 1] + season.shape[0])


def test_an_incident_is_no_season():
    season = Season()
    for hour in range(3 * WEEK):
        season.learn(hour, 4)
    before = season.mean
    season.learn(3 * WEEK, 4000)
    assert season.mean < before * 1.05


def test_caution_fades_over_two_weeks():
    season = Season()
    assert season.caution == 4
    for hour in range(2 * WEEK):
        season.learn(hour, 1)
    assert season.caution == 1


def test_a_rate_forgets_slowly_and_is_lifted_little_by_an_incident():
    rate = Rate(0)
    for hour in range(100):
        rate.learn(hour, 1.0)
    known = rate.known(100)
    assert rate.known(100 + 14 * 24) == pytest.approx(0.5 + (known - 0.5) / 2, rel=1e-6)
    for _ in range(500):
        rate.learn(100, 1.0)
    assert rate.known(100) < known + 10
    assert FORGETS < 1
