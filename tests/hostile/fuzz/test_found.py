"""What fuzzing has found, each by its name, so that it stays mended."""

from __future__ import annotations

import gc
from time import process_time

import pytest

from inboxd.core.compose.templates import DEEPEST_NESTING, Words, read_templates
from inboxd.core.parse import limits
from inboxd.core.parse.bounces import read_bounce
from inboxd.core.parse.defects import Defects
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.parse.words import decode_words
from inboxd.core.rehearse import examine
from inboxd.core.text import fold as folding
from inboxd.core.text.fold import fold
from tests.core.rules.folders import rules_files, signals
from tests.hostile.fuzz.properties import NOW


def complaints(**changes: str | None) -> list[str]:
    _, problems = examine(rules_files(**changes))
    return [str(each) for each in problems if not each.warning]


class TestBounces:
    def test_parts_nested_a_thousand_deep_are_no_bounce(self):
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_000)
        )
        assert read_bounce(b"Return-Path: <>\r\n" + nested) is None

    def test_messages_nested_a_thousand_deep_are_no_bounce(self):
        assert read_bounce(b"Content-Type: message/rfc822\r\n\r\n" * 1_000) is None

    @pytest.mark.parametrize("charset", ["idna", "hex", "undefined", "punycode"])
    def test_a_charset_that_is_none_makes_no_bounce(self, charset: str):
        assert read_bounce(b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n\xff\xfe") is None

    def test_broken_header_fields_of_the_mail_that_came_back_are_not_folded_anew(self):
        copy = b"Bcc: " + b"\xa7*=?utf-8?Q?" * 15_000 + b"\r\nMessage-ID: <lost@larch.example>\r\n\r\nx"
        report = (
            b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        )
        report += b"\r\nFinal-Recipient: rfc822; mira@bluehill.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        start = process_time()
        bounce = read_bounce(report + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + copy + b"\r\n--b--\r\n")
        assert process_time() - start < 1
        assert bounce is not None
        assert bounce.original_message_ids == ("lost@larch.example",)

    def test_a_sender_of_raw_octets_makes_no_bounce(self):
        assert read_bounce(b"From: mailer-daemon@\xe9.example\r\n\r\nx") is None


class TestMail:
    def test_no_nul_stays_in_the_return_path(self):
        assert parse_bytes(b"Return-Path: <a\0b>\r\n\r\nx", NOW).return_path == "a b"

    def test_no_control_character_stays_in_what_is_said_of_an_unknown_encoding(self):
        mail = parse_bytes(b"Content-Transfer-Encoding: odd\0\x1b[31m\r\n\r\nx", NOW)
        assert [each.detail for each in mail.defects if each.code == "encoding-unknown"] == ["odd [31m"]

    def test_a_message_has_only_so_many_charsets_guessed(self):
        defects = Defects()
        value = " ".join(f"=?x-{number}?Q?=D0=FF?=" for number in range(limits.CHARSET_GUESSES + 20))
        text = decode_words(value, defects)
        assert defects.guesses_left == 0
        assert text.endswith("Ðÿ")

    def test_utf_8_is_read_as_such_even_when_no_guess_is_left(self):
        defects = Defects()
        defects.guesses_left = 0
        assert decode_words("=?x-none?Q?=D0=9C=D0=B8=D1=80=D0=B0?=", defects) == "Мира"


class TestFolding:
    @pytest.mark.parametrize("text", ["\u0e4d\u0e32\u0e4d", "\u0e48\u0e4d\u0e32\u0e49", "\u0e4d\u0e32" * 5])
    def test_a_sara_am_that_comes_together_is_ordered_with_what_follows(self, text: str):
        once = fold(text).text
        assert fold(once).text == once

    def test_an_endless_run_of_thai_marks_is_not_remembered(self):
        gc.collect()
        before = folding._order_short_thai.cache_info().currsize
        for number in range(20):
            fold("\u0e01" + "\u0e38\u0e49" * (100 + number))
        assert folding._order_short_thai.cache_info().currsize == before


class TestReplyTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "{{ 'a' if " + "not " * 300 + "name else 'b' }}",
            "{{ " + "(" * 90 + "name ~ (" * 60 + "name" + ")" * 150 + " }}",
            "{% if name %}" * 60 + "x" + "{% endif %}" * 60,
            "{{ name" + "|upper" * 60 + " }}",
        ],
        ids=["not", "brackets", "if", "filters"],
    )
    def test_what_nests_deeper_than_letters_do_is_refused_at_once(self, text: str):
        start = process_time()
        _, problems = read_templates({("urgent", "en"): f"Subject: x\n\n{text}\n"})
        assert "nested too deeply" in problems[0].what
        assert process_time() - start < 3

    def test_what_nests_just_less_deep_is_compiled_at_once(self):
        text = "{{ 'a' if " + "not " * (DEEPEST_NESTING - 6) + "name else 'b' }}"
        start = process_time()
        templates, problems = read_templates({("urgent", "en"): f"Subject: x\n\n{text}\n"})
        assert not problems
        assert templates.choose("urgent", "en").render(Words(name="Mira"))[1] == "a\n"
        assert process_time() - start < 3

    def test_a_number_of_thousands_of_digits_is_refused(self):
        _, problems = read_templates({("urgent", "en"): "Subject: x\n\n{{ " + "1" * 5_000 + " }}\n"})
        assert [each.file for each in problems] == ["replies/urgent.en.txt"]


class TestRules:
    def test_groups_nested_hundreds_deep_in_a_pattern_are_read(self):
        body = (
            f"blocked:\n  - is down: 5\n  - {{pattern: '{'(' * 400}abc{')' * 400}', weight: 1}}\npraise: [wonderful: 3]"
        )
        assert complaints(**{"signals/en.yaml": signals(body)}) == []

    def test_a_line_of_a_list_that_no_table_has_is_a_mistake_with_its_line(self):
        found = complaints(
            **{"customers.yaml": "vip_files: [lists/vip.csv]\n", "lists/vip.csv": "email\n" + "a" * 200_000}
        )
        assert found == ['lists/vip.csv:2: holds no mail address (write mira@bluehill.example, or "@bluehill.example")']

    def test_of_a_hundred_thousand_mistakes_the_first_ones_are_told(self):
        start = process_time()
        found = complaints(**{"routes.yaml": "".join(f"k{number}: 1\n" for number in range(100_000))})
        assert process_time() - start < 10
        assert len(found) < 250
        assert any("more mistakes than are shown" in each for each in found)

    def test_of_a_hundred_thousand_double_keys_the_first_ones_are_told(self):
        found = complaints(**{"routes.yaml": "heat: {}\n" * 100_000})
        assert len(found) < 250
        assert any("more mistakes than are shown" in each for each in found)

    def test_of_a_hundred_thousand_unknown_topics_the_first_ones_are_told(self):
        words = "language: en\ntopics:\n" + "".join(f"  topic-{number}: {{title: x}}\n" for number in range(20_000))
        start = process_time()
        found = complaints(**{"words/en.yaml": words})
        assert process_time() - start < 15
        assert 0 < len(found) < 250
