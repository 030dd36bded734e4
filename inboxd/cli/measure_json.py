"""A measurement for scripts: one object with fixed keys (see `inboxd rules test --corpus PATH --json`)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from inboxd.core.measure.calibration import Bin
from inboxd.core.measure.comparison import Change, differences
from inboxd.core.measure.figures import FIGURES, Figures, Tally
from inboxd.core.measure.measurement import Measurement, Rival
from inboxd.core.measure.outcome import Outcome, alarmed, overlooked
from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.values.verdict import Vote
from inboxd.errors import Problem


def measurement_json(measurement: Measurement) -> dict[str, Any]:
    """Everything that the page shows; rates are None where there is nothing to tell them from."""
    outcomes = measurement.outcomes
    return {
        "rules": {"folder": measurement.rules, "version": measurement.version},
        "corpus": {
            "path": measurement.corpus,
            "mails": len(outcomes),
            "labels": dict(Counter(each.labelled.label for each in outcomes)),
        },
        **_figures(measurement.figures),
        "calibration": [_bin(each) for each in measurement.bins],
        "worst": {
            "overlooked": [_outcome(each) for each in overlooked(outcomes)[: measurement.worst]],
            "alarmed": [_outcome(each) for each in alarmed(outcomes)[: measurement.worst]],
        },
        "against": _rival(measurement, measurement.rival) if measurement.rival else None,
        "unmet": list(measurement.unmet),
        "problems": [problem_json(each) for each in measurement.problems],
        "fine": measurement.is_fine,
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """One mistake in a file."""
    return {"file": problem.file, "line": problem.line, "what": problem.what, "meant": problem.meant}


def _figures(figures: Figures) -> dict[str, Any]:
    confusion: dict[str, dict[str, int]] = {}
    for (label, route), number in sorted(figures.confusion.items()):
        confusion.setdefault(label, {})[route] = number
    return {
        "figures": _tally(figures.all),
        "languages": {language: _tally(tally) for language, tally in figures.languages.items()},
        "kinds": [
            {"label": label, "kind": kind, "right": tally.right, "mails": tally.mails}
            for (label, kind), tally in figures.kinds.items()
        ],
        "confusion": confusion,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    rates = {figure.name: _rounded(figure.read(tally)) for figure in FIGURES}
    counts = {"mails": tally.mails, "found": tally.found, "overlooked": tally.overlooked, "alarmed": tally.alarms}
    return {**counts, **rates}


def _bin(found: Bin) -> dict[str, Any]:
    share = _rounded(found.share)
    return {"from": found.low, "below": found.high, "mails": found.mails, "urgent": found.urgent, "share": share}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    labelled = outcome.labelled
    return {
        "id": labelled.id,
        "file": labelled.file,
        "line": labelled.line,
        "language": outcome.language,
        "label": labelled.label,
        "kind": labelled.kind,
        "route": outcome.route,
        "heat": outcome.heat,
        "words": [
            {"signal": signal.name, "text": each.text, "weight": each.weight, "file": each.file, "line": each.line}
            for signal in outcome.verdict.signals
            for each in signal.evidence
        ],
        "vote": _vote(outcome.verdict.vote),
        "why_not": outcome.objection,
    }


def _vote(vote: Vote) -> dict[str, Any] | None:
    if not vote.kind:
        return None
    words = [{"text": each.text, "concept": each.rule, "weight": each.weight} for each in vote.reasons.get(HEAT, ())]
    return {"added": dict(vote.added), "kind": vote.kind, "rival": vote.rival, "words": words}


def _rival(measurement: Measurement, rival: Rival) -> dict[str, Any]:
    moved = differences(rival.figures.all, measurement.figures.all)
    return {
        "rules": {"folder": rival.rules, "version": rival.version},
        **_figures(rival.figures),
        "calibration": [_bin(each) for each in rival.bins],
        "differences": {name: _rounded(value) for name, value in moved.items()},
        "changed": [_change(each) for each in rival.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "id": after.labelled.id,
        "label": after.labelled.label,
        "kind": after.labelled.kind,
        "turn": change.turn.name.lower(),
        "from": {"route": before.route, "heat": before.heat},
        "to": {"route": after.route, "heat": after.heat},
    }


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)
