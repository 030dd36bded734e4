"""Asks a process that has everything imported to fork the program, so that a start costs a tenth of a second.

The child runs `inboxd.cli.main` as the command line does, in a process of its own that can be killed. Now and then the
harness asks for a `fresh` one, which is replaced by a new interpreter first.

Orders come as lines of JSON, answers go out as such: {"order": 1, "pid": 2}, later {"pid": 2, "code": -9}.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A process of the program, seen from the harness."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.code: int | None = None
        self.ended = threading.Event()
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = -1  # born and dead before we looked; the next line we read says so

    @property
    def running(self) -> bool:
        return not self.ended.is_set()

    def signal(self, number: int) -> None:
        """Send it a signal; none to one that has ended, and never to another with its number."""
        with contextlib.suppress(ProcessLookupError):
            if self._handle >= 0 and self.running:
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self.signal(signal.SIGKILL)
        assert self.ended.wait(10), f"process {self.pid} survived SIGKILL"

    def bury(self) -> None:
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


class Nursery:
    """The harness's side; a context."""

    def __init__(self) -> None:
        self._children: dict[int, Child] = {}
        self._unborn: dict[int, tuple[threading.Event, list[Child]]] = {}
        self._lock = threading.Lock()
        self._orders = 0

    def __enter__(self) -> Self:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("INBOXD_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.cradle"], cwd=ROOT, env=clean,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._listener.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def bear(self, words: list[str], log: Path, *, environment: dict[str, str], fresh: bool) -> Child:
        """Start the program with these words; what it writes goes into `log`, a pipe that somebody reads."""
        born, holder = threading.Event(), list[Child]()
        with self._lock:
            self._orders += 1
            number = self._orders
            self._unborn[number] = (born, holder)
            order = {"order": number, "words": words, "log": str(log), "environment": environment, "fresh": fresh}
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        assert born.wait(60), "the nursery does not answer"
        return holder[0]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "order" in said:
                self._welcome(said["order"], said["pid"])
            else:
                self._mourn(said["pid"], said["code"])

    def _welcome(self, order: int, pid: int) -> None:
        born, holder = self._unborn.pop(order)
        self._children[pid] = Child(pid)
        holder.append(self._children[pid])
        born.set()

    def _mourn(self, pid: int, code: int) -> None:
        child = self._children.pop(pid)
        child.code = code
        child.ended.set()
        child.bury()
