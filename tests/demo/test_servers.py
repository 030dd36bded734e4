"""The embedded servers, looked at by real clients."""

import asyncio
import builtins
import gc
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import aiosmtplib
import pytest
from imapclient import IMAPClient

from inboxd.demo.client import MailClient
from inboxd.demo.servers import run_servers
from inboxd.errors import Misconfigured

ADDRESS = "support@harbourlight.example"


def _now():
    return datetime(2025, 3, 4, 12, tzinfo=UTC)


def _mail(number=1, to=ADDRESS, text="Hello"):
    message = EmailMessage()
    message["From"] = "mira@bluehill.example"
    message["To"] = to
    message["Subject"] = f"Number {number}"
    message["Message-ID"] = f"<{number}@bluehill.example>"
    message.set_content(text)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


@pytest.fixture
async def servers():
    async with run_servers(ADDRESS, "secret", _now) as running:
        yield running


@pytest.fixture
async def imap(servers):
    """A logged-in imapclient; its calls block, so they go through `asyncio.to_thread`."""

    def connect():
        client = IMAPClient("127.0.0.1", servers.imap.port, ssl=False, timeout=10)
        client.login(ADDRESS, "secret")
        return client

    client = await asyncio.to_thread(connect)
    yield client
    await asyncio.to_thread(client.shutdown)


async def _heard_until(client, is_it, seconds=3.0):
    """What IDLE reports until `is_it` came; a line in pieces would raise here."""

    def wait():
        heard, end = [], time.monotonic() + seconds
        while time.monotonic() < end and not any(is_it(each) for each in heard):
            heard += client.idle_check(timeout=0.2)
        return heard

    return await asyncio.to_thread(wait)


async def test_a_delivered_mail_is_announced_in_idle_and_comes_back_byte_for_byte(servers, imap):
    await asyncio.to_thread(imap.select_folder, "INBOX")
    await asyncio.to_thread(imap.idle)
    await servers.deliver("mira@bluehill.example", _mail())
    heard = await _heard_until(imap, lambda each: each[1] == b"EXISTS")
    await asyncio.to_thread(imap.idle_done)
    assert (1, b"EXISTS") in heard
    fetched = await asyncio.to_thread(imap.fetch, [101], ["BODY.PEEK[]", "INTERNALDATE"])
    assert fetched[101][b"BODY[]"].endswith(_mail())
    assert fetched[101][b"BODY[]"].startswith(b"Return-Path: <mira@bluehill.example>\r\nDelivered-To: support@")


async def test_no_wake_up_is_lost_when_mails_come_while_others_are_announced(servers, imap):
    await asyncio.to_thread(imap.select_folder, "INBOX")
    await asyncio.to_thread(imap.idle)
    for number in range(40):
        await servers.deliver("mira@bluehill.example", _mail(number))
        await asyncio.sleep(0)
    heard = await _heard_until(imap, lambda each: each[:2] == (40, b"EXISTS"))
    await asyncio.to_thread(imap.idle_done)
    assert (40, b"EXISTS") in heard


def _idle_and_note_packets(port, wanted):
    """A raw client in IDLE: what arrives, packet by packet, until so many flag changes were announced."""
    packets = []
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        for command, answer in (("", b"* OK"), (f"a LOGIN {ADDRESS} secret", b"a OK"), ("b SELECT INBOX", b"b OK")):
            link.sendall(f"{command}\r\n".encode() if command else b"")
            while answer not in link.recv(65536):
                pass
        link.sendall(b"c IDLE\r\n")
        link.recv(65536)
        yield
        while sum(packet.count(b"\\Answered") for packet in packets) < wanted:
            packets.append(link.recv(65536))
    yield packets


async def test_changes_of_flags_by_another_client_are_announced_at_once_and_in_whole_lines(servers):
    for number in range(10):
        await servers.deliver("mira@bluehill.example", _mail(number))
    other = MailClient(servers.imap.port, ADDRESS, "secret")
    idle = _idle_and_note_packets(servers.imap.port, 10)
    await asyncio.to_thread(next, idle)
    noting = asyncio.create_task(asyncio.to_thread(next, idle))
    for filed in await other.look_everywhere():
        await other.mark_answered(filed)
    packets = await noting
    assert [packet for packet in packets if not packet.endswith(b"\r\n")] == []


async def test_any_keyword_is_stored_found_and_survives_a_move(servers, imap):
    await servers.deliver("mira@bluehill.example", _mail())
    selected = await asyncio.to_thread(imap.select_folder, "INBOX")
    assert b"\\*" in selected[b"PERMANENTFLAGS"]
    await asyncio.to_thread(imap.add_flags, [101], ["$Priority"])
    assert await asyncio.to_thread(imap.search, ["KEYWORD", "$Priority"]) == [101]
    await asyncio.to_thread(imap.create_folder, "Priority")
    await asyncio.to_thread(imap.move, [101], "Priority")
    (filed,) = await MailClient(servers.imap.port, ADDRESS, "secret").look_everywhere()
    assert filed.folder == "Priority"
    assert "$Priority" in filed.flags
    assert filed.message_id == "<1@bluehill.example>"


async def test_sent_is_marked_by_special_use(imap):
    assert b"SPECIAL-USE" in await asyncio.to_thread(imap.capabilities)
    assert await asyncio.to_thread(imap.find_special_folder, b"\\Sent") == "Sent"


async def test_connections_outlive_garbage_collections(servers, imap):
    for _ in range(5):
        gc.collect()
        await asyncio.sleep(0)
    assert await asyncio.to_thread(imap.noop)


async def test_logging_in_takes_no_time_and_a_wrong_password_is_refused(servers):
    client = MailClient(servers.imap.port, ADDRESS, "secret")
    began = time.monotonic()
    await client.look_everywhere()
    assert time.monotonic() - began < 0.25
    with pytest.raises(Exception, match=r"(?i)authentication|invalid"):
        await MailClient(servers.imap.port, ADDRESS, "wrong").look_everywhere()


async def test_mail_to_a_customer_is_kept_and_the_bcc_copy_lands_in_our_inbox(servers):
    customer = "mira@bluehill.example"
    raw = _mail(to=customer).decode()
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=servers.smtp.port, start_tls=False) as sender:
        await sender.sendmail(ADDRESS, [customer, ADDRESS], raw)
    (kept,) = servers.smtp.kept
    assert (kept.sender, kept.recipients, kept.raw) == (ADDRESS, (customer,), raw.encode())
    (filed,) = await MailClient(servers.imap.port, ADDRESS, "secret").look_everywhere()
    assert (filed.folder, filed.message_id) == ("INBOX", "<1@bluehill.example>")


async def test_the_smtp_server_lets_log_in_and_takes_the_null_sender(servers):
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=servers.smtp.port, start_tls=False) as sender:
        await sender.login(ADDRESS, "secret")
        await sender.sendmail("", ["mira@bluehill.example"], _mail())
    assert [each.sender for each in servers.smtp.kept] == [""]


async def test_an_agent_s_reply_is_filed_read_and_with_its_thread(servers):
    client = MailClient(servers.imap.port, ADDRESS, "secret")
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = ADDRESS, "mira@bluehill.example", "Re: Number 1"
    reply["Message-ID"], reply["In-Reply-To"] = "<r@harbourlight.example>", "<1@bluehill.example>"
    reply.set_content("It works again, sorry.")
    await client.file("Sent", reply, _now())
    (filed,) = await client.look_everywhere()
    assert filed.folder == "Sent"
    assert "\\Seen" in filed.flags
    assert (await client.read(filed))["In-Reply-To"] == "<1@bluehill.example>"


async def test_stopping_closes_ports_and_connections():
    async with run_servers(ADDRESS, "secret", _now) as servers:
        port = servers.imap.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
    async with asyncio.timeout(5):
        while await reader.read(1000):
            pass
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_without_the_extra_the_demo_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.startswith("pymap"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *args, **kwargs)

    for module in [name for name in sys.modules if name.startswith(("pymap", "inboxd.demo.imap"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Misconfigured, match="pymap") as caught:
        async with run_servers(ADDRESS, "secret", _now):
            pass
    assert "inboxd[demo]" in caught.value.hint


def test_nothing_of_the_extra_is_loaded_unless_the_demo_is_asked_for():
    code = "import sys, inboxd.demo.servers; sys.exit(any(m.startswith(('pymap', 'aiosmtpd')) for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
