"""`inboxd rules test --corpus`: judged mails against the rules, in figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from inboxd.cli.measure_json import measurement_json
from inboxd.cli.measure_page import print_measurement, print_problems
from inboxd.cli.printable import json_line
from inboxd.cli.progress import with_progress
from inboxd.core.measure.calibration import calibrate
from inboxd.core.measure.comparison import changes
from inboxd.core.measure.corpus import Labelled, read_corpus
from inboxd.core.measure.demands import Demand
from inboxd.core.measure.figures import read_figures
from inboxd.core.measure.labels import known_labels
from inboxd.core.measure.measurement import Measurement, Rival
from inboxd.core.measure.outcome import Outcome, judge_labelled, read_labelled
from inboxd.core.rules.ruleset import RuleSet
from inboxd.edge.chart import check_chart, draw_chart
from inboxd.edge.corpusfiles import read_corpus_files
from inboxd.edge.rulefiles import compile_folder
from inboxd.errors import RulesRefused


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to know.

    Attributes:
        rules: the folder that is measured.
        corpus: file or folder of judged mails.
        against: another rules folder, to compare with.
        languages: only these; empty for all.
        demands: what the figures must reach.
        worst: how many of the worst mistakes are named.
        plot: where a chart is written.
    """

    rules: Path
    corpus: Path
    against: Path | None = None
    languages: frozenset[str] = frozenset()
    demands: tuple[Demand, ...] = ()
    worst: int = 10
    plot: Path | None = None


def report_measurement(request: Request, *, as_json: bool) -> bool:
    """Measure and print; whether the corpus is without mistakes and all demands are met.

    Raises:
        RulesRefused: a rules folder has mistakes.
        Misconfigured: the corpus cannot be read, or the chart cannot be drawn.
    """
    if request.plot is not None:
        check_chart(request.plot)
    measurement = _measure(request)
    if as_json:
        typer.echo(json_line(measurement_json(measurement)))
    else:
        print_problems(measurement.problems)
        print_measurement(measurement)
    if request.plot is not None:
        _draw(measurement, request.plot)
    return measurement.is_fine


def _measure(request: Request) -> Measurement:
    rules = _compile(request.rules)
    other = _compile(request.against) if request.against is not None else None
    corpus = read_corpus(read_corpus_files(request.corpus), known_labels(rules, *([other] if other else [])))
    # A mail of unknown language is judged first: the judge then says which it is.
    mails = [each for each in corpus.mails if _is_wanted(each.language, request.languages) or not each.language]
    pairs = tuple(
        pair
        for pair in with_progress(_judged(mails, rules, other), "judging", len(mails))
        if _is_wanted(pair[0].language, request.languages)
    )
    outcomes = tuple(new for new, _ in pairs)
    rival = None
    if request.against is not None and other is not None:
        before = tuple(old for _, old in pairs if old is not None)
        rival = Rival(
            str(request.against), other.version, read_figures(before), calibrate(before), changes(before, outcomes)
        )
    figures = read_figures(outcomes)
    return Measurement(
        rules=str(request.rules),
        version=rules.version,
        corpus=str(request.corpus),
        routes=tuple(route.name for route in rules.routes),
        outcomes=outcomes,
        figures=figures,
        bins=calibrate(outcomes),
        worst=request.worst,
        problems=corpus.problems,
        unmet=tuple(sentence for each in request.demands if (sentence := each.unmet(figures.all))),
        rival=rival,
    )


def _compile(folder: Path) -> RuleSet:
    # Not rehearsed: whether its own examples hold is what `rules test` says without a corpus.
    try:
        return compile_folder(folder)
    except RulesRefused as refusal:
        mistakes = (each for each in refusal.problems if not each.warning)
        raise RulesRefused(tuple(replace(each, file=str(folder / each.file)) for each in mistakes)) from refusal


def _is_wanted(language: str, languages: frozenset[str]) -> bool:
    return not languages or language in languages


def _judged(mails: list[Labelled], rules: RuleSet, other: RuleSet | None) -> Iterator[tuple[Outcome, Outcome | None]]:
    for each in mails:
        mail = read_labelled(each)
        yield judge_labelled(each, mail, rules), judge_labelled(each, mail, other) if other else None


def _draw(measurement: Measurement, path: Path) -> None:
    sets = {measurement.rules: (measurement.bins, measurement.figures.languages)}
    if measurement.rival is not None:
        sets[measurement.rival.rules] = (measurement.rival.bins, measurement.rival.figures.languages)
    draw_chart(path, sets)
    typer.echo(f"wrote {path}", err=True)
