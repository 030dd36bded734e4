"""Lessons → a linear voter: one support vector machine for each kind against the others.

Chosen by measurement, see docs/judging.md. Each machine also sees the points that the rules give its own kind, so that
it learns what the words of the rules leave open, and how much one of their points is worth (`unit`). liblinear's dual
coordinate descent works in a fixed order with a fixed seed, without threads; the weights are rounded to half precision.
The same mails, rules and versions give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from inboxd.core.text.fold import fold
from inboxd.core.text.grams import MAX_LETTERS, SLOTS, read_grams
from inboxd.core.vote.concepts import Concepts, index_concepts
from inboxd.core.vote.linear import LinearVoter, damping, present_slots
from inboxd.core.vote.voter import AUTOMATIC, KINDS, QUESTION
from training.lessons import Lesson
from training.words import concept_languages

COST = 4.0
"""What an error costs against large weights."""

LEAST_MAILS = 4
"""Mails that an n-gram must be in; a rarer one teaches nothing that holds."""

CONCEPT_SCALE = 3.0
"""How much a concept weighs against one n-gram of a mail of `TYPICAL` n-grams before anything is learned."""

POINT_SCALE = 2.0
TYPICAL = 1_000
LEAST_UNIT = 0.04
_NO_POINTS = frozenset({QUESTION, AUTOMATIC})
_NO_UNIT = 0.15

Matrix = sparse.csr_matrix
Columns = NDArray[np.float64]


class Features:
    """What the machines see of some lessons.

    Attributes:
        slots: of each lesson, the slots of its n-grams.
        concepts: which concepts are in it, one row a lesson.
        points: what the rules say, one column a kind.
        kinds: number of the true kind.
    """

    def __init__(self, lessons: Sequence[Lesson], words: Mapping[str, tuple[str, ...]]) -> None:
        self.languages = frozenset({*concept_languages(), *(lesson.labelled.language for lesson in lessons)})
        self.concepts_index = index_concepts(words)
        self.words = words
        found = [_present(lesson.text, self.concepts_index) for lesson in lessons]
        self.slots = [slots for slots, _ in found]
        self.concepts = _indicator([concepts for _, concepts in found], len(words))
        self.points = np.array([lesson.measures for lesson in lessons])
        self.kinds = np.array([lesson.kind for lesson in lessons])


def _present(text: str, concepts: Concepts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    folded = fold(text[:MAX_LETTERS], joined=False).text
    found = np.unique([concept for concept, _, _ in concepts.find(folded)]).astype(np.int64)
    return present_slots(read_grams(folded).slots), found


def _indicator(rows: Sequence[NDArray[np.int64]], width: int) -> Matrix:
    ends = np.cumsum([0, *map(len, rows)])
    return Matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), width))


def fit(features: Features, chosen: NDArray[np.bool_], words: Mapping[str, tuple[str, ...]]) -> LinearVoter:
    """A voter from the chosen lessons."""
    rows = [slots for slots, is_chosen in zip(features.slots, chosen, strict=True) if is_chosen]
    frequent = np.flatnonzero(np.bincount(np.concatenate(rows), minlength=SLOTS) >= LEAST_MAILS)
    grams = _indicator(rows, SLOTS)[:, frequent].tocsr()
    damped = sparse.diags([1 / damping(int(number)) for number in np.diff(grams.indptr)]) @ grams
    scale = damping(TYPICAL) ** -1
    sides = features.concepts[chosen] * (CONCEPT_SCALE * scale)
    columns, units, biases = [], {}, []
    for number, kind in enumerate(KINDS):
        points = features.points[chosen, number : number + 1] * (POINT_SCALE * scale)
        table = sparse.hstack([damped, sides, sparse.csr_matrix(points)]).tocsr()
        machine = LinearSVC(C=COST, dual=True, random_state=0, max_iter=4_000)
        machine.fit(table, features.kinds[chosen] == number)
        weights = machine.coef_[0]
        columns.append(weights[:-1])
        learned = _NO_UNIT if kind in _NO_POINTS else float(weights[-1]) * POINT_SCALE * scale
        units[kind] = round(max(LEAST_UNIT, learned), 4)
        biases.append(float(machine.intercept_[0]))
    table = np.stack(columns, axis=1)
    slots = np.zeros(SLOTS, np.int32)
    slots[frequent] = np.arange(1, len(frequent) + 1, dtype=np.int32)
    none = np.zeros((1, len(KINDS)))
    return LinearVoter(
        languages=features.languages,
        unit=units,
        slots=slots,
        grams=_rounded(np.concatenate([none, table[: len(frequent)]])),
        concept_weights=_rounded(table[len(frequent) :] * (CONCEPT_SCALE * scale)),
        bias=_rounded(np.array(biases)),
        concepts=features.concepts_index,
    )


def _rounded(weights: Columns) -> NDArray[np.float32]:
    """To half precision, in which they are kept."""
    return weights.astype(np.float16).astype(np.float32)
