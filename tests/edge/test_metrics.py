"""The figures as Prometheus reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, TryLater
from inboxd.core.values.record import StoreCounts
from inboxd.edge.figures import METRICS, MetricKind
from inboxd.edge.metrics import Metrics

NOW = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)


def _samples(metrics, counts=None):
    content, _ = metrics.render(counts, NOW)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }


def _value(metrics, name, counts=None, **labels):
    return _samples(metrics, counts).get((name, tuple(sorted(labels.items()))))


def test_the_table_is_the_whole_truth_about_our_names_kinds_and_sentences():
    metrics = Metrics()
    metrics.message_decided("support", "priority", "loop")
    metrics.message_judged(timedelta(milliseconds=3))
    metrics.mail_arrived("support", NOW)
    metrics.effect_ended("support", "move", Done("e", NOW))
    metrics.effect_ended("support", "acknowledgment", Done("e", NOW))
    metrics.mailbox_connected("support", connected=True)
    metrics.operator_alarm("behind", active=False)
    metrics.canary_seen("support", "seen", timedelta(seconds=3), NOW)
    counts = StoreCounts(effects={"move/queued": 1}, cases={"waiting": 1})
    content, _ = metrics.render(counts, NOW)
    shown = {
        (family.name + ("_total" if family.type == "counter" else ""), family.type, family.documentation)
        for family in text_string_to_metric_families(content.decode())
        if family.name.startswith("inboxd_")
    }
    assert shown == {(each.name, each.kind.value, each.sentence) for each in METRICS}


def test_names_follow_the_conventions():
    for each in METRICS:
        assert each.name.startswith("inboxd_")
        assert each.name.endswith("_total") is (each.kind is MetricKind.COUNTER)
        assert each.sentence.endswith(".")


def test_a_decided_message_counts_by_mailbox_and_route():
    metrics = Metrics()
    metrics.message_decided("support", "priority", "allowed")
    metrics.message_decided("support", "priority", "allowed")
    metrics.message_decided("billing", "hugs", "")
    assert _value(metrics, "inboxd_messages_total", mailbox="support", route="priority") == 2
    assert _value(metrics, "inboxd_messages_total", mailbox="billing", route="hugs") == 1
    assert not [key for key in _samples(metrics) if key[0] == "inboxd_answers_suppressed_total"]


def test_a_suppressed_answer_counts_by_reason_and_as_a_suppressed_acknowledgment():
    metrics = Metrics()
    metrics.message_decided("support", "automatic", "auto-submitted")
    assert _value(metrics, "inboxd_answers_suppressed_total", kind="acknowledgment", reason="auto-submitted") == 1
    assert _value(metrics, "inboxd_acknowledgments_total", mailbox="support", result="suppressed") == 1


@pytest.mark.parametrize(
    ("outcome", "word", "result"),
    [
        (Done("e", NOW), "done", "sent"),
        (Held("e", NOW, "unknown"), "held", "held"),
        (Failed("e", NOW, "550"), "failed", "failed"),
        (Cancelled("e", NOW, "shadow"), "cancelled", "cancelled"),
        (TryLater("e", NOW, NOW, "451"), "retry", None),
    ],
)
def test_an_acknowledgment_counts_when_it_has_ended_and_every_attempt_counts_as_an_effect(outcome, word, result):
    metrics = Metrics()
    metrics.effect_ended("support", "acknowledgment", outcome)
    assert _value(metrics, "inboxd_effects_total", kind="acknowledgment", outcome=word) == 1
    ended = [key for key in _samples(metrics) if key[0] == "inboxd_acknowledgments_total"]
    expected = [] if result is None else [(("mailbox", "support"), ("result", result))]
    assert [labels for _, labels in ended] == expected


def test_pending_effects_and_cases_are_those_of_the_store_at_each_scrape():
    metrics = Metrics()
    first = StoreCounts(
        effects={"acknowledgment/held": 2, "move/done": 900, "follow_up/waiting": 4}, cases={"waiting": 4}
    )
    assert _value(metrics, "inboxd_effects_pending", first, kind="acknowledgment", state="held") == 2
    assert _value(metrics, "inboxd_effects_pending", first, kind="follow_up", state="waiting") == 4
    assert _value(metrics, "inboxd_effects_pending", first, kind="move", state="done") is None
    assert _value(metrics, "inboxd_cases", first, state="waiting") == 4
    assert _value(metrics, "inboxd_effects_pending", StoreCounts(), kind="acknowledgment", state="held") is None


@pytest.mark.parametrize(("due", "late"), [(NOW - timedelta(seconds=90), 90), (NOW + timedelta(days=3), 0), (None, 0)])
def test_lateness_is_measured_from_the_most_overdue_effect(due, late):
    assert _value(Metrics(), "inboxd_effects_overdue_seconds", StoreCounts(oldest_due=due)) == late


def test_when_the_store_cannot_be_read_its_figures_are_absent_and_the_others_stay():
    metrics = Metrics()
    metrics.mailbox_connected("support", connected=False)
    counts = StoreCounts(effects={"move/queued": 1}, cases={"waiting": 1}, oldest_due=NOW)
    assert _value(metrics, "inboxd_store_readable", counts) == 1
    assert _value(metrics, "inboxd_store_readable", None) == 0
    names = {name for name, _ in _samples(metrics, None)}
    assert not names & {"inboxd_effects_pending", "inboxd_cases", "inboxd_effects_overdue_seconds"}
    assert _value(metrics, "inboxd_mailbox_connected", mailbox="support") == 0


def test_two_daemons_in_one_process_do_not_share_figures():
    one, other = Metrics(), Metrics()
    one.rules_refused(refused=True)
    assert _value(one, "inboxd_rules_refused") == 1
    assert _value(other, "inboxd_rules_refused") == 0


def test_the_process_itself_is_measured_and_times_of_creation_are_left_out():
    names = {name for name, _ in _samples(Metrics())}
    assert "process_resident_memory_bytes" in names
    assert not [name for name in names if name.endswith("_created")]


def test_a_test_mail_shows_its_seconds_and_when_it_arrived():
    metrics = Metrics()
    metrics.canary_seen("support", "seen", timedelta(seconds=3), NOW)
    metrics.canary_seen("support", "moved", timedelta(seconds=-1), NOW + timedelta(seconds=1))
    assert _value(metrics, "inboxd_canary_seconds", mailbox="support", until="seen") == 3
    assert _value(metrics, "inboxd_canary_seconds", mailbox="support", until="moved") == 0
    last = _value(metrics, "inboxd_canary_last_success_timestamp_seconds", mailbox="support")
    assert last == NOW.timestamp() + 1


def test_an_operator_alarm_is_one_while_it_lasts():
    metrics = Metrics()
    for active in (True, False):
        metrics.operator_alarm("behind", active=active)
        assert _value(metrics, "inboxd_operator_alarm", code="behind") == active
