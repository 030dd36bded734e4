"""`inboxd rules`: check, test and survey a rules folder before it goes live."""

from __future__ import annotations

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
def run_examples(folder: Folder = _DEFAULT, as_json: AsJson = False) -> None:
    """Run the examples that the rules carry. Exit 1 when one takes another route than it must."""
    from inboxd.cli.rules_report import report_examples

    _exit(report_examples(folder, as_json=as_json))


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
