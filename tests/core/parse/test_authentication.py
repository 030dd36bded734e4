"""What our own server says about where a message comes from: dmarc first, then spf and every signature together."""

from __future__ import annotations

import pytest

from inboxd.core.parse.authentication import has_failed, is_proven
from inboxd.core.values.mail import Headers

OURS = "mx.ourshop.example"


def results(*values: str) -> Headers:
    return Headers(tuple(("Authentication-Results", f"{OURS}; {value}") for value in values))


@pytest.mark.parametrize(
    "value",
    [
        "dmarc=fail header.from=bluehill.example",
        "spf=pass; dkim=pass header.d=elsewhere.example; dmarc=fail header.from=bluehill.example",
        "spf=fail; dkim=fail header.d=bluehill.example",
        "spf=fail; dkim=fail header.d=a.example; dkim=fail header.d=b.example",
        "spf=fail; dkim=fail header.d=bluehill.example; dmarc=none",
        "spf=fail; dkim=fail header.d=bluehill.example; dmarc=temperror",
    ],
)
def test_a_failed_policy_or_nothing_but_failures_speak_against_the_sender(value: str):
    assert has_failed(results(value), OURS)


@pytest.mark.parametrize(
    "value",
    [
        "spf=fail; dkim=fail header.d=list.example; dkim=pass header.d=bluehill.example; dmarc=pass",
        "spf=fail; dkim=fail header.d=list.example; dkim=pass header.d=bluehill.example",
        "spf=fail; dkim=pass header.d=bluehill.example; dkim=fail header.d=list.example",
        "spf=fail; dkim=fail header.d=bluehill.example; dmarc=pass header.from=bluehill.example",
        "spf=fail; dkim=none",
        "spf=pass; dkim=fail header.d=bluehill.example",
    ],
)
def test_a_passed_policy_or_one_good_signature_speaks_for_the_sender(value: str):
    assert not has_failed(results(value), OURS)


def test_the_signatures_may_stand_in_several_fields_of_our_servers_filters():
    assert has_failed(results("spf=fail", "dkim=fail header.d=list.example"), OURS)
    assert not has_failed(results("spf=fail", "dkim=fail header.d=list.example", "dkim=pass header.d=b.example"), OURS)


def test_a_good_signature_of_the_sender_beside_a_broken_one_proves_the_sender():
    headers = results("spf=fail; dkim=fail header.d=list.example; dkim=pass header.d=bluehill.example; dmarc=pass")
    assert is_proven(headers, OURS, "bluehill.example")
    assert not is_proven(headers, OURS, "list.example")
