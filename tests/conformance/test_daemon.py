"""The main job on each server, by the real program: moved, acknowledged, accounted for."""

import asyncio
from pathlib import Path

import pytest

from tests.conformance.boxes import Box
from tests.contracts.mailboxes import PASSWORD
from tests.process.program import Inboxd, customer_mail
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]
URGENT = "Our site is down since monday. Our customer number is 881234."


async def is_moved(box: Box) -> None:
    """Until a message lies in Priority: the acknowledgment does not wait for that."""
    loop = asyncio.get_running_loop()

    def look() -> bool:
        return bool(asyncio.run_coroutine_threadsafe(box.stored("Priority"), loop).result())

    await asyncio.to_thread(wait_until, look, 20, "the mail in Priority")


async def test_main_job(box: Box, smtp_sink, small_rules: Path, tmp_path: Path, shows):
    """The main job: moved, acknowledged once, nothing unaccounted"""
    daemon = Inboxd(tmp_path / "inboxd", box.port, smtp_sink.port, box.user, PASSWORD, rules=small_rules)
    await asyncio.to_thread(daemon.start)
    try:
        await box.deliver(
            customer_mail(URGENT, message_id="<urgent@bluehill.example>"),
            customer_mail("You are wonderful.", message_id="<kind@bluehill.example>", headers={"List-Id": "<news>"}),
        )
        (sent,) = await asyncio.to_thread(smtp_sink.wait_for, 1)
        assert b"<urgent@bluehill.example>" in sent.raw
        await is_moved(box)
        assert [b"<urgent@bluehill.example>" in each.raw for each in await box.stored("Priority")] == [True]
        audit = await asyncio.to_thread(daemon.command, "audit")
        assert audit.returncode == 0, audit.stdout + audit.stderr
        assert "unaccounted 0" in audit.stdout
        assert daemon.lines("folder.put_back") == []
    finally:
        code = await asyncio.to_thread(daemon.stop)
    assert code == 0
    assert len(smtp_sink.accepted) == 1
    shows("yes")
