"""`inboxd trends …`: what many customers complain about, and a person's word about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.printable import printable
from inboxd.cli.stored import ask_store
from inboxd.cli.wording import as_json, page, show_time
from inboxd.core.values.trend import Trend, TrendMember, TrendState
from inboxd.errors import Conflict, InboxdError

if TYPE_CHECKING:
    from inboxd.core.decide.notices import Notices
    from inboxd.edge.store.store import SqlStore

app = typer.Typer(help="What many customers complain about.", no_args_is_help=True)
_Which = Annotated[str, typer.Argument(help="Id of the trend, or its beginning.")]
_CONFLICTS = 5
_NAME = r"[a-z0-9][a-z0-9-]*"


@app.command("list")
def list_trends(
    config: ConfigFile = DEFAULT_CONFIG,
    state: Annotated[str, typer.Option(help="open, declared, subsided, resolved or all.")] = "all",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    json: AsJson = False,
) -> None:
    """Show trends, those that were told last first."""
    if state != "all" and state not in set(TrendState):
        raise typer.BadParameter(f"{state!r} is no state; known: {', '.join(TrendState)}, all")
    states = None if state == "all" else frozenset({TrendState(state)})
    found = asyncio.run(ask_store(config, lambda store: store.trends(states=states, limit=limit)))
    if json:
        typer.echo(as_json(found))
        return
    for trend in found:
        page().print(_line(trend), soft_wrap=True)
    if not found:
        page().print("No such trends.")


@app.command("show")
def show(trend: _Which, config: ConfigFile = DEFAULT_CONFIG, json: AsJson = False) -> None:
    """Show one trend with its customers."""
    found, members = asyncio.run(ask_store(config, lambda store: _read(store, trend)))
    if json:
        typer.echo(as_json([found, *members]))
        return
    console = page()
    console.print(_line(found), soft_wrap=True)
    hours = found.window.total_seconds() / 3600
    console.print(f"    {found.seen} customers in {hours:.0f} h where {found.expected:.1f} are usual", soft_wrap=True)
    if found.url:
        console.print(f"    worked on at {printable(found.url)}", soft_wrap=True)
    for language, words in found.texts:
        console.print(f"    acknowledgments say ({language or 'any'}): {printable(words)}", soft_wrap=True)
    for member in members:
        console.print(
            f"  {show_time(member.at)}  {printable(member.customer)}  case {member.case_id[:12] or '-'}", soft_wrap=True
        )


@app.command("declare")
def declare(
    trend: _Which,
    config: ConfigFile = DEFAULT_CONFIG,
    text: Annotated[
        list[str] | None, typer.Option(help='What acknowledgments say: "en=We know about it …"; may be repeated.')
    ] = None,
) -> None:
    """Say that it is a known incident: acknowledgments say so from now on."""
    texts = tuple(_text(each) for each in text or ())

    def change(found: Trend, now: datetime) -> Trend:
        return replace(found, state=TrendState.DECLARED, declared_at=now, texts=texts or found.texts)

    _turn(config, trend, change, event="declared")


@app.command("resolve")
def resolve(
    trend: _Which,
    config: ConfigFile = DEFAULT_CONFIG,
    notify: Annotated[bool, typer.Option("--notify", help="Write once to every customer who complained.")] = False,
) -> None:
    """Say that it is solved; acknowledgments speak of it no more."""

    def change(found: Trend, now: datetime) -> Trend:
        return replace(found, state=TrendState.RESOLVED, resolved_at=found.resolved_at or now)

    found = _turn(config, trend, change, event="resolved")
    if notify:
        notices = asyncio.run(ask_store(config, lambda store: _notify(store, config, found)))
        typer.echo(f"Letters queued: {len(notices.plans)}, customers left out: {len(notices.skipped)}")
        for customer, decision in notices.skipped:
            why = f" ({printable(decision.detail)})" if decision.detail else ""
            typer.echo(f"  {printable(customer)}: {decision.reason}{why}")


@app.command("link")
def link(
    trend: _Which,
    url: Annotated[str, typer.Argument(help="Where it is worked on.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Remember where it is worked on, e.g. an issue."""
    if not url.startswith(("https://", "http://")):
        raise typer.BadParameter("write an address that begins with https://")
    _turn(config, trend, lambda found, _: replace(found, url=url), event="")


@app.command("promote")
def promote(
    trend: _Which,
    name: Annotated[str, typer.Option(help="Name of the new topic, e.g. export-error.")],
    title: Annotated[str, typer.Option(help="What it is called for people.")] = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write a proposal for a topic that you review and copy into your rules; live rules stay as they are."""
    import re

    from inboxd.core.trend.proposal import write_proposal

    if not re.fullmatch(_NAME, name):
        raise typer.BadParameter(f"{name!r} is no topic's name: small letters, digits and - only")
    found, members = asyncio.run(ask_store(config, lambda store: _read(store, trend)))
    snippet = write_proposal(found, members, name, title or name)
    # Beside the rules, not among them: every file there is live, and one that is unknown refuses the whole set.
    path = settings_from(config).rules.path.parent / "proposed" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(snippet, encoding="utf-8")
    typer.echo(snippet)
    typer.echo(f"Written to {path}; nothing of it is live.")


async def _read(store: SqlStore, which: str) -> tuple[Trend, tuple[TrendMember, ...]]:
    found = await store.trend(which)
    if found is None:
        typer.echo(f"inboxd: there is no trend {which}; `inboxd trends list` shows them", err=True)
        raise typer.Exit(1)
    return found, await store.trend_members(found.trend_id)


def _turn(config: Path, which: str, change: Callable[[Trend, datetime], Trend], *, event: str) -> Trend:
    from inboxd.edge.clock import SystemClock

    async def turn(store: SqlStore) -> Trend:
        for _ in range(_CONFLICTS):
            found, _members = await _read(store, which)
            after = change(found, SystemClock().now())
            if await store.save_trend(after, found.state):
                return after
        raise Conflict("the trend is being changed by somebody else")

    after = asyncio.run(ask_store(config, turn))
    typer.echo(f"{after.trend_id} is {after.state} now.")
    if event:
        asyncio.run(_report(config, event, after))
    return after


async def _report(config: Path, event: str, trend: Trend) -> None:
    """Tell the webhooks; one that fails changes nothing of what was said."""
    from inboxd.core.trend.record import headline
    from inboxd.edge.webhook import Webhook

    for settings in settings_from(config).trends.webhook:
        try:
            await Webhook(settings).tell(event, headline(trend), trend)
        except InboxdError as error:
            typer.echo(f"inboxd: the webhook was not told: {error}", err=True)


async def _notify(store: SqlStore, config: Path, trend: Trend) -> Notices:
    from inboxd.cli.trend_notices import queue_notices

    return await queue_notices(store, settings_from(config), trend)


def _text(written: str) -> tuple[str, str]:
    language, equals, words = written.partition("=")
    return (language, words) if equals and language.isalpha() and len(language) <= 3 else ("", written)


def _line(trend: Trend) -> str:
    about = trend.topic or " ".join(trend.words) or "no common words"
    people = f"{trend.customers} customers of {trend.domains} domains"
    return f"{trend.trend_id}  {trend.state}, since {show_time(trend.since)}, {people}: {printable(about)}"
