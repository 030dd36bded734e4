"""Envelope senders and marks of services: those of lists and campaigns, and those that people's providers write."""

from __future__ import annotations

import pytest

from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.values.reasons import Reason
from tests.builders import make_mail


def codes(**changes):
    return [sign.code for sign in automatic_signs(make_mail(**changes))]


@pytest.mark.parametrize(
    "local",
    [
        *("bounces", "bounces+4711-mira=ourshop.example", "bounce-77", "news-bounces+mira=ourshop.example"),
        *("owner-announce", "announce-owner", "announce-request", "listserv", "majordomo", "LISTSERV"),
        *("announce-return-7-mira=ourshop.example", "msprvs1=abc"),
    ],
)
def test_to_the_envelope_sender_of_a_list_or_a_campaign_nothing_automatic_goes(local: str):
    assert codes(return_path=f"{local}@lists.example") == [Reason.CAMPAIGN]


@pytest.mark.parametrize(
    "local",
    [
        *("bounces+SRS=44ldt=IX", "bounces+srs=44ldt=ix", "help-bounces+SRS=44ldt=IX"),
        *("mira", "root", "noreply", "www-data", "owner", "request", "bouncer", "requests"),
    ],
)
def test_what_a_forwarder_or_a_web_form_writes_as_envelope_sender_makes_nobody_a_machine(local: str):
    assert codes(return_path=f"{local}@oldname.example") == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["i56a14606:Fastmail"], []),
        (["rr0801122718:zu080112:rf0801:ZohoMail"], []),
        (["i56a14606:FASTMAIL (a comment)"], []),
        (["i56a14606: Fastmail"], []),
        (["12:spring:goldline"], [Reason.CAMPAIGN]),
        (["fastmail:spring:goldline"], [Reason.CAMPAIGN]),
        (["1.eu-west-1.abc:AmazonSES"], [Reason.CAMPAIGN]),
        ([""], [Reason.CAMPAIGN]),
        (["i56a14606:Fastmail", "12:spring:goldline"], [Reason.CAMPAIGN]),
    ],
)
def test_only_a_feedback_mark_that_a_provider_writes_on_every_mail_of_people_says_nothing(values, found):
    assert codes(headers=[("Feedback-ID", value) for value in values]) == found


def test_a_providers_feedback_mark_hides_no_mark_of_another_service():
    assert codes(headers=[("Feedback-ID", "i56a14606:Fastmail"), ("X-MSFBL", "eyJ0")]) == [Reason.CAMPAIGN]
