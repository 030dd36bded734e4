import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.compose.lines import LONGEST_SUBJECT, bare_subject, one_line, presentable_name


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\r\nlines\tand  blanks ", "two lines and blanks"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("separator\u2028here\u2029there\x85", "separator here there"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("soft\u00adhyphen\u200b\ufeff", "softhyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \udcff surrogate", "lone \ufffd surrogate"),
        ("", ""),
    ],
)
def test_a_line_has_nothing_that_is_not_seen(text, line):
    assert one_line(text, 100) == line


def test_a_long_line_ends_with_an_ellipsis_and_no_half_letter():
    assert one_line("abcdefgh", 5) == "abcd…"
    assert one_line("abcde\u0301fgh", 6) == "abcd…"


@given(st.text(), st.integers(2, 50))
def test_a_line_is_one_line_and_no_longer_than_asked(text, longest):
    line = one_line(text, longest)
    assert len(line) <= longest
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in line)


@pytest.mark.parametrize("name", ["Visit www.pills.example", "https://pills.example", "mira@larch.example", "\r\n"])
def test_a_name_that_carries_something_is_no_name(name):
    assert presentable_name(name) == ""


def test_a_name_is_shown_as_it_is():
    assert presentable_name(" Мира  Петрова ") == "Мира Петрова"


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Help", "Help"),
        ("Re: Help", "Help"),
        ("RE: re[3]: AW: Help [K7QX-2M4D]", "Help"),
        ("Re: [K7QX-2M4D] Help", "Help"),
        ("回复：无法登录", "无法登录"),
        ("Отг: Помощ", "Помощ"),
        ("پاسخ: کمک", "کمک"),
        ("Fwd: Help", "Fwd: Help"),
        ("Refund", "Refund"),
        ("Result: nothing", "Result: nothing"),
        ("Re: ", ""),
        ("Help [other-token]", "Help [other-token]"),
    ],
)
def test_the_customers_words_are_left_of_a_subject(subject, bare):
    assert bare_subject(subject, "K7QX-2M4D") == bare


def test_an_endless_subject_costs_nothing():
    assert bare_subject("Re: " * 1_000_000 + "x", "K7QX-2M4D") == ""


@given(st.text())
def test_the_bare_subject_is_bounded_and_has_no_mark_left(subject):
    bare = bare_subject(subject, "K7QX-2M4D")
    assert len(bare) <= LONGEST_SUBJECT
    assert not bare.casefold().startswith("re:")
