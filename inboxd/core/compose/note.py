"""A note to our own people, put beside a customer's message: what is known of the customer and of such cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from inboxd.core.compose.fields import address_field, fold, id_field, is_message_id, is_plain_address, text_field
from inboxd.core.compose.lines import bare_subject, one_line
from inboxd.core.compose.message import LOOP_FIELD, MOST_REFERENCES, SenderIdentity
from inboxd.core.compose.notice import packed_text
from inboxd.core.values.case import Case
from inboxd.core.values.surroundings import EndedCase, Surroundings
from inboxd.errors import Misconfigured

_LONGEST = 200
_MOST_CASES = 5


def compose_note(
    case: Case, around: Surroundings, sender: SenderIdentity, zone: ZoneInfo, message_id: str, now: datetime
) -> bytes:
    """The note as a mail from the mailbox to itself, in the thread of the case. It is filed and never sent.

    Args:
        zone: of the team, for the times in the text.
        message_id: without angle brackets, one of ours.

    Raises:
        Misconfigured: the mailbox's address cannot stand in a header.
    """
    if not is_plain_address(sender.address) or not sender.address.isascii():
        raise Misconfigured(
            "the mailbox's address cannot stand in a header",
            hint="Use an ASCII address without blanks; domains in other scripts in their xn-- form.",
        )
    thread = [each for each in dict.fromkeys((*case.references, case.last_message_id)) if is_message_id(each)]
    fields = [
        address_field("From", "inboxd", sender.address),
        address_field("To", "", sender.address),
        text_field("Subject", one_line(f"Note: {bare_subject(case.subject, case.token)} [{case.token}]", _LONGEST)),
        fold("Date", [format_datetime(now)]),
        id_field("Message-ID", [message_id]),
        *((id_field("In-Reply-To", thread[-1:]), id_field("References", thread[-MOST_REFERENCES:])) if thread else ()),
        fold("Auto-Submitted", ["auto-generated"]),
        fold("X-Auto-Response-Suppress", ["All"]),
        *((text_field(LOOP_FIELD, one_line(sender.loop_token, _LONGEST)),) if sender.loop_token else ()),
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: base64\r\n",
    ]
    text = "\n".join(note_lines(case, around, zone)) + "\n"
    return ("".join(fields) + "\r\n" + packed_text(text)).encode("ascii")


def note_lines(case: Case, around: Surroundings, zone: ZoneInfo) -> Iterator[str]:
    """The note's text, line by line."""
    yield f"Case {case.token}, message {case.messages} of it, route {case.route}."
    if case.topics:
        yield f"About: {', '.join(case.topics)}."
    if case.identifiers:
        numbers = ", ".join(f"{each.name} {one_line(each.value, 40)}" for each in case.identifiers)
        yield f"Numbers given: {numbers}."
    for name, due in (("Answer", case.reply_due_at), ("Solution", case.resolve_due_at)):
        if due is not None:
            yield f"{name} wanted by {_when(due, zone)}."
    if case.hands_off:
        yield f"No automatic mail goes out in this case: {one_line(case.hands_off, 100)}."
    yield from _section("Earlier cases of this customer", around.earlier, zone)
    yield from _section("Taken for the same matter", around.linked, zone)
    yield from _section("Similar cases of others", around.similar, zone)
    yield ""
    yield "Written by inboxd for you alone; the customer does not see it."


def _section(title: str, cases: Sequence[EndedCase], zone: ZoneInfo) -> Iterator[str]:
    if not cases:
        return
    more = f", the newest {_MOST_CASES} of {len(cases)}" if len(cases) > _MOST_CASES else ""
    yield ""
    yield f"{title}{more}:"
    for each in cases[:_MOST_CASES]:
        case = each.case
        agent = f"; answered by {case.agents[-1]}" if case.agents else ""
        yield f"- {case.token}, {_when(case.opened_at, zone)}: {one_line(case.subject, 80)} ({each.ended}{agent})"


def _when(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
