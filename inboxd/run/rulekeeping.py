"""Keeps the last good rules in the store: a folder that was broken meanwhile does not keep the next start from work."""

from __future__ import annotations

from inboxd.edge.rulefiles import LAST_GOOD_RULES, LiveRules
from inboxd.ports import Store


async def load_rules(rules: LiveRules, store: Store) -> None:
    """Load the folder; when it has mistakes, the set that was kept.

    Raises:
        RulesRefused: the folder has mistakes and nothing was kept.
    """
    await rules.load(await store.noted(LAST_GOOD_RULES))


async def keep_rules(rules: LiveRules, store: Store) -> None:
    """Keep the live set, unless it is the one that was kept."""
    kept = rules.keep()
    if not rules.is_refused and kept != await store.noted(LAST_GOOD_RULES):
        await store.note(LAST_GOOD_RULES, kept)
