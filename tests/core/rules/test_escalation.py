"""`hours.yaml`: warnings, escalations, reports."""

from datetime import timedelta

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.escalation import Duty, Escalation, Report, Step
from tests.core.rules.folders import ROUTES, problems_of, rules_files

HOURS = """\
time_zone: Europe/Sofia
days: {mon: ["09:00-18:00"]}
"""
FULL = (
    HOURS
    + """\
warn_at: 60%
warn: team
escalations:
  default:
    breach: [team, pager]
    steps:
      - {after: 30m, to: [team]}
      - {after: 1d, to: head, quiet: false}
  night:
    quiet: false
    steps: [{after: 15m, to: [pager]}]
report: {agents: 3, older_than: 14d, to: [lead]}
"""
)


def duty(text):
    return compile_rules(rules_files(**{"hours.yaml": text})).duty


def problems(text, **changes):
    return problems_of(rules_files(**{"hours.yaml": text, **changes}))


def test_everything_that_can_be_said_is_read():
    assert duty(FULL) == Duty(
        warn_at=0.6,
        warn=("team",),
        escalations={
            "default": Escalation(
                ("team", "pager"), (Step(timedelta(minutes=30), ("team",)), Step(timedelta(days=1), ("head",), False))
            ),
            "night": Escalation((), (Step(timedelta(minutes=15), ("pager",), False),), quiet=False),
        },
        report=Report(3, timedelta(days=14), ("lead",)),
    )


def test_without_a_word_on_it_there_is_a_warning_and_no_step():
    assert duty(HOURS) == Duty(warn_at=0.75)
    assert compile_rules(rules_files()).duty == Duty(warn_at=0.75)


@pytest.mark.parametrize("nothing", ["none", "0", "0%"])
def test_a_warning_can_be_left_out(nothing):
    assert duty(f"{HOURS}warn_at: {nothing}\n").warn_at == 0


@pytest.mark.parametrize("wrong", ["100%", "75", "0.75", "soon", "-5%", "[75%]"])
def test_what_is_no_share_is_refused_with_its_line(wrong):
    (problem,) = problems(f"{HOURS}warn_at: {wrong}\n")
    assert problem.startswith("hours.yaml:3: ")


def test_a_key_that_is_not_known_is_refused_with_what_was_probably_meant():
    (problem,) = problems(FULL.replace("{after: 15m, to:", "{afer: 15m, after: 15m, to:"))
    assert problem.startswith("hours.yaml:13: there is no key 'afer' here")
    assert "'after'" in problem


def test_steps_out_of_order_are_refused():
    (problem,) = problems(FULL.replace("after: 30m", "after: 2d"))
    assert problem.startswith("hours.yaml:6: ")
    assert "in order" in problem


@pytest.mark.parametrize("name", ["The Team", "a:b", "é"])
def test_a_name_that_no_channel_can_have_is_refused(name):
    assert problems(f"{HOURS}warn: [{name!r}]\n")


def test_a_route_that_names_an_escalation_which_is_not_there_is_refused_with_its_line():
    routes = ROUTES.replace("reply_within: 1d}", "reply_within: 1d, escalation: nigth}")
    line = next(number for number, text in enumerate(routes.splitlines(), 1) if "nigth" in text)
    (problem,) = problems(FULL, **{"routes.yaml": routes})
    assert problem == f"routes.yaml:{line}: there is no escalation 'nigth' (did you mean 'night'?)"
    (bare,) = problems(HOURS, **{"routes.yaml": routes})
    assert "hours.yaml has no `escalations`" in bare


def test_a_route_that_names_one_that_is_there_is_fine():
    routes = ROUTES.replace("reply_within: 1d}", "reply_within: 1d, escalation: night}")
    assert problems(FULL, **{"routes.yaml": routes}) == []
