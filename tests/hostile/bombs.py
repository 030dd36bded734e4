"""Mails that are made to cost: small causes with great effects, each by its name."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

_HEAD = b"From: Mira <mira@bluehill.example>\r\nTo: support@larch.example\r\nMessage-ID: <bomb@bluehill.example>\r\n"
_SUBJECT = b"Subject: Nothing works\r\n"
_HTML = b"Content-Type: text/html; charset=utf-8\r\n"
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n"
_MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n"


def mail(body: bytes, fields: bytes = _PLAIN, subject: bytes = _SUBJECT) -> bytes:
    """A message of a customer with these fields beside the usual ones."""
    return _HEAD + subject + fields + b"\r\n" + body


def html(body: bytes) -> bytes:
    """The same as HTML."""
    return mail(body, _HTML)


def _text(body: str) -> bytes:
    return mail(body.encode("utf-8", "surrogatepass"))


def _nested_multiparts(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return _HEAD + _SUBJECT + opened + b"\r\nStill down\r\n"


def _prefixed_boundaries(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (b"b" * level, b"b" * level)
        for level in range(1, depth)
    )
    return _HEAD + _SUBJECT + opened + b"\r\nStill down\r\n"


def _packed(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _base64_in_base64(levels: int, inner: bytes) -> bytes:
    """A message in a message, each packed again: what is unpacked grows small, work is done at every level."""
    raw = inner
    for _ in range(levels):
        raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + _packed(raw)
    return _HEAD + _SUBJECT + raw


def _changing_words(count: int) -> bytes:
    """Encoded words each in a charset of its own that nobody knows: every one has to be guessed."""
    words = b" ".join(b"=?x-%d?Q?=E9=FE=E0?=" % number for number in range(count))
    return b"".join(b"X-%d: %s\r\n" % (number, words) for number in range(15))


def _bounce(body: bytes) -> bytes:
    return b"Return-Path: <>\r\nFrom: MAILER-DAEMON@larch.example\r\nSubject: Undelivered Mail\r\n" + body


_ATTRIBUTIONS = (
    "On 12 Mar 2024 at 10:15, Mira <mira@bluehill.example> wrote", "Am 12.03.2024 um 10:15 schrieb Mira",
    "Le 12 mars 2024 à 10:15, Mira a écrit", "El 12 mar 2024, a las 10:15, Mira escribió",
    "Il giorno 12 mar 2024 alle 10:15 Mira ha scritto", "Em 12 de mar de 2024 às 10:15, Mira escreveu",
    "Op 12 mrt 2024 om 10:15 schreef Mira", "Den 12 mars 2024 kl. 10:15 skrev Mira",
    "12. maaliskuuta 2024 klo 10.15 Mira kirjoitti", "W dniu 12.03.2024 o 10:15 Mira pisze",
    "Dne 12. 3. 2024 v 10:15 Mira napsal", "2024. márc. 12. 10:15, Mira írta", "În 12 mar. 2024, la 10:15, Mira a scris",
    "На 12 март 2024 в 10:15 Мира написа", "12 марта 2024 г. в 10:15 Мира написал", "Στις 12 Μαρ 2024 η Μίρα έγραψε",
    "12 Mar 2024 10:15 tarihinde Mira şunu yazdı", "في ١٢ مارس ٢٠٢٤ كتبت ميرا", "ב-12 במרץ 2024 מאת מירה",
    "2024年3月12日 10:15 Mira 写道", "2024年3月12日(火) 10:15 Mira のメール", "2024년 3월 12일 10:15 Mira 작성",
)  # fmt: skip
"""Of 21 languages and one more, without the colon that would make them whole."""


def _quoted_fields(name: bytes) -> bytes:
    """Quotes that look like opening ones, and that nothing closes, as many as are read."""
    return (name + b': "' + b'\\"' * 7_900 + b"\r\n") * 15


def _near_attributions(count: int) -> bytes:
    return _text("\r\n".join(f"{each} {number}" for number in range(count) for each in _ATTRIBUTIONS))


def _nested_tables(depth: int) -> bytes:
    return b"<table><tr><td>" * depth + b"x" + b"</table>" * depth


MAILS: Mapping[str, Callable[[], bytes]] = {
    # nesting
    "multiparts nested 1,000 deep": lambda: _nested_multiparts(1_000),
    "multiparts nested 20,000 deep": lambda: _nested_multiparts(20_000),
    "boundaries that begin each other": lambda: _prefixed_boundaries(900),
    "messages in messages": lambda: _HEAD + _SUBJECT + b"Content-Type: message/rfc822\r\n\r\n" * 100_000 + b"\r\nhi",
    "a bounce nested 5,000 deep": lambda: _bounce(_nested_multiparts(5_000)),
    "a bounce of messages in messages": lambda: _bounce(b"Content-Type: message/rfc822\r\n\r\n" * 6_000 + b"\r\nhi"),
    # headers
    "one header of 1 MB": lambda: mail(b"hi", b"X-Long: " + b"a" * 1_000_000 + b"\r\n"),
    "a folded header of 1 MB": lambda: mail(b"hi", b"X-Long: " + b"a\r\n " * 250_000 + b"\r\n"),
    "100,000 headers": lambda: mail(b"hi", b"".join(b"X-%d: y\r\n" % number for number in range(100_000))),
    "100,000 headers of one name": lambda: mail(b"hi", b"Auto-Submitted: no\r\n" * 100_000),
    "comments nested 10,000 deep": lambda: mail(b"hi", b"Cc: " + b"(" * 10_000 + b")" * 5_990 + b" a@b.example\r\n"),
    "comments in Auto-Submitted": lambda: mail(b"hi", b"Auto-Submitted: " + b"(" * 15_900 + b"no\r\n"),
    "folded headers of blanks": lambda: mail(b"hi", (b"X-Odd: a\r\n b" + b" " * 15_800 + b"c\r\n") * 15),
    "a header of line ends": lambda: mail(b"hi", b"X-Odd:" + b"\r \r\n\t" * 60_000 + b"\r\n"),
    # parts
    "100,000 parts": lambda: mail(b"--b\r\n\r\nx\r\n" * 100_000, _MIXED),
    "100,000 near boundaries": lambda: mail(b"--bx\r\n" * 100_000, _MIXED),
    "200 parts of headers": lambda: mail(
        b"".join(b"--b\r\n" + b"X: =?utf-8?Q?=C3?=\r\n" * 900 + b"\r\nx\r\n" for _ in range(200)), _MIXED
    ),
    "200 parts of HTML": lambda: mail(b"--b\r\n" + _HTML + b"\r\n" + b"<div>x" * 2_000 + b"\r\n" , _MIXED)
    + (b"--b\r\n" + _HTML + b"\r\n" + b"<div>x" * 2_000 + b"\r\n") * 190,
    "parameters without end": lambda: mail(b"hi", b"Content-Type: text/plain; " + b"a*0*=%41; " * 100_000 + b"\r\n"),
    # encoded words
    "1 MB of encoded words": lambda: mail(b"hi", b"X-Words: " + b"=?utf-8?Q?=C3=A9?= " * 55_000 + b"\r\n"),
    "encoded words of changing charsets": lambda: mail(b"hi", _changing_words(700)),
    "encoded words that never end": lambda: mail(b"hi", subject=b"Subject: " + b"=?utf-8?Q?" * 100_000 + b"\r\n"),
    "encoded words in encoded words": lambda: mail(
        b"hi", subject=b"Subject: " + b"=?utf-8?Q?=3D=3Futf-8=3FQ=3F?=" * 30_000 + b"\r\n"
    ),
    # addresses
    "50,000 addresses": lambda: mail(b"hi", b"Cc: " + b"mira@bluehill.example, " * 50_000 + b"\r\n"),
    "1,000 fields of addresses": lambda: mail(b"hi", (b"Cc: " + b"a@b.example, " * 19 + b"\r\n") * 990),
    "an address of 1 MB": lambda: mail(b"hi", b"Reply-To: " + b"a" * 1_000_000 + b"@bluehill.example\r\n"),
    "an address of dots": lambda: mail(b"hi", b"Reply-To: a@" + b"a." * 8_000 + b"\r\n"),
    "quotes without end in From": lambda: mail(b"hi", _quoted_fields(b"From")),
    "quotes without end in To": lambda: mail(b"hi", _quoted_fields(b"To")),
    "quotes without end in Resent-To": lambda: mail(b"hi", _quoted_fields(b"Resent-To")),
    "Resent-To without an address": lambda: mail(b"hi", (b"Resent-To: " + b"a" * 15_900 + b"\r\n") * 15),
    "an address of words": lambda: mail(b"hi", b"Reply-To: " + b"a@a-_ " * 2_600 + b"\r\n"),
    "groups in groups": lambda: mail(b"hi", b"Cc: " + b"a:b;" * 4_000 + b":" * 100_000 + b"\r\n"),
    "routes": lambda: mail(b"hi", b"Cc: " + b"<@a,@b:" * 2_200 + b"\r\n"),
    # HTML
    "1 MB of <": lambda: html(b"<" * 1_000_000),
    "elements nested 200,000 deep": lambda: html(b"<div>" * 200_000 + b"Still down"),
    "quotations nested 80,000 deep": lambda: html(b"<blockquote>" * 80_000 + b"Still down"),
    "Gmail's quotations nested 40,000 deep": lambda: html(b"<div class=gmail_quote>" * 40_000 + b"Still down"),
    "formatting nested 200,000 deep": lambda: html(b"<b><i><a>" * 80_000 + b"Still down"),
    "formatting across blocks": lambda: html(b"<p><b><i><u>" * 3_000 + b"x"),
    "tables in tables": lambda: html(_nested_tables(20_000)),
    "a table of many columns": lambda: html(b"<table><tr>" + b"<td>a" * 100_000 + (b"<tr>" + b"<td>b") * 50_000),
    "100,000 attributes": lambda: html(b"<p " + b"".join(b"a%d=b " % number for number in range(100_000)) + b">x"),
    "styles of 1 MB": lambda: html(b'<p style="' + b"display : " * 95_000 + b'">x'),
    "100,000 styles": lambda: html(b'<p style="color:#fff;background:#000">x' * 25_000),
    "hidden in hidden": lambda: html(b'<div style="display:none">' * 38_000 + b"x"),
    "entities": lambda: html(b"&lt;&#x3c;&#60;&" * 65_000),
    "an endless entity": lambda: html(b"&" + b"a" * 990_000),
    "comments unclosed": lambda: html(b"<!--" * 250_000),
    "a script unclosed": lambda: html(b"<script>" * 120_000),
    "templates in templates": lambda: html(b"<template>" * 95_000),
    "frames, forms and selects": lambda: html(b"<form><select><option><svg><math>" * 30_000),
    "lists in lists": lambda: html(b"<ul><li>" * 120_000 + b"x"),
    "preformatted blanks": lambda: html(b"<pre>" + b" \n" * 490_000),
    "links": lambda: html(b"<a href=http://larch.example/>x</a>" * 28_000),
    # quotes
    "a quotation 100,000 levels deep": lambda: mail(b">" * 100_000 + b" hi\r\n"),
    "100,000 lines one level deeper each": lambda: mail(b"".join(b">" * (n % 900) + b"x\r\n" for n in range(2_000))),
    "near attributions in 21 languages": lambda: _near_attributions(450),
    "wrapped attributions": lambda: mail(b"On 12 Mar 2024 at 10:15, Mira Petrova of the blue hill,\r\n" * 18_000),
    "header lines": lambda: mail(b"From: Mira <mira@bluehill.example>\r\nSent: 12.03.2024 10:15\r\n" * 15_000),
    "forwards in forwards": lambda: mail(b"---------- Forwarded message ---------\r\nFrom: a@b.example\r\n" * 15_000),
    "one line of header words": lambda: mail(b"From: " * 160_000),
    "lines that are a colon": lambda: mail(b":\r\n" * 330_000),
    "long lines with a colon": lambda: mail((b"a:" + b"1" * 9_998 + b"\r\n") * 100),
    "long lines that end like attributions": lambda: mail((b"a" * 9_990 + b" wrote:\r\n") * 100),
    "signature marks": lambda: mail(b"-- \r\n" * 200_000),
    "rulers": lambda: mail(b"_" * 30 + b"\r\n>x\r\n" + (b"_" * 30 + b"\r\n") * 30_000),
    "flowed lines": lambda: mail(b"a \r\n" * 250_000, b"Content-Type: text/plain; format=flowed; delsp=yes\r\n"),
    "flowed quotations": lambda: mail(b">" * 5_000 + b"a \r\n", b"Content-Type: text/plain; format=flowed\r\n")
    + (b">" * 4_990 + b" a \r\n") * 190,
    "disclaimers": lambda: mail(b"This message is confidential and privileged; if received in error\r\n\r\n" * 14_000),
    # encodings
    "base64 in base64": lambda: _base64_in_base64(15, mail(b"x" * 400_000)),
    "base64 of nothing but padding": lambda: mail(b"=" * 1_000_000, b"Content-Transfer-Encoding: base64\r\n"),
    "base64 of padded blocks": lambda: mail(b"YQ==\r\n" * 160_000, b"Content-Transfer-Encoding: base64\r\n"),
    "10 MB of base64": lambda: mail(_packed(b"Still down! " * 620_000), b"Content-Transfer-Encoding: base64\r\n"),
    "quoted-printable of soft line ends": lambda: mail(
        b"=\r\n" * 350_000, b"Content-Transfer-Encoding: quoted-printable\r\n"
    ),
    "uuencode of nonsense": lambda: mail(b"begin 644 x\r\n" + b"~~~\r\n" * 200_000, b"Content-Transfer-Encoding: uue\r\n"),
    "a charset that lies": lambda: mail(bytes(range(128, 256)) * 8_000, b"Content-Type: text/plain; charset=utf-16\r\n"),
    "escapes of iso-2022": lambda: mail(b"\x1b$B\x1b(B" * 160_000, b"Content-Type: text/plain; charset=iso-2022-jp\r\n"),
    # references and subject
    "10,000 references": lambda: mail(
        b"hi", b"References: " + b" ".join(b"<%d@b.example>" % number for number in range(10_000)) + b"\r\n"
    ),
    "references of opening brackets": lambda: mail(b"hi", b"References: " + b"<" * 1_000_000 + b"\r\n"),
    "a subject of 1 MB": lambda: mail(b"hi", subject=b"Subject: " + b"Re: " * 250_000 + b"\r\n"),
    "a subject of blanks": lambda: mail(b"hi", subject=b"Subject: x" + b" " * 15_900 + b"y\r\n"),
    # Unicode
    "10,000 marks on one letter": lambda: _text("e" + "\u0301\u0323" * 250_000),
    "bidirectional controls": lambda: _text("\u202e\u2066\u202bdown\u2069\u202c " * 40_000),
    "zero widths": lambda: _text("d\u200bo\u200cw\u200dn\ufeff " * 60_000),
    "surrogates": lambda: _text("down \ud83d \ude00 " * 80_000),
    "emoji sequences": lambda: _text("👩‍👩‍👧‍👦🏳️‍🌈👋🏽" * 15_000),
    "letters without a place": lambda: _text("\u0378\U000e0fff\U0010fffd\ufdd0" * 70_000),
    "ligatures that unfold": lambda: _text("\ufdfa" * 300_000),
    "Thai vowels": lambda: _text("\u0e01" + "\u0e38\u0e49\u0e4d\u0e32" * 80_000),
    "drawn out letters": lambda: _text("soooooooo " * 90_000),
    "one letter a million times": lambda: mail(b"a" * 1_000_000),
    "words of the rules": lambda: mail(b"not working urgent refund lawyer waiting " * 24_000),
    "digits": lambda: mail(b"order 1234567890-" * 60_000),
    "digits of many scripts": lambda: _text("١٢٣४५६๗๘๙-" * 60_000),
}  # fmt: skip
"""Every bomb as a whole message, made when it is asked for."""


def _grown(piece: bytes, make: Callable[[bytes], bytes] = mail) -> Callable[[int], bytes]:
    return lambda octets: make(piece * (octets // len(piece)))


GROWING: Mapping[str, Callable[[int], bytes]] = {
    "growing words": _grown(b"still not working, refund me now. "),
    "growing lines of header words": _grown(b"From: Mira <mira@bluehill.example>\r\nSent: 12.03.2024 10:15\r\n"),
    "growing attributions": _grown(b"On 12 Mar 2024 at 10:15, Mira <mira@bluehill.example> wrote\r\n"),
    "growing quotations": _grown(b"> > > still down\r\n"),
    "growing signatures": _grown(b"-- \r\nMira\r\n"),
    "growing disclaimers": _grown(b"This message is confidential; delete it if received in error.\r\n\r\n"),
    "growing digits": _grown(b"order 1234567890-"),
    "growing blanks": _grown(b" "),
    "growing marks": _grown("e\u0301\u0323".encode()),
    "growing Thai": _grown("\u0e01\u0e38\u0e49\u0e4d\u0e32".encode()),
    "growing elements": _grown(b"<div>x", html),
    "growing quotations in HTML": _grown(b"<blockquote>x", html),
    "growing tables": _grown(b"<table><tr><td>x", html),
    "growing formatting": _grown(b"<b><i><p>x", html),
    "growing entities": _grown(b"&lt;&#60;&", html),
    "growing headers": _grown(b"X-Odd: =?utf-8?Q?=C3=A9?=\r\n", lambda fields: mail(b"hi", fields)),
    "growing addresses": _grown(b"Cc: mira@bluehill.example, a@b.example\r\n", lambda fields: mail(b"hi", fields)),
    "growing parts": _grown(b"--b\r\n\r\nx\r\n", lambda body: mail(body, _MIXED)),
}
"""Bombs of a wanted number of octets, to see how their cost grows."""
