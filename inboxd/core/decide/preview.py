"""What the gate would say about a file: the decision for a stranger without history, for `explain`."""

from __future__ import annotations

from inboxd.core.decide.gate import AnswerFacts, may_acknowledge_stranger
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import Verdict


def preview_answer(mail: Mail, verdict: Verdict, rules: RuleSet) -> tuple[bool, str]:
    """Whether the message itself allows an acknowledgment, and the reason code with its detail.

    A file does not tell which mailbox it came to, so the first address in To is taken for ours.
    """
    own = mail.to[0].email if mail.to else next(iter(mail.recipients), "")
    addresses = frozenset({own}) if own else frozenset()
    policy = MailboxPolicy("preview", own, addresses, addresses)
    facts = AnswerFacts(mail, verdict, policy, rules.customers, History(), None, mail.received_at)
    decision = may_acknowledge_stranger(facts)
    return decision.allowed, f"{decision.reason}: {decision.detail}" if decision.detail else decision.reason
