"""The life of a case: every arrow of its state machine, once.

Nothing else says what becomes of a case. The pure functions of this folder name what happened and ask here for the
state that follows; the diagram in the documentation is drawn from the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inboxd.core.values.case import CaseState
from inboxd.errors import Bug


class Happening(StrEnum):
    """What can happen to a case."""

    WROTE = "customer wrote"
    THANKED = "customer thanked"
    REPLIED = "human answered"
    ASKED = "follow-up sent"
    REMINDED = "reminder sent"
    CONFIRMED = "customer said yes"
    DENIED = "customer said no"
    UNSURE = "customer's word is unclear"
    RATED_BADLY = "bad rating"
    RETURNED = "our answer came back"
    SILENCE = "silence"
    WARNED = "target is close"
    BREACHED = "target is over"
    ESCALATED = "escalation step"
    CLOSED = "closed by a person"
    REOPENED = "reopened by a person"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of the state machine.

    Attributes:
        before: None for a case that does not exist yet.
        why: one sentence for people.
    """

    before: CaseState | None
    happening: Happening
    after: CaseState
    why: str

    @property
    def name(self) -> str:
        """E.g. "replied + customer said yes"."""
        return f"{self.before or 'nothing'} + {self.happening}"

    @property
    def reopens(self) -> bool:
        """Whether the customer waits again after a human had answered."""
        return self.after is CaseState.WAITING and self.before not in {None, CaseState.WAITING}


_WAITING, _REPLIED = CaseState.WAITING, CaseState.REPLIED
_VERIFYING, _RESOLVED = CaseState.VERIFYING, CaseState.RESOLVED

ARROWS: tuple[Arrow, ...] = (
    Arrow(None, Happening.WROTE, _WAITING, "A first message opens the case; its reply clock runs."),
    Arrow(_WAITING, Happening.WROTE, _WAITING, "The clock of the oldest unanswered message goes on."),
    Arrow(_WAITING, Happening.THANKED, _WAITING, "Thanks end no waiting."),
    Arrow(_WAITING, Happening.WARNED, _WAITING, "Our people are told that the target is close."),
    Arrow(_WAITING, Happening.BREACHED, _WAITING, "The target is over, and our people are told."),
    Arrow(_WAITING, Happening.ESCALATED, _WAITING, "The next in the chain of command is told."),
    Arrow(_WAITING, Happening.REPLIED, _REPLIED, "A human has answered; only now the follow-up's clock starts."),
    Arrow(_WAITING, Happening.CLOSED, _RESOLVED, "A person closed it; nobody is asked."),
    Arrow(_WAITING, Happening.REOPENED, _WAITING, "It waits already."),
    Arrow(_REPLIED, Happening.REPLIED, _REPLIED, "A further answer; the follow-up keeps its time."),
    Arrow(_REPLIED, Happening.WROTE, _WAITING, "The customer writes again; the follow-up is called off."),
    Arrow(_REPLIED, Happening.DENIED, _WAITING, "Not solved, before anybody asked: reopened on top."),
    Arrow(_REPLIED, Happening.THANKED, _REPLIED, "Thanks reopen nothing; the follow-up stays due."),
    Arrow(_REPLIED, Happening.CONFIRMED, _RESOLVED, "Solved, before anybody asked."),
    Arrow(_REPLIED, Happening.ASKED, _VERIFYING, "Is it solved? The customer's word is awaited."),
    Arrow(_REPLIED, Happening.RETURNED, _WAITING, "Our answer came back: the customer has none."),
    Arrow(_REPLIED, Happening.SILENCE, _RESOLVED, "Nobody was asked and nobody complained: silence is consent."),
    Arrow(_REPLIED, Happening.CLOSED, _RESOLVED, "A person closed it; nobody is asked."),
    Arrow(_REPLIED, Happening.REOPENED, _WAITING, "A person took it up again."),
    Arrow(_VERIFYING, Happening.CONFIRMED, _RESOLVED, "The customer says that it is solved."),
    Arrow(_VERIFYING, Happening.DENIED, _WAITING, "The customer says that it is not: reopened on top."),
    Arrow(_VERIFYING, Happening.RATED_BADLY, _WAITING, "A bad rating means that the case is not over."),
    Arrow(_VERIFYING, Happening.UNSURE, _WAITING, "A human reads what the customer meant."),
    Arrow(_VERIFYING, Happening.WROTE, _WAITING, "The customer writes about something else; a human reads it."),
    Arrow(_VERIFYING, Happening.THANKED, _VERIFYING, "Thanks are no answer; the question stands."),
    Arrow(_VERIFYING, Happening.REMINDED, _VERIFYING, "Asked once more, and never again."),
    Arrow(_VERIFYING, Happening.REPLIED, _REPLIED, "One of our people wrote again."),
    Arrow(_VERIFYING, Happening.RETURNED, _WAITING, "Our answer came back: the customer has none."),
    Arrow(_VERIFYING, Happening.SILENCE, _RESOLVED, "Asked, and no answer: silence is consent."),
    Arrow(_VERIFYING, Happening.CLOSED, _RESOLVED, "A person closed it."),
    Arrow(_VERIFYING, Happening.REOPENED, _WAITING, "A person took it up again."),
    Arrow(_RESOLVED, Happening.WROTE, _WAITING, "The customer writes again: reopened."),
    Arrow(_RESOLVED, Happening.DENIED, _WAITING, "It came back: reopened on top."),
    Arrow(_RESOLVED, Happening.RATED_BADLY, _WAITING, "A bad rating means that the case is not over."),
    Arrow(_RESOLVED, Happening.CONFIRMED, _RESOLVED, "Said once more."),
    Arrow(_RESOLVED, Happening.THANKED, _RESOLVED, "Thanks reopen nothing."),
    Arrow(_RESOLVED, Happening.REPLIED, _RESOLVED, "A goodbye of ours starts no clock."),
    Arrow(_RESOLVED, Happening.CLOSED, _RESOLVED, "Closed already."),
    Arrow(_RESOLVED, Happening.REOPENED, _WAITING, "A person took it up again."),
)

_BY_CAUSE = {(arrow.before, arrow.happening): arrow for arrow in ARROWS}


def arrow_of(before: CaseState | None, happening: Happening) -> Arrow | None:
    """The arrow that this happening takes from here; None when it cannot happen or means nothing in this state."""
    return _BY_CAUSE.get((before, happening))


def state_after(before: CaseState | None, happening: Happening) -> CaseState:
    """The state that follows.

    Raises:
        Bug: there is no such arrow.
    """
    arrow = arrow_of(before, happening)
    if arrow is None:
        raise Bug(f"a case that is {before} knows no {happening!r}")
    return arrow.after


def draw_life() -> str:
    """The state machine as a Mermaid state diagram; arrows between the same two states are drawn as one."""
    labels: dict[tuple[CaseState | None, CaseState], list[str]] = {}
    for arrow in ARROWS:
        labels.setdefault((arrow.before, arrow.after), []).append(str(arrow.happening))
    lines = [
        f"    {before or '[*]'} --> {after}: {', '.join(happenings)}" for (before, after), happenings in labels.items()
    ]
    return "\n".join(("stateDiagram-v2", *lines)) + "\n"
