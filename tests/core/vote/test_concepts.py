from __future__ import annotations

import pytest

from inboxd.core.text.fold import fold
from inboxd.core.vote.concepts import index_concepts, searched_string


def found(word: str, text: str) -> list[str]:
    folded = fold(text, joined=False).text
    concepts = index_concepts({"any": (searched_string(word),)})
    return [folded[start:end].strip() for _, start, end in concepts.find(folded)]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("lost", "Everything is LOST."),
        ("no answer", "still no\nanswer!"),
        ("wart*", "Wir warteten lange"),
        ("peut pas", "on ne peut pas…"),
        ("待って", "ずっと待っています"),
        ("รอ", "ยังรออยู่"),
        ("환불", "환불해 주세요"),
        ("منتظرم", "سه هفته است منتظرم"),
        ("इंतज़ार", "कब से इंतज़ार है"),
    ],
)
def test_words_are_found_as_people_write_them(word: str, text: str):
    assert len(found(word, text)) == 1


@pytest.mark.parametrize(
    ("word", "text"),
    [("lost", "The lostness of it"), ("late", "Please translate this"), ("환불", "재환불은"), ("منتظر", "غیرمنتظره")],
)
def test_parts_of_other_words_are_not(word: str, text: str):
    assert found(word, text) == []


def test_offsets_point_into_the_folded_text():
    folded = fold("Hélas, LOST again", joined=False).text
    concepts = index_concepts({"gone": (searched_string("lost"),)})
    ((concept, start, end),) = concepts.find(folded)
    assert (concept, folded[start:end].strip(" ,")) == (0, "lost")


def test_a_word_may_stand_for_several_concepts():
    both = index_concepts({"one": (searched_string("till"),), "two": (searched_string("till"),)})
    assert {concept for concept, _, _ in both.find("the till")} == {0, 1}


def test_nothing_is_searched_for_what_holds_no_letter():
    assert searched_string(" *! ") == ""
