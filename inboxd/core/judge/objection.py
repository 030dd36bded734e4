"""Why a message did not take the route that somebody wanted for it."""

from __future__ import annotations

from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.values.verdict import Verdict

_WORDS_SHOWN = 4


def why_not_taken(verdict: Verdict, route: str) -> str:
    """The conditions of that route which failed, or that the route taken stands above it."""
    missed = next((miss for miss in verdict.misses if miss.route == route), None)
    if missed is not None:
        return f"for {route!r}: {'; '.join(missed.unmet)}"
    return f"{verdict.route.name!r} stands above it and fits"


def counted_words(verdict: Verdict) -> str:
    """The first words that counted, by signal with its score; "" without any."""
    parts = []
    for signal in verdict.signals:
        words = [f"“{each.text}”" for each in signal.evidence[:_WORDS_SHOWN]]
        if words:
            parts.append(f"{signal.name} {signal.score:g}: {', '.join(words)}")
    return "; ".join(parts)


def voted_words(verdict: Verdict) -> str:
    """What the statistical judge made of the heat, and the first words that moved it; "" when it was not asked."""
    vote = verdict.vote
    if not vote.kind:
        return ""
    words = ", ".join(f"“{each.text}” {each.weight:+g}" for each in vote.reasons.get(HEAT, ())[:_WORDS_SHOWN])
    judged = f"vote {vote.added.get(HEAT, 0.0):+g} heat, most like {vote.kind}, then {vote.rival}"
    return f"{judged}: {words}" if words else judged
