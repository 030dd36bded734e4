"""Who stands behind mail that a trusted source brings."""

from __future__ import annotations

from time import process_time

import pytest

from inboxd.core.judge.source import behind_source
from inboxd.core.values.customers import AddressList, Customers, TrustedSource
from tests.builders import make_mail

DESK = "desk@ourshop.example"
FORWARDING = Customers(trusted_sources=(TrustedSource(AddressList(frozenset({DESK})), customer="forwarded"),))


def customer_in(line: str) -> list[tuple[str, str]]:
    mail = make_mail(f"See below.\n{line}\nHelp", sender=DESK)
    brought = behind_source(mail, FORWARDING)
    return [(each.email, each.name) for each in brought.reply_to]


@pytest.mark.parametrize(
    "line",
    [
        "From: Mira <mira@bluehill.example>",
        "> *From:* Mira [mira@bluehill.example]",
        "From: Mira mira@bluehill.example, jon@birkenhof.example",
        "From: Mira @ <mira@bluehill.example>",
    ],
)
def test_the_first_address_of_a_forwarded_from_is_the_customer(line: str):
    ((email, name),) = customer_in(line)
    assert email == "mira@bluehill.example"
    assert name.startswith("Mira")


@pytest.mark.parametrize("line", ["From: Mira", "From: @", "From: mira@", "From: @bluehill.example"])
def test_a_forwarded_from_without_an_address_names_nobody(line: str):
    assert customer_in(line) == []


@pytest.mark.parametrize("end", ["", "@"])
def test_a_forwarded_from_of_one_long_word_takes_no_time(end: str):
    before = process_time()
    assert customer_in("From: " + "a" * 100_000 + end) == []
    assert process_time() - before < 3
