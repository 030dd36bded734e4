"""A mistake in one language's reply text: English is used for it, and everybody is told."""

from __future__ import annotations

import pytest

from inboxd.core.compose.templates import compile_templates
from inboxd.core.rehearse import examine
from tests.core.rules.folders import REPLY, rules_files

BROKEN = "Subject: Da\n\nGuten Tag {{ nmae }}\n"


def test_the_set_goes_live_without_the_text_and_says_so():
    rules, problems = examine(rules_files(**{"replies/urgent.de.txt": BROKEN, "replies/standard.de.txt": REPLY}))
    assert rules is not None
    assert [(each.file, each.line, each.warning) for each in rules.broken] == [("replies/urgent.de.txt", 3, False)]
    assert set(rules.broken) <= set(problems)
    assert rules.template("urgent", "de") == ("en", REPLY)
    templates = compile_templates(rules.replies)
    assert templates.choose("urgent", "de").language == "en"
    assert templates.choose("standard", "de").language == "de"


@pytest.mark.parametrize(
    "changes",
    [
        {"replies/urgent.en.txt": BROKEN},
        {"replies/urgent.en.txt": BROKEN, "replies/urgent.de.txt": BROKEN},
        {"replies/other.de.txt": BROKEN},
        {"replies/other.de.txt": REPLY},
        {"replies/urgent.de.txt": BROKEN, "signals/en.yaml": "language: en\nsignals: {blocked: [down: 50]}\n"},
        {"replies/urgent.de.txt": BROKEN, "words/en.yaml": "language: en\nquestions: {what: Eh?}\n"},
    ],
)
def test_everything_else_still_refuses_the_set(changes):
    rules, problems = examine(rules_files(**changes))
    assert rules is None
    assert any(not each.warning for each in problems)
