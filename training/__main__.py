"""`python -m training`: learn from all mails and write the weights. `--crossvalidate scenario|language`: how good it is."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter

import numpy as np

from inboxd.core.measure.labels import right_routes
from inboxd.core.vote.linear import write_voter
from inboxd.edge.voter.shipped import WEIGHTS
from training.crossvalidate import by_language, by_scenario, crossvalidate
from training.fit import Features, fit
from training.lessons import bare_rules, read_lessons
from training.words import read_concepts


def main() -> None:
    """Read the corpus, then fit or cross-validate."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--crossvalidate", choices=("scenario", "language"))
    chosen = parser.parse_args()
    rules, words = bare_rules(), read_concepts()
    lessons = read_lessons(rules)
    features = Features(lessons, words)
    if chosen.crossvalidate:
        fold_of = by_scenario if chosen.crossvalidate == "scenario" else by_language
        tally: Counter[tuple[str, str]] = Counter()
        for lesson, verdict in crossvalidate(lessons, features, rules, fold_of, words):
            label, route = lesson.labelled.label, verdict.route.name
            says, is_true = route in {"priority", "vip"}, label == "priority"
            for group in ("all", lesson.labelled.language):
                tally[group, f"{'t' if says == is_true else 'f'}{'p' if says else 'n'}"] += 1
                tally[group, "right"] += route in right_routes(label)
                tally[group, "n"] += 1
        for group in sorted({group for group, _ in tally}):
            t = {key: tally[group, key] for key in ("tp", "fp", "fn", "tn", "right", "n")}
            f1 = 2 * t["tp"] / max(1, 2 * t["tp"] + t["fp"] + t["fn"])
            precision, recall = t["tp"] / max(1, t["tp"] + t["fp"]), t["tp"] / max(1, t["tp"] + t["fn"])
            alarms = t["fp"] / max(1, t["fp"] + t["tn"])
            print(
                f"{group:4} {t['n']:5} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} alarms {alarms:.3f} routes {t['right'] / t['n']:.3f}"
            )
        return
    raw = write_voter(fit(features, np.ones(len(lessons), np.bool_), words), words)
    WEIGHTS.write_bytes(raw)
    print(f"{len(lessons)} mails; wrote {WEIGHTS} ({len(raw) / 1e6:.1f} MB, {hashlib.sha256(raw).hexdigest()[:12]})")


if __name__ == "__main__":
    main()
