"""The names that inboxd gives: all derived, none drawn by lot, so that deciding twice gives the same names twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from inboxd.core.values.arrival import Identity

_ALPHABET = str.maketrans("OIL", "489")
_OWN_ID = re.compile(r"inboxd\.([a-z_]{1,20})\.([0-9a-f]{20})\.([0-9a-f]{16})@[^@\s]+")
_TOKEN = re.compile(r"\[([2-9A-Z]{4}-[2-9A-Z]{4})\]")


def message_key(mailbox: str, identity: Identity) -> str:
    """Our name of a message in the journal: the same wherever it lies, different in each mailbox."""
    return _digest("message", mailbox, identity.message_id, identity.digest)[:32]


def case_id(first_message_key: str) -> str:
    """Name of the case that a message opens."""
    return _digest("case", first_message_key)[:24]


def case_token(case: str) -> str:
    """Short form of a case id for subjects, e.g. "K7QX-2M4D": no letter that is mistaken for a digit.

    About 40 bits: two of a million cases may share one, so a token alone never joins a stranger's mail to a case.
    """
    letters = base64.b32encode(bytes.fromhex(_digest("token", case)[:10])).decode().translate(_ALPHABET)
    return f"{letters[:4]}-{letters[4:8]}"


def find_tokens(subject: str) -> frozenset[str]:
    """Case tokens in a subject, e.g. of "Re: Help [K7QX-2M4D]"."""
    return frozenset(_TOKEN.findall(subject))


def letter_message_id(effect_id: str, kind: str, domain: str, key: bytes) -> str:
    """Message-ID of a mail of ours, without angle brackets: the same on every try, and recognisable as ours.

    Args:
        kind: what the mail is, e.g. "acknowledgment".
        domain: the part after "@", of the mailbox that sends.
        key: the installation's secret, so that nobody else can make one.
    """
    name = _digest("letter", effect_id)[:20]
    return f"inboxd.{kind}.{name}.{_seal(key, kind, name)}@{domain}"


def is_own_message_id(message_id: str, key: bytes) -> bool:
    """Whether this installation made the Message-ID."""
    match = _OWN_ID.fullmatch(message_id)
    return match is not None and hmac.compare_digest(_seal(key, match[1], match[2]), match[3])


def loop_token(instance: str, key: bytes) -> str:
    """Value of our loop header: names the installation and proves that it is ours."""
    return f"{instance}.{_seal(key, 'loop', instance)}"


def _seal(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:16]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
