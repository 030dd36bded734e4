from __future__ import annotations

import pytest

from inboxd.core.judge.structure import find_structure


def found(text: str, place: str = "new") -> list[tuple[str, str]]:
    return [(hit.rule.written, text[hit.start : hit.end]) for hit in find_structure(place, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Why???", [("built-in:repeated-marks", "???")]),
        ("まだですか？！！", [("built-in:repeated-marks", "？！！")]),
        ("Why?? Really!", []),
        ("WHERE IS MY ORDER", [("built-in:shouting", "WHERE")]),
        ("Where is my ORDER from IKEA", []),
        ("ГДЕ МОЙ ЗАКАЗ ВЧЕРАШНИЙ", [("built-in:shouting", "ГДЕ")]),
        ("OK THANKS", []),
        ("注文はどこですか", []),
        ("", []),
    ],
)
def test_shouting_and_repeated_marks_need_no_language(text: str, expected: list[tuple[str, str]]):
    assert found(text) == expected


def test_only_what_the_person_wrote_is_looked_at():
    assert found("WHERE IS MY ORDER???", "quoted") == []
