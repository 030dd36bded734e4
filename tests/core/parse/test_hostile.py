"""Any octets become a Mail, quickly."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxd.core.parse.body import take_apart
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Mail

NOW = datetime(2024, 3, 12, tzinfo=UTC)


def nested(count: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(count))


def whole(mail: Mail) -> str:
    return " ".join(
        [
            mail.subject,
            mail.text.all,
            *(value for _, value in mail.headers.fields),
            *(each.name for each in mail.attachments),
        ]
    )


MALFORMED = {
    "nothing": b"",
    "one octet": b"\xff",
    "only line ends": b"\r\n\r\n\r\n",
    "only a nul": b"\0\0\0",
    "no headers": b"\r\nStill down",
    "no body": b"Subject: x",
    "no empty line": b"Subject: x\r\nStill down",
    "folded nothing": b" folded\r\n\tfolded\r\n\r\nx",
    "empty name": b": value\r\n\r\nx",
    "open quote in To": b'To: "\r\n\r\nx',
    "comment as group in To": b"To: (c):\r\n\r\nx",
    "name* without value": b"Content-Type: text/plain; name*\r\n\r\nx",
    "name*0 without value": b"Content-Type: text/plain; name*0*\r\n\r\nx",
    "name* with bad charset": b"Content-Type: text/plain; name*=x-none''%ff\r\n\r\nx",
    "name* with bad escape": b"Content-Type: text/plain; name*=utf-8''%zz%\r\n\r\nx",
    "message id of Microsoft": b"Message-ID: <[abc@x.example]>\r\n\r\nx",
    "domain literal": b"From: a@[1.2.3\r\n\r\nx",
    "date far away": b"Date: Mon, 1 Jan 99999 00:00:00 +0000\r\n\r\nx",
    "date with a wide zone": b"Date: Mon, 1 Jan 2024 00:00:00 +9999999999999\r\n\r\nx",
    "charset foo-8": b"Content-Type: text/plain; charset=foo-8\r\n\r\nx\xff",
    "charset hex": b"Content-Type: text/plain; charset=hex\r\n\r\nzz",
    "charset zlib": b"Content-Type: text/plain; charset=zlib\r\n\r\nzz",
    "charset rot13": b"Content-Type: text/plain; charset=rot13\r\n\r\nzz",
    "charset idna": b"Content-Type: text/plain; charset=idna\r\n\r\n\xff..",
    "charset undefined": b"Content-Type: text/plain; charset=undefined\r\n\r\nx",
    "charset with nul": b'Content-Type: text/plain; charset="ut\0f-8"\r\n\r\nx',
    "encoded word with charset hex": b"Subject: =?hex?Q?zz?=\r\n\r\nx",
    "encoded word cut": b"Subject: =?utf-8?B?w6\r\n\r\nx",
    "encoded word of surrogates": b"Subject: =?utf-8?Q?=ED=A0=80?=\r\n\r\nx",
    "utf-7 in the subject": b"Subject: =?utf-7?Q?+ADw-script+AD4-?=\r\n\r\nx",
    "surrogates in utf-16": b"Content-Type: text/plain; charset=utf-16-le\r\n\r\n\x00\xd8\x00\xd8",
    "boundary empty": b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx',
    "boundary of blanks": b'Content-Type: multipart/mixed; boundary="  "\r\n\r\n--  \r\n\r\nx',
    "boundary in itself": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; "
    b"boundary=a\r\n\r\n"
    b"--a\r\n\r\nx\r\n--a--\r\n--a--",
    "boundary first octet of the body": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--",
    "closing boundary first": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a--\r\n--a\r\n\r\nx",
    "part of headers": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n--a--",
    "message in itself": b"Content-Type: message/rfc822\r\n\r\n" * 30 + b"x",
    "message encoded": b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeAoKeQ==",
    "base64 of one letter": b"Content-Transfer-Encoding: base64\r\n\r\nA",
    "base64 of signs": b"Content-Transfer-Encoding: base64\r\n\r\n====",
    "quoted-printable cut": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=",
    "quoted-printable of nonsense": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=1=",
    "uuencode without begin": b"Content-Transfer-Encoding: uuencode\r\n\r\n#86)C",
    "uuencode of nonsense": b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 x\r\n~~~\r\n\x80\x80",
    "disposition of nonsense": b"Content-Disposition: ;;;=\r\n\r\nx",
    "two of everything": b"From: a@b.example\r\nFrom: c@d.example\r\nSubject: 1\r\nSubject: 2\r\nDate: x\r\nDate: "
    b"y\r\n\r\nx",
    "carriage returns only": b"Subject: x\r\rStill down\r",
    "nul in a header": b"Sub\0ject: x\r\nTo: a\0@b.example\r\n\r\nx",
    "html with a nul": b"Content-Type: text/html\r\n\r\n<p>a\0b",
    "reply to nobody": b"Reply-To: ;;;\r\nFrom: <>\r\nReturn-Path: <<>>\r\n\r\nx",
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_message_becomes_a_mail_without_unsafe_characters(raw: bytes):
    text = whole(parse_bytes(raw, NOW))
    assert "\0" not in text
    text.encode()


HOSTILE = {
    "nested multiparts": nested(1000) + b"\r\ntext\r\n",
    "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 50_000 + b"Subject: x\r\n\r\nhi",
    "headers": b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\nhi",
    "parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "a folded subject": b"Subject: " + b"a\r\n b" * 200_000 + b"\r\n\r\nhi",
    "recipients": b"To: " + b"a@b.example, " * 80_000 + b"\r\n\r\nhi",
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 40_000 + b"\r\n\r\nhi",
    "encoded words": b"Subject: " + b"=?utf-8?Q?a=C3?= " * 60_000 + b"\r\n\r\nhi",
    "line ends": b"\r\n" * 5_000_000,
    "quotes in To": b"To: " + b'"' * 200_000 + b"\r\n\r\nhi",
    "parentheses in To": b"To: " + b"(" * 15_000 + b"\r\n\r\nhi",
    "header words": b"Subject: x\r\n\r\n" + b"From: x\r\n" * 22_000,
    "attributions": b"S: x\r\n\r\n" + b"On 12 Mar 2024 at 10:15 a wrote:\r\n" * 6_000,
    "colons": b"S: x\r\n\r\n" + b"a:\r\n" * 50_000,
    "almost addresses": b"S: x\r\n\r\n" + (b"1" * 60 + b"@" + b"1" * 60 + b":\r\n") * 1_600,
    "almost dates": b"S: x\r\n\r\n" + (b"12 . 12 . 12 " * 15 + b":\r\n") * 1_000,
    "dashes": b"S: x\r\n\r\n" + b"-" * 200_000,
    "dashed lines": b"S: x\r\n\r\n" + b"---- a ----\r\n" * 17_000,
    "stars": b"S: x\r\n\r\n" + (b"*" * 190 + b"aaa\r\n") * 1_000,
    "quotation signs": b"S: x\r\n\r\n" + b"> > > \r\n" * 25_000,
    "one word": b"S: x\r\n\r\n" + b"a" * 200_000,
    "blanks": b"S: x\r\n\r\n" + b" " * 200_000,
    "boilerplate": b"S: x\r\n\r\n" + b"This is confidential intended recipient in error. \r\n\r\n" * 4_000,
    "signatures": b"S: x\r\n\r\n" + b"-- \r\nMira\r\n" * 20_000,
    "device lines": b"S: x\r\n\r\n" + b"Sent from my iPhone\r\n" * 9_500,
    "almost boundaries": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bx\r\n" * 40_000,
    "padded base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"YQ==\r\n" * 33_000,
    "eight-bit headers": b"".join(b"X-%d: \xe9\xe8\xfe\xe0\r\n" % n for n in range(900)) + b"\r\nhi",
    "eight-bit body": b"\r\n" + bytes(range(128, 256)) * 1_500,
    "flowed": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 50_000,
    "a wide table": b"Content-Type: text/html\r\n\r\n<table><tr><td>"
    + b"x" * 20_000
    + b"<td>y"
    + b"<tr><td>a<td>b" * 9_000,
    "long boundaries": b"Content-Type: multipart/mixed; boundary="
    + b"b" * 9_000
    + b"\r\n\r\n"
    + (b"--" + b"b" * 9_000 + b"\r\n") * 20,
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_message_is_read_within_bounds(raw: bytes):
    start = process_time()
    mail = parse_bytes(raw, NOW)
    assert process_time() - start < 3  # ten times what it takes; without the bounds it would be minutes
    assert len(mail.text.all) <= 2_100_000
    assert len(mail.content_types) <= 200


_FRAGMENTS = st.sampled_from(
    [
        b"From: ",
        b"To: ",
        b"Subject: ",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/html; charset=",
        b"Date: ",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*0*=",
        b"Message-ID: <",
        b"References: <a@b> ",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b"--b",
        b"--b--",
        b"=?utf-8?B?",
        b"=?iso-2022-jp?Q?",
        b"?=",
        b"<",
        b">",
        b'"',
        b"(",
        b")",
        b":",
        b";",
        b",",
        b"@",
        b"a@b.example",
        b"> ",
        b"-- ",
        b"On 12 Mar 2024 at 10:15 A <a@b.example> wrote:",
        b"-----Original Message-----",
        b"---------- Forwarded message ---------",
        b"From: A <a@b.example>\r\nSent: 12.03.2024 10:15\r\nSubject: x",
        b"<div class=gmail_quote>",
        b"<blockquote type=cite>",
        b"begin 644 x\r\n",
        b"\x1b$B",
        b"\xff\xfe",
        b"\0",
        b"\xe3\x81",
        b"gb18030",
        b"utf-7",
        b"=C3",
        b"==",
        b"\xed\xa0\x80",
    ]
)


@settings(max_examples=400)
@given(st.lists(_FRAGMENTS | st.binary(max_size=6), max_size=40).map(b"".join))
def test_any_mail_like_octets_become_a_mail(raw: bytes):
    mail = parse_bytes(raw, NOW)
    text = whole(mail)
    assert "\0" not in text
    text.encode()


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_octets_become_a_mail(raw: bytes):
    assert parse_bytes(raw, NOW).size == len(raw)


_LINES = st.sampled_from(
    [
        ("words of my own", "words of my own"),
        ("> quoted", "quoted"),
        (">> deeper", "deeper"),
        ("", ""),
        ("--", "--"),
        ("-- ", "--"),
        ("Sent from my iPhone", "Sent from my iPhone"),
        ("From: A (a@b.example)", "From: A (a@b.example)"),
        ("To: c@d.example", "To: c@d.example"),
        ("Sent: 12.03.2024 10:15", "Sent: 12.03.2024 10:15"),
        ("Subject: x", "Subject: x"),
        ("_____________", "_____________"),
        ("On 12.03.2024 10:15 A (a@b.example) wrote:", "On 12.03.2024 10:15 A (a@b.example) wrote:"),
        ("wrote:", "wrote:"),
        ("-----Original Message-----", "-----Original Message-----"),
        ("Begin forwarded message:", "Begin forwarded message:"),
        ("-------- Forwarded Message --------", "-------- Forwarded Message --------"),
        ("reply above this line", "reply above this line"),
        (
            "This mail is confidential. Delete it if received in error.",
            "This mail is confidential. Delete it if received in error.",
        ),
        ("CAUTION: external email", "CAUTION: external email"),
    ]
)


@settings(max_examples=400)
@given(st.lists(_LINES, max_size=25), st.sampled_from(["", "Re: x", "Fwd: x"]))
def test_every_word_of_a_text_is_in_exactly_one_of_its_pieces(lines: list[tuple[str, str]], subject: str):
    text = take_apart("\n".join(line for line, _ in lines), subject)
    assert Counter(text.all.split()) == Counter(" ".join(words for _, words in lines).split())
