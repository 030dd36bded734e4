"""The answers of /healthz and /readyz: what is wrong, as values."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from inboxd.errors import InboxdError
from inboxd.ports import Store
from inboxd.web.status import Status

STORE_ANSWERS_WITHIN = 3.0
"""Seconds. A probe that hangs tells less than one that fails."""


@dataclass(frozen=True, slots=True)
class Health:
    """A probe's answer.

    Attributes:
        reasons: what is wrong, one sentence each; empty means fine.
        facts: what was looked at.
    """

    reasons: tuple[str, ...]
    facts: dict[str, Any]

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.reasons

    def without_facts(self) -> Health:
        """The same for strangers: whether something is wrong, and nothing of what."""
        return Health(self.reasons and ("ask with the token",), {})

    def as_json(self) -> dict[str, Any]:
        """For the response."""
        return {"status": "ok" if self.is_fine else "failing", "reasons": list(self.reasons), **self.facts}


def check_alive(status: Status) -> Health:
    """The process answers; are all its tasks alive? If not, a restart is what helps."""
    tasks = status.tasks()
    dead = tuple(
        f"task {each.name!r} has ended: {each.reason or 'no reason given'}" for each in tasks if not each.alive
    )
    return Health(dead, {"version": status.version, "tasks": {each.name: each.alive for each in tasks}})


async def check_ready(status: Status, store: Store) -> Health:
    """Can inboxd do its work now: store writable, rules loaded, every mailbox connected? A restart would not help."""
    rules, mailboxes = status.rules(), status.mailboxes()
    store_problem = await _store_problem(store)
    reasons = [f"store: {store_problem}"] if store_problem else []
    if not rules.version:
        reasons.append("rules: no rule set is loaded")
    reasons += [
        f"mailbox {each.name!r} is not connected: {each.reason or 'no reason given'}"
        for each in mailboxes
        if not each.connected
    ]
    facts = {
        "store": not store_problem,
        "rules": rules.version,
        "rules_refused": list(rules.problems),
        "mailboxes": {each.name: each.connected for each in mailboxes},
        "shadow": status.shadow,
    }
    return Health(tuple(reasons), facts)


async def _store_problem(store: Store) -> str:
    try:
        async with asyncio.timeout(STORE_ANSWERS_WITHIN):
            await store.ping()
    except TimeoutError:
        return f"did not answer within {STORE_ANSWERS_WITHIN:g} s"
    except InboxdError as error:
        return str(error) or type(error).__name__
    return ""
