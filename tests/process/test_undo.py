"""`inboxd undo` beside the real program: what inboxd moved comes back once, and nobody is answered anew."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from tests.process.program import Inboxd, customer_mail, invented_words
from tests.servers.cuts import End, Way
from tests.servers.dovecot import Stored
from tests.servers.process import wait_until
from tests.servers.proxy import FaultProxy

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(400)]

ANGRY = "The page is down and we lose our customers."
PRAISE = "You are wonderful."


def undo(daemon: Inboxd, *words: str, since: str = "1h") -> list[dict]:
    """The lines of `inboxd undo --json`, the summary last."""
    ended = daemon.command("undo", "--since", since, "--json", *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def summary(lines: list[dict]) -> dict:
    return lines[-1]["summary"]


def stored(mail_user, folder: str) -> list[Stored]:
    return mail_user.dovecot.stored(mail_user.address, folder)


def count(mail_user, folder: str) -> int:
    return mail_user.dovecot.count(mail_user.address, folder)


def codes(daemon: Inboxd) -> dict[str, int]:
    ended = daemon.command("audit", "--json")
    return json.loads(ended.stdout.splitlines()[-1])["summary"][0]["codes"]


def deliver(mail_user, chance, number: int, text: str = ANGRY) -> None:
    mail_user.deliver(
        *(
            customer_mail(f"{text} {invented_words(chance)}", sender=f"c{each}@customer{each}.example")
            for each in range(number)
        )
    )


def test_messages_come_back_with_their_marks_off_and_nobody_is_answered_anew(inboxd, small_rules, mail_user, smtp_sink):
    daemon: Inboxd = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail(ANGRY), customer_mail(PRAISE, sender="noor@redfield.example"))
    daemon.start()
    wait_until(lambda: (count(mail_user, "Priority"), count(mail_user, "Hugs")) == (1, 1), 20, "both are moved")
    smtp_sink.wait_for(1)
    daemon.wait_for("file_copy.done")
    (angry,) = stored(mail_user, "Priority")
    assert "\\Flagged" in angry.flags
    told = undo(daemon, "--dry-run")
    assert (summary(told)["back"], summary(told)["letters_out"]) == (2, 1)
    assert (count(mail_user, "Priority"), count(mail_user, "INBOX")) == (1, 0)
    done = summary(undo(daemon, "--yes"))
    assert (done["moved"], done["left"], done["letters_called_off"]) == (2, 0, 0)
    assert (count(mail_user, "Priority"), count(mail_user, "Hugs")) == (0, 0)
    assert [each.flags & {"\\Flagged", "\\Seen"} for each in stored(mail_user, "INBOX")] == [frozenset()] * 2
    # The daemon sees them arrive, knows them, and leaves them alone.
    wait_until(lambda: len(known(daemon)) == 2, 20, "the daemon has recognised both")
    assert summary(undo(daemon, "--yes"))["back"] == 0
    assert daemon.stop() == 0
    assert daemon.once().returncode == 0
    assert (count(mail_user, "INBOX"), count(mail_user, "Priority")) == (2, 0)
    assert len(smtp_sink.accepted) == 1
    assert codes(daemon) == {"undone": 2}


def known(daemon: Inboxd) -> list[dict]:
    return [line for line in daemon.lines("mail.decided") if line["outcome"] == "known"]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_a_person_moved_since_is_left_alone_and_told_why(
    database, inboxd, small_rules, mail_user, smtp_sink, request
):
    store = "sqlite:///inboxd.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    daemon: Inboxd = inboxd(rules=small_rules, store=store)
    mail_user.deliver(
        customer_mail(ANGRY),
        customer_mail(f"{ANGRY} Really!", sender="noor@redfield.example"),
        customer_mail(PRAISE, sender="tomo@redfield.example"),
    )
    assert daemon.once().returncode == 0
    with mail_user.dovecot.imap(mail_user.address) as client:
        client.select("Priority")
        client.uid("MOVE", "1", "Trash")
    lines = undo(daemon, "--yes", "--route", "priority")
    (left,) = [line for line in lines if line.get("fate") == "left"]
    assert left["why"] == "it does not lie in Priority any more: a person moved or deleted it"
    assert (left["sender"], left["subject"]) == ("mira@bluehill.example", "Help")
    assert (summary(lines)["moved"], summary(lines)["left"]) == (1, 1)
    assert summary(lines)["letters_out"] == 2, "what is left alone was answered, too"
    assert [count(mail_user, folder) for folder in ("INBOX", "Priority", "Trash", "Hugs")] == [1, 0, 1, 1]
    assert daemon.once().returncode == 0
    assert [count(mail_user, folder) for folder in ("INBOX", "Priority", "Trash", "Hugs")] == [1, 0, 1, 1]
    assert len(smtp_sink.accepted) == 2


def test_a_letter_that_has_not_gone_out_is_called_off_and_the_case_is_closed_when_wanted(
    inboxd, small_rules, mail_user, smtp_sink
):
    routes = (small_rules / "routes.yaml").read_text()
    delayed = routes.replace("acknowledge: urgent,", "acknowledge: urgent, acknowledge_after: 1h,")
    assert delayed != routes
    (small_rules / "routes.yaml").write_text(delayed)
    daemon: Inboxd = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail(ANGRY))
    assert daemon.once().returncode == 0
    assert summary(undo(daemon, "--dry-run", "--keep-letters"))["letters_called_off"] == 0
    lines = undo(daemon, "--yes", "--close-cases")
    assert summary(lines)["letters_called_off"] == 1
    assert summary(lines)["cases_closed"] == 1
    letters = {line["kind"]: line["state"] for line in lines if "letter" in line}
    assert letters["acknowledgment"] == "cancelled"
    (case,) = json.loads(daemon.command("cases", "list", "--state", "all", "--json").stdout)
    assert case["state"] == "resolved"
    assert smtp_sink.accepted == []


def test_without_a_terminal_nothing_happens_unless_it_is_said_twice(inboxd, small_rules, mail_user):
    daemon: Inboxd = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail(ANGRY))
    assert daemon.once().returncode == 0
    mistyped = daemon.command("undo", "--since", "1h", "--route", "prioritty", "--dry-run")
    assert mistyped.returncode == 2
    assert "there is no route 'prioritty'; known: " in mistyped.stderr
    assert "priority" in mistyped.stderr
    other = daemon.command("undo", "--since", "1h", "--route", "hugs", "--dry-run")
    assert (other.returncode, other.stdout) == (0, "Nothing to take back.\n"), "the rules know it, the journal does not"
    refused = daemon.command("undo", "--since", "1h")
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert count(mail_user, "Priority") == 1
    said = daemon.command("undo", "--since", "1h", "--yes").stdout
    assert "support: Priority → INBOX: 1" in said
    assert "1 letters have gone out and cannot be taken back:" in said
    assert "1 moved back, 0 letters called off." in said
    assert daemon.command("undo", "--since", "1h", "--yes").stdout == "Nothing to take back.\n"


@pytest.mark.parametrize(("finisher", "is_heard"), [("undo", True), ("daemon", False)])
def test_an_undo_that_is_killed_is_finished_and_nothing_is_done_twice(
    finisher, is_heard, inboxd, small_rules, mail_user, smtp_sink
):
    daemon: Inboxd = inboxd(rules=small_rules)
    deliver(mail_user, random.Random(7), 8)
    assert daemon.once().returncode == 0
    assert (count(mail_user, "Priority"), len(smtp_sink.accepted)) == (8, 8)
    kill_at_move(daemon, is_heard=is_heard)
    rows = json.loads(daemon.command("outbox", "list", "--json", "--limit", "500").stdout)
    assert len([row for row in rows if row["effect_id"].endswith("/undo")]) == 8
    if finisher == "undo":
        done = summary(undo(daemon, "--yes"))
        assert (done["moved"], done["left"]) == (8, 0)
    else:
        assert daemon.once().returncode == 0
    assert daemon.once().returncode == 0
    assert (count(mail_user, "INBOX"), count(mail_user, "Priority")) == (8, 0)
    assert not any("\\Flagged" in each.flags for each in stored(mail_user, "INBOX"))
    assert summary(undo(daemon, "--yes"))["back"] == 0
    assert codes(daemon) == {"undone": 8}
    assert len(smtp_sink.accepted) == 8


def kill_at_move(daemon: Inboxd, *, is_heard: bool) -> None:
    """SIGKILL an undo whose rows are written, at its MOVE: the server has heard it or has not."""
    server = daemon.imap_port
    with FaultProxy(server) as proxy:
        daemon.imap_port = proxy.port
        proxy.cut_at(b"UID MOVE", Way.TO_SERVER, forward=is_heard, end=End.SILENCE)
        command = [sys.executable, "-m", "inboxd", "undo", "--since", "1h", "--yes", "--config", str(daemon.config)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            proxy.wait_for_cuts(1, seconds=30)
            process.kill()
    daemon.imap_port = server
