"""What our own server says about where a message comes from: dmarc first, then spf and every signature together."""

from __future__ import annotations

from time import process_time

import pytest

from inboxd.core.parse.authentication import has_failed, is_proven, is_refuted
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Headers
from tests.builders import NOW, make_mail

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


@pytest.mark.parametrize(
    "envelope",
    [
        "=?u?q?a=3Bdmarc=3Dpass_header.from=3Dforms.example_x?=@evil.example",
        '"a\\"; dmarc=pass header.from=forms.example; x=\\"b"@evil.example',
        "a@evil.example (=?u?q?x=29=3B_dmarc=3Dpass_header.from=3Dforms.example=3B_=28?=)",
        "a@evil.example (\\); dmarc=pass header.from=forms.example; \\()",
        "a@evil.example (((((a))); dmarc=pass header.from=forms.example; ((a)))))",
    ],
)
def test_what_the_sender_wrote_into_our_servers_words_is_none_of_them(envelope: str):
    value = f"{OURS}; spf=pass smtp.mailfrom={envelope}; dmarc=fail header.from=forms.example"
    raw = f"From: form@forms.example\r\nAuthentication-Results: {value}\r\n\r\nHello\r\n".encode()
    mail = parse_bytes(raw, NOW)
    assert has_failed(mail.headers, OURS)
    assert not is_proven(mail.headers, OURS, "forms.example")


@pytest.mark.parametrize(
    ("tested", "expected"),
    [
        ("bluehill.example", False),
        ("mail.bluehill.example", False),
        ("example", False),
        ("evil.example", True),
        ("xn--blhill-n4a.example", False),
    ],
)
def test_a_pass_for_another_name_than_the_one_that_we_read_refutes_the_sender(tested: str, expected: bool):
    fields = results(f"spf=pass smtp.mailfrom=x; dkim=pass header.d=list.example; dmarc=pass header.from={tested}")
    assert is_refuted(make_mail(headers=fields.fields), OURS) is expected
    assert not is_refuted(make_mail(headers=fields.fields), "")


@pytest.mark.parametrize(
    "noise", ['"' + '\\"' * 30_000, "(" + "\\(" * 30_000, "(" * 60_000, "(a\\" * 20_000, '("\\' * 20_000]
)
def test_a_long_field_that_closes_nothing_is_read_in_no_time(noise: str):
    began = process_time()
    assert not has_failed(results(f"spf=pass {noise}"), OURS)
    assert process_time() - began < 2
