"""`inboxd audit`: every message and letter is accounted for, and each difference is explained."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.printable import json_line, printable
from inboxd.cli.progress import counting
from inboxd.cli.wording import named, page
from inboxd.core.values.difference import STRENGTHS, Code, Difference, Strength
from inboxd.errors import InboxdError

if TYPE_CHECKING:
    from inboxd.config.settings import MailboxSettings, Settings
    from inboxd.edge.store.store import SqlStore
    from inboxd.ports import Clock
    from inboxd.run.finding import Audit, Circumstances

_SHOWN = 20
"""Differences of one kind that are shown of each mailbox."""


def audit(
    config: ConfigFile = DEFAULT_CONFIG,
    every: Annotated[bool, typer.Option("--all", help="Show each difference, also those that are fine.")] = False,
    json: AsJson = False,
) -> None:
    """Compare the mailboxes with what inboxd remembers, both ways; exit code 1 only when something is wrong."""
    auditing = _Auditing(settings_from(config), as_json=json, every=every)
    try:
        asyncio.run(auditing.run())
    finally:
        if json and auditing.audits:
            typer.echo(json_line({"summary": [_summary(each) for each in auditing.audits]}))
    if not all(each.is_clean for each in auditing.audits):
        raise typer.Exit(1)


class _Auditing:
    """One audit of all mailboxes; those that can be reached are told before the trouble with another one is.

    Attributes:
        audits: of the mailboxes that were looked through.
    """

    def __init__(self, settings: Settings, *, as_json: bool, every: bool) -> None:
        self.audits: list[Audit] = []
        self._settings = settings
        self._as_json = as_json
        self._every = every

    async def run(self) -> None:
        """Look at everything.

        Raises:
            InboxdError: the store or a mailbox cannot be looked at.
        """
        from inboxd.building import target_folders
        from inboxd.edge.clock import SystemClock
        from inboxd.edge.logs import configure_logs
        from inboxd.edge.rulefiles import load_rules
        from inboxd.edge.store.store import SqlStore

        configure_logs(self._settings.log.model_copy(update={"level": "error"}), secrets=self._settings.secrets())
        folders = target_folders(load_rules(self._settings.rules.path))
        store, clock = SqlStore(self._settings.store), SystemClock()
        await store.open()
        trouble: list[InboxdError] = []
        try:
            for each in self._settings.mailbox:
                try:
                    with named(each.name):
                        await self._look_through(each, folders | {each.folders.needs_human}, store, clock)
                except InboxdError as error:
                    trouble.append(error)
            await self._look_through_rest(store, clock)
        finally:
            await store.close()
        for each_trouble in trouble[1:]:
            typer.echo(f"inboxd: {printable(str(each_trouble))}", err=True)
        if trouble:
            raise trouble[0]

    async def _look_through(
        self, each: MailboxSettings, folders: frozenset[str], store: SqlStore, clock: Clock
    ) -> None:
        from inboxd.edge.mailbox.account import ImapMailbox
        from inboxd.run.audit import audit_mailbox

        mailbox, told = ImapMailbox(each, clock), _Told(self._every, as_json=self._as_json)
        under = _circumstances(self._settings, each, clock)
        await mailbox.connect()
        try:
            with counting(f"messages of {printable(each.name)}") as step:
                found = await audit_mailbox(mailbox, store, each.folders.inbox, folders, under, told.take, step)
        finally:
            await mailbox.close()
        self.audits.append(found)
        if not self._as_json:
            _print_audit(found, told)

    async def _look_through_rest(self, store: SqlStore, clock: Clock) -> None:
        from inboxd.run.audit import audit_rest

        told = _Told(self._every, as_json=self._as_json)
        found = await audit_rest(store, _circumstances(self._settings, self._settings.mailbox[0], clock), told.take)
        if found.counts:
            self.audits.append(found)
            if not self._as_json:
                page().print("about no mailbox")
                _print_differences(found, told)


class _Told:
    """Differences as they are found: printed at once for scripts, the first ones of each kind kept for people."""

    def __init__(self, every: bool, *, as_json: bool) -> None:
        self.kept: defaultdict[Code, list[Difference]] = defaultdict(list)
        self._every = every
        self.take: Callable[[Difference], None] = self._print if as_json else self._keep

    def _print(self, found: Difference) -> None:
        typer.echo(json_line(_tree(found)))

    def _keep(self, found: Difference) -> None:
        is_wanted = self._every or (found.strength is not Strength.FINE and len(self.kept[found.code]) < _SHOWN)
        if is_wanted:
            self.kept[found.code].append(found)


def _circumstances(settings: Settings, mailbox: MailboxSettings, clock: Clock) -> Circumstances:
    from inboxd.run.finding import Circumstances

    return Circumstances(
        now=clock.now(),
        sent=mailbox.folders.sent,
        sent_copy=mailbox.sent_copy,
        lease=settings.store.lease,
        shadow=settings.shadow,
    )


def _tree(found: Difference) -> dict[str, object]:
    return {
        "mailbox": found.mailbox,
        "code": found.code,
        "strength": found.strength,
        "text": found.text,
        "folder": found.folder,
        "uid": found.uid,
        "message": found.message_key,
        "effect": found.effect_id,
        "case": found.case,
    }


def _summary(audit: Audit) -> dict[str, object]:
    return {
        "mailbox": audit.mailbox,
        "in_mailbox": audit.in_mailbox,
        "accounted": audit.accounted,
        "predating": audit.predating,
        **{strength.value: audit.of(strength) for strength in Strength},
        "codes": {code.value: audit.counts[code] for code in Code if audit.counts[code]},
        "by_outcome": audit.by_outcome,
        "open_effects": audit.open_effects,
    }


def _print_audit(audit: Audit, told: _Told) -> None:
    console = page()
    console.print(f"{printable(audit.mailbox)}: {audit.in_mailbox} in the watched folder")
    console.print(f"  in the journal {audit.accounted}, older than inboxd {audit.predating}")
    console.print(f"  unaccounted {len(audit.unaccounted)}, lying there twice {len(audit.doubled)}")
    journal = ", ".join(f"{outcome} {number}" for outcome, number in sorted(audit.by_outcome.items()))
    console.print(f"  journal: {journal or 'empty'}")
    effects = ", ".join(f"{key} {number}" for key, number in sorted(audit.open_effects.items()))
    console.print(f"  unfinished in the outbox: {effects or 'nothing'}")
    _print_differences(audit, told)


def _print_differences(audit: Audit, told: _Told) -> None:
    console = page()
    counts = ", ".join(f"{strength} {audit.of(strength)}" for strength in reversed(Strength))
    console.print(f"  differences: {counts}")
    order = list(reversed(Strength))
    for code in sorted((code for code in Code if audit.counts[code]), key=lambda code: order.index(STRENGTHS[code])):
        console.print(f"  {STRENGTHS[code]}: {code} {audit.counts[code]}")
        for each in told.kept[code]:
            console.print(f"    {_where(each)}{printable(each.text)}", soft_wrap=True)


def _where(found: Difference) -> str:
    parts = [printable(found.folder)] if found.folder else []
    if found.uid:
        parts.append(f"UID {found.uid}")
    if not parts:
        parts = [printable(found.case or found.effect_id or found.message_key[:12])]
    return f"{' '.join(parts)}: " if any(parts) else ""
