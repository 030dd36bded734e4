"""What a message is about, and what is only said in another language or in a longer word."""

from __future__ import annotations

import pytest

from inboxd.core.judge.judge import judge
from inboxd.core.judge.topics import find_topics
from inboxd.core.rules.compile import compile_rules
from inboxd.core.text.fold import fold
from tests.core.judge.mails import make_mail
from tests.core.rules.folders import rules_files

TOPICS = "topics: [{name: sign-in, title: a}, {name: charge, title: b}, {name: double, title: c, phrases: ['2x']}]"
ENGLISH = """
language: en
topics:
  sign-in: {title: signing in, phrases: [log in, password*]}
  charge: {phrases: [charged]}
  double: {phrases: [charged twice]}
"""
SPANISH = "language: es\ntopics:\n  sign-in: {phrases: [contraseña*]}\n  charge: {phrases: [cita]}\n"
RULES = compile_rules(rules_files(**{"topics.yaml": TOPICS, "words/en.yaml": ENGLISH, "words/es.yaml": SPANISH}))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I cannot log in", "en", ("sign-in",)),
        ("You charged me; my passwords are gone", "en", ("sign-in", "charge")),
        ("charged twice", "en", ("double",)),
        ("Olvidé mi CONTRASENA", "es", ("sign-in",)),
        ("password y cita", "es", ("sign-in", "charge")),
        ("please cita the log in page", "en", ("sign-in",)),
        ("cita", "en", ("charge",)),
        ("2x", "th", ("double",)),
        ("Nothing of that", "en", ()),
    ],
)
def test_topics_are_known_by_words(text, language, expected):
    assert find_topics((fold(text),), RULES, language) == expected


def test_what_is_quoted_makes_no_topic():
    verdict = judge(make_mail("Thank you.\n\n> I cannot log in, order 20417"), RULES)
    assert verdict.topics == ()
    assert verdict.identifiers == ()
