"""Servers that say unusual things: each becomes the right error, or is coped with."""

import asyncio
import base64

import pytest

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import Move
from inboxd.errors import ConnectionLost, Misconfigured, Permanent, Transient
from inboxd.ports import Bell
from tests.contracts.imapscript import SELECTED, mailbox_at, script, talking
from tests.contracts.mailboxes import arrivals, mail

IDENTITY = Identity("mail-1@larch.example", "0" * 64)


def move(uid=1, flags=()):
    return Move(Place("support", "INBOX", 7, uid), IDENTITY, "Priority", flags)


async def refusal(answers, *, error, **changes):
    """What connecting to such a server raises."""
    async with script(answers, **changes) as server:
        mailbox = mailbox_at(server.port)
        with pytest.raises(error) as raised:
            await mailbox.connect()
        await mailbox.close()
        return raised.value


class TestLogin:
    @pytest.mark.parametrize(
        "answer", ["{tag} NO [AUTHENTICATIONFAILED] no", "{tag} NO Login failed", "{tag} NO [EXPIRED] old password"]
    )
    async def test_refused_is_for_a_person(self, answer):
        error = await refusal({"LOGIN": answer}, error=Misconfigured)
        assert "password" in error.hint

    @pytest.mark.parametrize(
        "answer",
        [
            "{tag} NO [UNAVAILABLE] Authentication database is down",
            "{tag} NO [ALERT] Too many simultaneous connections. (Failure)",
            "{tag} NO [LIMIT] too much",
            "{tag} NO [INUSE] locked",
            "{tag} NO Temporary authentication failure.",
            "* BYE [UNAVAILABLE] going down",
            "",
        ],
    )
    async def test_not_possible_now_is_for_later(self, answer):
        await refusal({"LOGIN": answer}, error=Transient)

    async def test_with_a_token_uses_xoauth2_and_answers_the_second_challenge_empty(self, tmp_path):
        token = tmp_path / "token"
        token.write_text("ya29.x\n")
        token.chmod(0o600)
        wrong = base64.b64encode(b'{"status":"400"}').decode()
        answers = {"AUTHENTICATE": "+ ", "": "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials"}
        said = base64.b64encode(b"user=mira@bluehill.example\x01auth=Bearer ya29.x\x01\x01").decode()
        async with script({**answers, said.upper(): f"+ {wrong}"}) as server:
            mailbox = mailbox_at(server.port, oauth2_token_file=token, password="")
            with pytest.raises(Misconfigured, match="Invalid credentials"):
                await mailbox.connect()
        assert server.lines[-2:] == [said, ""]

    async def test_knows_passwords_in_any_script(self):
        said = base64.b64encode("\0mira@bluehill.example\0größe".encode()).decode()
        capabilities = "IMAP4rev1 AUTH=PLAIN LOGINDISABLED"
        async with (
            script({"AUTHENTICATE": "+ "}, capabilities=capabilities) as server,
            talking(server.port, password="größe"),
        ):
            assert said in server.lines

    @pytest.mark.parametrize(
        ("capabilities", "password"), [("IMAP4rev1 LOGINDISABLED", "x"), ("IMAP4rev1", "größe"), ("IMAP4rev1", "")]
    )
    async def test_that_cannot_work_is_not_tried(self, capabilities, password):
        async with script(capabilities=capabilities) as server:
            mailbox = mailbox_at(server.port, password=password)
            with pytest.raises(Misconfigured):
                await mailbox.connect()
            assert "LOGIN" not in server.verbs()

    async def test_is_skipped_when_the_server_greets_with_preauth(self):
        async with script(greeting="* PREAUTH hello mira") as server, talking(server.port) as mailbox:
            assert (await mailbox.look("INBOX")).uidvalidity == 7
            assert "LOGIN" not in server.verbs()


class TestGreeting:
    @pytest.mark.parametrize(
        "greeting", ["* BYE Too many connections", "* BYE [UNAVAILABLE] later", "220 mail ESMTP", ""]
    )
    async def test_that_sends_us_away_is_for_later(self, greeting):
        await refusal({}, error=Transient, greeting=greeting)

    async def test_preauth_does_not_get_around_starttls(self):
        async with script(greeting="* PREAUTH hello", capabilities="IMAP4rev1 STARTTLS") as server:
            mailbox = mailbox_at(server.port, tls="starttls")
            with pytest.raises(Misconfigured, match="STARTTLS"):
                await mailbox.connect()

    async def test_without_starttls_no_password_is_sent(self):
        async with script() as server:
            mailbox = mailbox_at(server.port, tls="starttls")
            with pytest.raises(Misconfigured, match="STARTTLS"):
                await mailbox.connect()
            assert server.verbs() == ["CAPABILITY"]

    async def test_words_slipped_in_before_tls_end_the_connection(self):
        answers = {"STARTTLS": "{tag} OK go\r\n* OK [ALERT] planted"}
        async with script(answers, capabilities="IMAP4rev1 STARTTLS") as server:
            mailbox = mailbox_at(server.port, tls="starttls")
            with pytest.raises(ConnectionLost, match="before the TLS handshake"):
                await mailbox.connect()


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "error"),
        [
            ("NO [UNAVAILABLE] later", Transient),
            ("NO [INUSE] later", Transient),
            ("NO [LIMIT] later", Transient),
            ("NO [SERVERBUG] Internal error occurred.", Transient),
            ("NO Server Unavailable. 15", Transient),
            ("BAD User is authenticated but not connected.", Transient),
            ("NO [NOPERM] no right", Misconfigured),
            ("NO [OVERQUOTA] full", Misconfigured),
            ("NO [NONEXISTENT] no such folder", Permanent),
            ("NO [CANNOT] bad name", Permanent),
            ("NO no", Permanent),
            ("BAD what?", Permanent),
        ],
    )
    async def test_have_a_class_that_says_what_to_do(self, words, error):
        async with script({"SELECT": f"{{tag}} {words}"}) as server, talking(server.port) as mailbox:
            with pytest.raises(error) as raised:
                await mailbox.look("INBOX")
            assert words.partition("] ")[2] in str(raised.value)
            assert not isinstance(raised.value, ConnectionLost)
            assert "Sent" in await mailbox.folders()

    @pytest.mark.parametrize(
        "said",
        [
            "* BYE shutting down",
            "",
            "what is this",
            "* 1 FETCH (UID 1 FLAGS (\r\n{tag} OK",
            "* 1 FETCH (UID 1 RFC822.SIZE {400000000}",
        ],
    )
    async def test_that_end_or_garble_the_talk_lose_the_connection(self, said):
        async with script({"UID FETCH": said}) as server, talking(server.port) as mailbox:
            with pytest.raises(ConnectionLost):
                await arrivals(mailbox)
            with pytest.raises(ConnectionLost):
                await mailbox.look("INBOX")

    @pytest.mark.parametrize("said", ["* 1 FETCH (UID 1 secret\r\n{tag} OK", "* secret secret"])
    async def test_never_quote_mail(self, said):
        async with script({"UID FETCH": said}) as server, talking(server.port) as mailbox:
            with pytest.raises(ConnectionLost) as raised:
                await arrivals(mailbox)
            assert "secret" not in str(raised.value)
            assert raised.value.__cause__ is None


COURIERS_WORDS = (
    "From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\n"
    "This message is no longer available on the server.\r\n"
)


class TestStandIns:
    @pytest.mark.parametrize(("still_there", "count"), [("* 1 FETCH (UID 1)\r\n{tag} OK", 1), ("{tag} OK", 0)])
    async def test_are_not_taken_for_the_mail_that_the_server_cannot_give(self, still_there, count):
        size = "* 1 FETCH (UID 1 RFC822.SIZE 129)\r\n{tag} OK"
        given = f"* 1 FETCH (UID 1 RFC822.SIZE 129 BODY[] {{{len(COURIERS_WORDS)}}}\r\n{COURIERS_WORDS})\r\n{{tag}} OK"
        head = COURIERS_WORDS[: COURIERS_WORDS.index("This")]
        header = f"* 1 FETCH (UID 1 BODY[HEADER]<0> {{{len(head)}}}\r\n{head})\r\n{{tag}} OK"
        answers = {"UID FETCH": [size, given, still_there, given, size, header]}
        async with script(answers) as server, talking(server.port) as mailbox:
            found = await arrivals(mailbox)
        assert [(each.raw, each.identity.message_id) for each in found] == [(b"", "")] * count
        assert "NOOP" in server.verbs()


class TestFolders:
    async def test_that_may_only_be_read_are_read_and_never_changed(self):
        read_only = SELECTED.replace("READ-WRITE", "READ-ONLY")
        async with script({"SELECT": read_only, "EXAMINE": read_only}) as server, talking(server.port) as mailbox:
            assert (await mailbox.look("INBOX")).exists == 1
            with pytest.raises(Misconfigured, match="only read"):
                await mailbox.move([move()])
            assert "UID MOVE" not in server.verbs()

    async def test_without_uidnext_are_counted_from_their_last_message(self):
        old = "\r\n".join(line for line in SELECTED.split("\r\n") if "UIDNEXT" not in line)
        answers = {"SELECT": old, "FETCH": "* 1 FETCH (UID 41)\r\n{tag} OK"}
        async with script(answers) as server, talking(server.port) as mailbox:
            assert (await mailbox.look("INBOX")).uidnext == 42

    async def test_that_tell_uidnext_by_status_only_keep_it_when_their_last_message_is_gone(self):
        empty = SELECTED.replace("* 1 EXISTS", "* 0 EXISTS").replace("* OK [UIDNEXT 2] ok\r\n", "")
        status = "* STATUS INBOX (MESSAGES 0 UIDNEXT 42 UIDVALIDITY 7)\r\n{tag} OK"
        async with script({"SELECT": empty, "STATUS": status}) as server, talking(server.port) as mailbox:
            assert (await mailbox.look("INBOX")).uidnext == 42
            # Asked after SELECT, it could count a message that this view of the folder does not show.
            assert server.verbs()[-2:] == ["STATUS", "SELECT"]

    async def test_of_special_use_are_asked_for_where_the_server_does_not_tell_by_itself(self):
        plain = '* LIST () "/" INBOX\r\n* LIST () "/" Gesendet\r\n{tag} OK'
        special = '* LIST (\\Sent) "/" Gesendet\r\n{tag} OK'
        capabilities = "IMAP4rev1 SPECIAL-USE LIST-EXTENDED"
        answers = {"LIST": [plain, special]}
        async with script(answers, capabilities=capabilities) as server, talking(server.port) as mailbox:
            assert mailbox.folder_for("sent") == "Gesendet"

    async def test_with_usual_names_are_guessed(self):
        rows = '* LIST () "." INBOX\r\n* LIST () "." "Sent Items"\r\n* LIST (\\Noselect) "." 2024\r\n{tag} OK'
        async with script({"LIST": rows}) as server, talking(server.port) as mailbox:
            assert mailbox.folder_for("sent") == "Sent Items"
            assert await mailbox.folders() == ("INBOX", "Sent Items")
            with pytest.raises(Misconfigured, match="puts between levels"):
                await mailbox.look("a.b")

    async def test_with_unreadable_names_are_left_out(self):
        names = ("INBOX", '"&broken"', '"&AAA"', "{2}\r\nab")
        rows = "".join(f'* LIST () "/" {name}\r\n' for name in names) + "{tag} OK"
        async with script({"LIST": rows}) as server, talking(server.port) as mailbox:
            assert await mailbox.folders() == ("INBOX", "ab")

    async def test_made_by_somebody_else_meanwhile_are_fine(self):
        rows = '* LIST () "/" INBOX\r\n{tag} OK'
        made = '* LIST () "/" priority\r\n{tag} OK'
        answers = {"LIST": [rows, rows, made], "CREATE": "{tag} NO [ALREADYEXISTS] there"}
        async with script(answers) as server, talking(server.port) as mailbox:
            assert await mailbox.ensure_folder("Priority") is False


class TestMoves:
    async def test_whose_new_place_is_not_told_have_none(self):
        async with script({"UID MOVE": "* 1 EXPUNGE\r\n{tag} OK"}) as server, talking(server.port) as mailbox:
            assert await mailbox.move([move()]) == {move().place: None}

    async def test_of_vanished_messages_are_left_out(self):
        async with script() as server, talking(server.port) as mailbox:
            assert await mailbox.move([move()]) == {}

    async def test_read_sets_and_ranges_of_uids(self):
        said = "* OK [COPYUID 9 3:1,7 21,30:32] moved\r\n{tag} OK"
        async with script({"UID MOVE": said}) as server, talking(server.port) as mailbox:
            landed = await mailbox.move([move(uid) for uid in (1, 2, 3, 7)])
            assert {old.uid: new.uid for old, new in landed.items() if new} == {3: 21, 2: 30, 1: 31, 7: 32}

    async def test_go_on_without_a_keyword_that_is_one_too_many(self):
        answers = {
            "UID STORE": ["{tag} NO [LIMIT] too many keywords", "{tag} OK"],
            "UID MOVE": "* OK [COPYUID 9 1 21] moved\r\n{tag} OK",
        }
        async with script(answers) as server, talking(server.port) as mailbox:
            await mailbox.move([move(flags=("\\Flagged", "$Priority"))])
        stored = [line.partition("FLAGS.SILENT ")[2] for line in server.lines if "STORE" in line]
        assert stored == ["(\\Flagged $Priority)", "(\\Flagged)"]

    async def test_do_not_ask_for_keywords_that_the_folder_refuses(self):
        few = SELECTED.replace(" \\*)", ")")
        async with script({"SELECT": few}) as server, talking(server.port) as mailbox:
            await mailbox.move([move(flags=("$Priority",))])
            await mailbox.move([move(flags=("\\Flagged", "$Priority"))])
        assert [line.partition("FLAGS.SILENT ")[2] for line in server.lines if "STORE" in line] == ["(\\Flagged)"]

    async def test_do_not_fill_the_memory_with_answers(self):
        said = "* OK [COPYUID 9 1 21] moved\r\n* 1 EXPUNGE\r\n* 0 RECENT\r\n{tag} OK"
        async with script({"UID MOVE": said}) as server, talking(server.port) as mailbox:
            for _ in range(20):
                await mailbox.move([move()])
            kept = mailbox._state.session.client.wire.untagged_responses
            assert sum(map(len, kept.values())) <= 2


class TestIdle:
    @pytest.mark.parametrize(
        "said", ["+ idling\r\n* 2 EXISTS", "* 2 EXISTS\r\n+ idling", "* OK hm\r\n+ idling\r\n* 2 EXISTS"]
    )
    async def test_mail_announced_together_with_the_answer_is_heard(self, said):
        grown = SELECTED.replace("1 EXISTS", "2 EXISTS").replace("UIDNEXT 2", "UIDNEXT 3")
        answers = {"SELECT": [SELECTED, SELECTED, grown], "IDLE": said, "UID FETCH": "{tag} OK"}
        async with script(answers) as server, talking(server.port) as mailbox:
            await arrivals(mailbox)
            assert await mailbox.wait("INBOX", 20, asyncio.Event()) is Bell.MAIL

    async def test_a_server_that_repeats_itself_is_not_asked_again_and_again(self):
        chatty = {"IDLE": "+ idling\r\n* 1 EXISTS\r\n* 0 RECENT\r\n* OK Still here", "UID FETCH": "{tag} OK"}
        async with script(chatty) as server, talking(server.port) as mailbox:
            await arrivals(mailbox)
            assert await mailbox.wait("INBOX", 0.3, asyncio.Event()) is Bell.TIMEOUT
            assert server.verbs().count("IDLE") == 1

    async def test_a_server_that_rings_without_reason_is_answered_politely(self):
        chatty = {"IDLE": "+ idling\r\n* MOOD fine", "UID FETCH": "{tag} OK"}
        async with script(chatty) as server, talking(server.port) as mailbox:
            await arrivals(mailbox)
            assert await mailbox.wait("INBOX", 0.5, asyncio.Event()) is Bell.TIMEOUT
            assert server.verbs().count("IDLE") < 6

    async def test_a_count_that_falls_and_rises_again_is_mail(self):
        grown = SELECTED.replace("UIDNEXT 2", "UIDNEXT 3")
        said = "+ idling\r\n* 1 EXPUNGE\r\n* 1 EXISTS"
        answers = {"SELECT": [SELECTED, SELECTED, grown], "IDLE": said, "UID FETCH": "{tag} OK"}
        async with script(answers) as server, talking(server.port) as mailbox:
            await arrivals(mailbox)
            assert await mailbox.wait("INBOX", 20, asyncio.Event()) is Bell.MAIL

    async def test_refused_is_replaced_by_asking(self):
        grown = SELECTED.replace("UIDNEXT 2", "UIDNEXT 3")
        answers = {"SELECT": [SELECTED] * 4 + [grown], "IDLE": "{tag} NO not today", "UID FETCH": "{tag} OK"}
        async with script(answers) as server, talking(server.port, poll="1s") as mailbox:
            mailbox._state.doorbell._poll = 0.01
            await arrivals(mailbox)
            assert await mailbox.wait("INBOX", 20, asyncio.Event()) is Bell.MAIL
            assert server.verbs().count("IDLE") == 1

    @pytest.mark.parametrize("said", ["+ idling\r\n* BYE bye", "+ idling\r\n* 2 EX", ""])
    async def test_that_ends_without_warning_is_noticed_at_once(self, said):
        answers = {"IDLE": said, "DONE": "", "UID FETCH": "{tag} OK"}
        async with script(answers) as server, talking(server.port, idle_renew="1s") as mailbox:
            await arrivals(mailbox)
            with pytest.raises(ConnectionLost):
                await mailbox.wait("INBOX", 20, asyncio.Event())
            with pytest.raises(ConnectionLost):
                await mailbox.look("INBOX")


class TestReading:
    async def test_a_message_whose_structure_is_garbled_is_read_in_part(self):
        answers = {
            "UID FETCH": [
                "* 1 FETCH (UID 1 RFC822.SIZE 99999)\r\n{tag} OK",
                "* 1 FETCH (UID 1 FLAGS () BODY[HEADER] {14}\r\nSubject: x\r\n\r\n)\r\n{tag} OK",
                "* 1 FETCH (UID 1 BODYSTRUCTURE (NIL NIL ()))\r\n{tag} OK",
                "* 1 FETCH (UID 1 BODY[TEXT]<0> {5}\r\nhello)\r\n{tag} OK",
            ]
        }
        async with script(answers) as server, talking(server.port) as mailbox:
            (found,) = await arrivals(mailbox)
            assert (found.raw, found.partial, found.size) == (b"Subject: x\r\n\r\nhello", True, 99999)

    async def test_a_message_with_an_unreadable_flag_hides_nobody(self):
        odd = '* 1 FETCH (UID 1 FLAGS (a"b) BODY[] {14}\r\nSubject: 1\r\n\r\n)\r\n'
        plain = "* 2 FETCH (UID 2 FLAGS (7 $a) BODY[] {14}\r\nSubject: 2\r\n\r\n)\r\n"
        bare = "* 1 FETCH (UID 1 BODY[] {14}\r\nSubject: 1\r\n\r\n)\r\n"
        sizes = "* 1 FETCH (UID 1 RFC822.SIZE 14)\r\n* 2 FETCH (UID 2 RFC822.SIZE 14)\r\n"
        said = [f"{each}{{tag}} OK" for each in (sizes, odd + plain, odd, bare, plain)]
        answers = {"SELECT": SELECTED.replace("UIDNEXT 2", "UIDNEXT 3"), "UID FETCH": said}
        async with script(answers) as server, talking(server.port) as mailbox:
            found = await arrivals(mailbox)
            assert [each.raw[:10] for each in found] == [b"Subject: 1", b"Subject: 2"]
            assert [each.flags for each in found] == [(), ("7", "$a")]

    @pytest.mark.parametrize(
        ("words", "error"), [("BAD what is secret", Permanent), ("BAD not connected", Transient), ("NO no", Permanent)]
    )
    async def test_a_refused_search_says_what_to_do(self, words, error):
        async with script({"UID SEARCH": f"{{tag}} {words}"}) as server, talking(server.port) as mailbox:
            with pytest.raises(error) as raised:
                await mailbox.find("INBOX", IDENTITY)
            assert "secret" not in str(raised.value)
            assert (await mailbox.look("INBOX")).exists == 1

    async def test_filing_over_quota_is_for_a_person(self):
        async with script({"APPEND": "{tag} NO [OVERQUOTA] full"}) as server, talking(server.port) as mailbox:
            with pytest.raises(Misconfigured, match="full"):
                await mailbox.append("Sent", mail(), (), mailbox._clock.now())
