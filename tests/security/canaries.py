"""Secrets and customers' words that nobody else writes, and the search for every shape in which they could show."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from inboxd.cli.main import main
from tests.process.program import Inboxd

SABOTAGE = """\
import inboxd.run.reading as reading

judge = reading.judge


def broken(mail, rules):
    if "stumble" in mail.subject:
        try:
            raise KeyError(mail.subject + mail.text.new)
        except KeyError as error:
            raise ValueError(f"cannot judge {mail.text.new!r} with {PASSWORD}") from error
    return judge(mail, rules)


PASSWORD = "@@"
reading.judge = broken
"""


@dataclass(frozen=True)
class Canaries:
    """Every secret that a configuration can hold. Strange characters on purpose: they are what breaks quoting."""

    imap: str = "Kestrel/imap+7391~pass=word"
    smtp: str = "Kestrel/smtp+2846@pass:word"
    store: str = "Kestrel/store+5162"
    channel: str = "KestrelChannelToken4417"
    webhook: str = "KestrelWebhookPath9903"
    authorization: str = "Bearer KestrelAuthorization6650"
    oauth2: str = "ya29.Kestrel-oauth2_3308/token=="
    web: str = "KestrelWebToken-1175-abcdefgh"
    key: str = "Kestrel-key-8824-signing"

    def all(self) -> list[str]:
        given = [getattr(self, name) for name in self.__dataclass_fields__]
        return [*given, self.authorization.removeprefix("Bearer ")]


WORDS = ("wombatine", "quollish", "bilbyesque", "numbatology", "bettongular", "potorooed")
"""In a customer's address, name, subject and text."""
CUSTOMER = "wombatine.quollish@bilbyesque.example"


def shapes(secret: str) -> set[str]:
    """How it could stand in an output."""
    raw = secret.encode()
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}
    found |= {json.dumps(secret)[1:-1], base64.b64encode(raw).decode().rstrip("="), raw.hex()}
    found |= {base64.urlsafe_b64encode(raw).decode().rstrip("=")}
    for before in (b"\0", b"\0\0"):
        # In the middle of something longer: only the groups that hold nothing else.
        text = base64.b64encode(before + raw).decode()
        found.add(text[4:-4])
    return {each for each in found if len(each) >= 6}


def leaks(output: str | bytes, secrets: list[str]) -> list[str]:
    """Which of them the output gives away."""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    return [secret for secret in secrets if any(shape in text for shape in shapes(secret))]


def words_in(text: str) -> list[str]:
    """Which of the customer's words stand in it."""
    lower = text.lower()
    encoded = {word: base64.b64encode(word.encode()).decode()[:-4] for word in WORDS}
    return [word for word in WORDS if word in lower or encoded[word] in text]


@dataclass
class Watched(Inboxd):
    """An installation with all secrets and the chattiest log. What its commands say is kept."""

    web_lines: str = ""
    sections: str = ""
    said: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """As written, and more."""
        path = super().config
        text = path.read_text("utf-8")
        text = text.replace("[log]\n", '[log]\nlevel = "debug"\n').replace("[web]\n", f"[web]\n{self.web_lines}\n")
        path.write_text(f"{text}\n{self.sections}", "utf-8")
        path.chmod(0o600)
        return path

    def say(self, *words: str) -> str:
        """Type a command; what it said is kept, whatever its exit code."""
        given, sys.argv = sys.argv, ["inboxd", *words, "--config", str(self.config)]
        said = io.StringIO()
        try:
            # In this process, because a new one takes seconds; the service itself is a process of its own.
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
                main()
        finally:
            sys.argv = given
        self.said[" ".join(words)] = said.getvalue()
        return said.getvalue()

    def run_once(self) -> None:
        """`inboxd run --once` as a process."""
        done = self.once()
        self.said["run --once"] = done.stdout + done.stderr

    def everything(self) -> dict[str, str]:
        """All outputs by name, the log among them."""
        log = self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""
        return {**self.said, "the log": log}


def open_files(folder: Path) -> list[str]:
    """Files in the folder that others than their owner can read."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in files if stat.S_IMODE(each.stat().st_mode) & 0o077]


def sabotage(folder: Path, password: str) -> str:
    """A PYTHONPATH that makes the program stumble over some mails, with a secret in the exception."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SABOTAGE.replace("@@", password))
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
