"""`inboxd cases …`: the case log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.case_page import look_up, print_case, standing
from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.printable import printable
from inboxd.cli.stored import ask_store
from inboxd.cli.wording import as_json, first_of, page
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.plan import Plan
from inboxd.errors import Conflict, RulesRefused

if TYPE_CHECKING:
    from inboxd.config.settings import Settings
    from inboxd.core.rules.ruleset import RuleSet
    from inboxd.edge.store.store import SqlStore

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
    found = asyncio.run(ask_store(config, lambda store: store.cases(states=states, limit=limit + 1)))
    cases = first_of(found, limit)
    if json:
        typer.echo(as_json(cases))
    else:
        _print_cases(cases)


@app.command("show")
def show(case: _Which, config: ConfigFile = DEFAULT_CONFIG, json: AsJson = False) -> None:
    """Show one case with its history, its mails, and the cases around it."""
    shown = asyncio.run(ask_store(config, lambda store: look_up(store, case, settings_from(config))))
    if shown is None:
        _say_missing(case)
        raise typer.Exit(1)
    if json:
        typer.echo(as_json(shown))
    else:
        print_case(shown)


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
    """The customer waits for us again, with new clocks; a pending follow-up is called off."""
    from inboxd.building import key_of, policy_of
    from inboxd.core.decide.closing import reopen_case
    from inboxd.core.decide.ground import Ground, ground_of
    from inboxd.core.values.customers import Customers
    from inboxd.core.values.hours import ROUND_THE_CLOCK

    settings = settings_from(config)

    async def prepare(store: SqlStore) -> tuple[RuleSet | None, bytes]:
        return await _last_good_rules(settings, store), await key_of(settings, store)

    rules, key = asyncio.run(ask_store(config, prepare))

    def decide(found: Case, why: str, now: datetime) -> Plan:
        mailbox = next((each for each in settings.mailbox if each.name == found.mailbox), settings.mailbox[0])
        policy = policy_of(mailbox, settings, key)
        if rules is None:
            return reopen_case(found, why, Ground(policy, Customers(), ROUND_THE_CLOCK, (), key, now, now))
        return reopen_case(found, why, ground_of(rules, policy, key=key, since=now, now=now))

    _turn(config, case, decide, why)


async def _last_good_rules(settings: Settings, store: SqlStore) -> RuleSet | None:
    from inboxd.edge.rulefiles import LAST_GOOD_RULES, LiveRules

    rules = LiveRules(settings.rules.path)
    try:
        await rules.load(await store.noted(LAST_GOOD_RULES))
    except RulesRefused:
        typer.echo("inboxd: without good rules no reply clock runs; `inboxd rules check` lists the mistakes", err=True)
        return None
    return rules.current


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


def _print_cases(cases: Sequence[Case]) -> None:
    console = page()
    for case in cases:
        console.print(f"{case.token}  {standing(case)}, route {case.route}", soft_wrap=True)
        console.print(f"    {printable(case.customer)}: {printable(case.subject)}", soft_wrap=True)
    if not cases:
        console.print("No such cases.")
