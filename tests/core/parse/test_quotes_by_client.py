"""New text and quoted text, for each client and language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inboxd.core.parse.body import take_apart
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Mail
from tests.core.parse.client_formats import EMAIL, HTML, LANGUAGES, PLAIN
from tests.core.parse.further_formats import PLAIN_MORE, TRAPS

NOW = datetime(2024, 3, 12, 9, 0, tzinfo=UTC)


def words(text: str) -> list[str]:
    return text.split()


def mail_with(text: str, kind: str, subject: str = "Re: x") -> Mail:
    head = f"From: {EMAIL}\r\nSubject: {subject}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    return parse_bytes((head + text).encode(), NOW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", PLAIN)
def test_a_plain_answer_keeps_all_new_words_and_nothing_else(client: str, language: str):
    each = LANGUAGES[language]
    mail = mail_with(PLAIN[client](each), "plain")
    assert words(mail.text.new) == words(each.new)
    assert each.old in mail.text.quoted
    assert not mail.defects


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", HTML)
def test_an_html_answer_keeps_all_new_words_and_nothing_else(client: str, language: str):
    each = LANGUAGES[language]
    mail = mail_with(HTML[client](each), "html")
    assert words(mail.text.new) == words(each.new)
    assert each.old in mail.text.quoted
    assert mail.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phone_line_is_a_signature(language: str):
    each = LANGUAGES[language]
    assert mail_with(PLAIN["iphone"](each), "plain").text.signature == each.iphone


@pytest.mark.parametrize(("text", "new"), [case[1:] for case in PLAIN_MORE], ids=[case[0] for case in PLAIN_MORE])
def test_further_clients_and_languages(text: str, new: str):
    assert words(take_apart(text).new) == words(new)


@pytest.mark.parametrize(("text", "new"), [case[1:] for case in TRAPS], ids=[case[0] for case in TRAPS])
def test_a_persons_own_words_are_never_cut(text: str, new: str):
    assert words(take_apart(text).new) == words(new)


def test_inline_answers_in_html_keep_every_new_line():
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Tue, Mar 12, 2024 at 10:15 AM A '
        "&lt;a@b.example&gt; wrote:</div>"
        '<blockquote class="gmail_quote">Is it on?</blockquote><div>Yes.</div>'
        '<blockquote class="gmail_quote">Is it plugged in?</blockquote><div>Of course!</div></div>'
    )
    mail = mail_with(html, "html")
    assert words(mail.text.new) == ["Yes.", "Of", "course!"]
    assert "Is it plugged in?" in mail.text.quoted


def test_a_block_quotation_of_ones_own_stays():
    mail = mail_with("<p>The screen says</p><blockquote>Error 17</blockquote><p>What now?</p>", "html")
    assert "Error 17" in mail.text.new


def test_a_block_quotation_below_an_attribution_goes():
    mail = mail_with(
        "<p>No.</p><p>12.03.2024, 10:15, &quot;Mira&quot; "
        "&lt;mira@bluehill.example&gt;:</p><blockquote>Better?</blockquote>",
        "html",
    )
    assert mail.text.new == "No."


def test_when_nothing_new_is_left_the_whole_body_counts_and_a_defect_says_so():
    mail = mail_with("On 12 Mar 2024, at 10:15, Mira <mira@bluehill.example> wrote:\n> Still down!\n", "plain")
    assert "Still down!" in mail.text.new
    assert [defect.code for defect in mail.defects] == ["only-quoted"]


def test_an_empty_mail_has_no_text_and_no_defect():
    mail = mail_with("\r\n  \r\n", "plain")
    assert mail.text.all == ""
    assert not mail.defects


def test_text_after_the_quotation_is_new_wherever_the_quotation_is_marked():
    text = take_apart("Top.\n\nOn 12/03/2024 10:15, Mira wrote:\n> old\n\nBottom.\n> older\nLast.")
    assert words(text.new) == ["Top.", "Bottom.", "Last."]


FORM = (
    "A new message from your site:\n\n"
    "From: Mira Hill <mira@bluehill.example>\nDate: 12.03.2024 10:15\nSubject: broken\n\nNothing works!"
)


def test_what_a_web_form_sends_below_header_lines_is_new():
    assert mail_with(FORM, "plain", subject="New message").text.new.split()[-2:] == ["Nothing", "works!"]


def test_two_header_lines_without_a_date_are_a_form_even_in_an_answer():
    form = "New message\n\nFrom: Mira Hill <mira@bluehill.example>\nSubject: broken\n\nNothing works!"
    assert "Nothing works!" in mail_with(form, "plain").text.new


def test_the_same_lines_in_an_answer_are_the_head_of_the_quoted_mail():
    assert "Nothing works!" in mail_with(FORM, "plain", subject="AW: broken").text.quoted


def test_a_reference_makes_an_answer_whatever_the_subject_says():
    raw = b"From: a@b.example\r\nSubject: broken\r\nIn-Reply-To: <1@b.example>\r\n\r\n" + FORM.encode()
    assert "Nothing works!" in parse_bytes(raw, NOW).text.quoted


def test_a_sentence_above_marked_lines_stays_when_it_is_no_attribution():
    text = take_apart("You promised on 12.03.2024:\n> a refund within five days\nWhere is it?")
    assert text.new == "You promised on 12.03.2024:\nWhere is it?"
