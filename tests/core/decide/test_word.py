"""What the customer's word makes of a case: each state, each kind of answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.life import Happening
from inboxd.core.decide.word import happening_of, is_no_answer, route_after
from inboxd.core.values import ids
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Stage
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address
from inboxd.core.values.plan import Cancel
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Evidence, Sign, Signal
from inboxd.core.values.verification import RatingBy, RatingStyle, Reading, Verification, Word
from tests.builders import (
    AUTOMATIC,
    HUGS,
    KEY,
    NOW,
    PRIORITY,
    QUESTIONS,
    make_case,
    make_ground,
    make_judged,
    make_mail,
    make_policy,
)

WAITING, REPLIED, VERIFYING, RESOLVED = (
    CaseState.WAITING,
    CaseState.REPLIED,
    CaseState.VERIFYING,
    CaseState.RESOLVED,
)
GROUND = make_ground()
FIVE = replace(GROUND, verification=Verification(rating=RatingStyle.FIVE))
OUR_QUESTION = ids.letter_message_id("follow_up:c:1", "follow_up", "ourshop.example", KEY)


def said(answer: Word, *, explicit=True, rating=None, route=QUESTIONS, answers=OUR_QUESTION, **changes):
    mail = make_mail(
        changes.pop("text", "…"), in_reply_to=(answers,), references=("mail-0@bluehill.example",), **changes
    )
    return replace(make_judged(mail, route), reading=Reading(answer, rating, (), explicit))


def telling(signal, judged):
    """The same with words of the rules for this signal."""
    evidence = Evidence("words", "new", 0, 5, "words", "signals/en.yaml", 3, 5.0)
    return replace(judged, verdict=replace(judged.verdict, signals=(Signal(signal, 5.0, (evidence,)),)))


def happens(state, judged, ground=GROUND):
    return happening_of(judged, make_case(state), History(), ground)


@pytest.mark.parametrize(
    ("state", "answer", "happening"),
    [
        (WAITING, Word.YES, Happening.WROTE),
        (WAITING, Word.NO, Happening.WROTE),
        (WAITING, Word.THANKS, Happening.THANKED),
        (WAITING, Word.UNCLEAR, Happening.WROTE),
        (REPLIED, Word.YES, Happening.CONFIRMED),
        (REPLIED, Word.NO, Happening.DENIED),
        (REPLIED, Word.THANKS, Happening.THANKED),
        (REPLIED, Word.UNCLEAR, Happening.WROTE),
        (VERIFYING, Word.YES, Happening.CONFIRMED),
        (VERIFYING, Word.NO, Happening.DENIED),
        (VERIFYING, Word.THANKS, Happening.THANKED),
        (VERIFYING, Word.UNCLEAR, Happening.UNSURE),
        (RESOLVED, Word.YES, Happening.CONFIRMED),
        (RESOLVED, Word.NO, Happening.DENIED),
        (RESOLVED, Word.THANKS, Happening.THANKED),
        (RESOLVED, Word.UNCLEAR, Happening.WROTE),
    ],
)
def test_each_word_means_what_it_means_in_each_state(state, answer, happening):
    assert happens(state, said(answer)) is happening


@pytest.mark.parametrize("state", [REPLIED, VERIFYING, RESOLVED])
@pytest.mark.parametrize("answer", [Word.YES, Word.THANKS, Word.UNCLEAR])
def test_what_burns_is_never_a_yes_and_never_thanks(state, answer):
    assert happens(state, telling("blocked", said(answer, route=PRIORITY))) is Happening.WROTE


def test_a_word_or_two_burn_only_where_the_rules_say_so():
    assert happens(VERIFYING, said(Word.YES, route=PRIORITY)) is Happening.CONFIRMED
    told = said(Word.YES, route=PRIORITY, text="yes " + "and so it went on and on " * 9)
    assert happens(VERIFYING, told) is Happening.WROTE


def test_a_yes_goes_nowhere_for_the_statistical_judge_alone():
    assert route_after(said(Word.YES, route=PRIORITY), make_case(VERIFYING), Happening.CONFIRMED, GROUND) == QUESTIONS
    judged = telling("wish", said(Word.YES, route=PRIORITY))
    assert route_after(judged, make_case(VERIFYING), Happening.CONFIRMED, GROUND) == PRIORITY


@pytest.mark.parametrize("answer", [Word.YES, Word.NO])
@pytest.mark.parametrize("state", [REPLIED, RESOLVED])
def test_a_bare_yes_or_no_counts_only_where_it_answers_our_question(state, answer):
    bare = said(answer, explicit=False, answers="an-agents-mail@ourshop.example")
    assert happens(state, bare) is Happening.WROTE
    assert happens(state, said(answer, explicit=False)) is not Happening.WROTE
    assert happens(VERIFYING, bare) is not Happening.UNSURE


@pytest.mark.parametrize("state", [REPLIED, RESOLVED])
def test_praise_for_an_answer_says_that_all_is_well_unless_it_says_no(state):
    assert happens(state, telling("praise", said(Word.UNCLEAR, route=HUGS))) is Happening.CONFIRMED
    assert happens(state, telling("praise", said(Word.NO, route=HUGS))) is Happening.DENIED


def test_praise_is_no_answer_to_our_question():
    assert happens(VERIFYING, telling("praise", said(Word.UNCLEAR, route=HUGS))) is Happening.THANKED
    assert happens(VERIFYING, telling("praise", said(Word.NO, route=HUGS))) is Happening.DENIED


def test_praise_with_a_bare_yes_confirms_what_we_answered():
    assert (
        happens(REPLIED, telling("praise", said(Word.YES, explicit=False, route=HUGS, answers="")))
        is Happening.CONFIRMED
    )


def test_a_reserve_that_only_the_statistical_judge_takes_for_praise_is_none():
    evidence = Evidence("tomorrow", "new", 0, 8, "tomorrow", "answers/en.yaml", 3, 1.0)
    judged = replace(said(Word.UNCLEAR, route=HUGS), reading=Reading(Word.UNCLEAR, evidence=(evidence,)))
    assert happens(REPLIED, judged) is Happening.WROTE
    assert happens(VERIFYING, judged) is Happening.UNSURE


@pytest.mark.parametrize("signal", ["spam", "machine"])
def test_what_looks_like_spam_is_no_praise(signal):
    assert happens(VERIFYING, telling(signal, said(Word.UNCLEAR, route=HUGS))) is Happening.UNSURE
    assert happens(REPLIED, telling(signal, said(Word.UNCLEAR, route=HUGS))) is Happening.WROTE


@pytest.mark.parametrize(
    "sign",
    [
        Sign(Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-replied", hard=True),
        Sign(Reason.AUTOMATIC_SUBJECT, "out of office", hard=False),
        Sign(Reason.RESPONDER_HEADER, "X-Autoreply", hard=True),
    ],
)
@pytest.mark.parametrize("answer", list(Word))
@pytest.mark.parametrize("route", [PRIORITY, QUESTIONS, AUTOMATIC])
@pytest.mark.parametrize("state", [REPLIED, VERIFYING, RESOLVED])
def test_an_absence_notice_neither_confirms_nor_reopens_nor_calls_anything_off(sign, answer, route, state):
    judged = said(answer, route=route)
    judged = replace(judged, verdict=replace(judged.verdict, signs=(sign,)))
    case = make_case(state)
    history = History(cases={case.case_id: case}, case_of_message={"mail-0@bluehill.example": case.case_id})
    plan = decide_arrival(judged, history, GROUND)
    assert is_no_answer(judged, case)
    assert (plan.case, plan.events, plan.cancels, plan.ratings) == (None, (), (), ())


def plan_of(judged, case, ground=GROUND):
    history = History(cases={case.case_id: case}, case_of_message={"mail-0@bluehill.example": case.case_id})
    return decide_arrival(judged, history, ground)


def test_a_no_moves_its_message_to_the_top_and_plans_the_next_question():
    plan = plan_of(said(Word.NO), make_case(VERIFYING, route="questions"))
    move = plan.effects[0].deed
    assert (move.folder, set(move.flags)) == ("Priority", {"\\Flagged", "Reopened"})
    assert plan.case.route == "priority"
    assert plan.case.reply_due_at == plan.entry.received_at + timedelta(hours=1)
    assert [each.deed.stage for each in plan.effects if isinstance(each.deed, Alarm)].count(Stage.UNSOLVED) == 1
    assert [each.deed.kind for each in plan.effects].count("follow_up") == 1
    assert {each.kind for each in plan.cancels if isinstance(each, Cancel)} >= {"follow_up", "reminder", "silence"}
    assert [line.kind for line in plan.events] == [EventKind.CUSTOMER_WROTE, EventKind.REOPENED, EventKind.DENIED] or {
        EventKind.REOPENED,
        EventKind.DENIED,
    } <= {line.kind for line in plan.events}
    assert not any("…" in line.reason for line in plan.events)


def test_a_route_above_the_one_for_reopened_cases_is_kept():
    vip = replace(PRIORITY, name="vip", folder="VIP")
    ground = replace(GROUND, routes=(vip, *GROUND.routes))
    route = route_after(said(Word.NO), make_case(VERIFYING, route="vip"), Happening.DENIED, ground)
    assert route.name == "vip"


def test_a_question_that_a_human_must_read_keeps_the_route_of_its_case():
    judged = telling("spam", said(Word.UNCLEAR, route=HUGS))
    assert route_after(judged, make_case(VERIFYING, route="questions"), Happening.UNSURE, GROUND).name == "questions"
    assert plan_of(judged, make_case(REPLIED, route="questions")).case.route == "questions"


def test_a_one_word_answer_does_not_change_the_language_of_the_case():
    judged = said(Word.YES)
    judged = replace(judged, verdict=replace(judged.verdict, language="tr"))
    assert plan_of(judged, make_case(VERIFYING)).case.language == "en"


def test_thanks_while_waiting_leave_the_follow_up_that_waits():
    plan = plan_of(said(Word.THANKS), make_case(WAITING))
    assert not [each for each in plan.cancels if each.kind == "follow_up"]
    assert "follow_up" not in [each.deed.kind for each in plan.effects]


@pytest.mark.parametrize(("rating", "happening"), [(1, Happening.RATED_BADLY), (2, Happening.RATED_BADLY),
                                                    (3, Happening.UNSURE), (4, Happening.CONFIRMED)])  # fmt: skip
def test_a_rating_counts_as_a_word_where_one_was_asked_for(rating, happening):
    judged = said(Word.UNCLEAR, rating=rating)
    assert happens(VERIFYING, judged, FIVE) is happening
    assert happens(VERIFYING, judged) is Happening.UNSURE


def test_a_bad_rating_of_a_case_that_we_only_answered_is_a_no():
    judged = said(Word.UNCLEAR, rating=1)
    assert happens(REPLIED, judged, FIVE) is Happening.DENIED


def test_only_the_customer_of_the_case_rates():
    plan = plan_of(said(Word.YES, rating=5, sender="noor@bluehill.example"), make_case(VERIFYING), FIVE)
    assert plan.ratings == ()
    assert plan.case.rating is None
    mine = plan_of(said(Word.YES, rating=5), make_case(VERIFYING), FIVE)
    assert [(each.value, each.source) for each in mine.ratings] == [(5, "reply")]
    assert mine.case.rating == 5


def test_a_rating_by_reply_counts_for_nothing_where_only_links_are_taken():
    ground = replace(FIVE, verification=replace(FIVE.verification, rating_by=RatingBy.LINK))
    assert plan_of(said(Word.YES, rating=5), make_case(VERIFYING), ground).ratings == ()


def link_subject(value=5, *, until=NOW + timedelta(days=1), case_id="c" * 24, key=KEY):
    return f"{value}/5 " + ids.rating_mark(case_id, value, int(until.timestamp()), ids.rating_key("follow_up:1"), key)


@pytest.mark.parametrize(
    "subject",
    [
        link_subject(until=NOW - timedelta(days=1)),
        link_subject(case_id="d" * 24),
        link_subject(key=b"somebody else's"),
        link_subject(4).replace("r4.", "r5."),
    ],
)
def test_a_link_that_is_forged_or_expired_rates_nothing(subject):
    assert plan_of(said(Word.UNCLEAR, subject=subject), make_case(VERIFYING), FIVE).ratings == ()
    assert plan_of(said(Word.UNCLEAR, subject=link_subject()), make_case(VERIFYING), FIVE).ratings != ()


def test_a_link_counts_once():
    case, judged = make_case(VERIFYING), said(Word.UNCLEAR, subject=link_subject())
    used = History(
        cases={case.case_id: case},
        case_of_message={"mail-0@bluehill.example": case.case_id},
        used_ratings=frozenset({ids.rating_key("follow_up:1")}),
    )
    plan = decide_arrival(judged, used, FIVE)
    assert plan.ratings == ()
    assert plan.case.state is VERIFYING


COURIER = "dispatch@courier.example"
TO_AN_AGENT = "asked-1@ourshop.example"


def told(answer, *, sender=COURIER, answers=TO_AN_AGENT, **changes):
    """What somebody says in the thread who is not the customer."""
    return said(answer, sender=sender, answers=answers, **changes)


@pytest.mark.parametrize("answer", [Word.YES, Word.NO, Word.UNCLEAR])
@pytest.mark.parametrize("state", [REPLIED, VERIFYING, RESOLVED])
def test_the_word_of_a_third_party_decides_nothing_and_a_person_reads_it(answer, state):
    judged = told(answer)
    assert happens(state, judged) is Happening.WROTE
    plan = plan_of(judged, make_case(state))
    assert plan.case.state is WAITING
    assert not any(effect.deed == Alarm(Stage.UNSOLVED) for effect in plan.effects)


def test_a_third_partys_praise_ends_no_case_and_its_thanks_change_none():
    assert happens(REPLIED, telling("praise", told(Word.UNCLEAR, route=HUGS))) is Happening.WROTE
    for state in (REPLIED, VERIFYING, RESOLVED):
        assert plan_of(told(Word.THANKS), make_case(state)).case.state is state


@pytest.mark.parametrize("answer", [Word.YES, Word.NO, Word.THANKS])
@pytest.mark.parametrize("state", [REPLIED, VERIFYING, RESOLVED])
def test_what_our_server_says_is_not_from_the_customer_is_read_by_a_person_and_decides_nothing(answer, state):
    headers = [("Authentication-Results", "mx.ourshop.example; dmarc=fail header.from=bluehill.example")]
    ground = replace(GROUND, policy=make_policy(authserv_id="mx.ourshop.example"))
    judged = said(answer, headers=headers)
    assert happens(state, judged, ground) is Happening.WROTE
    plan = plan_of(judged, make_case(state), ground)
    assert plan.case.state is WAITING
    assert "acknowledgment" not in [effect.deed.kind for effect in plan.effects]


def test_where_answers_are_to_go_makes_nobody_the_customer():
    judged = told(Word.YES, reply_to=(Address("mira@bluehill.example"),))
    assert happens(VERIFYING, judged) is Happening.WROTE


def test_others_at_the_same_public_provider_are_strangers():
    case = make_case(REPLIED, customer="mira@gmail.example")
    assert happening_of(told(Word.YES, sender="stan@gmail.example"), case, History(), GROUND) is Happening.WROTE
    assert happening_of(told(Word.YES, sender="mira@gmail.example"), case, History(), GROUND) is Happening.CONFIRMED


@pytest.mark.parametrize(
    "judged",
    [
        told(Word.YES, sender="noor@bluehill.example"),
        told(Word.YES, sender="noor@mail.bluehill.example"),
        told(Word.YES, sender="m@home.example"),
        told(Word.YES, sender="mira.hill@private.example", answers=OUR_QUESTION),
        told(Word.YES, sender="mira@bluehill.example", reply_to=(Address("mira.hill@private.example"),)),
    ],
)
def test_the_customers_other_addresses_their_colleagues_and_whoever_has_our_question_speak_for_them(judged):
    hers = frozenset({"mira@bluehill.example", "m@home.example"})
    ground = replace(GROUND, customers=Customers(same_person=dict.fromkeys(hers, hers)))
    assert happens(REPLIED, judged, ground) is Happening.CONFIRMED


@pytest.mark.parametrize("state", [WAITING, REPLIED, VERIFYING])
def test_what_a_third_party_wrote_is_not_quoted_to_the_customer(state):
    judged = told(Word.UNCLEAR, subject="RE: is Mrs Hill honest?", number=5)
    judged = replace(judged, verdict=replace(judged.verdict, language="pl"))
    plan = plan_of(judged, make_case(state))
    asked = [effect.deed for effect in plan.effects if effect.deed.kind == "follow_up"]
    quoted = [(each.to, each.subject, each.in_reply_to, each.language) for each in asked]
    hers = ("mira@bluehill.example", "Help", "mail-0@bluehill.example", "en")
    assert quoted == ([hers] if state is REPLIED else [])
    assert (plan.case.last_message_id, plan.case.language) == ("mail-0@bluehill.example", "en")


def test_the_customers_own_next_message_is_what_the_question_answers():
    judged = told(Word.UNCLEAR, sender="mira@bluehill.example", subject="And the invoice", number=5)
    plan = plan_of(judged, make_case(REPLIED))
    (asked,) = [effect.deed for effect in plan.effects if effect.deed.kind == "follow_up"]
    assert (asked.subject, asked.in_reply_to) == ("And the invoice", judged.mail.identity.message_id)


def marked(answer, code, detail="", **changes):
    """The customer's answer to our question with a machine's mark, as judging routes it."""
    judged = said(answer, route=AUTOMATIC, number=6, **changes)
    return replace(judged, verdict=replace(judged.verdict, signs=(Sign(code, detail, hard=True),)))


MARKS = [
    (Reason.SPAM, "X-Spam-Flag or X-Spam-Status: yes"),
    (Reason.PRECEDENCE_BULK, "Precedence: bulk"),
    (Reason.FOREIGN_LOOP_MARK, "X-Loop"),
    (Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-generated"),
]


@pytest.mark.parametrize(("code", "detail"), [*MARKS, (Reason.INBOX_RULE_REPLY, "X-MS-Exchange-Inbox-Rules-Loop")])
@pytest.mark.parametrize("state", [REPLIED, VERIFYING, RESOLVED])
def test_a_no_to_our_question_reaches_a_person_whatever_a_server_marked_it_as(state, code, detail):
    plan = plan_of(marked(Word.NO, code, detail), make_case(state, route="questions"))
    assert (plan.case.state, plan.entry.route) == (WAITING, "priority")
    assert plan.effects[0].deed.folder == "Priority"
    assert {each.kind for each in plan.cancels} >= {"follow_up", "reminder", "silence"}
    assert [effect.deed.kind for effect in plan.effects if effect.deed.kind == "acknowledgment"] == []


@pytest.mark.parametrize(("code", "detail"), MARKS)
def test_an_unclear_word_on_our_question_is_read_by_a_person_too(code, detail):
    plan = plan_of(marked(Word.UNCLEAR, code, detail), make_case(VERIFYING, route="questions"))
    assert (plan.case.state, plan.entry.route) == (WAITING, "questions")


@pytest.mark.parametrize(
    "judged",
    [
        marked(Word.YES, *MARKS[0]),
        marked(Word.THANKS, *MARKS[0]),
        marked(Word.UNCLEAR, *MARKS[0], rating=5),
        marked(Word.NO, *MARKS[0], answers=TO_AN_AGENT),
        marked(Word.NO, *MARKS[0], sender=COURIER),
        marked(Word.NO, Reason.NULL_SENDER, "Return-Path is empty"),
        marked(Word.NO, Reason.ABSENCE_TEXT, "the text reads like an absence notice"),
        marked(Word.NO, Reason.AUTO_SUBMITTED, "Auto-Submitted: auto-replied"),
        marked(Word.UNCLEAR, Reason.INBOX_RULE_REPLY, "X-MS-Exchange-Inbox-Rules-Loop"),
    ],
)
def test_no_other_marked_message_touches_an_answered_case(judged):
    plan = plan_of(judged, make_case(VERIFYING), FIVE)
    assert (plan.case, plan.cancels, plan.entry.route) == (None, (), "automatic")


def test_a_marked_no_routed_to_the_top_is_a_no_all_the_same():
    judged = marked(Word.NO, Reason.INBOX_RULE_REPLY, "X-MS-Exchange-Inbox-Rules-Loop")
    judged = replace(judged, verdict=replace(judged.verdict, route=PRIORITY))
    plan = plan_of(judged, make_case(VERIFYING))
    assert plan.case.state is WAITING
    assert EventKind.DENIED in {line.kind for line in plan.events}


@pytest.mark.parametrize(
    ("state", "cancelled", "planned"),
    [(WAITING, False, False), (REPLIED, True, True), (VERIFYING, True, False), (RESOLVED, True, False)],
)
def test_what_a_courier_writes_plans_a_question_only_for_whom_it_has_called_off(state, cancelled, planned):
    plan = plan_of(told(Word.UNCLEAR), make_case(state))
    assert bool([each for each in plan.cancels if each.kind == "follow_up"]) is cancelled
    assert ("follow_up" in [effect.deed.kind for effect in plan.effects]) is planned
    assert [event.actor for event in plan.events if event.kind is EventKind.CUSTOMER_WROTE] == ["somebody else"]


def test_a_mark_on_a_couriers_message_answers_no_customer_who_waits():
    judged = told(Word.UNCLEAR)
    marked = replace(judged, arrival=replace(judged.arrival, flags=("\\Answered",)))
    assert plan_of(marked, make_case(WAITING, messages=1)).case.state is WAITING
    assert plan_of(marked, make_case(RESOLVED)).case.state is REPLIED


@pytest.mark.parametrize("state", [WAITING, REPLIED, VERIFYING, RESOLVED])
@pytest.mark.parametrize("answer", [Word.YES, Word.THANKS, Word.UNCLEAR])
def test_who_tells_of_a_death_or_of_a_lawyer_has_neither_said_yes_nor_thanked(state, answer):
    judged = said(answer, route=HUGS)
    judged = replace(judged, verdict=replace(judged.verdict, hands_off="grief"))
    happening = happens(state, judged)
    assert happening is Happening.WROTE
    before = make_case(state, route="priority")
    assert route_after(judged, before, happening, GROUND).name == "priority"


def test_a_no_stays_a_no_when_it_names_a_lawyer():
    judged = said(Word.NO)
    judged = replace(judged, verdict=replace(judged.verdict, hands_off="law"))
    assert happens(VERIFYING, judged) is Happening.DENIED


def test_praise_among_words_that_nobody_read_is_thanks_and_no_yes():
    judged = telling("praise", said(Word.UNCLEAR, route=HUGS))
    words = (Evidence("Thank you", "new", 0, 9, "thank you", "answers/en.yaml", 62, 1.0),)
    unread = replace(judged, reading=replace(judged.reading, evidence=words))
    assert happens(REPLIED, unread) is Happening.THANKED
    assert happens(REPLIED, judged) is Happening.CONFIRMED
