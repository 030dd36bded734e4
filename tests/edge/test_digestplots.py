from __future__ import annotations

import sys

from inboxd.core.compose.digest import REPLIES, TRAFFIC
from inboxd.edge.digestplots import draw_digest
from tests.digests import EMPTY, FULL

PNG = b"\x89PNG\r\n\x1a\n"


def test_there_is_a_picture_for_what_has_figures_and_the_same_figures_give_the_same():
    pictures = draw_digest(FULL)
    assert set(pictures) == {TRAFFIC, REPLIES}
    assert all(png.startswith(PNG) for png in pictures.values())
    assert draw_digest(FULL) == pictures


def test_without_figures_there_are_no_pictures():
    assert draw_digest(EMPTY) == {}


def test_without_matplotlib_the_digest_does_without(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert draw_digest(FULL) == {}
