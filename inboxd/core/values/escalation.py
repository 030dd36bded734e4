"""Who is told, and when, that a customer waits for too long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

DEFAULT_ESCALATION = "default"


@dataclass(frozen=True, slots=True)
class Step:
    """One step up the chain of command.

    Attributes:
        after: how long after the breach, on the wall clock.
        channels: names of channels; empty means the default ones.
        quiet: whether it waits for working time.
    """

    after: timedelta
    channels: tuple[str, ...] = ()
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Escalation:
    """What follows when a target is over.

    Attributes:
        breach: channels that are told of the breach itself; empty means the default ones.
        steps: what follows if the customer still waits, earliest first.
        quiet: whether the breach is told in working time only.
    """

    breach: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """Cases of which somebody should know although no clock has run out.

    Attributes:
        agents: how many of our people must have answered until a case counts as passed around; 0 for never.
        older_than: how long a case may be open; None for ever.
        channels: who is told; empty means the default ones.
        quiet: whether it waits for working time.
    """

    agents: int = 0
    older_than: timedelta | None = None
    channels: tuple[str, ...] = ()
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Duty:
    """Everything that the rules say about telling our people.

    Attributes:
        warn_at: share of the target's working time after which a warning goes out; 0 for no warning.
        warn: channels of warnings; empty means the default ones.
        escalations: by name.
    """

    warn_at: float = 0.0
    warn: tuple[str, ...] = ()
    escalations: Mapping[str, Escalation] = field(default_factory=dict)
    report: Report = Report()

    def escalation(self, name: str = "") -> Escalation:
        """The escalation of that name; the one named "default" for "" and for one that is gone."""
        wanted = self.escalations.get(name or DEFAULT_ESCALATION)
        return wanted or self.escalations.get(DEFAULT_ESCALATION) or Escalation()

    @property
    def channels(self) -> frozenset[str]:
        """Every channel that is named anywhere."""
        told = [self.warn, self.report.channels]
        for each in self.escalations.values():
            told += [each.breach, *(step.channels for step in each.steps)]
        return frozenset(name for names in told for name in names)
