"""A digest with something in every section."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from inboxd.core.values.digest import Digest, Hug, Matter, Period, PeriodKind, ReplyTimes, TopicTimes, ToReview

SINCE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
WEEK = Period(PeriodKind.WEEKLY, SINCE, UNTIL)
HOUR = timedelta(hours=1)

FULL = Digest(
    period=WEEK,
    zone="Europe/Sofia",
    waiting=(
        Matter("K7QX-2M4D", "Mira <mira@bluehill.example>", "Nothing works", "priority", 3 * HOUR, -HOUR),
        Matter("AAAA-2222", "奥田 <okuda@kaede.example>", "ログインできません", "vip", HOUR, HOUR / 2),
        Matter("BBBB-3333", "olu@fern.example", "Where is my parcel?", "questions", HOUR),
    ),
    waiting_count=5,
    late_count=1,
    escalated=(
        Matter("CCCC-4444", "noor@fern.example", "Third mail", "priority", 30 * HOUR, note="escalated: step 2"),
    ),
    reopened=(Matter("DDDD-5555", "sam@fern.example", "Still broken", "priority", 50 * HOUR, note="not solved"),),
    rated=(Matter("EEEE-6666", "kim@fern.example", "Refund", "questions", 70 * HOUR, note="1 of 5"),),
    reviews=(
        ToReview("FFFF-7777", "ana@ourshop.example", SINCE, (("stock", "as per our policy", "Give the reason."),)),
    ),
    oldest=(Matter("GGGG-8888", "lea@fern.example", "Deposit", "questions", 24 * 40 * HOUR, note="waiting"),),
    topics=(TopicTimes("Deposits", 2, 3, 300 * HOUR), TopicTimes("Signing in", 0, 4, None)),
    days=tuple(date(2026, 3, day) for day in range(2, 10)),
    traffic=(("questions", (20, 18, 25, 9, 14, 2, 1, 6)), ("priority", (3, 1, 8, 0, 2, 0, 0, 1))),
    reply_times=(
        ReplyTimes("priority", 14, HOUR / 2, 2 * HOUR, HOUR, 12),
        ReplyTimes("wishes", 3, 9 * HOUR, 20 * HOUR, None, 0),
    ),
    hugs=(Hug("Mira", "you saved my day", SINCE + HOUR, "en", 5.0),),
    praise=6,
    complaints=2,
    unaccounted=0,
    held=(("acknowledgment:9", "acknowledgment to zoe@fern.example", "no copy proves it"),),
    trends=("Signing in: 12 customers, open",),
)
EMPTY = Digest(period=replace(WEEK, kind=PeriodKind.DAILY, since=UNTIL - timedelta(days=1)), zone="UTC")
