"""The shipped statistical judge: a linear model over hashed n-grams and concepts.

Its weights are plain arrays made by `python -m training`; the same mails give the same bytes. One row of weights per
slot and per concept, one column per kind. The likeness of a text to a kind is the sum of the rows of everything that is
in it, each counted once, n-grams divided by (their number)^`DAMPING`, so that a long mail weighs little more than a
short one.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from inboxd.core.text.fold import Folded, fold
from inboxd.core.text.grams import MAX_LETTERS, SLOTS, Grams, Numbers, read_grams
from inboxd.core.vote.concepts import Concepts, index_concepts
from inboxd.core.vote.voter import KINDS, Reason

DAMPING = 0.4
"""Exponent by which the number of n-grams divides their sum."""

_FORMAT = 1
_CHUNK = re.compile(r"\w+")
_LONGEST_CHUNK = 12
_PIECE = 5
_REASONS = 4

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LinearVoter:
    """The model.

    Attributes:
        languages: which it has learned.
        unit: how much likeness one point of a kind's measure is worth.
        slots: row of each slot in `grams`; 0 is a row of zeros.
        grams: weights of the n-grams that were frequent enough, one column per kind.
        concept_weights: of each concept, the same columns.
        bias: of each kind.
        concepts: how concepts are found.
    """

    languages: frozenset[str]
    unit: Mapping[str, float]
    slots: NDArray[np.int32]
    grams: Weights
    concept_weights: Weights
    bias: Weights
    concepts: Concepts

    def read(self, text: str) -> LinearOpinion:
        """An opinion on the text's first `MAX_LETTERS` characters."""
        folded = fold(text[:MAX_LETTERS], joined=False)
        return LinearOpinion(self, folded, read_grams(folded.text), tuple(self.concepts.find(folded.text)))


@dataclass(frozen=True, eq=False)
class LinearOpinion:
    """What was found in one text; the words behind it are worked out when somebody asks."""

    voter: LinearVoter
    folded: Folded
    found: Grams
    concepts: tuple[tuple[int, int, int], ...]

    @cached_property
    def likeness(self) -> Mapping[str, float]:
        """Of every kind, the sum of the weights."""
        known = self._known
        sums = self.voter.bias + known.weights.sum(axis=0, dtype=np.float64) / known.damping
        present = sorted({concept for concept, _, _ in self.concepts})
        sums = sums + self.voter.concept_weights[present].sum(axis=0, dtype=np.float64)
        return dict(zip(KINDS, map(float, sums), strict=True))

    @cached_property
    def _known(self) -> _Known:
        return _find_known(self.voter, self.found)

    @cached_property
    def _stretches(self) -> Numbers:
        return np.array(list(_pieces(self.folded.text)), np.int64).reshape(-1, 2)

    def reasons(self, kind: str, other: str) -> tuple[Reason, ...]:
        """The words and concepts that moved the opinion most for the one kind against the other, or back."""
        one, two = KINDS.index(kind), KINDS.index(other)
        reasons = [*self._word_reasons(one, two), *self._concept_reasons(one, two)]
        return tuple(sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.start, reason.concept)))

    def _word_reasons(self, one: int, two: int) -> Iterator[Reason]:
        pieces = self._stretches
        letters = self._known.spread(one, two, len(self.folded.text))
        sums = np.concatenate([[0.0], np.cumsum(letters)])
        weights = sums[pieces[:, 1]] - sums[pieces[:, 0]]
        for number in np.argsort(-np.abs(weights), kind="stable")[:_REASONS].tolist():
            if weights[number]:
                start, end = map(int, pieces[number])
                yield Reason(*self.folded.original_span(start, end), float(weights[number]))

    def _concept_reasons(self, one: int, two: int) -> Iterator[Reason]:
        first: dict[int, tuple[int, int]] = {}
        for concept, start, end in self.concepts:
            first.setdefault(concept, (start, end))
        weights = self.voter.concept_weights
        ranked = sorted(first, key=lambda concept: -abs(float(weights[concept, one] - weights[concept, two])))
        for concept in ranked[:_REASONS]:
            weight = float(weights[concept, one] - weights[concept, two])
            start, end = self._without_edges(*first[concept])
            yield Reason(*self.folded.original_span(start, end), weight, self.voter.concepts.names[concept])

    def _without_edges(self, start: int, end: int) -> tuple[int, int]:
        """The words of a hit, whose string may have had a blank at each end."""
        words = _CHUNK.search(self.folded.text, start, end)
        last = max((match.end() for match in _CHUNK.finditer(self.folded.text, start, end)), default=end)
        return (words.start() if words else start), last


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """The n-grams of a text of which the voter knows something.

    Attributes:
        weights: one row for each different one.
        places: of each occurrence, its row in `weights`.
        starts, ends: of each occurrence, its span; never empty.
        shares: of each occurrence, by how much its row's weight is divided to be spread over letters.
    """

    weights: Weights
    places: Numbers
    starts: Numbers
    ends: Numbers
    shares: NDArray[np.float64]
    damping: float

    def spread(self, one: int, two: int, length: int) -> NDArray[np.float64]:
        """What each letter contributed to the one kind against the other: n-grams spread evenly over their letters."""
        contributed = (self.weights[:, one] - self.weights[:, two]).astype(np.float64)[self.places] / self.shares
        begins = np.bincount(self.starts, contributed, length + 1)
        finishes = np.bincount(self.ends.clip(max=length), contributed, length + 1)
        return np.asarray(np.cumsum(begins - finishes))


def _find_known(voter: LinearVoter, found: Grams) -> _Known:
    rows = voter.slots[found.slots]
    is_known = np.flatnonzero(rows)
    rows, starts, ends = rows[is_known], found.starts[is_known], found.ends[is_known]
    ends = np.maximum(ends, starts + 1)
    present = np.zeros(len(voter.grams), np.bool_)
    present[rows] = True
    different = np.flatnonzero(present)
    index = np.empty(len(voter.grams), np.int64)
    index[different] = np.arange(len(different))
    places = index[rows]
    times = np.bincount(places, minlength=len(different))
    divisor = damping(len(different))
    shares = times[places] * (ends - starts) * divisor
    return _Known(voter.grams[different], places, starts, ends, shares, divisor)


def damping(number: int) -> float:
    """What the sum over so many n-grams is divided by."""
    return float(max(1, number) ** DAMPING)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Stretches to show: words; where writers set no blanks, short cuts of a run."""
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        step = _PIECE if end - start > _LONGEST_CHUNK else end - start
        for begin in range(start, end, step):
            yield begin, min(begin + step, end)


def write_voter(voter: LinearVoter, words: Mapping[str, tuple[str, ...]]) -> bytes:
    """The weights as one file of plain arrays (NPY in an uncompressed ZIP); the same model gives the same bytes.

    Args:
        words: the concepts' searched strings.
    """
    head = {
        "format": _FORMAT,
        "kinds": KINDS,
        "languages": sorted(voter.languages),
        "unit": dict(voter.unit),
        "concepts": words,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    file = io.BytesIO()
    np.savez(
        file,
        head=np.frombuffer(text, np.uint8),
        slots=np.flatnonzero(voter.slots).astype("<i4"),
        grams=voter.grams[1:].astype("<f2"),
        concepts=voter.concept_weights.astype("<f2"),
        bias=voter.bias.astype("<f2"),
    )
    return file.getvalue()


def read_voter(raw: bytes) -> LinearVoter:
    """The voter from what `write_voter` gave.

    Raises:
        ValueError: it is not such a file.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            known, grams = arrays["slots"], arrays["grams"].astype(np.float32)
            concept_weights, bias = arrays["concepts"].astype(np.float32), arrays["bias"].astype(np.float32)
    except (BadZipFile, KeyError, OSError, EOFError, ValueError) as error:
        raise ValueError(f"these are no weights of a statistical judge: {error}") from error
    if head.get("format") != _FORMAT or tuple(head["kinds"]) != KINDS:
        raise ValueError("the weights of the statistical judge are of another version")
    slots = np.zeros(SLOTS, np.int32)
    slots[known] = np.arange(1, len(known) + 1, dtype=np.int32)
    # By rows in memory, whatever the file's order: a text gathers a few thousand of them.
    rows = np.ascontiguousarray(np.concatenate([np.zeros((1, len(KINDS)), np.float32), grams]))
    concepts = index_concepts(head["concepts"])
    return LinearVoter(frozenset(head["languages"]), head["unit"], slots, rows, concept_weights, bias, concepts)
