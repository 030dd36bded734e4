"""Every figure of /metrics, as documented. The collectors of `metrics` and the docs page are made from this table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    """How a figure behaves."""

    COUNTER = "counter"
    """Only grows while the process lives."""
    GAUGE = "gauge"
    """The state at this moment."""
    HISTOGRAM = "histogram"
    """How often a value fell into which range."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, as documented.

    Attributes:
        name: as Prometheus shows it.
        labels: what it is split by; never a customer's data.
        sentence: what it tells, and for alarms what to do.
    """

    name: str
    kind: MetricKind
    labels: tuple[str, ...]
    sentence: str


METRICS: tuple[Metric, ...] = (
    Metric(
        "inboxd_messages_total",
        MetricKind.COUNTER,
        ("mailbox", "route"),
        "Incoming messages that were decided, by the route they took.",
    ),
    Metric(
        "inboxd_judged_seconds",
        MetricKind.HISTOGRAM,
        (),
        "Seconds of parsing and judging one message took; no waiting in it.",
    ),
    Metric(
        "inboxd_last_mail_timestamp_seconds",
        MetricKind.GAUGE,
        ("mailbox",),
        "When the mailbox last had a new message, as Unix time; old for a busy mailbox: look whether it is watched.",
    ),
    Metric(
        "inboxd_acknowledgments_total",
        MetricKind.COUNTER,
        ("mailbox", "result"),
        "Acknowledgments by how they ended: sent, held, failed, cancelled, or suppressed by the answer gate.",
    ),
    Metric(
        "inboxd_answers_suppressed_total",
        MetricKind.COUNTER,
        ("kind", "reason"),
        "Acknowledgments, follow-ups, reminders and notices that were kept back, by reason code; every message was "
        "triaged all the same, and what only waits for a cap counts each time.",
    ),
    Metric(
        "inboxd_answers_last_hour",
        MetricKind.GAUGE,
        (),
        "Automatic mails of all kinds that were planned in the last hour, over all mailboxes.",
    ),
    Metric(
        "inboxd_breaker_open",
        MetricKind.GAUGE,
        (),
        "1 while `limits.per_hour` keeps all automatic mail back; look for a loop before you raise the limit.",
    ),
    Metric(
        "inboxd_effects_total",
        MetricKind.COUNTER,
        ("kind", "outcome"),
        "Attempts at moves, mails and filed copies, by outcome: done, retry, failed, held or cancelled.",
    ),
    Metric(
        "inboxd_effects_pending",
        MetricKind.GAUGE,
        ("kind", "state"),
        "Effects in the outbox that are not finished, read from the store; `held` and `failed` need a person.",
    ),
    Metric(
        "inboxd_effects_overdue_seconds",
        MetricKind.GAUGE,
        (),
        "By how many seconds the most overdue queued effect is late; 0 when none is.",
    ),
    Metric(
        "inboxd_cases",
        MetricKind.GAUGE,
        ("state",),
        "Cases by state, read from the store; `waiting` are customers that wait for us.",
    ),
    Metric(
        "inboxd_alarms_total",
        MetricKind.COUNTER,
        ("stage", "result"),
        "Words to your own people by why (`breach` is the first one after a target is over) and how they ended.",
    ),
    Metric(
        "inboxd_breaches_total",
        MetricKind.COUNTER,
        ("mailbox", "route", "target"),
        "Targets that were missed, by route; `target` is `reply` or `resolution`.",
    ),
    Metric(
        "inboxd_mailbox_connected",
        MetricKind.GAUGE,
        ("mailbox",),
        "1 while the mailbox is connected and watched, else 0; absent while no process has it, as without "
        "PostgreSQL: alert on `== 0` and on `absent()`.",
    ),
    Metric("inboxd_mailboxes_owned", MetricKind.GAUGE, (), "Mailboxes that this process works on."),
    Metric("inboxd_workers", MetricKind.GAUGE, (), "Processes that share the mailboxes, this one among them."),
    Metric(
        "inboxd_rules_refused",
        MetricKind.GAUGE,
        (),
        "1 while the rules folder has mistakes and the last good rules stay live; `inboxd rules check` lists them.",
    ),
    Metric(
        "inboxd_operator_alarm",
        MetricKind.GAUGE,
        ("code",),
        "1 while something is wrong with inboxd itself; the page on alarms says what each code means and what to do.",
    ),
    Metric(
        "inboxd_canary_seconds",
        MetricKind.GAUGE,
        ("mailbox", "until"),
        "Seconds from sending the last test mail until it was `seen` in the mailbox, and until it was `moved`.",
    ),
    Metric(
        "inboxd_canary_last_success_timestamp_seconds",
        MetricKind.GAUGE,
        ("mailbox",),
        "When a test mail last arrived, as Unix time; old: mail does not flow.",
    ),
    Metric(
        "inboxd_store_readable",
        MetricKind.GAUGE,
        (),
        "1 when the store answered this scrape; with 0 the figures read from it are absent.",
    ),
)
