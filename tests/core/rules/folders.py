"""A small, correct rules folder, from which tests change what they are about."""

from __future__ import annotations

import textwrap

from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.ruleset import RuleSet
from inboxd.errors import Problem, RulesRefused

ROUTES = """\
heat: {blocked: 1, distress: 1, loss: 1, safety: 1, anger: 1, urgency: 1, churn: 1, legal: 1, chasing: 1, calm: -1}
routes:
  - name: hugs
    when: {praise: ">= 3", heat: "< 3"}
    then: {folder: Hugs, case: false}
    examples: [{text: "You are wonderful"}]
  - name: priority
    why: They see an answer first.
    when: {heat: ">= 5"}
    then: {folder: Priority, flag: true, acknowledge: urgent, reply_within: 1h, follow_up: 3d}
    examples: [{text: "The site is down since monday"}]
  - name: question
    then: {acknowledge: standard, reply_within: 1d}
    examples: [{text: "Do you open on Sunday?"}]
"""
ENGLISH = """\
language: en
signals:
  blocked:
    - is down: 5
  praise:
    - wonderful: 3
  wish:
    - phrase: would be nice
      weight: 1
      status: shadow
"""
REPLY = "Subject: We have it\n\nThank you for writing.\n"


def rules_files(**changes: str | None) -> dict[str, bytes]:
    """The folder with some files replaced, added or (None) left out."""
    files: dict[str, str | None] = {
        "routes.yaml": ROUTES,
        "signals/en.yaml": ENGLISH,
        "replies/urgent.en.txt": REPLY,
        "replies/standard.en.txt": REPLY,
        "replies/follow_up.en.txt": REPLY,
        **changes,
    }
    return {name: text.encode() for name, text in files.items() if text is not None}


def signals(body: str, language: str = "en") -> str:
    """A signals file whose `signals:` are the dedented body."""
    return f"language: {language}\nsignals:\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "  ") + "\n"


def rules_with(body: str, **changes: str | None) -> RuleSet:
    """The small folder with other English signals (examples are not run here)."""
    return compile_rules(rules_files(**{"signals/en.yaml": signals(body), **changes}))


def problems_of(files: dict[str, bytes], *, warnings: bool = False) -> list[str]:
    """Every problem as people see it; without warnings unless asked for."""
    found: tuple[Problem, ...]
    try:
        found = compile_rules(files).warnings
    except RulesRefused as refusal:
        found = refusal.problems
    return [str(problem) for problem in found if warnings or not problem.warning]
