"""Whether anything automatic may go to an address at all: lists, bounces and caps, alike for all kinds of mails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inboxd.core.decide.likeness import are_alike, owned_domain
from inboxd.core.parse.automatic.signs import is_machine_address
from inboxd.core.values.case import Case
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import Answer, History
from inboxd.core.values.mail import Address, Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verification import Verification

_ECHO = timedelta(seconds=20)
_ALIKE = timedelta(hours=1)
"""Machines answer within it; later it is a pupil with the next number, or Daniela after Daniel."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an automatic mail may go out, and why or why not.

    Attributes:
        detail: the very header, count or limit, without customer text; may be empty.
    """

    allowed: bool
    reason: Reason
    detail: str = ""


def refuse(reason: Reason, detail: str = "") -> Decision:
    """No, because of this."""
    return Decision(allowed=False, reason=reason, detail=detail)


def refuse_listed(address: str, policy: MailboxPolicy, customers: Customers) -> Decision | None:
    """Somebody whom an admin excepted, or one of ourselves; with whatever tag, for the mail goes to the same box."""
    spellings = (address, without_tag(address))
    if any(each in customers.never_answer for each in spellings):
        return refuse(Reason.NEVER_ANSWER)
    ours = any(each in customers.internal or each in customers.agents for each in spellings)
    return refuse(Reason.INTERNAL_SENDER) if ours or is_one_of(address, policy.all_own) else None


def refuse_machine(address: str) -> Decision | None:
    """An address that no human reads."""
    return refuse(Reason.ROBOT_ADDRESS, "the address is a machine's") if is_machine_address(address) else None


def refuse_suppressed(address: str, history: History, now: datetime) -> Decision | None:
    """Somebody to whom mail bounced, or who asked for silence."""
    suppression = history.suppressions.get(address)
    if suppression is None or (suppression.until is not None and suppression.until <= now):
        return None
    return refuse(Reason.NEVER_ANSWER if suppression.reason == "asked" else Reason.UNDELIVERABLE, suppression.reason)


def refuse_capped(address: str, policy: MailboxPolicy, history: History, now: datetime) -> Decision | None:
    """Too many automatic mails to this address or domain, or altogether.

    Where everybody can have an address, a domain is not one correspondent: in an outage many strangers write at once.
    """
    limits, domain = policy.limits, address.rpartition("@")[2]

    def count(window: timedelta, match: Callable[[Answer], bool]) -> int:
        return sum(1 for each in history.answers if now - each.at < window and match(each))

    if count(timedelta(days=7), lambda each: each.address == address) >= limits.per_address_week:
        return refuse(Reason.CAP_ADDRESS, f"{limits.per_address_week} in seven days")
    in_domain = count(timedelta(hours=1), lambda each: each.domain == domain) if owned_domain(Address(address)) else 0
    if in_domain >= limits.per_domain_hour:
        return refuse(Reason.CAP_DOMAIN, f"{limits.per_domain_hour} in an hour")
    if history.answers_last_hour >= limits.per_hour:
        return refuse(Reason.CAP_HOUR, f"{limits.per_hour} in an hour")
    return None


def refuse_answered(
    mail: Mail, policy: MailboxPolicy, customers: Customers, history: History, now: datetime
) -> Decision | None:
    """Whoever writes got an acknowledgment lately: under this address, one that is nearly the same, or a machine's."""
    address = mail.reply_address
    if address is None:
        return None
    email, window = address.email, policy.limits.once_per
    person = customers.addresses_of(email)
    recent = [each for each in history.answers if each.kind == "acknowledgment" and now - each.at < window]
    if any(each.address in person for each in recent):
        return refuse(Reason.ALREADY_THIS_CUSTOMER, f"within {in_hours(window)}")
    if any(mail.received_at - each.at <= _ALIKE and are_alike(each.address, email) for each in recent):
        return refuse(Reason.ALREADY_THIS_CUSTOMER, "an address that is nearly the same")
    # Whoever writes for the first time, seconds after our letter to that company, is its machine and not a colleague.
    is_new = bool(owned_domain(address)) and not history.messages_from.get(email)
    echoed = (each for each in recent if each.domain == address.domain)
    if is_new and any(timedelta() <= mail.received_at - each.at <= _ECHO for each in echoed):
        return refuse(Reason.ALREADY_THIS_CUSTOMER, "seconds after our letter to the same domain")
    return None


def refuse_asked(case: Case, history: History, verification: Verification, now: datetime) -> Decision | None:
    """Somebody whom we asked about another case lately, or whose case is not in the sample.

    A case that turned out not to be solved is asked about again: it is the same question.
    """
    drawn = int(hashlib.sha256(f"sample\0{case.case_id}".encode()).hexdigest()[:8], 16) / 2**32
    if drawn >= verification.sample:
        return refuse(Reason.SAMPLED_OUT, f"{verification.sample:.0%} are asked")
    for each in history.asked:
        others = each.address == case.customer and each.case_id != case.case_id
        if others and now - each.at < verification.cooldown:
            return refuse(Reason.COOLDOWN, f"asked on {each.at:%Y-%m-%d}")
    return None


def in_hours(span: timedelta) -> str:
    """E.g. "24 h" or "20 min"."""
    hours = span.total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 1 else f"{span.total_seconds() / 60:.0f} min"


def is_one_of(email: str, own: frozenset[str]) -> bool:
    """Whether an address is one of ours, with whatever tag."""
    return email in own or without_tag(email) in own


def without_tag(email: str) -> str:
    """`help+shop@…` → `help@…`: the address that the mail really goes to."""
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}"
