"""Who owns which mailbox, where several processes share the work."""

from __future__ import annotations

from dataclasses import dataclass

DUTIES = "*"
"""Stands among the mailboxes for what one process does for all, such as digests; no mailbox can be named so."""


@dataclass(frozen=True, slots=True)
class Roster:
    """What one process owns after a look at the leases.

    Attributes:
        held: names of mailboxes, and `DUTIES`, that are this process's own now.
        surplus: of these, the ones that it should give back, because others have less to do.
        workers: how many processes are alive, this one among them.
    """

    held: frozenset[str]
    surplus: tuple[str, ...] = ()
    workers: int = 1
