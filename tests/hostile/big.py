"""Big mails and a big mailbox in front of the real program: seconds and memory.

By hand, with as many messages as wanted: python -m tests.hostile.big --messages 100000
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from tests.process.program import Inboxd, customer_mail
from tests.servers.dovecot import Dovecot
from tests.servers.process import wait_until
from tests.servers.smtpsink import SmtpSink

MEGABYTE = 1_000_000
ANGRY = (
    "We still cannot log in. This is the third time I write and our clinic cannot open its patient files since {} am!"
)
_OLD, _RECENT = timedelta(days=40), timedelta(days=2)
_SENTENCE = "Where can I see the colours of the spring catalogue? "
_numbers = itertools.count(1)


def big_mails(octets: int) -> dict[str, bytes]:
    """Mails of this size, by what is big in them."""
    line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
    words = (ANGRY.format(7) + "\r\n").encode()
    multipart = b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\n' + words
    file = b"--b1\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    html = b"Content-Type: text/html\r\n\r\n"
    encoded = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return {
        "attachment": _top(1) + multipart + file + _filled(line, octets) + b"--b1--\r\n",
        "text": _top(2) + b"Content-Type: text/plain\r\n\r\n" + words + _filled(_SENTENCE.encode() + b"\r\n", octets),
        "headers": _top(3) + _filled(b"X-Filling: " + b"x" * 500 + b"\r\n", octets) + b"\r\n" + words,
        "one line of base64": _top(4) + encoded + _filled(b"QUJD", octets) + b"\r\n",
        "one header line": _top(5) + b"X-Filling: " + _filled(b"x", octets) + b"\r\n\r\n" + words,
        "html": _top(6) + html + b"<p>" + words + b"</p>" + _filled(b"<p>" + _SENTENCE.encode() + b"</p>\r\n", octets),
    }


def _top(number: int) -> bytes:
    date = format_datetime(datetime.now(UTC))
    return (
        f"From: Mira <mira{number}@bluehill{number}.example>\r\nTo: support@ourshop.example\r\nSubject: Help {number}\r\n"
        f"Date: {date}\r\nMessage-ID: <big-{number}@bluehill.example>\r\nMIME-Version: 1.0\r\n"
    ).encode()


def _filled(piece: bytes, octets: int) -> bytes:
    return piece * (octets // len(piece))


def small_mail(number: int) -> bytes:
    """A mail that moves to Priority."""
    sender = f"noor{number}@redfield{number}.example"
    return customer_mail(ANGRY.format(number % 12), sender=sender, message_id=f"<small-{number}@redfield.example>")


def put_into(dovecot: Dovecot, user: str, raw: bytes) -> None:
    """Deliver as a local delivery agent does: written aside, then renamed into `new`."""
    maildir = dovecot.home(user) / "Maildir"
    name = f"{int(time.time())}.M{next(_numbers)}P{os.getpid()}Q.bluehill"
    aside = maildir / "tmp" / name
    aside.write_bytes(raw)
    dovecot.account.own(aside)
    aside.rename(maildir / "new" / name)


def memory(pid: int | str, what: str) -> int:
    """Octets of memory of a process: "VmRSS" now, "VmHWM" at most since `forget_peak`."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def processor_seconds(pid: int) -> float:
    """What a process has used of the processor since it was started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def forget_peak(pid: int) -> int:
    """Begin to look for the peak anew; the memory now (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return memory(pid, "VmRSS")


def fill_mailbox(dovecot: Dovecot, user: str, count: int, recent: int) -> None:
    """So many small mails that were read long ago, and at the end some of the last days."""
    maildir = dovecot.home(user) / "Maildir"
    now = datetime.now(UTC)
    for number in range(count):
        at = now - (_RECENT if number >= count - recent else _OLD) + timedelta(milliseconds=number)
        raw = (
            f"From: Kim <kim{number}@fern.example>\nTo: support@ourshop.example\nSubject: Catalogue {number}\n"
            f"Date: {format_datetime(at)}\nMessage-ID: <filling-{number}@fern.example>\n\n{_SENTENCE}{number}\n"
        ).encode()
        lines = raw.count(b"\n")
        path = maildir / "cur" / f"{1_500_000_000 + number}.M{number}P1.bluehill,S={len(raw)},W={len(raw) + lines}:2,S"
        path.write_bytes(raw)
        os.utime(path, (at.timestamp(), at.timestamp()))
        os.chown(path, dovecot.account.uid, dovecot.account.gid)
    with dovecot.imap(user) as client:
        client.select("INBOX", readonly=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured step: seconds, of these the processor's for inboxd, and the peak of its memory in octets."""

    step: str
    seconds: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return f"| {self.step} | {self.seconds:.1f} s | {self.cpu:.1f} s | {self.peak / MEGABYTE:.0f} MB |"


def measure_mailbox(
    dovecot: Dovecot, sink: SmtpSink, folder: Path, messages: int, recent: int = 20
) -> Iterator[Figure]:
    """Start, new mail, reconnect and audit in a mailbox of so many messages."""
    user = f"crowded{next(_numbers)}@bluehill.example"
    dovecot.add_user(user)
    with dovecot.imap(user) as client:
        client.select("INBOX")
    began = time.monotonic()
    fill_mailbox(dovecot, user, messages, recent)
    yield Figure(f"(Dovecot gets its index of {messages} messages)", time.monotonic() - began, 0, 0)

    def make(name: str, start_from: str) -> Inboxd:
        return Inboxd(folder / name, dovecot.imap_port, sink.port, user, mailbox={"start_from": start_from})

    moved = dovecot.count(user, "Priority")

    def handled(number: int) -> Callable[[], bool]:
        return lambda: dovecot.count(user, "Priority") >= moved + number

    now = make("now", "now")
    yield _timed(now, 'start with `start_from = "now"`', lambda: now.wait_for("folder.first_seen", 2, seconds=120))
    yield _after(now, "a new mail is moved", lambda: put_into(dovecot, user, small_mail(1)), handled(1))
    now.stop()
    put_into(dovecot, user, small_mail(2))
    yield _timed(now, "start again with a mail that came meanwhile", lambda: wait_until(handled(2), 120, "moved"))
    yield _after(now, "reconnect after the server was restarted", lambda: _restart(dovecot, user), handled(3))
    now.stop()
    yield _command(now, "`inboxd audit`", "audit")
    week = make("week", "7d")
    put_into(dovecot, user, small_mail(4))
    yield _timed(week, f'start with `"7d"`, {recent} recent mails', lambda: wait_until(handled(4), 300, "moved"))
    week.stop()


def _restart(dovecot: Dovecot, user: str) -> None:
    dovecot.restart()
    put_into(dovecot, user, small_mail(3))


def _timed(daemon: Inboxd, step: str, wait: Callable[[], object]) -> Figure:
    began = time.monotonic()
    daemon.start(wait=False)
    wait()
    assert daemon.process is not None
    pid = daemon.process.pid
    return Figure(step, time.monotonic() - began, processor_seconds(pid), memory(pid, "VmHWM"))


def _after(daemon: Inboxd, step: str, act: Callable[[], None], is_done: Callable[[], bool]) -> Figure:
    assert daemon.process is not None
    pid = daemon.process.pid
    forget_peak(pid)
    began, used = time.monotonic(), processor_seconds(pid)
    act()
    wait_until(is_done, 120, step)
    return Figure(step, time.monotonic() - began, processor_seconds(pid) - used, memory(pid, "VmHWM"))


_MEASURED = """
import atexit, resource, sys
from inboxd.__main__ import main
from tests.hostile.big import memory
def tell():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, memory("self", "VmHWM"), file=sys.stderr)
atexit.register(tell)
main()
"""
"""The program, which tells at its end what it needed: `wait4` would count its parent's memory in (execve(2) keeps it)."""


def _command(daemon: Inboxd, step: str, *words: str) -> Figure:
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words, "--config", str(daemon.config)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "unaccounted 0, lying there twice 0" in told.stdout, told.stdout
    cpu, peak = told.stderr.splitlines()[-1].split()
    return Figure(step, time.monotonic() - began, float(cpu), int(peak))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.big", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    chosen = parser.parse_args()
    with Dovecot() as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as folder:
        for figure in measure_mailbox(dovecot, sink, Path(folder), chosen.messages):
            print(figure, flush=True)


if __name__ == "__main__":
    main()
