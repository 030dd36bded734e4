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
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
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
    text = json.dumps(value, ensure_ascii=False)
    return _DANGEROUS_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
