"""`inboxd doctor`: looks at everything that inboxd needs, and says what is wrong and what to do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from inboxd.cli.exposure import find_exposure
from inboxd.cli.options import DEFAULT_CONFIG, ConfigFile, settings_from
from inboxd.cli.printable import printable
from inboxd.cli.wording import page
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, RulesRefused, StoreUnavailable, Transient

if TYPE_CHECKING:
    from inboxd.config.settings import MailboxSettings, Settings
    from inboxd.core.rules.ruleset import RuleSet
    from inboxd.edge.mailbox.account import ImapMailbox

_ADVICE = {
    "IDLE": "the server does not announce mail; it is asked every `imap.poll` instead, so answers come later",
    "MOVE": "no MOVE: messages are copied, then removed from the inbox",
    "UIDPLUS": "no UIDPLUS: removing a copied message has to mark it as deleted only; your mail clients will hide it",
}
_MARKS = {"fine": ("✓", "green"), "advice": ("!", "yellow"), "wrong": ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look told.

    Attributes:
        level: "fine", "advice" or "wrong".
        what: what was looked at and found.
        do: what to do; "" when nothing.
        unreachable: whether a server could not be reached at all.
    """

    level: str
    what: str
    do: str = ""
    unreachable: bool = False


def doctor(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Check connections, rights, folders, store and rules; exit code 1 when something is wrong, 3 when unreachable."""
    settings = settings_from(config)
    exposed = [Finding("advice", what, do) for what, do in find_exposure(config, settings)]
    findings = [*exposed, *asyncio.run(_look(settings))]
    _print_findings(findings)
    if any(each.unreachable for each in findings):
        raise typer.Exit(3)
    if any(each.level == "wrong" for each in findings):
        raise typer.Exit(1)


def _print_findings(findings: list[Finding]) -> None:
    console = page()
    for each in findings:
        mark, colour = _MARKS[each.level]
        console.print(mark, style=colour, end=" ")
        console.print(printable(each.what), soft_wrap=True)
        if each.do:
            console.print(f"    → {printable(each.do)}", soft_wrap=True)
    wrong, advice = (sum(each.level == level for each in findings) for level in ("wrong", "advice"))
    console.print("All is well." if not wrong + advice else f"{wrong} wrong, {advice} to look at.")


async def _look(settings: Settings) -> list[Finding]:
    loading = asyncio.create_task(_load(settings))
    findings = [each async for each in _guard("rules", partial(_rules, settings, loading))]
    findings += [each async for each in _guard("settings", partial(_own, settings))]
    findings += [each async for each in _guard("channels", partial(_channels, settings))]
    findings += [each async for each in _guard("store", partial(_store, settings))]
    for mailbox in settings.mailbox:
        folders = _moved_to(settings, mailbox, loading)
        findings += [each async for each in _guard(f"{mailbox.name}: IMAP", partial(_imap, mailbox, folders))]
        findings += [each async for each in _guard(f"{mailbox.name}: SMTP", partial(_smtp, mailbox))]
    return findings


async def _guard(subject: str, look: Callable[[], Awaitable[list[Finding]]]) -> AsyncIterator[Finding]:
    try:
        for finding in await look():
            yield finding
    except RulesRefused as refusal:
        for problem in refusal.problems:
            yield Finding("advice" if problem.warning else "wrong", f"{subject}: {problem}")
    except InboxdError as error:
        hint = error.hint if isinstance(error, Misconfigured) else ""
        unreachable = isinstance(error, Transient)
        yield Finding("wrong", f"{subject}: {error}", hint or _what_to_do(subject, unreachable), unreachable)


def _what_to_do(subject: str, unreachable: bool) -> str:
    # Where TLS begins at once, who waits for a greeting in the clear hears nothing: that looks like a server far away.
    what = "host, port, `tls` and firewall" if subject.endswith(("IMAP", "SMTP")) else "host, port and firewall"
    return f"Check {what}; the server may be down." if unreachable else ""


async def _load(settings: Settings) -> RuleSet:
    from inboxd.edge.rulefiles import load_rules

    return await asyncio.to_thread(load_rules, settings.rules.path)


def _moved_to(settings: Settings, mailbox: MailboxSettings, loaded: asyncio.Task[RuleSet]) -> frozenset[str]:
    """The folders to which messages are moved; of rules that are refused none is known."""
    from inboxd.building import moved_to

    own = frozenset({mailbox.folders.needs_human})
    return own if loaded.exception() else own | moved_to(settings, mailbox.name, loaded.result())


async def _rules(settings: Settings, loading: asyncio.Task[RuleSet]) -> list[Finding]:
    rules = await loading
    what = f"rules: version {rules.version}, {len(rules.routes)} routes, {len(rules.examples)} examples pass"
    return [
        Finding("fine", what),
        *(Finding("advice", f"rules: {each}") for each in rules.warnings),
        *_unknown_channels(settings, rules.duty.channels),
    ]


def _unknown_channels(settings: Settings, named: frozenset[str]) -> list[Finding]:
    """Names in the rules that no channel has; without any channel nobody expects one."""
    known = {each.name for each in settings.channel}
    do = "Name it so in a section `[[channel]]`; until then the default channels are told instead."
    strange = sorted(named - known) if known else []
    return [Finding("advice", f"rules: hours.yaml names a channel {name!r} that is not there", do) for name in strange]


async def _own(settings: Settings) -> list[Finding]:
    """What needs no server, and keeps the service from starting or webhooks from being told: told when wrong only."""
    from inboxd.web.access import access_of
    from inboxd.web.server import address_of

    settings.key()
    if settings.web.listen:
        address_of(settings.web.listen)
        access_of(settings.web)
    for each in settings.trends.webhook:
        each.address()
        each.secret()
    return []


async def _channels(settings: Settings) -> list[Finding]:
    from inboxd.edge.notify import find_weakness, is_usable

    found = []
    for each in settings.channel:
        is_fine = bool(each.mail) or await asyncio.to_thread(is_usable, each.secret())
        if is_fine:
            found.append(Finding("fine", f"channel {each.name}: can be used"))
            weakness = "" if each.mail else await asyncio.to_thread(find_weakness, each.secret())
            if weakness:
                do = "Use the URL's protected form, e.g. jsons:// for json://."
                found.append(Finding("advice", f"channel {each.name}: {weakness}", do))
        else:
            do = "Write an Apprise URL, such as slack://… or json://host/path."
            found.append(Finding("wrong", f"channel {each.name}: its URL is of no kind that is known", do))
    return [*found, *_unheard(settings), *_unknown_to_lookout(settings)]


def _unheard(settings: Settings) -> list[Finding]:
    """Whether an SMTP server that refuses inboxd keeps back the very word about it."""
    wanted = settings.lookout.channels or settings.notify.default or tuple(each.name for each in settings.channel[:1])
    told = [each for each in settings.channel if each.name in wanted]
    if not told or not all(each.mail for each in told):
        return []
    what = "channels: alarms about inboxd itself go out by mail only, and none when the SMTP server refuses inboxd"
    return [Finding("advice", what, "Name a chat or a pager in `[lookout] channels`.")]


def _unknown_to_lookout(settings: Settings) -> list[Finding]:
    known = {each.name for each in settings.channel}
    do = "Mend the name: alarms about inboxd itself go to the default channels instead, and to nobody where none is."
    strange = sorted(set(settings.lookout.channels) - known)
    return [
        Finding("advice", f"channels: `[lookout] channels` names {each!r}, which is not there", do) for each in strange
    ]


async def _store(settings: Settings) -> list[Finding]:
    from inboxd.edge.store.migrate import DatabaseEmpty
    from inboxd.edge.store.store import SqlStore

    file = settings.store.file
    if file is not None and not file.exists():
        return [_store_to_be(file)]
    store = SqlStore(settings.store)
    try:
        await store.open()
        await store.ping()
    except DatabaseEmpty:
        do = "If it held cases before, restore the last backup first, or mend `[store] url`."
        return [Finding("advice", "store: the database is empty; its tables are made at the first start", do)]
    except StoreUnavailable as error:
        if file is None:
            raise
        return [Finding("wrong", f"store: {error}", f"End that program; `fuser {file}` names it.", unreachable=True)]
    finally:
        await store.close()
    return [Finding("fine", "store: reachable, writable, schema up to date")]


def _store_to_be(file: Path) -> Finding:
    if os.access(file.parent, os.W_OK | os.X_OK):
        return Finding("fine", f"store: {file} is made at the first start")
    what = f"store: {file.parent} is no folder in which a database can be made"
    return Finding("wrong", what, "Make the folder and let the service's user write in it, or mend `[store] url`.")


async def _imap(settings: MailboxSettings, moved_to: frozenset[str]) -> list[Finding]:
    from inboxd.edge.clock import SystemClock
    from inboxd.edge.mailbox.account import ImapMailbox

    mailbox = ImapMailbox(settings, SystemClock())
    name = settings.name
    await mailbox.connect()
    try:
        capabilities = mailbox.capabilities()
        found = [Finding("fine", f"{name}: IMAP login at {settings.imap.host}:{settings.imap.port}")]
        found += [Finding("advice", f"{name}: {why}") for what, why in _ADVICE.items() if what not in capabilities]
        state = await mailbox.look(settings.folders.inbox)
        found.append(Finding("fine", f"{name}: {state.folder} holds {state.exists} messages"))
        folders = await mailbox.folders()
        found.append(await _sent(settings, mailbox.folder_for("sent"), folders))
        found += await _try_folders(mailbox, sorted(moved_to.intersection(folders)))
    finally:
        await mailbox.close()
    return found


async def _try_folders(mailbox: ImapMailbox, folders: list[str]) -> list[Finding]:
    """Whether messages can go where the rules want them; what is missing is made when the service connects."""
    found = []
    for folder in folders:
        try:
            await mailbox.state_of(folder)
        except ConnectionLost:
            raise
        except InboxdError as error:
            hint = error.hint if isinstance(error, Misconfigured) else ""
            do = hint or "Mend the folder on the mail server: what belongs there is not moved until then."
            found.append(Finding("wrong", f"{mailbox.name}: {error}", do))
    usable = f"{mailbox.name}: what is moved goes to {', '.join(folders)}"
    return found or ([Finding("fine", usable)] if folders else [])


async def _sent(settings: MailboxSettings, special: str | None, folders: tuple[str, ...]) -> Finding:
    wanted = settings.folders.sent
    name = (special or "Sent") if wanted == "auto" else wanted
    if name in folders:
        how = "the server's special use" if wanted == "auto" and special else "its name"
        return Finding("fine", f"{settings.name}: answers of your people are looked for in {name!r} (by {how})")
    return Finding(
        "advice",
        f"{settings.name}: there is no folder {name!r} for sent mail yet",
        "inboxd will create it; set folders.sent if your people's mail clients file elsewhere.",
    )


async def _smtp(settings: MailboxSettings) -> list[Finding]:
    from inboxd.edge.outbox.sender import SmtpSender

    sender = SmtpSender(settings.smtp, settings.address)
    try:
        await sender.check()
    finally:
        await sender.close()
    where = f"{settings.smtp.host}:{settings.smtp.port} ({settings.smtp.tls})"
    return [Finding("fine", f"{settings.name}: SMTP login at {where}")]
