"""What a decision stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.acknowledging import Acknowledging, Incident
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.customers import Customers
from inboxd.core.values.escalation import Duty
from inboxd.core.values.hours import Hours
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import RoutePolicy, Verdict
from inboxd.core.values.verification import Reading, Verification


@dataclass(frozen=True, slots=True)
class Ground:
    """The same for a whole batch.

    Attributes:
        routes: of the rule set, from the top; the first is the most urgent.
        key: the installation's secret, for Message-IDs.
        since: messages received before this moment predate inboxd, aware UTC.
        now: the moment of deciding, aware UTC.
        duty: who is told that a customer waits for too long.
        acknowledging: what acknowledgments may ask.
        incidents: what is known to be broken for many.
        verification: how it is asked whether a case is solved.
    """

    policy: MailboxPolicy
    customers: Customers
    hours: Hours
    routes: tuple[RoutePolicy, ...]
    key: bytes
    since: datetime
    now: datetime
    duty: Duty = field(default_factory=Duty)
    acknowledging: Acknowledging = field(default_factory=Acknowledging)
    incidents: tuple[Incident, ...] = ()
    verification: Verification = field(default_factory=Verification)


def ground_of(
    rules: RuleSet,
    policy: MailboxPolicy,
    *,
    key: bytes,
    since: datetime,
    now: datetime,
    incidents: tuple[Incident, ...] = (),
) -> Ground:
    """What a mailbox's decisions stand on under these rules."""
    return Ground(
        policy=policy,
        customers=rules.customers,
        hours=rules.hours_of(policy.name),
        routes=tuple(route.policy for route in rules.routes),
        key=key,
        since=since,
        now=now,
        duty=rules.duty,
        acknowledging=rules.acknowledging,
        verification=rules.verification,
        incidents=incidents,
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with its verdict, ready to be decided.

    Attributes:
        verdict_json: the verdict as the journal keeps it.
        bounce: what it says when it is a mail that came back.
        reading: what it says to the question whether its case is solved.
    """

    arrival: Arrival
    mail: Mail
    verdict: Verdict
    verdict_json: str = ""
    bounce: Bounce | None = None
    reading: Reading = field(default_factory=Reading)
