"""A whole message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.identity import identity_of
from inboxd.core.parse.mail import parse_bytes, parse_mail
from inboxd.core.values.arrival import Arrival, Place
from inboxd.core.values.mail import Address

NOW = datetime(2024, 3, 12, 9, 0, tzinfo=UTC)

WHOLE = (
    b"Return-Path: <Mira@Bluehill.example>\r\n"
    b"Delivered-To: box@northgate.example\r\n"
    b"X-Original-To: Help@northgate.example\r\n"
    b"Received: from a.example by b.example; Tue, 12 Mar 2024 10:15:00 +0200\r\n"
    b"From: =?utf-8?Q?Mira_H=C3=BCgel?= <Mira@Bluehill.example>\r\n"
    b"Reply-To: <mira.private@bluehill.example>\r\n"
    b'To: "Help, desk" <help@northgate.example>, sales@northgate.example\r\n'
    b"Cc: =?utf-8?B?0JjQstCw0L0=?= <ivan@bluehill.example>\r\n"
    b"Subject: =?utf-8?Q?Noch_immer_kaputt=21?=\r\n"
    b"Date: Tue, 12 Mar 2024 10:15:00 +0200\r\n"
    b"Message-ID: <1@bluehill.example>\r\n"
    b"In-Reply-To: <0@northgate.example>\r\n"
    b"References: <00@northgate.example>\r\n <0@northgate.example>\r\n"
    b"X-Priority: 1\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Es geht nicht.\r\n"
)


def test_every_field_of_a_mail():
    mail = parse_bytes(WHOLE, NOW)
    assert mail.sender == Address("mira@bluehill.example", "Mira Hügel")
    assert mail.reply_to == (Address("mira.private@bluehill.example"),)
    assert mail.reply_address == mail.reply_to[0]
    assert mail.to == (Address("help@northgate.example", "Help, desk"), Address("sales@northgate.example"))
    assert mail.cc == (Address("ivan@bluehill.example", "Иван"),)
    assert mail.recipients == (
        "box@northgate.example",
        "help@northgate.example",
        "sales@northgate.example",
        "ivan@bluehill.example",
    )
    assert mail.return_path == "mira@bluehill.example"
    assert mail.subject == "Noch immer kaputt!"
    assert mail.in_reply_to == ("0@northgate.example",)
    assert mail.references == ("00@northgate.example", "0@northgate.example")
    assert mail.sent_at == datetime(2024, 3, 12, 8, 15, tzinfo=UTC)
    assert mail.received_at == NOW
    assert mail.identity == identity_of(WHOLE.partition(b"\r\n\r\n")[0], len(WHOLE))
    assert mail.identity.message_id == "1@bluehill.example"
    assert mail.headers.first("x-priority") == "1"
    assert mail.headers.first("from") == "Mira Hügel <Mira@Bluehill.example>"
    assert mail.text.new == "Es geht nicht."
    assert mail.size == len(WHOLE)
    assert (mail.html, mail.attachments, mail.content_types, mail.defects) == (False, (), ("text/plain",), ())


def test_an_arrival_keeps_its_own_identity_and_size():
    arrival = Arrival(
        place=Place("support", "INBOX", 1, 2), identity=identity_of(b"x", 9), raw=WHOLE, size=9_000_000, received_at=NOW
    )
    mail = parse_mail(arrival)
    assert (mail.identity, mail.size) == (arrival.identity, 9_000_000)


@pytest.mark.parametrize(
    ("field", "return_path"),
    [
        (b"Return-Path: <>\r\n", ""),
        (b"Return-Path: < >\r\n", ""),
        (b"Return-Path:\r\n", ""),
        (b"Return-Path: <A@b.example>\r\n", "a@b.example"),
        (b"Return-path: a@b.example\r\n", "a@b.example"),
        (b"Return-Path: <MAILER-DAEMON>\r\n", "mailer-daemon"),
        (b"Return-Path: <>\r\nReturn-Path: <a@b.example>\r\n", ""),
        (b"", None),
    ],
)
def test_the_return_path_tells_a_null_sender_from_none(field: bytes, return_path: str | None):
    assert parse_bytes(field + b"\r\n\r\n", NOW).return_path == return_path


@pytest.mark.parametrize(
    "name",
    ["Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"],
)
def test_recipients_come_from_every_field_that_names_them(name: str):
    assert parse_bytes(f"{name}: <Box@northgate.example>\r\n\r\n".encode(), NOW).recipients == (
        "box@northgate.example",
    )


@pytest.mark.parametrize("sender", ["", "Mira", "<>", '"', "mira@", "<[x]>"])
def test_without_a_usable_sender_there_is_none_and_a_defect(sender: str):
    mail = parse_bytes(f"From: {sender}\r\n\r\nx".encode(), NOW)
    assert mail.sender is None
    assert "no-sender" in [defect.code for defect in mail.defects]


@pytest.mark.parametrize(
    "fields",
    [
        "From: victim@bank.example\r\nFrom: x@evil.example",
        "From: victim@bank.example, x@evil.example",
    ],
)
def test_of_several_senders_none_is_taken_for_the_one(fields: str):
    mail = parse_bytes(f"{fields}\r\n\r\nx".encode(), NOW)
    assert mail.sender is None
    assert "several-senders" in [defect.code for defect in mail.defects]


def test_one_sender_who_stands_there_twice_is_one():
    mail = parse_bytes(b"From: Mira <mira@b.example>\r\nFrom: MIRA@b.example\r\n\r\nx", NOW)
    assert mail.sender is not None
    assert mail.sender.email == "mira@b.example"


@pytest.mark.parametrize(
    "sender", ['"victim@bank.example" <x at evil.example>', "=?utf-8?q?victim=40bank=2Eexample?= <>"]
)
def test_an_address_in_the_name_alone_is_no_sender(sender: str):
    assert parse_bytes(f"From: {sender}\r\n\r\nx".encode(), NOW).sender is None


def test_all_headers_survive_with_repetitions_and_in_order():
    mail = parse_bytes(
        b"Auto-Submitted: no\r\nX-A: 1\r\nauto-submitted: auto-replied (vacation)\r\nList-Id: <l.example>\r\n\r\n", NOW
    )
    assert mail.headers.all("Auto-Submitted") == ("no", "auto-replied (vacation)")
    assert list(mail.headers.names()) == ["auto-submitted", "x-a", "auto-submitted", "list-id"]
    assert mail.headers.first("List-ID") == "<l.example>"


def test_a_subject_is_one_line_without_control_characters():
    mail = parse_bytes(b"Subject: =?utf-8?Q?a=0D=0ABcc=3A_x=00=07?=\r\n b\r\n\r\n", NOW)
    assert mail.subject == "a Bcc: x b"


def test_octets_of_nothing_make_a_mail():
    mail = parse_bytes(b"", NOW)
    assert (mail.subject, mail.text.all, mail.sender) == ("", "", None)


def test_no_defect_carries_the_customers_words():
    raw = b"From: secret@@\r\nSubject: =?secret-charset?Q?x?=\r\nDate: secret\r\nsecret line\r\n\r\nsecret"
    assert all(
        "secret" not in defect.detail or defect.code == "charset-refused" for defect in parse_bytes(raw, NOW).defects
    )


def test_a_defect_is_noted_once_with_its_first_detail():
    defects = Defects()
    defects.add(DefectCode.HEADER_CUT, "first")
    defects.add(DefectCode.HEADER_CUT, "second")
    assert [(each.code, each.detail) for each in defects.found()] == [("header-cut", "first")]
