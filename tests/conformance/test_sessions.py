"""Waiting, being sent away, restarts."""

import asyncio
import os
import signal

import pytest

from inboxd.errors import ConnectionLost, Misconfigured, Transient
from inboxd.ports import Bell
from tests.conformance.boxes import COURIER, CYRUS, DOVECOT, PROGRAMS, Box, boxes
from tests.contracts.mailboxes import arrivals, connected, mail, numbered, waiting

pytestmark = pytest.mark.real
LONG = 20.0


async def test_idle(box: Box, mailbox, shows):
    """Mail rings while we wait (IDLE)"""
    assert "IDLE" in mailbox.capabilities()
    task = await waiting(mailbox)
    await box.deliver(mail())
    assert await task is Bell.MAIL
    assert len(await arrivals(mailbox)) == 1
    shows("yes" if box.kind is not COURIER else "yes, at once with gamin; else each IMAP_IDLE_TIMEOUT (60 s)")


async def test_between_select_and_idle(box: Box, mailbox, shows):
    """Mail that comes while other mail is read, before the wait, rings at once"""
    await box.deliver(*numbered(3))
    async for _ in mailbox.arrivals("INBOX", 0):
        await box.deliver(mail(999))
    assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL
    assert (await arrivals(mailbox))[-1].identity.message_id == "mail-999@larch.example"
    shows("yes")


async def test_quiet(box: Box, mailbox, shows):
    """Nothing rings for the same mail twice, nor for flags that others set"""
    await box.deliver(mail())
    assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL
    found = await arrivals(mailbox)
    task = await waiting(mailbox, 0.4)
    await box.mark([found[0].place.uid], "\\Flagged")
    assert await task is Bell.TIMEOUT
    shows("yes")


LIMITS = {
    "dovecot": (DOVECOT, {"extra": "mail_max_userip_connections = 1"}),
    "cyrus": (CYRUS, {"extra": "maxlogins_per_user: 1"}),
    "courier": (COURIER, {"per_address": 1}),
}


@pytest.mark.parametrize("name", LIMITS)
async def test_one_connection_too_many(name, shows):
    """One connection too many is for later, not a wrong password"""
    kind, options = LIMITS[name]
    async with boxes(kind, **options) as box, connected(box):
        with pytest.raises(Transient) as raised:
            async with connected(box):
                pass
    shows("yes: hangs up" if isinstance(raised.value, ConnectionLost) else "yes: says so")


@pytest.mark.parametrize("kind", PROGRAMS, ids=lambda kind: kind.name)
async def test_killed_session(kind, shows):
    """A session that dies while we wait is noticed at once, and the next one misses nothing"""
    async with boxes(kind) as box, connected(box) as mailbox:
        await arrivals(mailbox)
        task = await waiting(mailbox)
        # All of them: servers that keep processes ready do not tell which one is ours.
        for pid in box.server.session_processes():
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(ConnectionLost):
            await task
        await box.deliver(mail())
        await mailbox.connect()
        assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL
    shows("yes")


@pytest.mark.parametrize("kind", PROGRAMS, ids=lambda kind: kind.name)
async def test_restart(kind, shows):
    """A restart of the server while we wait is noticed and survived; places keep their meaning"""
    async with boxes(kind) as box, connected(box) as mailbox:
        await box.deliver(mail())
        before = (await arrivals(mailbox))[0]
        task = await waiting(mailbox)
        await asyncio.to_thread(box.server.restart)
        with pytest.raises(ConnectionLost):
            await task
        await box.deliver(mail(2))
        await mailbox.connect()
        found = await arrivals(mailbox)
        assert found[0].place == before.place
        assert len(found) == 2
    shows("yes")


@pytest.mark.parametrize("kind", PROGRAMS, ids=lambda kind: kind.name)
async def test_refused_while_down(kind, shows):
    """A server that is down is for later"""
    async with boxes(kind) as box:
        await asyncio.to_thread(box.server.shut_down)
        try:
            with pytest.raises(Transient) as raised:
                async with connected(box):
                    pass
            assert not isinstance(raised.value, Misconfigured)
        finally:
            await asyncio.to_thread(box.server.start)
    shows("yes")
