"""One customer over all mailboxes and addresses, mail that comes back, and who of us answered: on a real server."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail, write_english_rules
from tests.process.test_main_job import ANGRY, agent_answers, daemon_case, quick_rules
from tests.process.test_while_away import follow_ups, mark_answered
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

OTHER = "I am locked out of my account and cannot pay my staff today. Please help me now, this is urgent."
CALM = "Hello, how can I change the address on my invoice? There is no hurry, next week is fine."


def bounce(message_id: str, *, recipient: str = "mira@bluehill.example", number: int = 1) -> bytes:
    """What the customer's server writes about our letter."""
    return (
        "Return-Path: <>\r\nFrom: Mail System <mailer-daemon@mx.bluehill.example>\r\nTo: support@ourshop.example\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <report-{number}@mx.bluehill.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.bluehill.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: Re: Help\r\n\r\n{ANGRY}\r\n"
        "--b1--\r\n"
    ).encode()


def shown(daemon: Inboxd, which: str = "") -> dict:
    """A case with everything around it; the only one, unless it is named."""
    token = which or str(daemon_case(daemon)["token"])
    return json.loads(daemon.command("cases", "show", token, "--json").stdout)


def kinds(case: dict) -> list[str]:
    return [event["kind"] for event in case["events"]]


def test_a_letter_that_comes_back_reaches_a_person_once_and_silences_us(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY))
    assert daemon.once().returncode == 0
    (acknowledgment,) = smtp_sink.accepted
    message_id = acknowledgment.message["Message-ID"]
    mail_user.deliver(bounce(message_id), bounce(message_id, number=2))
    assert daemon.once().returncode == 0
    case = shown(daemon)
    assert kinds(case).count("unreachable") == 2
    assert [each["effect_id"].rpartition(":")[2] for each in case["effects"] if each["deed"]["kind"] == "alarm"].count(
        "unreachable"
    ) == 1
    assert {each["state"] for each in case["effects"] if each["deed"]["kind"] == "follow_up"} == {"cancelled"}
    assert mail_user.dovecot.count(mail_user.address, "Automatic") == 2
    assert case["case"]["messages"] == 1
    mail_user.deliver(customer_mail(CALM, subject="Another thing"))
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 1


def test_a_forged_bounce_changes_nothing(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY, message_id="<first@bluehill.example>"))
    assert daemon.once().returncode == 0
    (acknowledgment,) = smtp_sink.accepted
    forged = str(acknowledgment.message["Message-ID"]).replace("@", "0@").replace(".0", ".1")
    mail_user.deliver(bounce(forged), bounce("<first@bluehill.example>", number=2))
    assert daemon.once().returncode == 0
    assert "unreachable" not in kinds(shown(daemon))


def test_keywords_on_a_message_say_who_writes(inboxd, mail_user):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY, message_id="<one@bluehill.example>"))
    assert daemon.once().returncode == 0
    mail_user.deliver(customer_mail("It is still down, nobody can work!", answers="<one@bluehill.example>"))
    assert daemon.once().returncode == 0
    mail_user.deliver(customer_mail(OTHER, sender="ops@goldline.example"))
    assert daemon.once().returncode == 0
    _, second = mail_user.dovecot.stored(mail_user.address, "Priority")
    (vip,) = mail_user.dovecot.stored(mail_user.address, "VIP")
    assert {"Case-2nd", "\\Flagged"} <= second.flags
    assert "VIP" in vip.flags
    assert not any(each.flags & {"\\Seen"} for each in (second, vip))


def test_a_note_lies_beside_the_message_once_and_is_nobodys_mail(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd(top={"notes.how": "mail"})
    mail_user.deliver(customer_mail(ANGRY, message_id="<one@bluehill.example>"))
    for _ in range(2):
        assert daemon.once().returncode == 0
    stored = [message_from_bytes(raw, policy=policy.default) for raw in mail_user.messages("Priority")]
    (note,) = [each for each in stored if each["Subject"].startswith("Note:")]
    assert note["References"] == "<one@bluehill.example>"
    assert "Answer wanted by" in note.get_content()
    # Somebody drags it into the watched folder: it is ours, and no customer's word.
    mail_user.dovecot.append(mail_user.address, "INBOX", note.as_bytes(policy=policy.SMTP))
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 1
    assert daemon_case(daemon)["messages"] == 1
    assert daemon.command("audit").returncode == 0


def test_a_sent_folder_that_is_missing_is_told_once_and_marks_still_count(inboxd, mail_user, smtp_sink):
    missing = {"folders.sent": "Gone", "folders.create_sent": False, "sent_copy": "server"}
    daemon: Inboxd = inboxd(mailbox=missing)
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY))
    smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    mark_answered(mail_user, "Priority")
    wait_until(lambda: daemon_case(daemon)["state"] == "replied", 15, "the mark is seen")
    assert daemon.stop() == 0
    assert len(daemon.lines("sent.missing")) == 1
    assert "Gone" not in mail_user.dovecot.folders(mail_user.address)


def rules_with_customers(tmp_path: Path, text: str) -> Path:
    folder = quick_rules(tmp_path)
    customers = folder / "customers.yaml"
    customers.write_text(customers.read_text(encoding="utf-8") + text, encoding="utf-8")
    return folder


def test_two_agents_who_answer_at_once_from_different_places_cause_one_follow_up(
    inboxd, mail_user, smtp_sink, tmp_path
):
    daemon: Inboxd = inboxd(rules=rules_with_customers(tmp_path, "\nagents: [kim@home.example]\n"))
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    assert daemon.once().returncode == 0
    agent_answers(mail_user, "<asked@bluehill.example>")
    mail_user.deliver(
        customer_mail(
            "Mira, please restart it once.",
            sender="kim@home.example",
            to="mira@bluehill.example",
            subject="Re: Help",
            answers="<asked@bluehill.example>",
            headers={"Cc": "support@ourshop.example"},
        )
    )
    daemon.start()
    smtp_sink.wait_for(2, seconds=20)
    case = shown(daemon)
    assert set(case["case"]["agents"]) == {"support@ourshop.example", "kim@home.example"}
    assert daemon.stop() == 0
    assert follow_ups(smtp_sink) == 1


def test_one_person_with_two_addresses_gets_one_acknowledgment_and_two_linked_cases(
    inboxd, mail_user, smtp_sink, tmp_path
):
    folder = write_english_rules(tmp_path / "rules")
    with (folder / "customers.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsame_person:\n  - [mira@bluehill.example, m@home.example]\n")
    daemon: Inboxd = inboxd(rules=folder)
    mail_user.deliver(customer_mail(ANGRY), customer_mail(OTHER, sender="m@home.example", subject="Me again"))
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 1
    cases = json.loads(daemon.command("cases", "list", "--json").stdout)
    (linked,) = [each for each in cases if each["linked_to"]]
    case = shown(daemon, linked["token"])
    assert "linked" in kinds(case)
    assert [each["case"]["case_id"] for each in case["linked"]] == [linked["linked_to"]]
    page = daemon.command("cases", "show", linked["token"]).stdout
    assert "Taken for the same matter:" in page


def test_the_list_of_vips_is_read_again_as_soon_as_it_changes(inboxd, mail_user, smtp_sink, tmp_path):
    folder = rules_with_customers(tmp_path, "\nvip_files: [lists/vip.csv]\n")
    (folder / "lists").mkdir()
    (folder / "lists" / "vip.csv").write_text("email,since\ndora@oak.example,2019\n", encoding="utf-8")
    daemon: Inboxd = inboxd(rules=folder)
    daemon.start()
    seen = len(daemon.lines("rules.loaded"))
    with (folder / "lists" / "vip.csv").open("a", encoding="utf-8") as file:
        file.write("mira@bluehill.example,2024\n")
    daemon.wait_for("rules.loaded", seen + 1)
    mail_user.deliver(customer_mail(ANGRY))
    mail_user.dovecot.wait_for(mail_user.address, "VIP", 1, seconds=20)
    assert daemon.stop() == 0
