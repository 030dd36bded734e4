"""Mail that a trusted source brings: who stands behind it, and which signs of a machine are forgiven."""

from __future__ import annotations

import re
from dataclasses import replace

from inboxd.core.parse.addresses import usable_email
from inboxd.core.parse.authentication import is_proven
from inboxd.core.parse.quote_words import HEADER_ROLES, HeaderRole, bare_words
from inboxd.core.values.customers import Customers, Forgiven, TrustedSource
from inboxd.core.values.mail import Address, Headers, Mail
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Sign

_ANY = "*"
_WORD = re.compile(r"[^\s<>()\[\],;:\"]+")
_LOOKED_AT = 200
_FORGIVES = {
    Reason.AUTO_SUBMITTED: Forgiven.AUTO_SUBMITTED,
    Reason.SUPPRESSION_ASKED: Forgiven.SUPPRESSION,
    Reason.PRECEDENCE_BULK: Forgiven.PRECEDENCE,
    Reason.UNSUBSCRIBE_ONLY: Forgiven.LIST_UNSUBSCRIBE,
    Reason.CAMPAIGN: Forgiven.LIST_UNSUBSCRIBE,
    Reason.NO_REPLY_ADDRESS: Forgiven.NO_REPLY,
    Reason.ROBOT_ADDRESS: Forgiven.NO_REPLY,
    Reason.DO_NOT_REPLY_TEXT: Forgiven.NO_REPLY,
    Reason.MAILING_LIST: Forgiven.LIST,
}
_ANSWERS = frozenset({"auto_reply", "auto-reply"})


def behind_source(mail: Mail, customers: Customers, authserv_id: str = "") -> Mail:
    """The message with the customer as whom to answer, when a trusted source brought it and names one; else unchanged.

    Args:
        authserv_id: how our own server calls itself in Authentication-Results.
    """
    for source in customers.trusted_sources:
        if _fits(source, mail, authserv_id) and (inner := _customer(source, mail)):
            return replace(mail, source=source, reply_to=inner)
    return mail


def sort_signs(mail: Mail, signs: tuple[Sign, ...]) -> tuple[tuple[Sign, ...], tuple[Sign, ...]]:
    """The signs of a machine that count, and those that are forgiven to the message's source."""
    if mail.source is None:
        return signs, ()
    forgiven = tuple(sign for sign in signs if _is_forgiven(sign, mail.source, mail.headers))
    return tuple(sign for sign in signs if sign not in forgiven), forgiven


def describe_source(mail: Mail, forgiven: tuple[Sign, ...]) -> str:
    """One sentence for people; "" without a trusted source."""
    if mail.source is None:
        return ""
    name = mail.sender.email if mail.sender and mail.source.senders != TrustedSource().senders else ""
    name = name or ", ".join(f"{mark.name}: {mark.value}" for mark in mail.source.headers)
    customer = mail.reply_address.email if mail.reply_address else "nobody"
    signs = f"forgiven {', '.join(sign.detail or sign.code for sign in forgiven)}" if forgiven else "nothing to forgive"
    return f"trusted source {name}: {signs}; the customer is {customer}"


def _fits(source: TrustedSource, mail: Mail, authserv_id: str) -> bool:
    sender = mail.sender
    if sender is None or (source.senders != TrustedSource().senders and sender.email not in source.senders):
        return False
    for mark in source.headers:
        values = [value.strip().casefold() for value in mail.headers.all(mark.name)]
        if not (values if mark.value == _ANY else mark.value.strip().casefold() in values):
            return False
    return not source.authenticated or is_proven(mail.headers, authserv_id, sender.domain)


def _customer(source: TrustedSource, mail: Mail) -> tuple[Address, ...]:
    """Whom the source names; several only where Reply-To does, and then the gate keeps silent."""
    if source.customer == "reply_to":
        return mail.reply_to
    if source.customer == "from":
        return mail.reply_to or ((mail.sender,) if mail.sender is not None else ())
    if source.customer == "forwarded":
        return _forwarded(mail)
    return _first_address(mail.headers.first(source.customer))


def _forwarded(mail: Mail) -> tuple[Address, ...]:
    """The first From of the forwarded text: what the customer quoted further down stands after it."""
    for line in mail.text.all.splitlines()[:_LOOKED_AT]:
        word, colon, rest = line.lstrip("> *\t").replace("\uff1a", ":").partition(":")
        if colon and HEADER_ROLES.get(bare_words(word)) is HeaderRole.FROM:
            return _first_address(rest)
    return ()


def _first_address(text: str) -> tuple[Address, ...]:
    # One pattern for a whole address takes a square of the time for a long word without "@".
    found = next((word for word in _WORD.finditer(text) if "@" in word[0][1:-1]), None)
    email = usable_email(found[0]) if found else ""
    before = text[: found.start()] if found else ""
    name = "".join(char for char in before if char.isprintable()).strip(" <[(\"'*")
    return (Address(email, name),) if email else ()


def _is_forgiven(sign: Sign, source: TrustedSource, headers: Headers) -> bool:
    reason = Reason(sign.code)
    if _FORGIVES.get(reason) not in source.forgives:
        return False
    if reason is Reason.AUTO_SUBMITTED:
        return _keywords(headers) <= {"auto-generated", "no", ""}
    if reason is Reason.PRECEDENCE_BULK:
        values = (*headers.all("Precedence"), *headers.all("X-Precedence"))
        return not any(value.strip().lower() in _ANSWERS for value in values)
    return True


def _keywords(headers: Headers) -> set[str]:
    """Of every Auto-Submitted field; whatever cannot be read plainly is none that could be forgiven."""
    values = headers.all("Auto-Submitted")
    return {re.sub(r"\([^()]*\)", " ", value).partition(";")[0].strip().lower() for value in values}
