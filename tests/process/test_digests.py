"""The daemon tells the team by mail."""

from __future__ import annotations

import asyncio
import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.app import Daemon
from inboxd.config.loading import load_settings
from inboxd.edge.clock import SystemClock
from inboxd.edge.store.store import SqlStore
from tests.process.program import customer_mail

pytestmark = [pytest.mark.process, pytest.mark.real]

TOLD = "digest told until: daily"
EIGHT = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
STARTING = timedelta(seconds=4)


class Shifted:
    """A clock that goes as ours does and began at another time."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - SystemClock().now()

    def now(self) -> datetime:
        return SystemClock().now() + self._shift


async def test_the_daemon_sends_the_digest_that_is_due_and_proves_that_nothing_is_lost(
    inboxd, small_rules, mail_user, smtp_sink
):
    mail_user.deliver(customer_mail("Do you open on Sunday?"))
    environ = {"INBOXD_DIGEST__TO": "ana@ourshop.example,ben@ourshop.example", "INBOXD_WEB__LISTEN": ""}
    settings = load_settings(inboxd(rules=small_rules).config, environ)
    store = SqlStore(settings.store)
    await store.migrate()
    await store.open()
    await store.note(TOLD, (EIGHT - timedelta(days=1)).isoformat())
    await store.close()
    daemon = Daemon(settings, clock=Shifted(EIGHT - STARTING))
    serving = asyncio.create_task(daemon.run())
    sent = await asyncio.to_thread(smtp_sink.wait_for, 3, 100)  # the customer's acknowledgment is among them
    daemon.stop()
    await asyncio.wait_for(serving, 30)
    mails = [email.message_from_bytes(each.raw, policy=email.policy.default) for each in sent]
    mails = [mail for mail in mails if mail["Subject"].startswith("Daily digest")]
    assert sorted(mail["To"] for mail in mails) == ["ana@ourshop.example", "ben@ourshop.example"]
    text = mails[0].get_body(("plain",)).get_content()
    assert "Messages that nobody can account for: 0." in text
    assert mails[0].get_body(("html",)) is not None
