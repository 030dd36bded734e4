"""What the kernel says about processes (Linux: /proc)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def processes_of(leader: int) -> set[int]:
    """The leader, its process group, and all their descendants (PostgreSQL's leave the group)."""
    table = dict(_process_table())
    members = {pid for pid, (_, _, group) in table.items() if group == leader} | {leader}
    while more := {pid for pid, (_, parent, _) in table.items() if parent in members} - members:
        members |= more
    return members


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    row = _read_stat(pid)
    return row is not None and row[0] not in "ZX"


def program_name(pid: int) -> str:
    """The short name of a process, "" when it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _process_table() -> Iterable[tuple[int, tuple[str, int, int]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (row := _read_stat(int(entry.name))) is not None:
            yield int(entry.name), row


def _read_stat(pid: int) -> tuple[str, int, int] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, parent, group = text.rpartition(")")[2].split()[:3]
    return state, int(parent), int(group)
