from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.phrase import make_phrase
from inboxd.core.rules.phrases import MAX_NESTING, index_phrases, nesting
from inboxd.core.rules.vocabulary import SignalName
from inboxd.core.text.fold import fold


def index(*phrases: str, unless: dict[str, list[str]] | None = None, exact: bool = False, **rule: object):
    shields = unless or {}
    return index_phrases(
        tuple(
            make_phrase(
                Rule(SignalName.BLOCKED, each, 1.0, frozenset({"new"}), **rule),
                exact=exact,
                unless=shields.get(each, ()),
            )
            for each in phrases
        )
    )


def words(phrases, text: str, place: str = "new", language: str = "en") -> list[str]:
    hits = phrases.find(fold(text), place, language)
    return [text[hit.start : hit.end] for hit in sorted(hits, key=lambda hit: hit.start) if not hit.shielded]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("down", "The site is DOWN.", ["DOWN"]),
        ("down", "Download the file, I have a breakdown", []),
        ("cannot log in", "I cannot\n   log in", ["cannot\n   log in"]),
        ("can't log in", "I can’t log in", ["can’t log in"]),
        ("unacceptable", "ＵＮＡＣＣＥＰＴＡＢＬＥ", ["ＵＮＡＣＣＥＰＴＡＢＬＥ"]),
        ("refund*", "refunds, REFUNDED, prerefund", ["refunds", "REFUNDED"]),
        ("refund*", "a refund", ["refund"]),
        ("срочн*", "Это СРОЧНОЕ дело", ["СРОЧНОЕ"]),
        ("срочно", "срочное", []),
        ("ログイン", "ﾛｸﾞｲﾝできない", ["ﾛｸﾞｲﾝ"]),
        ("返金して", "早く返金し\nてください", ["返金し\nて"]),
        ("نمی تواند", "او نمی‌تواند وارد شود", ["نمی‌تواند"]),
        ("안 돼요", "로그인이 안돼요", ["안돼요"]),
        ("ยกเลิก", "ขอยกเลิกบริการ", ["ยกเลิก"]),
        ("naïve", "how naive", ["naive"]),
        ("???", "why??? what", ["???"]),
        ("so late", "sooooo late", ["sooooo late"]),
        ("cool", "this is coooool", ["coooool"]),
        ("help me", "heeelp meeee", ["heeelp meeee"]),
        ("404", "error ٤٠٤", ["٤٠٤"]),
        (
            "muert* de miedo",
            "muerta de miedo, muerto  de miedo, muerte y miedo",
            ["muerta de miedo", "muerto  de miedo"],
        ),
        ("верн* деньг*", "ВЕРНИТЕ мои деньги, верните деньги!", ["верните деньги"]),
        ("a* b* c", "aaa bbb c", ["aaa bbb c"]),
        ("پول* بدهید", "پولم را بدهید، پولم بدهید", ["پولم بدهید"]),
        ("re*fund", "refund, rerefund, re fund", ["refund", "rerefund"]),
    ],
)
def test_words_are_found_in_every_spelling_and_as_whole_words(phrase: str, text: str, found: list[str]):
    assert words(index(phrase), text) == found


def test_exact_phrases_want_case_and_accents_as_written():
    gift = index("Gift", exact=True)
    assert words(gift, "Das ist Gift für uns, no gift") == ["Gift"]
    assert words(index("résumé", exact=True), "resume résumé") == ["résumé"]


def test_a_shield_covers_the_hits_inside_it_only():
    shielded = index("down", unless={"down": ["download", "break down"]})
    assert words(shielded, "break down") == []
    assert words(shielded, "It is down, I cannot download") == ["down"]
    hits = shielded.find(fold("break down"), "new", "en")
    assert [(hit.start, hit.end, hit.shielded) for hit in hits] == [(6, 10, True)]


def test_shields_work_where_no_blanks_are_written():
    slow = index("ช้า", unless={"ช้า": ["ช้าง"]})
    assert words(slow, "ช้างตัวใหญ่") == []
    assert words(slow, "ระบบช้ามาก") == ["ช้า"]
    down = index("ダウン", unless={"ダウン": ["ダウンロード"]})
    assert words(down, "だうんろーど ダウンロード") == []
    assert words(down, "サーバーがダウンしました") == ["ダウン"]


def test_a_shield_may_lie_in_another_view_of_a_drawn_out_word():
    assert words(index("so", unless={"so": ["so far"]}), "sooo far") == []


def test_places_and_languages_limit_a_phrase():
    only_german = index("die", only_in=frozenset({"de"}))
    assert words(only_german, "ich will die Ware", language="de") == ["die"]
    assert words(only_german, "I will die", language="en") == []
    assert words(only_german, "die", place="quoted", language="de") == []


def test_several_signals_may_share_a_phrase():
    shared = index_phrases(
        tuple(
            make_phrase(Rule(signal, "lawyer", 1.0, frozenset({"new"})))
            for signal in (SignalName.LEGAL, SignalName.ANGER)
        )
    )
    assert {hit.rule.signal for hit in shared.find(fold("my lawyer"), "new", "en")} == {"legal", "anger"}


def test_each_phrase_is_found_five_times_at_most():
    assert len(words(index("late"), "late " * 1000)) == 5


def test_a_true_hit_behind_many_shielded_ones_is_found():
    assert words(index("down", unless={"down": ["download"]}), "download " * 500 + "down") == ["down"]
    assert words(index("late"), "lately " * 5000 + "late") == ["late"]


def test_no_phrases_find_nothing():
    assert words(index(), "anything") == []


def test_nesting_counts_phrases_that_end_in_one_another():
    assert nesting(["a", "aa", "ba", "c"]) == (2, "ba")
    assert nesting([]) == (0, "")
    assert nesting(["a" * n for n in range(1, 100)])[0] == 99


@given(st.sets(st.text(alphabet="abc", min_size=1, max_size=6), max_size=40))
def test_nesting_is_what_counting_every_ending_gives(strings: set[str]):
    depths = {each: sum(each[start:] in strings for start in range(len(each))) for each in strings}
    expected = max(((depth, len(each), each) for each, depth in depths.items()), default=(0, 0, ""))
    assert nesting(strings) == (expected[0], expected[2])


def test_an_overlap_bomb_costs_little():
    bomb = index(*("a" * n for n in range(1, MAX_NESTING + 1)))
    started = perf_counter()
    bomb.find(fold("b" + "a" * 100_000), "new", "en")
    bomb.find(fold("a " * 50_000), "new", "en")
    assert perf_counter() - started < 5


@pytest.mark.parametrize("length", [1, 936, 937, 938, 2000])
def test_hits_across_the_pieces_of_a_long_text_are_found_once(length: int):
    nested = index(*("a" * n for n in range(1, MAX_NESTING + 1)), "needle in hay")
    text = fold("x" * length + " needle in hay " + "x" * length)
    assert sum(end - start == len("needle in hay") for _, start, end in nested.raw_hits(text.text)) == 1


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\ue000", "\x00", "ﷺ" * 50, "e\u0301" * 5000, "ﬀ" * 1000])
def test_odd_texts_are_harmless(text: str):
    assert words(index("down", "ff", "é"), text) == words(index("down", "ff", "é"), text)
