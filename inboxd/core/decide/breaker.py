"""The breaker over everything: so many automatic mails went out in an hour that no more may.

It counts acknowledgments, follow-ups, reminders and notices of the whole installation, opens by itself, and closes by
itself as the oldest of them grow older than an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Breaker:
    """How things stand.

    Attributes:
        count: automatic mails of the last hour.
        limit: how many are allowed.
        open_since: when the last one that was allowed went out, aware UTC; None while it is closed.
        closes_at: when it closes if nothing more goes out, aware UTC; None while it is closed.
    """

    count: int
    limit: int
    open_since: datetime | None = None
    closes_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether automatic mail is kept back."""
        return self.open_since is not None


def breaker_of(times: Iterable[datetime], limit: int, now: datetime) -> Breaker:
    """How the breaker stands, from when automatic mails were planned.

    Args:
        times: of the last two hours at least, in any order; with less, `open_since` may be too late.
        limit: `limits.per_hour`.
    """
    planned = sorted(at for at in times if at <= now)
    recent = [at for at in planned if now - at < WINDOW]
    if len(recent) < limit or not recent:
        return Breaker(len(recent), limit)
    # Open without a pause for as long as each mail found the hour full when it came.
    last = len(planned) - 1
    while last >= limit and planned[last] - planned[last - limit] < WINDOW:
        last -= 1
    return Breaker(len(recent), limit, planned[last], recent[len(recent) - limit] + WINDOW)
