"""Folding: what readers take as one becomes one, and every offset leads back."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxd.core.text.fold import fold, squeezed

SAME = {
    "case": ("STRASSE", "Straße", "strasse"),
    "turkish i": ("SIKINTI", "sıkıntı", "SİKİNTİ"),
    "width": ("ＡＢＣ１２３", "abc123"),
    "ligatures": ("oﬃce", "office"),
    "latin accents": ("CAFÉ", "café", "cafe\u0301", "cafe"),
    "letters with strokes": ("Łódź", "lodz"),
    "danish": ("Ærø", "aero"),
    "vietnamese": ("đơn hàng", "don hang"),
    "greek accents": ("ΆΛΦΑΣ", "άλφας", "αλφας"),
    "russian yo": ("ВСЁ ЕЩЁ", "все еще"),
    "bulgarian stressed i": ("ѝ", "и"),
    "short i composed": ("Йод", "и\u0306од", "йод"),
    "curly quotes": ("don’t “go”", 'don\'t "go"'),
    "dashes": ("a–b—c‑d−e", "a-b-c-d-e"),
    "katakana": ("アプリ", "あぷり"),
    "half-width kana with voicing": ("ﾊﾞｸﾞ", "バグ", "ハ\u3099ク\u3099", "は゛く゛", "ばぐ"),
    "half-width hangul": ("ﾡﾤ", "ㄱㄴ"),
    "hangul from jamo": ("\u1112\u116a\u11ab\u1107\u116e\u11af", "환불"),
    "persian and arabic letters": ("نمي تواند", "نمی‌تواند", "نمیتواند"),
    "arabic letters": ("مشكلة", "مشکله"),
    "arabic alefs": ("أإآا", "اااا"),
    "arabic marks and tatweel": ("مُشْكِلَــة", "مشكلة"),
    "digits": ("١٢٣ ۴۵۶ ७८९ ๐๑", "123 456 789 01"),
    "thai am": ("น้ำ", "นํ้า", "น้ํา", "นำ้"),
    "thai ae": ("เเย่", "แย่"),
    "thai blanks": ("ขอ เงิน คืน", "ขอเงินคืน"),
    "korean blanks": ("안 돼요", "안돼요"),
    "japanese line break": ("返金\nして", "返金して"),
    "blanks": ("a \t\r\n\u00a0\u3000 b", "a b"),
    "invisible characters": ("re\u00adfu\u200bnd\u2060", "re\u202efund", "refund"),
    "variation selectors": ("❤\ufe0f", "❤"),
    "hebrew points": ("שָׁלוֹם", "שלום"),
    "zalgo": ("r\u0301\u0322e\u0306\u0330f\u0331und", "refund"),
}


@pytest.mark.parametrize("spellings", SAME.values(), ids=SAME)
def test_spellings_that_readers_take_as_one_fold_to_one(spellings: tuple[str, ...]):
    assert len({fold(spelling).text for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("й", "и"), ("が", "か"), ("ж", "з"), ("ช้า", "ชา"), ("안", "않"), ("क", "ख"), ("ñandu 1", "ñandu 2"), ("ї", "і")],
)
def test_what_differs_stays_different(one: str, other: str):
    assert fold(one).text != fold(other).text


@pytest.mark.parametrize("text", ["a\0b", "\ud800x", "x\udfff", "\ue000", "\x07"])
def test_neither_nul_nor_lone_surrogates_nor_control_characters_get_through(text: str):
    folded = fold(text).text
    assert all(ord(char) >= 32 and unicodedata.category(char) != "Cs" for char in folded)
    folded.encode()


def test_every_single_character_folds_to_something_that_stays():
    for code in (
        *range(0x3500),
        *range(0xA000, 0xAC10),
        *range(0xD7A0, 0x12000),
        *range(0x1D000, 0x20000),
        *range(0xE0000, 0xE0200),
    ):
        once = fold(chr(code)).text
        assert fold(once).text == once, hex(code)


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("Die STRASSE hier", "strasse", "STRASSE"),
        ("Die Straße hier", "strasse", "Straße"),
        ("un cafe\u0301 noir", "cafe", "cafe\u0301"),
        ("oﬃce", "ff", "ﬃ"),
        ("x re\u00adfund y", "refund", "re\u00adfund"),
        ("a   b", " ", "   "),
        ("すぐ 返金\nして。", "返金して", "返金\nして"),
        ("پول نمي‌ تواند", "نمیتواند", "نمي‌ تواند"),
        ("ขอนำ้ดื่ม", "นำ", "น"),
        ("ﾊﾞｸﾞです", "ばぐ", "ﾊﾞｸﾞ"),
        ("안 돼요", "안돼", "안 돼"),
    ],
)
def test_a_hit_leads_back_to_the_words_as_they_were_written(text: str, needle: str, found: str):
    folded = fold(text)
    start = folded.text.find(fold(needle).text[: len(fold(found).text)])
    assert start >= 0
    first, last = folded.original_span(start, start + len(fold(found).text))
    assert text[first:last] == found


def test_an_empty_span_stays_empty_and_the_whole_is_the_whole():
    folded = fold("Größe\u200b und\u00ad ﬁne")
    assert folded.original_span(3, 3)[0] == folded.original_span(3, 3)[1]
    first, last = folded.original_span(0, len(folded.text))
    assert fold(folded.original[first:last]).text == folded.text


_RANGES = (
    (0x20, 0x17F),
    (0x300, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x591, 0x5EA),
    (0x600, 0x6FF),
    (0x900, 0x97F),
    (0xE00, 0xE5B),
    (0x1100, 0x11FF),
    (0x1E00, 0x1FFF),
    (0x2000, 0x206F),
    (0x20D0, 0x20F0),
    (0x2460, 0x2470),
    (0x3000, 0x30FF),
    (0x3130, 0x318F),
    (0x4E00, 0x4E20),
    (0xAC00, 0xAC40),
    (0xD800, 0xD802),
    (0xE000, 0xE001),
    (0xFB00, 0xFB06),
    (0xFE70, 0xFEFC),
    (0xFF00, 0xFFEF),
    (0x1025, 0x102F),
)
_ALPHABETS = st.sampled_from(_RANGES).map(lambda each: [chr(code) for code in range(each[0], each[1] + 1)])
_TEXTS = st.lists(_ALPHABETS.flatmap(st.sampled_from), max_size=12).map("".join)


@settings(max_examples=500)
@given(_TEXTS)
def test_folding_twice_is_folding_once(text: str):
    once = fold(text).text
    assert fold(once).text == once


@settings(max_examples=500)
@given(_TEXTS, st.data())
def test_a_slice_folds_to_what_it_was_taken_for(text: str, data: st.DataObject):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end].strip() in fold(text[first:last]).text


@given(st.text(max_size=200))
def test_neighbouring_spans_never_run_backwards(text: str):
    folded = fold(text)
    spans = [folded.original_span(index, index + 1) for index in range(len(folded.text))]
    assert all(before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(spans))


def test_drawn_out_letters_give_two_further_views():
    folded = fold("I am SOOOOO tired, coool!!!")
    one, two = squeezed(folded)
    assert one.text == "i am so tired, col!!!"
    assert two.text == "i am soo tired, cool!!!"
    start = one.text.index("so")
    first, last = one.original_span(start, start + 2)
    assert folded.original[first:last] == "SOOOOO"


@pytest.mark.parametrize("text", ["all good", "1000000", "!!!!!", "aabbcc", ""])
def test_without_drawn_out_letters_there_are_no_further_views(text: str):
    assert squeezed(fold(text)) == ()


def test_drawn_out_letters_are_found_in_texts_with_many_different_letters():
    text = "".join(chr(0x4E00 + index) for index in range(200)) + "すごーーーい"
    assert squeezed(fold(text))[0].text.endswith("すごーい")


HOSTILE = {
    "marks": "a" + "\u0301" * 99_999,
    "marks in the wrong order": "a" + "\u0315\u0300\u0316\u0345" * 25_000,
    "bidi": "\u202e" * 100_000,
    "zero width": "a\u200b" * 50_000,
    "jamo": "\u1100\u1161\u11a8" * 33_333,
    "ligatures": "\ufb01" * 100_000,
    "sentences in one character": "\ufdfa" * 100_000,
    "blanks": " " * 100_000,
    "blanks between han": "中 " * 50_000,
    "runs of blanks between han": ("中" + " " * 500) * 200,
    "thai marks": "\u0e48\u0e38" * 50_000,
    "thai e": "\u0e40" * 100_000,
    "the marker": "\ue000" * 100_000,
    "repetition": "ooo" * 33_333,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_stay_small_and_quick(text: str):
    folded = fold(text)
    assert len(folded.text) <= 2 * len(text)
    squeezed(folded)
