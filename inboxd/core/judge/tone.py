"""The tone of what we write: phrases that blame, argue or say nothing. Never asked about customers' mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxd.core.rules.evidence import Hit
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.tone import PLACE
from inboxd.core.text.fold import fold
from inboxd.core.text.language import guess_language
from inboxd.core.values.tone import ToneFinding, ToneKind
from inboxd.errors import Problem

LONGEST_QUOTE = 80
_LONGEST_TEXT = 100_000
_SPOKEN = 500
_MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_QUOTED = re.compile(r'"[^"\n]*"')
_INK = re.compile(r"[^\n]")
_WORDS = {
    ToneKind.BLAME: "puts the customer at fault",
    ToneKind.ARGUE: "argues with the customer",
    ToneKind.STOCK: "is a stock phrase",
}


def lint_tone(text: str, language: str, rules: RuleSet) -> tuple[ToneFinding, ...]:
    """What should not have been written, in order of appearance; each rule once. Takes linear time.

    Args:
        text: what one of our people wrote now, without quotes (`Text.new`).
        language: of the text; the rules of other languages are not asked. "und" asks all of them.
    """
    view = text[:_LONGEST_TEXT]
    hits = rules.tone.find(fold(view), PLACE, language)
    return tuple(_finding(view, hit) for hit in _outermost(hits))


def lint_answer(text: str, rules: RuleSet) -> tuple[ToneFinding, ...]:
    """The same for a text whose language is not known."""
    return lint_tone(text, guess_language(text[:_SPOKEN]), rules) if rules.tone.phrases else ()


def lint_replies(rules: RuleSet) -> Iterator[Problem]:
    """A warning for each phrase in the reply texts that should not go out a thousand times."""
    for (name, language), source in sorted(rules.replies.items()):
        for found in lint_tone(_spoken_part(source), language, rules):
            what = f"{found.quote!r} {_WORDS[found.kind]} ({found.file}:{found.line})"
            line = source.count("\n", 0, found.start) + 1
            yield Problem(f"replies/{name}.{language}.txt", line, what, found.say, warning=True)


def _outermost(hits: list[Hit]) -> Iterator[Hit]:
    """Without shielded hits, those inside a longer one, and repetitions of a rule."""
    seen: set[int] = set()
    reach = -1
    for hit in sorted(hits, key=lambda each: (each.start, -each.end, each.rule.file, each.rule.line)):
        if hit.shielded or hit.end <= reach:
            continue
        reach = hit.end
        if id(hit.rule) not in seen:
            seen.add(id(hit.rule))
            yield hit


def _finding(text: str, hit: Hit) -> ToneFinding:
    rule = hit.rule
    quote = " ".join(text[hit.start : hit.end].split())
    short = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
    return ToneFinding(ToneKind(rule.signal), short, rule.say, rule.file, rule.line, hit.start)


def _spoken_part(source: str) -> str:
    """A template with everything blanked that no customer reads; offsets and lines stay."""
    return _MARKUP.sub(lambda match: _blank_but_quoted(match[0]), source)


def _blank_but_quoted(markup: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _QUOTED.finditer(markup):
        parts += (_INK.sub(" ", markup[end : match.start()]), match[0])
        end = match.end()
    return "".join((*parts, _INK.sub(" ", markup[end:])))
