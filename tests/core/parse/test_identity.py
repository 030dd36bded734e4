"""What names a message: the same from a whole message and from its header block alone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.parse.mail import parse_bytes

NOW = datetime(2024, 3, 12, tzinfo=UTC)


def test_the_digest_is_of_the_header_block_with_crlf_and_of_the_size():
    identity = identity_of(b"From: a\nTo: b\n\n", 42)
    assert identity.digest == hashlib.sha256(b"From: a\r\nTo: b\0" + b"42").hexdigest()


@pytest.mark.parametrize(
    "block",
    [
        b"From: a\r\nTo: b",
        b"From: a\r\nTo: b\r\n",
        b"From: a\r\nTo: b\r\n\r\n",
        b"From: a\nTo: b\n\n",
        b"From: a\rTo: b\r\r",
    ],
)
def test_line_ends_and_the_empty_line_do_not_count(block: bytes):
    assert identity_of(block, 1) == identity_of(b"From: a\r\nTo: b\r\n", 1)


def test_another_size_is_another_message():
    assert identity_of(b"From: a", 1) != identity_of(b"From: a", 2)


@pytest.mark.parametrize(
    ("field", "message_id"),
    [
        (b"Message-ID: <a@b.example>", "a@b.example"),
        (b"MESSAGE-ID:<a@b.example>", "a@b.example"),
        (b"Message-Id :  <a@b.example> (added by x)", "a@b.example"),
        (b"Message-ID:\r\n <a@\r\n b.example>", "a@b.example"),
        (b"Message-ID: <[a@b.example]>", "[a@b.example]"),
        (b"Message-ID: a@b.example", "a@b.example"),
        (b"Message-ID: <a@b.example", "a@b.example"),
        (b"Message-ID: <A@b.example> <c@d.example>", "A@b.example"),
        (b"Message-ID: <a@b.example>\r\nMessage-ID: <c@d.example>", "a@b.example"),
        (b"X-Message-ID: <a@b.example>", ""),
        (b"Subject: x", ""),
        (b"Message-ID: <>", ""),
        (b"Message-ID:", ""),
        (b"Message-ID: <a\0b@c.example>", "ab@c.example"),
    ],
)
def test_the_message_id_is_bare(field: bytes, message_id: str):
    assert identity_of(b"From: x\r\n" + field + b"\r\n", 1).message_id == message_id


def test_a_message_id_is_cut_at_998_characters():
    assert len(identity_of(b"Message-ID: <" + b"a" * 5000 + b">", 1).message_id) <= 998


def test_a_whole_message_and_its_header_block_give_the_same_identity():
    raw = b"Message-ID: <a@b.example>\r\nFrom: x@y.example\r\n\r\nbody\r\n"
    header = raw[: raw.index(b"body")]
    assert parse_bytes(raw, NOW).identity == identity_of(header, len(raw))


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_any_header_block_with_any_body_keeps_its_identity(block: bytes, body: bytes):
    raw = block + b"\r\n\r\n" + body
    header, _ = split_message(raw)
    assert identity_of(header, 7) == identity_of(header + b"\r\n\r\n", 7)


def test_a_message_that_starts_with_an_empty_line_has_no_headers():
    assert split_message(b"\r\nbody") == (b"", b"body")
    assert split_message(b"Subject: x") == (b"Subject: x", b"")
