"""The figure of `judging.py`: how the time of each matcher grows with the number of phrases."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt


def draw(figures: dict[str, dict[int, list[float]]], sizes: tuple[int, ...], path: Path) -> None:
    """One panel for each size of text. The same figures give the same file."""
    mpl.rcParams["svg.hashsalt"] = "inboxd"
    picture, panels = plt.subplots(1, len(sizes), figsize=(11, 3.6), sharey=True, layout="constrained")
    for number, (panel, size) in enumerate(zip(panels, sizes, strict=True)):
        for name, rows in figures.items():
            panel.loglog(list(rows), [row[number] for row in rows.values()], marker="o", label=name)
        panel.set_title(f"a mail of {size // 1000} KB")
        panel.set_xlabel("phrases")
        panel.grid(visible=True, which="major", alpha=0.3)
    panels[0].set_ylabel("milliseconds")
    panels[0].legend()
    picture.savefig(path, metadata={"Date": None})
