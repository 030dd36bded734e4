"""A letter is about to be sent: does it still make sense? Asked each time, because hours or days may have passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from inboxd.core.decide.asking import with_case_now
from inboxd.core.decide.effects import silence_after
from inboxd.core.decide.notices import may_notify
from inboxd.core.decide.recipient import Decision
from inboxd.core.decide.verifying import may_follow_up, may_remind
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values import ids
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.history import History
from inboxd.core.values.outcome import Cancelled, TryLater
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verification import RatingStyle, Verification

_AS_SHIPPED = Verification()
_STEPS = {RatingStyle.NONE: (), RatingStyle.THREE: (5, 3, 1), RatingStyle.FIVE: (5, 4, 3, 2, 1)}
_LONGEST_LINK = 200
_LOOKED_AT_AGAIN = frozenset({Reason.CAP_HOUR, Reason.CAP_DOMAIN, Reason.OTHER_CASE_WAITS})


def may_still_send(
    effect: Effect,
    case: Case | None,
    policy: MailboxPolicy,
    customers: Customers,
    history: History,
    now: datetime,
    verification: Verification = _AS_SHIPPED,
) -> Decision:
    """Whether a letter that came due, or is tried again, still goes out.

    An acknowledgment is worth nothing once a human has answered or the time that it promises is over.
    """
    if not isinstance(effect.deed, Letter) or case is None:
        return Decision(allowed=False, reason=Reason.NEEDS_HUMAN, detail="the letter has no case")
    if effect.deed.kind == "follow_up":
        return may_follow_up(case, policy, customers, history, now, verification)
    if effect.deed.kind == "reminder":
        return may_remind(case, policy, customers, history, now)
    if effect.deed.kind == "notice":
        return may_notify(case, policy, customers, history, now)
    return _may_acknowledge_late(effect.deed, case, customers, now)


def _may_acknowledge_late(letter: Letter, case: Case, customers: Customers, now: datetime) -> Decision:
    if case.state is not CaseState.WAITING:
        return Decision(allowed=False, reason=Reason.HUMAN_ANSWERED)
    if case.hands_off:
        return Decision(allowed=False, reason=Reason.HANDS_OFF, detail=case.hands_off)
    if letter.reply_by is not None and letter.reply_by <= now:
        return Decision(allowed=False, reason=Reason.TOO_OLD, detail="the promised time is over")
    if letter.to in customers.never_answer:
        return Decision(allowed=False, reason=Reason.NEVER_ANSWER)
    return Decision(allowed=True, reason=Reason.ALLOWED)


def is_decided_just_now(effect: Effect) -> bool:
    """Whether nothing can have happened since it was planned. What waited on purpose is looked at again."""
    is_fresh = effect.attempts <= 1 and effect.delay is None and not effect.last_error
    return is_fresh and effect.deed.kind == "acknowledgment"


def refused_letter(effect: Effect, decision: Decision, now: datetime) -> Cancelled | TryLater:
    """How a letter ends that may not go out: called off, unless the reason goes by itself."""
    why = f"{decision.reason} {decision.detail}".strip()
    if decision.reason in _LOOKED_AT_AGAIN:
        return TryLater(effect.effect_id, now, now + timedelta(hours=1), why, waited=True)
    # Whoever is not asked is left in peace, and then silence is consent all the same.
    unasked = effect.deed.kind == "follow_up" and decision.reason not in {Reason.HUMAN_ANSWERED, Reason.NEEDS_HUMAN}
    return Cancelled(effect.effect_id, now, why, then=(silence_after(effect, now, asked=False),) if unasked else ())


def as_it_is_now(effect: Effect, case: Case | None, rules: RuleSet, key: bytes, now: datetime) -> Effect:
    """The letter with what was not known, or not true, when it was planned."""
    effect = with_case_now(with_time_of_answer(effect, case), case, rules.acknowledging)
    return as_question(effect, case, rules.verification, key, now)


def as_question(effect: Effect, case: Case | None, verification: Verification, key: bytes, now: datetime) -> Effect:
    """A follow-up with what it asks for a rating: by reply, and by links that count until they expire.

    Args:
        key: the installation's secret; without one there are no links.
    """
    letter = effect.deed
    if case is None or not isinstance(letter, Letter) or letter.kind != "follow_up":
        return effect
    rating = verification.rating.value if verification.takes_replies else ""
    links: tuple[str, ...] = ()
    if verification.takes_links and key:
        until, name = int((now + verification.link_valid).timestamp()), ids.rating_key(effect.effect_id)
        links = tuple(
            _link(letter, f"[{letter.token}] {value}/5 {ids.rating_mark(case.case_id, value, until, name, key)}")
            for value in _STEPS[verification.rating]
        )
    short = all(len(each) <= _LONGEST_LINK for each in links)
    return replace(effect, deed=replace(letter, rating=rating, rate_links=links if short else ()))


def _link(letter: Letter, subject: str) -> str:
    return f"mailto:{quote(letter.from_address, safe='@')}?subject={quote(subject, safe='')}"


def with_time_of_answer(effect: Effect, case: Case | None) -> Effect:
    """A follow-up names the day on which our human answered, which was not known when it was planned."""
    if case is None or not isinstance(effect.deed, Letter) or effect.deed.kind not in {"follow_up", "reminder"}:
        return effect
    return replace(effect, deed=replace(effect.deed, sent_on=case.replied_at))
