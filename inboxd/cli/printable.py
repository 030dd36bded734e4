"""Customer text on a terminal or in a log line: nothing in it may steer the terminal or reorder what is read."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

_JOINERS = "\u200c\u200d"
_SHOWN_INSTEAD = "\ufffd"
_DANGEROUS_IN_JSON = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text with every control, direction and unassigned character replaced one by one, so that offsets stay.

    Line ends stay, tabs become blanks.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_safe, text))


@lru_cache(maxsize=8192)
def _safe(char: str) -> str:
    if char == "\n" or char in _JOINERS:
        return char
    if char == "\t":
        return " "
    return _SHOWN_INSTEAD if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} else char


def json_line(value: dict[str, Any]) -> str:
    """One line of JSON in readable UTF-8 in which dangerous characters are escaped too."""
    return escaped(json.dumps(value, ensure_ascii=False))


def escaped(text: str) -> str:
    """JSON that says the same, without a character that steers a terminal or the order of reading."""
    return _DANGEROUS_IN_JSON.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    octets = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{octets[start : start + 4]}" for start in range(0, len(octets), 4))
