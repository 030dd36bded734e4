"""`inboxd outbox …`: what is queued, held or failed, and a person's decisions about it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile
from inboxd.cli.stored import ask_store
from inboxd.cli.wording import as_json, first_of, page, tell_effect
from inboxd.core.values.effect import EffectState

if TYPE_CHECKING:
    from inboxd.edge.store.store import SqlStore

app = typer.Typer(help="What is queued, held or failed.", no_args_is_help=True)
_Which = Annotated[str, typer.Argument(help="Effect id, as `inboxd outbox list` shows it.")]
_UNFINISHED = frozenset(
    {EffectState.WAITING, EffectState.QUEUED, EffectState.SENDING, EffectState.HELD, EffectState.FAILED}
)
_PUT_AWAY = "nobody could tell whether it went out; a person says that it needs no sending"


@app.command("list")
def list_effects(
    config: ConfigFile = DEFAULT_CONFIG,
    state: Annotated[str, typer.Option(help="One state, `unfinished` or `all`.")] = "unfinished",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    json: AsJson = False,
) -> None:
    """Show the outbox: what is held, what failed, what is queued, and what waits for your team's answer."""
    states = _states(state)
    found = asyncio.run(ask_store(config, lambda store: store.effects(states=states, limit=limit + 1)))
    effects = first_of(found, limit)
    if json:
        typer.echo(as_json(effects))
        return
    console = page()
    for effect in effects:
        console.print(effect.effect_id, soft_wrap=True)
        console.print(f"    {effect.mailbox}: {tell_effect(effect)}", soft_wrap=True)
    if not effects:
        console.print("Nothing there.")


@app.command("retry")
def retry(effect: _Which, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Try a failed or held effect again. A held letter may then go out a second time: look into Sent first."""
    _queue(config, effect, frozenset({EffectState.FAILED, EffectState.HELD}), "a person asked for another try")


@app.command("send")
def send(effect: _Which, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Send a queued or held letter now. A held one may then go out a second time: look into Sent first."""
    _queue(config, effect, frozenset({EffectState.QUEUED, EffectState.HELD}), "a person asked for it now")


@app.command("cancel")
def cancel(effect: _Which, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Call off an effect that has not ended, or put away a held letter that did go out."""
    allowed = frozenset({EffectState.WAITING, EffectState.QUEUED, EffectState.HELD, EffectState.FAILED})
    _change(config, effect, EffectState.CANCELLED, allowed, "a person called it off")
    typer.echo(f"{effect} is cancelled.")


def _queue(config: Path, effect: str, allowed: frozenset[EffectState], reason: str) -> None:
    _change(config, effect, EffectState.QUEUED, allowed, reason)
    typer.echo(f"{effect} is queued; a running inboxd takes it within a minute.")


def _change(config: Path, effect_id: str, state: EffectState, allowed: frozenset[EffectState], reason: str) -> None:
    """Make a person's change, or say why not and end with exit code 1."""
    from inboxd.edge.clock import SystemClock

    async def change(store: SqlStore) -> str:
        effect = await store.effect(effect_id)
        if effect is None:
            return "there is no such effect; `inboxd outbox list --state all` shows them"
        if effect.state is EffectState.WAITING and state is EffectState.QUEUED:
            return "it waits for your team's answer to the customer and goes out by itself some time after it"
        if effect.state not in allowed:
            return f"it is {effect.state}; that can be done only with what is {' or '.join(sorted(allowed))}"
        is_put_away = effect.state is EffectState.HELD and state is EffectState.CANCELLED
        why = _PUT_AWAY if is_put_away else reason
        changed = await store.change_effect(effect_id, state, now=SystemClock().now(), reason=why)
        return "" if changed else "inboxd is at it just now; look again in a few minutes"

    refusal = asyncio.run(ask_store(config, change))
    if refusal:
        typer.echo(f"inboxd: {effect_id}: {refusal}", err=True)
        raise typer.Exit(1)


def _states(wanted: str) -> frozenset[EffectState] | None:
    if wanted == "all":
        return None
    if wanted == "unfinished":
        return _UNFINISHED
    if wanted not in set(EffectState):
        raise typer.BadParameter(f"{wanted!r} is no state; known: {', '.join(EffectState)}, unfinished, all")
    return frozenset({EffectState(wanted)})
