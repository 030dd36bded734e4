from __future__ import annotations

import pytest

from inboxd.core.judge.customer import customer_type
from inboxd.core.values.customers import AddressList, Customers
from inboxd.core.values.mail import Address

LISTS = Customers(
    vip=AddressList(frozenset({"ceo@bigcorp.example"})), internal=AddressList(domains=frozenset({"us.example"}))
)
STRANGER = Address("mira@bluehill.example")


@pytest.mark.parametrize(
    ("customer", "scores", "contacts", "kind"),
    [
        (Address("ceo@bigcorp.example"), {"anger": 6}, 9, "vip"),
        (Address("x@us.example"), {"anger": 6}, 9, "internal"),
        (STRANGER, {"anger": 4}, 9, "aggressive"),
        (STRANGER, {"anger": 3.9}, 5, "chronic"),
        (STRANGER, {"churn": 2}, 4, "meek"),
        (STRANGER, {"churn": 2, "urgency": 1}, 0, "plain"),
        (STRANGER, {}, 4, "plain"),
        (None, {}, 0, "plain"),
    ],
)
def test_the_first_type_that_fits_is_taken(customer, scores, contacts: int, kind: str):
    assert customer_type(customer, LISTS, scores, contacts) == kind
