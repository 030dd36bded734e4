from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inboxd.core.measure.calibration import calibrate
from inboxd.core.measure.figures import Tally
from inboxd.edge.chart import check_chart, draw_chart
from inboxd.errors import Misconfigured
from tests.core.measure.mails import outcome

BINS = calibrate([outcome(), outcome(heat=1.0, urgent=False)])
SETS = {"new": (BINS, {"en": Tally(found=1), "ja": Tally(quiet=1)}), "old": (calibrate([]), {"en": Tally(alarms=1)})}


@pytest.mark.parametrize(("name", "begins"), [("c.svg", b"<?xml"), ("c.PNG", b"\x89PNG")])
@pytest.mark.parametrize("sets", [SETS, {"new": SETS["new"]}])
def test_a_chart_is_drawn(tmp_path: Path, name: str, begins: bytes, sets):
    draw_chart(tmp_path / name, sets)
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(("name", "said"), [("c.jpeg", "an .svg or a .png file"), ("nowhere/c.svg", "no such folder")])
def test_where_no_chart_can_be_drawn_is_said_before_the_work(tmp_path: Path, name: str, said: str):
    with pytest.raises(Misconfigured, match=said):
        check_chart(tmp_path / name)


def test_without_matplotlib_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(Misconfigured, match="needs matplotlib") as refused:
        check_chart(tmp_path / "c.svg")
    assert refused.value.hint == "Install it: pip install 'inboxd[plots]'"


def test_a_file_that_cannot_be_written_is_said_clearly(tmp_path: Path):
    (tmp_path / "c.svg").mkdir()
    with pytest.raises(Misconfigured, match=r"c\.svg: cannot be written"):
        draw_chart(tmp_path / "c.svg", SETS)
