"""`inboxd undo`: moves back what inboxd moved, takes its marks off, and tells what cannot be taken back."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.undo_page import Undone, print_done, print_lines, print_survey
from inboxd.cli.wording import named
from inboxd.core.text.durations import parse_duration
from inboxd.core.values.undo import Fate, Wish
from inboxd.errors import RulesRefused

if TYPE_CHECKING:
    from inboxd.config.settings import MailboxSettings, Settings
    from inboxd.edge.store.store import SqlStore
    from inboxd.ports import Clock

_CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def undo(  # noqa: PLR0913 - an argument for each option
    config: ConfigFile = DEFAULT_CONFIG,
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME|SPAN", help="From when: 2026-10-05T08:00, 10:00 of today, or 2h.")
    ],
    until: Annotated[str, typer.Option("--until", metavar="TIME|SPAN", help="To when; without it, now.")] = "",
    mailbox: Annotated[str, typer.Option("--mailbox", help="Only this one, by its name.")] = "",
    route: Annotated[str, typer.Option("--route", help="Only messages that took this route.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    keep_letters: Annotated[
        bool, typer.Option("--keep-letters", help="Let letters go out that have not gone out yet.")
    ] = False,
    close_cases: Annotated[
        bool, typer.Option("--close-cases", help="Close cases that hold nothing else and that nobody has answered.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """Move back what inboxd moved, and take its marks off. What a person moved since is left alone."""
    from inboxd.edge.clock import SystemClock

    settings, clock = settings_from(config), SystemClock()
    wish = _wish(since, until, route, clock.now())
    mailboxes = [each for each in settings.mailbox if mailbox in {"", each.name}]
    if not mailboxes:
        known = ", ".join(each.name for each in settings.mailbox)
        raise typer.BadParameter(f"there is no mailbox {mailbox!r}; known: {known}", param_hint="--mailbox")
    if not dry_run and not yes and not sys.stdin.isatty():
        raise typer.BadParameter("without a terminal nobody can be asked: add --yes, or --dry-run", param_hint="--yes")
    undone = Undone(as_json=json, dry_run=dry_run, keep_letters=keep_letters, close_cases=close_cases)
    asyncio.run(_undo(settings, mailboxes, wish, clock, undone, asks=not yes))
    if undone.failed:
        raise typer.Exit(1)


async def _undo(
    settings: Settings, mailboxes: list[MailboxSettings], wish: Wish, clock: Clock, undone: Undone, *, asks: bool
) -> None:
    from inboxd.edge.logs import configure_logs
    from inboxd.edge.store.store import SqlStore

    configure_logs(settings.log.model_copy(update={"level": "error"}), secrets=settings.secrets())
    store = SqlStore(settings.store)
    await store.open()
    try:
        await _check_route(settings, store, wish.route)
        await _look(mailboxes, store, wish, clock, undone)
        print_survey(undone)
        if not undone.dry_run and undone.all_steps and (not asks or _agrees(undone)):
            await _take_back(mailboxes, store, clock, undone)
            print_done(undone)
        print_lines(undone)
    finally:
        await store.close()


async def _check_route(settings: Settings, store: SqlStore, route: str) -> None:
    """Refuse a route that neither the journal nor the rules know: nothing would be found, and that would look fine."""
    from inboxd.edge.rulefiles import compile_folder

    if not route:
        return
    known = await store.past.routes()
    if route in known:
        return
    with suppress(RulesRefused):
        known |= {each.name for each in compile_folder(settings.rules.path).routes}
    if route not in known:
        names = ", ".join(sorted(known)) or "none yet"
        raise typer.BadParameter(f"there is no route {route!r}; known: {names}", param_hint="--route")


async def _look(mailboxes: list[MailboxSettings], store: SqlStore, wish: Wish, clock: Clock, undone: Undone) -> None:
    from inboxd.edge.mailbox.account import ImapMailbox
    from inboxd.run.undoing import letters_of, survey

    for each in mailboxes:
        mailbox = ImapMailbox(each, clock)
        with named(each.name):
            await mailbox.connect()
            try:
                undone.steps[each.name] = await survey(mailbox, store, wish, clock.now())
            finally:
                await mailbox.close()
        undone.letters += await letters_of(store, undone.steps[each.name])


def _agrees(undone: Undone) -> bool:
    """Whether there is something to do and the person wants it."""
    return undone.back > 0 and typer.confirm("Take it back?", err=True)


async def _take_back(mailboxes: list[MailboxSettings], store: SqlStore, clock: Clock, undone: Undone) -> None:
    """Letters first: they may go out any moment."""
    from inboxd.cli.progress import counting
    from inboxd.edge.mailbox.account import ImapMailbox
    from inboxd.edge.metrics import Metrics
    from inboxd.edge.worker import worker_name
    from inboxd.run.moving import Mover
    from inboxd.run.undoing import call_off, close_cases, move_back

    if not undone.keep_letters:
        undone.called_off = await call_off(store, undone.letters, clock)
    with counting("moving back", undone.back) as step:
        for each in mailboxes:
            steps = undone.steps[each.name]
            if all(one.fate is Fate.LEFT for one in steps):
                continue
            mailbox = ImapMailbox(each, clock)
            with named(each.name):
                await mailbox.connect()
                try:
                    mover = Mover(mailbox, store, clock, Metrics(), sent=each.folders.sent, owner=worker_name())
                    undone.ended |= await move_back(mover, store, steps, clock, step)
                finally:
                    await mailbox.close()
    if undone.close_cases:
        undone.closed = await close_cases(store, undone.all_steps, clock)


def _wish(since: str, until: str, route: str, now: datetime) -> Wish:
    first, last = _moment(since, now, "--since"), _moment(until, now, "--until") if until else now
    if first >= last:
        raise typer.BadParameter("must be before the end", param_hint="--since")
    return Wish(first, last, route)


def _moment(text: str, now: datetime, option: str) -> datetime:
    """A moment as people type it, in the time zone of whoever types; aware UTC."""
    from datetime import UTC

    clock_time = _CLOCK_TIME.fullmatch(text)
    try:
        if clock_time is not None:
            local = now.astimezone()
            moment = local.replace(hour=int(clock_time[1]), minute=int(clock_time[2]), second=0, microsecond=0)
            return (moment if moment <= local else moment - timedelta(days=1)).astimezone(UTC)
        try:
            return now - parse_duration(text)
        except ValueError:
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is no time: write for example 2026-10-05T08:00, 10:00 or 2h", param_hint=option
        ) from error
