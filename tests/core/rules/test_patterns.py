from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.pattern_syntax import required_words, split_pattern
from inboxd.core.rules.pattern_text import MAX_TEXT_BYTES, read_for_patterns
from inboxd.core.rules.patterns import compile_pattern, index_patterns
from inboxd.core.rules.vocabulary import SignalName


def rule(pattern: str) -> Rule:
    return Rule(SignalName.CHASING, pattern, 1.0, frozenset({"new"}))


def words(pattern: str, text: str) -> list[str]:
    found = index_patterns((compile_pattern(rule(pattern)),)).find(text, "new", "en")
    return [text[hit.start : hit.end] for hit in found]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(third|3rd|\d+th) (time|mail)", "My THIRD mail, the 4th time", ["THIRD mail", "4th time"]),
        (r"\bсрочно\b", "Очень СРОЧНО! несрочно срочном", ["СРОЧНО"]),
        (r"\b(no|не)\b", "не now, нет no", ["не", "no"]),
        (r"\w+keit\b", "Die Überflüssigkeit", ["Überflüssigkeit"]),
        (r"naïve \w+", "naïve übung!", ["naïve übung"]),
        (r"\d{3} дн", "چند ۱۲۳ дней", ["۱۲۳ дн"]),
        (r"can't", "I can’t", ["can’t"]),
        (r"can’t", "I can't", ["can't"]),
        (r"（late）", "so (late) ok", ["(late)"]),
        (r"[\w.]+@bank", "write to mira.k@bank", ["mira.k@bank"]),
        (r"é!", "cafe\u0301! é!", ["e\u0301!", "é!"]),
        (r"返金.{0,5}まだ", "返金、はまだですか", ["返金、はまだ"]),
        (r"[^\w]now", "-now", ["-now"]),
        (r"ＡＢＣ", "abc", ["abc"]),
    ],
)
def test_patterns_work_in_every_script(pattern: str, text: str, found: list[str]):
    assert words(pattern, text) == found


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a", "RE2 refuses the pattern: missing )"),
        ("(?=x)y", "RE2 refuses the pattern: invalid perl operator"),
        (r"(x)\1", "RE2 refuses"),
        ("x{2000}", "RE2 refuses"),
        ("x.{900}y", "too large"),
        (r"\p{L}+", "too large"),
        ("x*", "matches the empty text"),
        (r"\b", "matches the empty text"),
        (r"\bone|two\b", "brackets"),
        (r"да\b.*но", "knows ASCII letters only"),
        (r"[\Wa]", "not understood"),
    ],
)
def test_patterns_that_would_surprise_are_refused(pattern: str, said: str):
    with pytest.raises(ValueError, match=re.escape(said)):
        compile_pattern(rule(pattern))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 30_000 + "b"),
        ("(x+x+)+y", "x" * 30_000),
        ("a.*b.*c.*d", "abc" * 10_000),
        (r"\s+$", " " * 30_000 + "x"),
        ("(refund|ref.*d)+ now", "refund ref d " * 3_000),
        ("x.{100}y", "x" * 30_000),
        (r"\bno\b", "nono" * 8_000),
    ],
)
def test_hostile_patterns_end_soon(pattern: str, text: str):
    started = perf_counter()
    words(pattern, text)
    assert perf_counter() - started < 2


def test_a_text_is_cut_between_characters():
    text = "я" * MAX_TEXT_BYTES
    prepared = read_for_patterns(text)
    assert prepared.encoded.decode("utf-8") == "я" * (MAX_TEXT_BYTES // 2)


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        (r"(third|\d+th) (time|mail)", {"time", "mail"}),
        (r"срочн\w*", {"срочн"}),
        ("abc?d", {"ab"}),
        ("ab+c{0}de", {"ab", "de"}),
        ("(?:foo|ba{2,}r)x", {"foo", "ba"}),
        ("[]x]yz[^]]", {"yz"}),
        ("[[:alpha:]]foo", {"foo"}),
        ("x|", set()),
        ("a?b", set()),
        (r"\p{Han}{2}返金", {"返金"}),
        (r"\Qa|b\E", set()),
        ("(?P<n>Foo)|bAr", {"foo", "bar"}),
        (r"wait(ed)? (\d+|two) days", {" days"}),
        ("(a|bc)*", set()),
        ("a{,3}bc", {"a{,3}bc"}),
        (r"(세|[3-9]) ?(번째|번\s?째)", {"번째", "번"}),
        (r"[0-9]{2,}(名|人)", {"名", "人"}),
        ("(к|до) [0-9]", set()),
    ],
)
def test_required_words_are_those_that_every_match_holds(pattern: str, required: set[str]):
    found = required_words(pattern)
    assert found == frozenset(required) or (found and found < required)
    assert "".join(piece.text for piece in split_pattern(pattern)) == pattern


_atoms = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "ß",
        "Σ",
        "(a|b)",
        "(?:ab|c)",
        "[ab]",
        "[^a]",
        ".",
        r"\w",
        r"\d",
        "é",
        r"\.",
        "한",
        "(名|人)",
        "ㅋ",
        "🙏",
    ]
)
_quantifiers = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{0,1}", "{1,2}?"])
_sequences = st.lists(st.tuples(_atoms, _quantifiers).map("".join), min_size=1, max_size=5).map("".join)


@given(
    st.lists(_sequences, min_size=1, max_size=3).map("|".join), st.text(alphabet="abABßẞσςΣé.1 한名人ㅋ🙏", max_size=30)
)
def test_a_pattern_never_matches_a_text_without_its_required_words(pattern: str, text: str):
    try:
        compiled = compile_pattern(rule(pattern))
    except ValueError:
        return
    prepared = read_for_patterns(text)
    if list(compiled.find(prepared)) and compiled.words:
        assert any(word in prepared.folded for word in compiled.words)


def test_patterns_that_need_no_word_always_run():
    found = index_patterns(tuple(compile_pattern(rule(each)) for each in (r"\d+!", "срок", "late")))
    assert len(list(found.find("5! late", "new", "en"))) == 2
    assert not list(found.find("5! late", "subject", "en"))
