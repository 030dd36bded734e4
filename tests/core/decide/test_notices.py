"""When a trend is solved: who is told, once, and who is left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.notices import NoticeGround, notice_effects
from inboxd.core.values.case import CaseState
from inboxd.core.values.customers import AddressList, Customers
from inboxd.core.values.history import Answer, History, Suppression
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.trend import Trend, TrendMember, TrendState
from tests.contracts.storing import NOW, make_case

OURS = "support@ourshop.example"
POLICY = MailboxPolicy("support", OURS, frozenset({OURS}), frozenset({OURS}))
TREND = Trend(
    "0a1b2c3d4e5f", "topic:outage", "outage", (), TrendState.RESOLVED, NOW, NOW, timedelta(hours=1), 1.0, 5, 5, 5
)


def customer(number):
    return f"p{number}@bluehill.example"


def member(number):
    return TrendMember(TREND.trend_id, customer(number), f"case-{number}", f"message-{number}", NOW)


def ground(*cases, customers=Customers(), history=History(), policy=POLICY):  # noqa: B008 - frozen
    by_id = {case.case_id: case for case in cases}
    return NoticeGround({"support": policy}, customers, by_id, {"support": history}, b"key", NOW)


def case(number, **changes):
    return make_case(number, customer=customer(number), language="th", **changes)


def reason(ground, number=1):
    notices = notice_effects(TREND, [member(number)], ground)
    assert notices.plans == ()
    ((who, decision),) = notices.skipped
    assert who == customer(number)
    return decision.reason


def test_everybody_gets_one_letter_in_their_own_case_and_language():
    notices = notice_effects(TREND, [member(1), member(2), member(1)], ground(case(1), case(2)))
    assert notices.skipped == ()
    (one,), (two,) = (plan.effects for plan in notices.plans)
    assert {one.deed.to, two.deed.to} == {customer(1), customer(2)}
    assert (one.deed.kind, one.deed.template, one.deed.language) == ("notice", "fixed", "th")
    assert one.deed.incident == TREND.trend_id
    assert one.deed.topics == ("outage",)
    assert one.case_id == "case-1"
    assert notices.plans[0].answers[0].kind == "notice"


def test_deciding_it_twice_makes_the_same_effects():
    assert notice_effects(TREND, [member(1)], ground(case(1))) == notice_effects(TREND, [member(1)], ground(case(1)))


@pytest.mark.parametrize(
    ("refusing", "why"),
    [
        (ground(), Reason.NO_USABLE_SENDER),
        (ground(make_case(1, customer="else@bluehill.example")), Reason.NO_USABLE_SENDER),
        (ground(case(1, mailbox="gone")), Reason.NO_USABLE_SENDER),
        (ground(case(1, hands_off="grief")), Reason.HANDS_OFF),
        (ground(case(1, state=CaseState.VERIFYING)), Reason.HUMAN_ANSWERED),
        (ground(case(1), policy=replace(POLICY, shadow=True)), Reason.SHADOW),
        (
            ground(case(1), customers=Customers(never_answer=AddressList(frozenset({customer(1)})))),
            Reason.NEVER_ANSWER,
        ),
        (
            ground(
                case(1), history=History(suppressions={customer(1): Suppression(customer(1), "undeliverable", None)})
            ),
            Reason.UNDELIVERABLE,
        ),
        (
            ground(
                case(1),
                history=History(
                    answers=tuple(
                        Answer(f"a{n}", NOW, customer(1), "bluehill.example", "support", "case-1", "") for n in range(5)
                    )
                ),
            ),
            Reason.CAP_ADDRESS,
        ),
    ],
)
def test_who_may_not_be_written_to_is_left_out_with_the_reason(refusing, why):
    assert reason(refusing) is why


def test_an_address_that_no_human_reads_gets_no_notice():
    robot = TrendMember(TREND.trend_id, "no-reply@bluehill.example", "case-1", "message-1", NOW)
    found = notice_effects(TREND, [robot], ground(make_case(1, customer=robot.customer)))
    assert found.plans == ()
    assert [decision.reason for _, decision in found.skipped] == [Reason.ROBOT_ADDRESS]
