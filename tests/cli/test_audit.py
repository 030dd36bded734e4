"""`inboxd audit`: the proof that everything is accounted for, or the one sentence about what is not."""

from __future__ import annotations

import imaplib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.cli.conftest import Run
from tests.process.program import Inboxd, customer_mail
from tests.servers.cuts import Way
from tests.servers.proxy import FaultProxy

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(400)]

ANGRY = "The page is down, and this is number {}."


def audit(run: Run, daemon: Inboxd, code: int = 0) -> list[dict]:
    """The differences; the last line is the summary."""
    ended = run("audit", "--json", "--config", daemon.config)
    assert ended.code == code, ended.out + ended.err
    return [json.loads(line) for line in ended.lines]


def codes(lines: list[dict]) -> dict[str, int]:
    return lines[-1]["summary"][0]["codes"]


def told(lines: list[dict], code: str) -> dict:
    """The one difference of this kind."""
    (line,) = [each for each in lines if each.get("code") == code]
    return line


@contextmanager
def person(mail_user) -> Iterator[imaplib.IMAP4]:
    """Somebody with another mail client."""
    with mail_user.dovecot.imap(mail_user.address) as client:
        yield client


def hours_ago(hours: float) -> str:
    return imaplib.Time2Internaldate(time.time() - hours * 3600)


def change(daemon: Inboxd, statement: str, *values: object) -> int:
    """What a mistake, or a bad day, did to the database; how many rows it changed."""
    with closing(sqlite3.connect(daemon.folder / "inboxd.db")) as database, database:
        return database.execute(statement, values).rowcount


def letters(run: Run, daemon: Inboxd, kind: str) -> list[dict]:
    shown = json.loads(run("outbox", "list", "--state", "all", "--json", "--config", daemon.config).out)
    return [each for each in shown if each["deed"]["kind"] == kind]


def test_a_quiet_mailbox_is_clean_and_a_dead_server_is_told(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail("The page is down"), customer_mail("Where?", sender="noor@redfield.example"))
    assert daemon.once().returncode == 0
    clean = run("audit", "--config", daemon.config)
    assert clean.code == 0
    assert clean.lines[:3] == [
        "support: 1 in the watched folder",
        "  in the journal 1, older than inboxd 0",
        "  unaccounted 0, lying there twice 0",
    ]
    assert clean.lines[-1] == "  differences: wrong 0, look 0, fine 0"
    mail_user.deliver(customer_mail("Hello?", sender="tomo@redfield.example"))
    lines = audit(run, daemon)
    assert told(lines, "not-yet-handled")["uid"] == 3
    assert lines[-1]["summary"][0]["by_outcome"]["routed"] == 2
    mail_user.dovecot.kill()
    assert run("audit", "--config", daemon.config).code == 3


def test_whichever_mailboxes_cannot_be_looked_at_is_told_by_name_and_the_others_are_looked_through(
    run: Run, inboxd, small_rules, monkeypatch
):
    daemon = inboxd(rules=small_rules)
    assert run("migrate", "--config", daemon.config).code == 0
    for number, name in ((1, "sales"), (2, "press")):
        account = {"NAME": name, "ADDRESS": f"{name}@ourshop.example", "SMTP__HOST": "smtp.ourshop.example"}
        imap = {"HOST": "127.0.0.1", "PORT": str(daemon.imap_port), "TLS": "none", "PASSWORD": "wrong horse"}
        for key, value in (account | {f"IMAP__{key}": value for key, value in imap.items()}).items():
            monkeypatch.setenv(f"INBOXD_MAILBOX__{number}__{key}", value)
    audited = run("audit", "--config", daemon.config)
    assert audited.code == 2
    assert audited.lines[0] == "support: 0 in the watched folder"
    for name in ("sales", "press"):
        assert f"inboxd: {name}: could not log in: the server says: " in audited.err
    undone = run("undo", "--since", "2h", "--dry-run", "--config", daemon.config)
    assert undone.code == 2
    assert undone.err.startswith("inboxd: sales: could not log in: the server says: ")
    assert "→ Check `user` and `password`" in undone.err


def test_what_people_do_with_messages_is_told_and_nothing_of_it_is_wrong(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    with person(mail_user) as client:
        mails = [customer_mail(ANGRY.format(each), sender=f"c{each}@customer{each}.example") for each in range(7)]
        for raw in (*mails, customer_mail("Where?", sender="noor@redfield.example", message_id="<q@redfield.example>")):
            client.append("INBOX", "", hours_ago(3), raw)
    assert daemon.once().returncode == 0
    solved = json.loads(run("cases", "list", "--json", "--config", daemon.config).out)
    for case in solved:
        if case["customer"].startswith(("c5@", "c6@")):
            assert run("cases", "resolve", case["token"], "--config", daemon.config).code == 0
    with person(mail_user) as client:
        client.create("Old")
        client.select("Priority")
        client.uid("MOVE", "1", "INBOX")
        client.uid("COPY", "2", "INBOX")
        client.uid("MOVE", "3", "Old")
        client.uid("MOVE", "4", "Trash")
        client.uid("STORE", "5,6", "+FLAGS", "\\Deleted")
        client.expunge()
        client.uid("MOVE", "7", "Trash")
        client.select("Sent")
        client.uid("STORE", "1", "+FLAGS", "\\Deleted")
        client.expunge()
        client.delete("Hugs")
        late = customer_mail("Hello?", sender="tomo@redfield.example")
        client.append("INBOX", "", hours_ago(2), late)
        answer = customer_mail("Here.", sender="support@ourshop.example", to="noor@redfield.example",
                               answers="<q@redfield.example>")  # fmt: skip
        client.append("Sent", "", hours_ago(1), answer)
    lines = audit(run, daemon)
    assert codes(lines) == {
        "put-back": 1,
        "twice": 1,
        "moved-by-a-person": 1,
        "thrown-away": 1,
        "gone": 1,
        "gone-unanswered": 2,
        "copy-gone": 1,
        "folder-missing": 1,
        "not-handled": 1,
        "answered-unnoticed": 1,
    }
    assert told(lines, "moved-by-a-person")["text"] == "a person moved it from Priority to Old: nothing to do"
    assert told(lines, "folder-missing")["folder"] == "Hugs"
    page = run("audit", "--all", "--config", daemon.config)
    assert page.code == 0
    assert "    Old UID 1: a person moved it from Priority to Old: nothing to do" in page.lines


def test_a_folder_that_the_server_does_not_open_is_told_and_the_others_are_looked_through(
    run: Run, inboxd, small_rules, mail_user
):
    daemon = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail(ANGRY.format(1)), customer_mail("Where?", sender="noor@redfield.example"))
    assert daemon.once().returncode == 0
    mail_user.deliver(customer_mail("Hello?", sender="tomo@redfield.example"))
    folder = mail_user.dovecot.home(mail_user.address) / "Maildir" / ".Priority"
    folder.chmod(0)
    lines = audit(run, daemon)
    folder.chmod(0o700)
    assert codes(lines) == {"not-yet-handled": 1, "folder-unreadable": 1}  # and nothing in it is told as gone
    unread = told(lines, "folder-unreadable")
    assert (unread["folder"], unread["strength"]) == ("Priority", "look")
    assert "[SERVERBUG]" in unread["text"]


def test_a_move_is_followed_from_queued_to_what_must_not_be(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail("The page is down"), customer_mail("Where?", sender="noor@redfield.example"))
    server = daemon.imap_port
    with FaultProxy(server) as proxy:
        daemon.imap_port = proxy.port
        proxy.cut_at(b"UID MOVE", Way.TO_SERVER, forward=False, times=9)
        daemon.once()
        assert proxy.cuts
    daemon.imap_port = server
    queued = told(audit(run, daemon), "move-queued")
    assert (queued["strength"], queued["uid"]) == ("fine", 1)
    move = queued["effect"]
    outbox = "UPDATE outbox SET {} WHERE effect_id = ?"
    assert change(daemon, outbox.format("due_at = '2020-01-01T00:00:00.000000Z'"), move)
    assert "inboxd doctor" in told(audit(run, daemon, 1), "stuck")["text"]
    assert change(daemon, outbox.format("state = 'failed', last_error = 'no right'"), move)
    assert f"(no right): mend the reason and type `inboxd outbox retry {move}`" in told(
        audit(run, daemon), "move-stopped"
    )["text"]  # fmt: skip
    assert change(daemon, outbox.format("state = 'done'"), move)
    assert told(audit(run, daemon, 1), "not-moved")["effect"] == move
    with person(mail_user) as client:
        client.select("INBOX")
        client.uid("COPY", "1", "Priority")
    assert codes(audit(run, daemon, 1)) == {"left-behind": 1}
    assert change(daemon, "DELETE FROM messages WHERE uid = 2")
    assert codes(audit(run, daemon, 1)) == {"left-behind": 1, "unaccounted": 1}
    assert change(daemon, "UPDATE folder_positions SET uidvalidity = 1 WHERE folder = 'INBOX'")
    assert codes(audit(run, daemon, 1)) == {"left-behind": 1, "not-yet-handled": 1, "renumbered": 1}


def test_letters_are_compared_with_their_copies_in_sent(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail("The page is down"))
    assert daemon.once().returncode == 0
    assert codes(audit(run, daemon)) == {}
    (sent,), (question,) = letters(run, daemon, "acknowledgment"), letters(run, daemon, "follow_up")
    state = "UPDATE outbox SET state = ? WHERE effect_id = ?"
    for name, code in (("held", "sent-after-all"), ("failed", "sent-after-all"), ("cancelled", "sent-after-all")):
        assert change(daemon, state, name, sent["effect_id"])
        assert told(audit(run, daemon), code)["effect"] == sent["effect_id"]
    assert change(daemon, state, "done", sent["effect_id"])
    with person(mail_user) as client:
        early = customer_mail("Is it solved?", message_id=f"<{question['message_id']}>")
        client.append("Sent", "", hours_ago(1), early)
    twice = told(audit(run, daemon, 1), "would-go-twice")
    assert f"`inboxd outbox cancel {question['effect_id']}`" in twice["text"]
    with person(mail_user) as client:
        client.select("Sent")
        client.uid("STORE", "1:*", "+FLAGS", "\\Deleted")
        client.expunge()
    for name, code in (("sending", "letter-in-doubt"), ("held", "letter-held"), ("failed", "letter-failed")):
        assert change(daemon, state, name, sent["effect_id"])
        assert codes(audit(run, daemon)) == {code: 1}
    assert change(daemon, state, "done", sent["effect_id"])
    for name, code in (("done", "copy-gone"), ("failed", "copy-stopped"), ("queued", "copy-queued")):
        assert change(daemon, state, name, f"file_copy:{sent['effect_id']}")
        assert code in codes(audit(run, daemon))
    assert change(daemon, "DELETE FROM outbox WHERE kind = 'file_copy'")
    assert codes(audit(run, daemon)) == {"no-copy": 1}
