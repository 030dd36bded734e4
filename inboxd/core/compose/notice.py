"""A notice to our own people as a mail: ASCII, CRLF, and the same for the same arguments."""

from __future__ import annotations

import base64
from datetime import datetime
from email.utils import format_datetime

from inboxd.core.compose.fields import address_field, fold, id_field, is_plain_address, text_field
from inboxd.core.compose.lines import one_line
from inboxd.core.compose.message import LOOP_FIELD, SenderIdentity
from inboxd.core.values import ids
from inboxd.core.values.notice import Notice
from inboxd.errors import Misconfigured

_LINE = 76
_LONGEST = 200


def notice_message_id(notice: Notice, recipient: str, sender: SenderIdentity, key: bytes) -> str:
    """Message-ID of the mail to this recipient: the same on every try, recognisable as ours and as a notice."""
    domain = sender.address.rpartition("@")[2]
    return ids.letter_message_id(f"{notice.key}\0{recipient}", ids.NOTICE, domain, key)


def compose_notice_mail(notice: Notice, recipient: str, sender: SenderIdentity, key: bytes, now: datetime) -> bytes:
    """The mail to one of our own people, ready for SMTP. It threads nowhere, so that no answer to it reaches a case.

    Args:
        recipient: as the configuration names it.
        key: the installation's secret, for the Message-ID.

    Raises:
        Misconfigured: an address cannot stand in a header.
    """
    for address in (recipient, sender.address):
        if not is_plain_address(address) or not address.isascii():
            raise Misconfigured(
                "an address of a channel or of the mailbox cannot stand in a header",
                hint="Use ASCII addresses without blanks; domains in other scripts in their xn-- form.",
            )
    fields = [
        address_field("From", one_line(sender.display_name, _LONGEST), sender.address),
        address_field("To", "", recipient),
        text_field("Subject", one_line(notice.title, _LONGEST)),
        fold("Date", [format_datetime(now)]),
        id_field("Message-ID", [notice_message_id(notice, recipient, sender, key)]),
        fold("Auto-Submitted", ["auto-generated"]),
        fold("X-Auto-Response-Suppress", ["All"]),
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: base64\r\n",
    ]
    if sender.loop_token:
        fields.append(text_field(LOOP_FIELD, one_line(sender.loop_token, _LONGEST)))
    return ("".join(fields) + "\r\n" + packed_text(notice.text)).encode("ascii")


def packed_text(text: str) -> str:
    """A body in base64, with CRLF line ends inside and outside."""
    octets = text.replace("\n", "\r\n").encode("utf-8", "replace")
    packed = base64.b64encode(octets).decode("ascii")
    return "".join(f"{packed[start : start + _LINE]}\r\n" for start in range(0, len(packed), _LINE))
