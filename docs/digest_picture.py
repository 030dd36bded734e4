"""Draws docs/digest.png, the digest of a week of invented figures as a mail client shows it.

`python docs/digest_picture.py`, where Chromium is installed.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from inboxd.core.compose.digest_page import digest_page
from inboxd.core.values.digest import Digest, Hug, Matter, Period, PeriodKind, ReplyTimes, TopicTimes, ToReview
from inboxd.edge.digestplots import draw_digest

HERE = Path(__file__).resolve().parent
BROWSER = "chromium"
BROWSER_OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,2110")
SINCE = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK = Digest(
    period=Period(PeriodKind.WEEKLY, SINCE, SINCE + 7 * DAY),
    zone="Europe/Sofia",
    waiting=(
        Matter(
            "K7QX-2M4D", "Mira <mira@bluehill.example>", "Third time I write", "priority", 100 * MINUTE, -40 * MINUTE
        ),
        Matter("R4TN-8WHC", "奥田 <okuda@kaede.example>", "ログインできません", "vip", 9 * MINUTE, 11 * MINUTE),
        Matter("P2LS-6KVB", "olu@fern.example", "Where is my parcel?", "questions", 3 * HOUR, 5 * HOUR),
    ),
    waiting_count=3,
    late_count=1,
    escalated=(
        Matter("K7QX-2M4D", "Mira <mira@bluehill.example>", "Third time I write", "priority", 2 * DAY, note="breached"),
    ),
    reviews=(
        ToReview(
            "H3DG-5YRA", "ben@ourshop.example", SINCE, (("stock", "as per our policy", "Give the reason instead."),)
        ),
    ),
    oldest=(Matter("C8MB-4JQX", "lea@moss.example", "My deposit", "questions", 31 * DAY, note="waiting"),),
    topics=(TopicTimes("Deposits and refunds", 6, 4, 11 * DAY), TopicTimes("Signing in", 21, 2, 3 * HOUR)),
    days=tuple(date(2026, 10, day) for day in range(5, 12)),
    traffic=(
        ("questions", (61, 55, 58, 49, 44, 12, 9)),
        ("priority", (9, 4, 6, 3, 5, 2, 1)),
        ("wishes", (7, 9, 4, 6, 8, 1, 2)),
        ("hugs", (12, 15, 11, 16, 14, 8, 4)),
    ),
    reply_times=(
        ReplyTimes("priority", 29, 24 * MINUTE, 58 * MINUTE, HOUR, 27),
        ReplyTimes("questions", 271, 160 * MINUTE, 7 * HOUR, 8 * HOUR, 258),
        ReplyTimes("wishes", 33, 5 * HOUR, 13 * HOUR, 16 * HOUR, 33),
    ),
    hugs=(
        Hug("Noor", "you saved my day … thank you so much", SINCE + DAY, "en", 6.0),
        Hug("さくら", "とても助かりました", SINCE + 3 * DAY, "ja", 5.0),
    ),
    praise=80,
    complaints=30,
    unaccounted=0,
    trends=("Signing in: 12 customers, resolved (inboxd trends show 4f2a9c)",),
)


def main() -> None:
    """Write the picture beside this script; needs Chromium."""
    pictures = {
        name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, png in draw_digest(WEEK).items()
    }
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "digest.html"
        page.write_text(digest_page(WEEK, pictures), encoding="utf-8")
        shot = ("--screenshot=" + str(HERE / "digest.png"), page.as_uri())
        subprocess.run([BROWSER, *BROWSER_OPTIONS, *shot], check=True, capture_output=True)  # noqa: S603 - our own page


if __name__ == "__main__":
    main()
