"""Kills the real program at random instants while mail streams in, and compares the world with what should be.

    python tests/torture/kills.py [--kills 100] [--seed 7] [--store sqlite|postgres]

Every run prints its seed; the same seed kills after the same pauses.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.process.program import Inboxd, customer_mail, invented_words
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.process import wait_until
from tests.servers.smtpsink import SmtpSink

ANGRY = "This is the third time I write. We still cannot log in and our clinic cannot open its patient files!"
LONGEST_LIFE = 2.5
"""Seconds from the start of the program to its death, at most: start-up, work and waiting all get their share."""


@dataclass
class World:
    """What was found after the last kill and a last quiet run."""

    kills: int = 0
    delivered: int = 0
    lost: list[str] = field(default_factory=list)
    unmoved: int = 0
    twice: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    in_two_folders: int = 0
    held: int = 0
    audit_clean: bool = False
    effects: dict[str, int] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing twice, nothing left behind."""
        return (
            not (self.lost or self.unmoved or self.twice or self.unanswered or self.in_two_folders) and self.audit_clean
        )


def torture(dovecot: Dovecot, sink: SmtpSink, folder: Path, *, kills: int, seed: int, store: str) -> World:
    """Stream mail, kill and restart, then look."""
    chance = random.Random(seed)
    user = f"torture{seed}"
    dovecot.add_user(user)
    sink.forward(dovecot, "support@ourshop.example", user)
    daemon = Inboxd(
        folder, dovecot.imap_port, sink.port, user, store=store,
        mailbox={"sent_copy": "bcc", "proof_within": "10s"},
        limits={"per_hour": 100000, "same_body": "1s", "per_domain_hour": 1000},
    )  # fmt: skip
    world, stop = World(), threading.Event()
    customers: list[str] = []

    def stream() -> None:
        while not stop.wait(chance_for_stream.uniform(0.02, 0.25)):
            number = len(customers)
            sender = f"c{number}@customer{number}.example"
            text = f"{invented_words(chance_for_stream)}. {ANGRY}"
            dovecot.deliver(user, customer_mail(text, sender=sender, message_id=f"<{number}@{user}.example>"))
            customers.append(sender)

    chance_for_stream = random.Random(seed + 1)
    writer = threading.Thread(target=stream)
    writer.start()
    try:
        while world.kills < kills:
            daemon.start(wait=chance.random() < 0.7)
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            daemon.kill()
            world.kills += 1
    finally:
        stop.set()
        writer.join()
    _finish(daemon, sink, len(customers))
    _look(world, dovecot, sink, daemon, user, customers)
    return world


def _finish(daemon: Inboxd, sink: SmtpSink, customers: int) -> None:
    """A last, quiet run: long enough that a letter in doubt has outlived its grace."""
    daemon.start()
    wait_until(lambda: _unfinished(daemon) == 0, 240, "everything is carried out or held")
    sink.wait_forwarded()
    assert daemon.stop() == 0
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-2000:]


def _unfinished(daemon: Inboxd) -> int:
    effects = json.loads(daemon.command("outbox", "list", "--json", "--limit", "100000").stdout)
    return sum(1 for effect in effects if effect["state"] in {"queued", "sending"})


def _look(world: World, dovecot: Dovecot, sink: SmtpSink, daemon: Inboxd, user: str, customers: list[str]) -> None:
    world.delivered = len(customers)
    ids = Counter(_message_id(raw) for raw in dovecot.messages(user, "Priority"))
    expected = {f"<{number}@{user}.example>" for number in range(len(customers))}
    inbox = dovecot.messages(user, "INBOX")
    world.unmoved = len(inbox)
    world.lost = sorted(expected - set(ids) - {_message_id(raw) for raw in inbox})
    world.in_two_folders = sum(1 for count in ids.values() if count > 1)
    answers = Counter(mail.recipients[0] for mail in sink.accepted if mail.recipients[0] in set(customers))
    world.twice = sorted(customer for customer, count in answers.items() if count > 1)
    effects = json.loads(daemon.command("outbox", "list", "--state", "all", "--json", "--limit", "100000").stdout)
    world.effects = dict(Counter(f"{effect['deed']['kind']}/{effect['state']}" for effect in effects))
    held = {effect["deed"]["to"] for effect in effects if effect["state"] == "held"}
    world.held = len(held)
    world.unanswered = sorted(set(customers) - set(answers) - held)
    world.audit_clean = daemon.command("audit").returncode == 0


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return next(
        (line.split(":", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("message-id:")), ""
    )


def main() -> None:
    """Run from the command line; exit code 1 when the world is not right."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with Dovecot() as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as folder:
        if asked.store == "sqlite":
            world = torture(
                dovecot, sink, Path(folder), kills=asked.kills, seed=asked.seed, store="sqlite:///inboxd.db"
            )
        else:
            with Postgres() as postgres:
                url = postgres.create_database("torture")
                world = torture(dovecot, sink, Path(folder), kills=asked.kills, seed=asked.seed, store=url)
    print(json.dumps({**world.__dict__, "right": world.is_right}, indent=2))
    sys.exit(0 if world.is_right else 1)


if __name__ == "__main__":
    main()
