from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.digest import REPLIES, TRAFFIC, digest_sections, digest_subject, digest_text, say_duration
from inboxd.core.compose.digest_page import digest_page
from inboxd.core.compose.happy_file import MOST, happy_file
from inboxd.core.values.digest import Hug
from tests.digests import EMPTY, FULL, SINCE

SOFIA = ZoneInfo("Europe/Sofia")


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.images, self.tags, self.open = [], [], set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "img":
            self.images.append(dict(attrs)["src"])
        elif tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def cells(digest):
    return [cell for section in digest_sections(digest) for row in section.rows for cell in row if cell]


def test_the_subject_says_whether_somebody_must_act():
    assert digest_subject(FULL) == "Weekly digest: 5 customers waiting, 1 late"
    assert digest_subject(EMPTY) == "Daily digest: nobody waits"


def test_the_text_holds_every_section_and_every_cell():
    text = digest_text(FULL)
    titles = [section.title.upper() for section in digest_sections(FULL)]
    assert len(titles) == 12
    assert [line for line in text.splitlines() if line in titles] == titles
    assert all(cell in text for cell in cells(FULL))


def test_the_first_lines_tell_the_period_who_waits_what_is_lost_and_the_ratio():
    assert digest_text(FULL).splitlines()[:5] == [
        "The week in support",
        "Mon 2 Mar 08:00 to Mon 9 Mar 08:00 (Europe/Sofia)",
        "5 customers waiting for us now, 1 of them later than promised.",
        "Messages that nobody can account for: 0.",
        "Praise 6, complaints 2: 3.0 to 1 (we aim at 3 to 1).",
    ]


def test_without_an_audit_nothing_is_claimed_about_lost_messages():
    assert "account for" not in digest_text(replace(FULL, unaccounted=None))


def test_a_quiet_day_is_told_in_a_few_lines():
    assert digest_text(EMPTY).splitlines()[2:] == [
        "No customers waiting for us now.",
        "Praise 0, complaints 0 (we aim at 3 to 1).",
        "",
        "WHO WAITS NOW",
        "Nobody.",
    ]


def test_who_is_late_is_told_first_and_how_many_more_wait():
    text = digest_text(FULL)
    assert re.search(r"K7QX-2M4D +1h late +priority", text)
    assert re.search(r"AAAA-2222 +in 30m +vip", text)
    assert "And 2 more: inboxd cases list." in text


def test_days_are_drawn_with_bars_of_letters_that_fit_their_numbers():
    bars = {day: len(bar) for day, bar in re.findall(r"  (\w{3} \d Mar) +\d+ +(█+)", digest_text(FULL))}
    assert bars["Wed 4 Mar"] == 30
    assert bars["Sun 8 Mar"] == 1
    assert bars["Mon 2 Mar"] == round(23 / 33 * 30)


def test_columns_stand_below_each_other_in_scripts_of_double_width_too():
    rows = [line for line in digest_text(FULL).splitlines() if line.startswith(("  K7QX", "  BBBB"))]
    wide = next(line for line in digest_text(FULL).splitlines() if line.startswith("  AAAA"))
    assert len({line.index(about) for line, about in zip(rows, ("Nothing works", "Where is"), strict=True)}) == 1
    assert wide.index("ログイン") + len("奥田") == rows[0].index("Nothing works")


def test_a_strangers_words_cannot_break_out_of_their_line_or_the_page():
    evil = replace(
        FULL.waiting[0], subject="a\r\nB\u202ec <script>alert(1)</script><img src=x>", customer="<b>m@x.example"
    )
    digest = replace(FULL, waiting=(evil,))
    assert "\u202e" not in digest_text(digest)
    assert "a Bc <script>" in digest_text(digest)
    page = Page(digest_page(digest, {}))
    assert page.tags.isdisjoint({"script", "img", "b"})
    assert page.open == []


def test_the_page_says_what_the_text_says():
    words = " ".join(" ".join(Page(digest_page(FULL, {})).words).split())
    assert all(" ".join(cell.split()) in words for cell in cells(FULL))


def test_pictures_stand_where_bars_of_letters_stood():
    pictures = {TRAFFIC: "cid:traffic@x", REPLIES: "cid:replies@x"}
    with_pictures = Page(digest_page(FULL, pictures))
    assert with_pictures.images == ["cid:replies@x", "cid:traffic@x"]
    assert "█" not in "".join(with_pictures.words)
    assert Page(digest_page(FULL, {})).images == []


def test_the_page_fetches_nothing():
    page = digest_page(FULL, {TRAFFIC: "cid:traffic@x"})
    assert "http" not in page
    assert not re.search(r"<(script|link|iframe|form|style)\b", page)


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "5s"), (65, "1m"), (3600 * 49, "2d1h"), (-3, "0s"), (86400 * 20, "2w6d")]
)
def test_durations_are_said_in_two_units(seconds, said):
    assert say_duration(timedelta(seconds=seconds)) == said


class TestTheHappyFile:
    def test_it_quotes_each_with_name_and_day(self):
        assert happy_file(date(2026, 3, 1), FULL.hugs, SOFIA) == (
            "# What people thanked us for in March 2026\n\n> you saved my day\n>\n> — Mira, Mon 2 Mar\n"
        )

    def test_a_month_without_praise_says_so_kindly(self):
        assert "says nothing about the work" in happy_file(date(2026, 3, 1), (), SOFIA)

    def test_praise_without_words_is_not_quoted(self):
        assert "Mira" not in happy_file(date(2026, 3, 1), (Hug("Mira", "", SINCE, "en", 5.0),), SOFIA)

    def test_it_shows_the_warmest_and_counts_the_others(self):
        hugs = [Hug(f"Friend {number}", "thanks", SINCE, "en", 3.0) for number in range(MOST + 2)]
        assert happy_file(date(2026, 3, 1), hugs, SOFIA).endswith("And 2 more.\n")

    def test_a_strangers_marks_are_no_marks_of_ours(self):
        (line,) = (
            line
            for line in happy_file(
                date(2026, 3, 1), (Hug("M", "<b>*so*\n# good", SINCE, "en", 3.0),), SOFIA
            ).splitlines()
            if "so" in line
        )
        assert line == r"> \<b\>\*so\* \# good"
