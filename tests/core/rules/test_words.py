"""Words files and `acknowledgment.yaml`: what is read from them, and mistakes with file and line."""

from __future__ import annotations

import pytest

from inboxd.core.rules.compile import compile_rules
from tests.core.rules.folders import problems_of, rules_files

TOPICS = "topics: [{name: sign-in, title: Signing in}]\n"
ACKNOWLEDGMENT = """\
identifiers: [{name: order}]
questions:
  - {name: which-order, topics: [sign-in], routes: [priority], unless_given: [order]}
hands_off:
  - {why: law, when: {legal: ">= 4"}}
"""
WORDS = """\
language: en
list: {last: " and "}
topics:
  sign-in: {title: signing in, phrases: [log in]}
numbers:
  order: {title: "order {number}", said: [order]}
questions: {which-order: "Which order?"}
"""
GOOD = {"topics.yaml": TOPICS, "acknowledgment.yaml": ACKNOWLEDGMENT, "words/en.yaml": WORDS}


def test_everything_is_read():
    rules = compile_rules(rules_files(**GOOD))
    words = rules.words.of("en-GB")
    assert words.topics == {"sign-in": "signing in"}
    assert words.join(("a", "b", "c")) == "a, b and c"
    assert rules.words.of("th").topics == {}
    assert [each.name for each in rules.acknowledging.inquiries] == ["which-order"]
    assert [each.why for each in rules.hands_off] == ["law"]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        ("words/en.yaml", "sign-in:", "sing-in:", 4, "there is no 'sing-in' among the topics"),
        ("words/en.yaml", "  order:", "  odrer:", 6, "there is no 'odrer' among the numbers"),
        ("words/en.yaml", "{which-order:", "{who:", 7, "there is no 'who' among the questions"),
        ("words/en.yaml", "order {number}", "order", 6, "must hold {number} once"),
        ("words/en.yaml", "language: en", "language: de", 1, "the file is named for 'en'"),
        ("words/en.yaml", "[log in]", "['*']", 4, "stands where no word ends"),
        ("acknowledgment.yaml", "[sign-in]", "[sing-in]", 3, "there is no 'sing-in' for 'topics'"),
        ("acknowledgment.yaml", "[priority]", "[urgent]", 3, "there is no 'urgent' for 'routes'"),
        ("acknowledgment.yaml", "unless_given: [order]", "unless_given: [ordre]", 3, "there is no 'ordre'"),
        ("acknowledgment.yaml", '{legal: ">= 4"}', "{}", 5, "holds for every message"),
        ("acknowledgment.yaml", "{name: order}", "{name: order, patterns: ['(a']}", 1, "RE2 refuses the pattern"),
        ("acknowledgment.yaml", "{name: order}", "{name: order, patterns: ['a*']}", 1, "matches the empty text"),
    ],
)
def test_mistakes_are_told_with_their_line(file, old, new, line, what):
    found = problems_of(rules_files(**{**GOOD, file: GOOD[file].replace(old, new, 1)}))
    assert [each for each in found if each.startswith(f"{file}:{line}: ") and what in each]


def test_a_signal_that_only_silences_counts_somewhere():
    signals = "language: en\nsignals:\n  blocked: [is down: 5]\n  praise: [wonderful: 3]\n  grief: [funeral: 4]\n"
    hands_off = ACKNOWLEDGMENT.replace('legal: ">= 4"', 'grief: ">= 3"')
    rules = compile_rules(rules_files(**{**GOOD, "signals/en.yaml": signals, "acknowledgment.yaml": hands_off}))
    assert not [each for each in rules.warnings if "counts nowhere" in each.what]
