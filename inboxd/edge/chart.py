"""The measured figures as a picture. The only importer of matplotlib, an optional extra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inboxd.core.measure.calibration import Bin
from inboxd.core.measure.figures import Tally
from inboxd.errors import Misconfigured

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PICTURES = frozenset({".svg", ".png"})
_STYLES = (("#b3261e", "-"), ("#4a6fa5", "--"))
_GREY = "#d8d8d8"
_ROW_INCHES = 0.32
_RASTER = 150


def check_chart(path: Path) -> None:
    """Whether a chart could be drawn there, before long work is done.

    Raises:
        Misconfigured: matplotlib is not installed, the name ends otherwise, or there is no such folder.
    """
    if path.suffix.lower() not in PICTURES:
        raise Misconfigured(f"{path}: a chart is an .svg or a .png file", hint="Let the name end so.")
    if not path.absolute().parent.is_dir():
        raise Misconfigured(f"{path}: there is no such folder", hint="Make it, or name another one.")
    _new_figure(1)


def draw_chart(path: Path, sets: Mapping[str, tuple[Sequence[Bin], Mapping[str, Tally]]]) -> None:
    """Draw calibration on the left, F1 by language on the right; at most two sets of rules, by name.

    Raises:
        Misconfigured: as `check_chart`, or the file cannot be written.
    """
    check_chart(path)
    languages = sorted({language for _, tallies in sets.values() for language in tallies}, reverse=True)
    figure = _new_figure(max(4.0, 1.5 + _ROW_INCHES * len(languages) * len(sets)))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _draw_calibration(left, {name: bins for name, (bins, _) in sets.items()})
    _draw_languages(right, languages, {name: tallies for name, (_, tallies) in sets.items()})
    try:
        figure.savefig(path, dpi=_RASTER)
    except OSError as error:
        raise Misconfigured(
            f"{path}: cannot be written: {error.strerror}", hint="Check the folder's rights."
        ) from error


def _new_figure(height: float) -> Figure:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        hint = "Install it: pip install 'inboxd[plots]'"
        raise Misconfigured("a chart needs matplotlib, which is not installed", hint=hint) from error
    return Figure(figsize=(11.0, height), layout="constrained")


def _draw_calibration(axes: Axes, sets: Mapping[str, Sequence[Bin]]) -> None:
    (first, *_) = sets.values()
    places = range(len(first))
    counts = axes.twinx()
    counts.bar(places, [each.mails for each in first], color=_GREY, width=0.9)
    counts.set_ylabel("mails (grey)")
    axes.set_zorder(counts.get_zorder() + 1)
    axes.patch.set_visible(False)
    for (name, bins), (colour, line) in zip(sets.items(), _STYLES, strict=False):
        known = [(place, each.share) for place, each in zip(places, bins, strict=True) if each.share is not None]
        shares = [share for _, share in known]
        axes.plot([place for place, _ in known], shares, line, marker="o", color=colour, label=name)
    axes.set(title="Does heat mean trouble?", xlabel="heat", ylabel="share of priority mails", ylim=(-0.02, 1.02))
    axes.set_xticks(places, [each.name for each in first], rotation=40, ha="right")
    axes.legend(loc="upper center")


def _draw_languages(axes: Axes, languages: Sequence[str], sets: Mapping[str, Mapping[str, Tally]]) -> None:
    thickness = 0.8 / len(sets)
    for number, ((name, tallies), (colour, _)) in enumerate(zip(sets.items(), _STYLES, strict=False)):
        places = [place - number * thickness for place in range(len(languages))]
        rates = [(tallies[language].f1 if language in tallies else None) or 0.0 for language in languages]
        axes.barh(places, rates, height=thickness, color=colour, label=name)
    middle = thickness * (len(sets) - 1) / 2
    axes.set_yticks([place - middle for place in range(len(languages))], languages)
    axes.set(title="F1 of priority by language", xlim=(0, 1))
