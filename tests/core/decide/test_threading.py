"""Which case a message continues: threads are known by Message-IDs, tokens only from those whom they concern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.threading import find_case
from inboxd.core.values.case import CaseState
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address
from tests.builders import make_case, make_ground, make_judged, make_mail

MIRA = Address("mira@bluehill.example")


def by_token(case, **changes):
    mail = make_mail(number=9, subject=f"Re: Help [{case.token}]", **changes)
    return mail, History(cases={case.case_id: case}, case_of_token={case.token: case.case_id})


@pytest.mark.parametrize(
    ("customer", "sender", "cc", "by_us", "joins"),
    [
        ("mira@bluehill.example", "mira@bluehill.example", (), False, True),
        ("mira@bluehill.example", "noor@mail.bluehill.example", (), False, True),
        ("mira@bluehill.example", "x@evil.example", (MIRA,), False, False),
        ("mira@bluehill.example", "anna@ourshop.example", (MIRA,), True, True),
        ("mira@bluehill.example", "anna@ourshop.example", (), True, False),
        ("mira@gmail.example", "stan@gmail.example", (), False, False),
    ],
)
def test_a_token_counts_for_the_customer_for_their_company_and_for_our_answer_to_them(
    customer, sender, cc, by_us, joins
):
    case = make_case(customer=customer)
    mail, history = by_token(case, sender=sender, cc=cc)
    assert (find_case(mail, history, by_us=by_us) is case) is joins


def test_a_stranger_in_the_thread_is_told_nothing_of_what_the_customer_wrote():
    case = make_case(
        CaseState.REPLIED, subject="My contract 4711", references=("mail-0@bluehill.example", "m2@b.example")
    )
    history = History(cases={case.case_id: case}, case_of_message={"mail-0@bluehill.example": case.case_id})
    mail = make_mail(number=9, sender="x@evil.example", subject="", in_reply_to=("mail-0@bluehill.example",))
    plan = decide_arrival(make_judged(mail), history, make_ground())
    (letter,) = [effect.deed for effect in plan.effects if effect.deed.kind == "acknowledgment"]
    assert (letter.to, letter.subject) == ("x@evil.example", "")
    assert letter.references == (mail.identity.message_id,)
    own = replace(mail, sender=MIRA)
    plan = decide_arrival(make_judged(own), history, make_ground())
    (letter,) = [effect.deed for effect in plan.effects if effect.deed.kind == "acknowledgment"]
    assert letter.subject == "My contract 4711"
    assert letter.references == ("mail-0@bluehill.example", "m2@b.example", mail.identity.message_id)
