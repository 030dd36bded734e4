"""The patterns by which machines' mails are known by their words, in all languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inboxd.core.parse.automatic import (
    latin_absence,
    latin_receipts,
    latin_robots,
    script_absence,
    script_robots,
    words,
)

_OTHER_LETTERS = re.compile(r"[\u0370-\u1dff\u3040-\ud7ff]")
_CLAUSE_ENDS = r"(?=\s*(?:$|[.!,;:)\n*–—-]))"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one kind in all languages, looked for in case-folded text."""

    first: re.Pattern[str]
    latin: re.Pattern[str]
    other: re.Pattern[str]

    def search(self, text: str, start: int = 0, end: int = 2**31) -> bool:
        """Whether one of them stands in the text between these letters; in linear time."""
        return bool(
            self.first.search(text, start, end)
            or self.latin.search(text, start, end)
            # Most mails have none of these letters, and then none of these phrases.
            or (_OTHER_LETTERS.search(text, start, end) and self.other.search(text, start, end))
        )


def _phrases(first: str, latin: Mapping[str, str], other: Mapping[str, str]) -> Phrases:
    # A word's beginning is asked for first: so the many phrases are tried at few places.
    begun = rf"(?<!\w)(?=\w)(?:{'|'.join(latin.values())})"
    return Phrases(re.compile(first), _compiled(begun), _compiled("|".join(other.values())))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("<end>", _CLAUSE_ENDS))


SUBJECTS: Final = (*words.AUTOMATIC_SUBJECTS, *latin_absence.SUBJECTS, *script_absence.SUBJECTS)
ABSENCE: Final = _phrases(words.ABSENCE, latin_absence.ABSENCE, script_absence.ABSENCE)
MEANWHILE: Final = _phrases(words.MEANWHILE, latin_absence.MEANWHILE, script_absence.MEANWHILE)
DO_NOT_REPLY: Final = _phrases(words.DO_NOT_REPLY, latin_robots.DO_NOT_REPLY, script_robots.DO_NOT_REPLY)
CHALLENGE: Final = _phrases(
    words.CHALLENGE,
    {**latin_robots.CHALLENGE, **{f"{key}-read": each for key, each in latin_robots.DISPLAYED.items()}},
    {**script_robots.CHALLENGE, **{f"{key}-read": each for key, each in script_robots.DISPLAYED.items()}},
)
"""A proof that is wanted from us, and a receipt that tells when our mail was read."""
RECEIVED: Final = _phrases(words.RECEIVED, latin_receipts.RECEIVED, script_robots.RECEIVED)
PROMISED: Final = _phrases(words.PROMISED, latin_receipts.PROMISED, script_robots.PROMISED)
