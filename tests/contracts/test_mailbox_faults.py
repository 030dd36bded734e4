"""Connections that break in every way: noticed in time, told by the right error, and nothing is left hanging."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from inboxd.core.values.effect import Move
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.errors import ConnectionLost, Misconfigured, Permanent, Transient
from tests.contracts.imapscript import mailbox_at, script
from tests.contracts.mailboxes import (
    KINDS,
    PLAIN,
    Account,
    accounts,
    arrivals,
    big_mail,
    connected,
    mail,
    numbered,
    sightings,
    waiting,
)
from tests.servers.ports import reserve_port
from tests.servers.process import HOST, wait_until
from tests.servers.proxy import End, FaultProxy, Way

pytestmark = pytest.mark.real
LONG = 20.0
QUICK = {"timeout": "1s", "idle_renew": "1s"}
KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture(params=["plain", "tls"])
async def account(request) -> AsyncIterator[Account]:
    async with accounts(KIND[request.param]) as each:
        yield each


@pytest.fixture
async def plain() -> AsyncIterator[Account]:
    async with accounts(PLAIN) as each:
        yield each


@pytest.fixture
def proxy(request) -> Iterator[FaultProxy]:
    behind: Account = request.getfixturevalue("plain" if "plain" in request.fixturenames else "account")
    with FaultProxy(behind.port) as each:
        yield each


def is_busy(mailbox: ImapMailbox) -> bool:
    """Whether a thread works for the mailbox."""
    return mailbox._state.connection._work.running()


class TestSilence:
    async def test_while_waiting_is_noticed_at_the_next_renewal(self, account: Account, proxy: FaultProxy):
        async with connected(account, port=proxy.port, **QUICK) as mailbox:
            await arrivals(mailbox)
            await asyncio.to_thread(proxy.blackhole)
            with pytest.raises(ConnectionLost):
                await mailbox.wait("INBOX", LONG, asyncio.Event())

    async def test_in_a_command_is_noticed_by_its_timeout(self, account: Account, proxy: FaultProxy):
        async with connected(account, port=proxy.port, **QUICK) as mailbox:
            await asyncio.to_thread(proxy.blackhole)
            with pytest.raises(ConnectionLost, match="no answer in time"):
                await mailbox.look("INBOX")
            began = time.monotonic()
            with pytest.raises(ConnectionLost):
                await mailbox.look("INBOX")
            await mailbox.close()
            assert time.monotonic() - began < 0.5

    async def test_at_the_greeting_is_noticed_too(self, account: Account, proxy: FaultProxy):
        await asyncio.to_thread(proxy.blackhole)
        mailbox = ImapMailbox(account.settings(port=proxy.port, **QUICK), mailbox_at(1)._clock)
        with pytest.raises(ConnectionLost):
            await mailbox.connect()

    async def test_after_half_a_line_is_noticed(self, plain: Account, proxy: FaultProxy):
        async with connected(plain, port=proxy.port, **QUICK) as mailbox:
            await arrivals(mailbox)
            proxy.cut_at(b"EXI", Way.TO_CLIENT, forward=False, end=End.SILENCE)
            with pytest.raises(ConnectionLost):
                await mailbox.wait("INBOX", LONG, asyncio.Event())

    async def test_makes_the_kernel_ask(self, plain: Account):
        async with connected(plain, keepalive="30s") as mailbox:
            sock = mailbox._state.connection._sock
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            values = [
                sock.getsockopt(socket.IPPROTO_TCP, option)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
            ]
            assert values == [30, 10, 3, 60_000]
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


class TestEnds:
    @pytest.mark.parametrize("end", [End.FIN, End.RST])
    async def test_while_waiting_are_noticed_at_once(self, account: Account, proxy: FaultProxy, end):
        async with connected(account, port=proxy.port) as mailbox:
            await arrivals(mailbox)
            task = await waiting(mailbox)
            began = time.monotonic()
            await asyncio.to_thread(proxy.drop, end)
            with pytest.raises(ConnectionLost):
                await task
            assert time.monotonic() - began < 1

    @pytest.mark.parametrize("end", [End.FIN, End.RST])
    async def test_in_the_middle_of_a_message_are_noticed(self, account: Account, proxy: FaultProxy, end):
        await account.deliver(*numbered(20))
        async with connected(account, port=proxy.port) as mailbox:
            proxy.cut_after(7_000, Way.TO_CLIENT, end)
            with pytest.raises(ConnectionLost):
                await arrivals(mailbox)

    async def test_by_a_server_restart_are_survived_by_connecting_again(self, plain: Account):
        await plain.deliver(mail(1))
        async with connected(plain) as mailbox:
            assert len(await arrivals(mailbox)) == 1
            task = await waiting(mailbox)
            await asyncio.to_thread(plain.server.restart)
            with pytest.raises(ConnectionLost):
                await task
            await mailbox.close()
            await mailbox.connect()
            await plain.deliver(mail(2))
            assert len(await arrivals(mailbox)) == 2

    async def test_by_a_killed_session_are_noticed(self, plain: Account):
        async with connected(plain) as mailbox:
            await arrivals(mailbox)
            task = await waiting(mailbox)
            for pid in plain.server.session_processes():
                os.kill(pid, signal.SIGKILL)
            with pytest.raises(ConnectionLost):
                await task


class TestCancelling:
    async def test_a_command_frees_its_thread_and_ends_the_connection(self, account: Account, proxy: FaultProxy):
        await account.deliver(mail())
        async with connected(account, port=proxy.port) as mailbox:
            await asyncio.to_thread(proxy.blackhole)
            task = asyncio.create_task(arrivals(mailbox))
            await asyncio.to_thread(wait_until, lambda: is_busy(mailbox), 5, "a running command")
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(wait_until, lambda: not is_busy(mailbox), 1, "the thread to come back")
            with pytest.raises(ConnectionLost):
                await mailbox.look("INBOX")
            await mailbox.close()
            assert time.monotonic() - began < 1
            await asyncio.to_thread(proxy.pass_through)
            await mailbox.connect()
            assert len(await arrivals(mailbox)) == 1

    async def test_a_wait_ends_the_connection(self, account: Account):
        async with connected(account) as mailbox:
            await arrivals(mailbox)
            task = await waiting(mailbox)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(ConnectionLost):
                await mailbox.look("INBOX")

    async def test_a_connect_leaves_nothing_behind(self, account: Account, proxy: FaultProxy):
        await asyncio.to_thread(proxy.blackhole)
        mailbox = ImapMailbox(account.settings(port=proxy.port), mailbox_at(1)._clock)
        task = asyncio.create_task(mailbox.connect())
        await asyncio.to_thread(proxy.wait_for_connections, 1)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await mailbox.close()
        assert time.monotonic() - began < 1
        await asyncio.to_thread(wait_until, lambda: proxy.open == 0, 5, "the connection to close")

    async def test_never_mixes_answers(self, account: Account):
        await account.deliver(*numbered(50))
        async with connected(account) as mailbox:
            several = await asyncio.gather(
                arrivals(mailbox), mailbox.look("INBOX"), sightings(mailbox), mailbox.folders(), arrivals(mailbox)
            )
        assert [len(several[at]) for at in (0, 2, 4)] == [50, 50, 50]
        assert several[1].exists == 50


class TestNotConnecting:
    async def test_with_a_wrong_password_is_for_a_person(self, account: Account):
        mailbox = ImapMailbox(account.settings(password="wrong"), mailbox_at(1)._clock)
        with pytest.raises(Misconfigured, match="AUTHENTICATIONFAILED") as raised:
            await mailbox.connect()
        assert "wrong" not in str(raised.value)
        assert "password" in raised.value.hint

    async def test_when_nobody_listens_is_for_later(self):
        with pytest.raises(Transient, match="refused"):
            await mailbox_at(reserve_port()).connect()

    async def test_when_the_name_is_unknown_is_for_later(self):
        with pytest.raises(Transient):
            await mailbox_at(993, host="mail.nowhere.invalid", tls="implicit").connect()

    async def test_when_the_connection_breaks_during_login_does_not_blame_the_password(
        self, plain: Account, proxy: FaultProxy
    ):
        proxy.cut_at(b"AUTHENTICATE", Way.TO_SERVER, forward=False)
        mailbox = ImapMailbox(plain.settings(port=proxy.port), mailbox_at(1)._clock)
        with pytest.raises(ConnectionLost):
            await mailbox.connect()

    async def test_to_a_port_without_tls_is_for_a_person(self, plain: Account):
        mailbox = ImapMailbox(plain.settings(tls="implicit"), mailbox_at(1)._clock)
        with pytest.raises(Misconfigured, match="TLS"):
            await mailbox.connect()

    @pytest.mark.parametrize("changes", [{"ca_file": None}, {"host": "localhost.localdomain"}])
    @pytest.mark.parametrize("kind", ["tls", "starttls"])
    async def test_to_a_server_that_cannot_prove_its_name_is_for_a_person(self, kind, changes, monkeypatch):
        loop = asyncio.get_running_loop()
        ask = loop.getaddrinfo
        monkeypatch.setattr(loop, "getaddrinfo", lambda _host, port, **rest: ask(HOST, port, **rest))
        async with accounts(KIND[kind]) as account:
            mailbox = ImapMailbox(account.settings(**changes), mailbox_at(1)._clock)
            with pytest.raises(Misconfigured, match="cannot be trusted"):
                await mailbox.connect()

    async def test_with_an_unusable_authority_is_for_a_person(self, tmp_path):
        for content in (None, "no certificate"):
            authority = tmp_path / "authority.pem"
            if content is not None:
                authority.write_text(content)
            with pytest.raises(Misconfigured, match=r"authority\.pem"):
                await mailbox_at(993, tls="implicit", ca_file=authority).connect()

    async def test_without_tls_to_another_machine_is_refused_before_anything_is_sent(self):
        with pytest.raises(Misconfigured, match="in the clear"):
            await mailbox_at(143, host="192.0.2.1").connect()

    async def test_to_a_server_without_imap_is_an_error_in_time(self):
        async with script(greeting="* OK hello", capabilities="POP3") as server:
            with pytest.raises(Permanent, match="not IMAP4 compliant"):
                await mailbox_at(server.port).connect()


class TestInterruptedMoves:
    async def move(self, mailbox: ImapMailbox, *, error: type[Exception] | None = ConnectionLost) -> Move:
        (found,) = await arrivals(mailbox)
        move = Move(found.place, found.identity, "Priority")
        if error is not None:
            with pytest.raises(error):
                await mailbox.move([move])
        return move

    @pytest.mark.parametrize("happened", [True, False])
    async def test_are_found_again_by_identity(self, plain: Account, proxy: FaultProxy, happened):
        await plain.deliver(mail())
        async with connected(plain, port=proxy.port) as mailbox:
            await mailbox.ensure_folder("Priority")
            proxy.cut_at(b"UID MOVE", Way.TO_SERVER, forward=happened)
            move = await self.move(mailbox)
            await mailbox.close()
            await mailbox.connect()
            there, here = await mailbox.find("Priority", move.identity), await mailbox.find("INBOX", move.identity)
            assert (len(there), len(here)) == ((1, 0) if happened else (0, 1))

    async def test_between_copy_and_expunge_leave_two_of_which_one_can_be_removed(self):
        async with accounts(KIND["no-move"]) as account:
            await account.deliver(mail())
            with FaultProxy(account.port) as proxy:
                async with connected(account, port=proxy.port) as mailbox:
                    await mailbox.ensure_folder("Priority")
                    proxy.cut_at(b"UID STORE", Way.TO_SERVER, forward=False)
                    move = await self.move(mailbox)
                    await mailbox.close()
                    await mailbox.connect()
                    assert len(await mailbox.find("Priority", move.identity)) == 1
                    (left,) = await mailbox.find("INBOX", move.identity)
                    await mailbox.remove(left)
                    assert await mailbox.find("INBOX", move.identity) == ()
                    assert len(await mailbox.find("Priority", move.identity)) == 1

    async def test_reading_stops_when_the_folder_is_made_anew(self, plain: Account):
        await plain.deliver(*(big_mail(66_000, message_id=f"{number}@larch.example") for number in range(70)))
        async with connected(plain) as mailbox:
            found = await sightings(mailbox)
            await mailbox.move([Move(each.place, each.identity, "Work") for each in found])
            name = plain.quoted("Work")
            batches = mailbox.arrivals("Work", 0)
            assert len(await anext(batches)) < 70
            await plain.as_person(lambda client: (client.delete(name), client.create(name)))
            await mailbox.look("Work")
            with pytest.raises(Transient, match="made anew"):
                await anext(batches)
