"""The configuration: what the file says, what the environment puts on top, and what is said about mistakes."""

from __future__ import annotations

import os
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from inboxd.cli.example import example_config
from inboxd.config.loading import holds_secret, load_settings
from inboxd.config.secretfiles import is_readable_by_all
from inboxd.config.settings import Settings
from inboxd.errors import Misconfigured

FILE = """\
[[mailbox]]
name = "support"
address = "Support@ourshop.example"
[mailbox.imap]
host = "imap.ourshop.example"
[mailbox.smtp]
host = "smtp.ourshop.example"
"""
SECRET = "correct-horse-battery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the configuration; tests run elsewhere, as services do."""
    path = tmp_path / "etc"
    path.mkdir()
    return path


def load(folder: Path, text: str = FILE, **environ: str) -> Settings:
    path = folder / "inboxd.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ)


def refused(folder: Path, text: str = FILE, **environ: str) -> list[str]:
    """The lines of the refusal, without the folder."""
    with pytest.raises(Misconfigured) as caught:
        load(folder, text, **environ)
    assert caught.value.hint
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def in_imap(line: str) -> str:
    return FILE.replace("[mailbox.imap]", f"[mailbox.imap]\n{line}")


def in_mailbox(line: str) -> str:
    return FILE.replace("[mailbox.imap]", f"{line}\n[mailbox.imap]")


def secret_file(path: Path, text: str = f"{SECRET}\n", mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


class TestTheFile:
    def test_needs_little_and_has_a_default_for_the_rest(self, folder):
        settings = load(folder)
        (mailbox,) = settings.mailbox
        assert mailbox.imap.port == 993
        assert mailbox.smtp.tls == "starttls"
        assert mailbox.start_from == "now"
        assert settings.limits.once_per == timedelta(hours=24)
        assert settings.shadow is False

    def test_gives_values_of_every_kind(self, folder):
        text = 'shadow = true\n[limits]\nper_hour = 7\nonce_per = "1h30m"\n' + in_mailbox(
            'start_from = "7d"\naliases = ["Help@ourshop.example"]'
        )
        settings = load(folder, text)
        assert settings.shadow is True
        assert settings.limits.per_hour == 7
        assert settings.limits.once_per == timedelta(minutes=90)
        assert settings.mailbox[0].start_from == timedelta(days=7)
        assert settings.mailbox[0].addresses == {"support@ourshop.example", "help@ourshop.example"}

    def test_may_begin_with_the_mark_that_some_editors_write_and_nobody_sees(self, folder):
        (folder / "inboxd.toml").write_text(FILE, encoding="utf-8-sig")
        assert load_settings(folder / "inboxd.toml", {}).mailbox[0].name == "support"

    def test_cannot_be_changed_once_it_is_loaded(self, folder):
        with pytest.raises(ValueError, match="frozen"):
            load(folder).shadow = True  # type: ignore[misc]

    def test_anchors_relative_paths_to_its_own_folder(self, folder, monkeypatch, tmp_path):
        text = '[store]\nurl = "sqlite:///db/inboxd.db"\n[rules]\npath = "my-rules"\n' + in_imap('ca_file = "ca.pem"')
        (folder / "inboxd.toml").write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        settings = load_settings(Path("etc/inboxd.toml"), {})
        assert settings.store.url == f"sqlite:///{folder}/db/inboxd.db"
        assert settings.rules.path == folder / "my-rules"
        assert settings.mailbox[0].imap.ca_file == folder / "ca.pem"

    def test_leaves_absolute_paths_and_other_databases_alone(self, folder):
        settings = load(folder, '[store]\nurl = "sqlite:////var/lib/inboxd/inboxd.db"\n[rules]\npath = "/r"\n' + FILE)
        assert settings.store.url == "sqlite:////var/lib/inboxd/inboxd.db"
        assert settings.rules.path == Path("/r")
        settings = load(folder, '[store]\nurl = "postgresql://inboxd@db.ourshop.example/inboxd"\n' + FILE)
        assert settings.store.url == "postgresql://inboxd@db.ourshop.example/inboxd"

    def test_that_init_writes_is_right_as_it_stands(self, folder):
        settings = load(folder, example_config())
        assert settings.mailbox[0].imap.password_file == folder / "imap-password"


class TestTheEnvironment:
    def test_goes_before_the_file(self, folder):
        settings = load(
            folder,
            '[store]\nurl = "sqlite:///one.db"\n' + FILE,
            INBOXD_STORE__URL="sqlite:///two.db",
            INBOXD_SHADOW="true",
            INBOXD_LIMITS__PER_HOUR="9",
            INBOXD_STOP_WITHIN="5s",
        )
        assert settings.store.url == f"sqlite:///{folder}/two.db"
        assert settings.shadow is True
        assert settings.limits.per_hour == 9
        assert settings.stop_within == timedelta(seconds=5)

    def test_reaches_into_a_mailbox_by_its_number(self, folder):
        settings = load(folder, INBOXD_MAILBOX__0__IMAP__PORT="143", INBOXD_MAILBOX__0__NAME="help")
        assert settings.mailbox[0].imap.port == 143
        assert settings.mailbox[0].name == "help"
        assert settings.mailbox[0].smtp.host == "smtp.ourshop.example"

    def test_can_bring_mailboxes_of_its_own(self, folder):
        added = {}
        for number in range(1, 12):
            added[f"INBOXD_MAILBOX__{number}__NAME"] = f"box{number}"
            added[f"INBOXD_MAILBOX__{number}__ADDRESS"] = f"box{number}@ourshop.example"
            added[f"INBOXD_MAILBOX__{number}__IMAP__HOST"] = "imap.ourshop.example"
            added[f"INBOXD_MAILBOX__{number}__SMTP__HOST"] = "smtp.ourshop.example"
        assert [each.name for each in load(folder, **added).mailbox[:3]] == ["support", "box1", "box2"]
        bare = {name.replace("__1__", "__0__"): value for name, value in added.items() if "__1__" in name}
        assert load(folder, "", **bare).mailbox[0].name == "box1"

    def test_writes_lists_with_commas(self, folder):
        settings = load(folder, INBOXD_MAILBOX__0__ALIASES="help@ourshop.example, sales@ourshop.example")
        assert settings.mailbox[0].aliases == ("help@ourshop.example", "sales@ourshop.example")

    def test_can_switch_something_off_with_an_empty_value(self, folder):
        assert load(folder, INBOXD_WEB__LISTEN="").web.listen == ""

    def test_may_hold_what_does_not_concern_the_settings(self, folder):
        settings = load(folder, INBOXD_CONFIG="/etc/inboxd/inboxd.toml", HOME="/root", inboxd_shadow="true")
        assert settings.shadow is False

    @pytest.mark.parametrize("number", ["2", "first", "-1"])
    def test_that_names_no_mailbox_is_told_how_they_are_counted(self, folder, number):
        (line,) = refused(folder, **{f"INBOXD_MAILBOX__{number}__NAME": "x"})
        assert line.startswith(f"INBOXD_MAILBOX__{number}__NAME: '{number}' is not the number of a mailbox")
        assert "INBOXD_MAILBOX__0__NAME" in line
        assert "counted from 0, and 1 are there" in line

    def test_that_forgets_the_number_is_shown_where_it_goes(self, folder):
        (line,) = refused(folder, INBOXD_MAILBOX__IMAP__PASSWORD=SECRET)
        assert "write INBOXD_MAILBOX__0__IMAP__PASSWORD" in line
        assert SECRET not in line

    def test_that_looks_into_a_value_is_told_where_to_stop(self, folder):
        (line,) = refused(folder, "shadow = true\n" + FILE, INBOXD_SHADOW__NOW="true")
        assert line == "INBOXD_SHADOW__NOW: SHADOW is a value, not a section (write INBOXD_SHADOW)"

    def test_is_named_where_its_value_is_wrong(self, folder):
        lines = refused(folder, INBOXD_LIMITS__PER_HOUR="many", INBOXD_LIMTS__PER_HOUR="5")
        assert "INBOXD_LIMITS__PER_HOUR: limits.per_hour: must be a whole number" in lines
        assert "INBOXD_LIMTS__PER_HOUR: limts: there is no such setting (did you mean 'limits'?)" in lines

    def test_is_named_where_its_section_stands_nowhere_else_and_is_wrong(self, folder):
        (line,) = refused(folder, INBOXD_WEB__LISTEN="0.0.0.0:8025")
        assert line.startswith("INBOXD_WEB__LISTEN: web: `listen` = '0.0.0.0:8025' would show customers")
        (line,) = refused(folder, '[web]\nlisten = "0.0.0.0:8025"\n' + FILE, INBOXD_WEB__TRUSTED_PROXIES="10.0.0.5")
        assert line.startswith("inboxd.toml: web: `listen`")


class TestAMistake:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (in_imap('hots = "x"'), "mailbox.0.imap.hots: there is no such setting (did you mean 'host'?)"),
            (in_imap("zzz = 1"), "mailbox.0.imap.zzz: there is no such setting (known here: ca_file, host, "),
            ("shado = true\n" + FILE, "shado: there is no such setting (did you mean 'shadow'?)"),
            (FILE.replace('host = "imap', 'user = "imap'), "mailbox.0.imap.host: is missing (Name of the server; "),
            ("shadow = true\n", "mailbox: is missing (each mailbox is a section `[[mailbox]]`, with two brackets)"),
            ("mailbox = []\n", "mailbox: there must be at least one (each mailbox is a section `[[mailbox]]`, "),
            (FILE.replace("[[mailbox]]", "[mailbox]"), "mailbox: must be a list in square brackets (each mailbox is "),
            (in_imap('port = "imaps"'), "mailbox.0.imap.port: must be a whole number"),
            (in_imap("port = 0"), "mailbox.0.imap.port: must be greater than or equal to 1"),
            (in_imap('tls = "ssl"'), "mailbox.0.imap.tls: must be 'implicit', 'starttls' or 'none'"),
            (in_imap("user = 7"), "mailbox.0.imap.user: must be a text in quotes"),
            (in_imap('timeout = "soon"'), "mailbox.0.imap.timeout: 'soon' is not a duration: write for example 90s, "),
            (in_imap('poll = "0s"'), "mailbox.0.imap.poll: must be greater than zero"),
            (in_mailbox('start_from = "monday"'), "mailbox.0.start_from: 'monday' cannot be used: write now, all, or "),
            (in_mailbox('aliases = ["nobody"]'), "mailbox.0.aliases.0: 'nobody' cannot be used: write one mail addr"),
            (
                FILE.replace('"support"', '"Our Support"'),
                "mailbox.0.name: 'Our Support' cannot be used: small letters, ",
            ),
            ('shadow = "perhaps"\n' + FILE, "shadow: must be true or false"),
            ("store = 5\n" + FILE, "store: must be a section of its own"),
            (FILE + FILE, "mailbox: two mailboxes are named 'support': give one of them another `name`"),
        ],
    )
    def test_is_told_with_file_and_setting_and_what_was_meant(self, folder, text, line):
        (told,) = refused(folder, text)
        assert told.startswith(f"inboxd.toml: {line}")

    def test_does_not_hide_the_others(self, folder):
        text = "shado = true\n[store]\nurl = 5\n" + in_imap("port = 0").replace(
            'address = "Support@ourshop.example"', ""
        )
        lines = refused(folder, text, INBOXD_MAILBOX__7__NAME="x", INBOXD_LOG__LEVEL="loud")
        places = {line.partition(": ")[2].partition(":")[0] for line in lines}
        assert {"mailbox.0.address", "mailbox.0.imap.port", "shado", "store.url", "log.level"} <= places
        assert any(line.startswith("INBOXD_MAILBOX__7__NAME: ") for line in lines)
        assert len(lines) == 6

    def test_in_the_language_of_the_file_is_told_with_its_line(self, folder):
        (line,) = refused(folder, "[[mailbox]]\nname = support\n")
        assert line.startswith("inboxd.toml: ")
        assert "line 2" in line

    def test_in_the_path_is_told(self, tmp_path):
        with pytest.raises(Misconfigured, match="there is no such file") as caught:
            load_settings(tmp_path / "inboxd.toml", {})
        assert "inboxd init" in caught.value.hint
        with pytest.raises(Misconfigured, match="cannot be read"):
            load_settings(tmp_path, {})

    def test_in_the_encoding_is_told(self, folder):
        (folder / "inboxd.toml").write_bytes(b'name = "M\xfcller"')
        with pytest.raises(Misconfigured, match="cannot be read"):
            load_settings(folder / "inboxd.toml", {})


class TestASecret:
    def test_stands_in_the_file_or_the_environment(self, folder):
        assert load(folder, in_imap(f'password = "{SECRET}"')).mailbox[0].imap.secret() == SECRET
        assert load(folder, INBOXD_MAILBOX__0__SMTP__PASSWORD=SECRET).mailbox[0].smtp.secret() == SECRET
        assert load(folder).mailbox[0].imap.secret() == ""

    def test_stands_in_a_file_of_its_own_beside_the_configuration(self, folder):
        secret_file(folder / "imap-password")
        secret_file(folder / "token", "token-1\n")
        imap = load(folder, in_imap('password_file = "imap-password"\noauth2_token_file = "token"')).mailbox[0].imap
        assert imap.secret() == SECRET
        assert imap.oauth2_token() == "token-1"
        secret_file(folder / "token", "token-2\n")
        assert imap.oauth2_token() == "token-2"

    def test_of_the_environment_stands_in_for_a_file_that_the_configuration_names(self, folder):
        text = in_imap('password_file = "imap-password"')
        assert load(folder, text, INBOXD_MAILBOX__0__IMAP__PASSWORD=SECRET).mailbox[0].imap.secret() == SECRET

    def test_that_systemd_hands_over_goes_before_the_file(self, folder, monkeypatch, tmp_path):
        secret_file(folder / "imap-password", "stale\n")
        settings = load(folder, in_imap('password_file = "imap-password"'))
        credentials = tmp_path / "credentials"
        credentials.mkdir()
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
        assert settings.mailbox[0].imap.secret() == "stale"
        secret_file(credentials / "imap-password", mode=0o440)
        assert settings.mailbox[0].imap.secret() == SECRET

    def test_of_the_database_comes_the_same_ways(self, folder):
        secret_file(folder / "db-password")
        assert load(folder, '[store]\npassword_file = "db-password"\n' + FILE).store.secret() == SECRET
        assert load(folder, INBOXD_STORE__PASSWORD=SECRET).store.secret() == SECRET

    def test_in_the_databases_address_is_taken_out_of_it(self, folder):
        url = "postgresql+psycopg://inboxd:p%40ss%2Fword@db.ourshop.example/inboxd?sslmode=verify-full"
        store = load(folder, INBOXD_STORE__URL=url).store
        assert store.url == "postgresql+psycopg://inboxd@db.ourshop.example/inboxd?sslmode=verify-full"
        assert store.secret() == "p@ss/word"
        assert load(folder, INBOXD_STORE__URL=url, INBOXD_STORE__PASSWORD=SECRET).store.secret() == SECRET

    @pytest.mark.parametrize(
        ("prepare", "said"),
        [
            (Path.exists, "cannot be read: No such file"),
            (Path.mkdir, "cannot be read: Is a directory"),
            (lambda path: secret_file(path, " \n"), "the secret is empty"),
            (lambda path: (path.write_bytes(b"\xff\xfe"), path.chmod(0o600)), "not UTF-8"),
            (lambda path: secret_file(path, mode=0o644), "other users of this machine can read this secret"),
            (lambda path: secret_file(path, mode=0o620), "other users of this machine can read this secret"),
        ],
    )
    def test_that_cannot_be_used_is_told_with_its_file(self, folder, prepare, said):
        path = folder / "imap-password"
        prepare(path)
        settings = load(folder, in_imap('password_file = "imap-password"'))
        with pytest.raises(Misconfigured, match=said) as caught:
            settings.mailbox[0].imap.secret()
        assert str(path) in str(caught.value)
        assert caught.value.hint
        assert ("chmod 600" in caught.value.hint) == ("other users" in said)

    def test_is_read_without_the_mark_that_some_editors_write(self, folder):
        (folder / "imap-password").write_text(f"{SECRET}\r\n", encoding="utf-8-sig")
        (folder / "imap-password").chmod(0o600)
        assert load(folder, in_imap('password_file = "imap-password"')).mailbox[0].imap.secret() == SECRET

    def test_in_the_databases_address_makes_the_file_a_secret(self, folder):
        load(folder, '[store]\nurl = "postgresql://inboxd@db.ourshop.example/inboxd"\n' + FILE)
        assert not holds_secret(folder / "inboxd.toml")
        load(folder, f'[store]\nurl = "postgresql://inboxd:{SECRET}@db.ourshop.example/inboxd"\n' + FILE)
        assert holds_secret(folder / "inboxd.toml")

    def test_that_belongs_to_somebody_else_is_as_its_owner_wants_it(self, folder, monkeypatch):
        path = secret_file(folder / "imap-password", mode=0o644)
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
        settings = load(folder, in_imap('password_file = "imap-password"'))
        assert settings.mailbox[0].imap.secret() == SECRET
        assert is_readable_by_all(path)
        path.chmod(0o640)
        assert not is_readable_by_all(path)

    def test_is_listed_with_all_others_so_that_logs_can_keep_them_out(self, folder):
        secret_file(folder / "imap-password", "imap-secret")
        secret_file(folder / "token", "token-secret")
        text = in_imap('password_file = "imap-password"\noauth2_token_file = "token"')
        environ = {
            "INBOXD_SECRET": "key-secret",
            "INBOXD_STORE__PASSWORD": "store-secret",
            "INBOXD_MAILBOX__0__SMTP__PASSWORD": "smtp-secret",
        }
        found = load(folder, text, **environ).secrets()
        assert set(found) == {"imap-secret", "token-secret", "key-secret", "store-secret", "smtp-secret"}
        (folder / "imap-password").unlink()
        assert "smtp-secret" in load(folder, text, **environ).secrets()

    def test_is_never_shown(self, folder):
        url = f"postgresql://inboxd:{SECRET}@db.ourshop.example/inboxd"
        names = ("INBOXD_SECRET", "INBOXD_MAILBOX__0__IMAP__PASSWORD", "INBOXD_MAILBOX__0__SMTP__PASSWORD")
        settings = load(folder, INBOXD_STORE__URL=url, **dict.fromkeys(names, SECRET))
        assert SECRET in settings.secrets()
        for shown in (repr(settings), str(settings), settings.model_dump_json()):
            assert SECRET not in shown

    @pytest.mark.parametrize("line", [f'pasword = "{SECRET}"', f'password = ["{SECRET}"]', f'password.x = "{SECRET}"'])
    def test_is_not_told_when_it_stands_in_the_wrong_place(self, folder, line):
        with pytest.raises(Misconfigured, match="password") as caught:
            load(folder, in_imap(line))
        assert SECRET not in "".join(traceback.format_exception(caught.value))


class TestChannels:
    """Ways to reach our own people."""

    CHAT = '[[channel]]\nname = "team"\nurl_file = "team-url"\n'
    MAIL = '[[channel]]\nname = "lead"\nmail = ["lead@ourshop.example"]\n'

    def test_a_url_is_read_from_its_file_beside_the_configuration_and_is_a_secret(self, folder):
        secret_file(folder / "team-url", "json://127.0.0.1/S3CRET\n")
        settings = load(folder, f'{FILE}{self.CHAT}{self.MAIL}[notify]\ndefault = ["lead"]\n')
        chat, mail = settings.channel
        assert (chat.secret(), mail.secret()) == ("json://127.0.0.1/S3CRET", "")
        assert "json://127.0.0.1/S3CRET" in settings.secrets()
        assert mail.mail == ("lead@ourshop.example",)
        assert settings.notify.with_subject

    def test_a_url_in_the_environment_is_shown_nowhere(self, folder):
        environ = {"INBOXD_CHANNEL__0__NAME": "team", "INBOXD_CHANNEL__0__URL": "json://127.0.0.1/S3CRET"}
        settings = load(folder, **environ)
        assert settings.channel[0].secret() == "json://127.0.0.1/S3CRET"
        assert "S3CRET" not in repr(settings)

    def test_a_url_in_the_file_makes_the_file_a_secret(self, folder):
        load(folder, FILE + self.MAIL)
        assert not holds_secret(folder / "inboxd.toml")
        load(folder, FILE + self.CHAT.replace("url_file", "url"))
        assert holds_secret(folder / "inboxd.toml")

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ('[[channel]]\nname = "team"\n', "channel.0: write either `url` (or `url_file`) or `mail`"),
            (CHAT + 'mail = ["a@x.example"]\n', "channel.0: write either `url` (or `url_file`) or `mail`"),
            (CHAT + CHAT, "two channels are named 'team': give one of them another `name`"),
            (MAIL + '[notify]\ndefault = ["led"]\n', "notify.default: there is no channel 'led'; known: lead"),
            ('[notify]\ndefault = ["team"]\n', "notify.default: there is no channel 'team'; there is no section"),
            (MAIL.replace("lead@", "SUPPORT@"), "channel 'lead': support@ourshop.example is watched itself"),
            (MAIL + "maill = []\n", "channel.0.maill: there is no such setting (did you mean 'mail'?)"),
            ('[[channel]]\nmail = ["a@x.example"]\n', "channel.0.name: is missing (Name by which"),
        ],
    )
    def test_a_mistake_is_told_in_plain_words(self, folder, text, what):
        (line,) = refused(folder, FILE + text)
        assert line.startswith(f"inboxd.toml: {what}")
