"""Bounces: what they say of whom, whatever their form."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.parse.bounces import may_be_bounce, read_bounce
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.verdict import Sign

OURS = "inboxd.acknowledgment.0123456789abcdef0123.0123456789abcdef@ourshop.example"


def report(action="failed", status="5.1.1", *, recipient="mira@bluehill.example", more="", copy="message/rfc822"):
    return (
        "From: Mail System <mailer-daemon@mx.bluehill.example>\r\nTo: support@ourshop.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.bluehill.example\r\nArrival-Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n{more}\r\n"
        f"--b1\r\nContent-Type: {copy}\r\n\r\n"
        f"From: support@ourshop.example\r\nTo: mira@bluehill.example\r\nMessage-ID:\r\n <{OURS}>\r\n"
        "Subject: Re: Help\r\n\r\nThank you.\r\n--b1--\r\n"
    ).encode()


@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_of_failure_names_recipient_status_and_the_mail(copy: str):
    assert read_bounce(report(copy=copy)) == Bounce("mira@bluehill.example", True, "5.1.1", (OURS,))


def test_a_mail_that_is_only_late_is_not_given_up():
    found = read_bounce(report("delayed", "4.4.1"))
    assert (found.permanent, found.given_up, found.status) == (False, False, "4.4.1")


def test_a_server_that_gave_up_after_trying_for_days_says_nothing_about_the_address():
    found = read_bounce(report("failed", "4.4.7"))
    assert (found.permanent, found.given_up) == (False, True)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_bounce(action: str):
    assert read_bounce(report(action, "2.0.0")) is None


def test_the_address_that_we_wrote_to_counts_more_than_where_it_was_forwarded():
    more = "Original-Recipient: rfc822;Mira@Bluehill.example\r\n"
    assert read_bounce(report(recipient="m@elsewhere.example", more=more)).recipient == "mira@bluehill.example"


def test_a_qmail_failure_notice_is_read_from_its_words():
    raw = (
        "From: MAILER-DAEMON@mx.bluehill.example\r\nTo: support@ourshop.example\r\nSubject: failure notice\r\n\r\n"
        "Hi. This is the qmail-send program at mx.bluehill.example.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        "<mira@bluehill.example>:\r\n"
        "192.0.2.7 does not like recipient.\r\nRemote host said: 550 5.1.1 No such user\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n"
        f"Return-Path: <support@ourshop.example>\r\nMessage-ID: <{OURS}>\r\nSubject: Re: Help\r\n\r\nThank you.\r\n"
    ).encode()
    assert read_bounce(raw) == Bounce("mira@bluehill.example", True, "5.1.1", (OURS,))


def test_an_exim_bounce_is_read_from_its_header():
    raw = (
        "From: Mail Delivery System <Mailer-Daemon@mx.bluehill.example>\r\nTo: support@ourshop.example\r\n"
        "X-Failed-Recipients: mira@bluehill.example\r\nSubject: Mail delivery failed\r\n"
        f"In-Reply-To: <{OURS}>\r\n\r\nA message that you sent could not be delivered.\r\n"
    ).encode()
    assert read_bounce(raw) == Bounce("mira@bluehill.example", True, "", (OURS,))


def test_an_ordinary_mail_is_no_bounce():
    raw = b"From: mira@bluehill.example\r\nTo: support@ourshop.example\r\nSubject: Help\r\n\r\nMy mail came back.\r\n"
    assert read_bounce(raw) is None


def test_only_mail_of_machines_is_looked_at():
    assert may_be_bounce((Sign("report", "multipart/report", hard=True),))
    assert not may_be_bounce((Sign("mailing-list", "List-Id", hard=True),))


@given(st.binary(max_size=2000))
def test_whatever_comes_the_answer_is_a_bounce_or_none(noise: bytes):
    assert isinstance(read_bounce(report()[:400] + noise), Bounce | None)


def test_a_hostile_report_takes_no_time():
    many = b"Message-ID: " + b"<a" * 100_000
    parts = b"".join(b"--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _ in range(5_000))
    assert isinstance(read_bounce(report().replace(b"It could", many)), Bounce | None)
    assert isinstance(read_bounce(report().replace(b"--b1\r\n", parts + b"--b1\r\n", 1)), Bounce | None)


@pytest.mark.parametrize("sign", [b",", b"ab,", b"\n"])
def test_a_hostile_notice_of_no_form_takes_little_time(sign: bytes):
    before = process_time()
    read_bounce(b"From: <>\r\nSubject: Undelivered\r\n\r\n" + sign * (200_000 // len(sign)))
    assert process_time() - before < 2.5
