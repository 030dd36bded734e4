"""`inboxd explain`: why a message takes its route, and why not another one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from inboxd.cli.options import AsJson

_RULES = Path("rules")


def explain(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=".eml, folder, Maildir, mbox, or - for stdin.")],
    as_json: AsJson = False,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="Rules folder; without it ./rules, else the shipped one.")
    ] = None,
) -> None:
    """Judge messages without touching anything, and say why: the words that counted, the route, the answer."""
    from rich.console import Console

    from inboxd.cli.explain_page import explain_page, judge_file
    from inboxd.cli.printable import json_line, printable
    from inboxd.cli.progress import is_shown_to_people, with_progress
    from inboxd.core.judge.explanation import explanation
    from inboxd.edge.mailfiles import read_mail_files
    from inboxd.edge.rulefiles import compile_folder, starter_rules

    # Not rehearsed: rules that fail their own examples are what people want explained.
    rule_set = compile_folder(rules or (_RULES if _RULES.is_dir() else starter_rules()))
    console = Console(highlight=False, markup=False, emoji=False)
    found = read_mail_files(paths, sys.stdin.buffer, lambda why: typer.echo(f"inboxd: {printable(why)}", err=True))
    files = with_progress(found, "explaining", quiet=is_shown_to_people())
    for number, file in enumerate(files):
        mail, verdict, answer = judge_file(file, rule_set)
        if as_json:
            typer.echo(json_line(explanation(file.path, mail, verdict, answer)))
        else:
            if number:
                console.rule()
            console.print(explain_page(file.path, mail, verdict, answer, rule_set))
