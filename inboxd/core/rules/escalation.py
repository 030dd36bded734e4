"""`hours.yaml` → who is told, and when, that a customer waits for too long."""

from __future__ import annotations

from inboxd.core.rules.escalation_file import EscalationEntry, ReportEntry
from inboxd.core.rules.folder import HOURS, ROUTES, RulesFolder
from inboxd.core.rules.mistakes import suggest
from inboxd.core.values.escalation import Duty, Escalation, Report, Step

WARN_AT = 0.75
"""Share of a target after which a warning goes out where the rules say nothing."""


def build_duty(folder: RulesFolder) -> Duty:
    """The whole of it; routes that name an escalation which is not there are mistakes and go to the folder."""
    entry = folder.hours
    duty = Duty(warn_at=WARN_AT)
    if entry is not None:
        escalations = {name: _escalation(each) for name, each in entry.escalations.items()}
        duty = Duty(entry.warn_at, entry.warn, escalations, _report(entry.report))
    _check_names(folder, duty)
    return duty


def _escalation(entry: EscalationEntry) -> Escalation:
    steps = (Step(each.after, each.to, entry.quiet if each.quiet is None else each.quiet) for each in entry.steps)
    return Escalation(entry.breach, tuple(steps), entry.quiet)


def _report(entry: ReportEntry) -> Report:
    return Report(entry.agents, entry.older_than, entry.to, entry.quiet)


def _check_names(folder: RulesFolder, duty: Duty) -> None:
    for number, route in enumerate(folder.routes.routes if folder.routes else ()):
        name = route.then.escalation
        if name and name not in duty.escalations:
            folder.error(
                ROUTES,
                folder.line(ROUTES, ("routes", number, "then", "escalation")),
                f"there is no escalation {name!r}",
                suggest(name, duty.escalations) if duty.escalations else f"{HOURS} has no `escalations`",
            )
