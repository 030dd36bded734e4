"""Programs that the tests start: found, started without privileges, awaited, killed, never left behind."""

from __future__ import annotations

import atexit
import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.servers.ports import HOST
from tests.servers.proctable import is_alive, processes_of

SYSTEM_PATHS = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin")
"""Debian puts servers into directories that an ordinary user's PATH does not name."""

PAUSE = 0.005
"""Seconds between two looks at something that tells nobody when it is ready."""

# Unix socket paths must stay under 108 bytes, and `nobody` must be able to get there:
# both fail in the private temporary directories that some shells and pytest set up.
SCRATCH = Path("/tmp")

# Waits until the end of the pipe that only the test process holds, thus until that process is
# gone in whatever way; then nothing of the server may stay behind.
GUARD = 'read -r _; [ "$1" = 0 ] || kill -9 "-$1"; sleep 0.2; rm -rf -- "$2"'


class ServerUnavailable(RuntimeError):
    """A server cannot run here; the message says what is missing and what to type."""


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary system user whose rights a server has."""

    user: str
    group: str
    uid: int
    gid: int

    def own(self, *paths: Path) -> None:
        """Hand paths over to this account (nothing to do unless we are root)."""
        if os.geteuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid)


def unprivileged() -> Account:
    """`nobody` when we are root (Dovecot and PostgreSQL refuse to be root), else ourselves."""
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return Account(entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name, entry.pw_uid, entry.pw_gid)


def find_program(name: str, package: str, extra: Iterable[Path | str] = ()) -> Path:
    """The full path of a program; raises ServerUnavailable naming the Debian package."""
    places = [*map(str, extra), *SYSTEM_PATHS, os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        message = f"{name} is not installed. Type: sudo apt-get install {package}"
        raise ServerUnavailable(message)
    return Path(found)


def scratch_directory(name: str, account: Account) -> Path:
    """A new directory under /tmp that belongs to the account."""
    path = Path(tempfile.mkdtemp(prefix=f"inboxd-{name}-", dir=SCRATCH))
    account.own(path)
    return path


def watch_over(directory: Path, leader: int = 0) -> subprocess.Popen[bytes]:
    """A guard that removes the directory, and ends the leader's group, should we vanish."""
    command = ["/bin/sh", "-c", GUARD, "guard", str(leader), str(directory)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def relieve(guard: subprocess.Popen[bytes]) -> None:
    """Send a guard home before it has anything to do."""
    guard.kill()
    guard.communicate()


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Look every few milliseconds; raises TimeoutError saying what was waited for."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            message = f"waited {seconds:g} s for {what}"
            raise TimeoutError(message)
        time.sleep(PAUSE)


@dataclass(slots=True)
class Program:
    """One server program with all its children, in a process group of its own.

    `as_account` is None for the one server that must start as root (Postfix).
    """

    command: Sequence[str | Path]
    directory: Path
    as_account: Account | None
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program; a guard ends it should this process vanish."""
        if self.running:
            return
        with (self.directory / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                list(map(str, self.command)),
                cwd=self.directory,
                env=self.full_environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self.identity,
            )
        self._guard = watch_over(self.directory, self._process.pid)

    @property
    def full_environment(self) -> dict[str, str]:
        """Nothing of the caller's environment gets through."""
        return {"PATH": os.pathsep.join(SYSTEM_PATHS), "LC_ALL": "C.UTF-8", **self.environment}

    @property
    def identity(self) -> dict[str, object]:
        """What `subprocess` needs to give up root's rights."""
        if self.as_account is None or os.geteuid() != 0:
            return {}
        return {"user": self.as_account.uid, "group": self.as_account.gid, "extra_groups": []}

    @property
    def running(self) -> bool:
        """Whether the first process of the program is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The first process; raises RuntimeError when the program was never started."""
        if self._process is None:
            raise RuntimeError("the program was not started")
        return self._process.pid

    def wait_for_greeting(self, port: int, start_with: bytes, seconds: float = 20) -> None:
        """Connect until the server greets as it should; raises with its log if it died."""
        deadline = time.monotonic() + seconds
        while not _greets(port, start_with):
            self.expect_running()
            if time.monotonic() > deadline:
                message = f"no greeting on port {port} after {seconds:g} s:\n{self.output()}"
                raise TimeoutError(message)
            time.sleep(PAUSE)

    def expect_running(self) -> None:
        """Raises ServerUnavailable with the end of the log when the program has ended."""
        if not self.running:
            message = f"{self.command[0]} has ended:\n{self.output()}"
            raise ServerUnavailable(message)

    def output(self) -> str:
        """The end of what the program has written to its logs."""
        logs = sorted(self.directory.glob("*.log"))
        return "\n".join(log.read_text(errors="replace")[-4000:] for log in logs)

    def stop(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
        """Ask it to end, wait, and kill what is left."""
        members: set[int] = set()
        if self.running and self._process is not None:
            members = processes_of(self.pid)
            self._process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired, TimeoutError):
                self._process.wait(seconds)
                wait_until(lambda: not any(map(is_alive, members)), 2, "the children to end")
        self.kill(members)

    def kill(self, also: Iterable[int] = ()) -> None:
        """SIGKILL the program and every process it has started; returns when all are gone."""
        if self._process is None:
            return
        # The guard first: once the group is gone its number could be somebody else's.
        self._release_guard()
        members = processes_of(self.pid) | set(filter(is_alive, also))
        for pid in sorted(members):
            _signal(pid, signal.SIGKILL)
        self._process.wait()
        wait_until(lambda: not any(map(is_alive, members)), 10, "killed processes to vanish")
        self._process = None

    def _release_guard(self) -> None:
        if self._guard is not None:
            relieve(self._guard)
            self._guard = None


class Server(ABC):
    """Something that is started and stopped, best as a context."""

    @abstractmethod
    def start(self) -> None:
        """Start on the ports and data of before; returns when the server answers."""

    @abstractmethod
    def stop(self) -> None:
        """End the server for good."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class ProgramServer(Server):
    """A server that is a program of its own, with data that outlive a restart."""

    program: Program

    def __init__(self, name: str) -> None:
        self.account = unprivileged()
        self.directory = scratch_directory(name, self.account)
        atexit.register(self.stop)

    @property
    def running(self) -> bool:
        """Whether the server's first process is alive."""
        return self.program.running

    def shut_down(self) -> None:
        """End the server in good order and keep its data, so that `start` finds them."""
        self.program.stop()

    def kill(self) -> None:
        """SIGKILL the server with all its sessions; `start` brings it back."""
        self.program.kill()

    def restart(self) -> None:
        """End in good order and start again, same ports, same data."""
        self.shut_down()
        self.start()

    def stop(self) -> None:
        """End the server for good and remove its data."""
        atexit.unregister(self.stop)
        self.shut_down()
        shutil.rmtree(self.directory, ignore_errors=True)


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _greets(port: int, start_with: bytes) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            return not start_with or connection.recv(200).startswith(start_with)
    except OSError:
        return False
