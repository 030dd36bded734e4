"""A forwarded message is what the person wants us to read."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Mail
from tests.core.parse.client_formats import EMAIL, LANGUAGES, Language, head

NOW = datetime(2024, 3, 12, 9, 0, tzinfo=UTC)


def mail_with(text: str, kind: str = "plain", subject: str = "Fwd: x") -> Mail:
    start = f"From: {EMAIL}\r\nSubject: {subject}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    return parse_bytes((start + text).encode(), NOW)


def _signed(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _lines(each: Language) -> str:
    return html.escape(head(each)).replace("\n", "<br>")


PLAIN: dict[str, Callable[[Language, str], str]] = {
    "gmail": lambda each, note: f"{note}\n\n---------- {each.forwarded} ---------\n{head(each)}\n\n\n{each.old}\n",
    "apple mail": lambda each, note: f"{note}\n\n{each.apple_forward}\n\n{head(each)}\n\n{each.old}\n",
    "iphone": lambda each, note: f"{note}\n\n{each.apple_forward}\n\n{_signed(head(each))}\n> \n> {each.old}\n",
    "outlook": lambda each, note: f"{note}\n\n{head(each)}\n\n{each.old}\n",
    "thunderbird": lambda each, note: f"{note}\n\n-------- Forwarded Message --------\n{head(each)}\n\n{each.old}\n",
}
HTML: dict[str, Callable[[Language, str], str]] = {
    "gmail": lambda each, note: (
        f'<div dir="ltr">{note}<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- '
        f"{each.forwarded} ---------<br>{_lines(each)}<br></div><br><br><div>{each.old}</div></div></div>"
    ),
    "apple mail": lambda each, note: (
        f'{note}<div><br><blockquote type="cite"><div>{each.apple_forward}</div><br>'
        + "".join(f"<div><b>{html.escape(line)}</b><br></div>" for line in head(each).split("\n"))
        + f"<br><div>{each.old}</div></blockquote></div>"
    ),
    "outlook desktop": lambda each, note: (
        f'<div>{note}</div><div><div style="border:none;border-top:solid #E1E1E1 '
        f'1.0pt"><p>{_lines(each)}</p></div></div>'
        f"<p>{each.old}</p>"
    ),
    "outlook on the web": lambda each, note: (
        f'<div>{note}</div><div id="appendonsend"></div><hr><div '
        f'id="divRplyFwdMsg">{_lines(each)}<div>&nbsp;</div></div>'
        f"<p>{each.old}</p>"
    ),
    "thunderbird": lambda each, note: (
        f'<p>{note}</p><div class="moz-forward-container"><br>-------- Forwarded Message --------<table><tbody>'
        + "".join(
            f"<tr><th>{html.escape(word)}: </th><td>{html.escape(value)}</td></tr>"
            for word, _, value in (line.partition(": ") for line in head(each).split("\n"))
        )
        + f"</tbody></table><br>{each.old}</div>"
    ),
}


@pytest.mark.parametrize("note", ["", "fyi"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", PLAIN)
def test_a_forwarded_plain_mail_keeps_its_text_without_its_head(client: str, language: str, note: str):
    each = LANGUAGES[language]
    text = mail_with(PLAIN[client](each, note)).text
    assert text.new.split() == [*note.split(), *each.old.split()]
    assert EMAIL in text.quoted


@pytest.mark.parametrize("note", ["", "fyi"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", HTML)
def test_a_forwarded_html_mail_keeps_its_text_without_its_head(client: str, language: str, note: str):
    each = LANGUAGES[language]
    text = mail_with(HTML[client](each, note), "html").text
    assert text.new.split() == [*note.split(), *each.old.split()]


def test_what_the_forwarded_mail_quotes_is_still_quoted():
    text = mail_with(
        "fyi\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: x\n\nDown!\n\n"
        "On Mon, Mar 11, 2024 at 10:15 AM C <c@d.example> wrote:\n> hello\n"
    ).text
    assert text.new.split() == ["fyi", "Down!"]
    assert "hello" in text.quoted


def test_a_forward_of_a_forward_keeps_the_innermost_text():
    inner = "---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: x\n\n"
    assert mail_with(f"fyi\n\n{inner}see below\n\n{inner}Down!").text.new.split() == ["fyi", "see", "below", "Down!"]


def test_below_a_long_text_of_ones_own_the_forwarded_mail_is_quoted():
    own = "Your order confirmation promised delivery on Monday and nothing has come since then. " * 4
    text = mail_with(
        f"{own}\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: x\n\nConfirmed."
    ).text
    assert text.new.split() == own.split()
    assert "Confirmed." in text.quoted


def test_a_signature_between_the_note_and_the_forwarded_mail_is_no_part_of_the_note():
    block = "\n".join(f"Line {number} of a long and proud signature of somebody important" for number in range(8))
    text = mail_with(
        f"fyi\n-- \n{block}\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: x\n\nDown!"
    ).text
    assert text.new.split() == ["fyi", "Down!"]
    assert text.signature.endswith("important")


def test_an_outlook_answer_is_no_forward_even_if_it_is_short():
    each = LANGUAGES["en"]
    assert mail_with(PLAIN["outlook"](each, "Still down."), subject="Re: x").text.new == "Still down."


@pytest.mark.parametrize(
    "prefix", ["FW", "Fwd", "WG", "TR", "RV", "ENC", "I", "VL", "PD", "İLT", "转发", "轉寄", "転送", "전달", "Пр"]
)
def test_outlooks_forwards_are_known_by_the_subject(prefix: str):
    each = LANGUAGES["en"]
    assert each.old in mail_with(PLAIN["outlook"](each, ""), subject=f"{prefix}: x").text.new


def test_a_mail_attached_whole_is_read_when_nothing_else_was_written():
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfyi\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: y\r\n\r\nStill down!\r\n--b--\r\n"
    )
    mail = parse_bytes(raw, NOW)
    assert mail.text.new.split() == ["fyi", "Still", "down!"]
    assert mail.content_types == ("multipart/mixed", "text/plain", "message/rfc822", "text/plain")


def test_a_mail_attached_below_a_long_text_is_quoted():
    own = b"The mail that I attach promised me a refund within five days and that was three weeks ago. " * 3
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + own + b"\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\n\r\nRefund soon.\r\n--b--\r\n"
    )
    text = parse_bytes(raw, NOW).text
    assert "Refund soon." not in text.new
    assert "Refund soon." in text.quoted


def test_a_forwarded_message_keeps_its_text_below_an_attribution_and_loses_its_last_line():
    text = mail_with(
        "fyi\n\n-------- Пересылаемое сообщение --------\n12.03.2024, 10:15, A <a@b.example>:\n\nDown!\n\n"
        "-------- Конец пересылаемого сообщения --------\n"
    ).text
    assert text.new.split() == ["fyi", "Down!"]


@pytest.mark.parametrize("word", ["بدء الرسالة المحوّلة:", "بداية الرسالة المحولة:", "شروع پیام ارجاع‌شده:"])
def test_vowel_signs_and_half_blanks_make_no_difference(word: str):
    text = mail_with(f"\n\n{word}\n\nمن: A <a@b.example>\nالموضوع: x\n\nDown!").text
    assert text.new == "Down!"


@pytest.mark.parametrize(("letters", "count"), [("字", 90), ("か", 90), ("ไ", 170), ("word ", 41)])
def test_a_note_is_as_short_in_scripts_without_blanks_as_in_others(letters: str, count: int):
    forwarded = "\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nSubject: x\n\nDown!"
    assert "Down!" in mail_with(letters * (count // 3) + forwarded).text.new
    assert "Down!" not in mail_with(letters * count + forwarded).text.new
