"""Strangers' words on the page."""

import re

import pytest
from markupsafe import Markup

from inboxd.web.showing import show_steering

STEERING = "\x00\x07\x1b\x7f\x85\x9b\u2028\u2029\u202a\u202d\u202e\u2066\u2069\ufeff\U000e0041"


@pytest.mark.parametrize("kind", [str, Markup])
def test_no_character_steers_what_is_read_around_it(kind):
    shown = show_steering(kind(f"a{STEERING}b"))
    assert isinstance(shown, kind)
    assert re.fullmatch("a\ufffd+b", shown)


@pytest.mark.parametrize("text", ["Grüße", "שלום\u200f!", "می\u200cخواهم", "👩\u200d🔧", "a\nb\tc", ""])
def test_what_people_need_to_read_stays(text):
    assert show_steering(text) == text


def test_numbers_and_nothing_stay_what_they_are():
    assert [show_steering(each) for each in (7, None, 1.5)] == [7, None, 1.5]
