"""Lists of customers: in `customers.yaml`, in files of their own, and by headers that our server sets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.judge.customer import customer_type
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.customers import HeaderMark
from inboxd.core.values.mail import Address, Headers
from tests.core.rules.folders import problems_of, rules_files


def customers_with(text: str, **lists: str):
    files = {f"lists/{name.replace('_', '.')}": content for name, content in lists.items()}
    return compile_rules(rules_files(**{"customers.yaml": text, **files})).customers


def mistakes(text: str, **lists: str) -> list[str]:
    files = {f"lists/{name.replace('_', '.')}": content for name, content in lists.items()}
    return [str(each) for each in problems_of(rules_files(**{"customers.yaml": text, **files}))]


@pytest.mark.parametrize(
    "content",
    [
        "mira@bluehill.example\n@goldline.example\n",
        "# our best\n\nMira@Bluehill.example  # since 2019\n@goldline.example\n",
        "email,name\nmira@bluehill.example,Mira\n@goldline.example,Everybody\n",
        'Name;E-Mail\n"Hill, Mira";mira@bluehill.example\nGold;@goldline.example\n',
        "mira@bluehill.example\tMira\r\n@goldline.example\tGold\r\n",
    ],
)
def test_a_list_may_be_plain_lines_or_a_table(content: str):
    customers = customers_with("vip_files: [lists/vip.csv]\n", vip_csv=content)
    assert "mira@bluehill.example" in customers.vip
    assert "anybody@goldline.example" in customers.vip
    assert len(customers.vip.addresses) == 1


def test_addresses_of_the_file_stand_beside_those_of_the_yaml():
    text = "vip: [dora@oak.example]\nvip_files: [lists/vip.csv]\ninternal_files: [lists/us.txt]\n"
    customers = customers_with(text, vip_csv="mira@bluehill.example\n", us_txt="@ourshop.example\n")
    assert customers.vip.addresses == {"dora@oak.example", "mira@bluehill.example"}
    assert customers.internal.domains == {"ourshop.example"}


def test_a_line_without_an_address_is_told_with_file_and_line():
    (problem,) = mistakes("vip_files: [lists/vip.csv]\n", vip_csv="email\nmira@bluehill.example\nMira Hill\n")
    assert problem.startswith("lists/vip.csv:3: holds no mail address")


def test_a_list_that_is_not_there_is_told_where_it_is_named():
    found = mistakes("vip_files:\n  - lists/vpi.csv\n", vip_csv="mira@bluehill.example\n")
    assert any("customers.yaml:2: there is no file lists/vpi.csv" in each and "lists/vip.csv" in each for each in found)


def test_headers_count_only_once_the_admins_say_that_their_server_removes_forged_ones():
    (problem,) = mistakes("vip_headers: {X-Customer-Tier: gold}\n")
    assert "trusted_headers: true" in problem
    customers = customers_with("trusted_headers: true\nvip_headers: {X-Customer-Tier: gold}\n")
    assert customers.vip_headers == (HeaderMark("X-Customer-Tier", "gold"),)


@pytest.mark.parametrize(("value", "kind"), [("gold", "vip"), (" GOLD ", "vip"), ("silver", "plain")])
def test_a_marked_message_comes_from_a_vip(value: str, kind: str):
    customers = customers_with("trusted_headers: true\nvip_headers: {X-Customer-Tier: gold}\n")
    headers = Headers((("x-customer-tier", value),))
    assert customer_type(Address("mira@bluehill.example"), customers, {}, 0, headers) == kind


def test_a_marked_message_of_our_own_people_is_internal():
    customers = customers_with("trusted_headers: true\ninternal_headers: {X-From-Us: yes indeed}\n")
    assert customer_type(None, customers, {}, 0, Headers((("X-From-Us", "yes indeed"),))) == "internal"


def test_each_address_of_a_person_leads_to_all_of_them():
    customers = customers_with("same_person: [[Mira@bluehill.example, m.hill@home.example]]\nreopen_within: 14d\n")
    both = {"mira@bluehill.example", "m.hill@home.example"}
    assert customers.addresses_of("m.hill@home.example") == both == customers.addresses_of("mira@bluehill.example")
    assert customers.addresses_of("noor@redfield.example") == {"noor@redfield.example"}
    assert customers.reopen_within == timedelta(days=14)


def test_nobody_is_two_people():
    text = "same_person:\n  - [a@oak.example, b@oak.example]\n  - [b@oak.example, c@oak.example]\n"
    (problem,) = mistakes(text)
    assert problem.startswith("customers.yaml:3: b@oak.example stands in two groups")
