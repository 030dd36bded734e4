"""What inboxd counts about itself, for Prometheus. The only importer of prometheus_client.

`METRICS` is the one table: the collectors are built from it and the docs page is made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from inboxd.core.values.effect import Alarm, Stage
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, Outcome, TryLater
from inboxd.core.values.record import StoreCounts


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
        ("reason",),
        "Messages that got no automatic answer, by reason code; they were triaged all the same.",
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
        "1 while the mailbox is connected and watched, else 0.",
    ),
    Metric(
        "inboxd_rules_refused",
        MetricKind.GAUGE,
        (),
        "1 while the rules folder has mistakes and the last good rules stay live; `inboxd rules check` lists them.",
    ),
    Metric(
        "inboxd_store_readable",
        MetricKind.GAUGE,
        (),
        "1 when the store answered this scrape; with 0 the figures read from it are absent.",
    ),
)

_JUDGED_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
_FINISHED = frozenset({"done", "cancelled", "shadow"})
_OUTCOMES: Mapping[type[Outcome], str] = {
    Done: "done",
    TryLater: "retry",
    Failed: "failed",
    Held: "held",
    Cancelled: "cancelled",
}


class Metrics:
    """The figures of one running inboxd, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for each in METRICS:
            self._build(each)
        ProcessCollector(registry=self._registry)

    def _build(self, metric: Metric) -> None:
        if metric.kind is MetricKind.COUNTER:
            self._counters[metric.name] = Counter(metric.name, metric.sentence, metric.labels, registry=self._registry)
        elif metric.kind is MetricKind.GAUGE:
            self._gauges[metric.name] = Gauge(metric.name, metric.sentence, metric.labels, registry=self._registry)
        else:
            self._histograms[metric.name] = Histogram(
                metric.name, metric.sentence, metric.labels, registry=self._registry, buckets=_JUDGED_SECONDS
            )

    def message_decided(self, mailbox: str, route: str, answer_reason: str) -> None:
        """A message was decided; `answer_reason` is the gate's reason code, "" when it was not asked."""
        self._counters["inboxd_messages_total"].labels(mailbox, route).inc()
        if answer_reason not in {"", "allowed"}:
            self._counters["inboxd_answers_suppressed_total"].labels(answer_reason).inc()
            self._counters["inboxd_acknowledgments_total"].labels(mailbox, "suppressed").inc()

    def message_judged(self, took: timedelta) -> None:
        """How long parsing and judging one message took."""
        self._histograms["inboxd_judged_seconds"].observe(took.total_seconds())

    def mail_arrived(self, mailbox: str, at: datetime) -> None:
        """A new message was found in the mailbox at this time."""
        self._gauges["inboxd_last_mail_timestamp_seconds"].labels(mailbox).set(at.timestamp())

    def effect_ended(self, mailbox: str, kind: str, outcome: Outcome) -> None:
        """One attempt at an effect ended."""
        word = _OUTCOMES[type(outcome)]
        self._counters["inboxd_effects_total"].labels(kind, word).inc()
        if kind == "acknowledgment" and word != "retry":
            result = "sent" if word == "done" else word
            self._counters["inboxd_acknowledgments_total"].labels(mailbox, result).inc()

    def alarm_ended(self, alarm: Alarm, result: str) -> None:
        """A word to our own people was told, failed for good, or went unheard because no channel is configured."""
        is_first = alarm.stage is Stage.ESCALATION and alarm.step == 0
        stage = Stage.BREACH if is_first else alarm.stage
        self._counters["inboxd_alarms_total"].labels(stage.value, result).inc()

    def case_breached(self, mailbox: str, route: str, target: str) -> None:
        """A target was missed."""
        self._counters["inboxd_breaches_total"].labels(mailbox, route, target).inc()

    def mailbox_connected(self, mailbox: str, *, connected: bool) -> None:
        """The mailbox's connection came up or went away."""
        self._gauges["inboxd_mailbox_connected"].labels(mailbox).set(connected)

    def rules_refused(self, *, refused: bool) -> None:
        """The last look at the rules folder found mistakes, or none."""
        self._gauges["inboxd_rules_refused"].set(refused)

    def render(self, counts: StoreCounts | None, now: datetime) -> tuple[bytes, str]:
        """All figures in Prometheus' text format, and its media type.

        Args:
            counts: the store's figures of this moment; None when it could not be read, then those figures are absent.
        """
        self._show_store(counts, now)
        hidden = frozenset() if counts else frozenset({"inboxd_effects_overdue_seconds"})
        return generate_latest(_Shown(self._registry, hidden)), CONTENT_TYPE_LATEST

    def _show_store(self, counts: StoreCounts | None, now: datetime) -> None:
        pending, cases = self._gauges["inboxd_effects_pending"], self._gauges["inboxd_cases"]
        pending.clear()
        cases.clear()
        self._gauges["inboxd_store_readable"].set(counts is not None)
        if counts is None:
            return
        for key, number in counts.effects.items():
            kind, _, state = key.partition("/")
            if state not in _FINISHED:
                pending.labels(kind, state).set(number)
        for state, number in counts.cases.items():
            cases.labels(state).set(number)
        late = now - counts.oldest_due if counts.oldest_due else timedelta()
        self._gauges["inboxd_effects_overdue_seconds"].set(max(late.total_seconds(), 0.0))


class _Shown(CollectorRegistry):
    """A view of a registry without the times of creation (they double the page) and without what is not known now."""

    def __init__(self, registry: CollectorRegistry, hidden: frozenset[str]) -> None:
        super().__init__()
        self._all = registry
        self._hidden = hidden

    def collect(self) -> Iterable[Family]:
        for family in self._all.collect():
            if family.name not in self._hidden:
                family.samples = [each for each in family.samples if not each.name.endswith("_created")]
                yield family
