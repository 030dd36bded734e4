"""A verdict as the journal keeps it: enough to explain it later, with short evidence and no body."""

from __future__ import annotations

import json

from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.values.verdict import Verdict

_EVIDENCE = 60
_EACH = 5


def verdict_record(verdict: Verdict) -> str:
    """Compact JSON of heat, signals with up to five pieces of evidence each, signs, and why not the routes above."""
    return json.dumps(
        {
            "heat": round(verdict.heat, 2),
            "signals": {
                signal.name: {
                    "score": round(signal.score, 2),
                    "evidence": [
                        [each.text[:_EVIDENCE], each.where, each.file, each.line] for each in signal.evidence[:_EACH]
                    ],
                }
                for signal in verdict.signals
            },
            "vote": {
                "added": verdict.vote.added,
                "kind": verdict.vote.kind,
                "rival": verdict.vote.rival,
                "reasons": [
                    [each.text[:_EVIDENCE], each.where, each.rule, each.weight]
                    for each in verdict.vote.reasons.get(HEAT, ())[:_EACH]
                ],
            },
            "signs": [[sign.code, sign.detail] for sign in verdict.signs],
            "misses": {miss.route: list(miss.unmet) for miss in verdict.misses},
            "shadow_route": verdict.shadow_route,
            "topics": list(verdict.topics),
            "identifiers": [[each.name, each.value] for each in verdict.identifiers],
            "hands_off": verdict.hands_off,
            "forgiven": [[sign.code, sign.detail] for sign in verdict.forgiven],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
