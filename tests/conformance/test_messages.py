"""Reading, moving, marking, filing and finding messages while others work in the same folder."""

from datetime import UTC, datetime, timedelta

import pytest

from inboxd.core.values.arrival import Identity
from inboxd.core.values.effect import Move
from inboxd.errors import InboxdError
from tests.conformance.boxes import COURIER, Box, boxes
from tests.contracts.mailboxes import arrivals, big_mail, connected, mail, now, numbered

pytestmark = pytest.mark.real


def ids(found):
    return [each.identity.message_id for each in found]


async def test_order(box: Box, mailbox, shows):
    """Arrivals in order of UID, with gaps where messages went"""
    await box.deliver(*numbered(6))
    uids = [each.uid for each in await box.stored()]
    await box.expunge([uids[1], uids[2], uids[5]])
    await box.deliver(mail(7))
    found = await arrivals(mailbox)
    assert ids(found) == [f"mail-{number}@larch.example" for number in (1, 4, 5, 7)]
    assert (await mailbox.look("INBOX")).uidnext > found[-1].place.uid
    shows("yes")


async def test_expunged_in_between(box: Box, mailbox, shows):
    """Messages that another session expunges while a batch is read and moved are left out, the others are not"""
    await box.deliver(*numbered(5))
    found = await arrivals(mailbox)
    await box.expunge([found[1].place.uid, found[3].place.uid])
    landed = await mailbox.move([Move(each.place, each.identity, "Priority") for each in found])
    assert set(landed) == {found[0].place, found[2].place, found[4].place}
    assert ids(await arrivals(mailbox, "Priority")) == [f"mail-{number}@larch.example" for number in (1, 3, 5)]
    assert await box.stored() == []
    shows("yes")


async def test_last_message_gone(box: Box, mailbox, shows):
    """UIDNEXT stays where it is when the newest message is moved away"""
    await box.deliver(*numbered(3))
    found = await arrivals(mailbox)
    await mailbox.move([Move(each.place, each.identity, "Priority") for each in found])
    assert (await mailbox.look("INBOX")).uidnext == found[-1].place.uid + 1
    shows("yes" if box.kind is not COURIER else "by substitute: SELECT does not tell it, STATUS is asked before")


async def test_flags_of_others(box: Box, mailbox, shows):
    """Reading sets no flag, and flags that others set are seen and kept"""
    await box.deliver(mail())
    found = (await arrivals(mailbox))[0]
    await box.mark([found.place.uid], "\\Answered \\Flagged")
    assert await mailbox.answered("INBOX", [found.place.uid]) == {found.place.uid}
    await mailbox.move([Move(found.place, found.identity, "Priority")])
    assert (await box.stored("Priority"))[0].flags == {"\\Answered", "\\Flagged"}
    shows("yes")


async def test_move(box: Box, mailbox, shows):
    """Moving tells the new place"""
    await box.deliver(*numbered(3))
    found = await arrivals(mailbox)
    landed = await mailbox.move([Move(each.place, each.identity, "Priority") for each in found[:2]])
    there = [each.place for each in await arrivals(mailbox, "Priority")]
    assert list(landed.values()) == there
    assert len(await box.stored()) == 1
    able = "MOVE" in mailbox.capabilities()
    shows("yes: MOVE" if able else "by substitute: COPY, `\\Deleted`, UID EXPUNGE")


@pytest.mark.parametrize("kind", [COURIER], ids=lambda kind: kind.name)
async def test_move_without_uidplus(kind, shows):
    """Moving without MOVE and UIDPLUS: copied, and the original only marked as deleted"""
    async with boxes(kind, hide=("UIDPLUS",)) as box, connected(box) as mailbox:
        await box.deliver(mail())
        found = (await arrivals(mailbox))[0]
        landed = await mailbox.move([Move(found.place, found.identity, "Priority")])
        assert found.place in landed
        assert len(await box.stored("Priority")) == 1
        assert [each.flags for each in await box.stored()] in ([], [{"\\Deleted"}])
    shows("yes")


async def test_keywords(box: Box, mailbox, shows):
    """Keywords can be set, travel along and are found"""
    await box.deliver(mail())
    found = (await arrivals(mailbox))[0]
    await mailbox.move([Move(found.place, found.identity, "Priority", ("$Priority", "\\Flagged"))])
    assert (await box.stored("Priority"))[0].flags == {"$Priority", "\\Flagged"}
    shows("yes")


@pytest.mark.parametrize("kind", [COURIER], ids=lambda kind: kind.name)
async def test_keywords_refused(kind, shows):
    """Where keywords are refused the message is moved all the same, with the flags that are allowed"""
    async with boxes(kind, keywords=False) as box, connected(box) as mailbox:
        await box.deliver(mail())
        found = (await arrivals(mailbox))[0]
        landed = await mailbox.move([Move(found.place, found.identity, "Priority", ("$Priority", "\\Flagged"))])
        assert landed[found.place] is not None
        assert (await box.stored("Priority"))[0].flags == {"\\Flagged"}
    shows("yes")


async def test_append(box: Box, mailbox, shows):
    """Filing keeps flags and date and tells the place"""
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    place = await mailbox.append("Sent", mail(), ["\\Seen", "\\Answered"], at)
    found = (await arrivals(mailbox, "Sent"))[0]
    assert (found.place, found.received_at) == (place, at)
    assert {"\\Seen", "\\Answered"} <= set(found.flags)
    shows("yes")


async def test_find(box: Box, mailbox, shows):
    """The very message is found by its Message-ID among others that look like it"""
    await box.deliver(mail(1), mail(12), mail(1, "Same id, other words."))
    found = await arrivals(mailbox)
    assert await mailbox.find("INBOX", found[0].identity) == (found[0].place,)
    assert len(await mailbox.find_message_id("INBOX", "mail-1@larch.example")) == 2
    shows("yes")


async def test_find_without_id(box: Box, mailbox, shows):
    """A message without Message-ID is found by its digest"""
    for words in ("one", "two"):
        await mailbox.append("INBOX", f"Subject: a\r\n\r\n{words} more\r\n".encode() * 1, (), now())
    await mailbox.append("INBOX", b"Subject: b\r\n\r\nx\r\n", (), now())
    found = (await arrivals(mailbox))[2]
    assert found.identity.message_id == ""
    assert await mailbox.find("INBOX", found.identity, since=now() - timedelta(hours=1)) == (found.place,)
    shows("yes" if box.kind.name != "cyrus" else "yes, but LMTP delivery adds a Message-ID")


ODD = {
    "8-bit subject": b"Subject: gr\xc3\xb6\xc3\x9fer\r\nMessage-ID: <odd@larch.example>\r\n\r\n\xc3\xa4\r\n",
    "Latin-1 subject": b"Subject: gr\xf6\xdfer\r\nMessage-ID: <odd@larch.example>\r\n\r\n\xe4\r\n",
    "NUL": b"Subject: x\r\nMessage-ID: <odd@larch.example>\r\n\r\na\0b\r\n",
    "bare LF": b"Subject: x\nMessage-ID: <odd@larch.example>\n\none\ntwo\n",
    "no header": b"\r\njust words\r\n",
}


async def test_odd_mail(box: Box, mailbox, shows):
    """Mail with 8-bit subjects, NUL, bare LF or no header: what the server takes is read with one identity"""
    refused = []
    for name, raw in ODD.items():
        folder = f"Odd {name}"
        await mailbox.ensure_folder(folder)
        try:
            await mailbox.append(folder, raw, (), now())
        except InboxdError:
            refused.append(name)
            await mailbox.close()
            await mailbox.connect()
            continue
        (found,) = await arrivals(mailbox, folder)
        assert await mailbox.find(folder, found.identity) == (found.place,), name
        assert found.raw, name
    shows(f"by substitute: not taken by the server: {', '.join(refused)}" if refused else "yes")


async def test_big_mail(box: Box, mailbox, shows):
    """A mail of 5 MB comes with its words and without its attachment"""
    await box.deliver(big_mail(5_000_000))
    (found,) = await arrivals(mailbox)
    assert found.partial
    assert found.size > 5_000_000
    assert "größer als je zuvor".encode() in found.raw
    assert len(found.raw) < 300_000
    shows("yes")


async def test_nothing_else_is_expunged(box: Box, mailbox, shows):
    """Moving and removing expunge nobody else's deletions"""
    await box.deliver(*numbered(3))
    found = await arrivals(mailbox)
    await box.mark([found[0].place.uid], "\\Deleted")
    await mailbox.move([Move(found[1].place, found[1].identity, "Priority")])
    await mailbox.remove(found[2].place)
    assert [each.uid for each in await box.stored()] == [found[0].place.uid]
    assert await mailbox.find("INBOX", Identity("gone@larch.example", "0" * 64)) == ()
    shows("yes")
