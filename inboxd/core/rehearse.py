"""What must be right before a set of rules goes live: its files, its reply texts, and its own examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from inboxd.core.compose.templates import FALLBACK_LANGUAGE, read_templates
from inboxd.core.judge.judge import judge
from inboxd.core.judge.objection import counted_words, why_not_taken
from inboxd.core.judge.source import behind_source
from inboxd.core.judge.tone import lint_replies
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.compile import compile_rules, sort_problems
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.folder import reply_sources
from inboxd.core.rules.ruleset import Example, RuleSet
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Verdict
from inboxd.core.vote.voter import Voter
from inboxd.errors import Problem, RulesRefused


def examine(files: Mapping[str, bytes], voter: Voter | None = None) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Compile a rules folder, compile its reply texts, and run its examples.

    Returns:
        The set, None when it may not go live, and every problem by file and line, warnings among them. The examples
        are run only when the rule files themselves are right. A mistake in a reply text that has an English
        counterpart keeps nothing from going live: English is used instead, and the set says so (`RuleSet.broken`).
    """
    rules, problems = None, list[Problem]()
    try:
        rules = compile_rules(files, voter)
        rules = replace(rules, warnings=sort_problems((*rules.warnings, *lint_replies(rules))))
        problems.extend((*rules.warnings, *rehearse(rules)))
    except RulesRefused as refusal:
        problems.extend(refusal.problems)
    sources = reply_sources(files)
    _, mistakes = read_templates(sources)
    broken = tuple(each for each in mistakes if _has_stand_in(each.file, sources))
    problems.extend(mistakes)
    if rules is None or not all(problem.warning or problem in broken for problem in problems):
        return None, sort_problems(problems)
    return _with_stand_ins(rules, broken), sort_problems(problems)


def _has_stand_in(file: str, sources: Mapping[tuple[str, str], str]) -> bool:
    """Whether customers can be written to in English instead."""
    name, language = _text_of(file)
    return language != FALLBACK_LANGUAGE and (name, FALLBACK_LANGUAGE) in sources


def _with_stand_ins(rules: RuleSet, broken: tuple[Problem, ...]) -> RuleSet:
    gone = {_text_of(each.file) for each in broken}
    kept = {text: source for text, source in rules.replies.items() if text not in gone}
    return replace(rules, replies=kept, broken=sort_problems(broken))


def _text_of(file: str) -> tuple[str, str]:
    """`replies/urgent.de.txt` → ("urgent", "de")."""
    name, language, _ = file.removeprefix("replies/").rsplit(".", 2)
    return name, language


def rehearse(rules: RuleSet) -> tuple[Problem, ...]:
    """Every example that takes another route than it must, with the reason; empty when all are right."""
    return tuple(problem for example in rules.examples for problem in _run(example, rules))


def example_mail(example: Example) -> Mail:
    """The example as a message: composed to bytes and parsed, so that quotes and signatures are cut as ever."""
    raw = example.mail if isinstance(example.mail, bytes) else compose_draft(example.mail)
    return parse_bytes(raw, DRAFTED_AT)


def _run(example: Example, rules: RuleSet) -> Iterator[Problem]:
    verdict = judge(behind_source(example_mail(example), rules.customers), rules, example.contacts)
    if verdict.route.name == example.route:
        return
    what = f"the example {_title(example)} must take the route {example.route!r} but takes {verdict.route.name!r}"
    yield Problem(example.file, example.line, what, _why(example, verdict))


def _title(example: Example) -> str:
    if isinstance(example.mail, bytes):
        return "mail"
    words = example.mail.subject or " ".join((example.mail.text or example.mail.html).split())
    return repr(words if len(words) <= 50 else words[:49] + "…")


def _why(example: Example, verdict: Verdict) -> str:
    words = counted_words(verdict)
    evidence = f" ({words})" if words else ", no evidence"
    return f"{why_not_taken(verdict, example.route)}; heat {verdict.heat:g}{evidence}"
