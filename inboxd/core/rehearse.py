"""What must be right before a set of rules goes live: its files, its reply texts, and its own examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from inboxd.core.compose.templates import compile_templates
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.compile import compile_rules, sort_problems
from inboxd.core.rules.folder import reply_sources
from inboxd.core.rules.ruleset import Draft, Example, RuleSet
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Verdict
from inboxd.errors import Problem, RulesRefused

_RECEIVED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_WORDS_SHOWN = 4


def examine(files: Mapping[str, bytes]) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Compile a rules folder, compile its reply texts, and run its examples.

    Returns:
        The set, None when it may not go live, and every problem by file and line, warnings among them. The examples
        are run only when the rule files themselves are right.
    """
    rules, problems = None, list[Problem]()
    try:
        rules = compile_rules(files)
        problems.extend((*rules.warnings, *rehearse(rules)))
    except RulesRefused as refusal:
        problems.extend(refusal.problems)
    try:
        compile_templates(reply_sources(files))
    except RulesRefused as refusal:
        problems.extend(refusal.problems)
    is_good = all(problem.warning for problem in problems)
    return (rules if is_good else None), sort_problems(problems)


def rehearse(rules: RuleSet) -> tuple[Problem, ...]:
    """Every example that takes another route than it must, with the reason; empty when all are right."""
    return tuple(problem for example in rules.examples for problem in _run(example, rules))


def example_mail(example: Example) -> Mail:
    """The example as a message: composed to bytes and parsed, so that quotes and signatures are cut as ever."""
    raw = example.mail if isinstance(example.mail, bytes) else compose_draft(example.mail)
    return parse_bytes(raw, _RECEIVED)


def compose_draft(draft: Draft) -> bytes:
    """A small RFC 5322 message, 8-bit, with just the fields that the draft has."""
    content_type = "text/html" if draft.html else "text/plain"
    fields = [
        ("From", draft.sender),
        ("To", "support@ourshop.example"),
        ("Subject", draft.subject),
        ("Message-ID", "<example@customer.example>"),
        ("Date", "Mon, 05 Jan 2026 09:00:00 +0000"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f"{content_type}; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    given = {name.lower() for name, _ in draft.headers}
    fields = [(name, value) for name, value in fields if name.lower() not in given] + list(draft.headers)
    head = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields)
    body = "\r\n".join((draft.html or draft.text).splitlines())
    return f"{head}\r\n{body}\r\n".encode("utf-8", "replace")


def _run(example: Example, rules: RuleSet) -> Iterator[Problem]:
    verdict = judge(example_mail(example), rules, example.contacts)
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
    missed = next((miss for miss in verdict.misses if miss.route == example.route), None)
    if missed is not None:
        reason = f"for {example.route!r}: {'; '.join(missed.unmet)}"
    else:
        reason = f"{verdict.route.name!r} stands above it and fits"
    return f"{reason}; heat {verdict.heat:g}{_evidence(verdict)}"


def _evidence(verdict: Verdict) -> str:
    parts = []
    for signal in verdict.signals:
        words = [f"“{each.text}”" for each in signal.evidence[:_WORDS_SHOWN]]
        if words:
            parts.append(f"{signal.name} {signal.score:g}: {', '.join(words)}")
    return f" ({'; '.join(parts)})" if parts else ", no evidence"
