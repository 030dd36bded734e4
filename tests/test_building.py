from __future__ import annotations

import pytest
from pydantic import ValidationError

from inboxd.building import calendar_of, digest_route, trends_of
from inboxd.config.settings import Settings
from inboxd.core.values.digest import PeriodKind
from inboxd.core.values.effect import EffectState
from inboxd.edge.clock import SystemClock
from inboxd.edge.store.store import SqlStore
from inboxd.run.digesting import Editor
from tests.core.decide.test_notices import TREND


def make_settings(digest, **changes):
    server = {"host": "mail.ourshop.example"}
    mailboxes = [
        {"name": name, "address": f"{name}@ourshop.example", "imap": server, "smtp": server}
        for name in ("help", "sales")
    ]
    return Settings.model_validate({"mailbox": mailboxes, "digest": digest, **changes})


def calendar(digest, **changes):
    settings = make_settings(digest, **changes)
    editor = Editor(SqlStore(settings.store), lambda: None, SystemClock())
    return calendar_of(settings, editor, b"key", lambda: None, lambda: True)


def test_digests_are_planned_for_readers_and_come_from_the_named_mailbox():
    planned = calendar({"to": "ana@ourshop.example", "mailbox": "sales"})
    assert planned.route.address == "sales@ourshop.example"
    assert [schedule.kind for schedule in planned.schedules] == [PeriodKind.DAILY, PeriodKind.WEEKLY]
    assert digest_route(make_settings({}), b"key").mailbox == "help"


def test_an_empty_time_leaves_a_digest_out():
    planned = calendar({"to": "ana@ourshop.example", "daily": ""})
    assert [schedule.kind for schedule in planned.schedules] == [PeriodKind.WEEKLY]


@pytest.mark.parametrize(
    ("digest", "changes"),
    [
        ({}, {}),
        ({"to": "ana@ourshop.example", "daily": "", "weekly": ""}, {}),
        ({"to": "ana@ourshop.example"}, {"shadow": True}),
    ],
)
def test_without_readers_without_times_or_in_shadow_nothing_is_planned(digest, changes):
    assert calendar(digest, **changes) is None


@pytest.mark.parametrize(
    ("digest", "says"),
    [
        ({"daily": "8:00"}, "write a time"),
        ({"weekly": "08:00"}, "mon 08:00"),
        ({"mailbox": "shop"}, "no mailbox 'shop'"),
    ],
)
def test_what_cannot_be_meant_is_refused(digest, says):
    with pytest.raises(ValidationError, match=says):
        make_settings(digest)


@pytest.mark.parametrize("shadow", [False, True])
async def test_a_trend_is_told_to_no_webhook_and_to_no_channel_in_shadow(tmp_path, monkeypatch, shadow):
    settings = make_settings(
        {},
        shadow=shadow,
        store={"url": f"sqlite:///{tmp_path}/inboxd.db"},
        trends={"webhook": [{"url": "http://127.0.0.1:9/hook"}]},
    )
    store = SqlStore(settings.store)
    await store.migrate()
    await store.open()
    trends = trends_of(settings, store, SystemClock(), lambda: None, lambda: True)
    await trends._announce("0a1b:5", TREND)
    (alarm,) = await store.effects()
    assert (len(trends._hooks), alarm.state) == ((0, EffectState.SHADOW) if shadow else (1, EffectState.QUEUED))
    await store.close()
