"""Web forms, forwarders and groups: the customer behind a trusted source is answered, and nobody else is."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from inboxd.core.decide.preview import preview_answer
from inboxd.core.judge.judge import judge
from inboxd.core.judge.source import behind_source
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.compile import compile_rules
from tests.builders import SetClock
from tests.core.rules.folders import problems_of, rules_files
from tests.loops.actors import ANGRY
from tests.loops.installation import SHIPPED, Installation
from tests.loops.world import OURS, START, write

FORM, MIRA, DESK = "noreply@forms.example", "mira@bluehill.example", "desk@partner.example"
SOURCES = """
trusted_headers: true
trusted_sources:
  - from: noreply@forms.example
    header: {X-Contact-Form: ourshop}
    authenticated: true
  - from: desk@partner.example
    header: {X-MS-Exchange-Inbox-Rules-Loop: "*"}
    customer: forwarded
  - header: {List-Id: "<support.ourshop.example>"}
    customer: from
    forgive: [list, precedence]
  - from: "@relay.example"
    customer: X-Original-From
"""
PROVEN = ("Authentication-Results", "mx.ourshop.example; dkim=pass header.d=forms.example; spf=pass")
MACHINE = (("Auto-Submitted", "auto-generated"), ("Precedence", "bulk"), ("X-Auto-Response-Suppress", "OOF"))
AS_FORM = (PROVEN, ("X-Contact-Form", "ourshop"), *MACHINE)
FORWARDED = f"From: Mira Hill <{MIRA}>\nSent: Monday, 2 March 2026 08:55\nTo: {DESK}\nSubject: Help\n\n{ANGRY}"
BY_RULE = (("X-MS-Exchange-Inbox-Rules-Loop", DESK), ("Auto-Submitted", "auto-generated"))
GROUP = (("List-Id", "<support.ourshop.example>"), ("Precedence", "list"))


@asynccontextmanager
async def installation(folder, sources=SOURCES):
    customers = compile_rules(rules_files(**{"customers.yaml": sources})).customers
    rules = replace(SHIPPED, customers=customers, version="trusted")
    one = Installation("ours", {"support": (OURS,)}, SetClock(START), folder, rules, authserv_id="mx.ourshop.example")
    async with one.running():
        yield one


async def told(one, sender, text=ANGRY, headers=(), reply_to=""):
    """Whom we answered, and why not."""
    fields = (*headers, *((("Reply-To", reply_to),) if reply_to else ()))
    await one.receive(OURS, write(sender, OURS, "Contact", text, START, headers=fields))
    letters = [letter["To"].addresses[0].addr_spec for letter in await one.work()]
    return letters, await one.reasons()


@pytest.mark.parametrize(
    ("sender", "text", "headers", "reply_to"),
    [
        (FORM, ANGRY, AS_FORM, MIRA),
        (DESK, FORWARDED, BY_RULE, ""),
        (MIRA, ANGRY, GROUP, ""),
        ("group@relay.example", ANGRY, (("X-Original-From", f"Mira Hill <{MIRA}>"), *MACHINE), ""),
    ],
    ids=["form", "inbox rule", "group", "named header"],
)
async def test_the_customer_behind_a_trusted_source_is_answered(tmp_path, sender, text, headers, reply_to):
    async with installation(tmp_path) as one:
        assert await told(one, sender, text, headers, reply_to) == ([MIRA], {})
        (case,) = await one.cases_of(bool)
        assert case.customer == MIRA
    (tmp_path / "other").mkdir()
    async with installation(tmp_path / "other", "vip: []\n") as stranger:
        letters, reasons = await told(stranger, sender, text, headers, reply_to)
        assert letters == []
        assert set(reasons) <= {"auto-submitted", "precedence-bulk", "mailing-list", "suppression-asked"}


FORM_CASES = {
    "without the header": ((PROVEN, *MACHINE), MIRA),
    "without a proof": (AS_FORM[1:], MIRA),
    "proven for somebody else": ((("Authentication-Results", "mx.ourshop.example; dkim=pass header.d=evil.example"),
                                  *AS_FORM[1:]), MIRA),
    "proven by a stranger": ((("Authentication-Results", "mx.evil.example; dkim=pass header.d=forms.example"),
                              *AS_FORM[1:]), MIRA),
    "failed": ((("Authentication-Results", "mx.ourshop.example; dmarc=fail; dkim=pass header.d=forms.example"),
                *AS_FORM[1:]), MIRA),
    "names ourselves": (AS_FORM, OURS),
    "names a robot": (AS_FORM, "no-reply@bluehill.example"),
    "names a mail system": (AS_FORM, "mailer-daemon@bluehill.example"),
    "names two people": (AS_FORM, f"{MIRA}, jon@bluehill.example"),
    "names nobody": (AS_FORM, ""),
    "is away": ((*AS_FORM, ("Auto-Submitted", "auto-replied")), MIRA),
    "comes back": ((*AS_FORM, ("Return-Path", "<>")), MIRA),
    "carries our mark": ((*AS_FORM, ("X-Inboxd-Loop", "ours.0123")), MIRA),
    "answers by itself": ((*AS_FORM, ("X-Precedence", "auto_reply")), MIRA),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "reply_to"), FORM_CASES.values(), ids=FORM_CASES)
async def test_a_form_that_is_forged_or_names_nobody_fit_is_not_answered_but_triaged(tmp_path, headers, reply_to):
    async with installation(tmp_path) as one:
        letters, reasons = await told(one, FORM, ANGRY, headers, reply_to)
        assert letters == []
        assert sum(reasons.values()) == 1


def test_explain_says_what_was_forgiven_and_who_the_customer_is():
    rules = replace(SHIPPED, customers=compile_rules(rules_files(**{"customers.yaml": SOURCES})).customers)
    parsed = parse_bytes(write(DESK, OURS, "FW: Help", FORWARDED, START, headers=BY_RULE), START)
    mail = behind_source(parsed, rules.customers)
    allowed, why = preview_answer(mail, judge(mail, rules), rules)
    assert allowed
    assert why == (f"allowed: trusted source {DESK}: forgiven Auto-Submitted: auto-generated; the customer is {MIRA}")


@pytest.mark.parametrize(
    ("source", "what", "meant"),
    [
        ("- {}", "fits every message", "`from`"),
        ("- {from: form}", "'form' is no address", "webform@ourshop.example"),
        ("- {header: {X-Form: a}}", "anybody can write a header", "your own server removes"),
        ("- {from: a@b.example, customer: from}", "would answer the source itself", "`header`"),
        ("- {from: a@b.example, customer: replyto}", "cannot be 'replyto': did you mean 'reply_to'?", ""),
        ("- {from: a@b.example, forgive: [auto_replied]}", "auto_replied", "did you mean 'auto_submitted'?"),
        ("- {from: a@b.example, headers: {A: b}}", "no key 'headers'", "did you mean 'header'?"),
        ("- {from: a@b.example, authenticated: maybe}", "true or false", ""),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(source, what, meant):
    (problem,) = problems_of(rules_files(**{"customers.yaml": f"vip: []\ntrusted_sources:\n  {source}\n"}))
    assert problem.startswith("customers.yaml:3")
    assert what in problem
    assert meant in problem
