"""A measurement for people: tables, the worst mistakes with their reasons, and a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inboxd.cli.printable import printable
from inboxd.cli.wording import page
from inboxd.core.judge.objection import counted_words, voted_words
from inboxd.core.measure.comparison import Change, Turn, differences
from inboxd.core.measure.figures import FIGURES, Figures, Tally
from inboxd.core.measure.labels import LABELS, right_routes
from inboxd.core.measure.measurement import Measurement, Rival
from inboxd.core.measure.outcome import Outcome, alarmed, overlooked
from inboxd.errors import Problem

_CHANGES_SHOWN = 20
_PROBLEMS_SHOWN = 50
_BAR = 40
_TURNS = {
    Turn.SPOILED: ("spoiled", "red"),
    Turn.STRAYED: ("still wrong", "yellow"),
    Turn.MENDED: ("mended", "green"),
    Turn.EQUAL: ("both right", ""),
}


def print_problems(problems: Sequence[Problem]) -> None:
    """Mistakes in the corpus, with file and line."""
    for each in problems[:_PROBLEMS_SHOWN]:
        typer.echo(printable(str(each)))
    if problems:
        more = f"the first {_PROBLEMS_SHOWN} are shown; " if len(problems) > _PROBLEMS_SHOWN else ""
        typer.echo(f"{len(problems)} mistakes in the corpus; {more}mails with a mistake are not counted\n")


def print_measurement(measurement: Measurement) -> None:
    """Everything that was found out, the most important first."""
    console = page()
    for line in _head(measurement):
        console.print(line)
    if measurement.outcomes:
        console.print()
        for title, table in _tables(measurement):
            _print_titled(console, title, table)
        _print_worst(console, measurement)
        if measurement.rival is not None:
            _print_rival(console, measurement, measurement.rival)
    for sentence in measurement.unmet:
        console.print(Text(f"not reached: {sentence}", "bold red"))


def _head(measurement: Measurement) -> Iterator[Text]:
    outcomes = measurement.outcomes
    languages = [name for name in measurement.figures.languages if name]
    labels = Counter(each.labelled.label for each in outcomes)
    kinds = len({kind for _, kind in measurement.figures.kinds if kind})
    yield Text(printable(f"{measurement.rules}, version {measurement.version}, on {measurement.corpus}"), "bold")
    yield Text(
        f"{len(outcomes)} mails, {len(languages)} languages ({', '.join(languages)})"
        + (f", {kinds} kinds" if kinds else "")
    )
    yield Text(", ".join(f"{labels[label]} {label}" for label in _in_order(labels)))
    for label in _in_order(labels):
        if not set(right_routes(label)) & set(measurement.routes):
            yield Text(
                f"these rules have no route for {label!r}: all its {labels[label]} mails count as wrong", "yellow"
            )


def _in_order(labels: Iterable[str]) -> list[str]:
    known = list(LABELS)
    return sorted(set(labels), key=lambda label: (known.index(label) if label in known else len(known), label))


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for number, name in enumerate(columns):
        table.add_column(Text(printable(name)), justify="left" if number < left else "right", overflow="fold")
    return table


def _print_titled(console: Console, title: str, table: Table) -> None:
    console.print(Text(printable(title), "bold"))
    console.print(table)
    console.print()


def _tables(measurement: Measurement) -> Iterator[tuple[str, Table]]:
    yield "By language", _language_table(measurement.figures)
    yield "By kind, the worst first", _kind_table(measurement.outcomes, measurement.figures)
    yield "Label (down) and route taken (across); right ones in brackets", _confusion_table(measurement)
    yield "Heat, and the share of priority mails among those that have it", _calibration_table(measurement)


def _language_table(figures: Figures) -> Table:
    names = [figure.name for figure in FIGURES]
    table = _table("language", "mails", "priority", *names, "overlooked", "alarmed")
    for language, tally in figures.languages.items():
        table.add_row(*_tally_row(language, tally))
    table.add_row(*_tally_row("all", figures.all), style="bold")
    return table


def _tally_row(name: str, tally: Tally) -> tuple[str, ...]:
    rates = (_rate(figure.read(tally)) for figure in FIGURES)
    return (name, str(tally.mails), str(tally.urgent), *rates, str(tally.overlooked), str(tally.alarms))


def _kind_table(outcomes: Iterable[Outcome], figures: Figures) -> Table:
    taken: dict[tuple[str, str], Counter[str]] = {}
    for each in outcomes:
        if not each.right:
            taken.setdefault((each.labelled.label, each.labelled.kind), Counter())[each.route] += 1
    table = _table("label", "kind", "right", "all", "share", left=2)
    table.add_column("taken for", overflow="fold")
    for label in _in_order(label for label, _ in figures.kinds):
        rows = [(kind, tally) for (each, kind), tally in figures.kinds.items() if each == label]
        for kind, tally in sorted(rows, key=lambda row: (row[1].route_accuracy or 0.0, row[0])):
            wrong = ", ".join(
                f"{number} {route}" for route, number in taken.get((label, kind), Counter()).most_common()
            )
            table.add_row(label, kind, str(tally.right), str(tally.mails), _rate(tally.route_accuracy), wrong)
    return table


def _confusion_table(measurement: Measurement) -> Table:
    confusion = measurement.figures.confusion
    table = _table("label", *measurement.routes)
    for label in _in_order(label for label, _ in confusion):
        right = right_routes(label)
        cells = []
        for route in measurement.routes:
            number = confusion.get((label, route), 0)
            cells.append(f"[{number}]" if route in right else (str(number) if number else "-"))
        table.add_row(Text(label), *(Text(cell) for cell in cells))
    return table


def _calibration_table(measurement: Measurement) -> Table:
    rival = measurement.rival
    table = _table("heat", "mails", "share", *(["theirs", "share"] if rival is not None else []))
    table.add_column("")
    for number, each in enumerate(measurement.bins):
        theirs = () if rival is None else (str(rival.bins[number].mails), _rate(rival.bins[number].share))
        bar = "█" * round(_BAR * (each.share or 0.0))
        table.add_row(each.name, str(each.mails), _rate(each.share), *theirs, bar)
    return table


def _print_worst(console: Console, measurement: Measurement) -> None:
    sorts = (
        ("overlooked: priority mails that interrupt nobody, the coldest first", overlooked(measurement.outcomes)),
        ("alarmed: mails that interrupt people for nothing, the hottest first", alarmed(measurement.outcomes)),
    )
    for title, found in sorts:
        shown = found[: measurement.worst]
        if shown:
            console.print(Text(f"{len(shown)} of {len(found)} {title}", "bold"))
        for each in shown:
            _print_outcome(console, each)
        if shown:
            console.print()


def _print_outcome(console: Console, outcome: Outcome) -> None:
    labelled = outcome.labelled
    place = f"{labelled.file}:{labelled.line}" if labelled.line else labelled.file
    kind = labelled.kind or labelled.label
    head = labelled.id if labelled.id == place else f"{labelled.id}  [{place}]"
    console.print(Text(printable(f"  {head}  {kind}, heat {outcome.heat:g}, takes {outcome.route}")))
    words = counted_words(outcome.verdict) or "no word counted"
    for line in (words, voted_words(outcome.verdict), outcome.objection):
        if line:
            console.print(Text("      " + printable(" ".join(line.split())), "dim"))


def _print_rival(console: Console, measurement: Measurement, rival: Rival) -> None:
    title = f"{rival.rules} (version {rival.version}) → {measurement.rules} (version {measurement.version})"
    _print_titled(console, title, _rival_table(measurement, rival))
    if not rival.changes:
        console.print("No mail changed its route.")
        return
    turns = Counter(each.turn for each in rival.changes)
    counts = ", ".join(f"{turns[turn]} {_TURNS[turn][0]}" for turn in Turn if turns[turn])
    console.print(Text(f"{len(rival.changes)} mails changed their route: {counts}", "bold"))
    for each in rival.changes[:_CHANGES_SHOWN]:
        console.print(_change_line(each))
    if len(rival.changes) > _CHANGES_SHOWN:
        console.print(f"  … and {len(rival.changes) - _CHANGES_SHOWN} more; --json names them all")
    console.print()


def _rival_table(measurement: Measurement, rival: Rival) -> Table:
    table = _table("language", *(figure.name for figure in FIGURES))
    figures, others = measurement.figures, rival.figures
    for language, tally in figures.languages.items():
        table.add_row(language, *_moves(others.languages.get(language, Tally()), tally))
    table.add_row("all", *_moves(others.all, figures.all), style="bold")
    return table


def _moves(before: Tally, after: Tally) -> Iterator[Text]:
    moved = differences(before, after)
    for figure in FIGURES:
        change = moved[figure.name] or 0.0
        better = change < 0 if figure.falls else change > 0
        style = "" if abs(change) < 0.0005 else ("green" if better else "red")
        text = f"{_rate(figure.read(before))} → {_rate(figure.read(after))} ({change:+.3f})"
        yield Text(text, style)


def _change_line(change: Change) -> Text:
    before, after = change.before, change.after
    said, style = _TURNS[change.turn]
    kind = after.labelled.kind or after.labelled.label
    moved = f"{before.route} ({before.heat:g}) → {after.route} ({after.heat:g})"
    return Text(printable(f"  {said:<11}  {after.labelled.id}  {kind}: {moved}"), style)


def _rate(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.3f}"
