"""A message whose file cannot be opened, and an original that may not be removed: nothing is lost, nothing doubled."""

import contextlib
import imaplib
import itertools
import os
from datetime import timedelta
from pathlib import Path

import pytest

from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.plan import Plan
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.metrics import Metrics
from inboxd.errors import ConnectionLost
from inboxd.run.moving import Mover
from tests.builders import SetClock
from tests.conformance.boxes import COURIER, CYRUS, DOVECOT, boxes
from tests.contracts.mailboxes import arrivals, connected, expect_ok, now, numbered

pytestmark = pytest.mark.real
numbers = itertools.count(7001, 3)
"""Of the first of three mails: by its number a mail is found among all that the server has."""


@contextlib.contextmanager
def unreadable(box, number):
    """Meanwhile the server cannot open the message's file, wherever it puts it."""
    words = f"<mail-{number}@larch.example>".encode()
    files = (each for each in Path(box.server.directory).rglob("*") if _holds_a_mail(each) and each.is_file())
    with next(each for each in files if words in each.read_bytes()).open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        os.fchmod(file.fileno(), 0)
        try:
            yield
        finally:
            os.fchmod(file.fileno(), mode)


def _holds_a_mail(path):
    return path.name.endswith(".") or path.parent.name in {"new", "cur"}


async def planned(store, found, at, *, attempts=0):
    """A move to Priority for each, queued."""
    moves = [Move(each.place, each.identity, "Priority", received_at=each.received_at) for each in found]
    effects = tuple(
        Effect(f"move:{each.place.uid}", "support", each, EffectState.QUEUED, at, attempts=attempts) for each in moves
    )
    await store.record([Plan(None, effects=effects)], None, now=at, owner="")
    return effects


async def counted(box):
    return len(await box.stored("INBOX")), len(await box.stored("Priority"))


def hand_of(mailbox, store, clock):
    return Mover(mailbox, store, clock, Metrics(), sent="Sent", owner="inboxd")


@pytest.mark.parametrize("kind", [CYRUS, COURIER], ids=lambda kind: kind.name)
async def test_what_the_server_cannot_open_comes_without_content(kind):
    first = next(numbers)
    async with boxes(kind) as box, connected(box) as mailbox:
        await box.deliver(*numbered(3, first))
        with unreadable(box, first + 1):
            found = await arrivals(mailbox)
        assert len({each.identity for each in found}) == 3
        assert [bool(each.raw) for each in found] == [True, False, True]
        assert [each.place.uid for each in found] == [each.uid for each in await box.stored()]


@pytest.mark.parametrize("kind", [CYRUS, DOVECOT], ids=lambda kind: kind.name)
async def test_interrupted_moves_are_carried_out_although_one_message_cannot_be_read(kind, store):
    first = next(numbers)
    clock = SetClock(now())
    async with boxes(kind) as box:
        await box.deliver(*numbered(3, first))
        async with connected(box) as mailbox:
            found = await arrivals(mailbox)
        # Another mailbox object: it must not know yet which one is to blame.
        mailbox = ImapMailbox(box.settings(), clock)
        effects = await planned(store, found, clock.now(), attempts=1)
        with unreadable(box, first + 1):
            hand = hand_of(mailbox, store, clock)
            for _ in range(12):
                await mailbox.connect()
                with contextlib.suppress(ConnectionLost):
                    await hand.carry_out_due()
                clock.moment += timedelta(minutes=5)
            await mailbox.close()
            assert [(await store.effect(each.effect_id)).state for each in effects] == [EffectState.DONE] * 3
        assert await counted(box) == (0, 3)


@pytest.mark.parametrize("rights", ["lrswia", "aceilrsw"], ids=["refused", "silently"])
async def test_where_originals_may_not_be_removed_there_is_one_copy_until_they_may(rights, store):
    first = next(numbers)
    clock = SetClock(now())
    async with boxes(COURIER) as box, connected(box) as mailbox:
        await box.deliver(*numbered(3, first))
        found = await arrivals(mailbox)
        await mailbox.ensure_folder("Priority")
        await box.as_person(lambda client: give(client, rights))
        effects = await planned(store, found, clock.now())
        hand = hand_of(mailbox, store, clock)
        for _ in range(3):
            assert await hand.carry_out_due() == 3
            assert await counted(box) == (3, 3)
            clock.moment += timedelta(minutes=10)
        waiting = [await store.effect(each.effect_id) for each in effects]
        assert {each.state for each in waiting} == {EffectState.QUEUED}
        assert "remove messages from INBOX" in waiting[0].last_error
        await box.as_person(lambda client: give(client, "acdeilrstwx"))
        await hand.carry_out_due()
        assert [(await store.effect(each.effect_id)).state for each in effects] == [EffectState.DONE] * 3
        assert await counted(box) == (0, 3)


@pytest.mark.parametrize("hide", [(), ("UIDPLUS",)], ids=["uidplus", "no-uidplus"])
async def test_an_original_that_courier_failed_to_copy_and_said_ok_is_not_removed(hide, store):
    first = next(numbers)
    clock = SetClock(now())
    async with boxes(COURIER, hide=hide) as box, connected(box) as mailbox:
        await box.deliver(*numbered(1, first))
        found = await arrivals(mailbox)
        await mailbox.ensure_folder("Priority")
        effects = await planned(store, found, clock.now())
        hand = hand_of(mailbox, store, clock)
        client = mailbox._state.session.client
        copy = client.copy

        def copy_what_cannot_be_read(*words):
            with unreadable(box, first):
                return copy(*words)

        client.copy = copy_what_cannot_be_read
        await hand.carry_out_due()
        client.copy = copy
        assert await counted(box) == (1, 0)
        assert (await box.stored())[0].flags == set()
        clock.moment += timedelta(minutes=10)
        await hand.carry_out_due()
        assert (await store.effect(effects[0].effect_id)).state is EffectState.DONE
        assert len(await box.stored("Priority")) == 1


ACL = "mail_plugins = acl\nprotocol imap {\n mail_plugins = acl imap_acl\n}\nplugin {\n acl = vfile\n}\n"


async def test_where_originals_may_not_be_removed_there_is_one_copy_although_no_search_finds_it(store):
    first = next(numbers)
    clock = SetClock(now())
    async with boxes(DOVECOT, extra=ACL, hide=("MOVE",)) as box:
        await box.deliver(*numbered(1, first))
        with unreadable(box, first):
            mailbox = ImapMailbox(box.settings(), clock)
            async with closing(mailbox):
                (found,) = await patiently(mailbox, lambda: arrivals(mailbox))
                assert found.raw == b""
                await box.as_person(lambda client: give(client, "lrswipkxa"))
                (effect,) = await planned(store, [found], clock.now())
                hand = hand_of(mailbox, store, clock)
                for _ in range(4):
                    await patiently(mailbox, hand.carry_out_due)
                    clock.moment += timedelta(minutes=10)
                    assert (await mailbox.state_of("Priority")).exists == 1
                assert (await store.effect(effect.effect_id)).state is EffectState.QUEUED
                await box.as_person(lambda client: give(client, "lrswitepkxa"))
                await patiently(mailbox, hand.carry_out_due)
        assert (await store.effect(effect.effect_id)).state is EffectState.DONE
        assert await counted(box) == (0, 1)


@contextlib.asynccontextmanager
async def closing(mailbox):
    try:
        yield
    finally:
        await mailbox.close()


async def patiently(mailbox, act):
    """Do it, on a new connection each time the server hangs up over the message."""
    for _ in range(6):
        with contextlib.suppress(ConnectionLost):
            await mailbox.connect()
            return await act()
    raise AssertionError("the server hangs up again and again")


def give(client: imaplib.IMAP4, rights: str) -> None:
    """Set the account's own rights to INBOX."""
    expect_ok(client.setacl("INBOX", "owner", rights))
