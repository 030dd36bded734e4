"""Everything that was found out about a rule set, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from inboxd.core.measure.calibration import Bin
from inboxd.core.measure.comparison import Change
from inboxd.core.measure.figures import Figures
from inboxd.core.measure.outcome import Outcome
from inboxd.errors import Problem


@dataclass(frozen=True, slots=True)
class Rival:
    """Another rule set on the same mails.

    Attributes:
        rules, version: which one.
        bins: its calibration.
        changes: mails whose route differs; `before` is the rival's outcome.
    """

    rules: str
    version: str
    figures: Figures
    bins: tuple[Bin, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A rule set measured.

    Attributes:
        rules, version: which one.
        corpus: where the mails were found.
        routes: names of its routes, top to bottom.
        outcomes: one for each mail.
        bins: its calibration.
        worst: how many of the worst mistakes of each sort are named.
        problems: mistakes in the corpus; mails with a mistake are not counted.
        unmet: what was demanded and not reached, as sentences.
    """

    rules: str
    version: str
    corpus: str
    routes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    figures: Figures
    bins: tuple[Bin, ...]
    worst: int
    problems: tuple[Problem, ...] = ()
    unmet: tuple[str, ...] = ()
    rival: Rival | None = None

    @property
    def is_fine(self) -> bool:
        """The corpus has mails and no mistakes, and all demands are met."""
        return bool(self.outcomes) and not self.problems and not self.unmet
