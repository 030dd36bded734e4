"""What follows from a message: the whole plan, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival, decide_unreadable
from inboxd.core.decide.reply import is_unanswered
from inboxd.core.values import ids
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.customers import AddressList, Customers
from inboxd.core.values.effect import Alarm, EffectState, Letter, Move, Stage
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address
from inboxd.core.values.plan import Cancel, Direction, StartClock
from inboxd.core.values.policy import AnswerLimits
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Acknowledge, Sign, Signal
from tests.builders import (
    AUTOMATIC,
    HUGS,
    KEY,
    NOW,
    PRIORITY,
    QUESTIONS,
    make_arrival,
    make_case,
    make_ground,
    make_judged,
    make_mail,
    make_policy,
)


def kinds(plan):
    return [effect.deed.kind for effect in plan.effects]


def in_case(case, **changes):
    return History(
        cases={case.case_id: case},
        case_of_message=dict.fromkeys(case.references, case.case_id),
        case_of_token={case.token: case.case_id},
        **changes,
    )


def answer_to(case, **changes):
    return make_mail(in_reply_to=(case.last_message_id,), references=case.references, **changes)


def test_a_priority_message_is_moved_acknowledged_and_its_follow_up_waits():
    plan = decide_arrival(make_judged(), History(), make_ground())
    move, acknowledgment, follow_up, _alarm = plan.effects
    entry = plan.entry
    assert move.deed == Move(entry.place, entry.identity, "Priority", ("\\Flagged",), received_at=entry.received_at)
    assert acknowledgment.state is EffectState.QUEUED
    assert acknowledgment.deed.template == "urgent"
    assert acknowledgment.deed.reply_by == plan.case.reply_due_at
    assert (follow_up.state, follow_up.delay) == (EffectState.WAITING, timedelta(days=3))
    assert plan.case.state is CaseState.WAITING
    assert plan.case.reply_due_at == plan.entry.received_at + timedelta(hours=1)
    assert plan.entry.answer_reason == Reason.ALLOWED
    assert len(plan.answers) == 1


def test_deciding_the_same_message_twice_makes_the_same_plan():
    assert decide_arrival(make_judged(), History(), make_ground()) == decide_arrival(
        make_judged(), History(), make_ground()
    )


def test_our_letters_have_message_ids_that_only_we_can_make():
    plan = decide_arrival(make_judged(), History(), make_ground())
    letter = plan.effects[1]
    assert ids.is_own_message_id(letter.message_id, KEY)
    assert not ids.is_own_message_id(letter.message_id, b"another key")
    assert letter.message_id.endswith("@ourshop.example")


def test_a_question_stays_where_it_is_and_is_acknowledged():
    plan = decide_arrival(make_judged(route=QUESTIONS), History(), make_ground())
    assert kinds(plan) == ["acknowledgment", "follow_up", "alarm"]
    assert plan.effects[0].deed.template == "standard"


def test_an_answer_comes_from_the_address_the_customer_used():
    mail = make_mail(to=(Address("help@ourshop.example"),))
    plan = decide_arrival(make_judged(mail), History(), make_ground())
    assert plan.effects[1].deed.from_address == "help@ourshop.example"


def test_praise_is_filed_without_a_case():
    plan = decide_arrival(make_judged(route=HUGS), History(), make_ground())
    assert kinds(plan) == ["move"]
    assert plan.case is None
    assert plan.entry.outcome == "routed"


def test_a_suppressed_acknowledgment_still_means_triage_and_a_case():
    mail = make_mail(headers=[("List-Unsubscribe", "<mailto:x@y.example>")])
    sign = Sign(Reason.UNSUBSCRIBE_ONLY, "List-Unsubscribe", hard=False)
    plan = decide_arrival(make_judged(mail, signs=(sign,)), History(), make_ground())
    assert kinds(plan) == ["move", "follow_up", "alarm"]
    assert plan.entry.answer_reason == Reason.UNSUBSCRIBE_ONLY
    assert EventKind.ACKNOWLEDGMENT_SUPPRESSED in [event.kind for event in plan.events]


def test_a_robot_in_a_case_changes_nothing_about_it():
    case = make_case(CaseState.REPLIED)
    sign = Sign(Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-replied", hard=True)
    plan = decide_arrival(make_judged(answer_to(case), AUTOMATIC, signs=(sign,)), in_case(case), make_ground())
    assert plan.case is None
    assert plan.cancels == ()
    assert kinds(plan) == ["move"]


def test_the_customers_next_message_joins_the_case_and_calls_off_the_follow_up():
    case = make_case(CaseState.REPLIED)
    plan = decide_arrival(make_judged(answer_to(case)), in_case(case), make_ground())
    assert plan.case.case_id == case.case_id
    assert plan.case.state is CaseState.WAITING
    assert plan.case.messages == 2
    kinds_called_off = ("follow_up", "reminder", "silence")
    assert plan.cancels == tuple(Cancel(case.case_id, kind, "the customer wrote again") for kind in kinds_called_off)
    assert EventKind.REOPENED in [event.kind for event in plan.events]


def test_thanks_after_our_answer_closes_the_case_and_never_reopens_it():
    case = make_case(CaseState.REPLIED)
    plan = decide_arrival(make_judged(answer_to(case), HUGS), in_case(case), make_ground())
    assert plan.case.state is CaseState.RESOLVED
    assert plan.cancels
    assert [kind for kind in kinds(plan) if kind != "move"] == []


def test_a_calmer_second_message_stays_beside_the_urgent_first_one():
    case = make_case(route="priority")
    plan = decide_arrival(make_judged(answer_to(case), QUESTIONS), in_case(case), make_ground())
    assert plan.case.route == "priority"
    assert plan.effects[0].deed.folder == "Priority"
    assert plan.case.waiting_since == case.waiting_since


def test_a_hotter_second_message_raises_the_route_and_shortens_the_clock():
    due = NOW + timedelta(hours=6)
    case = make_case(route="questions", reply_due_at=due)
    plan = decide_arrival(make_judged(answer_to(case)), in_case(case), make_ground())
    assert plan.case.route == "priority"
    assert plan.case.reply_due_at < due


def test_a_token_in_the_subject_joins_the_same_customer_only():
    case = make_case()
    mine = make_mail(subject=f"Re: Help [{case.token}]")
    strange = make_mail(subject=f"Re: Help [{case.token}]", sender="eve@elsewhere.example")
    assert decide_arrival(make_judged(mine), in_case(case), make_ground()).case.case_id == case.case_id
    assert decide_arrival(make_judged(strange), in_case(case), make_ground()).case.case_id != case.case_id


def test_a_known_message_is_only_noted():
    judged = make_judged()
    plan = decide_arrival(judged, History(known={judged.mail.identity: "key"}), make_ground())
    assert plan.entry.outcome == "known"
    assert (plan.case, plan.effects) == (None, ())


def test_a_message_older_than_inboxd_is_left_alone():
    judged = make_judged(make_mail(received_at=NOW - timedelta(days=31)))
    plan = decide_arrival(judged, History(), make_ground())
    assert plan.entry.outcome == "predates"
    assert plan.effects == ()


def test_an_own_copy_goes_to_sent_and_proves_its_letter():
    letter = decide_arrival(make_judged(), History(), make_ground()).effects[1]
    copy = make_mail(number=2, sender="support@ourshop.example")
    copy = replace(copy, identity=replace(copy.identity, message_id=letter.message_id))
    plan = decide_arrival(
        make_judged(copy), History(own_message_ids={letter.message_id: letter.effect_id}), make_ground()
    )
    assert plan.entry.direction is Direction.OWN
    assert plan.own_effect == letter.effect_id
    assert plan.effects[0].deed.folder == "Sent"
    assert plan.case is None


def test_somebody_elses_mail_with_the_name_of_a_letter_they_got_is_no_copy_of_ours():
    letter = decide_arrival(make_judged(), History(), make_ground()).effects[1]
    history = History(own_message_ids={letter.message_id: letter.effect_id})
    ours = {"policy": make_policy(authserv_id="mx.ourshop.example")}
    failed = [("Authentication-Results", "mx.ourshop.example; dmarc=fail header.from=ourshop.example")]
    for sender, headers in (("mira@bluehill.example", ()), ("support@ourshop.example", failed)):
        mail = make_mail("We give you a year for free.", number=2, sender=sender, headers=headers)
        mail = replace(mail, identity=replace(mail.identity, message_id=letter.message_id))
        plan = decide_arrival(make_judged(mail), history, make_ground(**ours))
        assert (plan.entry.direction, plan.own_effect) == (Direction.INCOMING, "")
        assert "acknowledgment" not in kinds(plan)


def test_without_a_sender_a_human_must_look():
    plan = decide_arrival(make_judged(make_mail(sender=None)), History(), make_ground())
    assert plan.entry.outcome == "needs-human"
    assert plan.effects[0].deed.folder == "Needs human"
    assert plan.case.state is CaseState.WAITING


def test_what_cannot_be_read_is_still_a_case_with_a_reason():
    mail = make_mail(sender=None)
    plan = decide_unreadable(make_arrival(mail), mail, "inboxd could not read it (ValueError)", make_ground())
    assert plan.events[0].reason == "inboxd could not read it (ValueError)"
    assert not any(isinstance(effect.deed, Letter) for effect in plan.effects)


@pytest.mark.parametrize("how", ["flag", "sent"])
def test_a_human_who_was_quicker_starts_the_follow_ups_clock_and_needs_no_acknowledgment(how):
    mail = make_mail()
    arrival = make_arrival(mail, flags=("\\Answered",) if how == "flag" else ())
    to = frozenset({"courier@redfield.example", mail.sender.email})
    history = History(human_answered={mail.identity.message_id: to} if how == "sent" else {})
    plan = decide_arrival(make_judged(mail, arrival=arrival), history, make_ground())
    assert kinds(plan) == ["move", "follow_up"]
    assert plan.case.state is CaseState.REPLIED
    assert plan.starts == (StartClock(plan.case.case_id, "follow_up", NOW),)


def test_a_note_to_somebody_else_about_a_message_is_no_answer_to_its_writer():
    mail = make_mail()
    history = History(human_answered={mail.identity.message_id: frozenset({"courier@redfield.example"})})
    for flags in ((), ("\\Answered",)):
        plan = decide_arrival(make_judged(mail, arrival=make_arrival(mail, flags=flags)), history, make_ground())
        assert "acknowledgment" in kinds(plan)
        assert (plan.case.state, plan.starts) == (CaseState.WAITING, ())
        assert not is_unanswered(plan.entry.message_key, plan.events)  # the mark is explained


@pytest.mark.parametrize("to", [frozenset(), frozenset({"mira@home.example"})])
def test_an_answer_to_the_writers_other_address_or_to_nobody_knows_whom_is_an_answer(to):
    mail = make_mail()
    both = frozenset({mail.sender.email, "mira@home.example"})
    ground = make_ground(customers=Customers(same_person=dict.fromkeys(both, both)))
    plan = decide_arrival(make_judged(mail), History(human_answered={mail.identity.message_id: to}), ground)
    assert plan.case.state is CaseState.REPLIED


def test_a_colleagues_answer_with_a_copy_to_the_mailbox_is_a_reply():
    case = make_case()
    mail = answer_to(
        case, sender="anna@ourshop.example", to=(Address(case.customer),), cc=(Address("support@ourshop.example"),)
    )
    plan = decide_arrival(make_judged(mail, customer_type="internal"), in_case(case), make_ground())
    assert plan.entry.outcome == "reply"
    assert plan.case.state is CaseState.REPLIED


def test_shadow_records_everything_and_plans_no_act():
    plan = decide_arrival(make_judged(), History(), make_ground(policy=make_policy(shadow=True)))
    assert {effect.state for effect in plan.effects} == {EffectState.SHADOW}
    assert "acknowledgment" not in kinds(plan)
    assert plan.entry.answer_reason == Reason.SHADOW


def test_the_first_reference_survives_a_very_long_thread():
    case = make_case(
        references=tuple(f"r{n}@bluehill.example" for n in range(40)), last_message_id="r39@bluehill.example"
    )
    plan = decide_arrival(make_judged(answer_to(case)), in_case(case), make_ground())
    assert plan.case.references[0] == "r0@bluehill.example"
    assert len(plan.case.references) == 20
    assert plan.case.references[-1] == plan.entry.identity.message_id


def test_two_messages_of_one_customer_in_one_batch_get_one_acknowledgment():
    ground, history = make_ground(), History()
    first = decide_arrival(make_judged(), history, ground)
    history = history.with_message(
        first.entry.identity, first.entry.message_key, "mira@bluehill.example", first.case, first.answers
    )
    second = decide_arrival(make_judged(make_mail(number=2)), history, ground)
    assert "acknowledgment" in kinds(first)
    assert "acknowledgment" not in kinds(second)
    assert second.entry.answer_reason == Reason.ALREADY_THIS_CUSTOMER
    assert PRIORITY.folder == second.effects[0].deed.folder


def test_an_answer_from_the_mailbox_itself_with_a_copy_to_itself_is_a_reply_and_no_word_of_the_customer():
    case = make_case()
    mail = answer_to(case, sender="support@ourshop.example", to=(Address(case.customer),))
    plan = decide_arrival(make_judged(mail), in_case(case), make_ground())
    assert (plan.entry.outcome, plan.case.state) == ("reply", CaseState.REPLIED)
    assert [cancel.kind for cancel in plan.cancels] == ["acknowledgment"]


def test_a_colleagues_absence_notice_to_the_customer_is_no_reply():
    case = make_case()
    mail = answer_to(case, sender="anna@ourshop.example", to=(Address(case.customer),))
    sign = Sign(Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-replied", hard=True)
    judged = make_judged(mail, AUTOMATIC, customer_type="internal", signs=(sign,))
    plan = decide_arrival(judged, in_case(case), make_ground())
    assert (plan.entry.outcome, plan.case, plan.starts) == ("routed", None, ())


def test_a_colleagues_note_in_a_case_leaves_the_follow_up_alone():
    case = make_case(CaseState.REPLIED)
    mail = answer_to(case, sender="anna@ourshop.example")
    plan = decide_arrival(make_judged(mail, customer_type="internal"), in_case(case), make_ground())
    assert (plan.case, plan.cancels) == (None, ())


def test_our_own_web_form_in_front_of_a_customer_is_the_customer():
    case = make_case(CaseState.REPLIED)
    mail = answer_to(case, sender="support@ourshop.example", reply_to=(Address(case.customer),))
    plan = decide_arrival(make_judged(mail), in_case(case), make_ground())
    assert plan.case.state is CaseState.WAITING


def test_a_colleague_of_the_customer_gets_the_acknowledgment_of_their_own_message():
    case = make_case(CaseState.REPLIED)
    mail = answer_to(case, sender="noor@bluehill.example")
    plan = decide_arrival(make_judged(mail), in_case(case), make_ground())
    letter = next(each.deed for each in plan.effects if each.deed.kind == "acknowledgment")
    assert letter.to == "noor@bluehill.example"
    assert plan.answers[0].address == "noor@bluehill.example"
    follow_up = next(each.deed for each in plan.effects if each.deed.kind == "follow_up")
    assert follow_up.to == case.customer


def test_another_customers_mail_with_the_same_message_id_is_another_case_that_nobody_has_answered():
    case = make_case(references=("form@ourshop.example",), last_message_id="form@ourshop.example")
    mail = make_mail(sender="noor@redfield.example", number=2)
    mail = replace(mail, identity=replace(mail.identity, message_id="form@ourshop.example"))
    history = in_case(
        case,
        human_answered={"form@ourshop.example": frozenset()},
        seen_message_ids=frozenset({"form@ourshop.example"}),
    )
    plan = decide_arrival(make_judged(mail), history, make_ground())
    assert plan.case.case_id != case.case_id
    assert (plan.case.state, plan.starts) == (CaseState.WAITING, ())


def test_a_calmer_message_gets_no_acknowledgment_when_the_route_it_stays_with_asks_for_none():
    silent = replace(PRIORITY, acknowledge=Acknowledge.NEVER)
    ground = make_ground(routes=(silent, QUESTIONS))
    case = make_case(route="priority")
    plan = decide_arrival(make_judged(answer_to(case), QUESTIONS), in_case(case), ground)
    assert "acknowledgment" not in kinds(plan)
    assert plan.entry.answer_reason == Reason.ROUTE_NEVER


def test_a_machine_whose_mail_opens_a_case_is_never_asked_whether_it_is_solved():
    sign = Sign(Reason.AUTO_SUBMITTED.value, "Auto-Submitted: auto-generated", hard=True)
    plan = decide_arrival(make_judged(signs=(sign,)), History(), make_ground())
    assert plan.case is not None
    assert [effect.deed.kind for effect in plan.effects if effect.deed.kind in ("acknowledgment", "follow_up")] == []


def test_a_machine_in_a_case_that_waits_leaves_the_question_to_its_customer_alone():
    sign, case = Sign(Reason.AUTO_SUBMITTED.value, "Auto-Submitted: auto-generated", hard=True), make_case()
    mail = make_mail("The site is still down.", number=2, in_reply_to=(case.last_message_id,))
    history = History(cases={case.case_id: case}, case_of_message={case.last_message_id: case.case_id})
    plan = decide_arrival(make_judged(mail, signs=(sign,)), history, make_ground())
    assert plan.case.case_id == case.case_id
    assert [cancel.kind for cancel in plan.cancels if cancel.kind == "follow_up"] == []
    assert [effect for effect in plan.effects if effect.deed.kind == "follow_up"] == []


LOOPING = [("X-Inboxd-Loop", "abc")]
FORGED = [("Authentication-Results", "mx.ourshop.example; dmarc=fail header.from=bluehill.example")]
TWO = (Address("desk@robots.example"), Address("queue7@robots.example"))
NOTICE = ids.letter_message_id("alarm:1", ids.NOTICE, "ourshop.example", KEY)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reply_to": TWO}, Reason.SEVERAL_REPLY_ADDRESSES),
        ({"headers": LOOPING}, Reason.OWN_LOOP_MARK),
        ({"headers": FORGED}, Reason.AUTHENTICATION_FAILED),
        ({"return_path": "support+x@ourshop.example"}, Reason.FROM_OURSELVES),
        ({"references": (NOTICE,)}, Reason.ANSWERS_OUR_NOTICE),
        ({"sender": "law@court.example", "reply_to": (Address("jane@lawmail.example"),)}, Reason.NEVER_ANSWER),
        ({"sender": "kim@staff.example"}, Reason.INTERNAL_SENDER),
    ],
)
def test_whom_no_machine_may_write_to_is_not_asked_later_either(changes, reason):
    lists = Customers(
        never_answer=AddressList(frozenset({"law@court.example"})),
        internal=AddressList(frozenset({"kim@staff.example"})),
    )
    ground = make_ground(policy=make_policy(authserv_id="mx.ourshop.example"), customers=lists)
    plan = decide_arrival(make_judged(make_mail(**changes)), History(), ground)
    assert plan.entry.answer_reason == reason
    assert plan.case.state is CaseState.WAITING
    assert [kind for kind in kinds(plan) if kind in {"acknowledgment", "follow_up", "reminder"}] == []


def test_a_machine_that_is_refused_for_something_else_is_not_asked_either():
    sign = Sign(Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-generated", hard=True)
    plan = decide_arrival(make_judged(make_mail(reply_to=TWO), signs=(sign,)), History(), make_ground())
    assert plan.entry.answer_reason == Reason.SEVERAL_REPLY_ADDRESSES
    assert "follow_up" not in kinds(plan)


def test_a_forged_message_in_a_case_that_waits_leaves_the_question_as_it_was_planned():
    ground = make_ground(policy=make_policy(authserv_id="mx.ourshop.example"))
    case = make_case()
    plan = decide_arrival(make_judged(answer_to(case, headers=FORGED)), in_case(case), ground)
    assert "follow_up" not in kinds(plan)
    assert [cancel for cancel in plan.cancels if cancel.kind == "follow_up"] == []


def test_whoever_is_only_capped_or_late_is_asked_all_the_same():
    ground = make_ground(policy=make_policy(limits=AnswerLimits(oldest=timedelta())))
    plan = decide_arrival(make_judged(), History(), ground)
    assert plan.entry.answer_reason == Reason.TOO_OLD
    assert "follow_up" in kinds(plan)


def test_an_acknowledgment_to_a_colleague_of_the_customer_answers_their_own_message_in_their_language():
    case = make_case(CaseState.REPLIED)
    mail = answer_to(case, sender="noor@bluehill.example", number=4)
    plan = decide_arrival(make_judged(mail, language="tr"), in_case(case), make_ground())
    letter, question = (effect.deed for effect in plan.effects if isinstance(effect.deed, Letter))
    assert (letter.in_reply_to, letter.language) == (mail.identity.message_id, "tr")
    assert (question.in_reply_to, question.language) == ("mail-0@bluehill.example", "en")


@pytest.mark.parametrize("why", ["grief", "law", "danger"])
def test_a_first_mail_for_people_alone_opens_a_case_and_calls_one_though_it_was_taken_for_praise(why):
    plan = decide_arrival(make_judged(route=HUGS, hands_off=why), History(), make_ground())
    assert (plan.case.state, plan.case.route, plan.case.hands_off) == (CaseState.WAITING, "questions", why)
    assert plan.case.reply_due_at is not None
    assert Stage.HANDS_OFF in [each.deed.stage for each in plan.effects if isinstance(each.deed, Alarm)]
    assert "acknowledgment" not in kinds(plan)
    assert "move" not in kinds(plan)


@pytest.mark.parametrize(
    ("signal", "score", "opens"), [("spam", 3.3, True), ("spam", 10.0, False), ("machine", 10.0, False)]
)
def test_what_is_hardly_spam_hides_no_death_and_plain_spam_that_speaks_of_one_calls_nobody(signal, score, opens):
    judged = make_judged(route=AUTOMATIC, hands_off="grief", signals=(Signal(signal, score),))
    plan = decide_arrival(judged, History(), make_ground())
    assert (plan.case is not None) is opens


def test_a_machine_that_speaks_of_a_death_opens_no_case():
    sign = Sign("auto-submitted", "auto-replied", hard=True)
    plan = decide_arrival(make_judged(route=AUTOMATIC, hands_off="grief", signs=(sign,)), History(), make_ground())
    assert plan.case is None
