"""The one reader of the clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The current time, aware UTC."""
        return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that only run forward, for measuring how long something took."""
    return time.monotonic()


def boottime() -> float:
    """Seconds since the machine started, those that it slept included: for deadlines that others rely on."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
