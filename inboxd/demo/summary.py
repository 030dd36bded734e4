"""Compares what was seen with what should be, and says so for scripts. Pure: values in, values out."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inboxd.demo.answers import ANSWERED_BY_MAIL, EXCHANGES
from inboxd.demo.mails import ANSWERED_BY_MARK, MANIFEST, WRITES_AGAIN, Expected
from inboxd.demo.witness import Fate, Scenery

NEEDED, UNSOLVED = "A person is needed", "Not solved"
"""Headlines of the alarms that the demo brings about."""
ON_TOP = frozenset({"\\Flagged", "Reopened"})
"""How a message is marked that brings a case back."""
_ANSWERS = tuple(each.expected for each in EXCHANGES.values())
_ALL = (*MANIFEST, WRITES_AGAIN, *_ANSWERS)


@dataclass(frozen=True, slots=True)
class Report:
    """The end of the demo.

    Attributes:
        problems: every difference between what was seen and what should be; empty means that all is well.
        folders: route → folder, as the live rules say.
        health: address of the page and the codes that it answered, e.g. {"/readyz": 200}.
        seconds: how long the play took.
        log: warnings and errors that the daemon wrote.
        left_early: somebody ended it before the play was over; the problems say nothing then.
    """

    scenery: Scenery
    problems: tuple[str, ...]
    folders: Mapping[str, str]
    address: str = ""
    health: Mapping[str, int] | None = None
    seconds: float = 0.0
    log: tuple[str, ...] = ()
    left_early: bool = False


def expected_folder(expected: Expected, folders: Mapping[str, str]) -> str:
    """Where a sample belongs."""
    return folders.get(expected.route, "") or "INBOX"


def is_settled(scenery: Scenery) -> bool:
    """Whether nothing more can be expected to happen: every mail and answer decided, nothing under way."""
    names = {fate.sample.expected.name for fate in scenery.fates}
    decided = all(fate.entry is not None for fate in scenery.fates)
    return len(names) == len(_ALL) and decided and scenery.unfinished == 0


def find_problems(scenery: Scenery, folders: Mapping[str, str]) -> tuple[str, ...]:
    """Every difference, each as a sentence that names the mail."""
    problems = [problem for fate in scenery.fates for problem in problems_of(fate, folders)]
    missing = {each.name for each in _ALL} - {fate.sample.expected.name for fate in scenery.fates}
    problems += [f"{name}: never arrived" for name in sorted(missing)]
    problems += [
        f"an automatic mail went to {recipient} and answers none of the samples" for recipient in scenery.strays
    ]
    if scenery.troubled:
        problems.append(f"{scenery.troubled} effects are held or failed")
    if scenery.copies != scenery.mails_sent:
        problems.append(f"{scenery.mails_sent} automatic mails went out and {scenery.copies} copies lie in Sent")
    return tuple(problems)


def problems_of(fate: Fate, folders: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with one mail."""
    expected = fate.sample.expected
    wrong = (*_misplaced(fate, folders), *_misanswered(fate), *_mistold(fate), *_misjudged(fate))
    return tuple(f"{expected.name}: {what}" for what in wrong)


def _misplaced(fate: Fate, folders: Mapping[str, str]) -> Sequence[str]:
    wanted = expected_folder(fate.sample.expected, folders)
    problems = []
    if fate.folders != (wanted,):
        problems.append(f"lies in {' and '.join(fate.folders) or 'no folder'}, belongs in {wanted}")
    if fate.entry is None:
        problems.append("the journal does not know it")
    return problems


def _misanswered(fate: Fate) -> Sequence[str]:
    expected, problems = fate.sample.expected, []
    wanted = int(expected.acknowledged)
    if len(fate.acknowledged_at) != wanted:
        problems.append(f"got {len(fate.acknowledged_at)} acknowledgments, should have {wanted}")
    if other := set(fate.answered_in) - {expected.language}:
        problems.append(f"was answered in {' and '.join(sorted(other))}, is written in {expected.language}")
    wanted = int(expected.name in ANSWERED_BY_MAIL)
    if len(fate.followed_up_at) != wanted:
        problems.append(f"got {len(fate.followed_up_at)} follow-ups, should have {wanted}")
    if expected.name == ANSWERED_BY_MARK and fate.follow_up != "cancelled":
        problems.append(f"its follow-up is {fate.follow_up or 'absent'}, should be cancelled: the customer wrote again")
    return problems


def _mistold(fate: Fate) -> Sequence[str]:
    """What our own people should know and do not, or the other way round."""
    expected, problems = fate.sample.expected, []
    if (NEEDED in fate.told) is not expected.hands_off:
        problems.append("nobody of ours was told" if expected.hands_off else "a person was called without need")
    if expected.case == "waiting" and UNSOLVED not in fate.told:
        problems.append("is not solved, and nobody of ours was told")
    return problems


def _misjudged(fate: Fate) -> Sequence[str]:
    """What should have become of the case, and did not."""
    expected, problems = fate.sample.expected, []
    if expected.case and fate.case_state != expected.case:
        problems.append(f"its case is {fate.case_state or 'absent'}, should be {expected.case}")
    if expected.case == "waiting" and not fate.flags >= ON_TOP:
        problems.append(f"is not marked {' and '.join(sorted(ON_TOP - fate.flags))}")
    if expected.linked and "Linked" not in fate.flags:
        problems.append("is not linked to the same person's other case")
    return problems


def answers_of(scenery: Scenery) -> tuple[Fate, ...]:
    """The customers' answers to our question."""
    names = {each.name for each in _ANSWERS}
    return tuple(fate for fate in scenery.fates if fate.sample.expected.name in names)


def seconds_to_acknowledgment(fate: Fate) -> float | None:
    """From arrival in INBOX to the acknowledgment at the SMTP server; None without one."""
    return (fate.acknowledged_at[0] - fate.arrived.at).total_seconds() if fate.acknowledged_at else None


def median_seconds(scenery: Scenery) -> float | None:
    """The median of all acknowledgments; None without any."""
    times = [seconds for fate in scenery.fates if (seconds := seconds_to_acknowledgment(fate)) is not None]
    return statistics.median(times) if times else None


def as_document(report: Report) -> dict[str, Any]:
    """The report for scripts; keys are stable."""
    scenery = report.scenery
    median = median_seconds(scenery)
    return {
        "ok": not report.problems,
        "problems": list(report.problems),
        "mails": [_mail_document(fate, report.folders) for fate in scenery.fates],
        "languages": sorted({fate.sample.expected.language for fate in scenery.fates}),
        "automatic_mails_sent": scenery.mails_sent,
        "copies_in_sent": scenery.copies,
        "acknowledgments": sum(len(fate.acknowledged_at) for fate in scenery.fates),
        "follow_ups": sum(len(fate.followed_up_at) for fate in scenery.fates),
        "alarms": scenery.alarms,
        "unaccounted": sum(1 for fate in scenery.fates if fate.entry is None),
        "median_seconds_to_acknowledgment": None if median is None else round(median, 3),
        "health": {"address": report.address, **(report.health or {})},
        "seconds": round(report.seconds, 1),
        "log": list(report.log),
    }


def _mail_document(fate: Fate, folders: Mapping[str, str]) -> dict[str, Any]:
    seconds, entry = seconds_to_acknowledgment(fate), fate.entry
    return {
        "name": fate.sample.expected.name,
        "about": fate.sample.expected.about,
        "from": fate.sample.address,
        "subject": fate.sample.subject,
        "language": entry.language if entry else None,
        "heat": round(entry.heat, 2) if entry else None,
        "route": entry.route if entry else None,
        "folder": list(fate.folders),
        "expected_folder": expected_folder(fate.sample.expected, folders),
        "acknowledgments": len(fate.acknowledged_at),
        "acknowledged_in": list(fate.answered_in),
        "acknowledgment_reason": entry.answer_reason if entry else None,
        "seconds_to_acknowledgment": None if seconds is None else round(seconds, 3),
        "follow_up": fate.follow_up or None,
        "follow_ups_sent": len(fate.followed_up_at),
        "case": fate.case_state or None,
        "told": list(fate.told),
        "flags": sorted(fate.flags),
        "ok": not problems_of(fate, folders),
    }
