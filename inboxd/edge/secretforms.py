"""The shapes in which a secret can turn up in a line: as it is, quoted for a URL, in base64, or in pieces of a URL."""

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
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield repr(secret)[1:-1]
    raw = secret.encode("utf-8", "surrogateescape")
    if len(raw) >= _SHORTEST_PIECE:
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # Inside something longer, such as AUTH PLAIN, it may begin at any of three places of a group.
            for before in range(3):
                text = encode(b"\0" * before + raw).decode().rstrip("=")
                yield text[(0, 2, 3)[before] :][: -1 if (before + len(raw)) % 3 else None]
