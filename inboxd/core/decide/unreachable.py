"""A mail of ours came back: the customer cannot be reached, and a person must find another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inboxd.core.decide.casework import AFTER_ANSWER, call_off, case_event
from inboxd.core.decide.clock import terms_of, with_alarms
from inboxd.core.decide.closing import wait_again
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.life import Happening, arrow_of
from inboxd.core.values import ids
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.history import History, Suppression
from inboxd.core.values.outcome import Failed, Outcome
from inboxd.core.values.plan import Cancel, Plan
from inboxd.core.values.reasons import Reason

UNREACHABLE_FOR = timedelta(days=60)
"""How long an address to which mail came back for good gets no automatic mail."""

_ANSWERED = frozenset({CaseState.REPLIED, CaseState.VERIFYING})


def bounced_case(judged: Judged, history: History, ground: Ground) -> Case | None:
    """The case whose mail came back, None when this is no bounce of one of our letters, nor of a human's answer.

    Anybody can write a bounce: it counts only when it names a Message-ID that nobody but us can make, and that we
    remember having given to a letter. That of a human's answer carries no seal. So it counts less, and only in a
    standard report (RFC 3464) which names the customer of a case that was answered: see `with_bounce`.
    """
    if judged.bounce is None:
        return None
    letter = _letter_of_ours(judged.bounce, history, ground)
    if letter:
        return history.cases.get(history.case_of_message.get(letter, ""))
    return _answered_case(judged, judged.bounce, history, ground)


def _letter_of_ours(bounce: Bounce, history: History, ground: Ground) -> str:
    """The Message-ID of the letter that came back, "" when it was none of ours."""
    named = (each for each in bounce.original_message_ids if ids.is_own_message_id(each, ground.key))
    return next((each for each in named if each in history.own_message_ids), "")


def _answered_case(judged: Judged, bounce: Bounce, history: History, ground: Ground) -> Case | None:
    if not bounce.given_up or not any(sign.code == Reason.REPORT for sign in judged.verdict.signs):
        return None
    for message_id in bounce.original_message_ids:
        # What a customer wrote may have come back too, from somebody who got a copy.
        if message_id in history.writer_of or ids.has_shape_of_ours(message_id):
            continue
        case = history.cases.get(history.case_of_message.get(message_id, ""))
        if case is None or case.state not in _ANSWERED:
            continue
        if bounce.recipient in ground.customers.addresses_of(case.customer):
            return case
    return None


def as_automatic(judged: Judged, ground: Ground) -> Judged:
    """The bounce with the route of automatic mail, whatever burning words it brings back."""
    route = next((each for each in ground.routes if each.name == "automatic"), judged.verdict.route)
    return judged if judged.verdict.route is route else replace(judged, verdict=replace(judged.verdict, route=route))


def with_bounce(plan: Plan, judged: Judged, case: Case, history: History, ground: Ground) -> Plan:
    """The plan of a bounce of one of our letters, or of a human's answer: that one blames no address, and its case
    waits again."""
    bounce = judged.bounce
    if bounce is None:
        return plan
    letter = _letter_of_ours(bounce, history, ground)
    reader = _reader(letter, bounce, case, history, ground)
    plan = replace(
        plan,
        case=case,
        events=(*plan.events, _event(bounce, case, judged, ground)),
        effects=(*plan.effects, *_alarm(bounce, case, ground)),
        cancels=(*plan.cancels, *(_cancels(bounce, case) if reader == case.customer else ())),
        suppressions=_suppressions(bounce, reader, ground) if letter else (),
    )
    return plan if letter else _unanswered(plan, case, judged, ground)


def _unanswered(plan: Plan, case: Case, judged: Judged, ground: Ground) -> Plan:
    """The case of a human's answer that came back waits again: the one word to a person may be overlooked."""
    after = wait_again(case, Happening.RETURNED, ground)
    arrow = arrow_of(case.state, Happening.RETURNED)
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    line = case_event(after, key, EventKind.REOPENED, ground.now, arrow.why if arrow else "")
    return with_alarms(replace(plan, case=after, events=(*plan.events, line)), case, terms_of(ground))


def _reader(letter: str, bounce: Bounce, case: Case, history: History, ground: Ground) -> str:
    """Whom the letter went to: the customer, or somebody else who wrote in the case and got an acknowledgment.

    Not the one that the bounce names, unless we wrote to it: mail may have been forwarded.
    """
    if ids.own_letter_kind(letter, ground.key) != "acknowledgment":
        return case.customer
    planned = (each for each in history.answers if each.case_id == case.case_id and each.kind == "acknowledgment")
    readers = [each.address for each in planned if "@" in each.address]  # whoever was forgotten has none
    if not readers or bounce.recipient in readers:
        return bounce.recipient if readers else case.customer
    return case.customer if case.customer in readers else readers[-1]


def _event(bounce: Bounce, case: Case, judged: Judged, ground: Ground) -> CaseEvent:
    """The line of the case's history."""
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    status = f" ({bounce.status})" if bounce.status else ""
    why = f"a mail to the customer came back{status}" if bounce.given_up else f"a mail to the customer is late{status}"
    return case_event(case, key, EventKind.UNREACHABLE, ground.now, why)


def with_word_to_us(effect: Effect, outcome: Outcome, now: datetime) -> Outcome:
    """How a letter ended, with the word to a person when a question was refused for good.

    Nobody else looks at an answered case, and the silence of whoever cannot be asked is no consent.
    """
    if not isinstance(outcome, Failed) or effect.deed.kind != "follow_up" or not effect.case_id:
        return outcome
    alarm = _word(effect.case_id, effect.mailbox, EffectState.QUEUED, now)
    return replace(outcome, then=(*outcome.then, alarm))


def _word(case_id: str, mailbox: str, state: EffectState, now: datetime) -> Effect:
    """Once a case."""
    return Effect(f"alarm:{case_id}:unreachable", mailbox, Alarm(Stage.UNREACHABLE), state, now, case_id=case_id)


def _alarm(bounce: Bounce, case: Case, ground: Ground) -> tuple[Effect, ...]:
    """A person is told."""
    state = EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED
    return (_word(case.case_id, case.mailbox, state, ground.now),) if bounce.given_up else ()


def _cancels(bounce: Bounce, case: Case) -> tuple[Cancel, ...]:
    """Whoever gets no mail can be asked nothing, and their silence is no consent."""
    return call_off(case, "mail to the customer came back", AFTER_ANSWER) if bounce.given_up else ()


def _suppressions(bounce: Bounce, reader: str, ground: Ground) -> tuple[Suppression, ...]:
    if not bounce.permanent:
        return ()
    return (Suppression(reader, "undeliverable", ground.now + UNREACHABLE_FOR),)
