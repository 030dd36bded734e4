"""`inboxd doctor`: finds what is wrong with a real installation, and says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from inboxd.edge.store import engine
from tests.cli.conftest import Run
from tests.servers.dovecot import Dovecot
from tests.servers.faults import Step
from tests.servers.ports import release_port, reserve_port
from tests.servers.smtpsink import SmtpSink, refuse

pytestmark = pytest.mark.real


@pytest.fixture
def closed_port():
    """A port on which nobody listens."""
    port = reserve_port()
    yield port
    release_port(port)


@pytest.fixture
def make(inboxd, small_rules):
    """Installations with small rules."""
    return lambda **changes: inboxd(**{"rules": small_rules, **changes})


def test_all_is_well_before_the_first_start_and_after_it(run: Run, make):
    daemon = make()
    before = run("doctor", "--config", daemon.config)
    assert before.code == 0, before.out
    assert "inboxd.db is made at the first start" in before.out
    assert run("migrate", "--config", daemon.config).code == 0
    after = run("doctor", "--config", daemon.config)
    assert after.code == 0
    assert "✓ store: reachable, writable, schema up to date" in after.lines
    assert f"✓ support: IMAP login at 127.0.0.1:{daemon.imap_port}" in after.lines
    assert "✓ support: INBOX holds 0 messages" in after.lines
    assert f"✓ support: SMTP login at 127.0.0.1:{daemon.smtp_port} (none)" in after.lines
    assert any("looked for in 'Sent' (by the server's special use)" in line for line in after.lines)
    assert "✗" not in after.out
    assert f"! {daemon.config}: holds a secret, and everybody on this machine can read it" in after.lines


def test_everything_that_is_wrong_is_told_at_once(run: Run, make, tmp_path):
    daemon = make(
        password="wrong horse", rules=tmp_path / "nowhere", store=f"sqlite:///{tmp_path}/missing/folder/inboxd.db"
    )
    daemon.smtp["password_file"] = "smtp-password"
    ended = run("doctor", "--config", daemon.config)
    assert ended.code == 1
    told = "\n".join(ended.lines)
    assert f"✗ rules: {tmp_path}/nowhere: there is no such folder (`inboxd init` writes one to start with)" in told
    assert "✗ store: " in told
    assert "missing/folder is no folder in which a database can be made" in told
    assert "✗ support: IMAP: could not log in: the server says: " in told
    assert "→ Check `user` and `password`" in told
    assert "✗ support: SMTP: " in told
    assert "smtp-password: the secret cannot be read: No such file or directory" in told
    assert ended.lines[-1].startswith("4 wrong")
    assert "wrong horse" not in told


def test_servers_that_are_down_are_told_with_exit_code_3(run: Run, make, closed_port):
    ended = run("doctor", "--config", make(imap_port=closed_port, smtp_port=closed_port).config)
    assert ended.code == 3
    wrong = [line for line in ended.lines if line.startswith("✗")]
    assert ["IMAP" in wrong[0], "SMTP" in wrong[1], len(wrong)] == [True, True, 2]
    assert all("refused" in line for line in wrong), wrong
    assert ended.out.count("→ Check host, port, `tls` and firewall; the server may be down.") == 2


def test_a_server_that_wants_nobody_now_is_told_with_its_words(run: Run, make, smtp_sink):
    smtp_sink.misbehave(refuse(Step.CONNECT, "421 4.3.2 Come back later"))
    ended = run("doctor", "--config", make().config)
    assert ended.code == 3
    assert "Come back later" in ended.out


def test_a_wrong_password_for_sending_is_told(run: Run, make):
    with SmtpSink(starttls=True, credentials={"support@ourshop.example": "correct horse"}) as sink:
        daemon = make(smtp_port=sink.port)
        daemon.smtp.update(tls="starttls", ca_file=str(sink.authority), password="wrong horse")
        ended = run("doctor", "--config", daemon.config)
        daemon.smtp.update(password="correct horse")
        mended = run("doctor", "--config", daemon.config)
        daemon.smtp.pop("ca_file")
        strange = run("doctor", "--config", daemon.config)
    assert ended.code == 1
    assert "✗ support: SMTP: the server refused login: 535" in ended.out, ended.out
    assert mended.code == 0
    assert "certificate" in strange.out
    assert "`smtp.ca_file`" in strange.out


def test_every_mistake_in_the_rules_is_told_with_its_line(run: Run, make, small_rules):
    routes = small_rules / "routes.yaml"
    text = routes.read_text().replace("folder: Priority", "foldr: Priority").replace("folder: Hugs", "fold: Hugs")
    routes.write_text(text)
    ended = run("doctor", "--config", make().config)
    assert ended.code == 1
    wrong = [line for line in ended.lines if line.startswith("✗ rules: routes.yaml:")]
    assert len(wrong) == 2
    assert "folder" in wrong[0]


def test_what_the_server_cannot_do_and_what_lies_open_is_advice(run: Run, make, tmp_path, monkeypatch):
    secret = tmp_path / "imap-password"
    secret.write_text("secret\n")
    secret.chmod(0o644)
    with Dovecot(hide={"IDLE", "MOVE", "UIDPLUS"}, special_use={}) as dovecot:
        dovecot.add_user("plain", "secret")
        daemon = make(imap_port=dovecot.imap_port, user="plain", password="")
        daemon.imap["password_file"] = str(secret)
        # The file belongs to somebody else, root for example, who lets everybody read it.
        monkeypatch.setattr("inboxd.config.secretfiles.os.geteuid", lambda: secret.stat().st_uid + 1)
        ended = run("doctor", "--config", daemon.config)
        monkeypatch.undo()
    assert ended.code == 0, ended.out
    advice = [line for line in ended.lines if line.startswith("!")]
    assert any("is asked every `imap.poll` instead" in line for line in advice)
    assert any("no MOVE" in line for line in advice)
    assert any("no UIDPLUS" in line for line in advice)
    assert any("there is no folder 'Sent' for sent mail yet" in line for line in advice)
    assert f"! {secret}: everybody on this machine can read this secret" in advice
    assert f"    → Type: chmod o= {secret}" in ended.lines


def test_channels_that_cannot_be_used_and_names_that_no_channel_has_are_told(run: Run, make, small_rules):
    hours = 'time_zone: UTC\ndays: {mon: ["09:00-18:00"]}\nwarn: [teem]\n'
    (small_rules / "hours.yaml").write_text(hours, encoding="utf-8")
    fine = run("doctor", "--config", make().config)
    assert "teem" not in fine.out  # nobody who has no channel expects one
    daemon = make(channel={"name": "team", "url": "json://127.0.0.1/S3CRET"})
    named = run("doctor", "--config", daemon.config)
    assert named.code == 0
    assert "✓ channel team: can be used" in named.lines
    assert "! rules: hours.yaml names a channel 'teem' that is not there" in named.lines
    broken = run("doctor", "--config", make(channel={"name": "team", "url": "nothing://S3CRET"}).config)
    assert broken.code == 1
    assert "✗ channel team: its URL is of no kind that is known" in broken.lines
    assert "S3CRET" not in named.out + broken.out


def test_a_folder_that_messages_are_moved_to_and_the_server_does_not_open_is_told(run: Run, make, mail_user):
    daemon = make()
    with mail_user.dovecot.imap(mail_user.address) as client:
        client.create("Priority")
        client.create("Hugs")
    fine = run("doctor", "--config", daemon.config)
    assert fine.code == 0
    assert "✓ support: what is moved goes to Hugs, Priority" in fine.lines
    folder = mail_user.dovecot.home(mail_user.address) / "Maildir" / ".Priority"
    folder.chmod(0)
    broken = run("doctor", "--config", daemon.config)
    folder.chmod(0o700)
    assert broken.code == 1
    (wrong,) = [line for line in broken.lines if line.startswith("✗")]
    assert wrong.startswith("✗ support: could not ask about the folder Priority: the server says: [SERVERBUG]")
    assert "    → Mend the folder on the mail server: what belongs there is not moved until then." in broken.lines


def test_a_new_postgresql_database_is_worth_a_look_and_not_wrong(run: Run, make, postgres_url):
    ended = run("doctor", "--config", make(store=postgres_url).config)
    assert ended.code == 0, ended.out
    assert "! store: the database is empty; its tables are made at the first start" in ended.lines
    assert any("restore the last backup first" in line for line in ended.lines)


def test_a_database_file_that_another_program_holds_is_told_without_a_word_of_firewalls(run: Run, make, monkeypatch):
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0)
    monkeypatch.setattr(engine, "_PRAGMAS", ("PRAGMA busy_timeout = 0",))
    daemon = make()
    assert run("migrate", "--config", daemon.config).code == 0
    with closing(sqlite3.connect(daemon.folder / "inboxd.db", isolation_level=None)) as backup:
        backup.execute("BEGIN EXCLUSIVE")
        ended = run("doctor", "--config", daemon.config)
    assert ended.code == 3
    (wrong,) = [number for number, line in enumerate(ended.lines) if line.startswith("✗")]
    busy = "✗ store: the database is busy (SQLITE_BUSY): another program, such as a backup or sqlite3, holds its file"
    assert ended.lines[wrong] == busy
    assert ended.lines[wrong + 1] == f"    → End that program; `fuser {daemon.folder}/inboxd.db` names it."
    assert "firewall" not in ended.out


def test_alarms_that_only_a_mail_could_bring_are_worth_a_look(run: Run, make):
    by_mail = run("doctor", "--config", make(channel={"name": "ops", "mail": ["mira@bluehill.example"]}).config)
    (advice,) = [line for line in by_mail.lines if line.startswith("! channels:")]
    assert "by mail only" in advice
    assert "    → Name a chat or a pager in `[lookout] channels`." in by_mail.lines
    by_chat = run("doctor", "--config", make(channel={"name": "ops", "url": "json://127.0.0.1/x"}).config)
    assert "by mail only" not in by_chat.out


def test_what_would_keep_the_service_from_starting_is_wrong_before_it_is_started(run: Run, make, tmp_path, monkeypatch):
    nowhere = run("doctor", "--config", make(web="8025").config)
    assert nowhere.code == 1
    assert "✗ settings: web.listen: '8025' is not an address" in nowhere.lines
    daemon = make()
    monkeypatch.setenv("INBOXD_WEB__TOKEN", "S3CRET")
    guessed = run("doctor", "--config", daemon.config)
    assert guessed.code == 1
    assert "✗ settings: web.token has fewer than 16 characters and can be guessed" in guessed.lines
    assert "S3CRET" not in guessed.out
    monkeypatch.setenv("INBOXD_WEB__LISTEN", "")
    assert run("doctor", "--config", daemon.config).code == 0  # as the service, which shows no page then
    monkeypatch.setenv("INBOXD_SECRET_FILE", str(tmp_path / "no-key"))
    assert f"✗ settings: {tmp_path}/no-key: the secret cannot be read: " in run("doctor", "--config", daemon.config).out


def test_a_webhook_whose_secret_cannot_be_read_is_told_before_there_is_a_trend(run: Run, make, tmp_path, monkeypatch):
    monkeypatch.setenv("INBOXD_TRENDS__WEBHOOK__0__URL", "https://hooks.ourshop.example/")
    monkeypatch.setenv("INBOXD_TRENDS__WEBHOOK__0__AUTHORIZATION_FILE", str(tmp_path / "no-key"))
    ended = run("doctor", "--config", make().config)
    assert ended.code == 1
    assert f"✗ settings: {tmp_path}/no-key: the secret cannot be read: " in ended.out


def test_a_channel_for_alarms_that_is_not_there_is_told(run: Run, make, monkeypatch):
    daemon = make(channel={"name": "team", "url": "json://127.0.0.1/S3CRET"})
    monkeypatch.setenv("INBOXD_LOOKOUT__CHANNELS", "team")
    assert "lookout" not in run("doctor", "--config", daemon.config).out
    monkeypatch.setenv("INBOXD_LOOKOUT__CHANNELS", "teem")
    ended = run("doctor", "--config", daemon.config)
    assert ended.code == 0
    assert "! channels: `[lookout] channels` names 'teem', which is not there" in ended.lines
