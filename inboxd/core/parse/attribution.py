"""Attribution lines: "On Tuesday at 10:15, Mira Hill <mira@…> wrote:" in any language, by shape."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from inboxd.core.parse.quote_words import WROTE, WROTE_INSIDE

_LONGEST = 400
_LONGEST_LOOK = 600
_MAIL_ADDRESS = re.compile(r"[\w.+'=/-]@[\w-]")
_BRACKETED_ADDRESS = re.compile(
    r"[<(\[\uff1c]\s?(?:mailto:)?[\w.+'=/-]{1,64}@[\w.-]{1,190}(?:\s?<mailto:[^<>]{1,200}>)?\s?[>)\]\uff1e]"
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20|25|1[34])\d\d(?!\d)"  # a year, Buddhist and Persian ones included
    r"|(?<!\d)\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}(?!\d)"
    r"|(?<!\d)\d{1,2}[月월]"
)
_TIME = re.compile(
    r"(?<![\d.])\d{1,2}\s?(?:[:.h\uff1a]|[時时点點시])\s?\d{2}(?!\.?\d)|(?<!\d)\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE
)
_END = re.compile(r"(?:[:\uff1a\u2236]|\s[-\u2013\u2014]{2,}|\s?:\s?[-\u2013\u2014]+)$")
_END_AMID = re.compile(r"[^<>@:]{0,40}:(?=\s+\S)")
_AROUND = " -\u2013\u2014_*:\uff1a\u2236"
_LONGEST_END = 12
_LONGEST_TAIL = 30


def plain_digits(text: str) -> str:
    """The line's start without invisible characters, all decimal digits as ASCII, blanks plain: for matching only."""
    text = text[:_LONGEST_LOOK]
    if text.isascii():
        return text
    return "".join(map(_plain_character, text))


@lru_cache(maxsize=4096)
def _plain_character(char: str) -> str:
    if unicodedata.category(char) == "Cf":
        return ""
    if char.isspace():
        return " "
    return str(unicodedata.decimal(char, char))


def has_address(line: str) -> bool:
    """Whether a mail address stands in the line."""
    return "@" in line and _MAIL_ADDRESS.search(line) is not None


def has_date(line: str) -> bool:
    """Whether a calendar date stands in the line."""
    return _DATE.search(line) is not None


def has_time(line: str) -> bool:
    """Whether a time of day stands in the line."""
    return _TIME.search(line) is not None


def may_end_attribution(line: str) -> bool:
    """A cheap look at a line's end, before `is_attribution` reads it."""
    if _END.search(plain_digits(line[-_LONGEST_END:]).rstrip()) is not None:
        return True
    return "@" in line and len(line) <= _LONGEST and line.rstrip().lower().endswith(WROTE)


def is_attribution(line: str, *, is_followed: bool) -> bool:
    """Whether a line (its wrapped lines joined) introduces a quotation.

    Args:
        line: without invisible characters, see `plain_digits`.
        is_followed: whether lines marked as quotation come next. Then less must speak for it; without them everything
            after the line would be cut.
    """
    if len(line) > _LONGEST or not (is_followed or "@" in line):
        return False
    body = line.strip(_AROUND)
    wrote = _has_wrote(body)
    dated, timed = has_date(body), has_time(body)
    if not _END.search(line[-_LONGEST_END:]):  # some clients leave the colon out
        return is_followed and wrote and dated and timed and has_address(body)
    if is_followed:
        if dated or timed:
            return wrote or has_address(body) or (dated and timed)
        return wrote and has_address(body)
    if not (dated or timed) or line.count("@") > 4:
        return False
    bracketed = list(_BRACKETED_ADDRESS.finditer(body))
    if not bracketed:
        return wrote and dated and timed and has_address(body)
    tail = body[bracketed[-1].end() :].strip(" ,\"')")
    longest = 2 * _LONGEST_TAIL if has_date(tail) and has_time(tail) else _LONGEST_TAIL
    return wrote or (dated and timed and len(tail) <= longest)


def starts_with_attribution(line: str) -> bool:
    """Whether the quoted text goes on in the attribution's own line, as Yahoo's apps write it in plain text."""
    bracket = line.find(">", line.find("@"), _LONGEST)
    end = _END_AMID.match(line, bracket + 1) if bracket > 0 else None
    if end is None:
        return False
    attribution = line[: end.end()]
    return _has_wrote(attribution) and is_attribution(attribution, is_followed=False)


def _has_wrote(body: str) -> bool:
    lower = body.lower().rstrip(" :.,)\u3000")
    return lower.endswith(WROTE) or any(f" {word} " in lower for word in WROTE_INSIDE)
