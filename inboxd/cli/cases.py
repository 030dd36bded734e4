"""`inboxd cases …` and `inboxd audit`: the case log, and the proof that nothing was forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.printable import printable
from inboxd.cli.stored import ask_store
from inboxd.cli.wording import as_json, page, show_time, tell_effect
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.plan import Plan
from inboxd.errors import Conflict

if TYPE_CHECKING:
    from inboxd.config.settings import Settings
    from inboxd.edge.store.store import SqlStore
    from inboxd.ports import CaseRecord
    from inboxd.run.audit import Audit

app = typer.Typer(help="The case log.", no_args_is_help=True)
_Which = Annotated[str, typer.Argument(help="Token (K7QX-2M4D) or id of the case.")]
_CONFLICTS = 5


@app.command("list")
def list_cases(
    config: ConfigFile = DEFAULT_CONFIG,
    state: Annotated[str, typer.Option(help="waiting, replied, verifying, resolved or all.")] = "waiting",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    json: AsJson = False,
) -> None:
    """Show cases, those who wait longest first."""
    if state != "all" and state not in set(CaseState):
        raise typer.BadParameter(f"{state!r} is no state; known: {', '.join(CaseState)}, all")
    states = None if state == "all" else frozenset({state})
    cases = asyncio.run(ask_store(config, lambda store: store.cases(states=states, limit=limit)))
    if json:
        typer.echo(as_json(cases))
    else:
        _print_cases(cases)


@app.command("show")
def show(case: _Which, config: ConfigFile = DEFAULT_CONFIG, json: AsJson = False) -> None:
    """Show one case with its history and its mails."""
    record = asyncio.run(ask_store(config, lambda store: store.case(case)))
    if record is None:
        _say_missing(case)
        raise typer.Exit(1)
    if json:
        typer.echo(as_json(record))
    else:
        _print_record(record)


@app.command("resolve")
def resolve(
    case: _Which,
    config: ConfigFile = DEFAULT_CONFIG,
    why: Annotated[str, typer.Option(help="Why, for the case's history.")] = "closed by hand",
) -> None:
    """Close a case; its pending mails are called off."""
    from inboxd.core.decide.closing import close_case

    _turn(config, case, close_case, why)


@app.command("reopen")
def reopen(
    case: _Which,
    config: ConfigFile = DEFAULT_CONFIG,
    why: Annotated[str, typer.Option(help="Why, for the case's history.")] = "reopened by hand",
) -> None:
    """The customer waits for us again; a pending follow-up is called off."""
    from inboxd.core.decide.closing import reopen_case

    _turn(config, case, reopen_case, why)


def _turn(config: Path, which: str, decide: Callable[[Case, str, datetime], Plan], why: str) -> None:
    from inboxd.edge.clock import SystemClock

    async def turn(store: SqlStore) -> tuple[Case, Case] | None:
        for attempt in range(1, _CONFLICTS + 1):
            record, now = await store.case(which), SystemClock().now()
            if record is None:
                return None
            plan = decide(record.case, why, now)
            if plan.case is None or plan.case.state is record.case.state:
                return record.case, record.case
            try:
                await store.record([plan], None, now=now, owner="")
            except Conflict:
                # The daemon changed the case between our look and our word: look again.
                if attempt == _CONFLICTS:
                    raise
                continue
            return record.case, plan.case
        raise AssertionError("unreachable")

    turned = asyncio.run(ask_store(config, turn))
    if turned is None:
        _say_missing(which)
        raise typer.Exit(1)
    before, after = turned
    typer.echo(f"{after.token} is {after.state} {'already' if before is after else 'now'}.")


def _say_missing(which: str) -> None:
    typer.echo(f"inboxd: there is no case {which}; `inboxd cases list --state all` shows them", err=True)


def _print_cases(cases: tuple[Case, ...]) -> None:
    console = page()
    for case in cases:
        console.print(f"{case.token}  {_standing(case)}, route {case.route}", soft_wrap=True)
        console.print(f"    {printable(case.customer)}: {printable(case.subject)}", soft_wrap=True)
    if not cases:
        console.print("No such cases.")


def _standing(case: Case) -> str:
    since = f" since {show_time(case.waiting_since)}" if case.waiting_since else ""
    due = f", reply due {show_time(case.reply_due_at)}" if case.reply_due_at else ""
    return f"{case.state}{since}{due}"


def _print_record(record: CaseRecord) -> None:
    console, found = page(), record.case
    name = f"{printable(found.customer_name)} " if found.customer_name else ""
    lines = [
        f"{found.token}  {_standing(found)}, route {found.route}, messages: {found.messages}",
        f"{name}<{printable(found.customer)}>: {printable(found.subject)}",
    ]
    lines.append("History:")
    for event in record.events:
        why = f": {printable(event.reason)}" if event.reason else ""
        lines.append(f"  {show_time(event.at)}  {event.kind:<26} {printable(event.actor)}{why}")
    lines.append("What inboxd does about it:")
    lines.extend(f"  {tell_effect(effect)}" for effect in record.effects)
    for line in lines:
        console.print(line, soft_wrap=True)


def audit(config: ConfigFile = DEFAULT_CONFIG, json: AsJson = False) -> None:
    """Prove that every message in the mailboxes is accounted for; exit code 1 when one is not."""
    audits = asyncio.run(_audit(settings_from(config)))
    if json:
        typer.echo(as_json(audits))
    else:
        for each in audits:
            _print_audit(each)
    if not all(each.is_clean for each in audits):
        raise typer.Exit(1)


async def _audit(settings: Settings) -> list[Audit]:
    from inboxd.edge.clock import SystemClock
    from inboxd.edge.mailbox.account import ImapMailbox
    from inboxd.edge.rulefiles import load_rules
    from inboxd.edge.store.store import SqlStore
    from inboxd.run.audit import audit_mailbox

    rules = load_rules(settings.rules.path)
    targets = {route.policy.folder for route in rules.routes if route.policy.folder}
    store, audits = SqlStore(settings.store), []
    await store.open()
    try:
        for each in settings.mailbox:
            mailbox = ImapMailbox(each, SystemClock())
            await mailbox.connect()
            try:
                folders = targets | {each.folders.needs_human}
                audits.append(await audit_mailbox(mailbox, store, each.folders.inbox, folders))
            finally:
                await mailbox.close()
    finally:
        await store.close()
    return audits


def _print_audit(audit: Audit) -> None:
    console = page()
    console.print(f"{audit.mailbox}: {audit.in_mailbox} in the watched folder")
    console.print(f"  in the journal {audit.accounted}, older than inboxd {audit.predating}")
    console.print(f"  unaccounted {len(audit.unaccounted)}, lying in two folders {len(audit.doubled)}")
    for place in (*audit.unaccounted[:20], *audit.doubled[:20]):
        console.print(f"    {printable(place.folder)} UID {place.uid}")
    journal = ", ".join(f"{outcome} {number}" for outcome, number in sorted(audit.by_outcome.items()))
    console.print(f"  journal: {journal or 'empty'}")
    effects = ", ".join(f"{key} {number}" for key, number in sorted(audit.open_effects.items()))
    console.print(f"  unfinished in the outbox: {effects or 'nothing'}")
