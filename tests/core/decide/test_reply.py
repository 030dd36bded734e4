"""One of our people answered: the follow-up's clock starts then, and never before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.casework import case_event
from inboxd.core.decide.letter import may_still_send
from inboxd.core.decide.reply import decide_answered, decide_sent, do_others_wait, is_unanswered
from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.customers import AddressList, Customers
from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.core.values.history import History
from inboxd.core.values.ids import letter_message_id
from inboxd.core.values.mail import Address, Text
from inboxd.core.values.plan import Direction, StartClock
from inboxd.core.values.reasons import Reason
from tests.builders import KEY, NOW, make_arrival, make_case, make_ground, make_mail, make_policy


def in_case(case):
    return History(cases={case.case_id: case}, case_of_message=dict.fromkeys(case.references, case.case_id))


def reply_to(case, **changes):
    written = {
        "sender": "support@ourshop.example",
        "to": (Address(case.customer),),
        "in_reply_to": (case.last_message_id,),
        "received_at": NOW - timedelta(minutes=5),
    }
    return make_mail("We restored your access.", **{**written, **changes})


def sent(mail, history):
    return decide_sent(make_arrival(mail, folder="Sent"), mail, history, make_ground())


def test_an_answer_in_sent_starts_the_follow_ups_clock_at_the_time_of_the_answer():
    case = make_case()
    mail = reply_to(case)
    plan = sent(mail, in_case(case))
    assert plan.entry.outcome == "reply"
    assert plan.entry.in_reply_to == case.last_message_id
    assert plan.case.state is CaseState.REPLIED
    assert plan.case.waiting_since is None
    assert plan.starts == (StartClock(case.case_id, "follow_up", mail.received_at),)


def test_a_note_to_a_colleague_is_no_answer():
    case = make_case()
    plan = sent(reply_to(case, to=(Address("anna@ourshop.example"),)), in_case(case))
    assert (plan.entry.outcome, plan.case, plan.starts) == ("sent", None, ())


def test_an_absence_notice_of_an_agent_is_no_answer():
    case = make_case()
    plan = sent(reply_to(case, headers=[("Auto-Submitted", "auto-replied")]), in_case(case))
    assert plan.starts == ()


def test_our_own_acknowledgment_in_sent_is_no_answer():
    case = make_case()
    mail = reply_to(case)
    own = letter_message_id("acknowledgment:x:1", "acknowledgment", "ourshop.example", KEY)
    plan = sent(replace(mail, identity=replace(mail.identity, message_id=own)), in_case(case))
    assert plan.entry.direction is Direction.OWN
    assert plan.starts == ()


def test_an_answer_from_before_the_customers_last_message_does_not_answer_it():
    case = make_case(
        waiting_since=NOW - timedelta(minutes=1),
        last_message_id="mail-1@bluehill.example",
        references=("mail-0@bluehill.example", "mail-1@bluehill.example"),
    )
    plan = sent(reply_to(case, in_reply_to=("mail-0@bluehill.example",)), in_case(case))
    assert plan.case.state is CaseState.WAITING
    assert plan.starts == ()
    assert plan.events[0].kind is EventKind.REPLIED


def test_a_mark_of_a_mail_client_counts_as_an_answer():
    case = make_case()
    plan = decide_answered(case, "m" * 32, make_ground())
    assert plan.entry is None
    assert plan.case.state is CaseState.REPLIED
    assert plan.starts == (StartClock(case.case_id, "follow_up", NOW),)


def test_an_old_message_that_is_marked_as_answered_says_nothing_about_the_newest_one():
    opened = line(EventKind.OPENED, "first", minutes=60)
    assert is_unanswered("first", [opened])
    later = [
        opened,
        line(EventKind.REPLIED, "answer", minutes=50),
        line(EventKind.CUSTOMER_WROTE, "second", minutes=40),
    ]
    assert is_unanswered("second", later)
    assert not is_unanswered("first", later)


def test_a_mark_that_an_answer_in_sent_explains_does_not_undo_that_a_person_reopens_the_case():
    reopened = [
        line(EventKind.OPENED, "first", minutes=60),
        line(EventKind.REPLIED, "answer", minutes=50),
        line(EventKind.REOPENED, "by hand", minutes=40),
    ]
    assert not is_unanswered("first", reopened)


def line(kind, cause, *, minutes):
    return case_event(make_case(), cause, kind, NOW - timedelta(minutes=minutes))


def test_an_answer_from_between_two_messages_of_the_customer_does_not_answer_the_second():
    case = make_case(
        messages=2,
        last_message_id="mail-1@bluehill.example",
        references=("mail-0@bluehill.example", "mail-1@bluehill.example"),
    )
    history = replace(in_case(case), last_words={case.case_id: NOW - timedelta(minutes=1)})
    plan = sent(reply_to(case, in_reply_to=("mail-0@bluehill.example",)), history)
    assert plan.case.state is CaseState.WAITING
    assert plan.starts == ()
    assert sent(reply_to(case), history).case.state is CaseState.REPLIED  # it names the second


def test_a_clock_of_ours_that_goes_slow_hides_no_answer():
    slow = NOW - timedelta(hours=3)
    case = make_case()
    mail = reply_to(case)
    plan = decide_sent(make_arrival(mail, folder="Sent"), mail, in_case(case), make_ground(now=slow))
    assert plan.case.state is CaseState.REPLIED
    assert decide_answered(case, "m" * 32, make_ground(now=slow)).case.state is CaseState.REPLIED


def letter(kind, **changes):
    deed = Letter(kind, "urgent", "en", "mira@bluehill.example", "", "support", "support@ourshop.example", "Help", "T")
    return Effect(f"{kind}:c:1", "support", replace(deed, **changes), EffectState.QUEUED, NOW, case_id="c" * 24)


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.VERIFYING, CaseState.RESOLVED])
def test_a_follow_up_that_comes_due_without_an_answer_is_called_off(state):
    case = replace(make_case(state), replied_at=None)
    decision = may_still_send(letter("follow_up"), case, make_policy(), Customers(), History(), NOW)
    assert decision.reason is Reason.HUMAN_ANSWERED
    assert not decision.allowed


def test_a_late_acknowledgment_is_called_off_once_a_human_has_answered():
    case = make_case(CaseState.REPLIED)
    assert not may_still_send(letter("acknowledgment"), case, make_policy(), Customers(), History(), NOW).allowed


def test_an_acknowledgment_never_promises_a_time_that_is_over():
    late = letter("acknowledgment", reply_by=NOW - timedelta(minutes=1))
    decision = may_still_send(late, make_case(), make_policy(), Customers(), History(), NOW)
    assert decision.reason is Reason.TOO_OLD


def test_an_acknowledgment_that_still_makes_sense_goes_out():
    fine = letter("acknowledgment", reply_by=NOW + timedelta(minutes=1))
    assert may_still_send(fine, make_case(), make_policy(), Customers(), History(), NOW).allowed


US = Customers(
    internal=AddressList(frozenset({"kim@staff.example"}), frozenset({"ourshop.example"})),
    agents=AddressList(frozenset({"desk@tickets.example"})),
)


def sent_unread(**changes):
    """What Sent tells of a customer's message that was not read yet."""
    mail = reply_to(make_case(), **changes)
    return decide_sent(make_arrival(mail, folder="Sent"), mail, History(), make_ground(customers=US))


@pytest.mark.parametrize(
    ("to", "readers"),
    [
        (("kim@ourshop.example",), ("kim@ourshop.example",)),
        (("kim@staff.example", "help+shop@ourshop.example"), ("kim@staff.example",)),
        (("desk@tickets.example",), ("desk@tickets.example",)),
        (("support@ourshop.example",), ()),
        ((), ()),
    ],
)
def test_who_reads_a_note_about_a_message_that_we_have_yet_to_read_is_written_down(to, readers):
    plan = sent_unread(to=tuple(map(Address, to)))
    assert (plan.entry.outcome, plan.entry.direction, plan.entry.readers) == ("sent", Direction.SENT, readers)
    assert bool(plan.entry.in_reply_to) is bool(readers)  # without readers it would count as an answer


def test_a_vacation_notice_in_sent_answers_no_message_that_we_have_yet_to_read():
    assert sent_unread(headers=[("Auto-Submitted", "auto-replied")]).entry.in_reply_to == ""


def test_a_mail_that_is_only_passed_on_answers_no_message_that_we_have_yet_to_read():
    assert sent_unread(subject="Fwd: Help", to=(Address("dispatch@courier.example"),)).entry.in_reply_to == ""


def test_a_real_answer_is_known_when_its_message_is_read_later_also_with_a_copy_to_a_colleague():
    customer, colleague = Address("mira@bluehill.example"), Address("kim@ourshop.example")
    assert sent_unread().entry.in_reply_to == "mail-0@bluehill.example"
    both = sent_unread(to=(colleague,), cc=(customer,)).entry
    assert (both.in_reply_to, both.readers) == ("mail-0@bluehill.example", (colleague.email, customer.email))


def test_what_goes_to_others_in_a_case_or_by_itself_is_no_answer_to_a_message_of_another_mailbox_either():
    case = make_case()
    courier = reply_to(case, to=(Address("dispatch@courier.example"),))
    notice = reply_to(case, headers=[("Auto-Submitted", "auto-replied")])
    assert sent(courier, in_case(case)).entry.readers == ("dispatch@courier.example",)
    assert sent(notice, in_case(case)).entry.in_reply_to == ""


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatic reply: Parcel", "I am out of the office until Monday."),
        ("Re: Parcel", "I am out of the office until Monday. In urgent cases please write to my colleague Kim."),
    ],
)
def test_a_notice_that_only_its_words_betray_is_no_answer(subject, text):
    case = make_case()
    written = {"sender": "support@ourshop.example", "to": (Address(case.customer),), "number": 5}
    mail = make_mail(text, subject=subject, in_reply_to=(case.last_message_id,), **written)
    plan = sent(mail, in_case(case))
    assert (plan.entry.outcome, plan.entry.in_reply_to, plan.case, plan.starts) == ("sent", "", None, ())


def test_a_human_may_thank_for_the_message_and_promise_to_be_back():
    case = make_case()
    text = "Thank you for your message. Your refund is booked. Should it not arrive, we will contact your bank for you."
    mail = make_mail(text, to=(Address(case.customer),), in_reply_to=(case.last_message_id,), number=5)
    assert Reason.RECEIPT_TEXT in {sign.code for sign in automatic_signs(mail)}
    assert sent(mail, in_case(case)).case.state is CaseState.REPLIED


@pytest.mark.parametrize(
    "text",
    [
        Text(
            "We restored your access.",
            signature="Kim\nI am out of the office until 2 January. In urgent cases please call 0123.",
        ),
        Text(
            "Thank you for your message. Your refund is booked and we will contact your bank today, so that you see it "
            "this week.\n\nKim\n\nI am out of the office from Friday. In urgent cases please write to Anna."
        ),
        Text(
            "Der Zugang geht wieder, bitte melden Sie sich einmal ab und an.",
            disclaimer="Ich bin bis 2. Januar nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Anna.",
        ),
    ],
)
def test_an_answer_that_also_announces_the_holidays_is_an_answer(text):
    case = make_case()
    mail = replace(reply_to(case, number=5), text=text)
    assert Reason.ABSENCE_TEXT in {sign.code for sign in automatic_signs(mail)}
    assert sent(mail, in_case(case)).case.state is CaseState.REPLIED


COURIER = "desk@courier.example"
ASKED = "asked@courier.example"


def after_message_of(writer, case, **changes):
    history = in_case(case)
    of_message = {**history.case_of_message, ASKED: case.case_id}
    return replace(history, case_of_message=of_message, writer_of={ASKED: writer}, **changes)


def test_what_a_courier_is_answered_answers_no_customer():
    case = make_case(messages=2)
    plan = sent(reply_to(case, to=(Address(COURIER),), in_reply_to=(ASKED,)), after_message_of(COURIER, case))
    assert (plan.entry.outcome, plan.case, plan.starts) == ("sent", None, ())
    assert [(event.kind, event.reason) for event in plan.events] == [(EventKind.CONSULTED, "a mail to somebody else")]


def test_others_at_the_customers_own_provider_are_strangers_and_those_of_their_company_are_not():
    case = make_case(customer="mira@gmail.example")
    mail = reply_to(case, to=(Address("ivan@gmail.example"),), in_reply_to=(ASKED,))
    assert sent(mail, after_message_of("ivan@gmail.example", case)).starts == ()
    case = make_case()
    mail = reply_to(case, to=(Address("noor@mail.bluehill.example"),), in_reply_to=(ASKED,))
    assert sent(mail, after_message_of("noor@mail.bluehill.example", case)).case.state is CaseState.REPLIED


def test_a_courier_who_alone_waits_is_answered_and_the_customer_is_not_asked_again():
    case = make_case(messages=3)
    mail = reply_to(case, to=(Address(COURIER),), in_reply_to=(ASKED,))
    plan = sent(mail, after_message_of(COURIER, case, others_wait=frozenset({case.case_id})))
    assert plan.case.state is CaseState.REPLIED
    other = sent(replace(mail, to=(Address("petra@ourshop.example"),)), after_message_of(COURIER, case))
    assert other.case is None


def history_of(*lines):
    kinds = {"own": EventKind.CUSTOMER_WROTE, "stranger": EventKind.CUSTOMER_WROTE, "taken up": EventKind.REOPENED}
    kinds |= {"answer": EventKind.REPLIED, "end": EventKind.RESOLVED, "back": EventKind.UNREACHABLE}
    actors = {"stranger": "somebody else", "own": "customer", "taken up": "a person"}
    return [
        replace(line(kinds.get(each, EventKind.CONSULTED), str(at), minutes=60 - at), actor=actors.get(each, "x"))
        for at, each in enumerate(lines)
    ]


@pytest.mark.parametrize(
    ("lines", "do"),
    [
        (("own", "answer", "stranger"), True),
        (("own", "answer", "own", "end", "stranger"), True),
        (("own", "stranger"), False),
        (("own", "answer"), False),
        (("own", "answer", "stranger", "own"), False),
        (("own", "answer", "taken up", "stranger"), False),
        (("own", "answer", "back", "stranger"), False),
        (("stranger",), False),
    ],
)
def test_only_others_wait_when_the_customer_has_an_answer_that_nobody_took_back(lines, do):
    assert do_others_wait(history_of(*lines)) is do


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        (("own",), True),
        (("own", "note"), False),
        (("note", "own"), True),
        (("own", "stranger"), False),
        (("own", "answer", "stranger"), True),
    ],
)
def test_a_mark_counts_only_where_nothing_else_explains_it(lines, counts):
    events = history_of(*lines)
    newest = [event for event in events if event.kind is EventKind.CUSTOMER_WROTE][-1]
    assert is_unanswered(newest.event_key.rpartition(":")[2], events) is counts


@pytest.mark.parametrize(
    ("changes", "answers"),
    [
        ({}, True),
        ({"subject": "AW: Re: HELP"}, True),
        ({"subject": "Help"}, False),
        ({"subject": "Re: Invoice"}, False),
        ({"in_reply_to": ("other@bluehill.example",)}, False),
        ({"cc": (Address("noor@bluehill.example"),)}, False),
        ({"received_at": NOW - timedelta(hours=3)}, False),
    ],
)
def test_an_answer_that_lost_its_thread_belongs_to_its_one_readers_waiting_case_of_that_subject(changes, answers):
    case = make_case()
    history = replace(in_case(case), open_case_of={case.customer: case.case_id})
    plan = sent(reply_to(case, **{"in_reply_to": (), "subject": "Re: Help", **changes}), history)
    assert (plan.case is not None and plan.case.state is CaseState.REPLIED) is answers
