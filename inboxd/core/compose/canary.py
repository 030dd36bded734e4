"""The test mail that tries the whole path, as the bytes that go out: ASCII, CRLF, the same for the same arguments."""

from __future__ import annotations

from email.utils import format_datetime

from inboxd.core.compose.fields import address_field, fold, id_field, is_plain_address, text_field
from inboxd.core.compose.notice import packed_text
from inboxd.core.values.canary import CANARY_FIELD, CanaryMark, sign_mark
from inboxd.errors import Misconfigured

_TEXT = """\
inboxd has sent this mail to itself to see that mail still flows: out through SMTP, through the provider, and back into
the watched mailbox. It is recognised by its signature, moved out of the way, and removed after a while.

Should you find it in the inbox, inboxd is not running, or it is a copy: it may be deleted.
"""


def compose_canary(mark: CanaryMark, address: str, to: str, key: bytes) -> bytes:
    """The test mail, ready for SMTP.

    It carries the marks that keep other machines silent, and not our loop mark: a copy that somebody plays back is then
    refused an answer because it comes from ourselves.

    Args:
        address: of the mailbox that sends.
        to: where it goes, an address that leads into the mailbox.
        key: the installation's secret.

    Raises:
        Misconfigured: an address cannot stand in a header.
    """
    for each in (address, to):
        if not is_plain_address(each) or not each.isascii():
            raise Misconfigured(
                "an address of the canary cannot stand in a header",
                hint="Use ASCII addresses without blanks; domains in other scripts in their xn-- form.",
            )
    signed = sign_mark(mark, key)
    fields = (
        address_field("From", "inboxd", address),
        address_field("To", "", to),
        text_field("Subject", f"inboxd canary {mark.at:%Y-%m-%d %H:%M:%S} UTC"),
        fold("Date", [format_datetime(mark.at)]),
        id_field("Message-ID", [f"{signed}@{address.rpartition('@')[2]}"]),
        fold(CANARY_FIELD, [signed]),
        fold("Auto-Submitted", ["auto-generated"]),
        fold("X-Auto-Response-Suppress", ["All"]),
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: base64\r\n",
    )
    return ("".join(fields) + "\r\n" + packed_text(_TEXT)).encode("ascii")
