"""The sentences of the shipped texts that promise an answer, as customers read them in every language."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.idioms import IDIOMS
from inboxd.core.compose.templates import Words, compile_templates
from inboxd.core.compose.wording import phrase_day, phrase_reply_by
from inboxd.core.rules.folder import reply_sources

ROOT = Path(__file__).resolve().parents[2]
FILES = {f"replies/{path.name}": path.read_bytes() for path in (ROOT / "rules" / "replies").glob("*.txt")}
TEMPLATES = compile_templates(reply_sources(FILES))
LANGUAGES = TEMPLATES.languages("urgent")
GOLDEN = Path(__file__).with_name("promises.txt")
ZONE = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=ZONE)
DUE = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
_ENDS = re.compile(r"(?<=[.!?؟।])\s+|(?<=。)|\n")
_ENDS_IN_THAI = re.compile(r"\s")


def said(name: str, language: str) -> tuple[str, str]:
    """The phrase of time, and the sentence of the text in which it stands."""
    phrase = (
        phrase_day(NOW, ZONE, language)
        if name == "follow_up"
        else phrase_reply_by(DUE, NOW, ZONE, language, name_zone=False)
    )
    words = Words(
        name="Mira",
        token="K7QX-2M4D",
        reply_by="" if name == "follow_up" else phrase,
        team="Larch",
        address="support@larch.example",
        answered_on=phrase,
    )
    _, body = TEMPLATES.choose(name, language).render(words)
    assert phrase in body
    # The phrase's own points (16:20 ч., 10.00) end no sentence.
    ends = _ENDS_IN_THAI if language == "th" else _ENDS
    sentences = ends.split(body.replace(phrase, "\x00"))
    (sentence,) = [each for each in sentences if "\x00" in each]
    return phrase, " ".join(sentence.replace("\x00", phrase).split())


def told() -> str:
    return "".join(
        f"{language} {name}: {said(name, language)[1]}\n"
        for language in LANGUAGES
        for name in ("urgent", "standard", "follow_up")
    )


def test_every_language_of_the_texts_has_an_idiom_of_time():
    assert len(LANGUAGES) == 21
    assert set(LANGUAGES) == set(IDIOMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["urgent", "standard", "follow_up"])
def test_no_sentence_says_a_date_in_figures_only(name, language):
    _, sentence = said(name, language)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", sentence)
    assert "  " not in sentence
    assert ": 0" not in sentence


def test_the_sentences_are_as_they_were_when_they_were_last_read():
    assert told() == GOLDEN.read_text("utf-8")
