"""`inboxd digest`: what the team should know of a day, a week or a month, on the terminal, as a page, or by mail."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.core.values.digest import PeriodKind
from inboxd.errors import Misconfigured

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from inboxd.core.values.digest import Period

_HUGS = "hugs"
_YEARS = range(1970, 2200)


def digest(  # noqa: PLR0913 - an argument for each option
    which: Annotated[str, typer.Argument(help="daily, weekly, or hugs for the happy file of a month.")] = "daily",
    config: ConfigFile = DEFAULT_CONFIG,
    *,
    since: Annotated[str, typer.Option("--since", metavar="ISO", help="From when, e.g. 2026-10-05T08:00.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="ISO", help="To when; without it, now.")] = "",
    month: Annotated[str, typer.Option("--month", help="For hugs: e.g. 2026-10; without it, this month.")] = "",
    html: Annotated[Path | None, typer.Option("--html", help="Write the page into this file.")] = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Look into the mailboxes too, and count what nobody can account for.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Send it to everybody in [digest] to, once.")] = False,
    json: AsJson = False,
) -> None:
    """Show who waits, what went wrong, how fast we were, and whom we made happy."""
    from inboxd.cli.digest_desk import Wanted, show_digest, show_happy_file
    from inboxd.edge.clock import SystemClock
    from inboxd.edge.rulefiles import compile_folder

    if which not in {*PeriodKind, _HUGS}:
        raise typer.BadParameter(f"{which!r} is no digest; known: {', '.join((*PeriodKind, _HUGS))}")
    if month and which != _HUGS:
        raise typer.BadParameter("only the happy file is of a month", param_hint="--month")
    settings = settings_from(config)
    rules, now = compile_folder(settings.rules.path), SystemClock().now()
    if which == _HUGS:
        if since or until or html or send or audit:
            raise typer.BadParameter("the happy file takes --month and --json only")
        asyncio.run(show_happy_file(settings, rules, _month(month, now, rules.hours.zone), for_scripts=json))
        return
    if send and not settings.digest.to:
        raise Misconfigured("nobody is to get the digest", hint="Name addresses under `to` in [digest].")
    period = _period(PeriodKind(which), since, until, now, rules.hours.zone)
    wanted = Wanted(period, html, audit=audit, send=send, as_json=json)
    if not asyncio.run(show_digest(settings, rules, wanted)):
        raise typer.Exit(1)


def _period(kind: PeriodKind, since: str, until: str, now: datetime, zone: ZoneInfo) -> Period:
    from dataclasses import replace

    from inboxd.core.decide.bulletin import ending_at

    period = ending_at(kind, _moment(until, zone, "--until") if until else now)
    if since:
        period = replace(period, since=_moment(since, zone, "--since"))
    if period.until > now:
        raise typer.BadParameter("nobody knows what will be", param_hint="--until")
    if period.since >= period.until:
        raise typer.BadParameter("must be before --until", param_hint="--since")
    return period


def _moment(text: str, zone: ZoneInfo, option: str) -> datetime:
    from datetime import UTC

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time: write for example 2026-10-05T08:00", param_hint=option
        ) from error
    if moment.year not in _YEARS:
        raise typer.BadParameter(f"{text!r} is no time of our days", param_hint=option)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _month(text: str, now: datetime, zone: ZoneInfo) -> date:
    if not text:
        return now.astimezone(zone).date().replace(day=1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no month: write for example 2026-10", param_hint="--month") from error
    if first.year not in _YEARS:
        raise typer.BadParameter(f"{text!r} is no month of our days", param_hint="--month")
    return first
