"""A message's octets to a `Mail`. Total: every message, however broken, becomes a `Mail` with defects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inboxd.core.parse import limits
from inboxd.core.parse.addresses import read_addresses, usable_email
from inboxd.core.parse.body import read_body
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.headers import (
    Fields,
    all_values,
    decoded_fields,
    first_value,
    read_date,
    read_message_ids,
)
from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.parse.mime import Part, walk_parts
from inboxd.core.parse.subjects import says_answer
from inboxd.core.parse.words import decode_words, one_line
from inboxd.core.values.arrival import Arrival, Place
from inboxd.core.values.mail import Address, Attachment, Headers, Mail

_RECIPIENT_FIELDS = (
    "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc", "delivered-to", "x-original-to", "envelope-to",
    "x-envelope-to",
)  # fmt: skip
_KEPT_PARAMETERS = ("method", "report-type")


def parse_bytes(raw: bytes, received_at: datetime, mailbox: str = "", folder: str = "") -> Mail:
    """Parse a message that lies in a file; its identity is made here.

    Args:
        raw: the whole message.
        received_at: aware UTC; stands in for INTERNALDATE.
        mailbox: name of the account it is taken to have come to.
        folder: our name of the folder.
    """
    identity = identity_of(split_message(raw)[0], len(raw))
    place = Place(mailbox=mailbox, folder=folder, uidvalidity=0, uid=0)
    return parse_mail(Arrival(place=place, identity=identity, raw=raw, size=len(raw), received_at=received_at))


def parse_mail(arrival: Arrival) -> Mail:
    """Parse a message that was found in a folder."""
    defects = Defects()
    raw = arrival.raw
    if len(raw) > limits.RAW_OCTETS:
        defects.add(DefectCode.MESSAGE_CUT, f"{len(raw)} octets")
        raw = raw[: limits.RAW_OCTETS]
    parts = tuple(walk_parts(*split_message(raw), defects))
    fields = parts[0].fields
    people = _read_people(fields, defects)
    subject = _read_subject(fields, defects)
    in_reply_to = read_message_ids(first_value(fields, "in-reply-to"))
    references = read_message_ids(first_value(fields, "references"))
    is_answer = bool(in_reply_to or references) or says_answer(subject)
    body = read_body(parts, subject, is_answer, defects)
    return Mail(
        identity=arrival.identity,
        sender=people.sender,
        subject=subject,
        text=body.text,
        received_at=arrival.received_at,
        size=arrival.size,
        reply_to=people.reply_to,
        to=people.to,
        cc=people.cc,
        recipients=people.recipients,
        return_path=_read_return_path(fields),
        in_reply_to=in_reply_to,
        references=references,
        sent_at=read_date(first_value(fields, "date"), defects),
        headers=Headers(decoded_fields(fields, defects)),
        html=body.html,
        attachments=tuple(_attachment(part) for part in body.attached),
        content_types=tuple(_described_type(part) for part in parts),
        defects=defects.found(),
    )


@dataclass(frozen=True, slots=True)
class _People:
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    recipients: tuple[str, ...]


def _read_people(fields: Fields, defects: Defects) -> _People:
    senders = _addresses(fields, defects, "from")
    if not senders:
        defects.add(DefectCode.NO_SENDER)
    if len({each.email for each in senders}) > 1:
        # Nobody can tell for which of them the servers on the way have vouched.
        defects.add(DefectCode.SEVERAL_SENDERS)
        senders = ()
    everybody = _addresses(fields, defects, *_RECIPIENT_FIELDS)
    return _People(
        sender=senders[0] if senders else None,
        reply_to=_addresses(fields, defects, "reply-to"),
        to=_addresses(fields, defects, "to"),
        cc=_addresses(fields, defects, "cc"),
        recipients=tuple(dict.fromkeys(address.email for address in everybody)),
    )


def _addresses(fields: Fields, defects: Defects, *names: str) -> tuple[Address, ...]:
    values = all_values(fields, *names)
    found = tuple(address for value in values for address in read_addresses(value, defects))
    return found[: limits.ADDRESSES]


def _read_subject(fields: Fields, defects: Defects) -> str:
    subject = decode_words(first_value(fields, "subject"), defects)
    return " ".join(subject.split())[: limits.SUBJECT_CHARACTERS]


def _read_return_path(fields: Fields) -> str | None:
    """The topmost Return-Path: the last server to take the mail wrote it (RFC 5321 §4.4)."""
    values = all_values(fields, "return-path")
    if not values:
        return None
    inner = "".join(values[0].partition("<")[2].partition(">")[0].split()) if "<" in values[0] else values[0].strip()
    return usable_email(inner) or one_line(inner).lower()[:320]


def _attachment(part: Part) -> Attachment:
    return Attachment(name=part.filename, content_type=part.content_type, size=len(part.body))


def _described_type(part: Part) -> str:
    kept = "".join(
        f"; {name}={part.parameters[name].strip().lower()}" for name in _KEPT_PARAMETERS if part.parameters.get(name)
    )
    return part.content_type + kept
