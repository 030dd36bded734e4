"""The files of a rules folder → a RuleSet, or every problem at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inboxd.core.rules.folder import HOURS, ROUTES, TOPICS, RulesFolder, read_folder
from inboxd.core.rules.lint import lint_phrases, lint_topics
from inboxd.core.rules.patterns import index_patterns
from inboxd.core.rules.phrases import index_phrases
from inboxd.core.rules.routes import build_examples, build_routes, measured_names
from inboxd.core.rules.ruleset import Route, RuleSet, Topic
from inboxd.core.rules.signals import Signals, build_signals
from inboxd.core.values.customers import AddressList, Customers
from inboxd.core.values.hours import ROUND_THE_CLOCK, Hours
from inboxd.core.vote.voter import Voter
from inboxd.errors import Problem, RulesRefused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    folder.problems.extend(lint_phrases(signals.phrases))
    routes = build_routes(folder)
    examples = build_examples(folder, routes)
    customers, hours, topics = _customers(folder), _hours(folder), _topics(folder)
    _check_use(folder, signals, routes)
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
        topics=topics,
        replies=folder.replies,
        examples=examples,
        warnings=problems,
        voter=voter,
        vote=folder.routes.vote,
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


def _customers(folder: RulesFolder) -> Customers:
    entry = folder.customers
    if entry is None:
        return Customers()
    return Customers(
        vip=_addresses(entry.vip),
        internal=_addresses(entry.internal),
        never_answer=_addresses(entry.never_answer),
        trusted_sources=_addresses(entry.trusted_sources),
    )


def _addresses(entries: Iterable[str]) -> AddressList:
    lowered = [entry.lower() for entry in entries]
    return AddressList(
        addresses=frozenset(entry for entry in lowered if not entry.startswith("@")),
        domains=frozenset(entry[1:] for entry in lowered if entry.startswith("@")),
    )


def _hours(folder: RulesFolder) -> Hours:
    entry = folder.hours
    if entry is None:
        return ROUND_THE_CLOCK
    spans = tuple(tuple(sorted(getattr(entry.days, day))) for day in WEEKDAYS)
    before = len(folder.problems)
    # Asking for the zone reads time zone data only: the same for everybody, like a table in the code.
    try:
        ZoneInfo(entry.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        line = folder.line(HOURS, ("time_zone",))
        folder.error(HOURS, line, f"there is no time zone {entry.time_zone!r}", "an IANA name, e.g. Europe/Sofia")
    for day, day_spans in zip(WEEKDAYS, spans, strict=True):
        if any(earlier.end > later.start for earlier, later in pairwise(day_spans)):
            folder.error(HOURS, folder.line(HOURS, ("days", day)), f"two spans of {day!r} overlap", "join them")
    if not any(spans):
        folder.error(HOURS, folder.line(HOURS, ("days",)), "no day has working time", "reply clocks would never run")
    if len(folder.problems) > before:
        return ROUND_THE_CLOCK
    return Hours(entry.time_zone, spans, frozenset(entry.holidays))


def _topics(folder: RulesFolder) -> tuple[Topic, ...]:
    if folder.topics is None:
        return ()
    topics = tuple(Topic(entry.name, entry.title, entry.phrases) for entry in folder.topics.topics)
    lines = {
        (number, index): folder.line(TOPICS, ("topics", number, "phrases", index))
        for number, topic in enumerate(topics)
        for index in range(len(topic.phrases))
    }
    folder.problems.extend(lint_topics(topics, TOPICS, lines))
    names = [topic.name for topic in topics]
    for number, name in enumerate(names):
        if name in names[:number]:
            folder.error(
                TOPICS, folder.line(TOPICS, ("topics", number)), f"the topic {name!r} stands here a second time"
            )
    return topics


def _check_use(folder: RulesFolder, signals: Signals, routes: tuple[Route, ...]) -> None:
    """Warn of words that are collected in vain."""
    if folder.routes is None:
        return
    used = measured_names(routes) | {str(name) for name, weight in folder.routes.heat.items() if weight}
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
