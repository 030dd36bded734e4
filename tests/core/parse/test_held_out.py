"""Clients and languages that were written down before the parser had seen them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inboxd.core.parse.body import take_apart
from inboxd.core.parse.mail import parse_bytes
from tests.core.parse.held_out import HeldOut, read_held_out

NOW = datetime(2024, 3, 12, 9, 0, tzinfo=UTC)
CASES = (*read_held_out("held_out_first.txt"), *read_held_out("held_out_second.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.client}-{case.language}")
def test_all_new_words_are_kept_and_nothing_else(case: HeldOut):
    assert parse_bytes(case.raw, NOW).text.new.split() == case.new.split()


def test_a_drawn_table_of_ones_own_stays():
    table = "My flight:\n| From | Sofia |\n| To | Varna |\n| Date | 12.03.2024 10:15 |\nPlease rebook."
    assert take_apart(table).new == table


@pytest.mark.parametrize(
    "line",
    [
        "- the total above this line is wrong",
        "The sum above this line is wrong, the one below is right.",
        "a ---> b",
        "Server log ---12/03/2024--- nothing",
        "I never got what you wrote",
        "Ask mira@bluehill.example who wrote",
    ],
)
def test_lines_that_resemble_a_separator_stay(line: str):
    text = f"Look:\n{line}\nPlease mend it."
    assert take_apart(text).new == text


def test_header_lines_of_ones_own_above_a_quotation_stay_without_a_ruler():
    text = take_apart('Ticket:\nSubject: refund;\n12.03.2024, 10:15, "Mira" <mira@bluehill.example>:\n> Soon.')
    assert text.new == "Ticket:\nSubject: refund;"
