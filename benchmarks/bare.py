"""The floor: a bare script that only does IDLE, FETCH, MOVE, SEND. No journal, no judgement beyond three words.

python benchmarks/bare.py watch|backlog|old IMAP_PORT SMTP_PORT USER PASSWORD
"""

from __future__ import annotations

import smtplib
import sys
from email import message_from_bytes
from email.message import EmailMessage

from imapclient import IMAPClient

WORDS = ("cannot log in", "third time", "patient files")
BATCH = 200


def handle(client: IMAPClient, smtp: smtplib.SMTP, uids: list[int], *, answers_wanted: bool) -> None:
    """Fetch, look for three words, move what has one, answer everybody who does not say thanks."""
    for start in range(0, len(uids), BATCH):
        answers, priority = [], []
        for uid, data in client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"]).items():
            mail = message_from_bytes(data[b"BODY[]"])
            part = next((p for p in mail.walk() if p.get_content_maintype() == "text"), mail)
            text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace").casefold()
            if any(word in text for word in WORDS):
                priority.append(uid)
            if answers_wanted and "thank you" not in text:
                answers.append(mail)
        if priority:
            client.move(priority, "Priority")
        for mail in answers:
            reply = EmailMessage()
            reply["From"], reply["To"], reply["Subject"] = (
                "support@ourshop.example",
                mail["From"],
                "Re: " + mail["Subject"],
            )
            reply["In-Reply-To"] = mail["Message-ID"]
            reply.set_content("We got it.")
            smtp.send_message(reply)


def main() -> None:
    """Run until killed (watch), or until the inbox is empty of new mail (backlog)."""
    mode, imap_port, smtp_port, user, password = sys.argv[1:6]
    client = IMAPClient("127.0.0.1", int(imap_port), ssl=False, use_uid=True)
    client.login(user, password)
    if not client.folder_exists("Priority"):
        client.create_folder("Priority")
    smtp = smtplib.SMTP("127.0.0.1", int(smtp_port))
    last = 0
    print("ready", flush=True)
    while True:
        client.select_folder("INBOX")
        uids = [uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last]
        if uids:
            last = max(uids)
            handle(client, smtp, uids, answers_wanted=mode != "old")
            continue
        if mode != "watch":
            break
        client.idle()
        client.idle_check(timeout=60)
        client.idle_done()
    smtp.quit()
    client.logout()


if __name__ == "__main__":
    main()
