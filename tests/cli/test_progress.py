from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from inboxd.cli.progress import with_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def sit_down(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Makes standard error a terminal; called in the test itself, because pytest sets it anew before each phase."""

    def terminal() -> Terminal:
        found = Terminal()
        monkeypatch.setattr(sys, "stderr", found)
        monkeypatch.setenv("TERM", "xterm")
        return found

    return terminal


@pytest.mark.parametrize("total", [None, 3])
def test_several_items_get_a_bar_on_the_terminal(sit_down, total):
    terminal = sit_down()
    assert list(with_progress("abc", "judging", total)) == ["a", "b", "c"]
    assert "judging" in terminal.getvalue()
    assert "3/" in terminal.getvalue()


def test_a_single_item_gets_none(sit_down):
    terminal = sit_down()
    assert list(with_progress("a", "judging", 1)) == ["a"]
    assert terminal.getvalue() == ""


def test_whoever_wants_quiet_gets_it(sit_down):
    terminal = sit_down()
    assert list(with_progress("abc", "judging", quiet=True)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_without_a_terminal_nothing_is_shown(capsys):
    assert list(with_progress("abc", "judging")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


def test_an_item_is_handed_on_before_the_next_one_is_asked_for():
    asked = []

    def items():
        for each in range(3):
            asked.append(each)
            yield each

    found = with_progress(items(), "judging")
    assert [next(found), next(found)] == [0, 1]
    assert asked == [0, 1]
