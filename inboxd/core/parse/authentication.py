"""What our own server says about where a message comes from (RFC 8601). Anybody else's word counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inboxd.core.values.mail import Headers, Mail

_FIELD = "Authentication-Results"
_PIECE = re.compile(r"[\\()\"]|[^\\()\"]+")
_RESULT = re.compile(r"\s*(dmarc|spf|dkim)(?:/\d+)?\s*=\s*([a-z]+)")
_PROPERTY = re.compile(r"\b(header\.(?:d|i|from))\s*=\s*([^\s;]+)")


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    word: str
    domains: frozenset[str]

    @property
    def passed_dmarc(self) -> bool:
        return (self.method, self.word) == ("dmarc", "pass")


def is_refuted(mail: Mail, authserv_id: str) -> bool:
    """Whether our own server says that the message is not from whom it names, or has tested another name than we read.

    Args:
        authserv_id: how our server calls itself; "" means that no server is trusted.
    """
    if has_failed(mail.headers, authserv_id):
        return True
    tested = {domain for each in _results(mail.headers, authserv_id) if each.passed_dmarc for domain in each.domains}
    return mail.sender is not None and bool(tested) and not any(_are_kin(mail.sender.domain, each) for each in tested)


def has_failed(headers: Headers, authserv_id: str) -> bool:
    """Whether our own server says that the sender is not who it claims to be.

    That is when dmarc failed. Where it came to no result, both spf and every signature must have failed: a list that
    signs what it gives on leaves the sender's own signature broken beside a good one.

    Args:
        authserv_id: how our server calls itself; "" means that no server is trusted.
    """
    results = tuple(_results(headers, authserv_id))
    dmarc, spf = (_first_word(results, method) for method in ("dmarc", "spf"))
    if dmarc in {"pass", "fail"}:
        return dmarc == "fail"
    signatures = {each.word for each in results if each.method == "dkim"}
    return spf == "fail" and "fail" in signatures and "pass" not in signatures


def is_proven(headers: Headers, authserv_id: str, domain: str) -> bool:
    """Whether our own server says that the message was signed for this domain, or passed its policy (DMARC).

    Args:
        domain: of the From address, lower case; a signature of the domain above it counts too.
    """
    if has_failed(headers, authserv_id):
        return False
    passed = [each for each in _results(headers, authserv_id) if each.word == "pass" and each.method != "spf"]
    return any(domain == each or domain.endswith(f".{each}") for result in passed for each in result.domains)


def first_authserv_id(headers: Headers) -> str:
    """How the last server that wrote such a field calls itself; for a file of which nothing else is known."""
    return (headers.first(_FIELD).partition(";")[0].split() or [""])[0].lower()


def _first_word(results: tuple[_Result, ...], method: str) -> str:
    return next((each.word for each in results if each.method == method), "")


def _results(headers: Headers, authserv_id: str) -> Iterator[_Result]:
    own = authserv_id.lower()
    # Each of our server's filters may add a field of its own.
    for value in headers.all(_FIELD) if own else ():
        identity, _, results = _without_noise(value.lower()).partition(";")
        if identity.split()[:1] != [own]:
            continue
        for text in results.split(";"):
            match = _RESULT.match(text)
            if match is not None:
                domains = frozenset(_domain(found) for _, found in _PROPERTY.findall(text))
                yield _Result(match[1], match[2], domains - {""})


def _without_noise(value: str) -> str:
    """Without comments, which may nest, and quoted words: both may repeat what the sender wrote.

    What is never closed goes on to the end: a server's own words never look like that. One pass, because a pattern for
    a whole comment takes a square of the time where none is closed.
    """
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for piece in _PIECE.findall(value):
        is_inside = quoted or depth > 0
        if escaped or (is_inside and piece == "\\"):
            escaped = not escaped
        elif piece == '"' and depth == 0:
            quoted = not quoted
        elif piece in "()" and not quoted:
            depth = max(0, depth + (1 if piece == "(" else -1))
        kept.append(" " if is_inside or piece in '("' else piece)
    return "".join(kept)


def _are_kin(one: str, other: str) -> bool:
    """Whether one is the other or above it; names in other alphabets are written in two ways and count as alike."""
    if not (one.isascii() and other.isascii()) or "xn--" in f"{one}{other}":
        return True
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _domain(text: str) -> str:
    """Of `header.d=ourshop.example`, or of an identity such as `@mail.ourshop.example`; a top-level one is none."""
    domain = text.rpartition("@")[2].rstrip(".")
    return domain if "." in domain else ""
