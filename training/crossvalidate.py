"""Honest figures: every mail is judged by a voter that has seen nothing of its scenario, or of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from inboxd.core.measure.outcome import Outcome, judge_labelled
from inboxd.core.rules.ruleset import RuleSet
from training.fit import Features, calibrate, fit, fold_of
from training.lessons import Lesson


def by_scenario(lesson: Lesson) -> str:
    """One of five folds; a scenario is in one fold as a whole."""
    return str(fold_of(lesson))


def by_language(lesson: Lesson) -> str:
    """The mail's language."""
    return lesson.language


def crossvalidate(
    lessons: Sequence[Lesson], features: Features, rules: RuleSet, split: Callable[[Lesson], str]
) -> Iterator[Outcome]:
    """How the whole judge takes each mail of the corpus when its voter has learned from the other folds.

    The calibration (twelve figures) is learned once, from margins of lessons that the machines had not seen.
    Lessons without a scenario are the rules' own examples: they are learned from in every fold and judged in none.
    """
    is_judged = np.array([bool(lesson.labelled.scenario) for lesson in lessons])
    folds = np.array([split(lesson) if judged else "" for lesson, judged in zip(lessons, is_judged, strict=True)])
    calibration = calibrate(features)
    for fold in sorted(set(folds[is_judged])):
        trained = replace(rules, voter=fit(features, folds != fold, calibration))
        for index in np.flatnonzero(folds == fold):
            yield judge_labelled(lessons[index].labelled, lessons[index].mail, trained)
