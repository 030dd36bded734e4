"""What our agents answer in the demo, and what the customers say when they are asked whether it is solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from inboxd.demo.mails import Expected, Sample, read_sample


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer of ours, and the customer's word on it.

    Attributes:
        reply: what the agent writes.
        said: what the customer answers to the question whether it is solved.
        meaning: the same in English, in a word or two.
    """

    reply: str
    expected: Expected
    said: str
    meaning: str


EXCHANGES: Mapping[str, Exchange] = {
    "priority-01-en": Exchange(
        "I am sorry that nobody answered you. A release locked out accounts with two practices; yours is open again,\n"
        "and I have checked that your files are all there.\n\nKind regards\nJoanna from Harbourlight\n",
        Expected("no-01-en", "says that it is not solved", False, belongs="priority", case="waiting"),
        "No. Two of us can log in, the others still see an empty list.",
        "no",
    ),
    "questions-03-de": Exchange(
        "die Rechnung liegt jetzt in Ihrem Kundenkonto, und per Mail haben wir sie Ihnen auch geschickt.\n\n"
        "Freundliche Grüße\nJohanna von Harbourlight\n",
        Expected("no-02-de", "says that it is not solved", False, belongs="priority", case="waiting"),
        "Nein, leider ist noch immer nichts da.",
        "no",
    ),
    "priority-03-ja": Exchange(
        "ご不便をおかけし、誠に申し訳ございません。ご予約のデータはすべて復旧いたしました。\n\nハーバーライト 白石\n",
        Expected("yes-01-ja", "says that it is solved", False, belongs="hugs", case="resolved"),
        "はい、解決しました。",
        "yes",
    ),
    "vip-02-bg": Exchange(
        "Извинете за неудобството. Системата отново работи и всички резервации са на мястото си.\n\n"
        "Поздрави\nЙоанна от Harbourlight\n",
        Expected("thanks-01-bg", "only says thank you", False, belongs="hugs", case="verifying"),
        "Благодаря ви за бързата помощ!",
        "thanks",
    ),
}
"""By the name of the mail that the agent answers. The answers of the customers are plain replies to our question."""

ANSWERED_BY_MAIL = tuple(EXCHANGES)
"""An agent answers each of these from a mail client; the question whether it is solved goes out."""


def answer_question(sample: Sample, question: bytes, now: datetime) -> Sample:
    """The customer's plain reply to our question, as a mail client writes it: with the question quoted below.

    Args:
        sample: what the customer wrote first.
        question: our mail, as it arrived.
        now: aware.
    """
    asked = message_from_bytes(question, policy=policy.default)
    exchange = EXCHANGES[sample.expected.name]
    body = asked.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    answer = EmailMessage()
    answer["From"] = formataddr((sample.writer, sample.address))
    answer["To"] = str(asked["Reply-To"] or asked["From"])
    answer["Subject"] = str(asked["Subject"])
    answer["Date"] = format_datetime(now)
    domain = sample.address.partition("@")[2]
    answer["Message-ID"] = f"<{exchange.expected.name}.{int(now.timestamp()):x}@{domain}>"
    answer["In-Reply-To"] = answer["References"] = str(asked["Message-ID"])
    answer.set_content(f"{exchange.said}\n\n{quoted}\n", cte="8bit")
    return read_sample(exchange.expected, answer.as_bytes(policy=policy.SMTP))
