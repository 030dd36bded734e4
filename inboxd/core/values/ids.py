"""The names that inboxd gives: all derived, none drawn by lot, so that deciding twice gives the same names twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from inboxd.core.values.arrival import Identity

NOTICE = "notice_internal"
"""Kind of mails to our own people, as `letter_message_id` takes it."""

_ALPHABET = str.maketrans("OIL", "489")
_OWN_ID = re.compile(r"inboxd\.([a-z_]{1,20})\.([0-9a-f]{20})\.([0-9a-f]{16})@[^@\s]+")
_RATING = re.compile(r"\br([1-5])\.([0-9a-f]{8})\.([0-9a-f]{12})\.[0-9a-f]{16}\b")
_TOKEN = re.compile(r"\[([2-9A-Z]{4}-[2-9A-Z]{4})\]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


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
    """Case tokens in a subject, e.g. of "Re: Help [K7QX-2M4D]", also where a program put unseen characters into it."""
    return frozenset(_TOKEN.findall(_UNSEEN.sub("", subject)))


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


def has_shape_of_ours(message_id: str) -> bool:
    """Whether some installation of inboxd may have made the Message-ID; a forged one looks the same."""
    return _OWN_ID.fullmatch(message_id) is not None


def is_notice_id(message_id: str) -> bool:
    """Whether the Message-ID looks like one of a notice to our own people; a forged one does too."""
    match = _OWN_ID.fullmatch(message_id)
    return match is not None and match[1] in {NOTICE, "bulletin"}


def loop_token(instance: str, key: bytes) -> str:
    """Value of our loop header: names the installation and proves that it is ours."""
    return f"{instance}.{_seal(key, 'loop', instance)}"


def own_letter_kind(message_id: str, key: bytes) -> str:
    """What kind of mail of ours has this Message-ID, e.g. "follow_up"; "" when this installation did not make it."""
    match = _OWN_ID.fullmatch(message_id)
    return match[1] if match is not None and is_own_message_id(message_id, key) else ""


def rating_key(effect_id: str) -> str:
    """Name of the one rating that the links of a letter may give."""
    return _digest("rating", effect_id)[:12]


def rating_mark(case: str, value: int, until: int, name: str, key: bytes) -> str:
    """What a link for rating writes into the subject, and nobody else can.

    Args:
        value: 1 to 5.
        until: how long it counts, seconds since 1970.
        name: the rating's key.
    """
    return f"r{value}.{until:08x}.{name}.{_seal(key, 'rating', case, str(value), str(until), name)}"


def find_rating_mark(subject: str) -> tuple[int, int, str] | None:
    """Value, end of validity and key of the rating that a subject claims; unproven."""
    match = _RATING.search(subject)
    return (int(match[1]), int(match[2], 16), match[3]) if match else None


def is_own_rating(subject: str, case: str, key: bytes) -> bool:
    """Whether this installation wrote that rating into a letter of that case."""
    match, found = _RATING.search(subject), find_rating_mark(subject)
    return match is not None and found is not None and hmac.compare_digest(match[0], rating_mark(case, *found, key))


def sealed_address(address: str, key: bytes) -> str:
    """What stands for an address, or for its domain, once the person is forgotten: the same for the same person.

    Args:
        address: lower case.
        key: the installation's own; without it nobody can try addresses out.
    """
    digest = hmac.new(key, f"forgotten\0{address}".encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"forgotten:{digest.hexdigest()[:32]}"


def _seal(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:16]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
