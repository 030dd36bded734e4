"""`inboxd demo`: the real daemon on embedded servers, with sample mail in many languages."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.live import Live

if TYPE_CHECKING:
    from inboxd.demo.summary import Report
    from inboxd.demo.witness import Scenery

_WRONG, _INTERRUPTED = 1, 130


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Go fast and end by itself; exit 0 only if all is right.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")] = False,
) -> None:
    """Watch inboxd work: embedded mail servers, sample mail in many languages, nothing to set up, no network."""
    report = asyncio.run(_perform(once=once, as_json=as_json))
    if report.left_early:
        raise typer.Exit(_INTERRUPTED)
    if report.problems:
        raise typer.Exit(_WRONG)


async def _perform(*, once: bool, as_json: bool) -> Report:
    # The daemon and all its libraries, needed by this command only.
    from inboxd.demo.screen import build_live
    from inboxd.demo.show import FAST, Show, Tempo

    leave = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(number: signal.Signals) -> None:
        leave.set()
        # Whoever presses Ctrl-C a second time wants out at once.
        loop.remove_signal_handler(number)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, end, each)
    console = Console()
    live = None if as_json else Live(console=console, auto_refresh=False, transient=True)

    def look(scenery: Scenery, address: str) -> None:
        if live is not None:
            live.update(build_live(scenery, address, console.height), refresh=True)

    def stay(report: Report) -> None:
        if live is not None:
            live.stop()
        _print(report, console, as_json=as_json)
        Console(stderr=True).print(f"\nThe page stays open at {report.address} until you press Ctrl-C.")

    # Without somebody who could press Ctrl-C, nobody looks at the page either.
    stays = not once and sys.stdin.isatty()
    with live or nullcontext():
        report = await Show(Tempo() if stays else FAST, look, leave).perform(stay if stays else None)
    if not stays or report.left_early:
        _print(report, console, as_json=as_json)
    return report


def _print(report: Report, console: Console, *, as_json: bool) -> None:
    from inboxd.demo.screen import build_summary
    from inboxd.demo.summary import as_document

    if as_json:
        typer.echo(json.dumps(as_document(report), ensure_ascii=False, indent=2))
    elif report.left_early:
        console.print(f"Ended early, after {len(report.scenery.fates)} of the mails.")
    else:
        console.print(build_summary(report, console.width))
