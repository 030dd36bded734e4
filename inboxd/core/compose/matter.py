"""The customer's matter in a few words of their language: what it is about, what they gave, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from inboxd.core.compose.lines import one_line
from inboxd.core.compose.wording import phrase_opening
from inboxd.core.values.acknowledging import LanguageWords
from inboxd.core.values.effect import Letter

MOST_TOPICS = 2
"""A message about more than that is about everything: naming its subject says more than a list."""
MOST_NUMBERS = 4

_LONGEST_NUMBER = 40


def matter_words(
    letter: Letter, words: LanguageWords, now: datetime, zone: ZoneInfo, language: str
) -> Mapping[str, str]:
    """The variables of a reply text that speak of the matter, by name; "" for what there is nothing to say about.

    Args:
        words: of the text's language.
        language: of the text.
    """
    questions = [sentence for name in letter.questions if (sentence := words.questions.get(name, ""))]
    opens = phrase_opening(letter.opens_at, now, zone, language, words.opens) if letter.opens_at else ""
    return {
        "topic": phrase_topics(letter.topics, words),
        "numbers": phrase_numbers(letter, words),
        "question_1": questions[0] if questions else "",
        "question_2": questions[1] if len(questions) > 1 else "",
        "closed": "yes" if letter.closed and letter.opens_at is not None and letter.opens_at > now else "",
        "opens": opens,
        "incident": letter.incident_text,
    }


def phrase_topics(topics: tuple[str, ...], words: LanguageWords) -> str:
    """E.g. "signing in and a refund"; "" when there are too many. Topics without a title are not spoken of."""
    titles = tuple(title for name in topics if (title := words.topics.get(name, "")))
    return words.join(titles) if len(titles) <= MOST_TOPICS else ""


def phrase_numbers(letter: Letter, words: LanguageWords) -> str:
    """E.g. "order A-20417 and invoice 5531". Numbers without a title are not spoken of."""
    named = tuple(
        pattern.replace("{number}", one_line(each.value, _LONGEST_NUMBER))
        for each in letter.identifiers
        if (pattern := words.numbers.get(each.name, ""))
    )
    return words.join(named[:MOST_NUMBERS])
