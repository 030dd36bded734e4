"""What figures must reach, e.g. "F1=0.85,alarms=0.08"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inboxd.core.measure.figures import FIGURES, Figure, Tally
from inboxd.core.rules.mistakes import suggest

_DEMAND = re.compile(r"\s*([A-Za-z0-9]+)\s*=\s*([01]|[01]?\.\d{1,6})\s*", re.ASCII)
_BY_NAME = {figure.name.lower(): figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Demand:
    """A bound of a figure: at least so much, or at most where less is better."""

    figure: Figure
    bound: float

    def unmet(self, tally: Tally) -> str:
        """Why it is not met, as a sentence; "" when it is."""
        value = self.figure.read(tally)
        if value is None:
            return f"{self.figure.name} cannot be told: no mail to tell it from"
        if self.figure.falls:
            return "" if value <= self.bound else f"{self.figure.name} is {value:.3f}, must be at most {self.bound:g}"
        return "" if value >= self.bound else f"{self.figure.name} is {value:.3f}, must be at least {self.bound:g}"


def parse_demands(text: str) -> tuple[Demand, ...]:
    """Read demands, with commas between them.

    Raises:
        ValueError: one of them is none; the text says what was meant.
    """
    return tuple(_parse(part) for part in text.split(",") if part.strip())


def _parse(part: str) -> Demand:
    match = _DEMAND.fullmatch(part)
    if match is None or not 0 <= float(match[2]) <= 1:
        raise ValueError(f"{part.strip()!r} is no demand: write for example F1=0.85,alarms=0.08, numbers from 0 to 1")
    figure = _BY_NAME.get(match[1].lower())
    if figure is None:
        names = [each.name for each in FIGURES]
        raise ValueError(f"there is no figure {match[1]!r} ({suggest(match[1], names)})")
    return Demand(figure, float(match[2]))
