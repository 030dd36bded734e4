"""A message of the watched folder was judged: what follows? The whole plan, before anything of it is done."""

from __future__ import annotations

from dataclasses import replace

from inboxd.core.decide.asking import page
from inboxd.core.decide.casework import AFTER_ANSWER, call_off, case_after, case_event, keep_rank, new_case
from inboxd.core.decide.clock import terms_of, with_alarms
from inboxd.core.decide.colleague import is_by_mailbox, is_by_us, is_ours
from inboxd.core.decide.effects import acknowledgment, move_by_route, move_to, questions
from inboxd.core.decide.gate import AnswerFacts, body_hash, may_acknowledge
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.journal import journal_entry
from inboxd.core.decide.life import Happening
from inboxd.core.decide.linking import (
    Link,
    continued_case,
    find_link,
    link_lines,
    linked,
    marks_of,
    same_matter,
    silenced,
)
from inboxd.core.decide.noting import note_keywords, note_mail
from inboxd.core.decide.recipient import Decision
from inboxd.core.decide.reply import after_answer, consulted_lines, is_answered, is_case_answered, reply_plan
from inboxd.core.decide.threading import find_case, is_for_customer
from inboxd.core.decide.unreachable import as_automatic, bounced_case, with_bounce
from inboxd.core.decide.verifying import may_plan_question
from inboxd.core.decide.word import (
    WELL,
    for_people,
    happening_of,
    is_no_answer,
    is_proven_word,
    marks_on_top,
    on_top,
    rating_of,
    route_after,
    unsolved_alarm,
    who_wrote,
    with_own_words,
    word_lines,
)
from inboxd.core.parse.automatic.signs import is_automatic
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival, Sighting
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.effect import Effect
from inboxd.core.values.history import Answer, History
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Cancel, Direction, JournalEntry, Plan
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Acknowledge, RoutePolicy
from inboxd.core.values.verification import Reading


def decide_arrival(judged: Judged, history: History, ground: Ground) -> Plan:
    """What follows from one message of the watched folder.

    1. our own mail: the provable copy goes to Sent and settles its effect;
    2. known already: only its address is noted (a human put it back, or the server renumbered);
    3. older than inboxd: left alone;
    4. nobody to answer and no machine either: a human must look;
    5. one of our letters that came back: its customer cannot be reached;
    6. one of our people writes in a customer's case: a reply when it goes to the customer, else a note;
    7. everything else goes where its route says.
    """
    mail = judged.mail
    own = history.own_message_ids.get(mail.identity.message_id, "")
    if (own or ids.is_own_message_id(mail.identity.message_id, ground.key)) and is_by_mailbox(mail, ground):
        return _own_copy(judged, own, ground)
    if mail.identity in history.known:
        return Plan(_entry(judged, outcome="known"))
    if judged.arrival.received_at < ground.since:
        return Plan(_entry(judged, outcome="predates", reason=Reason.TOO_OLD))
    automatic = is_automatic(judged.verdict.signs)
    if mail.reply_address is None and not automatic:
        return decide_unreadable(judged.arrival, mail, "no sender that could be answered", ground)
    return _decide_readable(judged, history, ground, automatic=automatic)


def _decide_readable(judged: Judged, history: History, ground: Ground, *, automatic: bool) -> Plan:
    mail = judged.mail
    bounced = bounced_case(judged, history, ground)
    if bounced is not None:
        return with_bounce(_filed(as_automatic(judged, ground), history, ground), judged, bounced, history, ground)
    found = find_case(mail, history, by_us=is_by_us(mail, ground))
    if found is not None and is_ours(judged, found, history, ground):
        if is_for_customer(mail, found, history, ground.customers) and not automatic:
            entry = _entry(judged, outcome="reply", case=found, direction=Direction.SENT)
            return reply_plan(entry, mail, found, ground)
        return _filed(judged, history, ground)
    before = continued_case(judged, found, history, ground)
    is_word = is_proven_word(judged, before, ground)
    if before is None and not automatic:
        judged = for_people(judged, ground)
    is_void = not judged.verdict.route.opens_case and (before is None or automatic)
    if not is_word and (is_void or is_no_answer(judged, before)):
        return _filed(judged, history, ground)
    link = find_link(judged, found, history, ground) if before is None else None
    heard = replace(judged, reading=Reading()) if automatic and not is_word else judged
    return _continued(heard, before, history, ground, link)


def decide_unreadable(arrival: Arrival, mail: Mail, why: str, ground: Ground) -> Plan:
    """A message that could not be read or judged: a case in the needs-a-human folder, and no automatic mail.

    Args:
        why: one sentence for the case's history, without customer text.
    """
    case = new_case(arrival, mail, "needs-human", "und", ground)
    key = ids.message_key(arrival.place.mailbox, mail.identity)
    entry = replace(
        journal_entry(arrival, mail, "needs-human", Direction.INCOMING),
        case_id=case.case_id,
        answer_reason=Reason.NEEDS_HUMAN,
    )
    opened = case_event(case, key, EventKind.OPENED, ground.now, why)
    effects = move_to(arrival.place, mail, ground.policy.needs_human, ("\\Flagged",), case.case_id, ground)
    return with_alarms(Plan(entry, case, (opened,), effects), None, terms_of(ground))


def predating_entry(sighting: Sighting) -> JournalEntry:
    """The journal's row of a message that was there before inboxd: nothing is done about it, nor was it read."""
    return JournalEntry(
        message_key=ids.message_key(sighting.place.mailbox, sighting.identity),
        identity=sighting.identity,
        place=sighting.place,
        direction=Direction.INCOMING,
        received_at=sighting.received_at,
        size=0,
        sender="",
        subject="",
        outcome="predates",
        answer_reason=Reason.TOO_OLD,
    )


def _own_copy(judged: Judged, effect_id: str, ground: Ground) -> Plan:
    entry = _entry(judged, outcome="own-copy", direction=Direction.OWN)
    effects = move_to(judged.arrival.place, judged.mail, ground.policy.sent, (), "", ground)
    return Plan(entry, effects=effects, own_effect=effect_id)


def _filed(judged: Judged, history: History, ground: Ground) -> Plan:
    decision = _gate(judged, None, history, ground)
    route = judged.verdict.route
    return Plan(
        _entry(judged, outcome="routed", reason=decision.reason),
        effects=move_by_route(judged, route, "", ground),
    )


def _continued(judged: Judged, before: Case | None, history: History, ground: Ground, link: Link | None) -> Plan:
    happening = happening_of(judged, before, history, ground)
    route = route_after(judged, before, happening, ground)
    if before is not None and before.state is CaseState.WAITING and route.opens_case:
        route = keep_rank(route, before, ground.routes)
    judged = replace(judged, verdict=replace(judged.verdict, route=route))
    case = linked(case_after(judged, route, before, happening, ground), link)
    case = with_own_words(case, before, judged.mail, ground.customers)
    rating = rating_of(judged, before, history, ground) if before is not None else None
    case = replace(case, rating=rating.value) if rating is not None else case
    decision = _gate(judged, before, history, ground, link)
    if decision.allowed and case.hands_off:
        decision = Decision(allowed=False, reason=Reason.HANDS_OFF, detail=case.hands_off)
    if decision.allowed and (not route.opens_case or happening in WELL):
        decision = Decision(allowed=False, reason=Reason.ONLY_THANKS)
    asks = may_plan_question(judged, before, decision.reason, ground)
    letters, answers = _letters(judged, route, case, decision, happening, ground, asks)
    keywords = dict.fromkeys((*marks_on_top(happening), *note_keywords(judged, before, case, history, ground)))
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    plan = Plan(
        entry=_entry(judged, outcome="routed", reason=decision.reason, case=case, route=route.name),
        case=case,
        events=(
            *_history_lines(judged, route, before, case, decision, ground),
            *link_lines(case, link, ground),
            *word_lines(before, case, happening, key, rating, ground),
            *consulted_lines(judged, case, history, ground),
        ),
        effects=(
            *move_by_route(judged, on_top(route, happening), case.case_id, ground, tuple(keywords)),
            *letters,
            *note_mail(judged, before, case, route.folder, ground),
            *_pages(judged, before, case, history, ground),
            *unsolved_alarm(case, happening, key, ground),
        ),
        cancels=(*_cancels(before, case, happening, asks=asks), *silenced(before, case, link)),
        answers=answers,
        marks=marks_of(judged.mail, judged.verdict),
        ratings=(rating,) if rating is not None else (),
    )
    answered = case.state is CaseState.WAITING and is_case_answered(judged, before, history, ground)
    return with_alarms(after_answer(plan, case, ground) if answered else plan, before, terms_of(ground))


def _cancels(before: Case | None, case: Case, happening: Happening, *, asks: bool) -> tuple[Cancel, ...]:
    """What the customer's word calls off: everything that asks for a word, unless it was thanks only."""
    if before is None or happening is Happening.THANKED:
        return ()
    if before.state is CaseState.WAITING and not asks:
        return ()
    if case.state is before.state and case.state is not CaseState.WAITING:
        return ()
    return call_off(case, "the customer wrote again", AFTER_ANSWER)


def _pages(judged: Judged, before: Case | None, case: Case, history: History, ground: Ground) -> tuple[Effect, ...]:
    """The word to a person that a machine must not answer here; once a case."""
    is_news = bool(case.hands_off) and not (before and before.hands_off)
    if not is_news or is_answered(judged, history, ground):
        return ()
    return (page(case, ids.message_key(judged.arrival.place.mailbox, judged.mail.identity), ground),)


def _gate(judged: Judged, before: Case | None, history: History, ground: Ground, link: Link | None = None) -> Decision:
    facts = AnswerFacts(
        mail=judged.mail,
        verdict=judged.verdict,
        policy=ground.policy,
        customers=ground.customers,
        history=history,
        case=before,
        now=ground.now,
        answered=is_answered(judged, history, ground),
        linked=same_matter(link),
        repeats=link is not None and link.is_repetition,
    )
    return may_acknowledge(facts)


def _letters(
    judged: Judged, route: RoutePolicy, case: Case, decision: Decision, happening: Happening, ground: Ground, asks: bool
) -> tuple[tuple[Effect, ...], tuple[Answer, ...]]:
    letters: list[Effect] = []
    answers: list[Answer] = []
    if decision.allowed:
        letter, answer = acknowledgment(judged, route, case, ground)
        letters.append(letter)
        answers.append(answer)
    waits = case.state is CaseState.WAITING and happening is not Happening.THANKED
    # Neither a machine is asked, nor whom none may write to; what a person is to be asked stays as it was planned.
    if route.follow_up is not None and waits and asks:
        letters += questions(judged, route, case, ground)
    return tuple(letters), tuple(answers)


def _history_lines(
    judged: Judged,
    route: RoutePolicy,
    before: Case | None,
    case: Case,
    decision: Decision,
    ground: Ground,
) -> tuple[CaseEvent, ...]:
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    first = EventKind.OPENED if before is None else EventKind.CUSTOMER_WROTE
    at, writer = judged.arrival.received_at, who_wrote(judged.mail, before, ground)
    lines = [case_event(case, key, first, at, f"route {route.name}", writer)]
    if decision.allowed:
        template = f"template {route.acknowledge}"
        lines.append(case_event(case, key, EventKind.ACKNOWLEDGMENT_PLANNED, ground.now, template))
    elif route.acknowledge is not Acknowledge.NEVER:
        lines.append(case_event(case, key, EventKind.ACKNOWLEDGMENT_SUPPRESSED, ground.now, decision.reason))
    return tuple(lines)


def _entry(
    judged: Judged,
    *,
    outcome: str,
    direction: Direction = Direction.INCOMING,
    reason: str = "",
    case: Case | None = None,
    route: str = "",
) -> JournalEntry:
    verdict = judged.verdict
    return replace(
        journal_entry(judged.arrival, judged.mail, outcome, direction),
        route=route or verdict.route.name,
        heat=verdict.heat,
        language=verdict.language,
        customer_type=verdict.customer_type,
        case_id=case.case_id if case else "",
        body_hash=body_hash(judged.mail),
        verdict_json=judged.verdict_json,
        answer_reason=reason,
        rules_version=verdict.rules_version,
        topics=verdict.topics,
    )
