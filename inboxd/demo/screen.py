"""The live table and the summary in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from inboxd.core.values.reasons import Reason
from inboxd.demo.answers import EXCHANGES
from inboxd.demo.summary import (
    ON_TOP,
    Report,
    answers_of,
    expected_folder,
    median_seconds,
    problems_of,
    seconds_to_acknowledgment,
)
from inboxd.demo.witness import Fate, Scenery

_BAR = 10
_ABOUT = "What it is"
_WIDE = 100
_MEANINGS = {each.expected.name: (each.said, each.meaning) for each in EXCHANGES.values()}
_ENDS = {
    "waiting": "back in {folder}, {flags}; our team was told",
    "resolved": "resolved",
    "verifying": "thanks are no answer: the question stands",
}
_COLOURS = {
    "priority": "bold red",
    "vip": "bold magenta",
    "hugs": "green",
    "wishes": "cyan",
    "automatic": "dim",
    "notices": "dim",
}
_FOLLOW_UPS = {
    "waiting": "not begun",
    "queued": "due soon",
    "sending": "being sent",
    "done": "sent",
    "cancelled": "cancelled",
}


def build_table(scenery: Scenery, hottest: float = 12.0) -> Table:
    """The table while mails arrive: what is known of each so far.

    Args:
        hottest: heat that fills the bar.
    """
    table = _new_table("From", ("Arrived", "From", "Lang", "Heat", "Route", "Acknowledgment", "Follow-up"))
    for fate in scenery.fates:
        table.add_row(
            Text(fate.arrived.at.astimezone().strftime("%H:%M:%S")),
            Text(fate.sample.writer),
            Text(fate.entry.language if fate.entry else ""),
            _heat(fate, hottest),
            _route(fate),
            _acknowledgment(fate),
            _follow_up(fate),
        )
    return table


def build_live(scenery: Scenery, address: str, height: int) -> RenderableType:
    """The table cut to the newest rows that fit, under a line that says what is going on."""
    rows = max(height - 5, 5)
    newest = Scenery(scenery.fates[-rows:])
    heading = Text.assemble(
        ("inboxd demo", "bold"),
        f"  {len(scenery.fates)} arrived, {scenery.mails_sent} automatic mails sent, who waits: {address}",
    )
    return Group(heading, Text(), build_table(newest))


def build_summary(report: Report, width: int) -> RenderableType:
    """Where each sample is and where it should be, and what went out; all of it as seen on servers and in the store.

    Args:
        width: of the terminal in characters; a narrow one gets no descriptions.
    """
    about = (_ABOUT,) if width >= _WIDE else ()
    table = _new_table(_ABOUT, (" ", "Mail", *about, "Heat", "Is in", "Belongs in", "Acknowledged", "Follow-up"))
    for fate in report.scenery.fates:
        table.add_row(*_summary_row(fate, report.folders, with_about=bool(about)))
    lines = [Text(each) for each in _figures(report)]
    return Group(table, Text(), *_build_answers(report.scenery), *lines, *_verdict(report))


def _build_answers(scenery: Scenery) -> Sequence[RenderableType]:
    """What the customers said when they were asked whether it is solved, and what became of the cases."""
    answers = answers_of(scenery)
    if not answers:
        return ()
    table = _new_table("Then the case", ("Is it solved?", "Lang", "The customer answers", "Meaning", "Then the case"))
    for fate in answers:
        said, meaning = _MEANINGS[fate.sample.expected.name]
        marks = " and ".join(sorted(flag.strip("\\") for flag in fate.flags & ON_TOP))
        end = _ENDS.get(fate.case_state, fate.case_state)
        table.add_row(
            Text(fate.sample.writer),
            Text(fate.sample.expected.language),
            Text(said),
            Text(meaning, "bold red" if fate.case_state == "waiting" else "green"),
            Text(end.format(folder=", ".join(fate.folders), flags=marks)),
        )
    return (table, Text())


def _new_table(elastic: str, names: Sequence[str]) -> Table:
    """A table as wide as the terminal, in which one column gives way to the others."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    for name in names:
        table.add_column(name, ratio=1 if name == elastic else None, no_wrap=True, overflow="ellipsis")
    return table


def _summary_row(fate: Fate, folders: Mapping[str, str], *, with_about: bool) -> tuple[RenderableType, ...]:
    fine = not problems_of(fate, folders)
    return (
        Text("✓", "green") if fine else Text("✗", "bold red"),
        Text(fate.sample.expected.name),
        *((Text(fate.sample.expected.about),) if with_about else ()),
        Text(f"{fate.entry.heat:4.1f}" if fate.entry else "   –"),
        Text(", ".join(fate.folders) or "nowhere"),
        Text(expected_folder(fate.sample.expected, folders)),
        _acknowledgment(fate),
        _follow_up(fate),
    )


def _figures(report: Report) -> list[str]:
    scenery, median = report.scenery, median_seconds(report.scenery)
    languages = {fate.sample.expected.language for fate in scenery.fates}
    acknowledgments = sum(len(fate.acknowledged_at) for fate in scenery.fates)
    follow_ups = sum(len(fate.followed_up_at) for fate in scenery.fates)
    health = ", ".join(f"{path} {code}" for path, code in (report.health or {}).items())
    unaccounted = sum(1 for fate in scenery.fates if fate.entry is None)
    sent = f"{acknowledgments} acknowledgments, {follow_ups} follow-ups; {scenery.copies} copies in Sent"
    hands_off = sum(1 for fate in scenery.fates if fate.entry and fate.entry.answer_reason == Reason.HANDS_OFF)
    return [
        f"{len(scenery.fates)} mails in {len(languages)} languages, {unaccounted} unaccounted for.",
        f"{scenery.mails_sent} automatic mails sent: {sent}.",
        f"{hands_off} mails are for people alone: no machine answers them. {scenery.alarms} alarms went to our team.",
        f"From arrival to acknowledgment: {median:.2f} s (median)." if median is not None else "No acknowledgment.",
        f"Page, health and metrics: {report.address} ({health}).",
    ]


def _verdict(report: Report) -> list[Text]:
    if not report.problems:
        return [Text("All arrived where they should.", "bold green")]
    lines = [Text(f"✗ {problem}", "red") for problem in report.problems]
    return [*lines, *(Text(line, "dim") for line in report.log[-10:])]


def _heat(fate: Fate, hottest: float) -> Text:
    if fate.entry is None:
        return Text("·" * _BAR, "dim")
    filled = round(max(0.0, min(fate.entry.heat / hottest, 1.0)) * _BAR)
    colour = "red" if fate.entry.heat >= 5 else "yellow" if fate.entry.heat >= 2 else "green"
    return Text.assemble(("█" * filled, colour), ("░" * (_BAR - filled), "dim"), f" {fate.entry.heat:4.1f}")


def _route(fate: Fate) -> Text:
    route = fate.entry.route if fate.entry else ""
    return Text(route or "…", _COLOURS.get(route, ""))


def _acknowledgment(fate: Fate) -> Text:
    seconds = seconds_to_acknowledgment(fate)
    if seconds is not None:
        more = f" ({len(fate.acknowledged_at)} times!)" if len(fate.acknowledged_at) > 1 else ""
        return Text(f"sent, {seconds:.2f} s{more}", "green")
    reason = fate.entry.answer_reason if fate.entry else ""
    return Text("" if reason in {"", "allowed"} else f"no: {reason}", "dim")


def _follow_up(fate: Fate) -> Text:
    if fate.followed_up_at:
        return Text("sent", "green")
    if fate.entry is not None and fate.entry.answer_reason == Reason.HANDS_OFF:
        return Text("never", "dim")
    return Text(_FOLLOW_UPS.get(fate.follow_up, fate.follow_up), "dim")
