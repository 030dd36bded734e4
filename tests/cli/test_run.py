"""`inboxd run` as the service manager and the shell see it: signals, exit codes, and one clear message."""

from __future__ import annotations

import signal
import socket

import pytest

from tests.process.program import Inboxd, customer_mail
from tests.servers.ports import HOST, release_port, reserve_port

pytestmark = [pytest.mark.process, pytest.mark.real]


@pytest.fixture
def make(inboxd, small_rules):
    """Installations with small rules."""
    return lambda **changes: inboxd(**{"rules": small_rules, **changes})


def test_sighup_reads_the_rules_again_and_sigint_ends_in_order(make, small_rules):
    daemon: Inboxd = make(reload=False)
    daemon.start()
    assert daemon.process is not None
    routes = small_rules / "routes.yaml"
    good = routes.read_text()
    routes.write_text(good.replace("folder: Priority", "foldr: Priority"))
    daemon.process.send_signal(signal.SIGHUP)
    (refused,) = daemon.wait_for("rules.refused")
    assert str(refused["first"]).startswith("routes.yaml:")
    routes.write_text(good.replace("folder: Priority", "folder: Urgent"))
    daemon.process.send_signal(signal.SIGHUP)
    loaded = daemon.wait_for("rules.loaded", 2)
    assert loaded[0]["version"] != loaded[1]["version"]
    daemon.process.send_signal(signal.SIGINT)
    assert daemon.process.wait(15) == 0
    assert [line["event"] for line in daemon.lines()][-1] == "inboxd.stopped"


def test_once_handles_what_is_there_and_ends(make, mail_user, smtp_sink):
    mail_user.deliver(customer_mail("Your page is down since monday and I lose my customers"))
    daemon: Inboxd = make()
    shadowed = daemon.once("--shadow")
    assert shadowed.returncode == 0, shadowed.stderr
    assert mail_user.dovecot.count(mail_user.address) == 1
    assert smtp_sink.accepted == []


def test_a_server_that_is_down_ends_once_with_exit_code_3(make):
    port = reserve_port()
    ended = make(imap_port=port).once()
    release_port(port)
    assert ended.returncode == 3
    assert f"inboxd: could not connect to 127.0.0.1:{port}: Connection refused" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_a_person_must_mend_ends_it_with_exit_code_2(make):
    wrong = make(password="wrong horse").once()
    assert wrong.returncode == 2
    assert "inboxd: could not log in" in wrong.stderr
    assert "→ Check `user` and `password`" in wrong.stderr
    assert "wrong horse" not in wrong.stderr
    with socket.create_server((HOST, 0)) as taken:
        address = f"{HOST}:{taken.getsockname()[1]}"
        ended = make(web=address).command("run", seconds=30)
    assert ended.returncode == 2
    assert f"inboxd: web.listen: {address} is in use by another program" in ended.stderr
    assert "Choose another port" in ended.stderr
    # It takes no mailbox away from others before it ends, and leaves no other word behind.
    assert not any(word in ended.stderr for word in ("mailbox.taken", "library.warned"))


def test_a_second_service_on_the_same_database_is_refused(make):
    daemon: Inboxd = make()
    daemon.start()
    second = daemon.once()
    assert second.returncode == 2
    assert "is in use by another inboxd" in second.stderr
    assert daemon.command("cases", "list").returncode == 0
    assert daemon.stop() == 0
