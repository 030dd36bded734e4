"""Address fields as they are really sent."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.parse.addresses import read_addresses, usable_email
from inboxd.core.parse.defects import Defects

CASES = {
    "bare": ("mira@bluehill.example", [("mira@bluehill.example", "")]),
    "upper case": ("Mira@BlueHill.EXAMPLE", [("mira@bluehill.example", "")]),
    "name": ("Mira Hill <mira@bluehill.example>", [("mira@bluehill.example", "Mira Hill")]),
    "quoted name with comma": ('"Hill, Mira" <m@b.example>', [("m@b.example", "Hill, Mira")]),
    "quoted pair": (r'"Mira \"Mi\" Hill" <m@b.example>', [("m@b.example", "Mira Mi Hill")]),
    "comment as name": ("m@b.example (Mira Hill)", [("m@b.example", "Mira Hill")]),
    "nested comment": ("m@b.example (Mira (of Bluehill))", [("m@b.example", "Mira (of Bluehill)")]),
    "several": (
        "a@b.example, C <c@d.example>; e@f.example",
        [("a@b.example", ""), ("c@d.example", "C"), ("e@f.example", "")],
    ),
    "group": (
        "Team: a@b.example, c@d.example;, e@f.example",
        [("a@b.example", ""), ("c@d.example", ""), ("e@f.example", "")],
    ),
    "empty group": ("undisclosed-recipients:;", []),
    "encoded name": ("=?utf-8?Q?Mira_H=C3=BCgel?= <m@b.example>", [("m@b.example", "Mira Hügel")]),
    "encoded comma stays in the name": ("=?utf-8?Q?Hill=2C_Mira?= <m@b.example>", [("m@b.example", "Hill, Mira")]),
    "encoded name in quotes": ('"=?utf-8?B?0JzQuNGA0LA=?=" <m@b.example>', [("m@b.example", "Мира")]),
    "encoded line break in the name": ("=?utf-8?Q?a=0D=0ABcc:_x?= <m@b.example>", [("m@b.example", "a Bcc: x")]),
    "route": ("<@a.example,@b.example:m@c.example>", [("m@c.example", "")]),
    "mailto": ("Mira <mailto:m@b.example>", [("m@b.example", "Mira")]),
    "blanks in brackets": ("Mira < m@b.example >", [("m@b.example", "Mira")]),
    "name twice": ("m@b.example <m@b.example>", [("m@b.example", "m@b.example")]),
    "name without brackets": ("Mira Hill m@b.example", [("m@b.example", "Mira Hill")]),
    "unquoted dots": ("Mira J. Hill <m@b.example>", [("m@b.example", "Mira J. Hill")]),
    "trailing dot": ("m@b.example.", [("m@b.example", "")]),
    "plus tag": ("m+tag@b.example", [("m+tag@b.example", "")]),
    "quoted local part": ('"a b"@c.example', [('"a b"@c.example', "")]),
    "domain literal": ("m@[192.0.2.1]", [("m@[192.0.2.1]", "")]),
    "international domain": ("m@bücher.example", [("m@bücher.example", "")]),
    "international local part": ("мира@b.example", [("мира@b.example", "")]),
    "no top level": ("root@localhost", [("root@localhost", "")]),
    "unclosed bracket": ("Mira <m@b.example", [("m@b.example", "Mira")]),
}


@pytest.mark.parametrize(("written", "read"), CASES.values(), ids=CASES)
def test_addresses(written: str, read: list[tuple[str, str]]):
    defects = Defects()
    found = [(address.email, address.name) for address in read_addresses(written, defects)]
    assert found == read
    assert not defects.found()


@pytest.mark.parametrize(
    "written",
    [
        '"',
        "(c):x",
        "<>",
        '"m@b.example" <>',
        "<[x]>",
        "Mira",
        "@",
        "a@",
        "@b.example",
        "a b c",
        "<a@b@>",
        "m@b..example",
        "m@-b.example",
        "m@b_\x01.example",
        "<MAILER-DAEMON>",
        "a@" + "b" * 300,
        "x" * 200 + "@b.example",
        "m@[not an address]",
        "m@b.example\u0000evil",
    ],
)
def test_what_nobody_can_reach_is_left_out_with_a_defect(written: str):
    defects = Defects()
    assert read_addresses(written, defects) == ()
    assert [defect.code for defect in defects.found()] == ["address-invalid"]


@pytest.mark.parametrize("written", ["", "   ", ",,,", "(only a comment)", ":;"])
def test_nothing_is_no_defect(written: str):
    defects = Defects()
    assert read_addresses(written, defects) == ()
    assert not defects.found()


def test_at_most_500_addresses_are_read():
    assert len(read_addresses(", ".join(f"a{number}@b.example" for number in range(700)), Defects())) == 500


def test_after_a_quote_that_nothing_closes_everything_is_read_as_without_it():
    written = r'"Mira \" <m@b.example>, \"Jon <j@b.example>'
    assert [address.email for address in read_addresses(written, Defects())] == ["m@b.example", "j@b.example"]


@pytest.mark.parametrize("end", ["", "\\", " <m@b.example>"])
def test_thousands_of_quotes_that_nothing_closes_take_no_time(end: str):
    written = '"' + '\\"' * 50_000 + end
    before = process_time()
    read_addresses(written, Defects())
    assert process_time() - before < 3


@given(st.text(alphabet='ab@.<>"(),;: \\=?_\n\0é', max_size=60))
def test_any_field_can_be_read_and_gives_only_usable_addresses(written: str):
    for address in read_addresses(written, Defects()):
        assert usable_email(address.email) == address.email
        assert "\n" not in address.email + address.name
