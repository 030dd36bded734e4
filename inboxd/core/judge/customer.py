"""Whom we deal with, decided from lists, wording and earlier contacts."""

from __future__ import annotations

from collections.abc import Mapping

from inboxd.core.rules.vocabulary import CustomerType, SignalName
from inboxd.core.values.customers import AddressList, Customers, HeaderMark
from inboxd.core.values.mail import Address, Headers, Mail

CHRONIC_CONTACTS = 5
"""Earlier messages from which on a customer counts as chronic."""

_AGGRESSIVE_ANGER = 4.0
_MEEK_CHURN = 2.0
_NO_HEADERS = Headers()


def customer_of(mail: Mail) -> Address | None:
    """Who speaks: the sender; behind a web form or forwarder that the admins trust, whom it names."""
    return mail.reply_address if mail.source is not None else mail.sender


def customer_type(
    customer: Address | None,
    customers: Customers,
    scores: Mapping[str, float],
    contacts: int,
    headers: Headers = _NO_HEADERS,
) -> CustomerType:
    """The first type that fits.

    Args:
        scores: of the signals.
        contacts: earlier messages of this customer within the period that the caller counts.
        headers: of the message, for the marks of our own server.
    """
    if _is_listed(customer, customers.vip) or _is_marked(headers, customers.vip_headers):
        return CustomerType.VIP
    if _is_listed(customer, customers.internal) or _is_marked(headers, customers.internal_headers):
        return CustomerType.INTERNAL
    if scores.get(SignalName.ANGER, 0.0) >= _AGGRESSIVE_ANGER:
        return CustomerType.AGGRESSIVE
    if contacts >= CHRONIC_CONTACTS:
        return CustomerType.CHRONIC
    return CustomerType.MEEK if _is_meek(scores) else CustomerType.PLAIN


def _is_listed(customer: Address | None, listed: AddressList) -> bool:
    return customer is not None and customer.email in listed


def _is_marked(headers: Headers, marks: tuple[HeaderMark, ...]) -> bool:
    return any(
        value.strip().casefold() == mark.value.strip().casefold() for mark in marks for value in headers.all(mark.name)
    )


def _is_meek(scores: Mapping[str, float]) -> bool:
    """Leaves without a loud word."""
    loud = (SignalName.ANGER, SignalName.URGENCY, SignalName.LEGAL)
    return scores.get(SignalName.CHURN, 0.0) >= _MEEK_CHURN and not any(scores.get(name) for name in loud)
