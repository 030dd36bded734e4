"""What many complained about is solved: everybody affected is told once, each in their own case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inboxd.core.decide.effects import letter_of
from inboxd.core.decide.recipient import (
    Decision,
    refuse,
    refuse_capped,
    refuse_listed,
    refuse_machine,
    refuse_suppressed,
)
from inboxd.core.trend.record import headline
from inboxd.core.values import ids
from inboxd.core.values.acknowledging import Incident
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.history import Answer, History
from inboxd.core.values.plan import Plan
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.trend import Trend, TrendMember


@dataclass(frozen=True, slots=True)
class NoticeGround:
    """What the decision stands on.

    Attributes:
        policies: by the mailbox's name.
        cases: of the members, by id.
        histories: what happened before, by the mailbox's name.
        key: the installation's secret, for Message-IDs.
        now: the moment of deciding, aware UTC.
    """

    policies: Mapping[str, MailboxPolicy]
    customers: Customers
    cases: Mapping[str, Case]
    histories: Mapping[str, History]
    key: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Notices:
    """The letters, one plan each, and the customers who get none with the reason."""

    plans: tuple[Plan, ...]
    skipped: tuple[tuple[str, Decision], ...]


def notice_effects(trend: Trend, members: Sequence[TrendMember], ground: NoticeGround) -> Notices:
    """One letter to every distinct customer of the trend who may get one.

    The effects' ids come from trend and customer, so that deciding it twice sends nothing twice.
    """
    plans: list[Plan] = []
    skipped: list[tuple[str, Decision]] = []
    first: dict[str, TrendMember] = {}
    for member in members:
        first.setdefault(member.customer, member)
    for customer, member in first.items():
        case = ground.cases.get(member.case_id)
        decision = _may_notify_member(customer, case, ground)
        if case is None or not decision.allowed:
            skipped.append((customer, decision))
        else:
            plans.append(_notice(trend, customer, case, ground))
    return Notices(tuple(plans), tuple(skipped))


def _may_notify_member(customer: str, case: Case | None, ground: NoticeGround) -> Decision:
    if case is None or case.mailbox not in ground.policies or case.customer != customer:
        return refuse(Reason.NO_USABLE_SENDER, "there is no case of this customer")
    policy, history = ground.policies[case.mailbox], ground.histories.get(case.mailbox, History())
    capped = refuse_capped(customer, policy, history, ground.now)
    return capped or may_notify(case, policy, ground.customers, history, ground.now)


def may_notify(case: Case, policy: MailboxPolicy, customers: Customers, history: History, now: datetime) -> Decision:
    """May the customer of a case be told that what many complained about is solved?

    The caps were asked when it was planned, and have counted it since.
    """
    if case.hands_off:
        return refuse(Reason.HANDS_OFF, case.hands_off)
    if case.state is CaseState.VERIFYING:
        return refuse(Reason.HUMAN_ANSWERED, "the customer is being asked whether it is solved")
    for refusal in (
        refuse_listed(case.customer, policy, customers),
        refuse_machine(case.customer),
        refuse_suppressed(case.customer, history, now),
        refuse(Reason.SHADOW) if policy.shadow else None,
    ):
        if refusal is not None:
            return refusal
    return Decision(allowed=True, reason=Reason.ALLOWED)


def trend_alarm(key: str, trend: Trend, now: datetime, *, shadow: bool) -> Effect:
    """The word to our people about a trend that is news.

    Args:
        key: the same when the same news comes again: it is told once.
        shadow: whether everything is only written down.
    """
    about = ", ".join(trend.words) or trend.topic
    text = (
        f"{trend.customers} customers of {trend.domains} domains since {trend.since:%Y-%m-%d %H:%M} UTC; "
        f"about {trend.expected:.1f} were to be expected. Shared words: {about}. "
        f"`inboxd trends show {trend.trend_id}` lists cases; `inboxd trends declare` lets acknowledgments say so."
    )
    return Effect(
        effect_id=f"alarm:trend:{key}",
        mailbox="",
        deed=Alarm(Stage.TREND, title=headline(trend), text=text),
        state=EffectState.SHADOW if shadow else EffectState.QUEUED,
        due_at=now,
    )


def _notice(trend: Trend, customer: str, case: Case, ground: NoticeGround) -> Plan:
    policy = ground.policies[case.mailbox]
    incident = Incident(trend.trend_id, frozenset(), dict(trend.texts))
    effect_id = f"notice:{trend.trend_id}:{case.case_id}"
    letter = replace(
        letter_of(case, policy),
        kind="notice",
        template="fixed",
        topics=(trend.topic,) if trend.topic else case.topics,
        incident=trend.trend_id,
        incident_text=incident.text(case.language),
    )
    effect = Effect(
        effect_id=effect_id,
        mailbox=policy.name,
        deed=letter,
        state=EffectState.QUEUED,
        due_at=ground.now,
        case_id=case.case_id,
        message_id=ids.letter_message_id(effect_id, letter.kind, policy.address.rpartition("@")[2], ground.key),
    )
    answer = Answer(
        answer_key=f"notice:{trend.trend_id}:{customer}",
        at=ground.now,
        address=customer,
        domain=customer.rpartition("@")[2],
        mailbox=policy.name,
        case_id=case.case_id,
        body_hash="",
        kind="notice",
    )
    return Plan(None, effects=(effect,), answers=(answer,))
