"""The torture from the command line.

    python -m tests.torture --store postgres --harm kill,step --count 1000 --seed 7

Prints its seed; the same seed does the same harms in the same order. Exit code 1 unless the world is right.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
from pathlib import Path

from tests.torture.harms import KINDS, WIRE
from tests.torture.run import Order, torture


def main() -> None:
    """Read the order, do it, tell the outcome."""
    asked = _read()
    # So that servers are stopped and disks unmounted, whoever ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    kinds = _kinds(asked.harm, asked.store)
    order = Order(
        asked.store, kinds, asked.count, asked.seed, sides=asked.sides, workers=asked.workers, boxes=asked.mailboxes,
        seconds=asked.minutes * 60, patience=asked.patience,
    )  # fmt: skip
    print(f"seed {order.seed}: {order.count} harms of {', '.join(kinds)} on {order.store}", flush=True)
    outcome = torture(order, folder=asked.keep)
    print(json.dumps({**outcome.summary(), **(outcome.details() if asked.details else {})}, indent=2, default=str))
    if asked.report:
        asked.report.write_text(json.dumps({**outcome.summary(), **outcome.details()}, indent=2, default=str))
    sys.exit(1 if outcome.wrongs else 0)


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--harm", default="kill,step", help=f"of {', '.join(KINDS)}; `wire` and `all` are allowed")
    parser.add_argument("--count", type=int, default=100, help="how many harms altogether")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--minutes", type=float, default=60, help="no further harm after so long")
    parser.add_argument("--sides", type=int, default=2, help="installations side by side")
    parser.add_argument("--workers", type=int, default=1, help="processes of each installation")
    parser.add_argument("--mailboxes", type=int, default=4, help="of each installation")
    parser.add_argument("--patience", type=float, default=1800, help="seconds until everything must have come to rest")
    parser.add_argument("--report", type=Path, help="file for everything that was found")
    parser.add_argument("--keep", type=Path, help="folder for configurations, logs and databases; kept")
    parser.add_argument("--details", action="store_true", help="print each held letter as well")
    return parser.parse_args()


def _kinds(named: str, store: str) -> tuple[str, ...]:
    kinds: list[str] = []
    for name in named.split(","):
        known = {"wire": WIRE, "all": KINDS}.get(name, (name,))
        kinds += known
    if store == "sqlite":
        kinds = [kind for kind in kinds if kind != "database" and not kind.endswith("@database")]
    unknown = [kind for kind in kinds if kind.partition("@")[0] not in KINDS]
    if unknown:
        sys.exit(f"no such harm: {', '.join(unknown)}; known: {', '.join(KINDS)}")
    return tuple(kinds)


if __name__ == "__main__":
    main()
