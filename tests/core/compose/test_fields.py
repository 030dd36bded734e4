import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.compose.fields import address_field, fold, id_field, is_message_id, is_plain_address, text_field
from inboxd.core.compose.lines import one_line


def read(field: str, name: str) -> str:
    return str(email.message_from_string(field + "\r\n", policy=email.policy.default)[name])


def read_by_old_means(field: str) -> str:
    value = field.partition(": ")[2].replace("\r\n", "")
    return str(make_header(decode_header(value)))


lines = st.text().map(lambda text: one_line(text, 200))


@given(lines)
def test_a_text_field_is_read_back_as_it_was(text):
    field = text_field("Subject", text)
    assert read(field, "Subject") == text
    assert read_by_old_means(field) == text


@pytest.mark.parametrize(
    "text",
    [
        "Re: ab çd ef gh [K7QX-2M4D]",
        "a é b è c ê d",
        "สวัสดี " * 20 + "[K7QX-2M4D]",
        "é" * 60 + " a" * 40,
        "looks =?utf-8?q?encoded?=",
        "x" * 198,
        "🙂" * 60,
    ],
)
def test_no_blank_gets_lost_as_in_gh_144156(text):
    assert read(text_field("Subject", text), "Subject") == text.strip()


@given(lines)
def test_every_line_of_a_field_is_short_ascii_and_only_the_first_begins_a_field(text):
    rows = text_field("Subject", text).split("\r\n")
    assert rows.pop() == ""
    assert all(row.isascii() and row.isprintable() for row in rows)
    assert all(row.startswith(" ") and row.strip() for row in rows[1:])
    if " " in text or not text.isascii():
        longest_word = max(map(len, text.split())) if text.isascii() else 0
        assert max(map(len, rows)) <= max(76, longest_word + len("Subject: "))


@given(st.text().map(lambda text: one_line(text, 60)))
def test_a_display_name_is_read_back_with_its_address(name):
    field = address_field("To", name, "mira@larch.example")
    parsed = email.message_from_string(field + "\r\n", policy=email.policy.default)["To"]
    (address,) = parsed.addresses
    assert address.addr_spec == "mira@larch.example"
    # Not address.display_name: between two encoded words of a phrase that parser puts a blank that RFC 2047 denies.
    shown, _ = parseaddr(field.partition(": ")[2].replace("\r\n", ""))
    assert str(make_header(decode_header(shown))) == name


def test_a_non_ascii_address_is_shown_and_is_no_address_in_the_header():
    field = address_field("To", "Мира", "мира@larch.example")
    assert field.isascii()
    parsed = email.message_from_string(field + "\r\n", policy=email.policy.default)["To"]
    assert parsed.addresses == ()
    assert parsed.groups[0].display_name == "мира@larch.example"


@pytest.mark.parametrize(
    "address",
    ["", "mira", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: x@y.example", '"a"@b.example', "a@b,c@d", "a@b\u2028c"],
)
def test_an_address_that_needs_care_is_refused(address):
    assert not is_plain_address(address)
    with pytest.raises(ValueError, match="address"):
        address_field("To", "", address)


def test_an_address_with_dots_where_japanese_phones_have_them_is_fine():
    assert is_plain_address("mira..larch.@phone.example")


@pytest.mark.parametrize("text", ["", "a b", "a>\r\nX: y", "a<b", "a>b", "ä@b", "x" * 501, "a\x00b", "=?utf-8?q?=0A?="])
def test_what_could_leave_its_brackets_is_no_message_id(text):
    assert not is_message_id(text)


def test_message_ids_are_folded_one_by_one():
    ids = [f"{number:040}@larch.example" for number in range(4)]
    field = id_field("References", ids)
    assert field.count("\r\n") == 4
    assert field.split() == ["References:", *(f"<{each}>" for each in ids)]


def test_a_short_field_is_one_line():
    assert fold("Auto-Submitted", ["auto-replied"]) == "Auto-Submitted: auto-replied\r\n"
