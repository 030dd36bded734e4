from __future__ import annotations

from inboxd.core.judge.explanation import explanation, read_answer
from inboxd.core.judge.judge import judge
from inboxd.core.rules.compile import compile_rules
from tests.core.judge.mails import make_mail
from tests.core.rules.folders import REPLY, rules_files

RULES = compile_rules(rules_files(**{"replies/urgent.ja.txt": REPLY}))


def test_the_object_has_exactly_the_keys_that_scripts_rely_on():
    mail = make_mail("The site is down", Message_ID="<m1@bluehill.example>")
    verdict = judge(mail, RULES)
    found = explanation("a.eml", mail, verdict, read_answer(verdict, RULES, send=True, reason="allowed"))
    assert found == {
        "id": "m1@bluehill.example",
        "path": "a.eml",
        "language": "en",
        "customer_type": "plain",
        "heat": 5.0,
        "signals": [
            {"name": "blocked", "score": 5.0, "evidence": [{"text": "is down", "where": "new", "start": 9, "end": 16}]}
        ],
        "route": "priority",
        "priority": True,
        "folder": "Priority",
        "acknowledge": {"send": True, "reason": "allowed", "template": "urgent", "language": "en"},
        "follow_up": "3d",
        "defects": [],
        "topics": [],
        "identifiers": [],
        "hands_off": "",
        "source": "",
    }


def test_a_route_that_never_acknowledges_has_no_text():
    verdict = judge(make_mail("You are wonderful"), RULES)
    answer = read_answer(verdict, RULES, send=False, reason="route-never: route hugs")
    assert (answer.reason, answer.detail, answer.template, answer.language) == ("route-never", "route hugs", "", "")


def test_the_text_is_in_the_customers_language_where_there_is_one():
    verdict = judge(make_mail("サイトが is down です。とても困っています。"), RULES)
    assert read_answer(verdict, RULES, send=True, reason="allowed").language == "ja"


def test_a_mail_without_message_id_is_named_by_its_digest():
    mail = make_mail("hi")
    verdict = judge(mail, RULES)
    found = explanation("-", mail, verdict, read_answer(verdict, RULES, send=True, reason="allowed"))
    assert found["id"] == f"sha256:{mail.identity.digest}"
    assert found["follow_up"] is None
