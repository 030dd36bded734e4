"""Which processes have certainly ended, also where the system hides other people's processes."""

import os
import socket

import pytest

from inboxd.edge import worker
from inboxd.edge.worker import is_gone, worker_name


@pytest.fixture
def hidden(tmp_path, monkeypatch):
    """A /proc that shows no process but this one's realm; the name's beginning."""
    for name in ("sys/kernel/random/boot_id", "self/ns/pid"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("0123abcd-boot", encoding="ascii")
    monkeypatch.setattr(worker, "_PROC", tmp_path)
    return f"{socket.gethostname()}/{worker._realm()}"


def test_a_living_process_of_another_user_is_not_taken_for_ended(hidden):
    assert not is_gone(f"{hidden}/{os.getpid()}-123")


def test_a_process_that_nobody_has_is_gone_although_processes_are_hidden(hidden):
    assert is_gone(f"{hidden}/999999999-123")


def test_a_process_of_which_the_system_tells_nothing_is_not_taken_for_ended(hidden, tmp_path):
    (tmp_path / str(os.getpid()) / "stat").mkdir(parents=True)
    assert not is_gone(f"{hidden}/{os.getpid()}-123")


def test_a_number_that_another_process_has_by_now_tells_that_the_first_one_ended():
    host, realm, _ = worker_name().split("/")
    assert is_gone(f"{host}/{realm}/{os.getpid()}-1")
