"""The whole demo: servers, the true daemon, the play, and somebody who watches."""

from __future__ import annotations

import asyncio
import io
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from inboxd.app import Daemon
from inboxd.demo.client import MailClient
from inboxd.demo.scene import Scene
from inboxd.demo.servers import Servers, run_servers
from inboxd.demo.stage import ADDRESS, MAILBOX, TEAM, build_settings, prepare_rules
from inboxd.demo.summary import Report, find_problems, is_settled
from inboxd.demo.witness import Scenery, Witness
from inboxd.edge.clock import SystemClock
from inboxd.edge.logs import configure_logs
from inboxd.errors import Misconfigured

_PASSWORD = "harbour"  # noqa: S105 - of a server that lives as long as the demo
_UP_WITHIN = 60.0
_SETTLES_WITHIN = 30.0
_QUIET = 0.5
_GLANCE = 0.3


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast the demo goes.

    Attributes:
        pace: seconds between two arrivals.
        follow_up: how soon after our answer the customer is asked.
    """

    pace: float = 0.65
    follow_up: timedelta = timedelta(seconds=8)


FAST = Tempo(pace=0.1, follow_up=timedelta(seconds=6))


class Show:
    """One performance, in a temporary directory that is removed afterwards.

    Args:
        tempo: how fast it goes.
        on_look: called with everything that was seen, a few times a second, and the page's address.
        leave: set it to end early.
    """

    def __init__(self, tempo: Tempo, on_look: Callable[[Scenery, str], None], leave: asyncio.Event) -> None:
        self._tempo = tempo
        self._on_look = on_look
        self._leave = leave
        self._log = io.StringIO()

    async def perform(self, stay: Callable[[Report], None] | None = None) -> Report:
        """Play, look, report.

        Args:
            stay: when given, it is called with the report once the play is over, and then the daemon and its page stay
                until `leave` is set.

        Raises:
            Misconfigured: an extra is missing, or the daemon refused to start.
        """
        began = time.monotonic()
        with TemporaryDirectory(prefix="inboxd-demo-") as directory:
            async with run_servers(ADDRESS, _PASSWORD, SystemClock().now) as servers:
                home = Path(directory)
                folders = prepare_rules(home / "rules", self._tempo.follow_up)
                async with self._daemon(servers, home) as daemon:
                    scenery = await self._play(servers, daemon)
                    health = await asyncio.to_thread(_ask_health, daemon.address)
                    report = Report(
                        scenery=scenery,
                        problems=(*find_problems(scenery, folders), *_unwell(health)),
                        folders=folders,
                        address=daemon.address,
                        health=health,
                        seconds=time.monotonic() - began,
                        log=tuple(self._log.getvalue().splitlines()),
                        left_early=self._leave.is_set(),
                    )
                    if stay is not None and not report.left_early:
                        stay(report)
                        await self._leave.wait()
                    return report

    @asynccontextmanager
    async def _daemon(self, servers: Servers, home: Path) -> AsyncIterator[Daemon]:
        settings = build_settings(servers, home, home / "rules")
        # Lines on the terminal would tear the table; they are shown at the end if something went wrong.
        configure_logs(settings.log, stream=self._log)
        daemon = Daemon(settings)
        # That the database is new is no news here.
        await daemon.store.migrate()
        running = asyncio.create_task(daemon.run(), name="daemon")
        try:
            await _wait_until_up(daemon, running)
            yield daemon
        finally:
            daemon.stop()
            await running

    async def _play(self, servers: Servers, daemon: Daemon) -> Scenery:
        client = MailClient(servers.imap.port, ADDRESS, _PASSWORD)
        witness = Witness(servers, client, daemon.store, MAILBOX, TEAM)
        scene = Scene(servers, client, witness, self._tempo.pace)
        playing = asyncio.create_task(scene.play(), name="scene")
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SETTLES_WITHIN + self._tempo.pace * 40):
                    await self._look_until_settled(witness, scene, daemon, playing)
            # A second acknowledgment would come late: give it the time to be seen.
            await asyncio.sleep(_QUIET)
            return await witness.look(scene.arrived)
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)

    async def _look_until_settled(
        self, witness: Witness, scene: Scene, daemon: Daemon, playing: asyncio.Task[None]
    ) -> None:
        while not self._leave.is_set():
            scenery = await witness.look(scene.arrived)
            self._on_look(scenery, daemon.address)
            if playing.done():
                playing.result()
                if is_settled(scenery):
                    return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leave.wait(), _GLANCE)


async def _wait_until_up(daemon: Daemon, running: asyncio.Task[None]) -> None:
    end = time.monotonic() + _UP_WITHIN
    while time.monotonic() < end:
        if running.done():
            running.result()
            raise Misconfigured("the demo's daemon ended before it began")
        if daemon.address and (await asyncio.to_thread(_ask_health, daemon.address)).get("/readyz") == 200:
            return
        await asyncio.sleep(0.05)
    raise Misconfigured(f"the demo's daemon was not ready within {_UP_WITHIN:g} s")


def _ask_health(address: str) -> dict[str, int]:
    return {path: _status_of(address + path) for path in ("/healthz", "/readyz", "/metrics", "/")}


def _status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _unwell(health: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{path} answers {code or 'nothing'}" for path, code in health.items() if code != 200)
