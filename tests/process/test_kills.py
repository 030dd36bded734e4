"""A short run of the torture; the long one is `python tests/torture/kills.py --kills 100`."""

from __future__ import annotations

import pytest

from tests.torture.kills import torture

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(400)]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_kill_9_at_random_instants_loses_nothing_and_answers_nobody_twice(
    database, dovecot, smtp_sink, tmp_path, request
):
    store = "sqlite:///inboxd.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    world = torture(dovecot, smtp_sink, tmp_path, kills=6, seed=41 + len(database), store=store)
    assert world.is_right, world
    assert world.delivered > 20
