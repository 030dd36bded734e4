"""What `inboxd digest` does once it knows what is wanted."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import typer

from inboxd.building import digest_route, editor_of, key_of, policy_of
from inboxd.cli.printable import printable
from inboxd.cli.private_file import write_private
from inboxd.cli.wording import as_json, tell_effect
from inboxd.config.settings import Settings
from inboxd.core.compose.digest import digest_text
from inboxd.core.compose.digest_page import digest_page
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.decide.bulletin import month_of
from inboxd.core.decide.digest import quiet_routes
from inboxd.core.decide.happy import find_hugs
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.digest import Digest, Period
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.plan import Plan
from inboxd.edge.clock import SystemClock
from inboxd.edge.digestplots import draw_digest
from inboxd.edge.logs import configure_logs
from inboxd.edge.metrics import Metrics
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Misconfigured
from inboxd.run.clerk import Clerk
from inboxd.run.digesting import Editor, Messenger, nobody_looked

_OWNER = "inboxd digest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for.

    Attributes:
        html: where the page goes; None for none.
        audit: whether the mailboxes are looked into.
    """

    period: Period
    html: Path | None
    audit: bool
    send: bool
    as_json: bool


async def show_digest(settings: Settings, rules: RuleSet, wanted: Wanted) -> bool:
    """Print, write or send the digest; False when a mail did not go out."""
    if wanted.audit or wanted.send:
        # What is said of servers must not stand between the lines that somebody reads or a script takes.
        configure_logs(settings.log, secrets=settings.secrets())
    async with _opened(settings) as store:
        editor = _editor(settings, store, rules, wanted)
        found = await editor.write(wanted.period)
        if wanted.html is not None:
            _write_page(wanted.html, found)
        if wanted.as_json:
            typer.echo(as_json(found))
        elif wanted.html is None and not wanted.send:
            typer.echo(printable(digest_text(found)), nl=False)
        return await _send(settings, store, editor, wanted.period) if wanted.send else True


async def show_happy_file(settings: Settings, rules: RuleSet, month: date, *, for_scripts: bool) -> None:
    """Print the best comments of a month."""
    async with _opened(settings) as store:
        if for_scripts:
            since, until = month_of(month, rules.hours.zone)
            typer.echo(as_json(find_hugs(await store.comments(since, until, quiet_routes(rules)))))
        else:
            editor = Editor(store, lambda: rules, SystemClock())
            typer.echo(printable(await editor.write_happy_file(month)), nl=False)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[SqlStore]:
    store = SqlStore(settings.store)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def _editor(settings: Settings, store: SqlStore, rules: RuleSet, wanted: Wanted) -> Editor:
    editor = editor_of(settings, store, lambda: rules, SystemClock())
    return editor if wanted.audit else replace(editor, unaccounted=nobody_looked)


def _write_page(path: Path, digest: Digest) -> None:
    pictures = draw_digest(digest)
    inside = {name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, png in pictures.items()}
    try:
        write_private(path, digest_page(digest, inside))
    except OSError as error:
        raise Misconfigured(
            f"{path}: cannot be written: {error.strerror}", hint="Check the folder and its rights."
        ) from error
    typer.echo(f"wrote {path}", err=True)


async def _send(settings: Settings, store: SqlStore, editor: Editor, period: Period) -> bool:
    """Send it to every reader who has not had this very digest; whether nobody is left without."""
    key = await key_of(settings, store)
    effects = digest_route(settings, key).effects(period)
    sending = next(each for each in settings.mailbox if each.name == effects[0].mailbox)
    policy = policy_of(sending, settings, key)
    identity = SenderIdentity(policy.address, sending.display_name, policy.loop_token)
    sender = SmtpSender(sending.smtp, sending.address)
    messenger = Messenger(editor, {sending.name: identity}, {sending.name: sender}, _OWNER)
    clerk = Clerk(store, {"bulletin": messenger.deliver}, editor.clock, Metrics(), current=lambda: None, owner=_OWNER)
    try:
        taken = await store.record([Plan(None, effects=effects)], None, now=editor.clock.now(), owner=_OWNER)
        clerk.hand_in(taken)
        await clerk.work_once()
    finally:
        await sender.close()
    return _report([each for each in [await store.effect(effect.effect_id) for effect in effects] if each])


def _report(effects: list[Effect]) -> bool:
    for effect in effects:
        typer.echo(f"{effect.effect_id}: {tell_effect(effect)}", err=True)
    return all(effect.state is EffectState.DONE for effect in effects)
