"""`hours.yaml`: nights, public holidays, special days and mailboxes with hours of their own."""

from __future__ import annotations

from datetime import date

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.hours import PublicHolidays, Span
from tests.core.rules.folders import problems_of, rules_files

BASE = "time_zone: Europe/Sofia\ndays: {mon: ['09:00-18:00'], tue: ['09:00-18:00']}\n"


def with_hours(text: str) -> RuleSet:
    return compile_rules(rules_files(**{"hours.yaml": text}))


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("22:00-06:00", Span(1320, 1800)),
        ("18:00-00:00", Span(1080, 1440)),
        ("00:00-24:00", Span(0, 1440)),
        ("6:00–5:59", Span(360, 1799)),
    ],
)
def test_a_span_may_go_over_midnight(written, span):
    rules = with_hours(f"time_zone: UTC\ndays: {{mon: ['{written}']}}\n")
    assert rules.hours.spans[0] == (span,)


def test_a_night_that_looks_like_exchanged_ends_is_warned_of():
    rules = with_hours("time_zone: UTC\ndays:\n  mon: ['18:00-09:00']\n")
    (warning,) = [each for each in rules.warnings if each.file == "hours.yaml"]
    assert str(warning).startswith("hours.yaml:3: ")
    assert "a span of 'mon' lasts 15 hours over midnight (are its ends exchanged?)" in str(warning)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("BG", PublicHolidays("BG")),
        ("bg", PublicHolidays("BG")),
        ("NO", PublicHolidays("NO")),
        ("DE-BY", PublicHolidays("DE", "BY")),
        ("{country: DE, region: by}", PublicHolidays("DE", "BY")),
        ("{country: DE, region: augsburg}", PublicHolidays("DE", "Augsburg")),
        ("{country: BG, categories: half_day}", PublicHolidays("BG", "", ("half_day",))),
        ("{country: BG, categories: [public, half_day]}", PublicHolidays("BG", "", ("half_day", "public"))),
        ("none", None),
    ],
)
def test_public_holidays_are_those_of_a_country_or_region(written, kept):
    assert with_hours(f"{BASE}holidays_of: {written}\n").hours.public == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("holidays_of: Bulgaria", "3: no public holidays are known of 'BULGARIA' (did you mean 'BG'?)"),
        ("holidays_of: XX", "3: no public holidays are known of 'XX' (an ISO 3166 code of two letters, e.g. BG)"),
        ("holidays_of: US-CAL", "3: no public holidays are known of the region 'CAL' of US (did you mean 'CA'?)"),
        ("holidays_of: MC-1", "3: no public holidays are known of the region '1' of MC (the country has none: "),
        ("holidays_of:\n  country: DE\n  region: BZ", "5: no public holidays are known of the region 'BZ' of DE ("),
        ("holidays_of: {country: BG, categories: publik}", "3: there are no holidays of the kind 'publik' in BG (did"),
        ("holidays_of: {country: BG, regoin: x}", "3: there is no key 'regoin' here (did you mean 'region'?)"),
        ("holidays_of: {region: BY}", "3: 'country' is missing"),
        ("open_on: [2026-12-05]", "3: nothing says when Saturday, 2026-12-05 is worked"),
        ("open_on: [{2026-12-05: []}]", "3: nothing says when Saturday, 2026-12-05 is worked"),
        ("open_on: [2026-12-07, 2026-12-07]", "3: 2026-12-07 stands under 'open_on' already"),
        ("holidays: [2026-12-07]\nopen_on: [2026-12-07]", "4: 2026-12-07 stands under 'holidays' already"),
        ("open_on: [{2026-12-07: ['9:00-12:00', '11:00-13:00']}]", "3: two spans of '2026-12-07' overlap"),
        ("open_on: [{2026-12-07: ['9 to 5']}]", "3: '9 to 5' is not a span of time"),
        ("open_on: [easter]", "3: 'day': should be a valid date"),
        ("mailboxes:\n  sales:\n    time_zone: Asia/Tokio", "5: there is no time zone 'Asia/Tokio'"),
        ("mailboxes:\n  sales: {days: {}}", "4: no day has working time"),
        ("mailboxes:\n  sales: {open_on: [2026-12-05]}", "4: nothing says when Saturday, 2026-12-05 is worked"),
        ("mailboxes:\n  sales: {dayz: {}}", "4: there is no key 'dayz' here (did you mean 'days'?)"),
    ],
)
def test_mistakes_are_told_with_their_line_and_what_was_meant(written, said):
    assert f"hours.yaml:{said}" in "\n".join(problems_of(rules_files(**{"hours.yaml": f"{BASE}{written}\n"})))


@pytest.mark.parametrize(
    "days", ["{mon: ['22:00-06:00'], tue: ['05:00-09:00']}", "{sun: ['22:00-06:00'], mon: ['05:00-9:00']}"]
)
def test_a_night_must_end_before_the_next_day_begins(days):
    (found,) = problems_of(rules_files(**{"hours.yaml": f"time_zone: UTC\ndays: {days}\n"}))
    assert "lasts into the hours of" in found


def test_a_mistake_that_all_mailboxes_inherit_is_told_once():
    text = "time_zone: Mars/Olympus\ndays: {mon: ['9:00-10:00']}\nmailboxes: {a: {holidays: []}, b: {holidays: []}}\n"
    assert len(problems_of(rules_files(**{"hours.yaml": text}))) == 1


def test_a_day_that_is_worked_has_the_spans_of_its_weekday_or_its_own():
    hours = with_hours(f"{BASE}holidays_of: BG\nopen_on: [2026-09-22, {{2026-12-26: ['10:00-12:00']}}]\n").hours
    assert hours.spans_on(date(2026, 9, 22)) == (Span(540, 1080),)
    assert hours.spans_on(date(2026, 12, 26)) == (Span(600, 720),)
    assert hours.spans_on(date(2026, 9, 7)) == ()


def test_a_mailbox_inherits_what_it_does_not_say():
    rules = with_hours(
        f"{BASE}holidays_of: BG\nholidays: [2026-12-28]\nopen_on: [2026-09-22]\n"
        "mailboxes:\n"
        "  sales: {time_zone: America/New_York, holidays_of: US-CA}\n"
        "  night: {days: {fri: ['22:00-06:00']}, holidays_of: none, holidays: [], open_on: []}\n"
        "  quiet: {days: }\n"
    )
    common, sales, night = (rules.hours_of(name) for name in ("support", "sales", "night"))
    assert common == rules.hours == rules.hours_of("quiet")
    assert (sales.time_zone, sales.public) == ("America/New_York", PublicHolidays("US", "CA"))
    assert (sales.spans, sales.holidays, sales.open_on) == (common.spans, common.holidays, common.open_on)
    assert night.spans == ((), (), (), (), (Span(1320, 1800),), (), ())
    assert (night.time_zone, night.public, night.holidays) == ("Europe/Sofia", None, frozenset())


def test_what_a_mailbox_says_itself_overrules_what_it_inherits():
    rules = with_hours(
        f"{BASE}holidays: [2026-12-28]\nopen_on: [2026-09-22]\n"
        "mailboxes:\n"
        "  eager: {open_on: [2026-12-28]}\n"
        "  closed: {holidays: [2026-09-22]}\n"
        "  weekend: {days: {sat: ['10:00-12:00']}}\n"
    )
    eager, closed, weekend = (rules.hours_of(name) for name in ("eager", "closed", "weekend"))
    assert eager.spans_on(date(2026, 12, 28)) == (Span(540, 1080),)
    assert closed.spans_on(date(2026, 9, 22)) == ()
    assert weekend.spans_on(date(2026, 9, 22)) == ()
