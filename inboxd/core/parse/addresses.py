"""Address fields (RFC 5322 §3.4 and what is really sent): a scanner that is linear and drops what nobody can use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inboxd.core.parse import limits
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.words import decode_words, one_line
from inboxd.core.values.mail import Address

_PLAIN = r"""\s+|=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=|<(?P<angle>[^<>]*)>|[,;:()<>"\\]|[^\s,;:()<>"\\]+"""
_UNQUOTED = re.compile(_PLAIN)
_TOKEN = re.compile(rf""""(?:[^"\\]|\\.)*(?:"|(?P<unclosed>\\?\Z))|{_PLAIN}""", re.DOTALL)
_UNSAFE = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"
_LOCAL = re.compile(rf"""[^\s()<>\[\]:;@\\,"{_UNSAFE}]{{1,128}}|"[^"{_UNSAFE}]{{1,126}}\"""")
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.\w(?:[\w-]{0,61}\w)?)*"
    r"|\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}\]"
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class _Mailbox:
    """One mailbox while it is read."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None

    def take(self, text: str, angle: str | None) -> None:
        """Add a word, or what stood in angle brackets; of several the first usable address counts."""
        if angle is None:
            self.words.append(text)
        elif self.angle is None or not usable_email(_without_route(self.angle)):
            self.angle = angle

    def take_comment(self, comment: str) -> str:
        """Add a comment that has ended; returns the empty start of the next one."""
        if comment:
            self.comments.append(comment)
        return ""

    def is_empty(self) -> bool:
        """Whether nothing was read yet."""
        return self.angle is None and not any(word.strip() for word in self.words)


def read_addresses(value: str, defects: Defects) -> tuple[Address, ...]:
    """The addresses of one field, in order; groups are opened, comments serve as names.

    Encoded words are decoded after the structure is known, so that a comma in a name stays in the name.
    """
    found: list[Address] = []
    for mailbox in _mailboxes(value):
        address = _address(mailbox, defects)
        if address is None:
            defects.add(DefectCode.ADDRESS_INVALID)
        else:
            found.append(address)
        if len(found) >= limits.ADDRESSES:
            break
    return tuple(found)


def usable_email(text: str) -> str:
    """`local@domain` in lower case when mail could be sent there, else ""."""
    local, at, domain = text.strip().rpartition("@")
    domain = domain.removesuffix(".")
    if at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return f"{local}@{domain}".lower()
    return ""


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    current = _Mailbox()
    depth, comment = 0, ""
    for token in _tokens(value):
        text = token[0]
        if text == "(" or (depth and text != ")"):
            comment += text if depth else ""
            depth += text == "("
        elif text == ")":
            depth = max(0, depth - 1)
            comment = f"{comment})" if depth else current.take_comment(comment)
        elif text in {",", ";"}:
            if not current.is_empty():
                yield current
            current = _Mailbox()
        elif text == ":" and current.angle is None:  # a group's name ends here, or a stray "mailto:"
            current = _Mailbox()
        else:
            current.take(text, angle=token["angle"])
    if not current.is_empty():
        yield current


def _tokens(value: str) -> Iterator[re.Match[str]]:
    """Quoted strings, angle brackets, words and signs; a quote that nothing closes is a sign like any other."""
    for token in _TOKEN.finditer(value):
        if token.lastgroup == "unclosed":
            # Nothing up to the field's end closes it, so no later one either: to look for each takes a square of time.
            yield from _UNQUOTED.finditer(value, token.start())
        else:
            yield token


def _address(mailbox: _Mailbox, defects: Defects) -> Address | None:
    if mailbox.angle is not None:
        email = usable_email(_without_route("".join(mailbox.angle.split())).removeprefix("mailto:"))
        name = _name("".join(mailbox.words), defects)
        # An address in the name alone is no address: who checks mail (DMARC) does not look there.
        return Address(email, name or _name(" ".join(mailbox.comments), defects)) if email else None
    return _bare_address(mailbox, defects)


def _bare_address(mailbox: _Mailbox, defects: Defects) -> Address | None:
    written = "".join(mailbox.words).strip()
    email = usable_email(written)
    if email:
        return Address(email, _name(" ".join(mailbox.comments), defects))
    words = written.split()
    for index in reversed(range(len(words))):
        email = usable_email(words[index].strip("\"'[]<>"))
        if email:
            return Address(email, _name(" ".join(words[:index]), defects))
    email = usable_email("".join(words))  # blanks around the dots, RFC 5322 §4.4
    return Address(email) if email else None


def _without_route(angle: str) -> str:
    """`@a,@b:user@c` → `user@c` (RFC 5322 §4.4)."""
    return angle.rpartition(":")[2] if angle.startswith("@") else angle


def _name(written: str, defects: Defects) -> str:
    text = _QUOTED_PAIR.sub(r"\1", written) if "\\" in written else written
    text = " ".join(text.replace('"', " ").split())
    if not text:
        return ""
    return one_line(decode_words(text, defects))[: limits.NAME_CHARACTERS].strip()
