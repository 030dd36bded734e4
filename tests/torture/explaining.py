"""Why a letter is held: what harm struck at its final dot, what the server has, and what could have proven it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inboxd.core.values.effect import Effect
from tests.torture.installation import Box, Installation
from tests.torture.tormentor import Done

BEFORE, AFTER = timedelta(seconds=0.5), timedelta(seconds=6)
"""How long before and after the mark `sending` a harm may have struck to be its cause."""
_DEADLY = frozenset({"kill", "step"})
_LINES = 6


@dataclass(frozen=True, slots=True)
class Held:
    """One letter that waits for a person.

    Attributes:
        server_has: whether the server accepted it.
        copy_in: folders of the mailbox in which a copy lies.
        harm: what struck when it was `sending`.
        log: what the log says of it.
        explanation: its class, "" when there is none.
    """

    effect: str
    kind: str
    sent_copy: str
    state_before: str
    marked_at: str
    last_error: str
    server_has: bool
    copy_in: tuple[str, ...]
    harm: str
    log: tuple[str, ...]
    explanation: str


def explain_held(it: Installation, done: Sequence[Done], effects: Sequence[Effect]) -> list[Held]:
    """Each held effect with its reason."""
    if not effects:
        return []
    accepted = {_message_id(mail.raw) for mail in it.sink.accepted}
    copies = {box.name: _copies(box) for box in it.boxes}
    boxes = {box.name: box for box in it.boxes}
    log = _log_by_effect(it)
    return [
        _explain(each, boxes[each.mailbox], done, accepted, copies[each.mailbox], log.get(each.effect_id, ()))
        for each in effects
    ]


def _explain(
    effect: Effect, box: Box, done: Sequence[Done], accepted: set[str], copies: dict[str, set[str]], log: Sequence[str]
) -> Held:
    has = effect.message_id in accepted
    copy_in = tuple(sorted(copies.get(effect.message_id, ())))
    harm = _cause(done, effect.started_at)
    return Held(
        effect=effect.effect_id,
        kind=effect.deed.kind,
        sent_copy=box.sent_copy,
        state_before="sending" if effect.started_at else "never marked",
        marked_at=effect.started_at.isoformat() if effect.started_at else "",
        last_error=effect.last_error,
        server_has=has,
        copy_in=copy_in,
        harm=str(harm.harm) if harm else "",
        log=tuple(log[-_LINES:]),
        explanation=_explanation(has, bool(copy_in), box.sent_copy, harm) if effect.started_at else "",
    )


def _explanation(has: bool, has_copy: bool, sent_copy: str, harm: Done | None) -> str:
    if harm is None or has_copy:
        return ""
    how = "killed" if harm.harm.kind in _DEADLY else f"struck ({harm.harm.kind})"
    if not has:
        return f"{how} between `sending` and the server's taking it; no copy arrived"
    if sent_copy == "append":
        return f"{how} after the server took it and before the copy was filed; only a filed copy could prove it"
    return ""


def _cause(done: Sequence[Done], marked_at: datetime | None) -> Done | None:
    """The harm that was under way, or came next, when the letter was marked."""
    if marked_at is None:
        return None
    near = [each for each in done if each.began - AFTER <= marked_at <= each.ended + BEFORE]
    return min(near, key=lambda each: abs((each.ended - marked_at).total_seconds()), default=None)


def _copies(box: Box) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    there = set(box.dovecot.folders(box.user))
    for folder in there & {"INBOX", "Sent", "Priority", "Needs human"}:
        for raw in box.dovecot.messages(box.user, folder):
            found.setdefault(_message_id(raw), set()).add(folder)
    return found


def _log_by_effect(it: Installation) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for line in it.log():
        words = {key: line[key] for key in ("timestamp", "event", "why", "error", "note", "attempt") if line.get(key)}
        lines.setdefault(str(line.get("effect", "")), []).append(" ".join(map(str, words.values()))[:240])
    return lines


def _message_id(raw: bytes) -> str:
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace")
    found = re.search(r"^message-id:\s*<([^>]*)>", head, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def count_reasons(held: Iterable[Held]) -> dict[str, int]:
    """How many of each class."""
    reasons: dict[str, int] = {}
    for each in held:
        name = each.explanation or "unexplained"
        reasons[name] = reasons.get(name, 0) + 1
    return dict(sorted(reasons.items()))
