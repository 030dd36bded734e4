"""Does the same machine write again, under a name or in words that have changed a little?

Two machines that answer each other are never told apart by their addresses alone: some change a byte of theirs with
every mail, others a number or a word of the text. Nobody is silenced for what others of the same provider do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from inboxd.core.text.fold import fold
from inboxd.core.trend.providers import is_public_domain
from inboxd.core.values.mail import Address, Mail

PASSAGE_MARK = "passage:"

_PUBLIC_HOSTS = frozenset(
    {
        *("aol", "bol", "docomo", "free", "gmail", "gmx", "googlemail", "hotmail", "icloud", "laposte", "libero"),
        *("live", "mail", "me", "msn", "naver", "orange", "outlook", "posteo", "proton", "protonmail", "qq", "rambler"),
        *("seznam", "t-online", "terra", "uol", "web", "wp", "yahoo", "yandex", "ymail", "zoho", "126", "163"),
    }
)
"""First labels of domains under which everybody can have an address: a shared domain there says nothing."""

_READ = 4000
_LONG_TEXT, _SHORT_TEXT, _LONGEST_PASSAGE = 16, 8, 6
_UNSPACED = 32
_LONG_NAME = 6


def owned_domain(address: Address) -> str:
    """The part of the address's domain that somebody owns, "" where everybody can have an address."""
    labels = address.domain.split(".")
    owned = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    family = labels[-owned:]
    if len(family) < 2 or family[0] in _PUBLIC_HOSTS or is_public_domain(address.domain):
        return ""
    return ".".join(family)


def are_alike(one: str, other: str) -> bool:
    """Whether two addresses of one domain differ only in a tag, in numbers, or, when they are long, in one byte.

    Where everybody can have an address, the one with another number is somebody else's.
    """
    (left, _, where), (right, _, there) = one.rpartition("@"), other.rpartition("@")
    if where != there:
        return False
    if not owned_domain(Address(one)):
        return left.partition("+")[0] == right.partition("+")[0]
    left, right = _without_numbers(left), _without_numbers(right)
    if left == right:
        return len(left) > 0
    return min(len(left), len(right)) >= _LONG_NAME and _is_one_byte_off(left, right)


def passage_marks(mail: Mail) -> tuple[str, ...]:
    """Digests of four passages, two from the beginning and two from the end, each with the writer's domain.

    One changed word spoils one of them, one inserted word those before or those behind it. Behind a trusted source
    there are none: forms share their words, and different people fill them in.
    """
    writer = mail.reply_address
    units = _units(mail)
    size = min(_LONGEST_PASSAGE, len(units) // 4)
    if writer is None or mail.source is not None or size < 2:
        return ()
    last = len(units)
    passages = (units[:size], units[size : 2 * size], units[last - 2 * size : last - size], units[last - size :])
    return tuple(
        f"{PASSAGE_MARK}{_digest(writer.domain, str(place), *passage)}" for place, passage in enumerate(passages)
    )


def repeated_case(mail: Mail, cases_by_mark: Mapping[str, str]) -> str:
    """The case whose text came from the same domain and was nearly the same; "" when there is none.

    Args:
        cases_by_mark: mark → id of a case that is known by it.
    """
    found = [cases_by_mark[mark] for mark in passage_marks(mail) if mark in cases_by_mark]
    return found[-1] if len(found) >= _needed(mail) else ""


def _needed(mail: Mail) -> int:
    """How many of the four passages must be the same: people at one provider share phrases, and short texts do."""
    writer = mail.reply_address
    is_owned = writer is not None and bool(owned_domain(writer))
    return 2 + (not is_owned) + (len(_units(mail)) < _LONG_TEXT)


def _units(mail: Mail) -> list[str]:
    """What is compared: words, or letters where a language writes without blanks; digits count for nothing."""
    text = re.sub(r"\d+", "0", fold(mail.text.new[:_READ]).text).strip()
    words = re.findall(r"\w+", text)
    if len(words) >= _SHORT_TEXT:
        return words
    letters = [char for char in text if not char.isspace()]
    return letters if len(letters) >= _UNSPACED and not text.isascii() else []


def _without_numbers(local: str) -> str:
    return re.sub(r"[0-9._-]+", "", local.partition("+")[0])


def _is_one_byte_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, char in enumerate(short) if char != long[place]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _digest(*parts: str) -> str:
    # Only compared, never read: what somebody wrote need not stand in a table of its own.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
