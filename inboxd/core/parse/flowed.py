"""Format=flowed (RFC 3676): lines that a client broke only for old screens, joined again."""

from __future__ import annotations

_MOST_LINES = 10_000


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a blank with the next one of the same quotation depth; "-- " stays a line of its own."""
    lines: list[str] = []
    pending: list[str] = []
    depth = 0
    for line in text.split("\n", _MOST_LINES):
        signs = len(line) - len(line.lstrip(">"))
        content = line[signs:]
        content = content.removeprefix(" ")
        if pending and (signs != depth or content == "-- "):
            lines.append(_quoted(depth, pending))
            pending = []
        depth = signs
        if content.endswith(" ") and content != "-- ":
            pending.append(content[:-1] if delete_space else content)
            continue
        pending.append(content)
        lines.append(_quoted(depth, pending))
        pending = []
    if pending:
        lines.append(_quoted(depth, pending))
    return "\n".join(lines)


def _quoted(depth: int, pieces: list[str]) -> str:
    return (">" * depth + " " if depth else "") + "".join(pieces)
