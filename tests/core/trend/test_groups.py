"""Alike messages find each other, and what is remembered stays bounded."""

from datetime import UTC, datetime, timedelta

from inboxd.core.trend import groups as groups_module
from inboxd.core.trend import memory as memory_module
from inboxd.core.trend.features import features
from inboxd.core.trend.groups import Groups
from inboxd.core.trend.memory import REMEMBERED
from inboxd.core.values.trend import Complaint

BEGIN = datetime(2030, 4, 1, tzinfo=UTC)


def place(groups, hour, text, number=0):
    customer = f"p{number}@freemail.example"
    at = BEGIN + timedelta(hours=hour)
    return groups.place(
        hour, Complaint(f"m{number}", at, "support", customer, "freemail.example", "", words=features("", text))
    )


def test_alike_messages_are_one_group_and_others_are_not():
    groups = Groups()
    first = place(groups, 1, "the blue valve of the kettle leaks", 1)
    for number in range(2, 6):
        place(groups, 2, f"the lamp number{chr(96 + number)} flickers green{chr(96 + number)}", number)
    assert place(groups, 3, "valve leaks: the kettle with the blue valve", 7) is first
    assert place(groups, 3, "the timetable of sunday is missing", 8) is not first
    assert len(first.customers) == 2


def test_what_is_older_than_two_weeks_is_forgotten():
    groups = Groups()
    first = place(groups, 1, "the blue valve of the kettle leaks", 1)
    second = place(groups, 2 + REMEMBERED, "the blue valve of the kettle leaks", 2)
    assert second is not first
    assert not first.members
    assert groups.memory.oldest() == 2 + REMEMBERED


def test_no_more_messages_are_remembered_than_agreed(monkeypatch):
    monkeypatch.setattr(memory_module, "MOST_REMEMBERED", 50)
    monkeypatch.setattr(groups_module, "MOST_REMEMBERED", 50)
    groups = Groups()
    for number in range(300):
        place(groups, number / 100, f"word{number}a word{number}b unlike anything{number}c", number)
    assert len(groups._messages) == 50
    assert len(groups._by_stem) <= 51 * 24
    assert len(groups.memory._times) <= 50 * 24


def test_words_count_as_known_from_before_the_window_only():
    groups = Groups()
    for number in range(5):
        place(groups, 1, "kettle valve", number)
    assert groups.memory.before(["kettle"], 24) == (0, 24)
    place(groups, 40, "something else entirely", 9)
    assert groups.memory.before(["kettle"], 24) == (5, 24)
    assert groups.memory.before(["kettle"], 168) == (0, 168)
    assert groups.memory.before(["kettle", "entire"], 1) == (0, 24)
