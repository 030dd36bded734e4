"""Kills the real program at random instants while mail streams in, and compares the world with what should be.

Every other customer is answered by a human, asked whether it is solved, and says nothing: the case ends by silence. For
the others the reply clock runs out and the team is told, step by step.

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

from tests.core.rules.folders import ROUTES, rules_files
from tests.process.program import Inboxd, customer_mail, invented_words
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.process import wait_until
from tests.servers.smtpsink import SmtpSink
from tests.servers.webhook import Webhook

ANGRY = "The site is down since monday"
OURS = "support@ourshop.example"
_ALWAYS = ", ".join(f'{day}: ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_HOURS = f"""\
time_zone: UTC
days: {{{_ALWAYS}}}
warn_at: none
escalations: {{default: {{breach: [team], steps: [{{after: 2s, to: [team]}}], quiet: false}}}}
report: {{agents: 1, to: [team]}}
"""
TOLD = ("Reply overdue", "Reply overdue, step 1", "Passed around")
"""Titles of the alarms: the first two of every customer whom nobody answered, the last of whoever has an agent."""
_LATER = 30
"""A customer is answered when so many others have written since."""
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
    answered: int = 0
    asked_twice: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    unended: list[str] = field(default_factory=list)
    ended_twice: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told: int = 0
    told_again: int = 0
    overtaken: int = 0
    set_aside: list[str] = field(default_factory=list)
    audit_clean: bool = False
    effects: dict[str, int] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing twice, nothing left behind.

        An alarm that was told just before the kill is told again: of each kill one at most.
        """
        mails = self.lost or self.unmoved or self.twice or self.unanswered or self.in_two_folders
        life = self.asked_twice or self.not_asked or self.unended or self.ended_twice or self.untold or self.set_aside
        return not mails and not life and self.told_again <= self.kills and self.audit_clean


def torture(dovecot: Dovecot, sink: SmtpSink, folder: Path, *, kills: int, seed: int, store: str) -> World:
    """Stream mail and answers, kill and restart, then look."""
    with Webhook() as team:
        return _torture(dovecot, sink, team, folder, kills=kills, seed=seed, store=store)


def _torture(
    dovecot: Dovecot, sink: SmtpSink, team: Webhook, folder: Path, *, kills: int, seed: int, store: str
) -> World:
    chance = random.Random(seed)
    user = f"torture{seed}"
    dovecot.add_user(user)
    sink.forward(dovecot, OURS, user)
    daemon = Inboxd(
        folder, dovecot.imap_port, sink.port, user, store=store,
        mailbox={"sent_copy": "bcc", "proof_within": "10s"},
        limits={"per_hour": 100000, "same_body": "1s", "per_domain_hour": 1000},
        rules=_hasty_rules(folder / "rules"), channel={"name": "team", "url": team.url},
    )  # fmt: skip
    world, stop = World(), threading.Event()
    customers: list[str] = []

    def stream() -> None:
        while not stop.wait(chance_for_stream.uniform(0.05, 0.5)):
            number = len(customers)
            sender = f"c{number}@customer{number}.example"
            text = f"{invented_words(chance_for_stream)}. {ANGRY}"
            dovecot.deliver(user, customer_mail(text, sender=sender, message_id=f"<{number}@{user}.example>"))
            customers.append(sender)
            if number >= _LATER and _is_answered(number - _LATER):
                _answer(dovecot, user, number - _LATER)

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
    for number in filter(_is_answered, range(max(len(customers) - _LATER, 0), len(customers))):
        _answer(dovecot, user, number)
    _finish(daemon, sink, sum(map(_is_answered, range(len(customers)))))
    _look(world, dovecot, sink, daemon, user, customers)
    _look_at_lives(world, sink, team, daemon, customers)
    return world


def _hasty_rules(folder: Path) -> Path:
    """Rules under which everything comes due within seconds, but the reply clock of a customer who is answered."""
    routes = ROUTES.replace("reply_within: 1h, follow_up: 3d", "reply_within: 40s, follow_up: 1s")
    changes = {"hours.yaml": _HOURS, "routes.yaml": routes, "verification.yaml": "silence: 3s\n"}
    for name, raw in rules_files(**changes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def _is_answered(number: int) -> bool:
    return number % 2 == 0


def _answer(dovecot: Dovecot, user: str, number: int) -> None:
    answer = customer_mail(
        "We restored it.",
        sender=OURS,
        to=f"c{number}@customer{number}.example",
        subject="Re: Help",
        answers=f"<{number}@{user}.example>",
        message_id=f"<answer-{number}@{user}.example>",
    )
    dovecot.append(user, "Sent", answer, "\\Seen")


def _finish(daemon: Inboxd, sink: SmtpSink, answered: int) -> None:
    """A last, quiet run: long enough that a letter in doubt has outlived its grace, and every clock has run out."""
    daemon.start()
    wait_until(lambda: _replied(daemon) >= answered, 240, "all answers are seen")
    wait_until(lambda: _unfinished(daemon) == 0, 240, "everything is carried out or held")
    sink.wait_forwarded()
    assert daemon.stop() == 0
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-2000:]


def _replied(daemon: Inboxd) -> int:
    cases = json.loads(daemon.command("cases", "list", "--state", "all", "--json", "--limit", "100000").stdout)
    return sum(1 for case in cases if case["replied_at"])


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
    answers = _mails(sink, customers, "auto-replied")
    world.twice = sorted(customer for customer, count in answers.items() if count > 1)
    effects = json.loads(daemon.command("outbox", "list", "--state", "all", "--json", "--limit", "100000").stdout)
    world.effects = dict(Counter(f"{effect['deed']['kind']}/{effect['state']}" for effect in effects))
    letters = [effect for effect in effects if effect["deed"]["kind"] == "acknowledgment"]
    held = {effect["deed"]["to"] for effect in letters if effect["state"] == "held"}
    # Whom a human has answered meanwhile, or to whom nothing can be promised any more, gets none.
    too_late = {effect["deed"]["to"] for effect in letters if effect["state"] == "cancelled"}
    world.held = sum(1 for effect in effects if effect["state"] == "held")
    world.set_aside = [effect["effect_id"] for effect in effects if effect["state"] == "failed"]
    planned = {effect["deed"]["to"] for effect in letters}
    quicker = {customer for number, customer in enumerate(customers) if _is_answered(number)} - planned
    world.unanswered = sorted(set(customers) - set(answers) - held - too_late - quicker)
    world.audit_clean = daemon.command("audit").returncode == 0


def _look_at_lives(world: World, sink: SmtpSink, team: Webhook, daemon: Inboxd, customers: list[str]) -> None:
    """Whom we asked, which cases have ended, and what the team was told."""
    answered = {customer for number, customer in enumerate(customers) if _is_answered(number)}
    world.answered = len(answered)
    listed = json.loads(daemon.command("cases", "list", "--state", "all", "--json", "--limit", "100000").stdout)
    cases = {case["customer"]: case for case in listed}
    effects = json.loads(daemon.command("outbox", "list", "--state", "all", "--json", "--limit", "100000").stdout)
    questions = [effect for effect in effects if effect["deed"]["kind"] == "follow_up"]
    held = {effect["deed"]["to"] for effect in questions if effect["state"] == "held"}
    asked = _mails(sink, customers, "auto-generated")
    world.asked_twice = sorted(customer for customer, count in asked.items() if count > 1)
    world.not_asked = sorted(answered - set(asked) - held)
    world.unended = sorted(each for each in answered - held if cases[each]["state"] != "resolved")
    silences = Counter(
        effect["case_id"] for effect in effects if effect["deed"]["kind"] == "silence" and effect["state"] == "done"
    )
    world.ended_twice = sorted(case_id for case_id, count in silences.items() if count > 1)
    titles = Counter(post["title"] for post in team.posts)
    late = {f"{title}: {cases[each]['token']}" for each in customers if each not in answered for title in TOLD[:2]}
    # Who answered before the customer's message was seen is not known, and a case that is over is no alarm any more.
    over = {
        effect["case_id"] for effect in effects if effect["deed"]["kind"] == "alarm" and effect["state"] == "cancelled"
        and effect["deed"]["stage"] == "passed-around"
    }  # fmt: skip
    expected = late | {
        f"{TOLD[2]}: {case['token']}" for case in listed if case["agents"] and case["case_id"] not in over
    }
    world.overtaken = len(over)
    world.untold = sorted(expected - titles.keys())
    world.told, world.told_again = len(titles), sum(titles.values()) - len(titles)


def _mails(sink: SmtpSink, customers: list[str], kind: str) -> Counter[str]:
    ours = (mail for mail in sink.accepted if mail.recipients[0] in set(customers))
    return Counter(mail.recipients[0] for mail in ours if mail.message["Auto-Submitted"] == kind)


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
