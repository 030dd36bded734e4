"""What a message is about: topics whose words stand in the subject or in what was written now."""

from __future__ import annotations

from collections.abc import Iterable

from inboxd.core.rules.evidence import Hit
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.fold import Folded
from inboxd.core.text.language import UNDETERMINED

_ANYWHERE = frozenset({"", "en"})
"""Words of no one language, and English ones, which stand in mails of every language."""


def find_topics(texts: Iterable[Folded], rules: RuleSet, language: str) -> tuple[str, ...]:
    """Names of the topics, in the order of `topics.yaml`.

    All languages are looked for at once. Words of the message's own language count first; those of others only when
    there are none, because a short message may be taken for another language.
    """
    found = [hit for text in texts for hit in _outermost(rules.understanding.topics.find(text, "new", language))]
    own = [hit for hit in found if language == UNDETERMINED or hit.rule.language in {language, *_ANYWHERE}]
    names = {hit.rule.name for hit in own or found}
    return tuple(topic.name for topic in rules.topics if topic.name in names)


def _outermost(hits: Iterable[Hit]) -> list[Hit]:
    """Without those inside a longer one, e.g. "charged" inside "charged twice"."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if not kept or hit.end > kept[-1].end or (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
            kept.append(hit)
    return kept
