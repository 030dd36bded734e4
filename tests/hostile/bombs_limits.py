"""Reads bombs within limits, apart from whoever asks: `python -m tests.hostile.bombs_limits`.

Names of bombs come in line by line; what each cost goes out as one line of JSON. Every bomb gets a process of its own
with bounded CPU time and memory, so that a failure neither hangs nor takes the machine along.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from time import process_time
from typing import Any

from inboxd.core.decide.preview import preview_answer
from inboxd.core.judge.explanation import explanation, read_answer
from inboxd.core.judge.judge import judge
from inboxd.core.parse.bounces import read_bounce
from inboxd.core.parse.mail import parse_bytes
from tests.hostile.bombs import GROWING, MAILS
from tests.hostile.fuzz.properties import NOW, shipped_rules

CPU_SECONDS = 30
OCTETS = 3 << 30
_ROUNDS = 2


def main() -> None:
    """Answer until nobody asks any more."""
    _whole_way(b"Subject: x\r\n\r\n\xe0\xb8\xa1 still down, help")  # loads what is loaded once
    for line in sys.stdin:
        print(json.dumps(_apart(line.strip())), flush=True)


def _apart(name: str) -> dict[str, Any]:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _limit()
        try:
            answer = _growth(name) if name in GROWING else _cost(name)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to hear of it
            answer = {"failed": f"{type(error).__name__}: {str(error)[:200]}"}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else {"failed": f"ended with status {status}"}


def _limit() -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))


def _cost(name: str) -> dict[str, Any]:
    raw = MAILS[name]()
    before = _peak()
    seconds = _whole_way(raw)
    return {"octets": len(raw), "seconds": seconds, "megabytes": (_peak() - before) / 1024}


def _growth(name: str) -> dict[str, Any]:
    """The least of several measurements of a mail and of one four times as long."""
    small, large = (min(_whole_way(GROWING[name](size)) for _ in range(_ROUNDS)) for size in (50_000, 200_000))
    return {"small": small, "large": large}


def _whole_way(raw: bytes) -> float:
    """CPU seconds from the octets to the explanation, the bounce that it might be among them."""
    rules = shipped_rules()
    start = process_time()
    mail = parse_bytes(raw, NOW)
    verdict = judge(mail, rules)
    send, reason = preview_answer(mail, verdict, rules)
    json.dumps(explanation("x.eml", mail, verdict, read_answer(verdict, rules, send=send, reason=reason)))
    read_bounce(raw)
    return process_time() - start


def _peak() -> int:
    """Kilobytes of memory at most so far, of this process alone."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
