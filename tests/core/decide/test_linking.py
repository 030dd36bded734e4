"""One person through several addresses and mailboxes, and a matter that is taken up again long after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.linking import linking_marks, marks_of
from inboxd.core.decide.question import question_for, with_judged
from inboxd.core.values.acknowledging import UNNAMED
from inboxd.core.values.case import CaseState, EventKind, Identifier
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Letter
from inboxd.core.values.history import Answer, History
from inboxd.core.values.mail import Address
from inboxd.core.values.reasons import Reason
from tests.builders import NOW, make_arrival, make_case, make_ground, make_judged, make_mail, make_verdict

LONG = "Since this morning nobody of us can open the list of customers, and the phones do not stand still any more."
ORDER = (Identifier("order", "A-20417"),)
HERS = frozenset({"mira@bluehill.example", "m@home.example"})
MANY = Customers(same_person=dict.fromkeys(HERS, HERS))


def acknowledged(case):
    at = NOW - timedelta(hours=1)
    return Answer("a1", at, case.customer, "bluehill.example", "support", case.case_id, "")


def marked(case, mail, verdict, **changes):
    """A history in which this open case is known by the marks of the message."""
    by_mark = dict.fromkeys(linking_marks(mail, verdict), case.case_id)
    return replace(History(cases={case.case_id: case}, open_by_mark=by_mark), **changes)


def letters(plan, kind="acknowledgment"):
    return [effect for effect in plan.effects if isinstance(effect.deed, Letter) and effect.deed.kind == kind]


def from_elsewhere(text="Order A-20417 has not come.", **changes):
    return make_mail(text, sender="noor@redfield.example", number=9, **changes)


def test_the_same_order_number_links_two_cases_and_the_second_gets_no_acknowledgment():
    first, mail = make_case(), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER)
    plan = decide_arrival(judged, marked(first, mail, judged.verdict, answers=(acknowledged(first),)), make_ground())
    assert plan.case.case_id != first.case_id
    assert plan.case.linked_to == first.case_id
    assert letters(plan) == []
    assert plan.entry.answer_reason == Reason.LINKED_CASE
    assert [event.kind for event in plan.events].count(EventKind.LINKED) == 1


def test_a_linked_case_keeps_its_own_clock_and_follow_up():
    first, mail = make_case(), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER)
    plan = decide_arrival(judged, marked(first, mail, judged.verdict), make_ground())
    assert plan.case.state is CaseState.WAITING
    assert plan.case.reply_due_at is not None
    assert len(letters(plan, "follow_up")) == 1


def test_without_an_acknowledgment_in_the_first_case_the_second_gets_its_own():
    first, mail = make_case(), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER)
    plan = decide_arrival(judged, marked(first, mail, judged.verdict), make_ground())
    assert len(letters(plan)) == 1


def test_a_third_case_points_to_the_first_of_its_kin():
    first, mail = make_case(), from_elsewhere()
    second = make_case(case_id="d" * 24, customer="olga@larch.example", linked_to=first.case_id)
    judged = make_judged(mail, identifiers=ORDER)
    history = marked(second, mail, judged.verdict, answers=(acknowledged(first),))
    plan = decide_arrival(judged, history, make_ground())
    assert (plan.case.linked_to, plan.entry.answer_reason) == (first.case_id, Reason.LINKED_CASE)


def test_a_resolved_case_links_nothing():
    first, mail = make_case(CaseState.RESOLVED), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER)
    assert decide_arrival(judged, marked(first, mail, judged.verdict), make_ground()).case.linked_to == ""


@pytest.mark.parametrize(
    ("mail", "topics", "identifiers", "kinds"),
    [
        (make_mail("Short."), (), (), []),
        (make_mail("Short."), ("sign-in",), (), []),
        (make_mail("Short."), (), (Identifier("order", "12"),), []),
        (make_mail("Short."), (), (Identifier("order", "A-20417"),), ["number"]),
        (make_mail(LONG), (), (), ["body", "passage", "passage", "passage", "passage"]),
        (make_mail("Short.", reply_to=(Address("x@post.redfield.example", "Mira Hill"),)), ("sign-in",), (), ["name"]),
        (make_mail("Short.", reply_to=(Address("x@gmail.example", "Mira Hill"),)), ("sign-in",), (), []),
        (make_mail("Short.", reply_to=(Address("x@redfield.example", "Mira"),)), ("sign-in",), (), []),
    ],
)
def test_only_strong_marks_link(mail, topics, identifiers, kinds):
    verdict = make_verdict(topics=topics, identifiers=identifiers)
    assert [mark.partition(":")[0] for mark in linking_marks(mail, verdict)] == kinds
    assert {f"topic:{each}" for each in topics} <= set(marks_of(mail, verdict))


def test_the_way_a_number_is_spelled_makes_no_difference():
    verdicts = [make_verdict(identifiers=(Identifier("order", each),)) for each in ("A-20417", "a 20417", "A20417")]
    assert len({linking_marks(make_mail("Short."), each) for each in verdicts}) == 1


def test_a_mark_gives_nobodys_name_or_number_away():
    mail = make_mail(LONG, reply_to=(Address("x@redfield.example", "Mira Hill"),))
    text = " ".join(marks_of(mail, make_verdict(topics=("sign-in",), identifiers=ORDER))).lower()
    assert not any(word in text for word in ("20417", "mira", "hill", "redfield"))


def test_another_address_of_the_same_person_is_the_same_customer():
    first = make_case()
    history = History(
        cases={first.case_id: first}, open_case_of={first.customer: first.case_id}, answers=(acknowledged(first),)
    )
    mail = make_mail("And another thing: where do I find my invoices?", sender="m@home.example", number=9)
    plan = decide_arrival(make_judged(mail), history, make_ground(customers=MANY))
    assert plan.case.linked_to == first.case_id
    assert plan.entry.answer_reason == Reason.ALREADY_THIS_CUSTOMER


def test_the_same_customer_with_another_matter_after_a_day_is_acknowledged_and_linked():
    first = make_case(opened_at=NOW - timedelta(days=2))
    old = replace(acknowledged(first), at=NOW - timedelta(days=2))
    history = History(cases={first.case_id: first}, open_case_of={first.customer: first.case_id}, answers=(old,))
    plan = decide_arrival(make_judged(make_mail("Where are my invoices?", number=9)), history, make_ground())
    assert plan.case.linked_to == first.case_id
    assert len(letters(plan)) == 1


def test_everything_that_is_known_of_the_person_is_asked_for():
    mail = make_mail(LONG, sender="m@home.example")
    judged = make_judged(mail, identifiers=ORDER)
    question = with_judged(question_for("support", [mail], MANY), [judged])
    assert question.addresses == {"mira@bluehill.example", "m@home.example"}
    assert question.marks == set(linking_marks(mail, judged.verdict))


def long_over(days):
    return make_case(CaseState.RESOLVED, resolved_at=NOW - timedelta(days=days), waiting_since=None)


def answer_to(case, **changes):
    return make_mail(in_reply_to=(case.last_message_id,), references=case.references, number=9, **changes)


def known(case):
    return History(cases={case.case_id: case}, case_of_message=dict.fromkeys(case.references, case.case_id))


def test_an_answer_to_a_case_that_was_over_long_ago_opens_a_new_one_that_is_linked():
    old = long_over(31)
    plan = decide_arrival(make_judged(answer_to(old)), known(old), make_ground())
    assert plan.case.case_id != old.case_id
    assert (plan.case.linked_to, plan.case.state) == (old.case_id, CaseState.WAITING)
    assert len(letters(plan)) == 1


def test_an_answer_within_thirty_days_reopens_the_case():
    old = long_over(29)
    plan = decide_arrival(make_judged(answer_to(old)), known(old), make_ground())
    assert (plan.case.case_id, plan.case.state, plan.case.reopened) == (old.case_id, CaseState.WAITING, 1)


def test_the_second_answer_to_an_old_mail_goes_on_with_the_case_that_the_first_one_opened():
    old = long_over(31)
    mail = answer_to(old)
    first = decide_arrival(make_judged(mail), known(old), make_ground())
    history = known(old).with_message(
        mail.identity, first.entry.message_key, old.customer, first.case, first.answers, first.marks
    )
    again = make_mail("One more thing.", in_reply_to=(old.last_message_id,), number=10)
    second = decide_arrival(make_judged(again), history, make_ground())
    assert (second.case.case_id, second.case.messages) == (first.case.case_id, 2)


def test_two_messages_within_a_second_in_one_batch_are_two_linked_cases_and_one_acknowledgment():
    history, plans = History(), []
    for number in (1, 2):
        mail = make_mail(f"Number {number} of my questions.", number=number)
        judged = make_judged(mail, arrival=make_arrival(mail, uid=number, received_at=NOW - timedelta(seconds=1)))
        plan = decide_arrival(judged, history, make_ground())
        history = history.with_message(
            mail.identity, plan.entry.message_key, plan.case.customer, plan.case, plan.answers, plan.marks
        )
        plans.append(plan)
    assert [len(letters(plan)) for plan in plans] == [1, 0]
    assert plans[1].case.linked_to == plans[0].case.case_id


def test_where_a_machine_keeps_silent_it_does_in_the_same_persons_linked_case_too():
    first = make_case(hands_off="grief")
    mail = make_mail("Order A-20417 has not come.", sender="m@home.example", number=9)
    judged = make_judged(mail, identifiers=ORDER)
    plan = decide_arrival(judged, marked(first, mail, judged.verdict), make_ground(customers=MANY))
    assert plan.case.case_id != first.case_id
    assert plan.case.hands_off == "grief"
    assert letters(plan) == []
    assert plan.entry.answer_reason == Reason.HANDS_OFF


def test_an_answer_to_an_old_case_in_which_a_machine_kept_silent_gets_nothing_automatic_either():
    old = replace(long_over(31), hands_off="grief")
    plan = decide_arrival(make_judged(answer_to(old, sender="noor@redfield.example")), known(old), make_ground())
    assert (plan.case.linked_to, plan.case.hands_off) == (old.case_id, "grief")
    assert letters(plan) == []


def test_a_strangers_accident_silences_nobody_who_gave_the_same_number():
    first, mail = make_case(hands_off="danger"), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER)
    plan = decide_arrival(judged, marked(first, mail, judged.verdict), make_ground())
    assert (plan.case.linked_to, plan.case.hands_off) == (first.case_id, "")
    assert len(letters(plan)) == 1


def test_an_accident_calls_off_nothing_in_a_strangers_case_with_the_same_number():
    first, mail = make_case(), from_elsewhere()
    judged = make_judged(mail, identifiers=ORDER, hands_off="danger")
    plan = decide_arrival(judged, marked(first, mail, judged.verdict), make_ground())
    assert (plan.case.linked_to, plan.case.hands_off) == (first.case_id, "danger")
    assert first.case_id not in {cancel.case_id for cancel in plan.cancels}


UNNAMED_NUMBERS = ("AADSTS50020", "KB5034441", "20417", "RX5700", "LH1234", "80331", "0800123456")


def number_marks(sender, value, name=UNNAMED):
    return linking_marks(make_mail("Short.", sender=sender), make_verdict(identifiers=(Identifier(name, value),)))


@pytest.mark.parametrize("value", UNNAMED_NUMBERS)
@pytest.mark.parametrize("stranger", ["bob@redfield.example", "bob@gmail.example", "ann@gmx.example"])
def test_a_number_that_nobody_named_links_no_strangers(value: str, stranger: str):
    assert set(number_marks("ann@gmail.example", value)).isdisjoint(number_marks(stranger, value))
    assert number_marks("ann@gmail.example", value, "order") == number_marks(stranger, value, "order") != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("ann@gmail.example", "ann@gmail.example"), ("mira@bluehill.example", "olga@post.bluehill.example")],
)
def test_a_number_that_nobody_named_links_one_person_and_one_company(one: str, other: str):
    assert number_marks(one, "AADSTS50020") == number_marks(other, "aadsts-50020") != ()


def test_a_number_that_nobody_named_and_nobody_sent_links_nothing():
    assert number_marks(None, "AADSTS50020") == ()


def test_a_stranger_with_the_same_error_code_gets_an_acknowledgment():
    codes = (Identifier(UNNAMED, "AADSTS50020"),)
    ann, bob = (
        make_mail("AADSTS50020 again.", sender="ann@gmail.example", number=8),
        from_elsewhere("Here: AADSTS50020."),
    )
    first = make_case(customer="ann@gmail.example")
    history = marked(first, ann, make_verdict(identifiers=codes), answers=(acknowledged(first),))
    plan = decide_arrival(make_judged(bob, identifiers=codes), history, make_ground())
    assert plan.case.linked_to == ""
    assert len(letters(plan)) == 1


def test_the_same_person_who_grieves_in_another_mail_gets_no_acknowledgment():
    first = make_case(hands_off="grief")
    history = History(cases={first.case_id: first}, open_case_of={first.customer: first.case_id})
    plan = decide_arrival(make_judged(make_mail("And where is my order?", number=9)), history, make_ground())
    assert letters(plan) == []
    assert plan.entry.answer_reason == Reason.HANDS_OFF


def test_a_second_mail_that_no_machine_must_answer_calls_off_the_acknowledgment_of_the_first():
    first = make_case()
    history = History(cases={first.case_id: first}, open_case_of={first.customer: first.case_id})
    plan = decide_arrival(
        make_judged(make_mail("My father died.", number=9), hands_off="grief"), history, make_ground()
    )
    assert (first.case_id, "acknowledgment") in [(cancel.case_id, cancel.kind) for cancel in plan.cancels]
