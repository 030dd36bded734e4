from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.vote.linear import read_voter, write_voter
from inboxd.core.vote.voter import KINDS, PRAISE, PRIORITY, QUESTION
from tests.core.vote.voters import WORDS, small_voter


def test_a_text_is_most_like_the_kind_whose_words_it_holds():
    voter = small_voter()
    assert voter.read("We are locked out.").likeness[PRIORITY] == 2
    assert voter.read("ありがとうございます").likeness[PRAISE] == 2
    assert voter.read("Good morning").likeness == {**dict.fromkeys(KINDS, 0.0), QUESTION: 1.0}


def test_what_is_said_twice_counts_once():
    voter = small_voter(lift={PRIORITY: 1.0})
    assert voter.read("thanks, thanks").likeness == voter.read("thanks").likeness
    assert voter.read("lift lift").likeness[PRIORITY] == voter.read("lift").likeness[PRIORITY] == 1


def test_the_reasons_are_the_words_heaviest_first_and_speak_for_and_against():
    voter = small_voter(lift={PRIORITY: 1.0}, nice={PRIORITY: -0.5})
    text = "A nice lift. We are locked out."
    reasons = voter.read(text).reasons(PRIORITY, QUESTION)
    assert [(text[each.start : each.end], each.concept) for each in reasons] == [
        ("locked out", "stuck"),
        ("lift", ""),
        ("nice", ""),
    ]
    assert [each.weight for each in reasons] == sorted((each.weight for each in reasons), reverse=True)
    assert reasons[-1].weight < 0 < reasons[0].weight


def test_reasons_point_into_the_text_as_it_was_written():
    voter = small_voter()
    text = "Hé —  LÖCKED   OUT!"
    (reason,) = voter.read(text).reasons(PRIORITY, QUESTION)
    assert text[reason.start : reason.end] == "LÖCKED   OUT"


def test_the_file_gives_back_the_same_voter_and_the_same_voter_the_same_file():
    voter = small_voter(lift={PRIORITY: 1.0})
    raw = write_voter(voter, WORDS)
    again = read_voter(raw)
    assert write_voter(again, WORDS) == raw
    assert again.languages == voter.languages
    assert again.unit == voter.unit
    assert again.read("lift, thanks").likeness == voter.read("lift, thanks").likeness


@pytest.mark.parametrize("raw", [b"", b"PK", b"not weights at all", write_voter(small_voter(), WORDS)[:-400]])
def test_what_is_no_file_of_weights_is_refused_with_a_sentence(raw: bytes):
    with pytest.raises(ValueError, match="statistical judge"):
        read_voter(raw)


@given(st.text(max_size=400))
def test_every_text_gets_finite_figures_and_reasons_within_it(text: str):
    opinion = small_voter(a={PRIORITY: 1.0}, は={PRAISE: -1.0}).read(text)
    assert all(np.isfinite(figure) for figure in opinion.likeness.values())
    for reason in opinion.reasons(PRIORITY, QUESTION):
        assert 0 <= reason.start <= reason.end <= len(text)
