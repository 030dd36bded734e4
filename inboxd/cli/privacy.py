"""`inboxd forget` and `inboxd export`: what is held about a person, handed over or given up."""

from __future__ import annotations

import asyncio
import json as json_format
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, settings_from
from inboxd.cli.printable import escaped, printable
from inboxd.cli.privacy_page import export_lines, export_tree, mailbox_hints
from inboxd.cli.private_file import write_private
from inboxd.cli.stored import ask_store
from inboxd.cli.wording import page
from inboxd.core.values.personal import Forgotten, Held

if TYPE_CHECKING:
    from inboxd.edge.store.store import SqlStore

_Address = Annotated[str, typer.Argument(help="Mail address of the person.")]


def export(
    address: _Address,
    config: ConfigFile = DEFAULT_CONFIG,
    json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder that gets export.json and export.txt, readable by you only.")
    ] = None,
) -> None:
    """Show everything that is held about a person."""
    person = _checked(address, config)
    held = asyncio.run(ask_store(config, lambda store: store.personal.held(person)))
    tree = escaped(json_format.dumps(export_tree(held), ensure_ascii=False, indent=2))
    if out is not None:
        _write(out, {"export.json": f"{tree}\n", "export.txt": "\n".join(export_lines(held)) + "\n"})
        typer.echo(f"{out / 'export.json'} and {out / 'export.txt'} are written.")
    elif json:
        typer.echo(tree)
    else:
        _print(*export_lines(held))


def forget(
    address: _Address,
    config: ConfigFile = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Also while the person waits for an answer.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be forgotten.")] = False,
) -> None:
    """Forget a person: cases, journal, letters, everything. Mail in the mailbox stays where it is."""
    person = _checked(address, config)
    if dry_run:
        held = asyncio.run(ask_store(config, lambda store: store.personal.held(person)))
        _tell_held(held, "would be forgotten")
        return
    held, gone = asyncio.run(ask_store(config, lambda store: _forget(store, person, even_waiting=yes)))
    if gone is None:
        tokens = ", ".join(held.waiting)
        typer.echo(f"inboxd: this person still waits for an answer ({tokens}); answer, or add --yes", err=True)
        raise typer.Exit(1)
    if gone.underway:
        typer.echo("inboxd: a letter to this person is going out just now; try again in a few minutes", err=True)
        raise typer.Exit(1)
    _tell_held(held, "is forgotten")
    _tell_rest(gone)


async def _forget(store: SqlStore, person: str, *, even_waiting: bool) -> tuple[Held, Forgotten | None]:
    from inboxd.edge.clock import SystemClock

    held = await store.personal.held(person)
    if held.waiting and not even_waiting:
        return held, None
    return held, await store.personal.forget(person, now=SystemClock().now())


def _checked(address: str, config: Path) -> str:
    person = address.strip().strip("<>").lower()
    local, _, domain = person.partition("@")
    if not local or not domain or " " in person:
        raise typer.BadParameter(f"{address!r} is no mail address")
    if any(person in each.addresses for each in settings_from(config).mailbox):
        raise typer.BadParameter(f"{person} is one of your own mailboxes")
    return person


def _tell_held(held: Held, what: str) -> None:
    if held.is_empty:
        _print("Nothing is held about this person.")
        return
    _print(f"{printable(held.address)} {what}:")
    _print(*(f"  {name.replace('_', ' ')}: {_rows(count)}" for name, count in held.counts.items()))
    others = sum(map(len, held.mentions.values()))
    if others:
        _print(f"  the address in words that belong to others: {_rows(others)}")
    _print("", *mailbox_hints(held))


def _tell_rest(gone: Forgotten) -> None:
    if not gone.rows and not gone.mentions:
        return
    _print("", "What inboxd cannot reach: backups, logs with `customer_text` on, and lists in the rules folder.")
    if not gone.overwritten:
        _print("The database's own log still holds traces; they are overwritten as it goes on.")


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _print(*lines: str) -> None:
    console = page()
    for line in lines:
        console.print(line, soft_wrap=True)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in files.items():
        # Not as it was before: whoever may read an old file must not read the new one.
        write_private(folder / name, text, even_old=True)
