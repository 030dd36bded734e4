"""The installation that the corpus is written for: its addresses, whom its admins listed, what happened before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from inboxd.core.decide.gate import AnswerFacts, body_hash, may_acknowledge, may_acknowledge_stranger
from inboxd.core.decide.recipient import Decision
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.customers import AddressList
from inboxd.core.values.history import Answer, History, Suppression
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import Verdict
from inboxd.edge.rulefiles import compile_folder
from tests.process.program import RULES
from tests.robots.corpus import RECEIVED, Case

NEVER_ANSWER = ("stop@quietfield.example", "@neveranswer.example")
INTERNAL = ("boss@bluehill.example", "@staff.ourshop.example")
AGENTS = ("desk@tickets.example",)
ALIASES = ("help@ourshop.example", "info@ourshop.example")
AUTHSERV_ID = "mx.ourshop.example"
BOUNCED = "gone@redfield.example"

_OWN = frozenset({"support@ourshop.example", *ALIASES})
_POLICY = MailboxPolicy("support", "support@ourshop.example", _OWN, _OWN, authserv_id=AUTHSERV_ID)


@cache
def shipped_rules() -> RuleSet:
    """The rules folder as it is shipped, with the admins' lists."""
    rules = compile_folder(RULES)
    shipped = rules.customers
    listed = replace(
        shipped,
        never_answer=_with(shipped.never_answer, NEVER_ANSWER),
        internal=_with(shipped.internal, INTERNAL),
        agents=_with(shipped.agents, AGENTS),
    )
    return replace(rules, customers=listed)


def decide(raw: bytes, before: str = "") -> tuple[Mail, Verdict, Decision]:
    """What inboxd makes of a message: read, judged by the shipped rules, and whether it may be acknowledged.

    Args:
        before: see `Case.before`.
    """
    mail = parse_bytes(raw, RECEIVED)
    rules = shipped_rules()
    verdict = judge(mail, rules)
    now = RECEIVED + timedelta(minutes=1)
    facts = AnswerFacts(mail, verdict, _POLICY, rules.customers, _history(mail, before), None, now)
    return mail, verdict, may_acknowledge(facts) if before else may_acknowledge_stranger(facts)


def decide_case(case: Case) -> tuple[Mail, Verdict, Decision]:
    """The same for a case of the corpus."""
    return decide(case.raw, case.before)


def _history(mail: Mail, before: str) -> History:
    if before == "bounced":
        return History(suppressions={BOUNCED: Suppression(BOUNCED, "undeliverable", None)})
    if before == "answered":
        return History(answers=(_answer(body_hash(mail)),))
    return History()


def _answer(digest: str) -> Answer:
    return Answer(
        "earlier", RECEIVED - timedelta(hours=1), "desk@goldline.example", "goldline.example", "support", "c", digest
    )


def _with(listed: AddressList, entries: tuple[str, ...]) -> AddressList:
    addresses = {each for each in entries if not each.startswith("@")}
    domains = {each[1:] for each in entries if each.startswith("@")}
    return AddressList(listed.addresses | addresses, listed.domains | domains)
