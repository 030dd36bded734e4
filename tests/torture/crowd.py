"""Many mailboxes, several processes, and harm to them: how long until another one takes over, who is answered twice?

    python -m tests.torture.crowd [--workers 4] [--mailboxes 200] [--harms 30] [--seed 7]

A process is killed, suspended for longer than its lease, or PostgreSQL is restarted, while mail streams into all
mailboxes. Takeover is the time from the harm until another process says that it is connected to the mailbox.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.core.rules.folders import rules_files
from tests.process.program import _clean_environment, _pairs, customer_mail, invented_words
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.smtpsink import SmtpSink

ANGRY = "The site is down since monday"
LEASE = 10.0
"""Seconds: the shipped default."""
_AT_ONCE = frozenset({"move", "acknowledgment", "file_copy", "note"})
_SLEEP = 1.5
"""So many leases long a suspended process sleeps."""


class Worker:
    """One process of the crowd, with a log of its own."""

    def __init__(self, config: Path, number: int) -> None:
        self._config, self.log = config, config.parent / f"worker{number}.jsonl"
        self.process: subprocess.Popen[bytes] | None = None
        self._began = datetime.now(UTC)

    def start(self) -> None:
        self._began = datetime.now(UTC)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "inboxd", "run", "--config", str(self._config)],
                stdout=log, stderr=log, env=_clean_environment(), start_new_session=True,
            )  # fmt: skip

    def signal(self, number: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)

    def events(self) -> list[tuple[datetime, str, str]]:
        """When, what, which mailbox: of mailboxes that came and went."""
        found = []
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            if '"mailbox.' in line and line.startswith("{"):
                try:
                    said = json.loads(line)
                except ValueError:
                    continue  # the last line of a killed process may be cut
                found.append((datetime.fromisoformat(said["timestamp"]), said["event"], said.get("mailbox", "")))
        return found

    def held(self) -> set[str]:
        """The mailboxes that it is connected to by its own word."""
        held: set[str] = set()
        for at, event, mailbox in self.events():
            if at < self._began:
                continue
            if event == "mailbox.connected":
                held.add(mailbox)
            elif event in {"mailbox.lost", "mailbox.given_back", "mailbox.unavailable", "mailbox.overtaken"}:
                held.discard(mailbox)
        return held


class Crowd:
    """Servers, mailboxes, workers and the stream of mail."""

    def __init__(self, folder: Path, dovecot: Dovecot, sink: SmtpSink, postgres: Postgres, seed: int) -> None:
        self.folder, self.dovecot, self.sink, self.postgres = folder, dovecot, sink, postgres
        self.chance, self.seed = random.Random(seed), seed
        self.customers: list[str] = []
        self.takeovers: dict[str, list[float]] = {}
        self._stop = threading.Event()

    def build(self, workers: int, mailboxes: int) -> None:
        """Users, configuration and processes."""
        self.boxes = [f"box{number:03}" for number in range(mailboxes)]
        for box in self.boxes:
            self.dovecot.add_user(box)
            self.sink.forward(self.dovecot, f"{box}@ourshop.example", box)
        for name, raw in rules_files().items():
            (self.folder / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "rules" / name).write_bytes(raw)
        config = self.folder / "inboxd.toml"
        config.write_text("\n".join(self._lines()) + "\n", encoding="utf-8")
        self.workers = [Worker(config, number) for number in range(workers)]

    def _lines(self) -> list[str]:
        lines = [
            "[store]", *_pairs({"url": self.postgres.create_database("crowd"), "mailbox_lease": f"{LEASE:g}s"}),
            "[rules]", *_pairs({"path": str(self.folder / "rules"), "reload": False}),
            "[web]", *_pairs({"listen": ""}),
            "[log]", *_pairs({"format": "json"}),
            "[limits]", *_pairs({"per_hour": 1_000_000, "same_body": "1s"}),
        ]  # fmt: skip
        for box in self.boxes:
            account = {"host": "127.0.0.1", "tls": "none", "user": box, "password": "secret"}
            lines += [
                "[[mailbox]]",
                *_pairs({"name": box, "address": f"{box}@ourshop.example", "start_from": "all"}),
                *_pairs({"sent_copy": "bcc", "proof_within": "10s"}),
                "[mailbox.imap]", *_pairs({**account, "port": self.dovecot.imap_port}),
                "[mailbox.smtp]",
                *_pairs({"host": "127.0.0.1", "tls": "none", "port": self.sink.port, "connections": 1}),
            ]  # fmt: skip
        return lines

    def stream(self) -> None:
        """Mail for everybody until it is told to stop."""
        chance = random.Random(self.seed + 1)
        while not self._stop.wait(chance.uniform(0.05, 0.25)):
            number, box = len(self.customers), chance.choice(self.boxes)
            raw = customer_mail(
                f"{invented_words(chance)}. {ANGRY}",
                sender=f"c{number}@customer{number}.example",
                to=f"{box}@ourshop.example",
                message_id=f"<{number}@crowd.example>",
            )
            self.dovecot.deliver(box, raw)
            self.customers.append(f"c{number}@customer{number}.example")

    def begin(self) -> float:
        """Start everybody; seconds until all mailboxes are connected."""
        began = time.monotonic()
        for worker in self.workers:
            worker.start()
        self._wait_all_held(180)
        took = time.monotonic() - began
        self._streaming = threading.Thread(target=self.stream)
        self._streaming.start()
        return took

    def _wait_all_held(self, seconds: float) -> None:
        _wait(lambda: len(set().union(*(each.held() for each in self._living()))) == len(self.boxes), seconds,
                   "every mailbox has an owner", every=0.5)  # fmt: skip

    def _living(self) -> list[Worker]:
        return [each for each in self.workers if each.process is not None and each.process.poll() is None]

    def settle(self) -> list[int]:
        """Wait until the mailboxes are spread evenly; how many each process has."""
        # The duties of all are one thing more to share.
        least, most = len(self.boxes) // len(self.workers), -(-len(self.boxes) // len(self.workers)) + 1
        _wait(lambda: all(least - 1 <= len(each.held()) <= most for each in self.workers), 120,
                   "the mailboxes are spread evenly", every=0.5)  # fmt: skip
        return sorted(len(each.held()) for each in self.workers)

    def harm(self, kind: str) -> None:
        """One harm; what follows from it is measured."""
        victim = self.chance.choice(self.workers)
        if kind == "database":
            began = datetime.now(UTC)
            self.postgres.restart_immediately()
            self.takeovers.setdefault(kind, []).append((datetime.now(UTC) - began).total_seconds())
            return
        held, began = victim.held(), datetime.now(UTC)
        if kind == "kill":
            victim.signal(signal.SIGKILL)
            assert victim.process is not None
            victim.process.wait(10)
        else:
            victim.signal(signal.SIGSTOP)
        try:
            self._measure(kind, victim, held, began)
        finally:
            if kind == "kill":
                victim.start()
            else:
                left = LEASE * _SLEEP - (datetime.now(UTC) - began).total_seconds()
                time.sleep(max(left, 0))
                victim.signal(signal.SIGCONT)
        self.settle()

    def _measure(self, kind: str, victim: Worker, held: set[str], began: datetime) -> None:
        def taken() -> dict[str, float]:
            found: dict[str, float] = {}
            for worker in self.workers:
                for at, event, mailbox in worker.events() if worker is not victim else ():
                    if event == "mailbox.connected" and at > began and mailbox in held:
                        found.setdefault(mailbox, (at - began).total_seconds())
            return found

        _wait(lambda: len(taken()) == len(held), 60, f"{len(held)} mailboxes are taken over", every=0.25)
        self.takeovers.setdefault(kind, []).extend(taken().values())

    def end(self) -> dict[str, object]:
        """Stop the stream, let everything come to rest, and look."""
        self._stop.set()
        self._streaming.join()
        expected = len(self.customers)
        answers = Counter[str]()

        def all_answered() -> bool:
            answers.clear()
            answers.update(mail.recipients[0] for mail in self.sink.accepted)
            return len(answers) + len(self._held()) >= expected

        _wait(all_answered, 180, "everybody has an answer", every=1)
        _wait(lambda: not self._unfinished(), 120, "everything is carried out or held", every=1)
        for worker in self.workers:
            worker.signal(signal.SIGTERM)
        for worker in self.workers:
            assert worker.process is not None
            worker.process.wait(30)
        moved = Counter(_message_id(raw) for box in self.boxes for raw in self.dovecot.messages(box, "Priority"))
        left = sum(len(self.dovecot.messages(box, "INBOX")) for box in self.boxes)
        wanted = {f"<{number}@crowd.example>" for number in range(expected)}
        return {
            "delivered": expected,
            "lost": sorted(wanted - moved.keys()),
            "in two folders": sum(1 for count in moved.values() if count > 1),
            "unmoved": left,
            "twice": sorted(each for each, count in answers.items() if count > 1),
            "held": self._held(),
            "answered": len(answers),
        }

    def _held(self) -> list[str]:
        return [each["effect_id"] for each in self._outbox("held")]

    def _unfinished(self) -> list[object]:
        # Alarms and follow-ups wait for their time.
        return [each for each in self._outbox("queued") if each["deed"]["kind"] in _AT_ONCE] + self._outbox("sending")

    def _outbox(self, state: str) -> list[dict[str, Any]]:
        words = ["outbox", "list", "--state", state, "--json", "--limit", "100000", "--config"]
        done = subprocess.run(
            [sys.executable, "-m", "inboxd", *words, str(self.folder / "inboxd.toml")],
            capture_output=True, text=True, env=_clean_environment(), check=True,
        )  # fmt: skip
        return json.loads(done.stdout)


def _wait(true: Callable[[], bool], seconds: float, what: str, *, every: float) -> None:
    """Look now and then: a look reads all logs, or asks a command."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            message = f"waited {seconds:g} s for {what}"
            raise TimeoutError(message)
        time.sleep(every)


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return next(
        (line.split(":", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("message-id:")), ""
    )


def main() -> None:
    """Run from the command line; exit code 1 when somebody was lost or answered twice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--mailboxes", type=int, default=200)
    parser.add_argument("--harms", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with (
        Dovecot(idle_sessions=2 * asked.mailboxes) as dovecot,
        SmtpSink() as sink,
        Postgres() as postgres,
        tempfile.TemporaryDirectory() as folder,
    ):
        crowd = Crowd(Path(folder), dovecot, sink, postgres, asked.seed)
        crowd.build(asked.workers, asked.mailboxes)
        try:
            outcome: dict[str, object] = {"all connected after": crowd.begin(), "spread": crowd.settle()}
            for number in range(asked.harms):
                kind = crowd.chance.choice(["kill", "kill", "stop", "database"])
                crowd.harm(kind)
                print(f"{number + 1}: {kind}", flush=True)
            outcome |= crowd.end()
        finally:
            for worker in crowd.workers:
                if worker.process is not None and worker.process.poll() is None:
                    worker.process.kill()
    outcome["takeover"] = {
        kind: {"times": len(times), "median": round(statistics.median(times), 1), "longest": round(max(times), 1)}
        for kind, times in crowd.takeovers.items()
    }
    print(json.dumps(outcome, indent=2))
    sys.exit(1 if outcome["lost"] or outcome["twice"] or outcome["unmoved"] or outcome["in two folders"] else 0)


if __name__ == "__main__":
    main()
