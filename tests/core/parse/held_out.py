"""Answers as clients write them, one file of them for each time they were written: the parser was mended after each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.core.parse.client_formats import EMAIL, WHO

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class HeldOut:
    """One mail.

    Attributes:
        client: which client and style.
        language: BCP 47.
        kind: "plain" or "html".
        subject: of the mail.
        body: as the client writes it.
        new: what the person wrote now.
    """

    client: str
    language: str
    kind: str
    subject: str
    body: str
    new: str

    @property
    def raw(self) -> bytes:
        """The mail's octets."""
        head = f"From: {EMAIL}\nSubject: {self.subject}\nContent-Type: text/{self.kind}; charset=utf-8\n\n"
        return (head + self.body).replace("\n", "\r\n").encode()


def read_held_out(name: str) -> tuple[HeldOut, ...]:
    """The mails of one file: `@@ client | language | kind | subject`, the body, `@@ new`, the new text."""
    text = (_FOLDER / name).read_text("utf-8").replace("{W}", WHO)
    pieces = ("\n" + text).split("\n@@ ")[1:]
    return tuple(_mail(*pair) for pair in zip(pieces[::2], pieces[1::2], strict=True))


def _mail(written: str, expected: str) -> HeldOut:
    first, _, body = written.partition("\n")
    client, language, kind, subject = (part.strip() for part in first.split("|"))
    return HeldOut(client, language, kind, subject, body, expected.partition("\n")[2])
