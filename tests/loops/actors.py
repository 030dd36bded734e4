"""Those who answer mail as the world does. Every text burns, so that the route alone would acknowledge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from tests.loops.world import OURS, Post, write

ANGRY = (
    "Nothing works since this morning and nobody answers the phone! This is the third time this month. "
    "We lose money every hour, and I am furious. Repair it at once!"
)
AWAY = (
    "I am away and cannot read your mail. If nothing works and it is urgent, this is unacceptable, I know: call my "
    "colleague at once, we are losing money every hour."
)
RECEIVED = (
    "Your ticket #{number} was received. If your system is down and you are losing money, call our emergency line "
    "immediately. We are sorry that this is so terribly slow."
)
_WORDS = ("garden", "window", "lantern", "copper", "meadow", "harbour", "violin", "pepper", "saddle", "ribbon")

Counted = Callable[[int], str]


def always(text: str) -> Counted:
    """The same each time."""
    return lambda number: text.replace("{number}", str(4000 + number))


def other_word(text: str) -> Counted:
    """Another word at another place each time."""

    def vary(number: int) -> str:
        words = text.split()
        words[(number * 7) % len(words)] = _WORDS[number % len(_WORDS)]
        return " ".join(words)

    return vary


@dataclass
class Responder:
    """A machine that answers every mail.

    Attributes:
        sender, text, subject: by the number of the answer; `{subject}` stands for the subject that is answered.
        threaded: whether it names the mail that it answers.
        quotes: whether it quotes that mail.
        owned: whether mail to an address reaches it; without it, the whole domain of the first sender.
    """

    sender: Counted
    text: Counted = field(default_factory=lambda: always(AWAY))
    subject: Counted = field(default_factory=lambda: always("Re: {subject}"))
    threaded: bool = False
    quotes: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    later: timedelta = timedelta(seconds=3)
    owned: Callable[[str], bool] | None = None
    answered: int = 0

    def owns(self, address: str) -> bool:
        if self.owned is not None:
            return self.owned(address)
        return address.rpartition("@")[2] == self.sender(0).rpartition("@")[2].rstrip(">")

    def receive(self, mail: EmailMessage, now: datetime) -> Iterator[Post]:
        self.answered += 1
        number = self.answered
        text = self.text(number)
        if self.quotes:
            text += "\n\nOn Monday you wrote:\n" + "".join(f"> {line}\n" for line in _text(mail).splitlines())
        subject = self.subject(number).replace("{subject}", str(mail["Subject"]))
        to = str(mail["Reply-To"] or mail["From"]).rpartition("<")[2].rstrip(">")
        raw = write(
            self.sender(number), to, subject, text, now,
            answers=str(mail["Message-ID"]) if self.threaded else "", headers=self.headers,
        )  # fmt: skip
        yield Post(to, raw, self.later)


@dataclass
class Person:
    """Reads, and does nothing by itself."""

    address: str
    says: dict[str, str] = field(default_factory=dict)

    def owns(self, address: str) -> bool:
        return address == self.address

    def receive(self, mail: EmailMessage, now: datetime) -> Iterator[Post]:
        """Answers the first mail whose Message-ID holds a word of `says`, or one without that of inboxd (`human`)."""
        kind = str(mail["Message-ID"]).partition("inboxd.")[2].partition(".")[0] or "human"
        text = self.says.pop(kind, "")
        if text:
            raw = write(self.address, OURS, f"Re: {mail['Subject']}", text, now, answers=str(mail["Message-ID"]))
            yield Post(OURS, raw, timedelta(hours=1))


@dataclass
class Bouncer:
    """A mail server that gives our letters back.

    Attributes:
        bounces: kinds of our letters that it gives back.
        form: "report" (RFC 3464), "daemon" (free words from the mail system) or "person" (free words from a name).
    """

    domain: str
    bounces: tuple[str, ...]
    form: str
    later: timedelta = timedelta(seconds=3)

    def owns(self, address: str) -> bool:
        return address.endswith(f"@{self.domain}")

    def receive(self, mail: EmailMessage, now: datetime) -> Iterator[Post]:
        kind = str(mail["Message-ID"]).partition("inboxd.")[2].partition(".")[0]
        if kind not in self.bounces:
            return
        to = str(mail["From"]).rpartition("<")[2].rstrip(">")
        words = f"{ANGRY}\nYour message to {mail['To']} could not be delivered: user unknown.\n"
        if self.form == "report":
            yield Post(to, _report(mail, to, words, self.domain, now), self.later)
        elif self.form == "daemon":
            headers = (("Return-Path", "<>"),)
            text = f"{words}\n--- The original ---\nSubject: {mail['Subject']}\n\n{_text(mail)}"
            raw = write(f"MAILER-DAEMON@{self.domain}", to, "Undeliverable mail", text, now, headers=headers)
            yield Post(to, raw, self.later)
        else:
            text = f"{words}\n----- Original message -----\nSubject: {mail['Subject']}\n\n{_text(mail)}"
            raw = write(f"Mail Administrator <mail.admin@{self.domain}>", to, "Your mail could not be sent", text, now)
            yield Post(to, raw, self.later)


@dataclass
class MailingList:
    """Gives every mail to everybody on the list.

    Attributes:
        marked: whether it writes the headers of a list; an alias does not.
    """

    address: str
    members: tuple[str, ...]
    marked: bool = True

    def owns(self, address: str) -> bool:
        return address == self.address

    def receive(self, mail: EmailMessage, now: datetime) -> Iterator[Post]:
        if self.marked:
            mail["List-Id"] = f"<{self.address.replace('@', '.')}>"
            mail["Precedence"] = "list"
        raw = mail.as_bytes()
        yield from (Post(member, raw) for member in self.members)


@dataclass
class Forwarder:
    """Sends on what it gets, and answers nothing itself.

    Attributes:
        how: "as it is" (a .forward), "anew" (as a new mail of its own) or "bare" (anew, and without quote marks).
    """

    address: str
    to: str
    how: str = "as it is"

    def owns(self, address: str) -> bool:
        return address == self.address

    def receive(self, mail: EmailMessage, now: datetime) -> Iterator[Post]:
        if self.how == "as it is":
            yield Post(self.to, mail.as_bytes())
            return
        quoted = f"---------- Forwarded message ----------\nFrom: {mail['From']}\nSubject: {mail['Subject']}\n\n"
        text = f"{ANGRY}\n\n{quoted if self.how == 'anew' else ''}{_text(mail)}"
        yield Post(self.to, write(self.address, self.to, f"Fwd: {mail['Subject']}", text, now))


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def _report(mail: EmailMessage, to: str, words: str, domain: str, now: datetime) -> bytes:
    parts: Iterable[tuple[str, str]] = (
        ("text/plain; charset=utf-8", words),
        (
            "message/delivery-status",
            f"Reporting-MTA: dns; mx.{domain}\n\nFinal-Recipient: rfc822; {mail['To']}\nAction: failed\n"  # noqa: ISC004
            "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n",
        ),
        ("text/rfc822-headers", f"Message-ID: {mail['Message-ID']}\nTo: {mail['To']}\nFrom: {to}\n"),
    )
    body = "".join(f"--report\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--report--\n"
    head = write(f"postmaster@{domain}", to, "Undelivered Mail Returned to Sender", "x", now).split(b"\n\n")[0]
    kept = [line for line in head.split(b"\n") if not line.lower().startswith((b"content-", b"mime-", b"return-path"))]
    kind = b'Content-Type: multipart/report; report-type=delivery-status; boundary="report"'
    return b"\n".join([b"Return-Path: <>", *kept, b"MIME-Version: 1.0", kind, b"", body.encode()])
