"""An unknown group as a topic that an admin may take over."""

from __future__ import annotations

import json
from collections.abc import Sequence

from inboxd.core.values.trend import Trend, TrendMember

_SAMPLES = 10


def write_proposal(trend: Trend, members: Sequence[TrendMember], name: str, title: str) -> str:
    """YAML to review: the entry for `topics.yaml`, phrases for the files of words, and cases to look at."""
    cases = [member.case_id for member in members if member.case_id][:_SAMPLES]
    quoted = [json.dumps(word, ensure_ascii=False) for word in trend.words]
    lines = [
        f"# A proposal, made from trend {trend.trend_id}: {trend.customers} customers. Nothing here is live.",
        "# 1. Read a few of the cases below and write the phrases as customers write them: several words are better",
        "#    than one, and a `*` at the end stands for any ending.",
        "# 2. Copy the first entry into topics.yaml and the second into words/<language>.yaml, once for each language.",
        "# 3. Run `inboxd rules check`, then delete this file.",
        "# Cases to read:",
        *(f"#   inboxd cases show {case}" for case in cases),
        "topics:",
        f"  - {{name: {name}, title: {json.dumps(title, ensure_ascii=False)}}}",
        "words:",
        f"  {name}:",
        f"    title: {json.dumps(title, ensure_ascii=False)}",
        "    phrases:" if quoted else "    phrases: []",
        *(f"      - {word}" for word in quoted),
    ]
    return "\n".join(lines) + "\n"
