from __future__ import annotations

from dataclasses import replace

from inboxd.core.decide.reply import decide_sent
from inboxd.core.decide.review import with_review
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address
from inboxd.core.values.tone import Review, ToneFinding, ToneKind
from tests.builders import NOW, make_arrival, make_case, make_ground, make_mail

FOUND = (ToneFinding(ToneKind.BLAME, "you should have", "", "tone/en.yaml", 5),)


def reply(history):
    case = make_case()
    mail = make_mail(
        "You should have asked.",
        number=2,
        sender="ana@ourshop.example",
        to=(Address(case.customer),),
        in_reply_to=(case.last_message_id,),
        received_at=NOW,
    )
    return decide_sent(make_arrival(mail, folder="Sent"), mail, history, make_ground())


def test_an_answer_to_a_customer_with_findings_is_put_up_for_review():
    case = make_case()
    entry = replace(reply(History()).entry, outcome="reply", case_id=case.case_id)
    plan = with_review(replace(reply(History()), entry=entry), FOUND)
    assert plan.review == Review(case.case_id, entry.message_key, "ana@ourshop.example", NOW, FOUND)


def test_a_kind_answer_is_not_put_up_for_review():
    plan = reply(History())
    assert with_review(replace(plan, entry=replace(plan.entry, outcome="reply")), ()).review is None


def test_a_mail_that_answers_no_customer_is_nobodys_business():
    plan = reply(History())
    assert plan.entry.outcome == "sent"
    assert with_review(plan, FOUND).review is None
