"""Retrying within minutes: the waiting policies, each with a name. Hours and days are decisions, kept in the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay
from tenacity.wait import wait_base, wait_exponential, wait_fixed, wait_random, wait_random_exponential

from inboxd.core.decide.retry import MISCONFIGURED_PAUSE
from inboxd.errors import Misconfigured, Transient

# Half of each pause is fixed, so that nobody comes back at once; half is chance, so that not all come back together.
connecting: wait_base = wait_exponential(multiplier=0.5, max=30) + wait_random_exponential(multiplier=0.5, max=30)
"""To a server that is down: at most 1, 2, 4 … 60 s, and never less than half of that."""

mending: wait_base = wait_fixed(MISCONFIGURED_PAUSE) + wait_random(0, 60)
"""What only a person can mend, such as a wrong password: often enough to notice, too seldom to lock the account."""


def reconnect_pause(failures: int, error: Exception | None = None) -> float:
    """Seconds to wait before connecting again.

    Args:
        failures: how many in a row, from 1.
        error: the last one; anything but `Transient` waits for a person (5 to 6 minutes).
    """
    policy = connecting if error is None or isinstance(error, Transient) else mending
    state = RetryCallState(AsyncRetrying(), None, (), {})
    state.attempt_number = max(1, failures)
    return policy(state)


@contextmanager
def tried_soon() -> Iterator[None]:
    """Turns `Misconfigured` of our own database into `Transient`: a disk is soon made free.

    The long pause is for servers that would lock an account, and nothing is wrong with them here.
    """
    try:
        yield
    except Misconfigured as error:
        raise Transient(str(error)) from error


def recording() -> AsyncRetrying:
    """What was done must be written down although the database restarts or its disk is full.

    For a minute, then the caller must cope.
    """
    return AsyncRetrying(
        # What a person can mend as well: nobody else knows that a letter is out, and a disk is soon made free.
        retry=retry_if_exception_type((Transient, Misconfigured)),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=stop_after_delay(60),
        reraise=True,
    )
