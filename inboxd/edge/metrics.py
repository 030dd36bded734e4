"""What inboxd counts about itself, for Prometheus. The only importer of prometheus_client.

The collectors are built from the one table in `figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from inboxd.core.decide.breaker import breaker_of
from inboxd.core.values.effect import Alarm, Stage
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, Outcome, TryLater
from inboxd.core.values.policy import AnswerLimits
from inboxd.core.values.record import StoreCounts
from inboxd.edge.figures import METRICS, Metric, MetricKind

_JUDGED_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
_FROM_STORE = frozenset({"inboxd_effects_overdue_seconds", "inboxd_answers_last_hour", "inboxd_breaker_open"})
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
        self._per_hour = AnswerLimits().per_hour
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
            self.letter_kept_back("acknowledgment", answer_reason)
            self._counters["inboxd_acknowledgments_total"].labels(mailbox, "suppressed").inc()

    def letter_kept_back(self, kind: str, reason: str) -> None:
        """A mail to a customer did not go out, or not yet, for this reason code."""
        self._counters["inboxd_answers_suppressed_total"].labels(kind, reason).inc()

    def answers_limited(self, per_hour: int) -> None:
        """From how many automatic mails an hour on the breaker opens."""
        self._per_hour = per_hour

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

    def mailbox_left(self, mailbox: str) -> None:
        """Another process watches it from now on, and tells how it is."""
        self._gauges["inboxd_mailbox_connected"].remove(mailbox)

    def mailboxes_owned(self, count: int, *, workers: int) -> None:
        """How many mailboxes this process works on, among how many processes."""
        self._gauges["inboxd_mailboxes_owned"].set(count)
        self._gauges["inboxd_workers"].set(workers)

    def rules_refused(self, *, refused: bool) -> None:
        """The last look at the rules folder found mistakes, or none."""
        self._gauges["inboxd_rules_refused"].set(refused)

    def operator_alarm(self, code: str, *, active: bool) -> None:
        """Something is wrong with inboxd itself, or is not."""
        self._gauges["inboxd_operator_alarm"].labels(code).set(active)

    def canary_seen(self, mailbox: str, until: str, took: timedelta, at: datetime) -> None:
        """A test mail has come so far (`seen`, `moved`), so long after it was sent."""
        self._gauges["inboxd_canary_seconds"].labels(mailbox, until).set(max(took.total_seconds(), 0.0))
        self.canary_arrived(mailbox, at)

    def canary_arrived(self, mailbox: str, at: datetime) -> None:
        """A test mail arrived at this time."""
        self._gauges["inboxd_canary_last_success_timestamp_seconds"].labels(mailbox).set(at.timestamp())

    def render(self, counts: StoreCounts | None, now: datetime) -> tuple[bytes, str]:
        """All figures in Prometheus' text format, and its media type.

        Args:
            counts: the store's figures of this moment; None when it could not be read, then those figures are absent.
        """
        self._show_store(counts, now)
        hidden = frozenset() if counts else _FROM_STORE
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
        breaker = breaker_of(counts.answered, self._per_hour, now)
        self._gauges["inboxd_answers_last_hour"].set(breaker.count)
        self._gauges["inboxd_breaker_open"].set(breaker.is_open)
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
