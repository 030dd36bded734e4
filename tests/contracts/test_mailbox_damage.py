"""Messages that the server cannot give: each costs a few connections, and none of the others is kept waiting."""

import pytest

from inboxd.core.parse.identity import identity_of
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Identity
from inboxd.errors import ConnectionLost, Transient
from tests.builders import NOW
from tests.contracts.imapscript import SELECTED, mailbox_at, script, talking
from tests.contracts.mailboxes import arrivals, sightings

TWO = SELECTED.replace("UIDNEXT 2", "UIDNEXT 3").replace("1 EXISTS", "2 EXISTS")
SIZES = "* 1 FETCH (UID 1 RFC822.SIZE 400)\r\n* 2 FETCH (UID 2 RFC822.SIZE 14)\r\n{tag} OK"
SECOND = "* 2 FETCH (UID 2 FLAGS () BODY[] {14}\r\nSubject: 2\r\n\r\n)\r\n{tag} OK"
ABOUT = '* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE "02-Mar-2026 09:00:00 +0000")\r\n{tag} OK'
HEADER = "* 1 FETCH (UID 1 BODY[HEADER] {34}\r\nMessage-ID: <a1@larch.example>\r\n\r\n)\r\n{tag} OK"
BLOCK = b"Message-ID: <a1@larch.example>"
HANGS_UP = ""
REFUSES = "{tag} NO cannot read this message"
FAILS = "{tag} NO [SERVERBUG] internal error"


async def over_connections(said, *, breaks, error=ConnectionLost, read=arrivals):
    """What is read after so many connections that ended with an error; all answers must have been used."""
    async with script({"SELECT": TWO, "UID FETCH": [*said, "{tag} BAD nothing more"]}) as server:
        mailbox = mailbox_at(server.port)
        try:
            for _ in range(breaks):
                await mailbox.connect()
                with pytest.raises(error):
                    await read(mailbox)
                await mailbox.close()
            await mailbox.connect()
            found = await read(mailbox)
        finally:
            await mailbox.close()
        assert server.answers["UID FETCH"] == ["{tag} BAD nothing more"]
        return found


@pytest.mark.parametrize(("failure", "error"), [(HANGS_UP, ConnectionLost), (FAILS, Transient)])
async def test_a_message_that_fails_twice_alone_comes_without_content(failure, error):
    said = [SIZES, failure, SIZES, failure, SIZES, failure, SIZES, SECOND, ABOUT, HEADER]
    damaged, sound = await over_connections(said, breaks=3, error=error)
    assert (damaged.raw, damaged.partial, damaged.size) == (b"", True, 400)
    assert damaged.identity == identity_of(BLOCK, 400)
    assert damaged.identity.message_id == "a1@larch.example"
    assert (damaged.flags, damaged.received_at.isoformat()) == (("\\Seen",), "2026-03-02T09:00:00+00:00")
    assert sound.raw == b"Subject: 2\r\n\r\n"


async def test_without_a_readable_header_it_is_named_by_its_place():
    said = [SIZES, HANGS_UP, SIZES, HANGS_UP, SIZES, HANGS_UP, SIZES, SECOND, ABOUT, HANGS_UP, SIZES, SECOND, ABOUT]
    damaged, sound = await over_connections(said, breaks=4)
    assert damaged.identity.message_id == ""
    assert damaged.identity != Identity("", sound.identity.digest)
    assert len(damaged.identity.digest) == 64


async def test_nobody_can_be_answered_so_that_a_human_must_look():
    said = [SIZES, REFUSES, REFUSES, REFUSES, SECOND, ABOUT, HEADER]
    damaged, _ = await over_connections(said, breaks=0)
    assert parse_mail(damaged).reply_address is None


async def test_a_refused_message_costs_no_connection():
    said = [SIZES, REFUSES, REFUSES, REFUSES, SECOND, ABOUT, HEADER]
    damaged, sound = await over_connections(said, breaks=0)
    assert (damaged.raw, sound.raw) == (b"", b"Subject: 2\r\n\r\n")


async def test_a_break_that_no_message_is_to_blame_for_changes_nothing():
    first = "* 1 FETCH (UID 1 FLAGS () BODY[] {14}\r\nSubject: 1\r\n\r\n)\r\n{tag} OK"
    found = await over_connections([SIZES, HANGS_UP, SIZES, first, SECOND], breaks=1)
    assert [each.raw for each in found] == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]
    assert not any(each.partial for each in found)


async def test_a_message_that_is_gone_after_all_is_left_out():
    gone = "{tag} OK"
    said = [SIZES, HANGS_UP, SIZES, HANGS_UP, SIZES, HANGS_UP, SIZES, SECOND, gone]
    assert [each.place.uid for each in await over_connections(said, breaks=3)] == [2]


THERE = "* 1 FETCH (UID 1)\r\n{tag} OK"
NOTHING = "{tag} OK"


async def test_a_message_that_the_server_leaves_out_twice_comes_without_content():
    said = [SIZES, SECOND, THERE, NOTHING, ABOUT, HEADER]
    damaged, sound = await over_connections(said, breaks=0)
    assert (damaged.raw, damaged.partial, damaged.identity.message_id) == (b"", True, "a1@larch.example")
    assert sound.raw == b"Subject: 2\r\n\r\n"


async def test_a_message_that_the_server_leaves_out_once_is_read_at_the_second_try():
    first = "* 1 FETCH (UID 1 FLAGS () BODY[] {14}\r\nSubject: 1\r\n\r\n)\r\n{tag} OK"
    found = await over_connections([SIZES, SECOND, THERE, first], breaks=0)
    assert [each.raw for each in found] == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]


async def test_a_message_that_others_expunged_while_it_was_read_is_left_out():
    assert [each.place.uid for each in await over_connections([SIZES, SECOND, NOTHING], breaks=0)] == [2]


async def test_a_message_whose_size_is_left_out_is_read_all_the_same():
    sizes = "* 2 FETCH (UID 2 RFC822.SIZE 14)\r\n{tag} OK"
    both = "* 1 FETCH (UID 1 RFC822.SIZE 14 FLAGS () BODY[] {14}\r\nSubject: 1\r\n\r\n)\r\n" + SECOND
    found = await over_connections([sizes, THERE, both], breaks=0)
    assert [(each.raw, each.size) for each in found] == [(b"Subject: 1\r\n\r\n", 14), (b"Subject: 2\r\n\r\n", 14)]


ASKED = Identity("mail-1@larch.example", identity_of(b"Message-ID: <mail-1@larch.example>", 14).digest)
HEADED = "* 1 FETCH (UID 1 RFC822.SIZE 14 BODY[HEADER] {38}\r\nMessage-ID: <mail-1@larch.example>\r\n\r\n)\r\n{tag} OK"


@pytest.mark.parametrize(("failure", "breaks"), [(HANGS_UP, 2), (FAILS, 0)])
async def test_a_search_that_the_server_fails_over_is_done_by_reading_headers(failure, breaks):
    searches = [*[failure] * max(breaks, 1), "* SEARCH 1\r\n{tag} OK"]
    async with script({"SELECT": TWO, "UID SEARCH": searches, "UID FETCH": HEADED}) as server:
        mailbox = mailbox_at(server.port)
        for _ in range(breaks):
            await mailbox.connect()
            with pytest.raises(ConnectionLost):
                await mailbox.find("INBOX", ASKED, since=NOW)
        await mailbox.connect()
        (found,) = await mailbox.find("INBOX", ASKED, since=NOW)
        await mailbox.close()
        assert found.uid == 1
        assert [line.partition("SEARCH ")[2] for line in server.lines if "SEARCH" in line][-1] == "SINCE 01-Mar-2026"


async def test_without_a_day_to_begin_at_a_failing_search_is_told():
    async with script({"SELECT": TWO, "UID SEARCH": FAILS}) as server, talking(server.port) as mailbox:
        with pytest.raises(Transient):
            await mailbox.find_message_id("INBOX", "mail-1@larch.example")


async def test_a_header_that_cannot_be_read_hides_no_other():
    second = "* 2 FETCH (UID 2 RFC822.SIZE 14 BODY[HEADER] {14}\r\nSubject: 2\r\n\r\n)\r\n{tag} OK"
    found = await over_connections([HANGS_UP, HANGS_UP, HANGS_UP, second], breaks=3, read=sightings)
    assert [each.place.uid for each in found] == [2]


async def answered_over(answers, uids):
    async with script({"SELECT": TWO, "UID SEARCH": answers}) as server:
        mailbox = mailbox_at(server.port)
        await mailbox.connect()
        found = await mailbox.answered("INBOX", uids)
        await mailbox.close()
        return found, [line.partition("SEARCH ")[2] for line in server.lines if "SEARCH" in line]


async def test_marks_of_many_messages_are_asked_for_at_once():
    uids = range(10, 60_010, 2)
    found, asked = await answered_over("* SEARCH 10 11 40\r\n{tag} OK", uids)
    assert (found, asked) == ({10, 40}, ["UID 10:60008 ANSWERED"])


@pytest.mark.parametrize("refusal", ["NO too much to search", "BAD too much to search"])
async def test_a_server_that_refuses_a_wide_search_is_asked_in_portions(refusal):
    answers = [f"{{tag}} {refusal}", "* SEARCH 10\r\n{tag} OK", "* SEARCH 420\r\n{tag} OK"]
    found, asked = await answered_over(answers, range(10, 510, 2))
    assert found == {10, 420}
    assert len(asked) == 3
    assert asked[2].startswith("UID 410,412,")
