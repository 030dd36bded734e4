"""A process that has everything imported and forks the program when asked: the other side of the nursery.

    python -m tests.torture.cradle

Runs without threads, so that a fork is safe, until its standard input ends.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path

import inboxd.app
import inboxd.edge.logs  # noqa: F401 - imported here so that no child has to
from inboxd.cli.main import main as program
from inboxd.run.reading import warm_up
from tests.torture import stepping


def main() -> None:
    """The process itself: forks until its standard input ends."""
    warm_up()
    gc.freeze()
    bell, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    living: set[int] = set()
    unread = b""
    while True:
        ready, _, _ = select.select([0, bell], [], [])
        if bell in ready:
            os.read(bell, 4096)
            _reap(living)
        if 0 in ready:
            data = os.read(0, 65_536)
            if not data:
                _end(living)
                return
            *lines, unread = (unread + data).split(b"\n")
            for line in lines:
                order = json.loads(line)
                living.add(pid := _fork(order))
                _say({"order": order["order"], "pid": pid})


def _fork(order: dict) -> int:
    # The child may end before its birth was told: it is buried by the next look only.
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(Path(order["log"]))
        os.environ.update(order["environment"])
        code = _be_the_program(order)
    finally:
        os._exit(code)


def _redirect(log: Path) -> None:
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.closerange(3, 256)


def _be_the_program(order: dict) -> int:
    if order["fresh"]:
        os.execv(sys.executable, [sys.executable, "-m", "inboxd", *order["words"]])
    sys.argv = ["inboxd", *order["words"]]
    stepping.arm_from(os.environ)
    try:
        program()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - what the interpreter would do
        traceback.print_exc()
        return 1
    return 0


def _reap(living: set[int]) -> None:
    for pid in list(living):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            living.discard(pid)
            _say({"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _end(living: set[int]) -> None:
    for pid in living:
        os.kill(pid, signal.SIGCONT)
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while living and time.monotonic() < deadline:
        _reap(living)
        time.sleep(0.01)


def _say(words: dict[str, int]) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    main()
