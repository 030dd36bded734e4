"""`python -m training` learns from all judged mails and writes the weights; see `--help` for the rest."""

from __future__ import annotations

import argparse
import hashlib
import sys

import numpy as np

from inboxd.cli.measure_json import measurement_json
from inboxd.cli.measure_page import print_measurement
from inboxd.cli.printable import json_line
from inboxd.core.measure.calibration import calibrate
from inboxd.core.measure.figures import read_figures
from inboxd.core.measure.measurement import Measurement
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.vote.linear import write_voter
from inboxd.edge.voter.shipped import WEIGHTS
from training.crossvalidate import by_language, by_scenario, crossvalidate
from training.fit import Features, fit, read_features
from training.lessons import CORPUS, Lesson, bare_rules, read_examples, read_lessons
from training.words import read_concepts

_FOLDS = {"scenario": by_scenario, "language": by_language}


def main() -> int:
    """Read the corpus; then learn, check, or cross-validate."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--check", action="store_true", help="do not write; exit 1 when the weights would change")
    parser.add_argument("--crossvalidate", choices=tuple(_FOLDS), help="judge each mail without having learned its own")
    parser.add_argument("--json", action="store_true", help="figures of the cross-validation as one JSON object")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst mistakes are named")
    chosen = parser.parse_args()
    rules = bare_rules()
    lessons = (*read_lessons(rules), *read_examples(rules))
    features = read_features(lessons, read_concepts())
    if chosen.crossvalidate:
        measured = _measure(lessons, features, rules, chosen.crossvalidate, chosen.worst)
        _say(json_line(measurement_json(measured))) if chosen.json else print_measurement(measured)
        return 0
    raw = write_voter(fit(features, np.ones(len(lessons), np.bool_)), read_concepts())
    digest = hashlib.sha256(raw).hexdigest()[:12]
    if chosen.check:
        is_same = raw == WEIGHTS.read_bytes()
        _say(f"{WEIGHTS.name} {'is' if is_same else 'is not'} what these mails and rules give ({digest})")
        return 0 if is_same else 1
    WEIGHTS.write_bytes(raw)
    _say(f"{len(lessons)} mails; wrote {WEIGHTS} ({len(raw) / 1e6:.1f} MB, {digest})")
    return 0


def _measure(lessons: tuple[Lesson, ...], features: Features, rules: RuleSet, folds: str, worst: int) -> Measurement:
    outcomes = tuple(crossvalidate(lessons, features, rules, _FOLDS[folds]))
    return Measurement(
        rules=f"cross-validated by {folds}",
        version=rules.version,
        corpus=str(CORPUS),
        routes=tuple(route.name for route in rules.routes),
        outcomes=outcomes,
        figures=read_figures(outcomes),
        bins=calibrate(outcomes),
        worst=worst,
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
