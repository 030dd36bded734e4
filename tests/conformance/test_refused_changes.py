"""What a server may refuse while messages are moved and filed, on a scripted server: nothing is lost by any of it."""

from dataclasses import replace

import pytest

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import Move
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, Permanent, Transient, Unanswered
from tests.contracts.imapscript import mailbox_at, script, talking
from tests.contracts.mailboxes import arrivals, mail, now

IDENTITY = Identity("mail-1@larch.example", "0" * 64)
REFUSALS = (
    ("[OVERQUOTA] full", Misconfigured),
    ("[NOPERM] no right", Misconfigured),
    ("[CONTACTADMIN] call us", Misconfigured),
    ('Access denied for COPY on INBOX.Priority (ACL "i" required)', Misconfigured),
    ("[UNAVAILABLE] later", Transient),
    ("[INUSE] locked", Transient),
    ("[LIMIT] slow down", Transient),
    ("[SERVERBUG] oops", Transient),
    ("Throttled: try again later", Transient),
    ("[CANNOT] never", Permanent),
    ("no", Permanent),
)
ALL = "IMAP4rev1 IDLE UIDPLUS MOVE"
NO_MOVE = "IMAP4rev1 IDLE UIDPLUS"


def move() -> Move:
    return Move(Place("support", "INBOX", 7, 1), IDENTITY, "Priority")


@pytest.mark.parametrize(("words", "error"), REFUSALS)
@pytest.mark.parametrize(("verb", "capabilities"), [("UID MOVE", ALL), ("UID COPY", NO_MOVE)], ids=["move", "copy"])
async def test_a_refused_move_leaves_the_message_and_the_connection(verb, capabilities, words, error):
    answers = {verb: [f"{{tag}} NO {words}", "* OK [COPYUID 9 1 4] done\r\n{tag} OK [COPYUID 9 1 4] done"]}
    async with script(answers, capabilities=capabilities) as server, talking(server.port) as mailbox:
        with pytest.raises(error) as raised:
            await mailbox.move([move()])
        assert type(raised.value) is error
        assert not {"UID STORE", "UID EXPUNGE", "EXPUNGE"} & set(server.verbs())
        assert list((await mailbox.move([move()])).values()) == [Place("support", "Priority", 9, 4)]


COPIED = "{tag} OK [COPYUID 9 1 4] done"
BEFORE = "* STATUS Priority (MESSAGES 0 UIDNEXT 4 UIDVALIDITY 9)\r\n{tag} OK"
GROWS = [BEFORE, BEFORE.replace("NEXT 4", "NEXT 5")]
STAYS = "* 1 FETCH (UID 1 FLAGS (\\Deleted))\r\n{tag} OK"


@pytest.mark.parametrize("words", ["no", "[NONEXISTENT] message is gone", "[NOPERM] no right", "[UNAVAILABLE] later"])
@pytest.mark.parametrize("verb", ["UID STORE", "UID EXPUNGE"])
async def test_what_was_copied_is_never_copied_again_because_the_original_stays(verb, words):
    answers = {"UID COPY": COPIED, verb: f"{{tag}} NO {words}"}
    async with script(answers, capabilities=NO_MOVE) as server, talking(server.port) as mailbox:
        # Permanent would mean a try of its own for each message, and at once.
        with pytest.raises(Transient if "LATER" in words.upper() else Misconfigured):
            await mailbox.move([move()])
        assert server.verbs().count("UID COPY") == 1


async def test_an_original_that_others_are_at_is_removed_by_a_second_try_without_a_second_copy():
    answers = {"UID COPY": COPIED, "UID STORE": ["{tag} NO [EXPUNGEISSUED] some are gone", "{tag} OK done"]}
    async with script(answers, capabilities=NO_MOVE) as server, talking(server.port) as mailbox:
        assert list((await mailbox.move([move()])).values()) == [Place("support", "Priority", 9, 4)]
        changes = [each for each in server.verbs() if each in {"UID COPY", "UID STORE", "UID EXPUNGE"}]
        assert changes == ["UID COPY", "UID STORE", "UID STORE", "UID EXPUNGE"]


async def test_an_original_that_is_still_there_although_the_server_said_ok_is_a_missing_right():
    answers = {"UID COPY": COPIED, "UID FETCH": STAYS}
    async with script(answers, capabilities=NO_MOVE) as server, talking(server.port) as mailbox:
        with pytest.raises(Misconfigured, match="remove messages from INBOX") as raised:
            await mailbox.move([move()])
        assert raised.value.hint


@pytest.mark.parametrize(("flags", "is_taken"), [("\\Deleted", True), ("\\Seen", False)])
async def test_without_uidplus_the_mark_must_be_there(flags, is_taken):
    answers = {"UID COPY": "{tag} OK done", "UID FETCH": STAYS.replace("\\Deleted", flags), "STATUS": GROWS}
    async with script(answers, capabilities="IMAP4rev1 IDLE") as server, talking(server.port) as mailbox:
        if is_taken:
            assert list((await mailbox.move([move()])).values()) == [None]
        else:
            with pytest.raises(Misconfigured):
                await mailbox.move([move()])


@pytest.mark.parametrize(
    ("status", "capabilities"), [("{tag} OK", NO_MOVE), (BEFORE, "IMAP4rev1 IDLE"), ("{tag} NO no", "IMAP4rev1 IDLE")]
)
async def test_an_original_whose_copy_is_not_certain_is_left_alone(status, capabilities):
    answers = {"UID COPY": "{tag} OK done", "UID FETCH": "* 1 FETCH (UID 1 FLAGS ())\r\n{tag} OK", "STATUS": status}
    async with script(answers, capabilities=capabilities) as server, talking(server.port) as mailbox:
        with pytest.raises(Transient, match="if it did"):
            await mailbox.move([move()])
        assert not {"UID STORE", "UID EXPUNGE", "EXPUNGE"} & set(server.verbs())


SOMEWHERE = Place("support", "Priority", 0, 0)
THERE = Place("support", "Priority", 9, 4)


@pytest.mark.parametrize(
    ("answers", "capabilities", "copy"),
    [
        ({"UID COPY": COPIED, "UID STORE": "{tag} NO [NOPERM] no right"}, NO_MOVE, THERE),
        ({"UID COPY": COPIED, "UID STORE": ""}, NO_MOVE, THERE),
        ({"UID COPY": "{tag} OK done", "UID FETCH": "* 1 FETCH (UID 1)\r\n{tag} OK"}, NO_MOVE, SOMEWHERE),
        ({"UID COPY": ""}, NO_MOVE, SOMEWHERE),
        ({"UID COPY": "{tag} NO [OVERQUOTA] full"}, NO_MOVE, None),
        ({"UID MOVE": ""}, ALL, None),
        ({"UID MOVE": "* OK [COPYUID 9 1 4] copied\r\n{tag} NO [NOPERM] no right"}, ALL, THERE),
    ],
    ids=["refused", "broken", "not-told", "unanswered", "not-copied", "move-unanswered", "move-half-done"],
)
async def test_a_move_that_fails_tells_what_it_has_copied_or_may_have(answers, capabilities, copy):
    copies = {}
    async with script(answers, capabilities=capabilities) as server, talking(server.port) as mailbox:
        with pytest.raises(InboxdError):
            await mailbox.move([move()], copies)
    assert copies == ({move().place: copy} if copy else {})


async def test_a_message_that_the_server_says_it_moved_and_did_not_is_tried_again():
    async with script({"UID FETCH": "* 1 FETCH (UID 1)\r\n{tag} OK"}) as server, talking(server.port) as mailbox:
        with pytest.raises(Transient, match="moved nothing"):
            await mailbox.move([move()])


@pytest.mark.parametrize(("count", "seconds"), [(1, 1.01), (50, 1.5)])
@pytest.mark.parametrize(("verb", "capabilities"), [("UID MOVE", ALL), ("UID COPY", NO_MOVE)], ids=["move", "copy"])
async def test_a_move_without_an_answer_may_still_go_on_and_many_messages_get_more_time(
    verb, capabilities, count, seconds
):
    moves = [replace(move(), place=Place("support", "INBOX", 7, uid)) for uid in range(1, count + 1)]
    silent = {verb: "* OK still at it"}
    async with script(silent, capabilities=capabilities) as server, talking(server.port, timeout="1s") as mailbox:
        with pytest.raises(Unanswered) as raised:
            await mailbox.move(moves)
        assert raised.value.waited == pytest.approx(seconds)
        with pytest.raises(ConnectionLost):
            await mailbox.look("INBOX")


@pytest.mark.parametrize(("words", "error"), REFUSALS)
async def test_a_refused_filing_says_what_to_do_and_can_be_repeated(words, error):
    answers = {"APPEND": [f"{{tag}} NO {words}", "{tag} OK [APPENDUID 9 4] done"]}
    async with script(answers) as server, talking(server.port) as mailbox:
        with pytest.raises(error) as raised:
            await mailbox.append("Sent", mail(), (), now())
        assert type(raised.value) is error
        assert await mailbox.append("Sent", mail(), (), now()) == Place("support", "Sent", 9, 4)


async def test_a_filing_without_an_answer_may_still_go_on():
    async with script({"APPEND": "* OK still at it"}) as server, talking(server.port) as mailbox:
        client = mailbox._state.session.client
        client._patience = 0.2
        with pytest.raises(Unanswered) as raised:
            await mailbox.append("Sent", mail(), (), now())
        assert raised.value.waited == pytest.approx(0.2)


@pytest.mark.parametrize("code", ["TRYCREATE", "NONEXISTENT"])
async def test_a_folder_that_vanished_is_made_anew_and_the_move_done(code):
    answers = {"UID MOVE": [f"{{tag}} NO [{code}] no folder", "* OK [COPYUID 9 1 4] done\r\n{tag} OK done"]}
    async with script(answers) as server, talking(server.port) as mailbox:
        assert len(await mailbox.move([move()])) == 1
        assert "CREATE" in server.verbs()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("[CONTACTADMIN] account locked", Misconfigured),
        ("[EXPIRED] old password", Misconfigured),
        ("[AUTHORIZATIONFAILED] no", Misconfigured),
        ("[PRIVACYREQUIRED] TLS first", Misconfigured),
        ("[UNAVAILABLE] directory down", Transient),
    ],
)
async def test_a_refused_login_is_told_by_its_code_and_with_what_to_do(words, error):
    async with script({"LOGIN": f"{{tag}} NO {words}"}) as server:
        mailbox = mailbox_at(server.port)
        with pytest.raises(error) as raised:
            await mailbox.connect()
        await mailbox.close()
        assert type(raised.value) is error
        assert error is Transient or raised.value.hint


@pytest.mark.parametrize(
    "between",
    ["* 9 EXISTS\r\n* 9 RECENT", "* OK [ALERT] The disk is nearly full.", "* 3 EXPUNGE", "* 2 FETCH (FLAGS (\\Seen))"],
    ids=["exists", "alert", "expunge", "fetch"],
)
async def test_what_comes_between_the_lines_of_an_answer_disturbs_no_message(between):
    raw = mail().decode()
    size = f"{between}\r\n* 1 FETCH (UID 1 RFC822.SIZE {len(raw)})\r\n{between}\r\n{{tag}} OK"
    whole = (
        f'* 1 FETCH (UID 1 RFC822.SIZE {len(raw)} FLAGS () INTERNALDATE "02-Mar-2026 09:30:00 +0000" '
        f"BODY[] {{{len(raw)}}}\r\n{raw})\r\n{between}\r\n{{tag}} OK"
    )
    async with script({"UID FETCH": [size, whole]}) as server, talking(server.port) as mailbox:
        (found,) = await arrivals(mailbox)
        assert found.raw == mail()
        assert found.identity.message_id == "mail-1@larch.example"
