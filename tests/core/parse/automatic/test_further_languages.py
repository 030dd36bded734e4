"""Machines without a header that marks them, and people who use the same words, in further languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from inboxd.core.parse.automatic import search
from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.values.reasons import Reason
from tests.builders import make_mail

ROWS = [
    tuple(part.strip() for part in line.split("|", 2))
    for line in (Path(__file__).parent / "further_languages.txt").read_text("utf-8").splitlines()
]
SIGNS = {
    "absence": {Reason.ABSENCE_TEXT},
    "robot": {Reason.DO_NOT_REPLY_TEXT, Reason.RECEIPT_TEXT},
}


@pytest.mark.parametrize(("language", "kind", "text"), ROWS, ids=[f"{a}-{b}-{n}" for n, (a, b, _) in enumerate(ROWS)])
def test_a_notice_is_known_by_its_words_and_a_complaint_with_them_is_not(language: str, kind: str, text: str):
    codes = {sign.code for sign in automatic_signs(make_mail(text))}
    assert (codes & SIGNS[kind]) if kind in SIGNS else not codes, (language, codes)


@pytest.mark.parametrize(
    "subject", ["Samodejni odgovor: Pomoč", "Αυτόματο μήνυμα: βοήθεια", "Automaatne vastus: abi", "Pärringer: abi"]
)
def test_a_subject_that_begins_like_an_automatic_reply_is_a_sign(subject: str):
    codes = [sign.code for sign in automatic_signs(make_mail(subject=subject))]
    assert codes == ([] if subject.startswith("Pär") else [Reason.AUTOMATIC_SUBJECT])


@pytest.mark.parametrize("kind", ["ABSENCE", "MEANWHILE", "DO_NOT_REPLY", "CHALLENGE", "RECEIVED", "PROMISED"])
def test_phrases_are_written_as_folded_text_is(kind: str):
    phrases = getattr(search, kind)
    for pattern in (phrases.latin, phrases.other):
        bare = pattern.pattern.replace("\\S", "").replace("\\W", "")
        assert bare == bare.casefold()


@pytest.mark.parametrize("sender", ["powiadomienia", "skener", "benachrichtigung", "ertesites"])
def test_a_robots_address_in_another_language_is_one(sender: str):
    codes = [sign.code for sign in automatic_signs(make_mail(sender=f"{sender}@goldline.example"))]
    assert codes == [Reason.ROBOT_ADDRESS]
