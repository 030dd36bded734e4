"""The program's front door: commands, exit codes and how errors are shown.

Exit codes: 0 fine, 1 something is wrong with what was checked, 2 wrong usage or configuration, 3 a server cannot be
reached. Commands import what they need when they run, so that `inboxd --help` is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inboxd import __version__
from inboxd.cli import (
    audit,
    cases,
    demo,
    digest,
    doctor,
    explain,
    hours,
    init,
    migrate,
    outbox,
    privacy,
    replies,
    rules,
    run,
    trends,
    undo,
)
from inboxd.cli.printable import printable
from inboxd.errors import InboxdError, Misconfigured, RulesRefused, Transient

app = typer.Typer(
    name="inboxd",
    help="Sits beside a support mailbox: no upset customer waits, no complaint is ignored.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("explain")(explain.explain)
app.command("migrate")(migrate.migrate)
app.command("audit")(audit.audit)
app.command("undo")(undo.undo)
app.command("digest")(digest.digest)
app.command("forget")(privacy.forget)
app.command("export")(privacy.export)
app.add_typer(rules.app, name="rules")
app.add_typer(cases.app, name="cases")
app.add_typer(outbox.app, name="outbox")
app.add_typer(trends.app, name="trends")
app.add_typer(replies.app, name="replies")
app.add_typer(hours.app, name="hours")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"inboxd {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass


def main() -> None:
    """Run a command; our own errors become one clear message and an exit code, never a traceback."""
    try:
        app(prog_name="inboxd")
    except InboxdError as error:
        print(f"inboxd: {printable(str(error))}", file=sys.stderr)
        if isinstance(error, Misconfigured) and error.hint:
            print(f"  → {printable(error.hint)}", file=sys.stderr)
        sys.exit(exit_code(error))


def exit_code(error: InboxdError) -> int:
    """The exit code that an error means."""
    match error:
        case RulesRefused():
            return 1
        case Misconfigured():
            return 2
        case Transient():
            return 3
        case _:
            return 1
