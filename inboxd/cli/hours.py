"""`inboxd hours next`: when somebody works next, and what customers would be promised."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import AsJson

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

app = typer.Typer(help="When reply clocks run.", no_args_is_help=True)
_RULES = Path("rules")
_YEARS = (1970, 2200)
_NO_TIME = "is no time of our days: write for example 2026-12-24T15:00"


@app.callback()
def _one_of_several() -> None:
    pass


@app.command("next")
def show_next(
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, max=1000, help="How many spans.")] = 20,
    mailbox: Annotated[str, typer.Option("--mailbox", help="Name of a mailbox with hours of its own.")] = "",
    since: Annotated[
        str, typer.Option("--from", metavar="ISO", help="From when, e.g. 2026-12-24T15:00; without it from now.")
    ] = "",
    rules: Annotated[
        Path | None, typer.Option("--rules", help="Rules folder; without it ./rules, else the shipped one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the next spans of working time, the holidays between them, and the promise that each route would give."""
    from inboxd.cli.hours_page import forecast, forecast_json, print_forecast
    from inboxd.cli.printable import json_line
    from inboxd.edge.clock import SystemClock
    from inboxd.edge.rulefiles import compile_folder, starter_rules

    rule_set = compile_folder(rules or (_RULES if _RULES.is_dir() else starter_rules()))
    at = _moment(since, rule_set.hours_of(mailbox).zone) if since else SystemClock().now()
    found = forecast(rule_set, mailbox, at, count)
    if as_json:
        typer.echo(json_line(forecast_json(found)))
    else:
        print_forecast(found)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} {_NO_TIME}", param_hint="--from") from error
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise typer.BadParameter(f"{text!r} {_NO_TIME}", param_hint="--from")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
