"""Writing systems and the edges of words in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.text.scripts import (
    Script,
    count_scripts,
    is_word_edge,
    script_of,
    script_shares,
    writes_without_blanks,
)


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("a", Script.LATIN),
        ("É", Script.LATIN),
        ("ơ", Script.LATIN),
        ("Ω", Script.GREEK),
        ("ж", Script.CYRILLIC),
        ("א", Script.HEBREW),
        ("س", Script.ARABIC),
        ("گ", Script.ARABIC),
        ("ﻼ", Script.ARABIC),
        ("क", Script.DEVANAGARI),
        ("ा", Script.DEVANAGARI),
        ("ก", Script.THAI),
        ("้", Script.THAI),
        ("あ", Script.KANA),
        ("ｱ", Script.KANA),
        ("ー", Script.KANA),
        ("漢", Script.HAN),
        ("々", Script.HAN),
        ("한", Script.HANGUL),
        ("ㅋ", Script.HANGUL),
        ("1", Script.NONE),
        (" ", Script.NONE),
        ("!", Script.NONE),
        ("😀", Script.NONE),
        ("\u0301", Script.NONE),
        ("ᚠ", Script.OTHER),
    ],
)
def test_each_character_has_its_script(char: str, script: Script):
    assert script_of(char) is script


def test_shares_are_of_letters_only_and_biggest_first():
    assert script_shares("Привет, hi 123!") == {Script.CYRILLIC: 0.75, Script.LATIN: 0.25}
    assert script_shares("123 !") == {}
    assert count_scripts("漢字かな")[Script.KANA] == 2


@pytest.mark.parametrize(
    ("char", "without"), [("ก", True), ("漢", True), ("か", True), ("a", False), ("한", False), ("س", False)]
)
def test_thai_han_and_kana_are_written_without_blanks(char: str, without: bool):
    assert writes_without_blanks(char) is without


@pytest.mark.parametrize(
    ("text", "index", "closing", "edge"),
    [
        ("refund", 0, False, True),
        ("refund", 6, True, True),
        ("refunds", 6, True, False),
        ("prefund", 1, False, False),
        ("refund!", 6, True, True),
        ("re-fund", 2, True, True),
        ("iphone15", 6, True, False),
        ("a_b", 1, True, False),
        ("café\u0301x", 4, True, False),
        ("cafe\u0301", 4, True, False),
        ("naïve", 2, False, False),
        ("ช้าง", 3, True, True),
        ("ที่", 2, True, False),
        ("返金して", 2, True, True),
        ("Appleの", 5, True, True),
        ("환불해주세요", 0, False, True),
        ("환불해주세요", 2, True, True),
        ("환불해주세요", 2, False, False),
        ("아름다운", 2, False, False),
        ("iPhone이", 6, True, True),
        ("한국iPhone", 2, False, True),
        ("نمی\u200cتواند", 4, False, False),
        ("پول من", 3, True, True),
        ("الطلب", 2, False, False),
        ("re\u00adfund", 3, False, False),
        ("не\u0301что", 2, True, False),
        ("नहीं", 2, True, False),
        ("नहीं है", 4, True, True),
        ("नही", 3, True, True),
        ("नहीँ", 3, True, False),
    ],
)
def test_word_edges(text: str, index: int, closing: bool, edge: bool):
    assert is_word_edge(text, index, closing=closing) is edge


@given(st.text(max_size=30), st.integers(-5, 40), st.booleans())
def test_any_offset_has_an_answer(text: str, index: int, closing: bool):
    assert is_word_edge(text, index, closing=closing) in (True, False)
