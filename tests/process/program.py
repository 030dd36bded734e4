"""The real program as a process of its own, watching a real mailbox: for tests, benchmarks and torture alike."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from tests.servers.ports import reserve_port
from tests.servers.process import wait_until

RULES = Path(__file__).resolve().parents[2] / "rules"
_OTHER_LANGUAGE = re.compile(r"(?:^|\.)(?!en\b)[a-z]{2}\.(?:yaml|txt)$")
_EXAMPLES = re.compile(r"^    examples:\n(?:      .*\n)+", re.MULTILINE)


def write_english_rules(folder: Path) -> Path:
    """The shipped rules in English only and without their examples: they load in a fraction of the time."""
    shutil.copytree(RULES, folder, ignore=lambda _, names: [name for name in names if _OTHER_LANGUAGE.search(name)])
    shutil.rmtree(folder / "examples")
    routes = folder / "routes.yaml"
    routes.write_text(_EXAMPLES.sub("", routes.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@dataclass
class Inboxd:
    """One installation in a folder, started and stopped at will."""

    folder: Path
    imap_port: int
    smtp_port: int
    user: str
    password: str = "secret"
    address: str = "support@ourshop.example"
    store: str = "sqlite:///inboxd.db"
    rules: Path = RULES
    imap: dict[str, object] = field(default_factory=dict)
    smtp: dict[str, object] = field(default_factory=dict)
    mailbox: dict[str, object] = field(default_factory=dict)
    top: dict[str, object] = field(default_factory=dict)
    limits: dict[str, object] = field(default_factory=dict)
    channel: dict[str, object] = field(default_factory=dict)
    store_settings: dict[str, object] = field(default_factory=dict)
    web: str = ""
    reload: bool = True

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.log_file = self.folder / "log.jsonl"
        if not self.web:
            self.web = f"127.0.0.1:{reserve_port()}"

    @property
    def config(self) -> Path:
        """The written configuration file."""
        path = self.folder / "inboxd.toml"
        account = {"host": "127.0.0.1", "tls": "none", "user": self.user, "password": self.password}
        mailbox = {"name": "support", "address": self.address, "start_from": "all", "sent_poll": "1s", **self.mailbox}
        lines = [
            *_pairs({"stop_within": "10s", **self.top}),
            "[store]", *_pairs({"url": self.store, **self.store_settings}),
            "[rules]", *_pairs({"path": str(self.rules), "reload": self.reload}),
            "[web]", *_pairs({"listen": self.web}),
            "[log]", *_pairs({"format": "json"}),
            "[limits]", *_pairs(self.limits),
            *(("[[channel]]", *_pairs(self.channel)) if self.channel else ()),
            "[[mailbox]]", *_pairs(mailbox),
            "[mailbox.imap]", *_pairs({**account, "port": self.imap_port, **self.imap}),
            "[mailbox.smtp]", *_pairs({"host": "127.0.0.1", "tls": "none", "port": self.smtp_port, **self.smtp}),
        ]  # fmt: skip
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def start(self, *, wait: bool = True) -> None:
        """Start the service; with `wait`, until it says that it watches."""
        seen = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "inboxd", "run", "--config", str(self.config)],
                stderr=log, stdout=log, env=_clean_environment(), start_new_session=True,
            )  # fmt: skip
        if wait:
            wait_until(lambda: self._said("mailbox.connected", seen) or not self.running, 30, "inboxd is connected")
            assert self.running, self.log_file.read_text()[-3000:]

    def once(self, *more: str, largest_file: int = 0) -> subprocess.CompletedProcess[str]:
        """`inboxd run --once`."""
        return self.command("run", "--once", *more, largest_file=largest_file)

    def command(self, *words: str, seconds: float = 120, largest_file: int = 0) -> subprocess.CompletedProcess[str]:
        """Any command with this configuration; with `largest_file` octets no file can grow, as on a full disk."""

        def fill_disk() -> None:
            if largest_file:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        return subprocess.run(
            [sys.executable, "-m", "inboxd", *words, "--config", str(self.config)],
            capture_output=True, text=True, timeout=seconds, env=_clean_environment(), check=False,
            preexec_fn=fill_disk,
        )  # fmt: skip

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 15) -> int:
        """SIGTERM and wait; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def lines(self, event: str = "") -> list[dict[str, object]]:
        """Log lines, all or of one event."""
        parsed = []
        for line in self.log_file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("{"):
                try:
                    parsed.append(json.loads(line))
                except ValueError:
                    continue  # the last line of a killed process may be cut
        return [line for line in parsed if not event or line.get("event") == event]

    def wait_for(self, event: str, count: int = 1, seconds: float = 20) -> list[dict[str, object]]:
        """Until the log holds that many lines of the event."""
        wait_until(lambda: len(self.lines(event)) >= count, seconds, f"{count} × {event}")
        return self.lines(event)

    def _said(self, event: str, since: int) -> bool:
        with self.log_file.open("rb") as log:
            log.seek(since)
            return f'"{event}"'.encode() in log.read()


def customer_mail(
    text: str,
    *,
    sender: str = "mira@bluehill.example",
    to: str = "support@ourshop.example",
    subject: str = "Help",
    answers: str = "",
    message_id: str = "",
    headers: dict[str, str] | None = None,
) -> bytes:
    """A plain mail as a mail client writes it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = message_id or make_msgid(domain="bluehill.example")
    if answers:
        message["In-Reply-To"] = answers
        message["References"] = answers
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def invented_words(chance: random.Random, count: int = 12) -> str:
    """Words that no other customer writes, so that two mails are never taken for one machine's."""
    syllables = ["ba", "do", "ki", "lu", "me", "na", "po", "ra", "si", "tu"]
    return " ".join("".join(chance.choices(syllables, k=3)) for _ in range(count))


def _pairs(values: dict[str, object]) -> list[str]:
    return [f"{name} = {json.dumps(value)}" for name, value in values.items()]


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("INBOXD_")}
