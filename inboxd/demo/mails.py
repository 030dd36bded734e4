"""The demo's mails: who writes, in which order, and where each one belongs.

A file's name says the route, a number and the language: `priority-03-ja.eml`. All people and companies are invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from importlib.resources import files

_DATE = re.compile(rb"^Date:[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What should become of a mail.

    Attributes:
        name: of the file, without its ending.
        about: what makes it interesting, in a few words.
        acknowledged: whether its writer is to get an acknowledgment.
        sender: the envelope sender where it is not the From address; "" stands for the null sender.
        hands_off: whether no machine may speak here, so that a person of ours must be told.
        linked: whether it is the matter of somebody who has written from another address.
        belongs: the route that it should take, where its name does not say so.
        case: for an answer to our question, the state that its case should be in at the end.
    """

    name: str
    about: str
    acknowledged: bool = True
    sender: str | None = None
    hands_off: bool = False
    linked: bool = False
    belongs: str = ""
    case: str = ""

    @property
    def route(self) -> str:
        """The route that it should take."""
        return self.belongs or self.name.partition("-")[0]

    @property
    def language(self) -> str:
        """ISO 639-1 code of the language that it is written in."""
        return self.name.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail of the demo, ready to be delivered.

    Attributes:
        raw: CRLF line ends.
        message_id: without angle brackets.
        sender: envelope sender, "" for the null sender.
        writer: the name in From.
        address: the address in From.
    """

    expected: Expected
    raw: bytes
    message_id: str
    sender: str
    writer: str
    address: str
    subject: str


ANSWERED_BY_MARK = "priority-02-th"
"""An agent only marks it as answered; the customer writes again before the question whether it is solved is due."""

MANIFEST: tuple[Expected, ...] = (
    Expected("questions-01-en", "a plain question"),
    Expected("priority-01-en", "third reminder, locked out of patient files"),
    Expected("automatic-01-es", "newsletter", acknowledged=False, sender="bounces+7731@mercado-azul.example"),
    Expected("questions-03-de", "a plain question"),
    Expected("priority-03-ja", "courteous and desperate: all bookings gone"),
    Expected("hugs-01-en", "thanks above a furious quote", acknowledged=False),
    Expected("vip-02-bg", "a premium customer is blocked"),
    Expected(ANSWERED_BY_MARK, "angry, three days without an answer"),
    Expected("priority-10-th", "calm; patients in danger", acknowledged=False, hands_off=True),
    Expected("wishes-01-en", "a wish"),
    Expected("vip-01-en", "a premium customer is blocked"),
    Expected("questions-02-es", "a plain question"),
    Expected("automatic-02-de", "out of office", acknowledged=False, sender=""),
    Expected("priority-07-en", "polite fury, full of irony, and a solicitor", acknowledged=False, hands_off=True),
    Expected("questions-06-ja", "a plain question"),
    Expected("priority-04-bg", "charged twice, threatens with a lawyer", acknowledged=False, hands_off=True),
    Expected("hugs-02-fa", "praise", acknowledged=False),
    Expected("priority-05-fa", "locked out, losing money"),
    Expected("automatic-03-en", "bounce", acknowledged=False, sender=""),
    Expected("priority-11-en", "the locked-out practice, from a private address", acknowledged=False, linked=True),
    Expected("priority-06-en", "calm and desperate: payroll at noon"),
    Expected("questions-07-en", 'a question below "Re: URGENT", the shouting is quoted'),
    Expected("wishes-02-bg", "a wish"),
    Expected("questions-05-th", "a plain question"),
    Expected("priority-08-en", "HTML only, angry, with hidden text"),
    Expected(
        "automatic-05-en", "advertising that plays urgent", acknowledged=False, sender="b-4417@brightleaf-deals.example"
    ),
    Expected("questions-04-fr", "a plain question"),
    Expected("priority-09-ja", "third letter; turns to the authorities", acknowledged=False, hands_off=True),
    Expected("hugs-03-th", "praise", acknowledged=False),
    Expected("automatic-04-fr", "out of office", acknowledged=False, sender=""),
    Expected("questions-08-fa", "a plain question"),
)
"""In the order of arrival."""

WRITES_AGAIN = Expected(
    "again-01-th", "the same customer again: still not solved", acknowledged=False, belongs="priority"
)
"""Arrives after the agent has marked the first mail as answered. It belongs where the first one belongs."""


def load_sample(expected: Expected, now: datetime) -> Sample:
    """Read a mail from the package and date it now."""
    source = files("inboxd.demo").joinpath(f"mails/{expected.name}.eml").read_bytes()
    dated = _DATE.sub(b"Date: " + format_datetime(now).encode("ascii"), source, count=1)
    return read_sample(expected, dated.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def read_sample(expected: Expected, raw: bytes) -> Sample:
    """A sample made of a whole message.

    Args:
        raw: CRLF line ends.
    """
    message = message_from_bytes(raw, policy=policy.default)
    writer = message["From"].addresses[0]
    return Sample(
        expected=expected,
        raw=raw,
        message_id=str(message["Message-ID"]).strip("<> "),
        sender=writer.addr_spec if expected.sender is None else expected.sender,
        writer=writer.display_name,
        address=writer.addr_spec.lower(),
        subject=str(message["Subject"]),
    )
