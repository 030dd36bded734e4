"""Tries inputs of one target until the time is up, and watches what they cost."""

from __future__ import annotations

import hashlib
import json
import logging
import resource
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, process_time
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.hostile.fuzz.targets import TARGETS, Target

BATCH = 200
MOST_MEMORY = 3 << 30
"""Octets of address space of the process that fuzzes."""

SLOW = 2.0
"""Seconds of CPU for one input of at most 200 KB, all checks of its target together; more is a find."""

_PATIENCE = 90.0
_MOST_FINDS = 20


@dataclass
class Report:
    """What came of one target.

    Attributes:
        seconds: of the clock on the wall.
        worst: CPU seconds of the slowest input, and its octets.
        growth: megabytes by which the process grew at its peak since the first input.
        found: what failed: the file and the last line of the error.
    """

    HEADING: ClassVar[str] = "target        inputs   MB tried  minutes  worst CPU s  of KB  memory +MB  finds"

    target: str
    inputs: int = 0
    octets: int = 0
    seconds: float = 0.0
    worst: float = 0.0
    worst_octets: int = 0
    growth: float = 0.0
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            (
                (
                    f"{self.target:<12}{self.inputs:>8,}{self.octets / 1e6:>11,.1f}{self.seconds / 60:>9.1f}{self.worst:>13.2f}"
                    f"{self.worst_octets / 1e3:>7.0f}{self.growth:>12.0f}{len(self.found):>7}"
                ),
                *(f"    {each}" for each in self.found),
            )
        )


def fuzz_apart(name: str, number: int, seconds: float, finds: Path) -> Report:
    """Fuzz in a process of its own; its death is a find, with the input that it died of."""
    report_file = finds / f"{name}.json"
    report_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--apart", "--target", name, "--seed", str(number)]
    command += ["--minutes", str(seconds / 60), "--finds", str(finds)]
    try:
        ended = subprocess.run(command, timeout=seconds + _PATIENCE, check=False).returncode
    except subprocess.TimeoutExpired:
        ended = -9
    report = Report(**json.loads(report_file.read_bytes())) if report_file.exists() else Report(name)
    if ended:
        kept = finds / f"{name}-died-{number}"
        current = finds / f"{name}.current"
        if current.exists():
            current.replace(kept)
        report.found.append(f"{kept.name}: the process ended with {ended}")
    return report


def fuzz_here(name: str, number: int, seconds: float, finds: Path) -> None:
    """Fuzz in this process, and leave the report beside the finds after every batch."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds + _PATIENCE), int(seconds + _PATIENCE) + 5))
    logging.disable(logging.CRITICAL)  # libraries log what they cannot read
    trial = _Trial(TARGETS[name], Report(name), finds)
    trial.warm_up()
    began, batch = monotonic(), 0
    while monotonic() - began < seconds and len(trial.report.found) < _MOST_FINDS:
        _run_batch(trial, number * 1_000_000 + batch, began + seconds)
        batch += 1
        trial.report.seconds = monotonic() - began
        (finds / f"{name}.json").write_text(json.dumps(asdict(trial.report)))
    (finds / f"{name}.current").unlink(missing_ok=True)


class _TimeIsUp(BaseException):
    """Leaves Hypothesis, which would take anything else for a failure."""


def _run_batch(trial: _Trial, number: int, until: float) -> None:
    @seed(number)
    @settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(trial.target.inputs)
    def run(value: Any) -> None:
        if monotonic() > until:
            raise _TimeIsUp
        trial.run(value)

    try:
        run()
    except _TimeIsUp:
        return


@dataclass
class _Trial:
    """One target while it is fuzzed."""

    target: Target
    report: Report
    finds: Path
    _before: int = 0
    _kinds: set[str] = field(default_factory=set)

    def warm_up(self) -> None:
        """Load models and fill caches, which is nobody's fault, before anything is measured."""
        for sample in (
            b"Subject: x\r\n\r\nStill down",
            b'{"name":"x","subject":"x","to":"a@b.example","in_reply_to":"","topic":""}',
        ):
            try:
                self.target.check(self.target.of_octets(sample))
            except ValueError:  # the other one is the sample of this target
                continue
        self._before = _peak()
        self._current = (self.finds / f"{self.report.target}.current").open("wb", buffering=0)

    def run(self, value: Any) -> None:
        """Check one input; what fails is saved, once of each kind."""
        raw = self.target.to_octets(value)
        self._current.seek(0)
        self._current.truncate()
        self._current.write(raw)
        start = process_time()
        try:
            self.target.check(value)
        except (Exception, MemoryError) as error:  # noqa: BLE001 - whatever it is, it is a find
            self._save(raw, _kind(error), traceback.format_exc())
        spent = process_time() - start
        report = self.report
        report.inputs += 1
        report.octets += len(raw)
        report.growth = max(report.growth, (_peak() - self._before) / 1024)
        if spent > report.worst:
            report.worst, report.worst_octets = spent, len(raw)
            (self.finds / f"{report.target}-slowest").write_bytes(raw)
        if spent > SLOW:
            self._save(raw, f"slow: {spent:.1f} s", "")

    def _save(self, raw: bytes, kind: str, trace: str) -> None:
        if kind in self._kinds:
            return
        self._kinds.add(kind)
        name = f"{self.report.target}-{hashlib.sha256(raw).hexdigest()[:12]}"
        (self.finds / name).write_bytes(raw)
        (self.finds / f"{name}.txt").write_text(trace, errors="backslashreplace")
        self.report.found.append(f"{name}: {kind}")


def _kind(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = str(error).encode("ascii", "backslashreplace").decode("ascii")[:100].split("\n")[0]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {said}"


def _peak() -> int:
    """Kilobytes of memory at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
