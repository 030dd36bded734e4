from __future__ import annotations

import json

from inboxd.core.judge.customer import CHRONIC_CONTACTS
from inboxd.core.rules.compile import compile_rules
from inboxd.run.reading import read_batch, with_contacts
from tests.builders import make_arrival, make_mail
from tests.core.rules.folders import ROUTES, rules_files

RAW = b"From: mira@bluehill.example\r\nSubject: Again\r\n\r\nThe printer hums.\r\n"
OFTEN = """\
  - name: often
    when: {customer: chronic}
    then: {acknowledge: standard, reply_within: 1d}
"""
CHRONIC = ROUTES.replace("  - name: question\n", f"{OFTEN}  - name: question\n")


def judged_once(rules):
    (judged,) = read_batch((make_arrival(make_mail(), raw=RAW),), rules)
    return judged


def test_who_wrote_often_before_is_a_chronic_customer_with_a_route_of_their_own():
    rules = compile_rules(rules_files(**{"routes.yaml": CHRONIC}))
    before = judged_once(rules)
    after = with_contacts(before, rules, CHRONIC_CONTACTS)
    assert (before.verdict.customer_type, before.verdict.route.name) == ("plain", "question")
    assert (after.verdict.customer_type, after.verdict.route.name) == ("chronic", "often")
    assert json.loads(after.verdict_json)["heat"] == after.verdict.heat


def test_for_everybody_else_nothing_is_judged_twice():
    rules = compile_rules(rules_files())
    judged = judged_once(rules)
    assert with_contacts(judged, rules, CHRONIC_CONTACTS - 1) is judged
