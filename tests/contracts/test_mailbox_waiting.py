"""Waiting for mail: the doorbell rings for new mail and for nothing else, and no mail slips through in between."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.errors import Permanent
from inboxd.ports import Bell
from tests.contracts.mailboxes import (
    DEMO,
    KINDS,
    PLAIN,
    Account,
    accounts,
    arrivals,
    connected,
    mail,
    numbered,
    waiting,
)
from tests.servers.proxy import FaultProxy

pytestmark = pytest.mark.real
LONG = 20.0


@pytest.fixture(params=[*KINDS, DEMO], ids=lambda kind: kind.name)
async def account(request) -> AsyncIterator[Account]:
    async with accounts(request.param) as each:
        yield each


@pytest.fixture
async def mailbox(account: Account) -> AsyncIterator[ImapMailbox]:
    async with connected(account) as each:
        await arrivals(each)
        yield each


@pytest.fixture
async def plain() -> AsyncIterator[Account]:
    async with accounts(PLAIN) as each:
        yield each


class TestTheBell:
    async def test_rings_for_mail(self, mailbox: ImapMailbox, account: Account):
        task = await waiting(mailbox)
        await account.deliver(mail())
        assert await task is Bell.MAIL
        assert len(await arrivals(mailbox)) == 1

    async def test_rings_at_once_for_mail_that_came_before_the_wait(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL

    async def test_rings_for_mail_that_came_after_a_look(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        await mailbox.look("INBOX")
        await mailbox.answered("INBOX", [1])
        assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL

    async def test_rings_for_mail_that_came_while_other_mail_was_read(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(201))
        async for batch in mailbox.arrivals("INBOX", 0):
            if len(batch) == 200:
                await account.deliver(mail(999))
        assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL
        last = (await arrivals(mailbox))[-1]
        assert last.identity.message_id == "mail-999@larch.example"

    async def test_rings_once_for_the_same_mail(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL
        assert (await mailbox.look("INBOX")).exists == 1
        assert await mailbox.wait("INBOX", 0.05, asyncio.Event()) is Bell.TIMEOUT
        await arrivals(mailbox)
        assert await mailbox.wait("INBOX", 0.05, asyncio.Event()) is Bell.TIMEOUT

    async def test_rings_when_nobody_has_read_yet(self, account: Account):
        async with connected(account) as mailbox:
            assert await mailbox.wait("INBOX", LONG, asyncio.Event()) is Bell.MAIL

    async def test_ends_by_the_wake_event_and_clears_it(self, mailbox: ImapMailbox):
        wake = asyncio.Event()
        task = await waiting(mailbox, wake=wake)
        wake.set()
        assert await task is Bell.WAKE
        assert not wake.is_set()

    async def test_sees_a_wake_event_that_was_set_before(self, mailbox: ImapMailbox):
        wake = asyncio.Event()
        wake.set()
        assert await mailbox.wait("INBOX", LONG, wake) is Bell.WAKE

    @pytest.mark.parametrize("seconds", [0.0, 0.05])
    async def test_ends_in_time(self, mailbox: ImapMailbox, seconds):
        assert await mailbox.wait("INBOX", seconds, asyncio.Event()) is Bell.TIMEOUT

    async def test_needs_the_folder(self, mailbox: ImapMailbox):
        with pytest.raises(Permanent):
            await mailbox.wait("Nowhere", LONG, asyncio.Event())
        assert await mailbox.wait("INBOX", 0, asyncio.Event()) is Bell.TIMEOUT

    async def test_leaves_the_connection_ready_for_work(self, mailbox: ImapMailbox, account: Account):
        for number in range(1, 4):
            task = await waiting(mailbox)
            await account.deliver(mail(number))
            assert await task is Bell.MAIL
            assert len(await arrivals(mailbox)) == number


class TestQuiet:
    async def test_what_others_do_to_old_mail_does_not_wake_us(self, plain: Account):
        await plain.deliver(*numbered(3))
        async with connected(plain) as mailbox:
            uids = [each.place.uid for each in await arrivals(mailbox)]
            task = await waiting(mailbox)
            before = mailbox._state.session.client.wire.tagnum
            heard = wire_hears(mailbox)
            await plain.mark(uids[:1], "\\Seen")
            await plain.expunge(uids[1:2])
            await asyncio.wait_for(heard.wait(), LONG)
            assert mailbox._state.session.client.wire.tagnum == before
            await plain.deliver(mail(4))
            assert await task is Bell.MAIL

    async def test_a_folder_made_anew_rings(self, plain: Account):
        async with connected(plain) as mailbox:
            await mailbox.ensure_folder("Work")
            await arrivals(mailbox, "Work")
            name = plain.quoted("Work")
            await plain.as_person(lambda client: (client.delete(name), client.create(name)))
            assert await mailbox.wait("Work", LONG, asyncio.Event()) is Bell.MAIL

    async def test_idle_is_renewed_and_nothing_is_missed(self, plain: Account):
        async with connected(plain, idle_renew="1s") as mailbox:
            await arrivals(mailbox)
            task = await waiting(mailbox)
            before = mailbox._state.session.client.wire.tagnum
            while mailbox._state.session.client.wire.tagnum < before + 4:
                await asyncio.wait({task}, timeout=0.1)
            await plain.deliver(mail())
            assert await task is Bell.MAIL

    async def test_no_thread_is_held_and_answers_do_not_pile_up(self, plain: Account):
        async with connected(plain) as mailbox:
            await arrivals(mailbox)
            task = await waiting(mailbox)
            connection = mailbox._state.connection
            assert connection._work.done()
            assert not [each for each in threading.enumerate() if "inboxd" in each.name]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def test_lines_in_pieces_are_put_together(self, plain: Account):
        with FaultProxy(plain.port) as proxy:
            async with connected(plain, port=proxy.port) as mailbox:
                await arrivals(mailbox)
                await asyncio.to_thread(proxy.segment, 1)
                for number in range(1, 4):
                    task = await waiting(mailbox)
                    await plain.deliver(mail(number))
                    assert await task is Bell.MAIL
                    assert len(await arrivals(mailbox)) == number


def wire_hears(mailbox: ImapMailbox) -> asyncio.Event:
    """Set when both changes of others have been read from the socket."""
    wire = mailbox._state.session.client.wire
    heard, seen, has_news = asyncio.Event(), bytearray(), wire.has_news

    def listen() -> bool:
        seen.extend(wire._unread)
        if b"FETCH" in seen and b"EXPUNGE" in seen:
            heard.set()
        return has_news()

    wire.has_news = listen
    return heard
