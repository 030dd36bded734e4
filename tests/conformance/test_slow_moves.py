"""A server that takes longer over a move than we wait for it, and then carries it out: the second try meets the first.

Its session is stopped in the moment in which it gets the command, and goes on when the test says so.
"""

import asyncio
import contextlib
import os
import signal
from datetime import timedelta

import pytest

from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.errors import Unanswered
from inboxd.run.moving import Mover
from tests.builders import SetClock
from tests.conformance.boxes import DOVECOT, boxes
from tests.contracts.mailboxes import arrivals, connected, mail, now
from tests.servers.cuts import End, Way
from tests.servers.process import wait_until
from tests.servers.proctable import is_alive
from tests.servers.proxy import FaultProxy

pytestmark = pytest.mark.real
LEFT_ALONE = timedelta(seconds=5 * 20 * 1.01)
"""Five times the timeout, which is a little longer for each message."""


class Slow:
    """The hand of a mailbox whose server has stopped at a move to Priority."""

    def __init__(self, box, mailbox, store, proxy, pid):
        self.box, self.mailbox, self.store, self.proxy, self.pid = box, mailbox, store, proxy, pid
        self.clock = SetClock(now())
        self.hand = Mover(mailbox, store, self.clock, Metrics(), sent="Sent", owner="inboxd")

    async def begin(self):
        (found,) = await arrivals(self.mailbox)
        await self.mailbox.ensure_folder("Priority")
        deed = Move(found.place, found.identity, "Priority", received_at=found.received_at)
        effect = Effect("move:1", "support", deed, EffectState.QUEUED, self.clock.now())
        await self.store.record([Plan(None, effects=(effect,))], None, now=self.clock.now(), owner="")
        client = self.mailbox._state.session.client
        client.move, client.copy = (self._stopping(client, act) for act in (client.move, client.copy))
        with pytest.raises(Unanswered):
            await self.hand.carry_out_due()
        await self.mailbox.connect()

    def _stopping(self, client, act):
        def stop(*words):
            # The timeout is far too long for a test: it is cut short here, and counts as what it is in all else.
            client.wire.sock.settimeout(0.2)
            os.kill(self.pid, signal.SIGSTOP)
            # Nor does it hear that we hang up: Dovecot would leave a COPY undone.
            self.proxy.cut_at(b" UID ", Way.TO_SERVER, forward=True, end=End.SILENCE)
            return act(*words)

        return stop

    async def finish(self):
        """The server carries out what it was told."""
        os.kill(self.pid, signal.SIGCONT)
        await asyncio.to_thread(self.box.server.wait_for, self.box.user, "Priority", 1, 20)

    async def finish_in_vain(self):
        """The server gets to what it was told, and to the end of the session."""
        self.proxy.drop(End.FIN)
        os.kill(self.pid, signal.SIGCONT)
        await asyncio.to_thread(wait_until, lambda: not is_alive(self.pid), 20, "the session's end")

    async def ended(self):
        return (await self.store.effect("move:1")).state

    async def counted(self):
        return len(await self.box.stored("INBOX")), len(await self.box.stored("Priority"))


@pytest.fixture(params=[(), ("MOVE",)], ids=["move", "copy"])
async def slow(request, store):
    async with boxes(DOVECOT, hide=request.param) as box:
        await box.deliver(mail())
        before = box.server.session_processes()
        with FaultProxy(box.port) as proxy:
            async with connected(box, port=proxy.port, timeout="20s") as mailbox:
                (pid,) = set(box.server.session_processes()).difference(before)
                each = Slow(box, mailbox, store, proxy, pid)
                try:
                    await each.begin()
                    yield each
                finally:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGCONT)


async def test_what_the_server_is_still_at_is_found_done_and_not_done_again(slow):
    slow.clock.moment += LEFT_ALONE - timedelta(milliseconds=1)
    assert await slow.hand.carry_out_due() == 0
    await slow.finish()
    slow.clock.moment += timedelta(milliseconds=1)
    assert await slow.hand.carry_out_due() == 1
    assert await slow.ended() is EffectState.DONE
    assert await slow.counted() == (0, 1)


async def test_what_the_server_carries_out_after_the_second_try_finds_nothing_to_move(slow):
    slow.clock.moment += LEFT_ALONE
    assert await slow.hand.carry_out_due() == 1
    assert await slow.ended() is EffectState.DONE
    assert await slow.counted() == (0, 1)
    await slow.finish_in_vain()
    assert await slow.counted() == (0, 1)
