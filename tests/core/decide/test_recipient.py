"""Whether anything automatic may go to an address at all: who is listed, who is ours, and what a domain may get."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.decide.gate import AnswerFacts, may_acknowledge
from inboxd.core.decide.recipient import refuse_capped, refuse_listed
from inboxd.core.values.customers import AddressList, Customers, TrustedSource
from inboxd.core.values.history import Answer, History
from inboxd.core.values.mail import Address
from inboxd.core.values.policy import AnswerLimits
from inboxd.core.values.reasons import Reason
from tests.builders import NOW, make_mail, make_policy, make_verdict

LISTED = Customers(
    internal=AddressList(frozenset({"boss@redfield.example"}), frozenset({"staff.ourshop.example"})),
    never_answer=AddressList(frozenset({"stop@quietfield.example"})),
    agents=AddressList(frozenset({"support@tickets.example"}), frozenset({"desk.example"})),
)


def reason_for(mail, **verdict):
    facts = AnswerFacts(mail, make_verdict(**verdict), make_policy(), LISTED, History(), None, NOW)
    return may_acknowledge(facts).reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("support@tickets.example", Reason.INTERNAL_SENDER),
        ("support+4711@tickets.example", Reason.INTERNAL_SENDER),
        ("anybody@desk.example", Reason.INTERNAL_SENDER),
        ("boss+phone@redfield.example", Reason.INTERNAL_SENDER),
        ("kim@staff.ourshop.example", Reason.INTERNAL_SENDER),
        ("support+x@ourshop.example", Reason.INTERNAL_SENDER),
        ("stop@quietfield.example", Reason.NEVER_ANSWER),
        ("stop+id123@quietfield.example", Reason.NEVER_ANSWER),
    ],
)
def test_whoever_is_listed_or_one_of_us_gets_nothing_with_whatever_tag(address: str, reason: Reason):
    decision = refuse_listed(address, make_policy(), LISTED)
    assert decision is not None
    assert decision.reason is reason


@pytest.mark.parametrize("address", ["mira@bluehill.example", "stopper@quietfield.example", "noor@redfield.example"])
def test_whoever_is_not_listed_is_not_refused(address: str):
    assert refuse_listed(address, make_policy(), LISTED) is None


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("kim@staff.ourshop.example", Reason.INTERNAL_SENDER),
        ("support@tickets.example", Reason.INTERNAL_SENDER),
        ("stop+7@quietfield.example", Reason.NEVER_ANSWER),
        ("mira@bluehill.example", Reason.ALLOWED),
    ],
)
def test_another_reply_address_makes_nobody_somebody_else(sender: str, reason: Reason):
    assert reason_for(make_mail(sender=sender, reply_to=(Address("kim@home.example"),))) is reason


def test_whom_our_own_server_marks_as_one_of_us_gets_no_acknowledgment():
    assert reason_for(make_mail(), customer_type="internal") is Reason.INTERNAL_SENDER
    assert reason_for(make_mail(), customer_type="vip") is Reason.ALLOWED


def test_behind_our_own_form_the_customer_is_asked_about_and_not_the_form():
    customer = (Address("mira@bluehill.example"),)
    form = make_mail(sender="form@staff.ourshop.example", reply_to=customer, source=TrustedSource())
    assert reason_for(form) is Reason.ALLOWED
    assert reason_for(form, customer_type="internal") is Reason.ALLOWED
    colleague = make_mail(reply_to=(Address("kim@staff.ourshop.example"),), source=TrustedSource())
    assert reason_for(colleague) is Reason.INTERNAL_SENDER


def test_where_nobody_stands_in_from_the_reply_address_may_be_a_victims():
    assert reason_for(make_mail(sender=None, reply_to=(Address("v@redfield.example"),))) is Reason.NO_USABLE_SENDER


@pytest.mark.parametrize(
    ("domain", "is_refused"), [("bluehill.example", True), ("gmail.example", False), ("gmx.example", False)]
)
def test_the_cap_of_a_domain_counts_only_where_somebody_owns_it(domain: str, is_refused: bool):
    at = NOW - timedelta(minutes=30)
    answers = tuple(Answer(f"k{n}", at, f"u{n}x@{domain}", domain, "support", f"c{n}", "") for n in range(20))
    decision = refuse_capped(f"noor@{domain}", make_policy(limits=AnswerLimits()), History(answers=answers), NOW)
    assert (decision is not None and decision.reason is Reason.CAP_DOMAIN) is is_refused


def test_the_cap_over_everything_holds_at_a_provider_of_everybody_too():
    history = History(answers_last_hour=AnswerLimits().per_hour)
    decision = refuse_capped("noor@gmail.example", make_policy(limits=AnswerLimits()), history, NOW)
    assert decision is not None
    assert decision.reason is Reason.CAP_HOUR
