"""Reads bounces: delivery status notifications (RFC 3464), and the many forms that follow no standard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message

from flufl.bounce import all_failures

from inboxd.core.parse.addresses import usable_email
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Sign

_HINTS = frozenset(
    each.value for each in (Reason.REPORT, Reason.BOUNCE, Reason.NULL_SENDER, Reason.ROBOT_ADDRESS)
)  # fmt: skip
_LONGEST = 200_000
"""Octets that are read: what names the failed mail stands at the beginning."""

_LONGEST_FORMLESS = 50_000
"""Octets in which forms of no standard are looked for, which takes time that grows faster than they do."""

_LONGEST_LINE = 1_000
"""Octets of each of their lines: mail has 998 at most (RFC 5322 §2.1.1), and the time grows with a line's square."""

_MISREADINGS = (RecursionError, ValueError, LookupError, AttributeError, TypeError)
"""What the standard library's reader and the detectors of bounces raise for mail that no mail system writes."""

_MOST_IDS = 20
_MOST_PARTS = 50
_MESSAGE_ID = re.compile(
    r"^[ \t>|]{0,10}(?:Message-ID|In-Reply-To|References):[ \t]*(?:\r?\n[ \t]+)?((?:<[^<>\s]{3,500}>\s{0,10}){1,30})",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(r"<([^<>\s]{3,500})>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FAILED, _DELAYED = "failed", "delayed"
_COPIES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")


def may_be_bounce(signs: Iterable[Sign]) -> bool:
    """Whether it is worth looking whether a message is a bounce."""
    return any(sign.code in _HINTS for sign in signs)


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce that a message is; None when it is none, or tells of a delivery that went well.

    None, too, for parts nested without end or charsets that are none: no mail system writes such a one.
    """
    try:
        return _read(raw[:_LONGEST])
    except _MISREADINGS:
        return None


def _read(raw: bytes) -> Bounce | None:
    message = message_from_bytes(raw)
    parts = list(_parts(message))
    blocks = [block for part in parts if part.get_content_type() in _STATUS_PARTS for block in _blocks(part)]
    message_ids = tuple(dict.fromkeys(_original_ids(message, parts)))[:_MOST_IDS]
    if blocks:
        return _standard(blocks, message_ids)
    return _other(raw, message, parts, message_ids)


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a delivery status, the one about the whole message left out (RFC 3464 §2.1)."""
    payload = part.get_payload()
    groups = payload if isinstance(payload, list) else [message_from_bytes(f"{payload}".encode())]
    return [group for group in groups if isinstance(group, Message) and group.get("Action")]


def _standard(blocks: list[Message], message_ids: tuple[str, ...]) -> Bounce | None:
    for action in (_FAILED, _DELAYED):
        for block in blocks:
            if _field(block, "Action").lower() != action:
                continue
            recipient = _address(block, "Original-Recipient") or _address(block, "Final-Recipient")
            match = _STATUS.search(_field(block, "Status"))
            given_up = action == _FAILED
            permanent = given_up and (match is None or match[1] == "5")
            return Bounce(recipient, permanent, match[0] if match else "", message_ids, given_up)
    return None


def _other(raw: bytes, message: Message, parts: list[Message], message_ids: tuple[str, ...]) -> Bounce | None:
    lines = raw[:_LONGEST_FORMLESS].splitlines()
    late, failed = all_failures(message_from_bytes(b"\n".join(line[:_LONGEST_LINE] for line in lines)))
    found = sorted(failed) or sorted(late)
    recipients = [usable_email(each.decode("ascii", "replace")) for each in found]
    named = usable_email(str(message.get("X-Failed-Recipients", "")).partition(",")[0])
    recipient = next((each for each in (*recipients, named) if each), "")
    if not recipient:
        return None
    given_up = bool(failed) or bool(named)
    match = _STATUS.search(next((_text(part) for part in parts if part.get_content_type() == "text/plain"), ""))
    permanent = given_up and (match is None or match[1] != "4")
    return Bounce(recipient, permanent, match[0] if match else "", message_ids, given_up)


def _original_ids(message: Message, parts: list[Message]) -> Iterator[str]:
    """From the copy of the mail that came back, else from its headers in the text, else from what it answers."""
    for part in parts:
        if part.get_content_type() in _COPIES:
            payload = part.get_payload()
            copy = payload[0] if isinstance(payload, list) and payload else payload
            yield from _ids_in(_written_fields(copy) if isinstance(copy, Message) else f"{copy}"[:_LONGEST])
    for part in parts:
        if part.get_content_maintype() == "text":
            yield from _ids_in(_text(part))
    for name in ("In-Reply-To", "References"):
        yield from _ID.findall(str(message.get(name, ""))[:10_000])


def _written_fields(copy: Message) -> str:
    """Its header fields as they stand there: written out anew, broken ones cost seconds."""
    return "\n".join(f"{name}: {value}" for part in _parts(copy) for name, value in part.raw_items())


def _ids_in(text: str) -> Iterator[str]:
    for match in _MESSAGE_ID.finditer(text):
        yield from _ID.findall(match[1])


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _address(block: Message, name: str) -> str:
    """The address of e.g. `rfc822; mira@bluehill.example`."""
    return usable_email(_field(block, name).partition(";")[2].strip().strip("<>"))
