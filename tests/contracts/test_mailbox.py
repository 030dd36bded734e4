"""What every mailbox does, on servers of several kinds: reading, moving, finding, filing, folders."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import Move
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.errors import Misconfigured, Permanent, Transient
from tests.contracts.mailboxes import (
    DEMO,
    KINDS,
    Account,
    accounts,
    arrivals,
    big_mail,
    connected,
    expect_ok,
    mail,
    now,
    numbered,
    sightings,
)

pytestmark = pytest.mark.real
ODD_MAILS = (
    b"Subject: no end of the header",
    b"\r\nno header at all\r\n",
    b"Subject: folded\r\nMessage-ID:\r\n <folded@larch.example>\r\n\r\nx\r\n",
    b"Subject: \xe9t\xe9 \xff\r\nMessage-ID: <eight@larch.example>\r\n\r\n\xe9\r\n",
    b"From here to there\r\nnot a field\r\nMessage-ID: <odd@larch.example>\r\n\r\nx\r\n",
    b"Subject: blank line\r\n \r\nMessage-ID: <after-blank@larch.example>\r\n\r\nx\r\n",
)


@pytest.fixture(params=[*KINDS, DEMO], ids=lambda kind: kind.name)
async def account(request) -> AsyncIterator[Account]:
    async with accounts(request.param) as each:
        yield each


@pytest.fixture
async def mailbox(account: Account) -> AsyncIterator[ImapMailbox]:
    async with connected(account) as each:
        yield each


class TestFolders:
    async def test_are_listed_in_our_names(self, mailbox: ImapMailbox):
        assert {"INBOX", "Sent", "Drafts", "Junk", "Trash"} <= set(await mailbox.folders())

    async def test_of_special_use_are_known(self, mailbox: ImapMailbox):
        found = [mailbox.folder_for(role) for role in ("sent", "junk", "drafts", "trash")]
        assert found == ["Sent", "Junk", "Drafts", "Trash"]

    async def test_of_unknown_use_are_none(self, mailbox: ImapMailbox):
        assert mailbox.folder_for("archive") is None

    @pytest.mark.parametrize("name", ["Priority", "Приоритет 緊急 😀", 'R&D 100% * "new" ~ok', "Teams/Zürich/Ärger"])
    async def test_are_made_once_and_found_again(self, mailbox: ImapMailbox, name):
        assert await mailbox.ensure_folder(name) is True
        assert await mailbox.ensure_folder(name) is False
        assert name in await mailbox.folders()
        assert (await mailbox.look(name)).exists == 0

    async def test_are_subscribed_when_made(self, mailbox: ImapMailbox, account: Account):
        await mailbox.ensure_folder("Priorität")
        rows = await account.as_person(lambda client: expect_ok(client.lsub()))
        assert any(account.quoted("Priorität").strip('"').encode() in row for row in rows if row)

    async def test_that_are_missing_are_a_permanent_error(self, mailbox: ImapMailbox):
        with pytest.raises(Permanent, match="Nowhere"):
            await mailbox.look("Nowhere")
        with pytest.raises(Permanent):
            await mailbox.state_of("Nowhere")
        assert (await mailbox.look("INBOX")).exists == 0

    @pytest.mark.parametrize("name", ["", "a//b", "/a", "a/", "line\nbreak"])
    async def test_with_impossible_names_are_refused_with_a_reason(self, mailbox: ImapMailbox, name):
        with pytest.raises(Misconfigured, match="folder name"):
            await mailbox.ensure_folder(name)

    async def test_called_inbox_in_any_case_are_the_same(self, mailbox: ImapMailbox):
        assert (await mailbox.look("Inbox")).uidvalidity == (await mailbox.look("INBOX")).uidvalidity

    async def test_tell_their_state_with_and_without_selecting(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        looked, asked = await mailbox.look("INBOX"), await mailbox.state_of("INBOX")
        assert (looked.uidvalidity, looked.uidnext, looked.exists) == (asked.uidvalidity, asked.uidnext, 3)
        assert asked.folder == looked.folder == "INBOX"

    async def test_made_anew_have_another_uidvalidity(self, mailbox: ImapMailbox, account: Account):
        await mailbox.ensure_folder("Priority")
        before = await mailbox.look("Priority")
        name = account.quoted("Priority")
        await account.as_person(lambda client: (client.delete(name), client.create(name)))
        assert (await mailbox.look("Priority")).uidvalidity != before.uidvalidity


class TestReading:
    async def test_gives_every_message_as_it_lies_there(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        state, found = await mailbox.look("INBOX"), await arrivals(mailbox)
        stored = await account.stored()
        assert [(each.place.uid, each.raw) for each in found] == [(each.uid, each.raw) for each in stored]
        for each in found:
            assert each.place == Place("support", "INBOX", state.uidvalidity, each.place.uid)
            assert (each.size, each.partial) == (len(each.raw), False)
            assert each.identity == identity_of(split_message(each.raw)[0], len(each.raw))
            assert abs(each.received_at - now()) < timedelta(minutes=5)
            assert each.received_at.tzinfo is UTC

    async def test_begins_above_a_uid(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        uids = [each.place.uid for each in await arrivals(mailbox)]
        assert [each.place.uid for each in await arrivals(mailbox, after=uids[0])] == uids[1:]
        assert await arrivals(mailbox, after=uids[-1]) == []
        assert await sightings(mailbox, after=uids[-1]) == []

    async def test_of_an_empty_folder_gives_nothing(self, mailbox: ImapMailbox):
        assert await arrivals(mailbox) == []
        assert await sightings(mailbox) == []

    async def test_changes_no_flag(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(2), big_mail(200_000))
        uids = [each.uid for each in await account.stored()]
        await account.mark(uids[:1], "\\Answered")
        found = await arrivals(mailbox)
        await sightings(mailbox)
        await mailbox.find("INBOX", found[0].identity)
        assert [each.flags for each in await account.stored()] == [{"\\Answered"}, set(), set()]
        assert "\\Answered" in found[0].flags

    async def test_comes_in_batches_that_can_be_worked_on(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(300))
        sizes = []
        async for batch in mailbox.arrivals("INBOX", 0):
            sizes.append(len(batch))
            await mailbox.move([Move(batch[0].place, batch[0].identity, "Priority")])
            await mailbox.look("Priority")
        assert sizes == [200, 100]
        assert len(await account.stored("Priority")) == 2

    async def test_leaves_out_what_vanished_meanwhile(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(230))
        uids = [each.uid for each in await account.stored()]
        found = []
        async for batch in mailbox.arrivals("INBOX", 0):
            found += [each.place.uid for each in batch]
            if len(found) == 200:
                await account.expunge(uids[205:])
        assert found[:205] == uids[:205]
        assert set(found) <= set(uids)

    async def test_of_odd_mail_gives_one_identity_however_it_is_read(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*ODD_MAILS)
        whole, headers = await arrivals(mailbox), await sightings(mailbox)
        assert len(whole) == len(ODD_MAILS)
        assert [each.identity for each in whole] == [each.identity for each in headers]
        assert [each.place for each in whole] == [each.place for each in headers]

    async def test_of_big_mail_keeps_identity_and_words_and_is_small(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail(1), big_mail(5_000_000), mail(2), big_mail(70_000, '=_"odd" (b)'.replace('"', "")))
        stored = await account.stored()
        found = await arrivals(mailbox)
        assert [each.partial for each in found] == [False, True, False, True]
        for each, original in zip(found, stored, strict=True):
            assert each.size == len(original.raw)
            assert each.identity == identity_of(split_message(original.raw)[0], len(original.raw))
            assert split_message(each.raw)[0] == split_message(original.raw)[0]
        assert max(len(each.raw) for each in found) < 4_000
        parsed = parse_mail(found[1])
        assert "größer als je zuvor" in parsed.text.new
        assert [each.name for each in parsed.attachments] == ["invoice.pdf"]
        assert [each.identity for each in await sightings(mailbox)] == [each.identity for each in found]


class TestMoving:
    async def test_tells_where_the_messages_are_now(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        found = await arrivals(mailbox)
        landed = await mailbox.move([Move(each.place, each.identity, "Priority") for each in found[:2]])
        assert list(landed) == [each.place for each in found[:2]]
        there = await sightings(mailbox, "Priority")
        assert [each.place for each in there] == list(landed.values())
        assert [each.identity for each in there] == [each.identity for each in found[:2]]
        assert [each.received_at for each in there] == [each.received_at for each in found[:2]]

    async def test_sets_marks_that_travel_along_but_never_seen(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        (found,) = await arrivals(mailbox)
        marks = ("\\Flagged", "\\Seen", "$Priority", "two words", "\\Deleted", "")
        await mailbox.move([Move(found.place, found.identity, "Priority", marks)])
        (stored,) = await account.stored("Priority")
        assert stored.flags == {"\\Flagged", "$Priority"}

    async def test_goes_to_several_folders_at_once(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(6))
        found = await arrivals(mailbox)
        folders = ["Hugs", "Priority", "Hugs", "Wünsche", "Priority", "Hugs"]
        moves = [Move(each.place, each.identity, folder) for each, folder in zip(found, folders, strict=True)]
        landed = await mailbox.move(moves)
        assert {new.folder for new in landed.values() if new} == set(folders)
        for folder, count in (("Hugs", 3), ("Priority", 2), ("Wünsche", 1)):
            assert len(await account.stored(folder)) == count

    async def test_of_many_messages_accounts_for_each(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(450))
        found = await arrivals(mailbox)
        landed = await mailbox.move([Move(each.place, each.identity, "Priority") for each in found])
        assert set(landed) == {each.place for each in found}
        there = {each.place: each.identity for each in await sightings(mailbox, "Priority")}
        assert {place: there[landed[place]] for place in landed} == {each.place: each.identity for each in found}

    async def test_leaves_out_what_somebody_else_moved(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        found = await arrivals(mailbox)
        await account.expunge([found[1].place.uid])
        landed = await mailbox.move([Move(each.place, each.identity, "Priority") for each in found])
        assert set(landed) == {found[0].place, found[2].place}
        assert await mailbox.move([Move(found[1].place, found[1].identity, "Priority")]) == {}

    async def test_within_the_folder_only_marks(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        (found,) = await arrivals(mailbox)
        assert await mailbox.move([Move(found.place, found.identity, "INBOX", ("\\Flagged",))]) == {
            found.place: found.place
        }
        (stored,) = await account.stored()
        assert stored.flags == {"\\Flagged"}

    async def test_of_nothing_is_nothing(self, mailbox: ImapMailbox):
        assert await mailbox.move([]) == {}

    async def test_by_an_outdated_uidvalidity_touches_nothing(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail())
        (found,) = await arrivals(mailbox)
        old = Place("support", "INBOX", found.place.uidvalidity - 1, found.place.uid)
        assert await mailbox.move([Move(old, found.identity, "Priority")]) == {}
        await mailbox.remove(old)
        assert len(await account.stored()) == 1

    async def test_expunges_nobody_elses_deletions(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        found = await arrivals(mailbox)
        await account.mark([found[0].place.uid], "\\Deleted")
        await mailbox.move([Move(found[1].place, found[1].identity, "Priority")])
        await mailbox.remove(found[2].place)
        left = {each.uid: each.flags for each in await account.stored()}
        assert left[found[0].place.uid] == {"\\Deleted"}
        gone = {found[1].place.uid, found[2].place.uid}
        if "UIDPLUS" in account.kind.hide:
            # Nobody can expunge these two alone, so they are only marked.
            assert all(left[uid] == {"\\Deleted"} for uid in gone)
        else:
            assert not gone & set(left)


class TestFinding:
    async def test_tells_the_very_message_from_its_likes(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail(1), mail(12), mail(1, "Same id, other words."), mail(1, headers="X-Copy: 2\r\n"))
        found = await arrivals(mailbox)
        for each in found[:3]:
            assert await mailbox.find("INBOX", each.identity) == (each.place,)
        same_id = (found[0].place, found[2].place, found[3].place)
        assert await mailbox.find_message_id("INBOX", "mail-1@larch.example") == same_id
        assert await mailbox.find_message_id("INBOX", "mail-1@larch") == ()
        assert await mailbox.find_message_id("INBOX", "") == ()

    @pytest.mark.parametrize("message_id", ['a"b)(c\\d{5}%*@x.example', "größe@x.example", "a]b@x.example"])
    async def test_copes_with_odd_ids(self, mailbox: ImapMailbox, account: Account, message_id):
        raw = f"Subject: x\r\nMessage-ID: <{message_id}>\r\n\r\nx\r\n".encode()
        await account.deliver(mail(), raw)
        found = (await arrivals(mailbox))[1]
        assert await mailbox.find("INBOX", found.identity) == (found.place,)
        assert await mailbox.find_message_id("INBOX", found.identity.message_id) == (found.place,)

    async def test_works_without_a_message_id(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(mail(), b"Subject: a\r\n\r\none\r\n", b"Subject: a\r\n\r\nother\r\n")
        found = (await arrivals(mailbox))[1]
        assert found.identity.message_id == ""
        since = now() - timedelta(hours=1)
        assert await mailbox.find("INBOX", found.identity, since=since) == (found.place,)
        assert await mailbox.find("INBOX", found.identity) == (found.place,)

    async def test_of_what_is_not_there_is_empty(self, mailbox: ImapMailbox, account: Account):
        assert await mailbox.find("INBOX", Identity("gone@x.example", "0" * 64)) == ()
        await account.deliver(mail())
        assert await mailbox.find("INBOX", Identity("mail-1@larch.example", "0" * 64)) == ()
        assert await mailbox.find("INBOX", Identity("", "0" * 64)) == ()

    async def test_sees_what_came_since_the_folder_was_selected(self, mailbox: ImapMailbox, account: Account):
        await mailbox.look("INBOX")
        await account.deliver(mail())
        await mailbox.state_of("Sent")
        assert len(await mailbox.find_message_id("INBOX", "mail-1@larch.example")) == 1
        await account.deliver(mail(2))
        await mailbox.state_of("Sent")
        assert len(await arrivals(mailbox)) == 2


class TestFiling:
    async def test_tells_the_place_and_keeps_flags_and_date(self, mailbox: ImapMailbox, account: Account):
        at = datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)
        place = await mailbox.append("Gesendet/Größen", mail(), ("\\Seen",), at)
        (there,) = await sightings(mailbox, "Gesendet/Größen")
        assert place == there.place
        assert there.received_at == at
        (stored,) = await account.stored("Gesendet/Größen")
        assert (stored.flags, stored.raw) == ({"\\Seen"}, mail())

    async def test_can_be_taken_back_alone(self, mailbox: ImapMailbox, account: Account):
        at = now()
        places = [await mailbox.append("Sent", mail(number), (), at) for number in (1, 2)]
        assert places[0] is not None
        assert await mailbox.remove(places[0])
        # Without UIDPLUS it can only be marked, and stays there.
        assert await mailbox.remove(places[0]) is ("UIDPLUS" not in mailbox.capabilities())
        assert not await mailbox.remove(replace(places[0], uidvalidity=1))
        assert [each.raw for each in await account.stored("Sent") if "\\Deleted" not in each.flags] == [mail(2)]

    async def test_of_answers_is_seen(self, mailbox: ImapMailbox, account: Account):
        await account.deliver(*numbered(3))
        uids = [each.place.uid for each in await arrivals(mailbox)]
        assert await mailbox.answered("INBOX", uids) == frozenset()
        await account.mark(uids[1:], "\\Answered")
        assert await mailbox.answered("INBOX", [*uids[:2], 9999]) == {uids[1]}
        assert await mailbox.answered("INBOX", []) == frozenset()


async def test_calls_without_a_connection_say_so(account: Account):
    async with connected(account) as mailbox:
        await mailbox.close()
        await mailbox.close()
        with pytest.raises(Transient):
            await mailbox.look("INBOX")
        with pytest.raises(Transient):
            mailbox.capabilities()
        await mailbox.connect()
        assert "IMAP4REV1" in mailbox.capabilities()
        assert (await mailbox.look("INBOX")).exists == 0
