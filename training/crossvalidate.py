"""Honest figures: every mail is judged by a voter that has seen nothing of its scenario, or of its language."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from inboxd.core.judge.judge import judge
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.verdict import Verdict
from training.fit import Features, fit
from training.lessons import Lesson

FOLDS = 5


def by_scenario(lesson: Lesson) -> str:
    """One of five folds; a scenario is in one fold as a whole."""
    labelled = lesson.labelled
    return str(zlib.crc32(f"{labelled.language}/{labelled.scenario}".encode()) % FOLDS)


def by_language(lesson: Lesson) -> str:
    """The mail's language."""
    return lesson.labelled.language


def crossvalidate(
    lessons: Sequence[Lesson],
    features: Features,
    rules: RuleSet,
    fold_of: Callable[[Lesson], str],
    words: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[Lesson, Verdict]]:
    """Each lesson with the verdict of the whole judge, whose voter learned from the other folds."""
    folds = np.array([fold_of(lesson) for lesson in lessons])
    for fold in sorted(set(folds)):
        voter = fit(features, folds != fold, words)
        trained = replace(rules, voter=voter)
        for lesson in (lessons[index] for index in np.flatnonzero(folds == fold)):
            yield lesson, judge(lesson.mail, trained)
