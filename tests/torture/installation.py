"""One installation of the program with everything around it: mailboxes, servers, proxies, channel, log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.core.rules.folders import ROUTES, rules_files
from tests.process.program import _clean_environment, _pairs
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.process import wait_until
from tests.servers.proxy import FaultProxy
from tests.servers.smtpsink import SmtpSink
from tests.servers.webhook import Webhook
from tests.torture.nursery import Child, Nursery

LEASE = 3.0
"""Seconds after which what a process has claimed may be taken by another one."""
TIMEOUT = 2.0
"""Seconds that the program waits for an answer of IMAP or SMTP."""
MAILBOX_LEASE = 3.0
"""Seconds after which a mailbox that its owner neglects goes to another process."""
_ALWAYS = ", ".join(f'{day}: ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_HOURS = f"""\
time_zone: UTC
days: {{{_ALWAYS}}}
warn_at: none
escalations: {{default: {{breach: [team], steps: [{{after: 2s, to: [team]}}], quiet: false}}}}
report: {{agents: 1, to: [team]}}
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon things come due, so that a short torture has a short end.

    Attributes:
        reply_within: seconds after which the team is told that nobody answered.
        later: a customer is answered when so many others have written since; must come well before that.
        proof_within: seconds that the proof of a letter in doubt may take.
    """

    reply_within: int = 40
    later: int = 30
    proof_within: int = 10


USUAL, QUICK = Pace(), Pace(reply_within=15, later=8, proof_within=5)


@dataclass(frozen=True, slots=True)
class Box:
    """A watched mailbox.

    Attributes:
        dovecot: where it lies; one of them hides MOVE.
        sent_copy: "bcc" can prove what went out, "append" cannot before it has filed its copy.
    """

    name: str
    user: str
    address: str
    dovecot: Dovecot
    sent_copy: str


@dataclass(frozen=True, slots=True)
class Servers:
    """What all installations share."""

    dovecot: Dovecot
    plain: Dovecot
    postgres: Postgres | None
    nursery: Nursery


class Installation:
    """A folder with a configuration, and so many processes on it.

    Args:
        number: tells it from the others that run side by side.
        proxied: whether all connections go through fault proxies.
        pace: how soon things come due.
    """

    def __init__(
        self,
        servers: Servers,
        folder: Path,
        *,
        seed: int,
        number: int,
        workers: int = 1,
        boxes: int = 4,
        proxied: bool = False,
        pace: Pace = USUAL,
    ) -> None:
        self.servers, self.folder, self.workers = servers, folder, workers
        self.pace = pace
        self.number = number
        folder.mkdir(parents=True, exist_ok=True)
        self.boxes = [_box(servers, seed, number, each) for each in range(boxes)]
        self.children: list[Child | None] = [None] * workers
        self.log_file, self._pipe = folder / "log.jsonl", folder / "log.fifo"
        self._stack = ExitStack()
        self._proxied = proxied
        self.config = folder / "inboxd.toml"

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for box in self.boxes:
                box.dovecot.add_user(box.user)
            self.sink = stack.enter_context(SmtpSink())
            for box in self.boxes:
                self.sink.forward(box.dovecot, box.address, box.user)
            self.team = stack.enter_context(Webhook())
            self._open_wires(stack)
            os.mkfifo(self._pipe)
            # Both ends, so that it never ends: the program's log is a pipe, which no full disk can stop.
            self._log = os.open(self._pipe, os.O_RDWR)
            threading.Thread(target=self._keep_log, daemon=True).start()
            self._write_config()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.living:
            child.kill()
        self._stack.close()

    def _open_wires(self, stack: ExitStack) -> None:
        postgres = self.servers.postgres
        targets = {"imap": self.servers.dovecot.imap_port, "plain": self.servers.plain.imap_port}
        targets["smtp"] = self.sink.port
        self.store = "sqlite:///inboxd.db"
        if postgres is not None:
            targets["database"] = postgres.port
            self.store = postgres.create_database(self.boxes[0].user)
        self.direct_store = self.store if postgres is not None else f"sqlite:///{self.folder / 'inboxd.db'}"
        self.ports = targets
        self.proxies: dict[str, FaultProxy] = {}
        if self._proxied:
            self.proxies = {name: stack.enter_context(FaultProxy(port)) for name, port in targets.items()}
            self.ports = {name: proxy.port for name, proxy in self.proxies.items()}
            if postgres is not None:
                self.store = self.store.replace(f":{postgres.port}/", f":{self.ports['database']}/")

    def _keep_log(self) -> None:
        with self.log_file.open("ab", buffering=0) as log:
            while True:
                log.write(os.read(self._log, 65_536))

    def _write_config(self) -> None:
        rules = _hasty_rules(self.folder / "rules", self.pace.reply_within)
        store: dict[str, object] = {"url": self.store, "lease": f"{LEASE:g}s"}
        if self.servers.postgres is not None:
            store["mailbox_lease"] = f"{MAILBOX_LEASE:g}s"
        lines = [
            *_pairs({"stop_within": "10s", "instance": f"side{self.number}"}),
            "[store]", *_pairs(store),
            "[rules]", *_pairs({"path": str(rules), "reload": False}),
            "[web]", *_pairs({"listen": ""}),
            "[log]", *_pairs({"format": "json"}),
            "[limits]", *_pairs({"per_hour": 1_000_000, "same_body": "1s", "per_domain_hour": 1000}),
            "[[channel]]", *_pairs({"name": "team", "url": self.team.url}),
        ]  # fmt: skip
        for box in self.boxes:
            port = self.ports["imap" if box.dovecot is self.servers.dovecot else "plain"]
            account = {"host": "127.0.0.1", "tls": "none", "user": box.user, "password": "secret"}
            patience = {"timeout": f"{TIMEOUT:g}s"}
            lines += [
                "[[mailbox]]",
                *_pairs({"name": box.name, "address": box.address, "start_from": "all", "sent_poll": "1s"}),
                *_pairs({"sent_copy": box.sent_copy, "proof_within": f"{self.pace.proof_within}s"}),
                "[mailbox.imap]",
                *_pairs({**account, "port": port, "idle_renew": "2s", "poll": "1s", "keepalive": "1s", **patience}),
                "[mailbox.smtp]",
                *_pairs({"host": "127.0.0.1", "tls": "none", "port": self.ports["smtp"], **patience}),
                *_pairs({"final_timeout": f"{TIMEOUT:g}s", "connections": 2}),
            ]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    # ── its processes ──

    @property
    def living(self) -> list[Child]:
        return [child for child in self.children if child is not None and child.running]

    def start(self, *, waits: bool = True, fresh: bool = False, environment: dict[str, str] | None = None) -> None:
        """Start those that do not run; with `waits`, until one says that it watches a mailbox.

        Args:
            environment: of the first one.
        """
        seen = self.log_size
        for slot, child in enumerate(self.children):
            if child is None or not child.running:
                more = (environment or {}) if slot == 0 else {}
                words = ["run", "--config", str(self.config)]
                self.children[slot] = self.servers.nursery.bear(words, self._pipe, environment=more, fresh=fresh)
        if waits:
            self.wait_for('"mailbox.connected"', seen, 20)

    def wait_for(self, words: str, since: int, seconds: float) -> bool:
        """Whether the log says so in time, looked for from an offset; at once False when no process lives."""
        try:
            wait_until(lambda: self.said(words, since) or not self.living, seconds, words)
        except TimeoutError:
            return False
        return self.said(words, since)

    def said(self, words: str, since: int) -> bool:
        """Whether the log says this, looked for from an offset."""
        with self.log_file.open("rb") as log:
            log.seek(since)
            return words.encode() in log.read()

    @property
    def log_size(self) -> int:
        return self.log_file.stat().st_size if self.log_file.exists() else 0

    def log(self) -> list[dict[str, object]]:
        """All lines that are JSON."""
        lines = []
        for line in self.log_file.read_bytes().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                continue  # a traceback, or the last words of a killed process
        return lines

    def command(self, *words: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Any other command with this configuration."""
        return subprocess.run(
            [sys.executable, "-m", "inboxd", *words, "--config", str(self.config)],
            capture_output=True, text=True, timeout=seconds, env=_clean_environment(), check=False,
        )  # fmt: skip


def _box(servers: Servers, seed: int, number: int, each: int) -> Box:
    user = f"torture{seed}-{number}-{each}"
    dovecot = servers.plain if each % 4 == 2 else servers.dovecot
    return Box(f"box{each}", user, f"help{each}@ourshop.example", dovecot, "append" if each % 4 == 1 else "bcc")


def _hasty_rules(folder: Path, reply_within: int) -> Path:
    """Rules under which everything comes due within seconds, but the reply clock of a customer who is answered."""
    routes = ROUTES.replace("reply_within: 1h, follow_up: 3d", f"reply_within: {reply_within}s, follow_up: 1s")
    changes = {"hours.yaml": _HOURS, "routes.yaml": routes, "verification.yaml": "silence: 3s\n"}
    for name, raw in rules_files(**changes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder
