"""Trends, measured on an invented month: what was found and how late, false alarms, cost, memory.

python -m benchmarks trends [FIRST [LAST]]    one table for each seed from FIRST to LAST; 1 by default
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.complaints_month import BEGIN, DAYS, PLANTED, PROVIDERS, Planted, Written, complaints, month
from inboxd.core.trend.detector import Detector, TrendPolicy
from inboxd.core.values.trend import Alert, AlertKind, Complaint

POLICY = TrendPolicy(public_domains=frozenset(PROVIDERS))


@dataclass(frozen=True)
class Found:
    """What became of one planted incident: customers who had written, and minutes, before the alert."""

    planted: Planted
    alert: Alert | None
    after: int = 0
    minutes: float = 0.0


@dataclass(frozen=True)
class Result:
    found: tuple[Found, ...]
    false: tuple[Alert, ...]
    alerts: int
    told_twice: int
    messages: int
    seconds: float
    slowest: float


def run(written: list[Written], seen: list[Complaint], planted: tuple = PLANTED) -> Result:
    """Feed the month to a new detector."""
    detector, alerts, slowest = Detector(POLICY), list[Alert](), 0.0
    begun = time.process_time()
    for complaint in seen:
        at = time.process_time()
        alerts.extend(detector.see(complaint))
        slowest = max(slowest, time.process_time() - at)
    seconds = time.process_time() - begun
    named = {complaint.message_key: each.planted for complaint, each in zip(seen, written, strict=True)}
    new = [alert for alert in alerts if alert.kind is AlertKind.NEW]
    of = {id(alert): _planted_of(alert, named) for alert in new}
    found = tuple(_found(each, new, of, written) for each in planted)
    false = tuple(alert for alert in new if not of[id(alert)])
    told = [of[id(alert)] for alert in new if of[id(alert)]]
    return Result(found, false, len(alerts), len(told) - len(set(told)), len(seen), seconds, slowest)


def _planted_of(alert: Alert, named: dict[str, str]) -> str:
    """The incident that at least a third of the customers belong to."""
    names = [named[each.message_key] for each in alert.complaints]
    best = max(set(names), key=lambda name: (name != "", names.count(name)))
    return best if best and names.count(best) * 3 >= len(names) else ""


def _found(planted: Planted, alerts: list[Alert], of: dict[int, str], written: list[Written]) -> Found:
    alert = next((each for each in alerts if of[id(each)] == planted.name), None)
    if alert is None:
        return Found(planted, None)
    before = {each.customer for each in written if each.planted == planted.name and each.at <= alert.at}
    first = min(each.at for each in written if each.planted == planted.name)
    return Found(planted, alert, len(before), (alert.at - first).total_seconds() / 60)


def memory_of(seen: list[Complaint]) -> float:
    """What a detector that saw all of it keeps, in MB, without the complaints' own texts, which the caller holds."""
    tracemalloc.start()
    detector = Detector(POLICY)
    for complaint in seen:
        detector.see(complaint)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 1e6


def show(result: Result) -> None:
    """The table."""
    print(f"{'planted':<38} {'people':>6} {'must':>5}  {'found after':<22} as")
    for each in result.found:
        when = f"{each.after} people, {_span(each.minutes)}" if each.alert else "-"
        named = (each.alert.topic or " ".join(each.alert.words)) if each.alert else ""
        must = "yes" if each.planted.must_alarm else "no"
        print(f"{each.planted.name:<38} {each.planted.customers:>6} {must:>5}  {when:<22} {named}")
    weeks = DAYS / 7
    print(f"false alarms: {len(result.false)} in {weeks:.1f} weeks; told twice: {result.told_twice}")
    for alert in result.false:
        what = f"{alert.seen} for {alert.expected:.2f} in {alert.window}"
        print(f"  {_day(alert.at)} {alert.subject} {what}: {' '.join(alert.words)}")
    micro = result.seconds / result.messages * 1e6
    print(f"messages {result.messages}, {micro:.0f} µs each, slowest {result.slowest * 1e3:.1f} ms")


def _span(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _day(at: datetime) -> str:
    return f"day {(at - BEGIN).total_seconds() / 86400:.1f}"


def main() -> None:
    """All seeds; memory and the time of a rebuild for the first."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    last = int(sys.argv[2]) if len(sys.argv) > 2 else first
    results = []
    for seed in range(first, last + 1):
        written = month(seed)
        begun = time.process_time()
        seen = list(complaints(written))
        prepared = (time.process_time() - begun) / len(seen) * 1e6
        print(f"seed {seed}")
        results.append(run(written, seen))
        show(results[-1])
        print(f"topics and telling words before that: {prepared:.0f} µs each", flush=True)
        if seed == first:
            print(f"memory of the detector: {memory_of(seen):.1f} MB", flush=True)
    found = [each for result in results for each in result.found if each.planted.must_alarm]
    quiet = [each for result in results for each in result.found if not each.planted.must_alarm]
    weeks = DAYS / 7 * len(results)
    print(f"in all: {sum(each.alert is not None for each in found)} of {len(found)} incidents found, ", end="")
    print(f"{sum(each.alert is not None for each in quiet)} of {len(quiet)} harmless ones told, ", end="")
    print(f"{sum(len(each.false) for each in results)} false alarms in {weeks:.1f} weeks, ", end="")
    print(f"told twice: {sum(each.told_twice for each in results)}")


if __name__ == "__main__":
    main()
