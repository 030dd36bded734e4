"""What an acknowledgment asks and says; and mails to which no machine answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.asking import MOST_QUESTIONS, choose_questions, with_case_now
from inboxd.core.decide.letter import is_decided_just_now, may_still_send
from inboxd.core.decide.reply import decide_answered
from inboxd.core.decide.verifying import may_follow_up
from inboxd.core.values.acknowledging import UNNAMED, Acknowledging, Incident, Inquiry
from inboxd.core.values.case import CaseState, Identifier
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Letter, Stage
from inboxd.core.values.history import History
from inboxd.core.values.hours import Hours, Span
from inboxd.core.values.reasons import Reason
from tests.builders import NOW, PRIORITY, make_case, make_ground, make_judged, make_mail, make_policy

ORDER = Inquiry("which-order", frozenset({"refund", "delivery"}), unless_given=frozenset({"order", "invoice"}))
ACCOUNT = Inquiry("which-account", frozenset({"sign-in"}), unless_given=frozenset({"customer"}))
PHOTO = Inquiry("a-photo", frozenset({"refund"}), routes=frozenset({"questions"}))
ANY = Inquiry("anything-else")
RULES = Acknowledging((ORDER, ACCOUNT, PHOTO, ANY), page=("lead",))
GIVEN = (Identifier("order", "A-20417"),)

names = st.sampled_from(["order", "invoice", "customer", "contract", UNNAMED])
topics = st.lists(st.sampled_from(["refund", "delivery", "sign-in", "slow"]), unique=True).map(tuple)


def plan_for(**verdict):
    ground = make_ground(acknowledging=RULES, incidents=verdict.pop("incidents", ()))
    return decide_arrival(make_judged(**verdict), History(), ground)


def letter_of(plan) -> Letter:
    (letter,) = (each.deed for each in plan.effects if each.deed.kind == "acknowledgment")
    return letter


class TestQuestions:
    @given(topics=topics, given=st.lists(names, max_size=4), route=st.sampled_from(["priority", "questions"]))
    def test_never_ask_for_what_was_given_and_never_more_than_two(self, topics, given, route):
        identifiers = tuple(Identifier(name, "1234") for name in given)
        asked = choose_questions(RULES, route, topics, identifiers)
        assert len(asked) == len(set(asked)) <= MOST_QUESTIONS
        by_name = {each.name: each for each in RULES.inquiries}
        for name in asked:
            assert not by_name[name].unless_given & set(given)
            assert not by_name[name].topics or by_name[name].topics & set(topics)
            assert not by_name[name].routes or route in by_name[name].routes
        assert not (UNNAMED in given and asked)

    @given(before=st.lists(names, max_size=3), now=st.lists(names, max_size=3), topics=topics)
    def test_never_ask_for_what_was_given_anywhere_in_the_case(self, before, now, topics):
        identifiers = tuple(Identifier(name, f"{number}1234") for number, name in enumerate(before))
        case = make_case(identifiers=identifiers, topics=("refund",))
        mail = make_mail(headers=[("In-Reply-To", "<mail-0@bluehill.example>")], in_reply_to=(case.last_message_id,))
        judged = make_judged(mail, identifiers=tuple(Identifier(name, "77") for name in now), topics=topics)
        history = History(case_of_message={case.last_message_id: case.case_id}, cases={case.case_id: case})
        plan = decide_arrival(judged, history, make_ground(acknowledging=RULES))
        questions = letter_of(plan).questions
        given = {*before, *now}
        assert not ({"order", "invoice"} & given and "which-order" in questions)
        assert not ("customer" in given and "which-account" in questions)

    def test_that_were_answered_while_the_letter_waited_are_not_asked(self):
        plan = plan_for(topics=("refund",))
        effect = next(each for each in plan.effects if each.deed.kind == "acknowledgment")
        assert effect.deed.questions == ("which-order", "anything-else")
        now = with_case_now(effect, replace(plan.case, identifiers=GIVEN), RULES).deed
        assert now.questions == ("anything-else",)
        assert now.identifiers == GIVEN


class TestTheLetter:
    def test_knows_topics_and_numbers(self):
        letter = letter_of(plan_for(topics=("refund",), identifiers=GIVEN))
        assert (letter.topics, letter.identifiers, letter.questions) == (("refund",), GIVEN, ("anything-else",))
        assert not letter.closed
        assert letter.opens_at is None

    def test_knows_when_somebody_works_next(self):
        day = (Span(12 * 60, 18 * 60),)
        hours = Hours("UTC", (day,) * 7)
        plan = decide_arrival(make_judged(), History(), make_ground(hours=hours))
        letter = letter_of(plan)
        assert letter.closed
        assert letter.opens_at == NOW.replace(hour=12)

    def test_waits_for_a_human_to_be_quicker(self):
        patient = replace(PRIORITY, acknowledge_after=timedelta(minutes=5))
        plan = plan_for(route=patient)
        effect = next(each for each in plan.effects if each.deed.kind == "acknowledgment")
        assert effect.due_at == NOW + timedelta(minutes=5)
        assert not is_decided_just_now(replace(effect, attempts=1))
        at_once = next(each for each in plan_for().effects if each.deed.kind == "acknowledgment")
        assert is_decided_just_now(replace(at_once, attempts=1))
        assert not is_decided_just_now(replace(at_once, attempts=2))

    def test_that_waits_is_called_off_by_an_answer(self):
        plan = plan_for(route=replace(PRIORITY, acknowledge_after=timedelta(minutes=5)))
        answered = decide_answered(plan.case, plan.entry.message_key, make_ground())
        assert "acknowledgment" in {each.kind for each in answered.cancels}


class TestAnIncident:
    KNOWN = Incident("t1", frozenset({"sign-in"}), {"de": "Die Anmeldung ist gestört.", "": "Known."})

    def test_is_spoken_of_in_the_customers_language(self):
        letter = letter_of(plan_for(topics=("slow", "sign-in"), incidents=(self.KNOWN,), language="de"))
        assert (letter.template, letter.incident) == ("incident", "t1")
        assert letter.incident_text == "Die Anmeldung ist gestört."

    def test_is_spoken_of_as_it_was_written_where_there_is_no_such_language(self):
        assert letter_of(plan_for(topics=("sign-in",), incidents=(self.KNOWN,))).incident_text == "Known."

    @pytest.mark.parametrize("incidents", [(KNOWN,), (Incident("t2", frozenset({"refund"}), {"de": "Nur deutsch"}),)])
    def test_is_no_news_for_messages_about_something_else_or_without_a_sentence(self, incidents):
        letter = letter_of(plan_for(topics=("refund",), incidents=incidents))
        assert (letter.template, letter.incident, letter.incident_text) == ("urgent", "", "")


class TestHandsOff:
    def test_sends_nothing_and_tells_a_person_at_once(self):
        plan = plan_for(hands_off="grief")
        kinds = {each.deed.kind for each in plan.effects}
        assert "acknowledgment" not in kinds
        assert plan.entry.answer_reason == Reason.HANDS_OFF
        assert plan.case.hands_off == "grief"
        alarms = (each for each in plan.effects if isinstance(each.deed, Alarm))
        (alarm,) = (each for each in alarms if each.deed.stage is Stage.HANDS_OFF)
        assert alarm.due_at == NOW
        assert (alarm.deed.channels, alarm.deed.text) == (("lead",), "grief")

    def test_stays_so_and_is_told_once(self):
        case = make_case(hands_off="law")
        mail = make_mail(in_reply_to=(case.last_message_id,), number=2)
        history = History(case_of_message={case.last_message_id: case.case_id}, cases={case.case_id: case})
        plan = decide_arrival(make_judged(mail), history, make_ground(acknowledging=RULES))
        assert plan.case.hands_off == "law"
        assert plan.entry.answer_reason == Reason.HANDS_OFF
        assert not [each for each in plan.effects if getattr(each.deed, "stage", "") == Stage.HANDS_OFF]

    def test_calls_off_what_was_planned_before(self):
        case = make_case()
        mail = make_mail(in_reply_to=(case.last_message_id,), number=2)
        history = History(case_of_message={case.last_message_id: case.case_id}, cases={case.case_id: case})
        plan = decide_arrival(make_judged(mail, hands_off="law"), history, make_ground(acknowledging=RULES))
        assert {"acknowledgment", "reminder"} <= {each.kind for each in plan.cancels}

    def test_stops_letters_that_come_due(self):
        plan = plan_for()
        effect = next(each for each in plan.effects if each.deed.kind == "acknowledgment")
        silenced = replace(plan.case, hands_off="danger")
        decision = may_still_send(effect, silenced, make_policy(), Customers(), History(), NOW)
        assert (decision.allowed, decision.reason) == (False, Reason.HANDS_OFF)

    def test_asks_nobody_whether_it_is_solved(self):
        case = make_case(CaseState.REPLIED, hands_off="grief")
        decision = may_follow_up(case, make_policy(), Customers(), History(), NOW)
        assert (decision.allowed, decision.reason) == (False, Reason.HANDS_OFF)


class TestNumbers:
    def test_somebody_else_who_writes_in_the_case_is_told_none_of_the_customers_numbers(self):
        case = make_case(identifiers=GIVEN)
        mail = make_mail("Us too!", sender="noor@redfield.example", number=2, in_reply_to=(case.last_message_id,))
        history = History(cases={case.case_id: case}, case_of_message={case.last_message_id: case.case_id})
        own = (Identifier("invoice", "5531"),)
        plan = decide_arrival(make_judged(mail, identifiers=own), history, make_ground(acknowledging=RULES))
        assert plan.case.case_id == case.case_id
        assert (letter_of(plan).to, letter_of(plan).identifiers) == ("noor@redfield.example", own)
        (effect,) = (each for each in plan.effects if each.deed.kind == "acknowledgment")
        assert with_case_now(effect, plan.case, RULES).deed.identifiers == own

    def test_the_customer_is_told_the_numbers_of_the_whole_case(self):
        case = make_case(identifiers=GIVEN)
        mail = make_mail("Please hurry.", number=2, in_reply_to=(case.last_message_id,))
        history = History(cases={case.case_id: case}, case_of_message={case.last_message_id: case.case_id})
        plan = decide_arrival(make_judged(mail), history, make_ground(acknowledging=RULES))
        assert letter_of(plan).identifiers == GIVEN

    def test_a_case_keeps_no_more_numbers_than_anybody_reads(self):
        many = tuple(Identifier("order", str(number)) for number in range(60))
        case = make_case(identifiers=GIVEN)
        mail = make_mail("All of these.", number=2, in_reply_to=(case.last_message_id,))
        history = History(cases={case.case_id: case}, case_of_message={case.last_message_id: case.case_id})
        plan = decide_arrival(make_judged(mail, identifiers=many), history, make_ground())
        assert plan.case.identifiers[:1] == GIVEN
        assert len(plan.case.identifiers) == 50
