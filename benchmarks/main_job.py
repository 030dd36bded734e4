"""The main job, measured beside the bare protocol floor in one run, on real Dovecot (LMTP and IMAP).

python benchmarks/main_job.py latency [COUNT]    delivery → moved and acknowledgment accepted, one mail at a time
python benchmarks/main_job.py backlog [COUNT]    `inboxd run --once` over a full inbox, and the proof by audit
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.process.program import Inboxd, customer_mail, invented_words
from tests.servers.dovecot import Dovecot
from tests.servers.process import wait_until
from tests.servers.smtpsink import SmtpSink

ANGRY = "This is the third time I write. We still cannot log in and the clinic cannot open its patient files!"
CALM = [
    "Hello, how can I change the address on my invoice? There is no hurry. " * 8,
    "It would be nice to have a dark mode in the calendar view. " * 10,
    "Thank you so much, the new version works great and my team loves it. " * 8,
    "Could you tell me where to find the export of last month's orders? " * 10,
]
NO_CAPS = {"per_domain_hour": 100000, "per_hour": 100000, "same_body": "1s"}


def bare(mode: str, dovecot: Dovecot, sink: SmtpSink, user: str) -> subprocess.Popen[str]:
    words = [mode, str(dovecot.imap_port), str(sink.port), user, "secret"]
    script = [sys.executable, str(ROOT / "benchmarks" / "bare.py"), *words]
    process = subprocess.Popen(script, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def latency(count: int, dovecot: Dovecot, sink: SmtpSink, folder: Path) -> None:
    dovecot.add_user("floor")
    dovecot.add_user("inboxd")
    floor = bare("watch", dovecot, sink, "floor")
    daemon = Inboxd(folder, dovecot.imap_port, sink.port, "inboxd", limits=NO_CAPS, mailbox={"sent_poll": "30s"})
    daemon.start()
    print(f"{'':10} {'n':>5} {'median':>9} {'p95':>9} {'p99':>9}   ms from LMTP delivery")
    samples: dict[str, list[float]] = {"floor": [], "inboxd": []}
    moved: dict[str, list[float]] = {"floor": [], "inboxd": []}
    watchers = {name: dovecot.imap(name) for name in samples}
    for number in range(count):
        for name, acked in samples.items():
            took, place = one(name, number, dovecot, sink, watchers[name])
            acked.append(took)
            moved[name].append(place)
    floor.kill()
    daemon.stop()
    for what, values in (("acked", samples), ("moved", moved)):
        for name, times in values.items():
            ranked = sorted(times)
            p95, p99 = ranked[int(len(ranked) * 0.95)], ranked[int(len(ranked) * 0.99)]
            print(f"{name:10} {len(ranked):5} {statistics.median(ranked):9.0f} {p95:9.0f} {p99:9.0f}   {what}")


def one(name: str, number: int, dovecot: Dovecot, sink: SmtpSink, imap: object) -> tuple[float, float]:
    before = len(sink.accepted)
    sender = f"{name}{number}@customer{number}.example"
    dovecot.deliver(name, customer_mail(f"{invented_words(random.Random(number))}. {ANGRY}", sender=sender))
    begun = time.monotonic()
    done: dict[str, float] = {}

    def look() -> bool:
        if "acked" not in done and len(sink.accepted) > before:
            done["acked"] = time.monotonic()
        if "moved" not in done:
            said = imap.status("Priority", "(MESSAGES)")[1][0].decode()
            if f"MESSAGES {number + 1})" in said:
                done["moved"] = time.monotonic()
        return len(done) == 2

    wait_until(look, 30, f"{name} handles number {number}")
    return (done["acked"] - begun) * 1000, (done["moved"] - begun) * 1000


def backlog(count: int, dovecot: Dovecot, sink: SmtpSink, folder: Path, *, answers: bool = True) -> None:
    chance = random.Random(7)
    texts = [ANGRY if chance.random() < 0.09 else chance.choice(CALM) for _ in range(count)]
    mails = [
        customer_mail(f"{invented_words(chance)}. {text}", sender=f"c{number}@customer{number}.example")
        for number, text in enumerate(texts)
    ]
    rates = {}
    for name, work in (("floor", run_floor), ("inboxd", run_inboxd)):
        dovecot.add_user(name)
        dovecot.deliver_many(name, mails)
        sink.reset()
        begun = time.monotonic()
        work(dovecot, sink, folder, name, answers)
        rates[name] = count / (time.monotonic() - begun)
        priority = dovecot.count(name, "Priority")
        print(f"{name:10} {rates[name]:8.0f} messages/s, {priority} in Priority, {len(sink.accepted)} mails sent")
    print(f"ratio {rates['inboxd'] / rates['floor']:.2f}")


def old(count: int, dovecot: Dovecot, sink: SmtpSink, folder: Path) -> None:
    backlog(count, dovecot, sink, folder, answers=False)


def run_floor(dovecot: Dovecot, sink: SmtpSink, _folder: Path, user: str, answers: bool) -> None:
    bare("backlog" if answers else "old", dovecot, sink, user).wait()


def run_inboxd(dovecot: Dovecot, sink: SmtpSink, folder: Path, user: str, answers: bool) -> None:
    limits = NO_CAPS if answers else {**NO_CAPS, "oldest": "1s"}
    daemon = Inboxd(folder, dovecot.imap_port, sink.port, user, limits=limits)
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-2000:]
    audit = daemon.command("audit", "--json")
    (found,) = json.loads(audit.stdout)
    print(f"audit: {len(found['unaccounted'])} unaccounted, {len(found['doubled'])} doubled, {found['by_outcome']}")


def main() -> None:
    what = sys.argv[1] if len(sys.argv) > 1 else "latency"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else {"latency": 200, "backlog": 2000, "old": 2000}[what]
    work: Callable[[int, Dovecot, SmtpSink, Path], None] = {
        "latency": latency,
        "backlog": backlog,
        "old": old,
    }[what]
    with Dovecot() as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as folder:
        work(count, dovecot, sink, Path(folder))


if __name__ == "__main__":
    main()
