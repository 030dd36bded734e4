"""The documents say what is true: generated pages, commands, links and names of files."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer
from pydantic import BaseModel

from inboxd.cli.example import settings_of
from inboxd.cli.main import app, main
from inboxd.config.settings import Settings
from inboxd.core.compose.templates import compile_templates
from inboxd.edge.figures import METRICS
from inboxd.edge.rulefiles import compile_folder
from inboxd.edge.store.outbox import KINDS
from tests.servers.ports import HOST, release_port, reserve_port
from tests.servers.process import wait_until

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = sorted(
    path
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "rules/README.md",
        *ROOT.glob("benchmarks/*.md"),
    )
    if path.exists()
)
EXCUSED = {
    "python3 -m venv": "makes an environment: every test runs in one already",
    "/opt/inboxd/bin/pip install": "fetches packages, and tests need no network",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[str]:
    """Every line of the code blocks, without its comment."""
    for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            command = re.sub(r"\s{2,}#.*$", "", line).strip()
            if command:
                yield command


def readme_commands() -> list[str]:
    return [line for line in blocks(README) if not line.startswith(("make ", *EXCUSED))]


# ── pages made from the code ──


def script(name: str) -> ModuleType:
    """A script of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / f"docs/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return script("generate").pages()


def test_the_generated_pages_are_up_to_date(generated):
    stale = [name for name, text in generated.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run `python docs/generate.py`"


def test_every_page_that_says_it_is_generated_is(generated):
    claiming = {
        path.name for path in (ROOT / "docs").glob("*.md") if "Made from the code by" in path.read_text("utf-8")
    }
    assert claiming == set(generated)


@pytest.fixture(scope="module")
def letters() -> ModuleType:
    return script("letters")


def test_the_page_of_letters_shows_the_texts_as_they_are_now(letters):
    assert letters.page() == (ROOT / "docs/letters.md").read_text(encoding="utf-8"), "run `python docs/letters.py`"


def test_every_shown_acknowledgment_names_the_number_and_the_time_and_every_question_asks_for_a_rating(letters):
    rules = compile_folder(ROOT / "rules")
    templates = compile_templates(rules.replies)
    for complaint in letters.COMPLAINTS:
        shown = [
            (letter, str(letter.get_body().get_content())) for _, letter in letters.letters(complaint, rules, templates)
        ]
        working, closed, question = (text for _, text in shown)
        assert {letter["Content-Language"] for letter, _ in shown} == {complaint.code}
        assert all("A-20417" in text for text in (working, closed)), complaint.language
        assert len(closed) > len(working), "out of hours it says when somebody works again"
        assert re.search(r"[5۵]", question)


# ── commands ──


def test_make_targets_in_the_documents_are_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (name_of(page), target)
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {"demo", "test"} <= {target for _, target in named}
    assert {each for each in named if each[1] not in targets} == set()


def test_every_command_and_option_in_the_documents_is_known():
    root = typer.main.get_command(app)
    unknown = []
    count = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for words in [
            *re.findall(r"`inboxd ([^`\n]+)`", text),
            *re.findall(r"^inboxd (.+?)(?:\s{2,}#.*)?$", text, re.MULTILINE),
        ]:
            count += 1
            problem = _problem(root, words.split())
            if problem:
                unknown.append(f"{name_of(page)}: inboxd {words}: {problem}")
    assert count > 10
    assert unknown == []


def _problem(command: object, words: list[str]) -> str:
    """Why no such command line can be typed, "" when it can."""
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        found = command.commands.get(words[0].rstrip(",.…"))
        if found is None:
            return "" if words[0] == "…" else f"no command {words[0]}"
        command, words = found, words[1:]
    options = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    strange = [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]
    return f"no option {strange[0]}" if strange else ""


class Reader:
    """Somebody who types what the README shows, on a machine of their own with a mailbox of their own."""

    def __init__(self, home: Path, environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.environ, self.capsys = home, environ, capsys
        self.said: dict[str, str] = {}

    def type(self, line: str) -> None:
        """Do as the line says; a command that serves is stopped once it watches the mailbox."""
        program, *words = shlex.split(line.replace("/etc/inboxd", str(self.home)))
        assert program == "inboxd", f"the README shows {line!r}, which this test cannot run"
        serves = words[0] == "run" and "--once" not in words
        self.said[line] = self._serve(words) if serves else self._run(words)

    def _run(self, words: list[str]) -> str:
        sys.argv[:] = ["inboxd", *words]
        self.capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = self.capsys.readouterr()
        assert code == 0, f"inboxd {' '.join(words)}\n{said.out}{said.err}"
        return said.out

    def _serve(self, words: list[str]) -> str:
        log = self.home / "log.jsonl"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "inboxd", *words], env={**os.environ, **self.environ}, stderr=output, cwd=ROOT
            )
        try:
            wait_until(
                lambda: b"mailbox.connected" in log.read_bytes() or process.poll() is not None, 60, "a connection"
            )
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()
        return log.read_text()


@pytest.fixture
def reader(mail_user, smtp_sink, tmp_path, monkeypatch, capsys) -> Iterator[Reader]:
    port = reserve_port()
    environ = {
        "INBOXD_WEB__LISTEN": f"{HOST}:{port}",
        "INBOXD_LOG__FORMAT": "json",
        "INBOXD_MAILBOX__0__IMAP__HOST": HOST,
        "INBOXD_MAILBOX__0__IMAP__PORT": str(mail_user.dovecot.imap_port),
        "INBOXD_MAILBOX__0__IMAP__TLS": "none",
        "INBOXD_MAILBOX__0__IMAP__USER": mail_user.address,
        "INBOXD_MAILBOX__0__IMAP__PASSWORD": mail_user.password,
        "INBOXD_MAILBOX__0__SMTP__HOST": HOST,
        "INBOXD_MAILBOX__0__SMTP__PORT": str(smtp_sink.port),
        "INBOXD_MAILBOX__0__SMTP__TLS": "none",
        "INBOXD_MAILBOX__0__SMTP__PASSWORD_FILE": "",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["inboxd"])
    # The commands about rules name the folder as one sees it from beside it.
    home = tmp_path / "inboxd"
    home.mkdir()
    monkeypatch.chdir(home)
    examples = sorted((ROOT / "rules/examples/priority").glob("en-*.eml"))
    from_a_person = next(each for each in examples if b"\nPrecedence:" not in each.read_bytes())
    shutil.copy(from_a_person, home / "mail.eml")
    yield Reader(home, environ, capsys)
    release_port(port)


@pytest.mark.real
@pytest.mark.process
@pytest.mark.timeout(300)  # about twenty commands, and most of them read the whole rules folder
def test_what_the_readme_shows_works_as_it_stands(reader):
    commands = readme_commands()
    assert len(commands) >= 18
    for command in commands:
        reader.type(command)
    said = reader.said
    doctor = next(text for line, text in said.items() if line.startswith("inboxd doctor"))
    assert "✗" not in doctor
    shadow, live = (text for line, text in said.items() if line.startswith("inboxd run"))
    assert [json.loads(log.splitlines()[-1])["event"] for log in (shadow, live)] == ["inboxd.stopped"] * 2
    explained = next(text for line, text in said.items() if line == "inboxd explain mail.eml")
    assert "priority" in explained
    as_json = next(text for line, text in said.items() if line.startswith("inboxd explain --json"))
    assert "priority" in as_json
    assert isinstance(json.loads(as_json), dict)
    reply = next(text for line, text in said.items() if line.startswith("inboxd replies show urgent"))
    assert "It would go out" in reply
    assert (reader.home / "week.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


# ── what the log says ──


def shown_lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in blocks(ROOT / "docs/trouble.md") if line.startswith("{")]


def test_every_log_line_in_the_documents_can_be_written():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "inboxd").rglob("*.py"))
    effects = {f"{kind}.{end}" for kind in KINDS for end in ("done", "trylater", "held", "failed", "cancelled")}
    written = effects | set(re.findall(r"_log\.\w+\(\s*\"([a-z_]+\.[a-z_]+)\"", source))
    shown = shown_lines()
    assert len(shown) > 12
    assert {str(line["event"]) for line in shown} - written == set()
    assert [hint for line in shown if (hint := line.get("hint")) and f'"{hint}"' not in source] == []


def test_every_metric_in_the_documents_is_there():
    known = {metric.name for metric in METRICS}
    named = {
        (name_of(page), metric)
        for page in PAGES
        for metric in re.findall(r"`(inboxd_[a-z_]+)`", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert {each for each in named if each[1] not in known} == set()


def test_every_setting_in_the_documents_is_there():
    known = set(_settings(Settings, ""))
    sections = "imap|smtp|folders|store|rules|web|limits|log"
    named = {
        (name_of(page), setting)
        for page in PAGES
        for setting in re.findall(rf"`((?:{sections})\.[a-z0-9_]+)`", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 2
    assert {each for each in named if each[1] not in known} == set()


def _settings(model: type[BaseModel], section: str) -> Iterator[str]:
    for name, _, inner, _ in settings_of(model):
        if inner is None:
            yield f"{section}.{name}".lstrip(".")
        else:
            yield from _settings(inner, name)


# ── names of files ──


def test_links_lead_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path = target.partition("#")[0]
            if path and "://" not in path and not (page.parent / path).exists():
                broken.append(f"{name_of(page)}: {target}")
    assert broken == []


def test_files_that_the_documents_name_are_there():
    path = re.compile(
        r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|toml|md|service|txt|svg)|(?:inboxd|core|edge|run|web|docs)/[\w/-]+)`"
    )
    missing = [
        f"{name_of(page)}: {found}"
        for page in PAGES
        for found in path.findall(page.read_text(encoding="utf-8"))
        if not any((ROOT / place / found).exists() for place in ("", "inboxd", "rules", "docs"))
    ]
    assert missing == []
