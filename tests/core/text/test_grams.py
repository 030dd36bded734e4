from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.text.fold import fold
from inboxd.core.text.grams import MAX_LETTERS, SLOTS, read_grams


def spans(text: str) -> set[str]:
    grams = read_grams(text)
    return {text[start:end] for start, end in zip(grams.starts, grams.ends, strict=True)}


def test_letters_words_pairs_and_words_around_a_gap_are_found():
    found = spans("no file opens")
    assert {"n", "no", "file", "opens", "o fil", "no file", "file opens", "no file opens"} <= found


def test_words_keep_the_marks_that_belong_to_their_letters():
    assert {"नहीं", "चल रहा"} <= spans("कुछ नहीं चल रहा")


def test_equal_words_fall_into_equal_slots_wherever_they_stand():
    one, other = read_grams("the lift is down"), read_grams("since nine our lift, alas, is not up")
    starts = ("the lift is down".index("lift"), "since nine our lift, alas, is not up".index("lift"))
    slots = [
        {
            int(slot)
            for slot, start, end in zip(grams.slots, grams.starts, grams.ends, strict=True)
            if (start, end) == (at, at + 4)
        }
        for grams, at in zip((one, other), starts, strict=True)
    ]
    assert slots[0] == slots[1]
    assert slots[0]


def test_all_numbers_of_one_length_are_equal():
    assert np.array_equal(read_grams("since 7:15").slots, read_grams("since 9:48").slots)


def test_hashes_are_the_same_on_every_machine_and_in_every_version():
    assert read_grams("ab").slots.tolist() == [
        26823,
        48991,
        114825,
        26823,
        242461,
        18643,
        199716,
        52910,
        212355,
        60050,
        219395,
    ]


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_lie_within_it(text: str):
    folded = fold(text, joined=False).text
    grams = read_grams(folded)
    assert len(grams.slots) == len(grams.starts) == len(grams.ends)
    assert (grams.slots >= 0).all()
    assert (grams.slots < SLOTS).all()
    assert (grams.starts >= 0).all()
    assert (grams.ends <= len(folded)).all()


def test_only_the_beginning_of_an_endless_text_is_read():
    endless = read_grams("ab " * MAX_LETTERS)
    assert endless.ends.max() == MAX_LETTERS
