"""How a case ended, for people."""

from __future__ import annotations

from collections.abc import Sequence

from inboxd.core.decide.life import ARROWS, Happening
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind

_WORDS = {Happening.CONFIRMED: "by the customer's yes", Happening.SILENCE: "by silence"}
_OF_REASON = {arrow.why: arrow.happening for arrow in ARROWS if arrow.after is CaseState.RESOLVED}


def how_ended(case: Case, events: Sequence[CaseEvent]) -> str:
    """One phrase, e.g. "resolved by silence, reopened once, rated 4"; for an open case its state.

    Args:
        events: the case's history, oldest first; only the lines of its ends are looked at.
    """
    words = [_end(events) if case.state is CaseState.RESOLVED else f"still {case.state}"]
    if case.reopened:
        words.append("reopened once" if case.reopened == 1 else f"reopened {case.reopened} times")
    if case.rating is not None:
        words.append(f"rated {case.rating}")
    return ", ".join(words)


def _end(events: Sequence[CaseEvent]) -> str:
    last = next((event for event in reversed(events) if event.kind in {EventKind.RESOLVED, EventKind.CONFIRMED}), None)
    if last is None:
        return "resolved"
    if last.kind is EventKind.CONFIRMED:
        return f"resolved {_WORDS[Happening.CONFIRMED]}"
    happening = _OF_REASON.get(last.reason)
    return f"resolved {_WORDS.get(happening, 'by a person') if happening else 'by a person'}"
