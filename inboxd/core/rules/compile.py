"""The files of a rules folder → a RuleSet, or every problem at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from inboxd.core.rules.answers import build_answers, build_verification
from inboxd.core.rules.customers import build_customers
from inboxd.core.rules.escalation import build_duty
from inboxd.core.rules.folder import ROUTES, TOPICS, RulesFolder, read_folder
from inboxd.core.rules.hours import build_hours
from inboxd.core.rules.patterns import index_patterns
from inboxd.core.rules.phrases import index_phrases
from inboxd.core.rules.routes import build_examples, build_routes, measured_names
from inboxd.core.rules.ruleset import RuleSet, Topic
from inboxd.core.rules.signals import Signals, build_signals
from inboxd.core.rules.tone import build_tone
from inboxd.core.rules.words import build_acknowledging, build_words
from inboxd.core.vote.voter import Voter
from inboxd.errors import Problem, RulesRefused


def compile_rules(files: Mapping[str, bytes], voter: Voter | None = None) -> RuleSet:
    """Compile a folder. Its examples are not run here; see `core.rehearse`.

    Args:
        files: content by path relative to the folder, with "/".
        voter: the statistical judge, if there is one; the folder says how much its vote may do.

    Raises:
        RulesRefused: with all problems of all files, sorted by file and line; warnings among them.
    """
    folder = read_folder(files)
    signals = build_signals(folder)
    tone, answers = build_tone(folder), build_answers(folder)
    routes = build_routes(folder)
    verification, examples = build_verification(folder, routes), build_examples(folder, routes)
    customers, topics = build_customers(folder), _topics(folder)
    (hours, mailbox_hours), duty = build_hours(folder), build_duty(folder)
    acknowledging, hands_off = build_acknowledging(folder, routes)
    understanding, words = build_words(folder)
    _check_use(folder, signals, measured_names((*routes, *hands_off)))
    problems = sort_problems(folder.problems)
    if folder.routes is None or not all(problem.warning for problem in problems):
        raise RulesRefused(problems)
    return RuleSet(
        version=version_of(files),
        routes=routes,
        heat={str(name): weight for name, weight in folder.routes.heat.items()},
        caps={str(name): cap for name, cap in folder.routes.caps.items()},
        phrases=index_phrases(signals.phrases),
        patterns=index_patterns(signals.patterns),
        places=signals.places,
        customers=customers,
        hours=hours,
        mailbox_hours=mailbox_hours,
        duty=duty,
        topics=topics,
        replies=folder.replies,
        examples=examples,
        warnings=problems,
        voter=voter,
        vote=folder.routes.vote,
        tone=tone,
        answers=answers,
        verification=verification,
        understanding=understanding,
        hands_off=hands_off,
        acknowledging=acknowledging,
        words=words,
    )


def version_of(files: Mapping[str, bytes]) -> str:
    """Names the content of a folder: the first 12 hex digits of a SHA-256 over paths and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()[:12]


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and line, each once."""
    return tuple(sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.what)))


def _topics(folder: RulesFolder) -> tuple[Topic, ...]:
    if folder.topics is None:
        return ()
    topics = tuple(Topic(entry.name, entry.title, entry.phrases) for entry in folder.topics.topics)
    names = [topic.name for topic in topics]
    for number, name in enumerate(names):
        if name in names[:number]:
            folder.error(
                TOPICS, folder.line(TOPICS, ("topics", number)), f"the topic {name!r} stands here a second time"
            )
    return topics


def _check_use(folder: RulesFolder, signals: Signals, measured: frozenset[str]) -> None:
    """Warn of words that are collected in vain."""
    if folder.routes is None:
        return
    used = measured | {str(name) for name, weight in folder.routes.heat.items() if weight}
    for name, file, line in _first_rules(signals):
        if name not in used:
            folder.warn(
                file,
                line,
                f"the signal {name!r} has words but counts nowhere",
                f"give it a weight under `heat` in {ROUTES}",
            )


def _first_rules(signals: Signals) -> Iterator[tuple[str, str, int]]:
    seen: set[str] = set()
    for rule in (*(each.rule for each in signals.phrases), *(each.rule for each in signals.patterns)):
        if rule.signal not in seen:
            seen.add(rule.signal)
            yield str(rule.signal), rule.file, rule.line
