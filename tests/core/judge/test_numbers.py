"""Numbers that customers give, as people write them in several languages; and figures that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.judge.numbers import MOST, find_numbers
from inboxd.core.rules.compile import compile_rules
from inboxd.core.text.fold import fold
from tests.core.rules.folders import rules_files

ACKNOWLEDGMENT = r"""
identifiers:
  - {name: order}
  - {name: invoice}
  - {name: customer}
  - {name: device, patterns: ['\b(ZX\d{2}-[A-Z]{2})\b']}
"""
WORDS = {
    "en": "order: {said: [order number, order]}\n  invoice: {said: [invoice]}\n  customer: {said: [account number]}",
    "de": "order: {said: [bestellnummer, bestellung]}\n  invoice: {said: [rechnung]}",
    "ja": "order: {said: [注文番号]}",
    "ru": "order: {said: [номер заказа, заказ]}\n  invoice: {said: [счет]}",
    "ar": "order: {said: [رقم الطلب]}",
    "th": "order: {said: [หมายเลขคำสั่งซื้อ]}",
    "zh": "order: {behind: [号订单]}",
    "es": "order: {said: [pedido]}\n  invoice: {said: [factura]}",
}
BETWEEN = {"en": "[is, was]", "de": "[lautet, ist]", "ja": "[は]", "ar": "[هو]", "th": "[คือ]", "es": "[número]"}
JOINS = {"en": " and ", "de": " und ", "es": " y "}


def _file(language: str) -> str:
    between = f"between: {BETWEEN[language]}\n" if language in BETWEEN else ""
    join = f'list: {{last: "{JOINS[language]}"}}\n' if language in JOINS else ""
    return f"language: {language}\n{between}{join}numbers:\n  {WORDS[language]}\n"


FILES = {f"words/{language}.yaml": _file(language) for language in WORDS}
UNDERSTANDING = compile_rules(rules_files(**{"acknowledgment.yaml": ACKNOWLEDGMENT, **FILES})).understanding


def found(text: str) -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in find_numbers((fold(text),), UNDERSTANDING)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My order number is A-20417.", [("order", "A-20417")]),
        ("order no. 20417 and 20418 are late", [("order", "20417"), ("order", "20418")]),
        ("Order #1234!", [("order", "1234")]),
        ("Invoice: INV/2025/118 (order 20417)", [("invoice", "INV/2025/118"), ("order", "20417")]),
        ("Order\n20417", [("order", "20417")]),
        ("the order number was “B-77-12”", [("order", "B-77-12")]),
        ("Bestellung 4711-22, Rechnung Nr. 5531", [("order", "4711-22"), ("invoice", "5531")]),
        ("Die Bestellnummer lautet 881234", [("order", "881234")]),
        ("注文番号は12345です。まだ届きません。", [("order", "12345")]),
        ("注文番号：１２３４５", [("order", "１２３４５")]),
        ("Номер заказа: АБ-20417, счет № 5531", [("order", "АБ-20417"), ("invoice", "5531")]),
        ("رقم الطلب هو ٢٠٤١٧", [("order", "٢٠٤١٧")]),
        ("หมายเลขคำสั่งซื้อคือ 20417 ค่ะ", [("order", "20417")]),
        ("我的20417号订单还没有到", [("order", "20417")]),
        ("el pedido número 20417 y 20418", [("order", "20417"), ("order", "20418")]),
        ("it says ZX81-QL on the back", [("device", "ZX81-QL")]),
        ("Where is A-20417?", [("number", "A-20417")]),
        ("order 20417, again: order 20417, ORDER NUMBER 20417", [("order", "20417")]),
    ],
)
def test_numbers_are_found_as_people_write_them(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I want to order 150 of them",
        "I ordered 3 weeks ago",
        "the invoice 2025 is missing",
        "order from 12.03.2025 and invoice 03/05/2025",
        "order 2025-03-12",
        "an order 1,299.00 euros",
        "order 500 EUR, order 2000 €, order 1500 kg",
        "order 4111111111111111",
        "account number DE89370400440532013000",
        "order at 10:30 or order 10am",
        "order x@y12345.example or http://order.example/20417",
        "call +49 170 1234567 or 0170 1234567",
        "order evil12345.example",
        "Order.\n\nNothing works.",
        "order №",
    ],
)
def test_dates_amounts_phones_cards_and_links_are_none(text):
    assert found(text) == []


def test_only_so_many_are_kept_and_the_named_ones_come_first():
    text = " ".join(f"see QX-{number}1234" for number in range(20)) + " order 20417"
    numbers = found(text)
    assert len(numbers) == MOST
    assert numbers[0] == ("order", "20417")


@given(st.text(max_size=300), st.sampled_from(["order", "注文番号", "rechnung nr ", "pedido número"]))
def test_a_number_is_a_piece_of_the_text_and_no_link(text, label):
    for name, value in found(f"{text} {label}{text} {label}: {text}"):
        assert name in {"order", "invoice", "customer", "device", "number"}
        assert value in f"{text} {label}{text} {label}: {text}"
        assert not set("@:. \n<>") & set(value)
        assert len(value) <= 32


@pytest.mark.parametrize("piece", ["order ", "order 20417, ", "order: no ", "1-", "A1/", "order is is "])
def test_it_takes_linear_time(piece):
    def seconds(length: int) -> float:
        text = fold(piece * (length // len(piece)))
        started = time.perf_counter()
        find_numbers((text,), UNDERSTANDING)
        return time.perf_counter() - started

    seconds(1_000)
    assert seconds(80_000) < 2
