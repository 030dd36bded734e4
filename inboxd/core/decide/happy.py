"""The happy file: the best of what people wrote to us. A team that only ever hears complaints gives up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from inboxd.core.rules.vocabulary import SignalName
from inboxd.core.values.digest import Hug
from inboxd.core.values.report import Comment

LONGEST_QUOTE = 160
_WORDS_OF_TEXT = frozenset({"subject", "new"})


def find_hugs(comments: Iterable[Comment]) -> tuple[Hug, ...]:
    """The comments that are praise, the warmest first; of the same words of one person only the first.

    Praise is a message whose strongest signal is praise. Its quote is made of the very words that counted.
    """
    found: dict[tuple[str, str], Hug] = {}
    for comment in comments:
        hug = _hug(comment)
        if hug is not None:
            found.setdefault((comment.sender, hug.quote), hug)
    return tuple(sorted(found.values(), key=lambda hug: (-hug.score, hug.at, hug.who)))


def _hug(comment: Comment) -> Hug | None:
    signals = _signals(comment.verdict_json)
    praise = signals.get(SignalName.PRAISE.value)
    if praise is None or any(each["score"] > praise["score"] for each in signals.values()):
        return None
    words = [" ".join(text.split()) for text, where, *_ in praise["evidence"] if where in _WORDS_OF_TEXT]
    quote = " … ".join(dict.fromkeys(words))
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1].rstrip() + "…"
    return Hug(comment.name or comment.sender, quote, comment.at, comment.language, float(praise["score"]))


def _signals(verdict_json: str) -> dict[str, Any]:
    if not verdict_json:
        return {}
    signals = json.loads(verdict_json).get("signals", {})
    return {name: each for name, each in signals.items() if each["score"] > 0}
