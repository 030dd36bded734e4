"""A grammar of hostile mail: what clients write, bent, broken and repeated."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

from hypothesis import strategies as st

MOST_OCTETS = 200_000
_SAMPLES = Path(__file__).resolve().parents[3] / "rules" / "examples"

_LINE_ENDS = st.sampled_from([b"\r\n"] * 8 + [b"\n", b"\r", b"\r\r\n", b"\n\r", b"\0\r\n", b"\x85"])
_TIMES = st.sampled_from([1] * 40 + [2, 3, 10, 40, 300, 3_000, 50_000])

_UNICODE = [
    "e" + "\u0301" * 40, "\u202edown\u202c", "d\u200bo\u200cw\u200dn", "\ufeff", "\ud83d", "\ude00", "👩‍👩‍👧‍👦", "🏳️‍🌈",
    "\u0378", "\U000e0041", "\ue000", "\ue010", "\ue01f", "\ufdfa", "\u1e9e", "\u0130", "ﬁ", "\u3000", "\u2028", "\u2029", "\x85",
    "\u0e40\u0e40", "\u0e4d\u0e32", "\u0e38\u0e49", "ｶﾞ", "\u1100\u1161\u11a8", "گ\u200cها", "ـــ", "١٢٣", "𝟙𝟚", "soooo", "\0", "\x1b[31m",
    "नमस्ते", "ไม่ทำงาน", "動かない", "не работает", "لا يعمل", "\u0345", "\u0340", "\u0f77", "\u1d15e", "\U0001d15e", "\u2126",
]  # fmt: skip
_WORDS = [
    "Still down since monday", "refund", "lawyer", "URGENT!!!", "not working", "a@b.example", "<mira@bluehill.example>", ":", "|", "*",
    "order A-20417", "12.03.2024", "10:15", "2024", "wrote", "wrote:", "From:", "Sent:", "To:", "Subject:", "http://larch.example/",
]  # fmt: skip
_LINES = [
    "", " ", "--", "-- ", "_" * 30, "-" * 30, "Sent from my iPhone", "> quoted", ">> deeper", ">" * 300, "＞ wide", "| row | value |",
    "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:",
    "reply above this line", "##- Please type your reply above this line -##", "CAUTION: external email, do not click links",
    "This mail is confidential. Delete it if received in error by anybody but the intended recipient.",
    "From: A <a@b.example>", "Sent: 12.03.2024 10:15", "To: c@d.example", "Subject: x", "Von: A", "Gesendet: Dienstag",
    "On 12 Mar 2024 at 10:15, Mira <mira@bluehill.example> wrote:", "On 12 Mar 2024 at 10:15, Mira <mira@bluehill.example>", "wrote:",
    "Am 12.03.2024 um 10:15 schrieb Mira:", "Le 12 mars 2024 à 10:15, Mira a écrit :", "El 12 mar 2024, Mira escribió:",
    "Il giorno 12 mar 2024 Mira ha scritto:", "Em 12 de mar de 2024 às 10:15, Mira escreveu:", "Op 12 mrt 2024 schreef Mira:",
    "Den 12 mars 2024 kl. 10:15 skrev Mira:", "12.3.2024 klo 10.15 Mira kirjoitti:", "W dniu 12.03.2024 o 10:15 Mira pisze:",
    "Dne 12. 3. 2024 v 10:15 Mira napsal:", "2024. márc. 12. 10:15, Mira írta:", "În 12 mar. 2024, Mira a scris:",
    "На 12.03.2024 в 10:15 Мира написа:", "12 марта 2024 г. Мира написал:", "Στις 12 Μαρ 2024 η Μίρα έγραψε:",
    "12 Mar 2024 tarihinde Mira şunu yazdı:", "في ١٢ مارس ٢٠٢٤ كتب ميرا:", "\u200fבתאריך 12 במרץ 2024 מאת מירה:", "2024年3月12日 10:15 Mira 写道：",
    "2024年3月12日(火) 10:15 Mira:", "2024년 3월 12일 10:15 Mira 작성:", "เมื่อ 12 มี.ค. 2567 Mira เขียนว่า:", "> On 12 Mar 2024 Mira wrote:",
    "begin 644 x", "=20=", "=", ".", "From nobody",
]  # fmt: skip
_CHARSETS = [
    b"utf-8", b"us-ascii", b"iso-8859-1", b"utf-16", b"utf-16-le", b"utf-7", b"iso-2022-jp", b"iso-2022-kr", b"hz-gb-2312", b"gb18030",
    b"big5", b"shift_jis", b"euc-kr", b"tis-620", b"koi8-r", b"hex", b"zlib", b"idna", b"punycode", b"undefined", b"x-none", b"",
    b'"utf-8', b"utf-8\0", b"u" * 300, b"unicode_escape", b"raw_unicode_escape", b"mbcs", b"utf-32", b"cp65001",
]  # fmt: skip
_HTML = [
    b"<", b"<div>", b"</div>", b"<p>", b"<br>", b"<b><i>", b"</b>", b"<table><tr><td>", b"<td>", b"</table>", b"<blockquote type=cite>",
    b"<blockquote>", b"<div class=gmail_quote>", b"<div class=gmail_signature>", b"<div id=divRplyFwdMsg>", b"<div class=yahoo_quoted>",
    b'<div style="display:none">', b'<p style="color:#fff;background:white">', b"<!--", b"-->", b"<!DOCTYPE html>", b"<![CDATA[", b"<?php",
    b"<script>", b"</script>", b"<style>", b"<template>", b"<svg>", b"<math><mi>", b"<foreignObject>", b"<select><option>", b"<textarea>",
    b"<title>", b"<plaintext>", b"<noscript>", b"<frameset>", b"<ul><li>", b"<a href='", b"<p a=b c='d\"", b"&amp;", b"&#0;", b"&#x110000;",
    b"&#xd800;", b"&notit;", b"&", b"<html><head>", b"</body></html>", b"<body>", b"<pre>\n", b"<img src=cid:x alt='Still down'>",
    b"<x" + b" a=1" * 30 + b">", b"</", b"<p hidden>", b"<ruby><rt>", b"<o:p>&nbsp;</o:p>", b"<div style='border-top:solid #E1E1E1 1.0pt'>",
]  # fmt: skip
_NAMES = [
    b"From", b"To", b"Cc", b"Bcc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Return-Path",
    b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"MIME-Version", b"Auto-Submitted", b"Precedence",
    b"X-Auto-Response-Suppress", b"List-Id", b"List-Unsubscribe", b"Delivered-To", b"Resent-To", b"X-Spam-Flag", b"X-Loop",
    b"X-Failed-Recipients", b"Received", b"X-Priority", b"Sub\0ject", b"From ", b" From", b"", b"Subject\xe9", b"x" * 300, b"subject",
    b"MESSAGE-id",
]  # fmt: skip
_VALUES = [
    b"mira@bluehill.example", b"Mira <mira@bluehill.example>", b'"Petrova, Mira" <mira@bluehill.example>', b"team: a@b.example, c@d.example;",
    b"<@a.example,@b.example:mira@bluehill.example>", b"undisclosed-recipients:;", b"(", b")", b"(a (b (c", b'"', b"\\", b"<", b">", b",", b";", b":",
    b"@", b"<>", b"MAILER-DAEMON@x.example", b"no-reply@x.example", b"a" * 300 + b"@b.example", b"a@" + b"b." * 200 + b"example",
    b"m\xc3\xaera@bl\xc3\xbcehill.example", b"a@[127.0.0.1]", b"a@[IPv6:::1]", b"Tue, 12 Mar 2024 10:15:00 +0100", b"Tue, 99 Foo 99999 99:99:99 +99999",
    b"1 Jan 0000 00:00 -2400", b"<abc@b.example>", b"<abc@b.example> <def@b.example>", b"<a b@c>", b"Re: ", b"Fwd: ", b"AW: WG: ", b"Undelivered Mail",
    b"Out of office", b"no", b"auto-replied", b"yes", b"bulk", b"All", b"text/plain", b"text/html; charset=", b"multipart/mixed; boundary=b",
    b"multipart/alternative; boundary=bb", b'multipart/mixed; boundary=""', b"multipart/mixed", b'multipart/mixed; boundary="b b"',
    b"multipart/report; report-type=delivery-status; boundary=b", b"message/rfc822", b"message/delivery-status", b"text/calendar; method=reply",
    b"multipart/digest; boundary=bbb", b"message/partial; id=a; number=1", b"text/plain; format=flowed; delsp=yes", b"; name*0*=utf-8''%41; name*1=b",
    b"; filename*=x''%ff%00", b'; name="=?utf-8?Q?a=0D=0Ab?="', b"; charset=", b"attachment; filename=../../etc/passwd", b"inline", b"base64",
    b"quoted-printable", b"x-uuencode", b"8bit", b"gzip", b"\xe9\xe8\xfe", b"\xd0\x9c\xd0\xb8", b"\x1b$B$3$l\x1b(B", b"\0", b"\r", b"\n", b"\r\n ", b"\r\n\t",
    b"\r\n", b"=?", b"?=",
]  # fmt: skip

hostile_texts = st.lists(
    st.tuples(
        st.sampled_from(_UNICODE) | st.sampled_from(_WORDS) | st.text(max_size=6) | st.characters(), _TIMES,
        st.sampled_from(["", " ", "\n", "\r\n"]),
    ),
    max_size=12,
).map(lambda pieces: "".join(piece * min(times, 3_000) + end for piece, times, end in pieces)[:MOST_OCTETS])  # fmt: skip
"""Unicode as a stranger may send it, lone surrogates among it."""

hostile_lines = st.lists(
    st.tuples(st.sampled_from(_LINES) | st.sampled_from(_WORDS) | hostile_texts, _TIMES), max_size=25
).map(lambda lines: "\n".join(line for line, times in lines for _ in range(min(times, 400)))[:MOST_OCTETS])
"""Bodies: what clients put around what people write."""


def _encoded_word(charset: bytes, encoding: bytes, content: bytes, end: bytes) -> bytes:
    packed = (
        base64.b64encode(content) if encoding in b"bB" else quopri.encodestring(content, quotetabs=True, header=True)
    )
    return b"=?" + charset + b"?" + encoding + b"?" + packed.replace(b"\n", b"") + end


_octets = hostile_texts.map(lambda text: text[:400].encode("utf-8", "surrogatepass")) | st.binary(max_size=30)
_encoded_words = st.recursive(
    st.builds(
        _encoded_word,
        st.sampled_from(_CHARSETS),
        st.sampled_from([b"B", b"Q", b"b", b"q", b"X", b""]),
        _octets,
        st.sampled_from([b"?=", b"?= ", b"?", b"", b"?=?=", b"?=\r\n "]),
    ),
    lambda inner: st.builds(lambda word: b"=?utf-8?Q?" + word + b"?=", inner),
    max_leaves=3,
)
_value = st.lists(st.tuples(st.sampled_from(_VALUES) | _encoded_words | st.binary(max_size=8), _TIMES), max_size=5).map(
    lambda pieces: b"".join(piece * min(times, 3_000) for piece, times in pieces)[:60_000]
)
_field = st.builds(
    lambda name, blank, value, end, times: (name + b":" + blank + value + end) * min(times, 300),
    st.sampled_from(_NAMES), st.sampled_from([b" ", b"", b"\t", b"\r\n "]), _value, _LINE_ENDS, _TIMES,
)  # fmt: skip
_usual = st.sampled_from(
    [
        b"From: Mira <mira@bluehill.example>\r\nTo: support@larch.example\r\nSubject: Nothing works\r\n",
        b"From: mira@bluehill.example\r\nTo: support@larch.example\r\nReply-To: mira@bluehill.example\r\n",
        b"",
    ]
)
_fields = st.builds(lambda usual, more: usual + b"".join(more), _usual, st.lists(_field, max_size=8))


def _transferred(body: bytes, encoding: bytes, spoil: bytes) -> bytes:
    if encoding == b"base64":
        body = base64.encodebytes(body)
    elif encoding == b"quoted-printable":
        body = quopri.encodestring(body)
    elif encoding == b"x-uuencode":
        body = b"begin 644 x\n" + body + b"\nend\n"
    return b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + spoil + body + spoil


_html_body = st.lists(st.tuples(st.sampled_from(_HTML) | _octets, _TIMES), max_size=15).map(
    lambda pieces: b"".join(piece * min(times, 20_000) for piece, times in pieces)[:MOST_OCTETS]
)
_plain_body = hostile_lines.map(lambda text: text.encode("utf-8", "surrogatepass"))
_leaf = st.builds(
    lambda media, charset, body, encoding, spoil: b"Content-Type: "
    + media + b"; charset=" + charset + b"\r\n" + _transferred(body, encoding, spoil),
    st.sampled_from([b"text/plain", b"text/html", b"text/plain; format=flowed", b"TEXT/Html", b"text/x-amp-html", b"application/octet-stream"]),
    st.sampled_from(_CHARSETS),
    _plain_body | _html_body | st.binary(max_size=200),
    st.sampled_from([b"8bit", b"7bit", b"base64", b"quoted-printable", b"x-uuencode", b"nonsense", b""]),
    st.sampled_from([b""] * 5 + [b"=", b"=\r\n", b"====", b"\xff", b"\0"]),
)  # fmt: skip


def _multipart(subtype: bytes, boundary: bytes, used: bytes, parts: list[bytes], close: bytes) -> bytes:
    inside = b"".join(b"--" + used + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        b"Content-Type: multipart/" + subtype + b"; boundary=" + boundary + b"\r\n\r\n" + inside + b"--" + used + close
    )


_boundaries = st.sampled_from(
    [b"b", b"b", b"bb", b"bbb", b'""', b"", b'"b b"', b"=?utf-8?Q?b?=", b"b" * 80, b"--", b"\xff"]
)
_entity = st.recursive(
    _leaf,
    lambda inner: st.builds(
        _multipart,
        st.sampled_from([b"mixed", b"alternative", b"related", b"digest", b"report; report-type=delivery-status", b"signed", b"x"]),
        _boundaries, _boundaries, st.lists(inner, max_size=3), st.sampled_from([b"--", b"", b"--\r\n", b"-", b"--x"]),
    )
    | st.builds(
        lambda fields, part, times: b"Content-Type: message/rfc822\r\n\r\n" * min(times, 3_000) + fields + part, _fields, inner, _TIMES
    ),
    max_leaves=5,
)  # fmt: skip
_written_mail = st.builds(lambda fields, entity: (fields + entity)[:MOST_OCTETS], _fields, _entity)


def sample_mails() -> list[bytes]:
    """Whole mails that lie in the tree: as they are, they are no danger."""
    return [path.read_bytes()[:MOST_OCTETS] for path in sorted(_SAMPLES.rglob("*.eml"))] or [b"Subject: x\r\n\r\nx"]


def _spoilt(raw: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The octets with slices replaced, at places given as shares of the length."""
    for place, length, octets in changes:
        at = int(place * len(raw))
        raw = raw[:at] + octets + raw[at + length :]
    return raw[:MOST_OCTETS]


_changes = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([0, 0, 1, 2, 10, 100]),
        st.binary(max_size=4) | st.sampled_from(_VALUES) | st.sampled_from(_HTML) | _encoded_words | st.sampled_from(_LINES).map(str.encode),
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip
hostile_mails = (
    _written_mail
    | st.builds(_spoilt, _written_mail, _changes)
    | st.builds(_spoilt, st.deferred(lambda: st.sampled_from(sample_mails())), _changes)
)
"""Whole messages of at most 200 KB: by the grammar, spoilt afterwards, or true ones spoilt."""


def spoilt(sources: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """The same changes to anything else."""
    return st.builds(_spoilt, sources, _changes)
