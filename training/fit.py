"""Lessons → a linear voter: one support vector machine for each kind against the others.

Chosen by measurement, see docs/judging.md. Each machine also sees the points that the rules give its own kind, so that
it learns what the words of the rules leave open, and how much one of their points is worth (`unit`). liblinear's dual
coordinate descent works in a fixed order with a fixed seed, without threads; the weights are rounded to half precision.
The same mails, rules and versions give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from inboxd.core.text.fold import fold
from inboxd.core.text.grams import MAX_LETTERS, SLOTS, read_grams
from inboxd.core.vote.concepts import Concepts, index_concepts
from inboxd.core.vote.linear import LinearVoter, damping, present_slots
from inboxd.core.vote.voter import AUTOMATIC, KINDS, PRIORITY, QUESTION
from training.lessons import Lesson
from training.words import concept_languages

COST = 4.0
"""What an error costs against large weights."""

LEAST_MAILS = 5
"""Mails that an n-gram must be in; a rarer one teaches nothing that holds."""

CONCEPT_SCALE = 4.0
"""How much a concept weighs against one n-gram of a mail of `_TYPICAL` n-grams before anything is learned."""

POINT_SCALE = 2.0
"""The same for a point of the rules."""

LEAST_UNIT = 0.04
"""What a point of the rules is worth at least, so that nothing that an admin writes is in vain."""

CAUTION = 0.0
"""What is taken from the likeness to priority, in the units of the machines' margins: fewer alarms, more overlooked."""

_TYPICAL = 1_000
_NO_POINTS = frozenset({QUESTION, AUTOMATIC})
_NO_UNIT = 0.15

Matrix = sparse.csr_matrix
Chosen = NDArray[np.bool_]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the machines see of some lessons, one row a lesson.

    Attributes:
        slots: the slots of its n-grams, each once.
        concepts: which concepts are in it.
        points: what the rules say, one column a kind.
        kinds: number of the true kind.
        languages: which the voter will know.
        index: how concepts are found.
    """

    slots: tuple[NDArray[np.int64], ...]
    concepts: Matrix
    points: Weights
    kinds: NDArray[np.int64]
    languages: frozenset[str]
    index: Concepts


def read_features(lessons: Sequence[Lesson], words: Mapping[str, tuple[str, ...]]) -> Features:
    """Look at every lesson as the voter will look at mails."""
    index = index_concepts(words)
    found = [_present(lesson.text, index) for lesson in lessons]
    return Features(
        slots=tuple(slots for slots, _ in found),
        concepts=_indicator([concepts for _, concepts in found], len(words)),
        points=np.array([lesson.measures for lesson in lessons]),
        kinds=np.array([lesson.kind for lesson in lessons]),
        languages=frozenset({*concept_languages(), *(lesson.labelled.language for lesson in lessons)} - {""}),
        index=index,
    )


def _present(text: str, concepts: Concepts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    folded = fold(text[:MAX_LETTERS], joined=False).text
    found = np.unique([concept for concept, _, _ in concepts.find(folded)]).astype(np.int64)
    return present_slots(read_grams(folded).slots), found


def _indicator(rows: Sequence[NDArray[np.int64]], width: int) -> Matrix:
    ends = np.cumsum([0, *map(len, rows)])
    return Matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), width))


def fit(features: Features, chosen: Chosen) -> LinearVoter:
    """A voter from the chosen lessons."""
    rows = [slots for slots, is_chosen in zip(features.slots, chosen, strict=True) if is_chosen]
    frequent = np.flatnonzero(np.bincount(np.concatenate(rows), minlength=SLOTS) >= LEAST_MAILS)
    grams = _indicator(rows, SLOTS)[:, frequent].tocsr()
    damped = sparse.diags([1 / damping(int(number)) for number in np.diff(grams.indptr)]) @ grams
    concept_scale, point_scale = CONCEPT_SCALE / damping(_TYPICAL), POINT_SCALE / damping(_TYPICAL)
    seen = sparse.hstack([damped, features.concepts[chosen] * concept_scale]).tocsr()
    units: dict[str, float] = {}
    columns, biases = [], []
    for number, kind in enumerate(KINDS):
        points = sparse.csr_matrix(features.points[chosen, number : number + 1] * point_scale)
        machine = LinearSVC(C=COST, dual=True, random_state=0, max_iter=4_000)
        machine.fit(sparse.hstack([seen, points]).tocsr(), features.kinds[chosen] == number)
        *weights, point = machine.coef_[0]
        columns.append(weights)
        biases.append(float(machine.intercept_[0]) - CAUTION * (kind == PRIORITY))
        units[kind] = _NO_UNIT if kind in _NO_POINTS else round(max(LEAST_UNIT, float(point) * point_scale), 4)
    table = np.array(columns).T
    slots = np.zeros(SLOTS, np.int32)
    slots[frequent] = np.arange(1, len(frequent) + 1, dtype=np.int32)
    return LinearVoter(
        languages=features.languages,
        unit=units,
        slots=slots,
        grams=_rounded(np.concatenate([np.zeros((1, len(KINDS))), table[: len(frequent)]])),
        concept_weights=_rounded(table[len(frequent) :] * concept_scale),
        bias=_rounded(np.array(biases)),
        concepts=features.index,
    )


def _rounded(weights: Weights) -> NDArray[np.float32]:
    """To half precision, in which they are kept."""
    return weights.astype(np.float16).astype(np.float32)
