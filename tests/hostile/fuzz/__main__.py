"""Fuzz by hand: `python -m tests.hostile.fuzz --minutes 10 --seed 1 --target all`.

Every target runs in a process of its own, so that a crash, a hang or a memory bomb is a find like any other. Prints how
many inputs were tried, the worst CPU time and the growth of memory; saves what failed; ends with 1 if anything did.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile.fuzz.runner import Report, fuzz_apart, fuzz_here
from tests.hostile.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz the wanted targets one after the other."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.fuzz", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--minutes", type=float, default=5.0, help="in all, shared among the targets")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same inputs")
    parser.add_argument("--target", choices=(*TARGETS, "all"), default="all")
    parser.add_argument("--finds", type=Path, help="folder for what fails; without it a new temporary one")
    parser.add_argument("--replay", type=Path, nargs="+", help="check saved inputs of the target instead")
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.replay:
        return _replay(given.target, given.replay)
    finds = given.finds or Path(tempfile.mkdtemp(prefix="fuzz-"))
    finds.mkdir(parents=True, exist_ok=True)
    if given.apart:
        fuzz_here(given.target, given.seed, given.minutes * 60, finds)
        return 0
    names = tuple(TARGETS) if given.target == "all" else (given.target,)
    reports = [fuzz_apart(name, given.seed, given.minutes * 60 / len(names), finds) for name in names]
    print(Report.HEADING)
    for report in reports:
        print(report)
    failed = [report for report in reports if report.found]
    if failed:
        print(f"finds are in {finds}; check one again with --target NAME --replay FILE")
    return 1 if failed else 0


def _replay(name: str, files: list[Path]) -> int:
    target = TARGETS[name]
    for file in files:
        target.check(target.of_octets(file.read_bytes()))
        print(f"{file}: all holds")
    return 0


sys.exit(main())
