"""Header fields, encoded words, Message-ID lists and dates."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest

from inboxd.core.parse.defects import Defects
from inboxd.core.parse.headers import read_date, read_fields, read_message_ids
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.parse.words import decode_words

NOW = datetime(2024, 3, 12, tzinfo=UTC)


def codes(defects: Defects) -> list[str]:
    return [defect.code for defect in defects.found()]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        ("=?utf-8?Q?Caf=C3=A9?=", "Café"),
        ("=?UTF-8?B?0J3QtSDRgNCw0LHQvtGC0Lg=?=", "Не работи"),
        ("=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9?= closed", "Café closed"),
        ("=?utf-8?B?0J3Q?= =?utf-8?B?tQ==?=", "Не"),
        ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"),
        ("x=?utf-8?Q?y?=z", "xyz"),
        ("=?iso-2022-jp?B?GyRCSlY2YhsoQg==?=", "返金"),
        ("=?windows-874?Q?=A4=D7=B9?=", "คืน"),
        ("=?gb2312?B?zcu/7g==?=", "退款"),
        ("=?ks_c_5601-1987?B?yK+60g==?=", "환불"),
        ("=?utf-8*bg?Q?=D0=94=D0=B0?=", "Да"),
        ("=?utf-8?q?a_b=20c?=", "a b c"),
        ("=?nonsense?Q?abc?=", "abc"),
        ("=?utf-8?B?!!!?=", ""),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("=?utf-8?Q?a\tb?=", "a b"),
        ("=?utf-8?Q?line=0D=0Abreak?=", "line break"),
        ("=?utf-8?Q?nul=00?=", "nul"),
        ("=?utf-7?Q?+AGE-?=", "+AGE-"),
        ("=?utf-8?B?YWJj", "=?utf-8?B?YWJj"),
        ("=?utf-8?b?w6k?=", "é"),
    ],
)
def test_encoded_words(written: str, read: str):
    assert decode_words(written, Defects()) == read


def test_fields_are_unfolded_and_keep_their_order_and_names():
    fields = read_fields(b"SUBJECT: a\r\n b\r\n\tc\r\nX-Empty:\r\nfrom : x\r\n", Defects())
    assert fields == (("SUBJECT", "a b c"), ("X-Empty", ""), ("from", "x"))


def test_bare_line_ends_count_as_line_ends():
    assert read_fields(b"A: 1\nB: 2\rC: 3", Defects()) == (("A", "1"), ("B", "2"), ("C", "3"))


def test_what_is_no_header_is_left_out_with_a_defect():
    defects = Defects()
    assert read_fields(b" orphan\r\nA: 1\r\nno header here\r\nB: 2", defects) == (("A", "1"), ("B", "2"))
    assert codes(defects) == ["header-malformed"]


def test_the_from_line_of_an_mbox_is_no_defect():
    defects = Defects()
    assert read_fields(b"From mira@bluehill.example Tue Mar 12 10:15:00 2024\r\nA: 1", defects) == (("A", "1"),)
    assert codes(defects) == []


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("Не работи".encode(), "Не работи"),
        ("Приложението не работи".encode("cp1251"), "Приложението не работи"),
        ("返金してください".encode("cp932"), "返金してください"),
        ("Größe für Übung".encode("cp1252"), "Größe für Übung"),
    ],
)
def test_raw_octets_in_headers_are_read(octets: bytes, text: str):
    assert parse_bytes(b"Subject: " + octets + b"\r\n\r\n", NOW).subject == text


def test_limits_of_headers_are_defects():
    defects = Defects()
    assert len(read_fields(b"A: 1\r\n" * 1500, defects)) == 1000
    assert codes(defects) == ["headers-cut"]
    defects = Defects()
    assert len(read_fields(b"A: " + b"x" * 50_000, defects)[0][1]) <= 16_000
    assert codes(defects) == ["header-cut"]
    defects = Defects()
    read_fields(b"A: " + b"x" * 300_000, defects)
    assert "headers-cut" in codes(defects)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("<a@b> <c@d>", ("a@b", "c@d")),
        ("<a@b>\t<a@b>", ("a@b",)),
        ("<a @\n b>", ("a@b",)),
        ("a@b c@d", ("a@b", "c@d")),
        ("Message from Mira of Tuesday <a@b>", ("a@b",)),
        ("<[x@y]>", ("[x@y]",)),
        ("nonsense", ()),
        ("", ()),
        ("<>", ()),
    ],
)
def test_message_id_lists(written: str, ids: tuple[str, ...]):
    assert read_message_ids(written) == ids


def test_of_a_very_long_list_the_first_and_the_last_are_kept():
    ids = read_message_ids(" ".join(f"<{number}@x>" for number in range(1000)))
    assert len(ids) == 200
    assert (ids[0], ids[-1]) == ("0@x", "999@x")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue, 12 Mar 2024 10:15:00 +0200", datetime(2024, 3, 12, 8, 15, tzinfo=UTC)),
        ("12 Mar 2024 10:15 GMT", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("Tue, 12 Mar 2024 10:15:00 -0000", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("Tue, 12 Mar 2024 10:15:00 +0000 (UTC)", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("Tue, 12 Mar 24 10:15:00 +0200", datetime(2024, 3, 12, 8, 15, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_become_utc(written: str, moment: datetime | None):
    defects = Defects()
    assert read_date(written, defects) == moment
    assert codes(defects) == []


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "Tue, 99 Mar 2024 10:15:00 +0200",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Tue, 12 Mar 2024 10:15:00 +99999999",
        "12 Mar 99999999999 10:15",
        "0" * 5000,
        "Tue, 12 Mar 1900 10:15:00 +0000",
        "Tue, 12 Mar 2024 25:61:61 +0000",
        "\u0661\u0662 Mar 2024",
    ],
)
def test_an_unreadable_date_is_none_and_a_defect(written: str):
    defects = Defects()
    assert read_date(written, defects) is None
    assert codes(defects) == ["date-invalid"]


def test_a_folded_field_of_blanks_takes_no_time():
    block = (b"X-Odd: a\r\n b" + b" " * 15_800 + b"c\r\n") * 15
    before = process_time()
    fields = read_fields(block, Defects())
    assert process_time() - before < 3
    assert {" ".join(value.split()) for _, value in fields} == {"a b c"}


def test_a_folded_field_is_one_line_with_single_blanks_where_it_was_folded():
    block = b"Subject: still\r\n\t down \r\n  \r\n since  today\r\n"
    assert read_fields(block, Defects()) == (("Subject", "still down since  today"),)
