"""Who answered: from whatever address, in Sent or in a copy, once or twice, and what is no answer at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.reply import decide_sent
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.customers import AddressList, Customers, TrustedSource
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address
from inboxd.core.values.plan import StartClock
from tests.builders import NOW, make_arrival, make_case, make_ground, make_judged, make_mail, make_policy

HERS = frozenset({"mira@bluehill.example", "m@home.example"})
WEBFORM = TrustedSource(AddressList(frozenset({"webform@ourshop.example"})))
US = Customers(
    internal=AddressList(domains=frozenset({"ourshop.example"})),
    agents=AddressList(frozenset({"kim@home.example", "desk@tickets.example"})),
    trusted_sources=(WEBFORM,),
    same_person=dict.fromkeys(HERS, HERS),
)
MIRA = Address("mira@bluehill.example")


def in_case(case, **changes):
    return History(cases={case.case_id: case}, case_of_message=dict.fromkeys(case.references, case.case_id), **changes)


def copy_of_answer(case, *, history=None, kind="plain", **changes):
    """A copy of an answer that reached the watched mailbox."""
    written = {"to": (MIRA,), "cc": (Address("support@ourshop.example"),), "in_reply_to": (case.last_message_id,)}
    mail = make_mail("We restored your access.", number=8, **{**written, **changes})
    judged = make_judged(mail, customer_type=kind)
    return decide_arrival(judged, history or in_case(case), make_ground(customers=US))


def sent(case, *, history=None, **changes):
    """An answer in the Sent folder."""
    written = {"sender": "anna@ourshop.example", "to": (MIRA,), "in_reply_to": (case.last_message_id,)}
    mail = make_mail("We restored your access.", number=8, **{**written, **changes})
    arrival = make_arrival(mail, folder="Sent")
    return decide_sent(arrival, mail, history or in_case(case), make_ground(customers=US))


@pytest.mark.parametrize("sender", ["kim@home.example", "desk@tickets.example"])
def test_an_agents_private_address_or_a_help_desks_answers_for_us(sender: str):
    plan = copy_of_answer(make_case(), sender=sender)
    assert (plan.entry.outcome, plan.case.state, plan.case.agents) == ("reply", CaseState.REPLIED, (sender,))


def test_a_colleague_who_was_forwarded_the_mail_and_wants_answers_elsewhere_still_answers_for_us():
    plan = copy_of_answer(
        make_case(), sender="kim@ourshop.example", reply_to=(Address("kim@elsewhere.example"),), kind="internal"
    )
    assert plan.case.state is CaseState.REPLIED


def test_behind_our_own_web_form_stands_the_customer():
    case = make_case(CaseState.REPLIED)
    plan = copy_of_answer(
        case,
        source=WEBFORM,
        sender="webform@ourshop.example",
        reply_to=(MIRA,),
        to=(Address("support@ourshop.example"),),
        cc=(),
    )
    assert plan.case.state is CaseState.WAITING


def test_a_stranger_in_the_thread_answers_nothing():
    plan = copy_of_answer(make_case(), sender="noor@redfield.example")
    assert plan.case.state is CaseState.WAITING


def test_an_answer_to_another_address_of_the_same_customer_counts():
    assert sent(make_case(), to=(Address("m@home.example"),)).entry.outcome == "reply"


def test_a_customers_colleague_who_wrote_in_the_case_is_answered_in_the_customers_place():
    case = make_case(last_message_id="mail-5@bluehill.example")
    history = in_case(case, writer_of={"mail-5@bluehill.example": "olga@bluehill.example"})
    history = replace(history, case_of_message={"mail-5@bluehill.example": case.case_id})
    assert sent(case, history=history, to=(Address("olga@bluehill.example"),)).case.state is CaseState.REPLIED
    assert sent(case, history=history, to=(Address("printer@larch.example"),)).case is None


def test_a_customers_colleague_goes_on_with_the_case_and_gets_the_answer():
    case = make_case(opened_at=NOW - timedelta(days=1))
    mail = make_mail("Mira passed this on to me.", sender="olga@bluehill.example", references=case.references, number=5)
    plan = decide_arrival(make_judged(mail), in_case(case), make_ground())
    assert (plan.case.case_id, plan.case.customer) == (case.case_id, "mira@bluehill.example")
    letters = [effect.deed for effect in plan.effects if effect.deed.kind == "acknowledgment"]
    assert [letter.to for letter in letters] == ["olga@bluehill.example"]


def test_an_absence_notice_of_an_agent_in_sent_is_no_answer():
    plan = sent(make_case(), headers=[("Auto-Submitted", "auto-replied")])
    assert (plan.entry.outcome, plan.case, plan.starts) == ("sent", None, ())


@pytest.mark.parametrize("way", [sent, copy_of_answer])
def test_a_goodbye_after_the_end_starts_no_clock(way):
    case = make_case(CaseState.RESOLVED, resolved_at=NOW - timedelta(hours=1))
    plan = way(case, sender="kim@home.example")
    assert (plan.case.state, plan.starts, plan.cancels) == (CaseState.RESOLVED, (), ())
    assert [event.reason for event in plan.events] == ["an answer after the end"]


def test_two_agents_who_answer_at_once_are_both_named_and_the_follow_up_keeps_the_first_time():
    case = make_case()
    first = sent(case, sender="anna@ourshop.example")
    history = replace(in_case(case), cases={case.case_id: first.case})
    second = copy_of_answer(case, sender="kim@home.example", history=history)
    assert second.case.agents == ("anna@ourshop.example", "kim@home.example")
    # Starting the clock turns effects that wait; the first answer has left none that do.
    assert first.starts == (StartClock(case.case_id, "follow_up", first.entry.received_at),)
    assert second.case.first_replied_at == first.case.first_replied_at


def test_a_reply_to_the_acknowledgment_of_another_case_belongs_to_that_case():
    mine, other = make_case(), make_case(case_id="d" * 24, token="ABCD-2345", references=(), last_message_id="")
    history = replace(in_case(mine), cases={mine.case_id: mine, other.case_id: other})
    history = replace(history, case_of_message={**history.case_of_message, "ack@ourshop.example": other.case_id})
    mail = make_mail("It is about this one.", in_reply_to=("ack@ourshop.example",), number=6)
    plan = decide_arrival(make_judged(mail), history, make_ground())
    assert plan.case.case_id == other.case_id
    assert plan.events[0].kind is EventKind.CUSTOMER_WROTE


def test_who_only_claims_to_be_one_of_us_answers_nobody():
    case = make_case()
    refuted = [("Authentication-Results", "mx.ourshop.example; dmarc=fail header.from=ourshop.example")]
    another = [("Authentication-Results", "mx.ourshop.example; dmarc=pass header.from=elsewhere.example")]
    ground = make_ground(customers=US, policy=make_policy(authserv_id="mx.ourshop.example"))
    for sender in ("support@ourshop.example", "anna@ourshop.example", "desk@tickets.example"):
        for headers in (refuted, another):
            mail = make_mail(
                "We restored your access.", number=8, sender=sender, headers=headers, to=(MIRA,),
                in_reply_to=(case.last_message_id,),
            )  # fmt: skip
            plan = decide_arrival(make_judged(mail), in_case(case), ground)
            assert plan.case.state is CaseState.WAITING
            assert plan.starts == ()
            assert "acknowledgment" not in [each.deed.kind for each in plan.effects]
