"""The same mail, written differently: whatever may vary on its way without changing what it says."""

from __future__ import annotations

import random
import re

_COMMENTED = frozenset({"auto-submitted", "precedence", "x-auto-response-suppress"})
"""Structured fields in which a comment may stand (RFC 5322 §3.2.2)."""
_EXTRA = (
    "Received: from relay.elsewhere.example by mx.ourshop.example; Mon, 05 Jan 2026 09:00:00 +0000",
    "X-Originating-IP: [192.0.2.44]",
    "X-Virus-Scanned: clean at relay.elsewhere.example",
    "DKIM-Signature: v=1; a=rsa-sha256; d=elsewhere.example; s=k; b=abc",
    "X-Spam-Score: 0.1",
    "Thread-Topic: something",
    "X-Priority: 3",
    "User-Agent: Mail 1.0",
)


def vary(raw: bytes, chance: random.Random) -> bytes:
    """One variation: order and case of fields, folding, comments, blanks, further fields, line ends.

    Fields of one name keep their order, which means something (RFC 5322 §3.6), and the body stays as it is.
    """
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = [field.encode("utf-8", "surrogateescape") for field in _varied(_fields(head), chance)]
    whole = b"\r\n".join(fields) + b"\r\n\r\n" + body
    return whole.replace(b"\r\n", b"\n") if chance.random() < 0.5 else whole


def _varied(fields: list[str], chance: random.Random) -> list[str]:
    kept = [_rewritten(field, chance) for field in _shuffled(fields, chance)]
    for extra in chance.sample(_EXTRA, 3):
        kept.insert(chance.randrange(len(kept) + 1), extra)
    return kept


def _fields(head: bytes) -> list[str]:
    text = head.decode("utf-8", "surrogateescape")
    return re.split(r"\r\n(?![ \t])", text)


def _shuffled(fields: list[str], chance: random.Random) -> list[str]:
    names = [field.partition(":")[0].strip().lower() for field in fields]
    order = names[:]
    chance.shuffle(order)
    waiting = {name: [field for field, own in zip(fields, names, strict=True) if own == name] for name in names}
    return [waiting[name].pop(0) for name in order]


def _rewritten(field: str, chance: random.Random) -> str:
    name, colon, value = field.partition(":")
    if not colon:
        return field
    if name.strip().lower() in _COMMENTED and value.strip():
        value = f" (by our system) {value.strip()} (so it is)"
    value = re.sub(r"(?<=\S)[ ](?=\S)", lambda _: "\r\n " if chance.random() < 0.2 else " ", value)
    gap = chance.choice(("", " ", "   ", "\t"))
    cased = "".join(chance.choice((letter.lower(), letter.upper())) for letter in name)
    return f"{cased}:{gap}{value.lstrip(' ') if not value.startswith(chr(13)) else value}"
