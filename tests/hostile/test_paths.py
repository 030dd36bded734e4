"""Names of folders and files: what a server, a message or a link says never leads out of where we work."""

from __future__ import annotations

import os
from io import BytesIO

import pytest

from inboxd.cli.private_file import write_private
from inboxd.core.parse.mail import parse_bytes
from inboxd.edge.mailbox.folders import FolderNames
from inboxd.edge.mailfiles import read_mail_files
from inboxd.edge.rulefiles import compile_folder, read_rules_folder
from inboxd.errors import Misconfigured, RulesRefused
from tests.builders import NOW
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.core.rules.folders import ROUTES, rules_files
from tests.process.program import Inboxd, customer_mail

NAMES = FolderNames("/", "", ())
MAIL = b"From: a@b.example\r\nSubject: x\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    "name", ["a\x00b", "a\r\nb", "a\nA1 DELETE INBOX", "a//b", "/a", "a/", " / ", "", "a\u2028b", "a\ud800"]
)
def test_a_folder_that_could_be_a_command_or_has_no_name_is_refused(name):
    with pytest.raises(Misconfigured):
        NAMES.to_server(name)


@pytest.mark.parametrize(
    "name",
    ["../../etc", "100%", "all*", 'say "hi"', "back\\slash", "~root", "#news.x", "💌 mail", "x" * 200, "a&b", "{9}"],
)
def test_an_odd_folder_name_comes_back_as_it_was(name):
    assert NAMES.to_ours(NAMES.to_server(name)) == name
    assert NAMES.to_server(name).isascii()


@pytest.mark.parametrize("name", ["a&AC8-b", "a&AAA-b", "a&AA0ACg-b", "&2AA-", "a&IC4-\x00", "&Jjo!", "a&b", "\xff"])
def test_a_servers_name_that_decodes_to_another_path_or_to_controls_is_none_of_ours(name):
    ours = NAMES.to_ours(name)
    assert ours is None or NAMES.to_server(ours) == name


@pytest.mark.parametrize("level", ["a\x00", "a\nb", "a//b", "/a", " a", "a/ /b"])
def test_rules_with_such_a_folder_are_refused(tmp_path, level):
    routes = ROUTES.replace("folder: Priority", f"folder: {level!r}".replace("'", '"'))
    for name, raw in rules_files(**{"routes.yaml": routes}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    with pytest.raises(RulesRefused):
        compile_folder(tmp_path)


@pytest.mark.process
@pytest.mark.real
@pytest.mark.parametrize("name", ["../../etc", '~say "hi" 100% * \\x 💌'])
def test_a_folder_that_the_server_refuses_or_that_looks_like_a_pattern_loses_no_mail(
    inboxd, mail_user, smtp_sink, tmp_path, name
):
    rules = tmp_path / "odd rules"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    routes = ROUTES.replace("folder: Priority", f'folder: "{quoted}"')
    for each, raw in rules_files(**{"routes.yaml": routes}).items():
        (rules / each).parent.mkdir(parents=True, exist_ok=True)
        (rules / each).write_bytes(raw)
    mail_user.deliver(customer_mail("The site is down since monday"))
    daemon: Inboxd = inboxd(rules=rules)
    done = daemon.once()
    assert done.returncode in {0, 1}, done.stderr[-2000:]
    there = {
        folder: mail_user.dovecot.count(mail_user.address, folder)
        for folder in mail_user.dovecot.folders(mail_user.address)
    }
    assert sum(there[each] for each in there if each != "Sent") == 1, there
    home = mail_user.dovecot.home(mail_user.address)
    assert not (home.parent / "etc").exists()
    assert not (home / "etc").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a\x00.exe", "x" * 5000])
def test_a_name_that_a_message_gives_its_file_opens_nothing(name, monkeypatch):
    raw = f'Content-Type: application/pdf; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nx'

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file is opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("os.open", refuse)
    mail = parse_bytes(b"From: a@b.example\r\n" + raw.encode(), NOW)
    assert all("\x00" not in each.name for each in mail.attachments)


class TestRulesFolder:
    @pytest.fixture
    def rules(self, tmp_path):
        folder = tmp_path / "rules"
        for name, raw in rules_files().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
        return folder

    @pytest.mark.parametrize("target", ["secret.txt", "aside"])
    def test_a_link_out_of_it_is_refused_by_name_and_read_by_nobody(self, rules, tmp_path, target):
        (tmp_path / "secret.txt").write_text("hunter2")
        (tmp_path / "aside").mkdir()
        (rules / "lists").mkdir()
        (rules / "lists" / "x.txt").symlink_to(tmp_path / target)
        with pytest.raises(RulesRefused, match="leads out of the rules folder") as refused:
            read_rules_folder(rules)
        assert "hunter2" not in str(refused.value)

    def test_a_folder_within_itself_a_pipe_and_a_device_are_refused_and_nothing_hangs(self, rules):
        (rules / "loop").symlink_to(rules)
        os.mkfifo(rules / "pipe.yaml")
        (rules / "round.yaml").symlink_to("round.yaml")
        with pytest.raises(RulesRefused) as refused:
            read_rules_folder(rules)
        assert {problem.file for problem in refused.value.problems} == {"loop", "pipe.yaml", "round.yaml"}

    def test_links_within_it_serve_as_kubernetes_sets_them(self, rules):
        (rules / "..data").mkdir()
        (rules / "routes.yaml").rename(rules / "..data" / "routes.yaml")
        (rules / "routes.yaml").symlink_to("..data/routes.yaml")
        assert read_rules_folder(rules)["routes.yaml"] == ROUTES.encode()

    def test_a_rules_folder_that_is_a_link_itself_serves(self, rules, tmp_path):
        (tmp_path / "current").symlink_to(rules)
        assert set(read_rules_folder(tmp_path / "current")) == set(read_rules_folder(rules))


class TestExplaining:
    def test_loops_pipes_devices_and_missing_ends_are_left_out_with_a_line_each(self, tmp_path):
        (tmp_path / "a.eml").write_bytes(MAIL)
        for name in ("one", "two"):
            (tmp_path / name).symlink_to(tmp_path)
        os.mkfifo(tmp_path / "pipe.eml")
        (tmp_path / "zero.eml").symlink_to("/dev/zero")
        (tmp_path / "gone.eml").symlink_to("nowhere")
        (tmp_path / "round.eml").symlink_to("round.eml")
        said: list[str] = []
        found = list(read_mail_files([str(tmp_path)], BytesIO(), said.append))
        assert [file.raw for file in found] == [MAIL]
        assert len(said) == 6
        assert all("left out" in each for each in said)

    def test_a_file_without_end_is_read_up_to_what_a_mail_may_be(self, tmp_path):
        with (tmp_path / "huge.eml").open("wb") as file:
            file.truncate(50_000_000_000)
        (found,) = read_mail_files([str(tmp_path / "huge.eml")], BytesIO())
        assert len(found.raw) < 40_000_000

    def test_a_device_that_is_named_itself_ends_too(self):
        (found,) = read_mail_files(["/dev/zero"], BytesIO())
        assert len(found.raw) < 40_000_000


class TestWriting:
    def test_a_link_is_not_followed(self, tmp_path):
        (tmp_path / "precious").write_text("precious")
        (tmp_path / "page.html").symlink_to(tmp_path / "precious")
        with pytest.raises(OSError, match=r"symbolic|links"):
            write_private(tmp_path / "page.html", "new")
        assert (tmp_path / "precious").read_text() == "precious"

    def test_a_second_name_of_a_file_and_a_pipe_are_not_written(self, tmp_path):
        (tmp_path / "precious").write_text("precious")
        os.link(tmp_path / "precious", tmp_path / "page.html")
        os.mkfifo(tmp_path / "pipe.html")
        for name in ("page.html", "pipe.html"):
            with pytest.raises(OSError, match=r"plain file|No such device"):
                write_private(tmp_path / name, "new")
        assert (tmp_path / "precious").read_text() == "precious"

    def test_an_old_file_is_replaced_and_may_lose_its_rights(self, tmp_path):
        path = tmp_path / "export.json"
        path.write_text("a much longer text than the new one")
        path.chmod(0o644)
        write_private(path, "new", even_old=True)
        assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)

    def test_init_writes_through_no_link(self, run, tmp_path):  # noqa: F811
        (tmp_path / "there").mkdir()
        (tmp_path / "there" / "inboxd.toml").symlink_to(tmp_path / "elsewhere.toml")
        ended = run("init", tmp_path / "there")
        assert ended.code == 2
        assert "exists already" in ended.err
        assert not (tmp_path / "elsewhere.toml").exists()
