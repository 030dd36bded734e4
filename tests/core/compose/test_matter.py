from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.matter import MOST_NUMBERS, matter_words
from inboxd.core.values.acknowledging import LanguageWords
from inboxd.core.values.case import Identifier
from inboxd.core.values.effect import Letter

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # a Saturday
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
WORDS = LanguageWords(
    between=", ",
    last=" and ",
    opens=("today at {time}", "tomorrow at {time}", "on {date}, at {time}"),
    topics={"sign-in": "signing in", "refund": "a refund", "slow": "slow loading"},
    numbers={"order": "order {number}", "invoice": "invoice {number}"},
    questions={"which-order": "Which order?", "which-account": "Which account?"},
)


def words(language="en", known=WORDS, **changes):
    letter = Letter("acknowledgment", "urgent", "en", "mira@bluehill.example", "Mira", "support", "", "", "", **changes)
    return matter_words(letter, known, NOW, BERLIN, language)


@pytest.mark.parametrize(
    ("topics", "phrase"),
    [
        ((), ""),
        (("sign-in",), "signing in"),
        (("sign-in", "refund"), "signing in and a refund"),
        (("sign-in", "refund", "slow"), ""),
        (("unknown",), ""),
        (("sign-in", "unknown"), "signing in"),
    ],
)
def test_topics_are_named_when_they_have_a_title_and_are_few(topics, phrase):
    assert words(topics=topics)["topic"] == phrase


def test_numbers_are_joined_as_people_say_them():
    given = (Identifier("order", "A-20417"), Identifier("number", "77777"), Identifier("invoice", "5531"))
    assert words(identifiers=given)["numbers"] == "order A-20417 and invoice 5531"


def test_numbers_are_one_line_and_few():
    given = tuple(Identifier("order", f"{number}\r\n{{{{ x }}}}" + "9" * 300) for number in range(20))
    phrase = words(identifiers=given)["numbers"]
    assert phrase.count("order ") == MOST_NUMBERS
    assert len(phrase.splitlines()) == 1


def test_a_question_without_a_sentence_is_not_asked():
    found = words(questions=("which-booking", "which-order"))
    assert (found["question_1"], found["question_2"]) == ("Which order?", "")


@pytest.mark.parametrize(
    ("opens_at", "closed", "opens"),
    [
        (MONDAY, "yes", "on Monday, 23 November, at 09:00 (CET)"),
        (NOW.replace(hour=17), "yes", "today at 18:00 (CET)"),
        (MONDAY.replace(day=22), "yes", "tomorrow at 09:00 (CET)"),
        (NOW, "", ""),
        (None, "", ""),
    ],
)
def test_it_says_when_somebody_works_next_until_somebody_does(opens_at, closed, opens):
    found = words(closed=opens_at is not None, opens_at=opens_at)
    assert (found["closed"], found["opens"]) == (closed, opens)


def test_a_language_without_words_says_nothing():
    given = (Identifier("order", "1"),)
    found = words(known=LanguageWords(), topics=("sign-in",), identifiers=given, closed=True, opens_at=MONDAY)
    assert found == dict.fromkeys(found, "") | {"closed": "yes"}
