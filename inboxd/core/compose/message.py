"""A letter as the bytes that go out: ASCII, CRLF, and the same for the same arguments."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from inboxd.core.compose.fields import address_field, fold, id_field, is_message_id, is_plain_address, text_field
from inboxd.core.compose.lines import bare_subject, one_line, presentable_name
from inboxd.core.compose.matter import matter_words
from inboxd.core.compose.templates import Template, Templates, Words
from inboxd.core.compose.wording import phrase_day, phrase_reply_by
from inboxd.core.values.acknowledging import ReplyWords
from inboxd.core.values.effect import Effect, Letter
from inboxd.errors import Bug, Misconfigured, Permanent

LOOP_FIELD = "X-Inboxd-Loop"
NO_WORDS = ReplyWords()
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
MOST_REFERENCES = 25
"""Message-IDs in References: the thread's first and its latest. Threads can grow for ever, header fields cannot."""

_LONGEST_SUBJECT = 200
_LONGEST_NAME = 100
_LINE_WIDTH = 76


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """Who writes the letters of a mailbox.

    Attributes:
        address: the mailbox's main address; where answers go when the one the customer used cannot be shown.
        display_name: beside the address in From; may be empty.
        loop_token: value of our loop header.
        team: how the team calls itself in the texts; empty means the display name, else the address.
    """

    address: str
    display_name: str = ""
    loop_token: str = ""
    team: str = ""


def compose_letter(
    effect: Effect,
    templates: Templates,
    sender: SenderIdentity,
    zone: ZoneInfo,
    now: datetime,
    words: ReplyWords = NO_WORDS,
) -> bytes:
    """The acknowledgment or follow-up of an effect, ready for SMTP.

    One recipient, the address the customer wrote to in From and Reply-To, threading, the marks that keep other machines
    silent (RFC 3834 §5), a text part always and an HTML part where the customer wrote HTML.

    Args:
        zone: of the team, for the times in the text.
        now: for Date, and for what "today" is; aware UTC.
        words: the small texts of all languages.

    Raises:
        Permanent: the customer's address cannot be written to.
        Misconfigured: the reply text is missing, or our own address cannot be used.
        Bug: the effect is no letter or has no usable Message-ID.
    """
    letter = effect.deed
    if not isinstance(letter, Letter):
        raise Bug(f"{effect.effect_id} is no letter")
    if not is_message_id(effect.message_id):
        raise Bug(f"{effect.effect_id} has no usable Message-ID")
    template = templates.choose(letter.template, letter.language)
    subject, text = template.render(_words(letter, template, sender, zone, now, words))
    subject = _with_token(subject, letter.token)
    fields = (
        *_addresses(letter, sender),
        text_field("Subject", subject),
        fold("Date", [format_datetime(now)]),
        id_field("Message-ID", [effect.message_id]),
        *_threading(letter),
        *_marks(letter, sender, template.language),
    )
    return ("".join(fields) + _content(letter, template, subject, text, effect.message_id)).encode("ascii")


def _words(
    letter: Letter, template: Template, sender: SenderIdentity, zone: ZoneInfo, now: datetime, words: ReplyWords
) -> Words:
    language = template.language
    return Words(
        name=presentable_name(letter.to_name),
        subject=bare_subject(letter.subject, letter.token),
        token=letter.token,
        reply_by=phrase_reply_by(letter.reply_by, now, zone, language) if letter.reply_by else "",
        team=sender.team or sender.display_name or letter.from_address,
        address=letter.from_address,
        answered_on=phrase_day(letter.sent_on, zone, language) if letter.sent_on else "",
        rating=letter.rating,
        **_rating_links(letter),
        **matter_words(letter, words.of(language), now, zone, language),
    )


def _rating_links(letter: Letter) -> dict[str, str]:
    names = {3: ("rate_good", "rate_okay", "rate_bad"), 5: ("rate_5", "rate_4", "rate_3", "rate_2", "rate_1")}
    return dict(zip(names.get(len(letter.rate_links), ()), letter.rate_links, strict=False))


def _with_token(subject: str, token: str) -> str:
    mark = f"[{one_line(token, 40)}]" if token else ""
    if not mark or mark in subject:
        return one_line(subject, _LONGEST_SUBJECT)
    return f"{one_line(subject, _LONGEST_SUBJECT - len(mark) - 1)} {mark}".strip()


def _addresses(letter: Letter, sender: SenderIdentity) -> tuple[str, ...]:
    ours = next(
        (each for each in (letter.from_address, sender.address) if each.isascii() and is_plain_address(each)), ""
    )
    if not ours:
        raise Misconfigured(
            "the mailbox's address cannot stand in a header",
            hint="Use an ASCII address without blanks; domains in other scripts in their xn-- form.",
        )
    if not is_plain_address(letter.to):
        raise Permanent("the customer's address cannot be written to")
    return (
        address_field("From", one_line(sender.display_name, _LONGEST_NAME), ours),
        address_field("To", presentable_name(letter.to_name), letter.to),
        address_field("Reply-To", "", ours),
    )


def _threading(letter: Letter) -> tuple[str, ...]:
    """In-Reply-To and References (RFC 5322 §3.6.4). What is no Message-ID is left out: a stranger wrote it."""
    parent = letter.in_reply_to if is_message_id(letter.in_reply_to) else ""
    thread = [each for each in dict.fromkeys(letter.references) if is_message_id(each) and each != parent]
    if parent:
        thread.append(parent)
    if len(thread) > MOST_REFERENCES:
        thread = [thread[0], *thread[1 - MOST_REFERENCES :]]
    return (
        *((id_field("In-Reply-To", [parent]),) if parent else ()),
        *((id_field("References", thread),) if thread else ()),
    )


def _marks(letter: Letter, sender: SenderIdentity, language: str) -> tuple[str, ...]:
    """What tells other machines to keep silent, and ourselves that it was us."""
    answers = letter.kind == "acknowledgment"
    marks = [
        fold("Auto-Submitted", ["auto-replied" if answers else "auto-generated"]),
        fold("X-Auto-Response-Suppress", ["All"]),
    ]
    if answers:
        # Not standard, but the only mark that some responders look at. A follow-up wants an answer, and a few systems
        # throw away all mail that has this field.
        marks.append(fold("Precedence", ["auto_reply"]))
    if sender.loop_token:
        marks.append(text_field(LOOP_FIELD, one_line(sender.loop_token, _LONGEST_NAME)))
    marks.append(fold("Content-Language", [language]))
    return tuple(marks)


def _content(letter: Letter, template: Template, subject: str, text: str, message_id: str) -> str:
    plain = _part("text/plain", text)
    if not letter.html:
        return f"MIME-Version: 1.0\r\n{plain}"
    # Neither encoding can produce "=_", so the boundary is in no part (RFC 2045 §6.7).
    boundary = f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    page = _part("text/html", _page(text, subject, template.language, letter.rate_links))
    return (
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
        f"\r\n--{boundary}\r\n{plain}\r\n--{boundary}\r\n{page}\r\n--{boundary}--\r\n"
    )


def _part(content_type: str, text: str) -> str:
    """Header and body of a part, in the shorter of the two encodings that every server passes on untouched."""
    octets = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    quoted = binascii.b2a_qp(octets, istext=True)
    packed = base64.b64encode(octets)
    if len(quoted) <= len(packed):
        encoding, body = "quoted-printable", quoted.decode("ascii")
    else:
        lines = (packed[start : start + _LINE_WIDTH] for start in range(0, len(packed), _LINE_WIDTH))
        encoding, body = "base64", "".join(f"{line.decode('ascii')}\r\n" for line in lines)
    return f"Content-Type: {content_type}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"


def _page(text: str, subject: str, language: str, links: tuple[str, ...] = ()) -> str:
    """The same words as HTML; everything is escaped, for names and subjects came from a stranger.

    Args:
        links: ours, which alone become links, under the words in front of them.
    """
    direction = "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    paragraphs = (
        # Each paragraph finds its own direction: an English sentence may stand in a Persian letter.
        '<p dir="auto">' + "<br>\n".join(_html_line(line, links) for line in paragraph.split("\n")) + "</p>"
        for paragraph in text.strip("\n").split("\n\n")
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"><title>{html.escape(subject)}</title></head>\n'
        "<body>\n" + "\n".join(paragraphs) + "\n</body>\n</html>\n"
    )


def _html_line(line: str, links: tuple[str, ...]) -> str:
    words, _, last = line.rpartition(" ")
    if last not in links:
        return html.escape(line)
    return f'<a href="{html.escape(last)}">{html.escape(words.rstrip(" :：") or last)}</a>'
