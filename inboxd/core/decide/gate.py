"""May we answer? The one home of that question for acknowledgments; that of questions is `verifying`.

A pure function over frozen facts. When in doubt the answer is no: a human sees the mail all the same, because keeping
an answer back never changes where a message goes. The checks run from what is proven about the message, through what
happened before, to the caps, so that the reason given is the one that a person would name first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inboxd.core.decide.likeness import owned_domain
from inboxd.core.decide.recipient import (
    Decision,
    in_hours,
    is_one_of,
    refuse,
    refuse_answered,
    refuse_capped,
    refuse_listed,
    refuse_machine,
    refuse_suppressed,
)
from inboxd.core.judge.source import describe_source
from inboxd.core.parse.authentication import is_refuted
from inboxd.core.text.fold import fold
from inboxd.core.values import ids
from inboxd.core.values.case import Case
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import Answer, History
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Acknowledge, Verdict

_BODY_HEAD = 200
_LONG_BODY = 80
_REMEMBERED = timedelta(days=7)
_SEARCHED, _MOST_TOKENS = 20_000, 20


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """Everything the gate looks at.

    Attributes:
        case: the case the message belongs to as it was before this message; None when it opens one.
        answered: whether a human has answered this very message already.
        linked: ids of cases of the same matter, when it opens a case of its own.
        repeats: whether nearly the same text came before from the same domain.
    """

    mail: Mail
    verdict: Verdict
    policy: MailboxPolicy
    customers: Customers
    history: History
    case: Case | None
    now: datetime
    answered: bool = False
    linked: tuple[str, ...] = ()
    repeats: bool = False


def may_acknowledge(facts: AnswerFacts) -> Decision:
    """May this message get an acknowledgment now?"""
    return _first_refusal(facts, (*_MESSAGE_CHECKS, *_STATE_CHECKS))


def may_acknowledge_stranger(facts: AnswerFacts) -> Decision:
    """The same for a message of which nothing is known but itself: what `explain` shows for a file."""
    return _first_refusal(facts, _MESSAGE_CHECKS)


def body_hash(mail: Mail) -> str:
    """Digest of the first 200 folded letters of what was written; "" when nothing was.

    Digits count for nothing: a dueling responder changes only a number or a date from round to round.
    """
    head = re.sub(r"\d+", "0", fold(mail.text.new[: 4 * _BODY_HEAD]).text).strip()[:_BODY_HEAD]
    return hashlib.sha256(head.encode()).hexdigest()[:32] if head else ""


def case_tokens(mail: Mail) -> tuple[str, ...]:
    """Case tokens anywhere in a message, also in what it quotes."""
    found = ids.find_tokens(mail.subject) | ids.find_tokens(mail.text.all[:_SEARCHED])
    return tuple(sorted(found)[:_MOST_TOKENS])


_Check = Callable[[AnswerFacts], Decision | None]


def _first_refusal(facts: AnswerFacts, checks: tuple[_Check, ...]) -> Decision:
    refusal = next((no for check in checks if (no := check(facts)) is not None), None)
    return refusal or Decision(True, Reason.ALLOWED, describe_source(facts.mail, facts.verdict.forgiven))


def _sender(facts: AnswerFacts) -> Decision | None:
    # Without a From, as mail systems write, Reply-To may name a victim.
    if facts.mail.reply_address is None or facts.mail.sender is None:
        return refuse(Reason.NO_USABLE_SENDER)
    if len({address.email for address in facts.mail.reply_to}) > 1:
        return refuse(Reason.SEVERAL_REPLY_ADDRESSES, f"{len(facts.mail.reply_to)} addresses in Reply-To")
    return None


def _own_loop(facts: AnswerFacts) -> Decision | None:
    mail, own = facts.mail, facts.policy.all_own
    if mail.headers.has("X-Inboxd-Loop"):
        return refuse(Reason.OWN_LOOP_MARK, "X-Inboxd-Loop")
    if mail.identity.message_id in facts.history.own_message_ids:
        return refuse(Reason.OWN_LOOP_MARK, "one of our Message-IDs")
    if any(ids.is_notice_id(each) for each in (*mail.in_reply_to, *mail.references)):
        return refuse(Reason.ANSWERS_OUR_NOTICE)
    ends = {address.email for address in (mail.sender, *mail.reply_to) if address is not None}
    if any(is_one_of(email, own) for email in (*ends, mail.return_path or "")):
        return refuse(Reason.FROM_OURSELVES)
    return None


def _signs(facts: AnswerFacts) -> Decision | None:
    for sign in facts.verdict.signs:
        return refuse(Reason(sign.code), sign.detail)
    # What is forgiven to a source says nothing about whom it names.
    inner = facts.mail.reply_address if facts.mail.source is not None else None
    return refuse_machine(inner.email) if inner is not None else None


def _authentication(facts: AnswerFacts) -> Decision | None:
    refuted = is_refuted(facts.mail, facts.policy.authserv_id)
    return refuse(Reason.AUTHENTICATION_FAILED, "dmarc, or spf and dkim, failed") if refuted else None


def _lists(facts: AnswerFacts) -> Decision | None:
    address, sender = facts.mail.reply_address, facts.mail.sender
    # Another Reply-To makes nobody somebody else. But behind a source the customer alone counts: its own address, and
    # the marks that our server sets, are of the form or the forwarder.
    if facts.mail.source is None:
        if sender is not None and (no := refuse_listed(sender.email, facts.policy, facts.customers)):
            return no
        if facts.verdict.customer_type == "internal":
            return refuse(Reason.INTERNAL_SENDER)
    return refuse_listed(address.email, facts.policy, facts.customers) if address else None


def _addressed(facts: AnswerFacts) -> Decision | None:
    mail, own = facts.mail, facts.policy.addresses
    visible = {address.email for address in (*mail.to, *mail.cc)}
    resent = " ".join(value for name in ("Resent-To", "Resent-Cc") for value in mail.headers.all(name)).lower()
    # One pattern for a whole address takes a square of the time for a long word without "@".
    visible.update(word for word in re.split(r"[\s<>,;:\"]+", resent) if "@" in word)
    if any(is_one_of(email, own) for email in visible):
        return None
    # An alias that the server knows and we do not: the original recipient stands in To, and delivery was to us.
    delivered = [mail.headers.all(name) for name in ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")]
    final = {value.strip().strip("<>").lower() for values in delivered for value in values}
    if final & visible and any(is_one_of(email, own) for email in final):
        return None
    return refuse(Reason.NOT_ADDRESSED_TO_US)


def _content(facts: AnswerFacts) -> Decision | None:
    mail = facts.mail
    if any(each.code == "headers-cut" for each in mail.defects):
        # The mark of a machine may stand in what was not read.
        return refuse(Reason.NEEDS_HUMAN, "more headers than are read")
    if not mail.text.all.strip() and not mail.attachments and not mail.subject.strip():
        return refuse(Reason.EMPTY)
    return None


def _hands_off(facts: AnswerFacts) -> Decision | None:
    why = facts.verdict.hands_off or (facts.case.hands_off if facts.case else "")
    return refuse(Reason.HANDS_OFF, why) if why else None


def _route(facts: AnswerFacts) -> Decision | None:
    if facts.verdict.route.acknowledge is Acknowledge.NEVER:
        return refuse(Reason.ROUTE_NEVER, f"route {facts.verdict.route.name}")
    return None


def _age(facts: AnswerFacts) -> Decision | None:
    age = facts.now - facts.mail.received_at
    if age > facts.policy.limits.oldest:
        return refuse(Reason.TOO_OLD, f"received {in_hours(age)} ago")
    return None


def _repeats(facts: AnswerFacts) -> Decision | None:
    mail, history = facts.mail, facts.history
    message_id = mail.identity.message_id
    if facts.answered:
        return refuse(Reason.HUMAN_ANSWERED)
    if message_id and message_id in history.seen_message_ids:
        return refuse(Reason.SAME_MAIL_ELSEWHERE)
    case = facts.case
    named = _named_case(facts)
    if named is not None and (case is None or case.case_id != named.case_id):
        return refuse(Reason.ALREADY_ANSWERED, f"it names our case {named.token}")
    if case is None:
        return None
    if case.first_replied_at is not None:
        # A robot's word would fall into the middle of what two people say to each other.
        return refuse(Reason.HUMAN_ANSWERED, "a human has answered in this case")
    # The history reaches back seven days: an older case is taken for one that was acknowledged then.
    if facts.now - case.opened_at >= _REMEMBERED or _answers(facts, lambda each: each.case_id == case.case_id):
        return refuse(Reason.ALREADY_ANSWERED, "one acknowledgment a case")
    return None


def _named_case(facts: AnswerFacts) -> Case | None:
    """The case whose token stands in the subject or the text: only our own letters tell tokens."""
    history = facts.history
    for token in case_tokens(facts.mail):
        case = history.cases.get(history.case_of_token.get(token, ""))
        if case is not None and not _is_long_over(case, facts):
            return case
    return None


def _is_long_over(case: Case, facts: AnswerFacts) -> bool:
    ended = case.resolved_at
    return ended is not None and facts.mail.received_at - ended > facts.customers.reopen_within


def _same_customer(facts: AnswerFacts) -> Decision | None:
    return refuse_answered(facts.mail, facts.policy, facts.customers, facts.history, facts.now)


def _same_body(facts: AnswerFacts) -> Decision | None:
    mail = facts.mail
    digest, window, address = body_hash(mail), facts.policy.limits.same_body, mail.reply_address
    domain, email = (address.domain, address.email) if address else ("", "")
    if facts.repeats:
        return refuse(Reason.SAME_BODY, "nearly the same text came from the same domain")
    # Two strangers may both write "Hello?"; the same long text, or the same domain, is a machine that changes its name.
    # Not behind a source: all mails of a form begin with the form's own words.
    long = len(mail.text.new) >= _LONG_BODY and mail.source is None
    is_owned = address is not None and bool(owned_domain(address))
    same = [
        each for each in facts.history.answers if digest and each.kind == "acknowledgment" and each.body_hash == digest
    ]
    if any(facts.now - each.at < window and (long or (is_owned and each.domain == domain)) for each in same):
        return refuse(Reason.SAME_BODY, f"answered within {in_hours(window)}")
    if any(each.address == email for each in same):
        return refuse(Reason.SAME_BODY, f"answered within {in_hours(_REMEMBERED)}")
    return None


def _linked(facts: AnswerFacts) -> Decision | None:
    if _answers(facts, lambda each: bool(each.case_id) and each.case_id in facts.linked):
        return refuse(Reason.LINKED_CASE)
    return None


def _undeliverable(facts: AnswerFacts) -> Decision | None:
    address = facts.mail.reply_address
    return refuse_suppressed(address.email, facts.history, facts.now) if address else None


def _caps(facts: AnswerFacts) -> Decision | None:
    address = facts.mail.reply_address
    return refuse_capped(address.email, facts.policy, facts.history, facts.now) if address else None


def _touch_nothing(facts: AnswerFacts) -> Decision | None:
    return _shadow(facts.policy)


_MESSAGE_CHECKS: tuple[_Check, ...] = (
    _sender,
    _own_loop,
    _signs,
    _authentication,
    _lists,
    _addressed,
    _content,
    _hands_off,
    _route,
)
_STATE_CHECKS: tuple[_Check, ...] = (
    _age, _repeats, _undeliverable, _same_customer, _same_body, _linked, _caps, _touch_nothing,
)  # fmt: skip


def _shadow(policy: MailboxPolicy) -> Decision | None:
    return refuse(Reason.SHADOW) if policy.shadow else None


def _answers(facts: AnswerFacts, match: Callable[[Answer], bool]) -> bool:
    return any(each.kind == "acknowledgment" and match(each) for each in facts.history.answers)
