"""The corpus of automatic and of human mails, written down as data: reads it, and makes whole messages of it.

A file names the conditions of its cases (their numbers in the field study) and the reasons that the gate may give; a
case may name its own. `mail` is a message as it came over the wire; whatever field is not written is filled in, and
where no text is written an angry complaint stands in its place, so that nothing but the sign keeps the answer back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
RECEIVED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every mail of the corpus arrived."""

_WITH_ADDRESSES = {"from", "to", "cc", "reply-to"}
_KEYS = {"name", "mail", "conditions", "expect", "note", "without", "charset", "eight_bit", "before", "route", "known"}
_SYLLABLES = ("ba", "do", "ki", "lu", "me", "na", "po", "ra", "si", "tu", "ve", "wo", "ga", "ne", "fi", "ho")
_ANGRY = (
    (
        "Third time I write",
        "We still cannot log in since this morning, nothing works and nobody answers. Unacceptable!",
    ),
    ("URGENT: everything is down", "Our shop has been down since this morning, nobody can work. This is unacceptable!"),
    ("Zum dritten Mal", "Ich schreibe zum dritten Mal. Nichts geht mehr und niemand antwortet. Das ist inakzeptabel!"),
    (
        "Still waiting",
        "I have waited three weeks, this is my fourth mail and nobody answers. I want my money back now!",
    ),
    ("Terza volta", "È la terza volta che scrivo, non riusciamo ad accedere e nessuno risponde. È inaccettabile!"),
    ("Unacceptable", "Our clinic cannot open its patient files since 7 am, we are locked out and nobody answers!"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One mail of the corpus.

    Attributes:
        group: the file that it stands in, e.g. "automatic/08-auto-submitted".
        conditions: numbers in the field study.
        expect: reason codes, one of which must be given; empty for a human's mail.
        before: what happened earlier: "", "bounced" (mail to the address came back) or "answered" (the same text).
        route: that the shipped rules must choose, for a human's mail.
        known: why this one is judged wrongly as yet; a test sees to it that the list never grows unnoticed.
        sender: the address that the builder writes where the mail has none.
    """

    group: str
    name: str
    conditions: tuple[int, ...]
    expect: frozenset[str]
    note: str
    before: str
    route: str
    known: str
    sender: str
    raw: bytes

    @property
    def title(self) -> str:
        """For the names of tests."""
        return f"{self.group}: {self.name}"


@cache
def automatic() -> tuple[Case, ...]:
    """Mails that must never be answered."""
    return tuple(_read(HERE / "automatic"))


@cache
def humans() -> tuple[Case, ...]:
    """Mails that must be answered."""
    return tuple(_read(HERE / "humans"))


def angry_words(name: str) -> tuple[str, str]:
    """Subject and text that burn, a little different for every name."""
    number = _number(name)
    subject, text = _ANGRY[number % len(_ANGRY)]
    return subject, f"{_town(name)} {_town(name[::-1])}: {text}"


def _read(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in content["cases"]:
            if unknown := set(entry) - _KEYS:
                raise ValueError(f"{path.name}: {entry['name']}: {unknown}")
            yield _case(f"{folder.name}/{path.stem}", {**content, **entry})


def _case(group: str, entry: Mapping[str, Any]) -> Case:
    name = str(entry["name"])
    town = _town(f"{group} {name}")
    sender = f"mira@{town}.example"
    return Case(
        group=group,
        name=name,
        conditions=tuple(entry.get("conditions", ())),
        expect=frozenset(entry.get("expect", ())),
        note=str(entry.get("note", "")),
        before=str(entry.get("before", "")),
        route=str(entry.get("route", "priority")),
        known=str(entry.get("known", "")),
        sender=sender,
        raw=_build(f"{group} {name}", sender, entry),
    )


def _build(name: str, sender: str, entry: Mapping[str, Any]) -> bytes:
    """The whole message, with LF made CRLF."""
    written = str(entry["mail"])
    head, parted, body = written.partition("\n\n")
    fields = _fields(head)
    subject, text = angry_words(name)
    given = {field.partition(":")[0].strip().lower() for field in fields}
    absent = {field.lower() for field in entry.get("without", ())}
    charset = str(entry.get("charset", "utf-8"))
    filled = (
        ("From", f"Mira Hill <{sender}>"),
        ("To", "support@ourshop.example"),
        ("Subject", subject),
        ("Date", "Mon, 05 Jan 2026 09:00:00 +0000"),
        ("Message-ID", f"<{_digest(name)[:16]}@{sender.partition('@')[2]}>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f"text/plain; charset={charset}"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    whole = [*fields, *(f"{key}: {value}" for key, value in filled if key.lower() not in given | absent)]
    if not entry.get("eight_bit"):
        whole = [_encoded(field, charset, name) for field in whole]
    message = "\n".join(whole) + "\n\n" + (body if parted else text + "\n")
    return message.replace("\n", "\r\n").encode(charset)


def _fields(head: str) -> list[str]:
    """Header fields as they are written, each with the lines that continue it."""
    fields: list[str] = []
    for line in head.split("\n"):
        if line[:1] in {" ", "\t"} and fields:
            fields[-1] += f"\n{line}"
        elif line:
            fields.append(line)
    return fields


def _encoded(field: str, charset: str, name: str) -> str:
    """The field with encoded words (RFC 2047) for what is not ASCII; base64 and Q in turn."""
    if field.isascii():
        return field
    key, _, value = field.partition(":")
    text, bracket, address = value.strip(), "", ""
    if key.lower() in _WITH_ADDRESSES:
        text, bracket, address = text.partition(" <")
        text = text.strip('"')
    in_base64 = _number(name) % 2 or charset != "utf-8"
    encoded = Header(text, charset, header_name=key).encode() if in_base64 else "\n ".join(_q_words(text))
    return f"{key}: {encoded}{bracket}{address}"


def _q_words(value: str) -> Sequence[str]:
    pieces = re.findall(r".{1,12}", value)
    return [f"=?UTF-8?Q?{''.join(f'={octet:02X}' for octet in piece.encode())}?=" for piece in pieces]


def _town(name: str) -> str:
    """An invented place, the same for the same name."""
    digest = bytes.fromhex(_digest(name))
    return "".join(_SYLLABLES[octet % len(_SYLLABLES)] for octet in digest[:6])


def _number(name: str) -> int:
    return int(_digest(name)[:8], 16)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
