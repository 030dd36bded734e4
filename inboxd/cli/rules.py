"""`inboxd rules`: check, test and survey a rules folder before it goes live."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from inboxd.cli.options import AsJson

app = typer.Typer(help="Check, test and survey a rules folder.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The rules folder.", show_default=True)]
_DEFAULT = Path("rules")


@app.command("check")
def check(folder: Folder = _DEFAULT, as_json: AsJson = False) -> None:
    """Name every mistake with file and line, and run the examples. Exit 1 when the rules would not go live."""
    from inboxd.cli.rules_report import report_check

    _exit(report_check(folder, as_json=as_json))


@app.command("test")
def run_examples(  # noqa: PLR0913 - an argument for each option
    folder: Folder = _DEFAULT,
    *,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Judged mails to measure with: .jsonl, or a folder of .jsonl or .eml."),
    ] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Another rules folder to compare with.")] = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="How many of the worst mistakes are named.")] = 10,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw a chart: an .svg or .png file.")] = None,
    language: Annotated[str, typer.Option("--language", help="Only these languages, e.g. en,ja.")] = "",
    least: Annotated[
        str, typer.Option("--least", help="Exit 1 when a figure is worse, e.g. F1=0.85,alarms=0.08.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Run the examples that the rules carry; or, with --corpus, measure the rules with mails that people have judged.

    Exit 1 when an example takes another route than it must, the corpus has mistakes, or --least is not reached.
    """
    if corpus is None:
        if against or plot or language or least:
            raise typer.BadParameter("--against, --plot, --language and --least need --corpus")
        from inboxd.cli.rules_report import report_examples

        _exit(report_examples(folder, as_json=as_json))
        return
    from inboxd.cli.measure import Request, report_measurement
    from inboxd.core.measure.demands import parse_demands

    try:
        demands = parse_demands(least)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--least") from error
    request = Request(folder, corpus, against, _languages(language), demands, worst, plot)
    _exit(report_measurement(request, as_json=as_json))


def _languages(text: str) -> frozenset[str]:
    names = [part.strip() for part in text.split(",") if part.strip()]
    if strange := [name for name in names if not re.fullmatch(r"[a-z]{2,3}", name, re.ASCII)]:
        raise typer.BadParameter(f"{strange[0]!r} is no language: write for example en,ja", param_hint="--language")
    return frozenset(names)


@app.command("coverage")
def coverage(folder: Folder = _DEFAULT, as_json: AsJson = False) -> None:
    """How many phrases and patterns each signal has in each language."""
    from inboxd.cli.rules_report import report_coverage

    _exit(report_coverage(folder, as_json=as_json))


@app.command("schema")
def schema(
    folder: Annotated[Path, typer.Argument(help="Where the JSON Schemas are written, e.g. rules/schema.")],
) -> None:
    """Write the JSON Schemas by which editors complete and check the files."""
    from inboxd.cli.rules_report import write_schemas

    write_schemas(folder)


def _exit(is_fine: bool) -> None:
    if not is_fine:
        raise typer.Exit(1)
