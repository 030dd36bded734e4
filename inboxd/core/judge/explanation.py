"""A verdict for scripts: one object with fixed keys (see `inboxd explain --json`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inboxd.core.judge.source import describe_source
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.text.durations import format_duration
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Acknowledge, Evidence, Signal, Verdict, Vote

VOTE = "vote"
"""Name under which the statistical judge stands among the signals."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an acknowledgment would go out to somebody of whom nothing but this message is known.

    Attributes:
        send: whether it would.
        reason: code of `values.reasons.Reason`.
        template: name of the reply text that the route asks for; "" when it asks for none.
        language: of the text that would be used; "" when there is none.
        detail: the very header, list or route behind the reason; may be empty.
    """

    send: bool
    reason: str
    template: str = ""
    language: str = ""
    detail: str = ""


def read_answer(verdict: Verdict, rules: RuleSet, *, send: bool, reason: str) -> Answer:
    """The decision together with the text that belongs to it. The reason is a code, perhaps with `: detail`."""
    code, _, detail = reason.partition(": ")
    wanted = verdict.route.acknowledge
    if wanted is Acknowledge.NEVER:
        return Answer(send, code, detail=detail)
    found = rules.template(wanted.value, verdict.language)
    return Answer(send, code, wanted.value, found[0] if found else "", detail)


def explanation(path: str, mail: Mail, verdict: Verdict, answer: Answer) -> dict[str, Any]:
    """Exactly the keys that scripts rely on.

    `id` is the Message-ID, or "sha256:" and the digest where there is none; `follow_up` is a duration such as "3d", or
    None; `priority` says that the route asks for the urgent acknowledgment; `defects` are codes.
    """
    identity = mail.identity
    return {
        "id": identity.message_id or f"sha256:{identity.digest}",
        "path": path,
        "language": verdict.language,
        "customer_type": verdict.customer_type,
        "heat": verdict.heat,
        "signals": [
            {"name": signal.name, "score": signal.score, "evidence": [_evidence(each) for each in signal.evidence]}
            for signal in (*verdict.signals, *_vote(verdict.vote))
            if signal.evidence
        ],
        "route": verdict.route.name,
        "priority": verdict.route.acknowledge is Acknowledge.URGENT,
        "folder": verdict.route.folder,
        "acknowledge": {
            "send": answer.send,
            "reason": answer.reason,
            "template": answer.template,
            "language": answer.language,
        },
        "follow_up": format_duration(verdict.route.follow_up) if verdict.route.follow_up else None,
        "defects": [defect.code for defect in mail.defects],
        "topics": list(verdict.topics),
        "identifiers": [{"name": each.name, "value": each.value} for each in verdict.identifiers],
        "hands_off": verdict.hands_off,
        "source": describe_source(mail, verdict.forgiven),
    }


def _vote(vote: Vote) -> tuple[Signal, ...]:
    """What the statistical judge added to the heat, as one more signal; negative where it cooled the message down."""
    return (Signal(VOTE, vote.added[HEAT], vote.reasons.get(HEAT, ())),) if HEAT in vote.added else ()


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"text": evidence.text, "where": evidence.where, "start": evidence.start, "end": evidence.end}
