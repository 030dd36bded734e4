"""What the environment says on top of the file: `INBOXD_STORE__URL`, `INBOXD_MAILBOX__0__IMAP__PASSWORD`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inboxd.config.settings import MailboxSettings
from inboxd.errors import Problem

_PREFIX = "INBOXD_"
_OURS = frozenset({"INBOXD_CONFIG"})
"""Variables that are options of the command line, not settings."""


@dataclass(slots=True)
class Overlay:
    """What was put on top.

    Attributes:
        names: place in the tree ("mailbox", "0", "name") → the variable that filled it, or first made it.
        problems: variables that fit nowhere.
    """

    names: dict[tuple[str, ...], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def put_on_top(tree: dict[str, Any], environ: Mapping[str, str]) -> Overlay:
    """Write every `INBOXD_…` variable into the tree that was read from the file."""
    overlay = Overlay()
    for keys, name in sorted(_ours(environ), key=_in_order):
        problem = _set(tree, keys, environ[name], name, overlay.names)
        if problem:
            overlay.problems.append(problem)
        else:
            overlay.names[keys] = name
    return overlay


def _ours(environ: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name in environ:
        if name.startswith(_PREFIX) and name not in _OURS:
            yield tuple(name.removeprefix(_PREFIX).lower().split("__")), name


def _in_order(each: tuple[tuple[str, ...], str]) -> list[str]:
    # Mailbox 2 must be there before mailbox 10 can follow.
    return [key.zfill(9) if key.isdigit() else key for key in each[0]]


def _set(
    tree: dict[str, Any], keys: tuple[str, ...], value: str, name: str, names: dict[tuple[str, ...], str]
) -> Problem | None:
    node: Any = tree
    for number, key in enumerate(keys):
        is_last = number == len(keys) - 1
        if isinstance(node, list):
            if not key.isdigit() or int(key) > len(node):
                known = f"write {_example(keys, number)}; mailboxes are counted from 0, and {len(node)} are there"
                return Problem(name, 0, f"{key!r} is not the number of a mailbox", known)
            if int(key) == len(node):
                node.append({})
            place: Any = int(key)
        elif isinstance(node, dict):
            place = key
            if not is_last and key not in node:
                node[key] = [] if keys[number + 1].isdigit() else {}
                # What is wrong with the section as a whole, such as its name, is this variable's mistake.
                names[keys[: number + 1]] = name
        else:
            before = "__".join(keys[:number]).upper()
            return Problem(name, 0, f"{before} is a value, not a section", f"write {_PREFIX}{before}")
        if is_last:
            node[place] = value
            return None
        node = node[place]
    return None


def _example(keys: tuple[str, ...], number: int) -> str:
    rest = keys[number:] if keys[number] in MailboxSettings.model_fields else keys[number + 1 :]
    return _PREFIX + "__".join([*keys[:number], "0", *rest]).upper()
