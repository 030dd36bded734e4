"""The shapes in which a secret can turn up in a line: as it is, quoted for URLs and protocols, in base64, in pieces."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

_SHORTEST = 4
_SHORTEST_PIECE = 8
"""A shorter part of a URL is a word such as "hooks", and would be cut out of every line."""


def all_forms(secrets: Iterable[str]) -> list[str]:
    """Every form of every secret, the longest first, so that no rest of one stays."""
    whole = {each for each in secrets if len(each) >= _SHORTEST}
    known = whole | {piece for each in whole for piece in _pieces(each)}
    return sorted({form for each in known for form in _forms(each)}, key=len, reverse=True)


def cut_out(forms: Iterable[str], text: str) -> str:
    """The text without these forms of secrets."""
    for form in forms:
        text = text.replace(form, "[secret]")
    return text


def _pieces(secret: str) -> Iterator[str]:
    if "://" not in secret:
        # "Bearer …" and "Basic …": the words are no secret, what follows is.
        yield from (word for word in secret.split()[1:] if len(word) >= _SHORTEST_PIECE)
        return
    try:
        parts = urlsplit(secret)
        password = parts.password or ""
    except ValueError:
        return
    values = [value for _, value in parse_qsl(parts.query)]
    for piece in (password, *parts.path.split("/"), *values):
        if len(piece) >= _SHORTEST_PIECE:
            yield from (piece, unquote(piece))


def _forms(secret: str) -> Iterator[str]:
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    # As it is, and as a quoted string of IMAP (RFC 9051 §4.3).
    for text in (secret, secret.replace("\\", "\\\\").replace('"', '\\"')):
        yield text
        yield from _printed(text)
    raw = secret.encode("utf-8", "surrogateescape")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        # Inside something longer, such as AUTH PLAIN, it may begin at any of three places of a group.
        for before in range(3):
            text = encode(b"\0" * before + raw).decode().rstrip("=")
            yield text[(0, 2, 3)[before] :][: -1 if (before + len(raw)) % 3 else None]


def _printed(text: str) -> Iterator[str]:
    """As Python and the mail libraries put octets into their own words."""
    raw = text.encode("utf-8", "surrogateescape")
    for shown in (repr(text)[1:-1], repr(raw)[2:-1]):
        yield shown
        yield shown.replace("'", "\\'")
    yield raw.decode("ascii", "replace")
    rest = raw.decode("ascii", "ignore")
    if len(rest) >= _SHORTEST_PIECE:
        yield rest
