from __future__ import annotations

from dataclasses import astuple

from inboxd.core.judge.tone import LONGEST_QUOTE, lint_replies, lint_tone
from inboxd.core.rehearse import examine
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.tone import ToneKind
from tests.core.rules.folders import REPLY, problems_of, rules_files

TONE = """\
language: en
blame:
  - phrase: you should have
    say: Say what helps now.
    unless: [you should have received]
argue:
  - calm down
stock:
  - apologi* for any inconvenience
  - for any inconvenience
"""
GERMAN = "language: de\nblame: [bedienungsfehler]\nargue: []\nstock: []\n"


def rules_with(**files):
    return compile_rules(rules_files(**{"tone/en.yaml": TONE, **files}))


def quotes(text, language="en", **files):
    return [found.quote for found in lint_tone(text, language, rules_with(**files))]


def test_a_finding_says_what_was_written_where_the_rule_stands_and_what_to_write_instead():
    (found,) = lint_tone("Well. You should  have read it.", "en", rules_with())
    assert astuple(found) == (ToneKind.BLAME, "You should have", "Say what helps now.", "tone/en.yaml", 3, 6)


def test_findings_come_in_the_order_of_the_text_each_rule_once():
    assert quotes("Calm down. You should have known. Calm down!") == ["Calm down", "You should have"]


def test_case_accents_and_line_breaks_do_not_hide_a_phrase():
    assert quotes("PLEASE CALM\nDÓWN") == ["CALM DÓWN"]


def test_a_longer_harmless_phrase_shields_a_shorter_one():
    assert quotes("By now you should have received your parcel.") == []


def test_only_the_longer_of_two_phrases_inside_each_other_is_told():
    assert quotes("We apologise for any inconvenience.") == ["apologise for any inconvenience"]


def test_rules_of_another_language_are_not_asked():
    files = {"tone/de.yaml": GERMAN}
    assert quotes("Bedienungsfehler. Calm down.", "de", **files) == ["Bedienungsfehler"]
    assert quotes("Bedienungsfehler. Calm down.", "en", **files) == ["Calm down"]


def test_a_text_whose_language_cannot_be_told_is_read_with_all_rules():
    assert quotes("Bedienungsfehler. Calm down.", "und", **{"tone/de.yaml": GERMAN}) == [
        "Bedienungsfehler",
        "Calm down",
    ]


def test_a_quote_is_at_most_eighty_characters_long():
    long = "we want to tell you that this is how it has always been and how it will be for all times to come"
    rules = rules_with(**{"tone/en.yaml": f"language: en\nstock: [{long}]\n"})
    (found,) = lint_tone(long, "en", rules)
    assert len(found.quote) == LONGEST_QUOTE
    assert found.quote.endswith("…")


def test_without_tone_files_nothing_is_found():
    assert lint_tone("Calm down.", "en", compile_rules(rules_files())) == ()


def test_a_reply_text_that_argues_is_a_warning_with_its_line_and_the_rules_still_go_live():
    reply = "Subject: We have it\n\n{{ name }}\nThank you.\nPlease calm down.\n"
    rules, problems = examine(rules_files(**{"tone/en.yaml": TONE, "replies/standard.en.txt": reply}))
    assert rules is not None
    told = [str(problem) for problem in problems if problem.file.startswith("replies/")]
    assert told == [
        "replies/standard.en.txt:5: warning: 'calm down' argues with the customer (tone/en.yaml:7)",
    ]
    assert set(rules.warnings) >= {problem for problem in problems if problem.file.startswith("replies/")}


def test_words_inside_a_templates_braces_are_read_when_customers_may_see_them():
    spoken = 'Subject: Hi\n\n{{ "Calm down" if name else "Hello" }}\nThank you.\n'
    hidden = "Subject: Hi\n\n{% if name %}Thank you{% else %}Hello{% endif %} {# calm down #}.\n"
    assert [p.line for p in lint_replies(rules_with(**{"replies/standard.en.txt": spoken}))] == [3]
    assert list(lint_replies(rules_with(**{"replies/standard.en.txt": hidden, "replies/urgent.en.txt": REPLY}))) == []


def test_mistakes_in_a_tone_file_are_named_by_line_and_refuse_the_set():
    broken = "language: de\nblame:\n  - prase: oops\nstok: []\n"
    assert problems_of(rules_files(**{"tone/en.yaml": broken})) == [
        "tone/en.yaml:3: 'phrase' is missing (Words; `*` after letters stands for any ending.)",
        "tone/en.yaml:3: there is no key 'prase' here (did you mean 'phrase'?)",
        "tone/en.yaml:4: there is no key 'stok' here (did you mean 'stock'?)",
    ]
    assert problems_of(rules_files(**{"tone/en.yaml": "language: de\nblame: ['*']\n"})) == [
        "tone/en.yaml:1: the language is 'de', but the file is named for 'en' (make them the same)",
        (
            "tone/en.yaml:2: in '*' a `*` stands where no word ends "
            "(write words as they stand in answers; `*` ends a word)"
        ),
    ]
