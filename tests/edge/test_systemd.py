"""A real datagram socket plays the service manager."""

import os
import socket
from datetime import timedelta

import pytest

from inboxd.edge.systemd import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    """The manager's end of NOTIFY_SOCKET and what it puts into the environment."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@inboxd-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.bind("\0" + name[1:] if name.startswith("@") else name)
        link.settimeout(5)
        yield link, name


def _heard(link):
    return link.recv(4096).decode().split("\n")


def test_ready_tells_state_and_one_line_of_status(manager):
    link, name = manager
    assert Notifier(name).ready("watching 2 mailboxes\nsince now")
    assert _heard(link) == ["READY=1", "STATUS=watching 2 mailboxes since now"]


def test_a_reload_carries_the_monotonic_time_in_microseconds(manager):
    link, name = manager
    assert Notifier(name).reloading()
    state, when = _heard(link)
    assert state == "RELOADING=1"
    assert when.startswith("MONOTONIC_USEC=")
    assert int(when.partition("=")[2]) > 0


def test_stopping_sign_of_life_and_status_are_told(manager):
    link, name = manager
    notifier = Notifier(name)
    assert notifier.stopping()
    assert notifier.alive()
    assert notifier.status("3 customers wait")
    assert [_heard(link) for _ in range(3)] == [["STOPPING=1"], ["WATCHDOG=1"], ["STATUS=3 customers wait"]]


def test_without_a_service_manager_nothing_happens():
    notifier = Notifier.from_environment({})
    assert notifier.ready("fine") is False
    assert notifier.is_watched is False


def test_a_manager_that_is_gone_does_not_disturb(tmp_path):
    assert Notifier(str(tmp_path / "nobody")).alive() is False


@pytest.mark.parametrize(
    ("environ", "interval"),
    [
        ({"WATCHDOG_USEC": "30000000"}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_interval_is_taken_only_when_it_is_meant_for_this_process(environ, interval):
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": "@nobody", **environ})
    assert notifier.watchdog == interval
    assert notifier.is_watched is (interval is not None)
