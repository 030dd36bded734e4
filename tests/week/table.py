"""The week as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from tests.week.play import Told

DULL = frozenset({"acknowledgment-planned", "follow-up-due", "follow-up-cancelled"})


def week_table(told: Sequence[Told]) -> str:
    """One line a case: who, where it went, what happened on which day, how it ended."""
    lines = ["case                 route      what happened"]
    for each in told:
        if each.record is None:
            lines.append(f"{each.story.name}.{each.story.language:<20} no case")
            continue
        steps = " → ".join(
            f"{event.kind} {event.at:%a %H:%M}" for event in each.record.events if str(event.kind) not in DULL
        )
        mark = " " if each.is_as_told() else "!"
        lines.append(f"{mark}{each.story.name + '.' + each.story.language:<20} {each.record.case.route:<10} {steps}")
    return "\n".join(lines)
