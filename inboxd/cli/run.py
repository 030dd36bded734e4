"""`inboxd run`: the service."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Annotated

import typer

from inboxd.cli.options import DEFAULT_CONFIG, ConfigFile, settings_from
from inboxd.config.settings import Settings


def run(
    config: ConfigFile = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option("--once", help="Handle what is there, then end.")] = False,
    shadow: Annotated[bool, typer.Option("--shadow", help="Judge and record everything, touch nothing.")] = False,
) -> None:
    """Watch the mailboxes until told to stop (SIGTERM); SIGHUP reads the rules again."""
    settings = settings_from(config)
    if shadow:
        settings = settings.model_copy(update={"shadow": True})
    asyncio.run(_serve(settings, once=once))


async def _serve(settings: Settings, *, once: bool) -> None:
    from inboxd.app import Daemon
    from inboxd.edge.logs import configure_logs
    from inboxd.edge.systemd import Notifier
    from inboxd.edge.tracebacks import catch_mistakes

    configure_logs(settings.log, secrets=settings.secrets())
    catch_mistakes(asyncio.get_running_loop())
    daemon = Daemon(settings, notifier=Notifier.from_environment(os.environ))
    loop = asyncio.get_running_loop()
    reloads: set[asyncio.Task[bool]] = set()

    def reload() -> None:
        task = loop.create_task(daemon.reload(), name="reload")
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, daemon.stop)
    loop.add_signal_handler(signal.SIGHUP, reload)
    await daemon.run(once=once)
