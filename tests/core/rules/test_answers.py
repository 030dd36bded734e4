"""Answer files and `verification.yaml`: what is read, and what is refused with its line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.verification import RatingBy, RatingStyle, Verification
from tests.core.rules.folders import problems_of, rules_files


def verification(text: str) -> Verification:
    return compile_rules(rules_files(**{"verification.yaml": text})).verification


def test_without_a_file_the_defaults_hold():
    assert compile_rules(rules_files()).verification == Verification()


def test_every_key_is_read():
    read = verification(
        "reopen_as: question\nsilence: 3d\nremind: never\ncooldown: 1w\nsample: 12.5%\nrating: five\n"
        "rating_by: link\nlink_valid: 2d\n"
    )
    days = timedelta(days=1)
    assert read == Verification("question", 3 * days, None, 7 * days, 0.125, RatingStyle.FIVE, RatingBy.LINK, 2 * days)


def test_a_reminder_needs_its_text_and_must_come_before_the_silence():
    text = "remind: 2d\n"
    (problem,) = problems_of(rules_files(**{"verification.yaml": text}))
    assert "replies/reminder.en.txt" in str(problem)
    late = {
        "verification.yaml": "silence: 2d\nremind: 3d\n",
        "replies/reminder.en.txt": "Subject: Again\n\nYes or no?\n",
    }
    (problem,) = problems_of(rules_files(**late))
    assert str(problem).startswith("verification.yaml:2: the reminder would come after the silence")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reopen_as: priorty\n", "there is no route 'priorty'"),
        ("sample: 30\n", '"100%"'),
        ("sample: 130%\n", '"100%"'),
        ("silent: 3d\n", "silence"),
        ("rating: seven\n", "five"),
        ("remind: sometimes\n", "is not a duration"),
    ],
)
def test_mistakes_are_named_with_their_line(text, words):
    (problem,) = problems_of(rules_files(**{"verification.yaml": text}))
    assert str(problem).startswith("verification.yaml:1")
    assert words in str(problem)


def test_answer_files_are_read_and_their_language_is_compared():
    rules = compile_rules(rules_files(**{"answers/de.yaml": "language: de\nyes: [ja]\nnot: [nicht]\n"}))
    assert [phrase.rule.written for phrase in rules.answers.phrases] == ["ja", "nicht"]
    (problem,) = problems_of(rules_files(**{"answers/de.yaml": "language: en\nyes: [ja]\n"}))
    assert "the file is named for 'de'" in str(problem)


def test_unknown_lists_and_stars_at_the_wrong_place_are_refused():
    (problem,) = problems_of(rules_files(**{"answers/en.yaml": "language: en\nyess: [yes]\n"}))
    assert "yes" in str(problem)
    (problem,) = problems_of(rules_files(**{"answers/en.yaml": "language: en\nyes:\n  - aye\n  - 'yes *'\n"}))
    assert str(problem).startswith("answers/en.yaml:4")


def test_words_that_mean_two_things_are_warned_of_unless_the_lists_may_share_them():
    both = compile_rules(rules_files(**{"answers/en.yaml": "language: en\nyes: [sure]\nreserve: [sure]\n"}))
    (warning,) = [each for each in both.warnings if each.file == "answers/en.yaml"]
    assert "'sure' stands under 'yes' too" in str(warning)
    free = compile_rules(
        rules_files(**{"answers/en.yaml": "language: en\nno: [not]\nnot: [not]\nyes: [ok]\nokay: [ok]\n"})
    )
    assert [each for each in free.warnings if each.file == "answers/en.yaml"] == []
