"""Parts, transfer encodings, parameters, limits."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

import pytest

from inboxd.core.parse.defects import Defects
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.parse.mime import read_parameters
from inboxd.core.values.mail import Mail

NOW = datetime(2024, 3, 12, tzinfo=UTC)


def multipart(*parts: bytes, subtype: bytes = b"mixed", closed: bool = True) -> bytes:
    head = b"From: a@b.example\r\nContent-Type: multipart/" + subtype + b'; boundary="b b"\r\n\r\npreamble\r\n'
    return (
        head
        + b"".join(b"--b b\r\n" + part + b"\r\n" for part in parts)
        + (b"--b b--\r\nepilogue\r\n" if closed else b"")
    )


def read(raw: bytes) -> Mail:
    return parse_bytes(raw, NOW)


def codes(mail: Mail) -> list[str]:
    return [defect.code for defect in mail.defects]


def test_plain_and_html_of_one_text_are_read_once():
    mail = read(
        multipart(
            b"\r\nplain words that are long enough to be one",
            b"Content-Type: text/html\r\n\r\n<p>html",
            subtype=b"alternative",
        )
    )
    assert mail.text.new == "plain words that are long enough to be one"
    assert mail.html
    assert mail.content_types == ("multipart/alternative", "text/plain", "text/html")


@pytest.mark.parametrize(
    "plain", [b"", b"   ", b"Your mail client does not support HTML messages.", b"Please view this e-mail in HTML."]
)
def test_html_is_read_where_the_plain_form_says_nothing(plain: bytes):
    raw = multipart(b"\r\n" + plain, b"Content-Type: text/html\r\n\r\n<p>Still down</p>", subtype=b"alternative")
    assert read(raw).text.new == "Still down"


def test_html_that_calls_itself_plain_is_read_as_html():
    assert (
        read(b"From: a@b.example\r\n\r\n<html><body><p>Still</p><p>down</p></body></html>").text.new == "Still\n\ndown"
    )


def test_text_around_a_picture_is_joined():
    mail = read(multipart(b"\r\nabove", b"Content-Type: image/png; name=x.png\r\n\r\nxxxx", b"\r\nbelow"))
    assert mail.text.new == "above\n\nbelow"
    assert [(each.name, each.content_type, each.size) for each in mail.attachments] == [("x.png", "image/png", 4)]


def test_files_are_attachments_even_when_they_are_text():
    mail = read(
        multipart(
            b"\r\nhello",
            b"Content-Type: text/plain; name=log.txt\r\n\r\nERROR",
            b"Content-Type: text/html\r\nContent-Disposition: attachment; filename*=utf-8''%D0%B0.html\r\n\r\n<p>x",
            b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\nBEGIN:VCALENDAR",
        )
    )
    assert mail.text.new == "hello"
    assert [each.name for each in mail.attachments] == ["log.txt", "а.html", ""]
    assert mail.content_types[-1] == "text/calendar; method=reply"


def test_the_report_type_is_kept():
    raw = b"Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b--"
    assert read(raw).content_types[0] == "multipart/report; report-type=delivery-status"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"base64", base64.b64encode("Größe".encode())),
        (b"BASE64", b" R3LD\r\n\r\ntsOfZQ "),
        (b"base64", base64.b64encode("Grö".encode()) + b"\r\n" + base64.b64encode(b"\xc3\x9fe")),
        (b"base64", base64.b64encode("Größe".encode()).rstrip(b"=")),
        (b"base64", base64.b64encode("Größe".encode()) + b"\r\n-- a footer -- "[:0]),
        (b"quoted-printable", b"Gr=C3=B6=C3=\r\n=9Fe"),
        (b"Quoted-Printable ; x", b"Gr=c3=b6=c3=9fe"),
        (b"x-uuencode", b"begin 644 x\r\n" + binascii.b2a_uu("Größe".encode()) + b"`\r\nend\r\n"),
        (b"8bit", "Größe".encode()),
        (b"binary", "Größe".encode()),
        (b"", "Größe".encode()),
    ],
)
def test_transfer_encodings(encoding: bytes, body: bytes):
    raw = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body
    assert read(raw).text.new == "Größe"


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        (b"base64", b"QUJDR", "encoding-broken"),
        (b"x-yenc", b"text", "encoding-unknown"),
        (b"x-uuencode", b"begin 644 x\r\n\xff\xff\xff\r\nend", "encoding-broken"),
    ],
)
def test_broken_encodings_are_defects_and_read_as_far_as_possible(encoding: bytes, body: bytes, code: str):
    assert code in codes(read(b"From: a@b.example\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('text/plain; charset="utf-8"; format=flowed', {"charset": "utf-8", "format": "flowed"}),
        ("text/plain;charset=utf-8", {"charset": "utf-8"}),
        (r'a/b; name="a \"b\" c"', {"name": 'a "b" c'}),
        ("a/b; name=two words", {"name": "two words"}),
        ('a/b; name="=?utf-8?B?0LA=?=.txt"', {"name": "а.txt"}),
        ("a/b; name*=utf-8''%D0%B0%20b", {"name": "а b"}),
        ("a/b; name*0*=utf-8''%D0; name*1*=%B0; name*2=.txt", {"name": "а.txt"}),
        ("a/b; name*1=b; name*0=a", {"name": "ab"}),
        ("a/b; name*", {}),
        ("a/b; name*x=1", {"name": "1"}),
        ("a/b; =x; ;;; y", {}),
        ('a/b; name="open', {"name": "open"}),
        ("a/b; A=1; a=2", {"a": "1"}),
    ],
)
def test_parameters(written: str, read_as: dict[str, str]):
    assert read_parameters(written, Defects()) == read_as


def test_a_boundary_that_never_comes_gives_the_whole_as_text():
    mail = read(b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=zzz\r\n\r\nStill down\r\n")
    assert mail.text.new == "Still down"
    assert codes(mail) == ["boundary-missing"]


def test_a_missing_boundary_parameter_is_the_same():
    assert read(b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nStill down\r\n").text.new == "Still down"


def test_an_unclosed_multipart_is_read_to_its_end():
    mail = read(multipart(b"\r\nStill down", closed=False))
    assert mail.text.new == "Still down"
    assert codes(mail) == ["boundary-unclosed"]


def test_lines_that_only_begin_like_a_boundary_are_text():
    assert read(multipart(b"\r\none\r\n--b bx\r\ntwo")).text.new == "one\n--b bx\ntwo"


def test_bare_line_ends_between_parts_are_understood():
    raw = multipart(b"\r\none", b"Content-Type: text/html\r\n\r\n<p>x", subtype=b"alternative").replace(b"\r\n", b"\n")
    assert read(raw).content_types == ("multipart/alternative", "text/plain", "text/html")


@pytest.mark.parametrize("written", [b"nonsense", b"", b"text", b"/", b"text/", b";charset=utf-8"])
def test_an_unreadable_content_type_is_plain_text(written: bytes):
    assert read(b"Content-Type: " + written + b"\r\n\r\nStill down").text.new == "Still down"


def test_flowed_lines_are_joined_and_signatures_are_not():
    raw = b"Content-Type: text/plain; format=flowed\r\n\r\nStill \r\ndown.\r\n-- \r\nMira\r\n"
    text = read(raw).text
    assert (text.new, text.signature) == ("Still down.", "--\nMira")


def test_flowed_lines_without_the_blank():
    raw = "Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\r\n\r\n返金し \r\nて".encode()
    assert read(raw).text.new == "返金して"


def test_deep_nesting_ends_with_a_defect():
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000))
    mail = read(raw + b"\r\ntext\r\n")
    assert "depth-cut" in codes(mail)
    assert len(mail.content_types) == 21


def test_many_parts_end_with_a_defect():
    mail = read(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000)
    assert "parts-cut" in codes(mail)
    assert len(mail.content_types) == 200


def test_much_text_ends_with_a_defect():
    mail = read(b"From: a@b.example\r\n\r\n" + b"word " * 500_000)
    assert codes(mail) == ["text-cut"]
    assert len(mail.text.all) <= 2_000_000


def test_all_parts_together_have_one_share_of_text():
    mail = read(multipart(*[b"\r\n" + b"word " * 100_000] * 10))
    assert len(mail.text.all) <= 2_100_000
    assert "text-cut" in codes(mail)
