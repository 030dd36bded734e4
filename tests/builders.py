"""Dull defaults for values, so that a test says only what matters to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.values.arrival import Arrival, Identity, Place
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.hours import ROUND_THE_CLOCK
from inboxd.core.values.ids import case_token
from inboxd.core.values.mail import Address, Headers, Mail, Text
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import Acknowledge, RoutePolicy, Verdict

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEY = b"a secret of the tests"

PRIORITY = RoutePolicy(
    "priority",
    "Priority",
    flag=True,
    acknowledge=Acknowledge.URGENT,
    reply_within=timedelta(hours=1),
    follow_up=timedelta(days=3),
)
QUESTIONS = RoutePolicy(
    "questions", acknowledge=Acknowledge.STANDARD, reply_within=timedelta(hours=8), follow_up=timedelta(days=4)
)
HUGS = RoutePolicy("hugs", "Hugs", opens_case=False)
AUTOMATIC = RoutePolicy("automatic", "Automatic", opens_case=False)
ROUTES = (AUTOMATIC, HUGS, PRIORITY, QUESTIONS)


@dataclass
class SetClock:
    """A clock that stands until it is set."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


def make_policy(**changes):
    own = frozenset({"support@ourshop.example", "help@ourshop.example"})
    return replace(MailboxPolicy("support", "support@ourshop.example", own, own | {"info@ourshop.example"}), **changes)


def make_ground(**changes):
    ground = Ground(make_policy(), Customers(), ROUND_THE_CLOCK, ROUTES, KEY, NOW - timedelta(days=30), NOW)
    return replace(ground, **changes)


def make_mail(text="Nothing works since this morning.", *, sender="mira@bluehill.example", headers=(), **changes):
    number = changes.pop("number", 1)
    mail = Mail(
        identity=Identity(f"mail-{number}@bluehill.example", f"{number:064d}"),
        sender=Address(sender, "Mira") if sender else None,
        subject="Help",
        text=Text(new=text),
        received_at=NOW - timedelta(minutes=1),
        size=1000,
        to=(Address("support@ourshop.example"),),
        recipients=("support@ourshop.example",),
        headers=Headers(tuple(headers)),
    )
    return replace(mail, **changes)


def make_verdict(route=PRIORITY, **changes):
    verdict = Verdict(route, 6.0, (), "en", "plain", (), (), "0123456789ab")
    return replace(verdict, **changes)


def make_arrival(mail, *, uid=1, folder="INBOX", **changes):
    arrival = Arrival(Place("support", folder, 7, uid), mail.identity, b"", mail.size, mail.received_at)
    return replace(arrival, **changes)


def make_judged(mail=None, route=PRIORITY, **changes):
    mail = mail or make_mail()
    arrival = changes.pop("arrival", None) or make_arrival(mail)
    return Judged(arrival, mail, make_verdict(route, **changes))


def make_case(state=CaseState.WAITING, **changes):
    case = Case(
        case_id="c" * 24,
        token=case_token("c" * 24),
        mailbox="support",
        customer="mira@bluehill.example",
        customer_name="Mira",
        subject="Help",
        language="en",
        route="priority",
        state=state,
        opened_at=NOW - timedelta(hours=2),
        waiting_since=NOW - timedelta(hours=2) if state is CaseState.WAITING else None,
        replied_at=None if state is CaseState.WAITING else NOW - timedelta(hours=1),
        last_message_id="mail-0@bluehill.example",
        references=("mail-0@bluehill.example",),
    )
    return replace(case, **changes)
