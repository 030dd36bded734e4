"""The pictures of a digest as PNG, which every mail client shows; none without matplotlib, an optional extra."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from inboxd.core.compose.digest import REPLIES, TRAFFIC, say_day
from inboxd.core.values.digest import Digest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_RED, _BLUE = "#b3261e", "#4a6fa5"
_COLOURS = (_BLUE, _RED, "#d8a24a", "#6a994e", "#8d6a9f", "#7a7a7a", "#c98686", "#9db4c0")
_GREY = "#d8d8d8"
_HOUR = timedelta(hours=1)
_WIDTH, _HEIGHT, _RASTER = 8.0, 2.6, 110


def draw_digest(digest: Digest) -> Mapping[str, bytes]:
    """PNG by name, for what the digest has figures of; nothing at all without matplotlib."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - an optional extra
    except ImportError:
        return {}

    def drawn() -> tuple[Figure, Axes]:
        figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
        return figure, figure.subplots()

    pictures: dict[str, bytes] = {}
    if digest.traffic:
        figure, axes = drawn()
        _draw_traffic(axes, digest)
        pictures[TRAFFIC] = _png(figure)
    if digest.reply_times:
        figure, axes = drawn()
        _draw_replies(axes, digest)
        pictures[REPLIES] = _png(figure)
    return pictures


def _draw_traffic(axes: Axes, digest: Digest) -> None:
    days = [say_day(day) for day in digest.days]
    bottom = [0] * len(days)
    for number, (route, counts) in enumerate(digest.traffic):
        axes.bar(days, counts, bottom=bottom, width=0.7, color=_COLOURS[number % len(_COLOURS)], label=route)
        bottom = [below + count for below, count in zip(bottom, counts, strict=True)]
    axes.set_ylabel("messages")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)
    _calm(axes)


def _draw_replies(axes: Axes, digest: Digest) -> None:
    times = digest.reply_times[::-1]
    places = range(len(times))
    axes.barh(places, [each.p90 / _HOUR for each in times], height=0.6, color=_GREY, label="nine of ten")
    axes.barh(places, [each.median / _HOUR for each in times], height=0.3, color=_BLUE, label="median")
    aimed = [(place, each.target / _HOUR) for place, each in zip(places, times, strict=True) if each.target]
    axes.plot(
        [hours for _, hours in aimed],
        [place for place, _ in aimed],
        "|",
        color=_RED,
        ms=16,
        mew=3,
        label="target",
    )
    axes.set_yticks(places, [each.route for each in times])
    axes.set_xlabel("working hours")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)
    _calm(axes)


def _calm(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8)


def _png(figure: Figure) -> bytes:
    written = io.BytesIO()
    # Without a word about the program the same figures give the same picture.
    figure.savefig(written, format="png", dpi=_RASTER, metadata={"Software": None})
    return written.getvalue()
