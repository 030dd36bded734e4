"""What our own people are told, and that a customer's word in it harms nobody."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.alarm import compose_notice, defused
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.notice import compose_notice_mail
from inboxd.core.decide.gate import AnswerFacts, may_acknowledge
from inboxd.core.values import ids
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.history import History
from inboxd.core.values.reasons import Reason
from inboxd.errors import Misconfigured
from tests.builders import KEY, NOW, make_case, make_mail, make_policy, make_verdict

SOFIA = ZoneInfo("Europe/Sofia")
US = SenderIdentity("support@ourshop.example", "Our Shop", "inboxd.0123456789abcdef")
CASE = make_case(reply_due_at=NOW - timedelta(minutes=25), agents=("anna@ourshop.example",))


def effect(stage=Stage.ESCALATION, **changes):
    alarm = Alarm(stage, **{"target": "reply", "due_at": CASE.reply_due_at, **changes})
    return Effect("alarm:c:reply:0.1:escalation0", "support", alarm, EffectState.QUEUED, NOW, case_id=CASE.case_id)


def notice(stage=Stage.ESCALATION, case=CASE, *, with_subject=True, **changes):
    return compose_notice(effect(stage, **changes), case, SOFIA, NOW, with_subject=with_subject)


def test_a_notice_says_who_waits_for_what_since_when_and_how_late_we_are():
    told = notice()
    assert told.title == f"Reply overdue: {CASE.token}"
    assert told.text.splitlines() == [
        f"Case: {CASE.token}, waiting, route priority, mailbox support",
        "Customer: Mira, mira@bluehill.example",
        "Subject: Help",
        "Waiting since: Mon 2026-03-02 10:00 EET, 2h",
        "Answered so far by: anna@ourshop.example",
        "Reply due: Mon 2026-03-02 11:35 EET, late by 25m",
    ]


@pytest.mark.parametrize(
    ("stage", "changes", "title"),
    [
        (Stage.WARNING, {}, "Reply due soon"),
        (Stage.WARNING, {"target": "resolution"}, "Solution due soon"),
        (Stage.ESCALATION, {"step": 2}, "Reply overdue, step 2"),
        (Stage.OLD, {"target": "", "due_at": None}, "Open for a long time"),
        (Stage.HANDS_OFF, {"title": "Somebody may be in danger"}, "Somebody may be in danger"),
    ],
)
def test_the_title_says_why(stage, changes, title):
    assert notice(stage, **changes).title == f"{title}: {CASE.token}"


def test_every_reason_has_a_title():
    assert all(notice(stage).title for stage in Stage)


def test_a_warning_says_how_much_time_is_left():
    assert "in 15m" in notice(Stage.WARNING, due_at=NOW + timedelta(minutes=15, seconds=40)).text


def test_what_is_about_no_case_is_told_in_its_own_words():
    told = notice(Stage.TREND, None, title="Exports fail", text="12 customers since 09:00\n", target="", due_at=None)
    assert (told.title, told.text) == ("Exports fail", "12 customers since 09:00\n")


def test_customers_are_not_named_where_the_admins_do_not_want_it():
    told = notice(with_subject=False)
    assert "mira" not in told.text.lower()
    assert "Subject" not in told.text


@pytest.mark.parametrize(
    "subject",
    [
        "see https://evil.example/x",
        "www.evil.example",
        "@everyone hello",
        "<!channel> hello",
        "[click](http://evil.example)",
        "`code`",
        "first\r\nBcc: x@y.example",
        "\u202eevil",
    ],
)
def test_a_customers_words_make_no_link_mention_or_format(subject):
    told = defused(subject, 80)
    assert not any(part in told for part in ("://", "www.", "@", "<", ">", "`", "[", "\n", "\r", "\u202e"))
    assert notice(case=replace(CASE, subject=subject, customer_name=subject)).text.count("\n") == 6


def test_a_notice_goes_out_as_a_mail_that_no_machine_answers():
    raw = compose_notice_mail(notice(), "lead@ourshop.example", US, KEY, NOW)
    mail = message_from_bytes(raw, policy=policy.default)
    assert raw.isascii()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Inboxd-Loop"] == US.loop_token
    assert (mail["To"], mail["From"]) == ("lead@ourshop.example", "Our Shop <support@ourshop.example>")
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
    assert mail.get_content().replace("\r\n", "\n") == notice().text
    assert raw == compose_notice_mail(notice(), "lead@ourshop.example", US, KEY, NOW)


def message_id_of(recipient, key="alarm:1"):
    raw = compose_notice_mail(replace(notice(), key=key), recipient, US, KEY, NOW)
    return message_from_bytes(raw)["Message-ID"].strip("<>")


def test_each_notice_to_each_recipient_has_a_message_id_of_its_own_that_is_ours():
    made = {message_id_of(to, key) for to in ("a@x.example", "b@x.example") for key in ("alarm:1", "alarm:2")}
    assert len(made) == 4
    assert all(ids.is_own_message_id(each, KEY) and ids.is_notice_id(each) for each in made)
    assert not ids.is_notice_id(ids.letter_message_id("follow_up:c:1", "follow_up", "ourshop.example", KEY))


def test_who_answers_a_notice_gets_no_acknowledgment():
    mail = make_mail("On it.", sender="lead@partner.example", in_reply_to=(message_id_of("lead@partner.example"),))
    facts = AnswerFacts(mail, make_verdict(), make_policy(), Customers(), History(), None, NOW)
    assert may_acknowledge(facts).reason is Reason.ANSWERS_OUR_NOTICE
    assert may_acknowledge(replace(facts, mail=replace(mail, in_reply_to=()))).allowed


def test_an_address_that_cannot_stand_in_a_header_is_the_admins_to_mend():
    with pytest.raises(Misconfigured):
        compose_notice_mail(notice(), "леда@ourshop.example", US, KEY, NOW)
