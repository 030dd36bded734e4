"""What a decision stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inboxd.core.values.arrival import Arrival
from inboxd.core.values.customers import Customers
from inboxd.core.values.hours import Hours
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import RoutePolicy, Verdict


@dataclass(frozen=True, slots=True)
class Ground:
    """The same for a whole batch.

    Attributes:
        routes: of the rule set, from the top; the first is the most urgent.
        key: the installation's secret, for Message-IDs.
        since: messages received before this moment predate inboxd, aware UTC.
        now: the moment of deciding, aware UTC.
    """

    policy: MailboxPolicy
    customers: Customers
    hours: Hours
    routes: tuple[RoutePolicy, ...]
    key: bytes
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with its verdict, ready to be decided.

    Attributes:
        verdict_json: the verdict as the journal keeps it.
    """

    arrival: Arrival
    mail: Mail
    verdict: Verdict
    verdict_json: str = ""
