"""Settings of test mails and of the alarms about inboxd itself, and who is built from them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pydantic import ValidationError

from inboxd.building import canaries_of, moved_to
from inboxd.config.settings import Settings
from inboxd.core.rules.compile import compile_rules
from inboxd.edge.clock import SystemClock
from inboxd.edge.metrics import Metrics
from inboxd.run.duties import Staff, duties_of
from tests.core.rules.folders import rules_files

RULES = compile_rules(rules_files())


def make_settings(canary, **changes):
    server = {"host": "mail.ourshop.example"}
    mailboxes = [
        {"name": name, "address": f"{name}@ourshop.example", "imap": server, "smtp": server}
        for name in ("help", "sales")
    ]
    return Settings.model_validate({"mailbox": mailboxes, "canary": canary, **changes})


def duties(settings):
    """Names of the duties; nobody begins any."""
    canaries = canaries_of(settings, b"key", None, SystemClock(), Metrics())
    parts = {"store": None, "clock": SystemClock(), "metrics": Metrics(), "rules": None, "pager": None}
    staff = Staff(**parts, connections={}, desks={}, canaries=canaries, announce=lambda: None, is_mine=lambda _: True)
    found = duties_of(settings, staff, asyncio.Event())
    for each in found.values():
        each.close()
    return set(found)


def test_test_mails_are_off_until_somebody_says_how_often():
    for canary in ({}, {"every": ""}):
        settings = make_settings(canary)
        assert not settings.canary.is_tried("help")
        assert duties(settings) == {"lookout"}
        assert "inboxd canary" not in moved_to(settings, "help", RULES)


def test_all_mailboxes_are_tried_or_those_that_are_named_and_have_the_folder():
    every = make_settings({"every": "15m"})
    assert every.canary.every == timedelta(minutes=15)
    assert duties(every) == {"lookout", "canary"}
    some = make_settings({"every": "15m", "mailboxes": ["sales"], "folder": "Tests"})
    assert "Tests" in moved_to(some, "sales", RULES)
    assert "Tests" not in moved_to(some, "help", RULES)


def test_in_shadow_nothing_is_sent_and_inboxd_looks_at_itself_all_the_same():
    assert duties(make_settings({"every": "15m"}, shadow=True)) == {"lookout"}


@pytest.mark.parametrize(
    ("canary", "says"),
    [
        ({"every": "0s"}, "every"),
        ({"every": "soon"}, "not a duration"),
        ({"every": "15m", "mailboxes": ["shop"]}, "no mailbox 'shop'"),
        ({"every": "15m", "to": "in@ourshop.example"}, "name that one in `mailboxes`"),
        ({"every": "15m", "folder": "INBOX"}, "another purpose"),
        ({"every": "15m", "folder": ""}, "name of a folder"),
        ({"every": "15m", "to": "nobody"}, "mail address"),
        ({"keep": 0}, "keep"),
    ],
)
def test_what_cannot_work_is_said_at_once(canary, says):
    with pytest.raises(ValidationError) as error:
        make_settings(canary)
    assert says in str(error.value)
