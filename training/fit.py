"""Lessons → a linear voter: one support vector machine for each kind against the others.

Chosen by measurement, see docs/judging.md. Each machine also sees the points that the rules give its own kind, so that
it learns what the words of the rules leave open, and how much one of their points is worth (`unit`). liblinear's dual
coordinate descent works in a fixed order with a fixed seed, without threads; the weights are rounded to half precision.
The same mails, rules and versions give the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.svm import LinearSVC

from inboxd.core.text.fold import fold
from inboxd.core.text.grams import MAX_LETTERS, SLOTS, read_grams
from inboxd.core.vote.concepts import Concepts, index_concepts
from inboxd.core.vote.linear import LinearVoter, damping
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

LEAST_UNIT = 0.1
"""What a point of the rules is worth at least, so that nothing that an admin writes is in vain."""

CAUTION = -0.1
"""What is taken from the likeness to priority, in log-odds. Below 0: overlooking a person costs more than an alarm."""

NO_UNIT = 0.6
"""The same for the kinds to which no words of the rules belong yet."""

FOLDS = 5
"""In how many parts lessons are left out by turns, to see what margins are worth."""

_TYPICAL = 1_000
_CONCEPT, _POINT = CONCEPT_SCALE / damping(_TYPICAL), POINT_SCALE / damping(_TYPICAL)
_NO_POINTS = frozenset({QUESTION, AUTOMATIC})
_CALM = 1e-3

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
        folds: 0 to `FOLDS` - 1; a scenario is in one fold as a whole.
        languages: which the voter will know.
        index: how concepts are found.
    """

    slots: tuple[NDArray[np.int64], ...]
    concepts: Matrix
    points: Weights
    kinds: NDArray[np.int64]
    folds: NDArray[np.int64]
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
        folds=np.array([fold_of(lesson) for lesson in lessons]),
        languages=frozenset({*concept_languages(), *(lesson.labelled.language for lesson in lessons)} - {""}),
        index=index,
    )


def fold_of(lesson: Lesson) -> int:
    """The fold of the lesson's scenario; situations that two languages share are in one fold too."""
    return zlib.crc32((lesson.labelled.scenario or lesson.labelled.id).encode()) % FOLDS


def _present(text: str, concepts: Concepts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    folded = fold(text[:MAX_LETTERS], joined=False).text
    found = np.unique([concept for concept, _, _ in concepts.find(folded)]).astype(np.int64)
    return np.unique(read_grams(folded).slots), found


def _indicator(rows: Sequence[NDArray[np.int64]], width: int) -> Matrix:
    ends = np.cumsum([0, *map(len, rows)])
    return Matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), width))


Calibration = tuple[Weights, Weights]
"""By how much each kind's margins are stretched and shifted."""


def fit(features: Features, chosen: Chosen, calibration: Calibration | None = None) -> LinearVoter:
    """A voter from the chosen lessons.

    Args:
        calibration: what `calibrate` gave; learned from the same lessons when missing.
    """
    view = _View(features, chosen)
    table, biases, units = view.learn(np.ones(view.size, np.bool_))
    stretch, shift = calibration or _calibrate(view)
    slots = np.zeros(SLOTS, np.int32)
    slots[view.frequent] = np.arange(1, len(view.frequent) + 1, dtype=np.int32)
    weights = table * stretch
    known = len(view.frequent)
    caution = CAUTION * np.array([kind == PRIORITY for kind in KINDS])
    worth = {kind: float(unit) for kind, unit in zip(KINDS, units * stretch, strict=True)}
    return LinearVoter(
        languages=features.languages,
        unit={kind: NO_UNIT if kind in _NO_POINTS else round(max(LEAST_UNIT, worth[kind]), 3) for kind in KINDS},
        slots=slots,
        grams=_rounded(np.concatenate([np.zeros((1, len(KINDS))), weights[:known]])),
        concept_weights=_rounded(weights[known:]),
        bias=_rounded(biases * stretch + shift - caution),
        concepts=features.index,
    )


class _View:
    """The chosen lessons as matrices.

    Attributes:
        size: how many lessons.
        frequent: slots that enough of them have.
        kinds, folds: of each lesson.
    """

    def __init__(self, features: Features, chosen: Chosen) -> None:
        rows = [slots for slots, is_chosen in zip(features.slots, chosen, strict=True) if is_chosen]
        self.size = len(rows)
        self.frequent = np.flatnonzero(np.bincount(np.concatenate(rows), minlength=SLOTS) >= LEAST_MAILS)
        grams = _indicator(rows, SLOTS)[:, self.frequent].tocsr()
        damped = sparse.diags([1 / damping(int(number)) for number in np.diff(grams.indptr)]) @ grams
        self.seen = sparse.hstack([damped, features.concepts[chosen] * _CONCEPT]).tocsr()
        self.points = features.points[chosen]
        self.kinds, self.folds = features.kinds[chosen], features.folds[chosen]
        self._scale = np.ones(self.seen.shape[1])
        self._scale[len(self.frequent) :] = _CONCEPT

    def learn(self, taught: Chosen) -> tuple[Weights, Weights, Weights]:
        """Weights (one column a kind), biases and units from some of the lessons."""
        machines = [self._machine(number, taught) for number in range(len(KINDS))]
        table = np.array([machine.coef_[0][:-1] * self._scale for machine in machines]).T
        biases = np.array([float(machine.intercept_[0]) for machine in machines])
        return table, biases, np.array([float(machine.coef_[0][-1]) * _POINT for machine in machines])

    def margins(self, taught: Chosen, asked: Chosen) -> Weights:
        """How far each asked lesson is on the side of each kind for machines that learned from the taught ones."""
        return np.array(
            [
                self._machine(number, taught).decision_function(self._table(number, asked))
                for number in range(len(KINDS))
            ]
        ).T

    def _machine(self, number: int, taught: Chosen) -> LinearSVC:
        machine = LinearSVC(C=COST, dual=True, random_state=0, max_iter=4_000)
        return machine.fit(self._table(number, taught), self.kinds[taught] == number)

    def _table(self, number: int, lessons: Chosen) -> Matrix:
        points = sparse.csr_matrix(self.points[lessons, number : number + 1] * _POINT)
        return sparse.hstack([self.seen[lessons], points]).tocsr()


def calibrate(features: Features) -> Calibration:
    """The calibration that all lessons give."""
    return _calibrate(_View(features, np.ones(len(features.kinds), np.bool_)))


def _calibrate(view: _View) -> Calibration:
    """By how much to stretch and to shift each kind's margins, so that they compare as log-odds of chances.

    Machines for rare kinds never say yes loudly. What their margins are worth is learned from lessons that they have
    not seen, scenario by scenario.
    """
    margins = np.zeros((view.size, len(KINDS)))
    for part in range(FOLDS):
        margins[view.folds == part] = view.margins(view.folds != part, view.folds == part)
    truth = np.eye(len(KINDS))[view.kinds]

    def loss(parameters: Weights) -> tuple[float, Weights]:
        stretch, shift = np.exp(parameters[: len(KINDS)]), parameters[len(KINDS) :]
        chances = np.asarray(softmax(margins * stretch + shift, axis=1))
        error = (chances - truth) / view.size
        slope = np.concatenate([(error * margins).sum(axis=0) * stretch, error.sum(axis=0)])
        surprise = -np.log(chances[truth > 0] + 1e-12).mean()
        return float(surprise + _CALM * (parameters**2).sum()), slope + 2 * _CALM * parameters

    found = minimize(loss, np.zeros(2 * len(KINDS)), jac=True, method="L-BFGS-B").x
    rounded = np.round(found, 3)  # the last digits are the optimizer's own
    return np.exp(rounded[: len(KINDS)]), rounded[len(KINDS) :]


def _rounded(weights: Weights) -> NDArray[np.float32]:
    """To half precision, in which they are kept."""
    return weights.astype(np.float16).astype(np.float32)
