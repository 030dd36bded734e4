"""A tiny voter, made by hand, whose every weight is known."""

from __future__ import annotations

import numpy as np

from inboxd.core.text.grams import SLOTS, read_grams
from inboxd.core.vote.concepts import index_concepts, searched_string
from inboxd.core.vote.linear import LinearVoter
from inboxd.core.vote.voter import KINDS, PRAISE, PRIORITY, QUESTION, WISH

WORDS = {
    "stuck": (searched_string("locked out"), searched_string("geht nicht*")),
    "thanks": (searched_string("thank*"), searched_string("ありがとう")),
    "idea": (searched_string("would be nice"),),
}
_WEIGHTS = {"stuck": {PRIORITY: 2.0}, "thanks": {PRAISE: 2.0}, "idea": {WISH: 2.0}}


def small_voter(**grams: dict[str, float]) -> LinearVoter:
    """Knows three concepts, and of the given words how much they are like which kind."""
    slots = np.zeros(SLOTS, np.int32)
    rows = [np.zeros(len(KINDS), np.float32)]
    for word, weights in grams.items():
        found = read_grams(word)
        whole = (found.starts == 0) & (found.ends == len(word))
        slots[found.slots[whole][-1]] = len(rows)
        rows.append(np.array([weights.get(kind, 0.0) for kind in KINDS], np.float32))
    table = [[_WEIGHTS[concept].get(kind, 0.0) for kind in KINDS] for concept in WORDS]
    return LinearVoter(
        languages=frozenset({"en", "de", "ja"}),
        unit=dict.fromkeys(KINDS, 0.5),
        slots=slots,
        grams=np.stack(rows),
        concept_weights=np.array(table, np.float32),
        bias=np.array([1.0 if kind == QUESTION else 0.0 for kind in KINDS], np.float32),
        concepts=index_concepts(WORDS),
    )
