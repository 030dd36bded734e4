"""The happy file of a month, as Markdown: to be read aloud when a week was hard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from inboxd.core.compose.digest import say_day
from inboxd.core.compose.lines import one_line
from inboxd.core.values.digest import Hug

MOST = 40
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!~&]|(?<=\b[wW]{3})\.|:(?=//))")
_LIST_MARK = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
_LONGEST = 200


def happy_file(month: date, hugs: Sequence[Hug], zone: ZoneInfo) -> str:
    """The month's best comments, the warmest first."""
    lines = [f"# What people thanked us for in {month:%B %Y}", ""]
    spoken = [hug for hug in hugs if hug.quote]
    if not spoken:
        lines.append("Nobody did in writing. That says nothing about the work.")
    for hug in spoken[:MOST]:
        lines.append(f"> {_plain(hug.quote)}")
        lines.append(">")
        lines.append(f"> — {_plain(hug.who)}, {say_day(hug.at.astimezone(zone).date())}")
        lines.append("")
    if len(spoken) > MOST:
        lines.append(f"And {len(spoken) - MOST} more.")
    return "\n".join(lines).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    """A stranger's words on one line; nothing in them is Markdown."""
    line = _MARKS.sub(r"\\\1", one_line(text, _LONGEST))
    return _LIST_MARK.sub(lambda found: f"\\{found[1]}" if found[1] in "-+=" else f"{found[1]}\\", line)
