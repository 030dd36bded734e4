"""This process's name among those that share a database, and which of them are certainly gone."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")


def worker_name() -> str:
    """A name that no other process has, now or later: "host/realm/pid-start"."""
    return f"{socket.gethostname()}/{_realm()}/{os.getpid()}-{_start_of(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Whether the process of this name has ended. False when that cannot be told from here.

    Only processes of the same machine, since the same boot and in the same PID namespace, can be told: elsewhere the
    number may be another's.
    """
    number, start = _process_here(worker)
    return bool(start) and _start_of(number) not in {start, "?"}


def is_alive(worker: str) -> bool:
    """Whether the process of this name is seen running from here. False when that cannot be told, as in `is_gone`."""
    number, start = _process_here(worker)
    return start not in {"", "?"} and _start_of(number) == start


def _process_here(worker: str) -> tuple[int, str]:
    """Number and start of a process whose number means something here; (0, "") for every other name."""
    host, realm, process = (*worker.split("/"), "", "")[:3]
    number, _, start = process.partition("-")
    if host != socket.gethostname() or not realm or realm != _realm() or not number.isdigit():
        return 0, ""
    return int(number), start


def _realm() -> str:
    """What PIDs can be compared within; "" where the system does not tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot[:8]}-{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _start_of(pid: int) -> str:
    """When the process started, in the kernel's ticks; "" when there is none, "?" where the system does not tell."""
    try:
        # The name in parentheses may hold anything, spaces and parentheses too.
        fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except FileNotFoundError:
        return "?" if _exists(pid) else ""
    except OSError:
        return "?"
    return "" if fields[0] in {"Z", "X"} else fields[19]


def _exists(pid: int) -> bool:
    # Where other users' processes are hidden (`hidepid`, `ProtectProc=`) /proc shows none although there is one.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
