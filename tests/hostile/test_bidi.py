"""Turned, unseen and look-alike characters: they hide nothing from us and nothing from who reads what we show."""

from __future__ import annotations

import email
import email.policy
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.alarm import compose_notice
from inboxd.core.compose.lines import bare_subject, one_line, presentable_name
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.note import compose_note
from inboxd.core.decide.gate import AnswerFacts, may_acknowledge
from inboxd.core.decide.recipient import is_one_of
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.history import History
from inboxd.core.values.ids import find_tokens
from inboxd.core.values.reasons import Reason
from inboxd.core.values.surroundings import Surroundings
from inboxd.web.showing import show_steering
from tests.builders import NOW, make_case, make_mail, make_policy, make_verdict
from tests.core.compose.test_message import compose
from tests.core.judge.mails import make_mail as make_parsed
from tests.core.rules.folders import rules_with

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u2066", "\u180e")
HEBREW = "דנה כהן"
US = SenderIdentity("support@ourshop.example", "Our Shop", "inboxd.0123")


@pytest.mark.parametrize(
    "show", [lambda text: one_line(text, 200), presentable_name, lambda text: bare_subject(text, "")]
)
def test_overrides_are_stripped_and_the_letters_of_a_script_stay(show):
    assert show(f"{OVERRIDES}{HEBREW}\u202egpj.exe") == f"{HEBREW}gpj.exe"


@pytest.mark.parametrize("html", [False, True])
def test_no_letter_of_ours_carries_an_override_of_a_customer(html):
    raw = compose(to_name=f"{HEBREW}\u202e", subject=f"{OVERRIDES}{HEBREW}\u202e cod.exe", html=html)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    shown = [str(mail["Subject"]), str(mail["To"])]
    shown += [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert not any(set(text) & set(OVERRIDES) for text in shown)
    assert all(HEBREW in text for text in shown)
    assert not html or '<p dir="auto">' in shown[-1]


def test_notes_chats_and_the_page_show_no_override():
    case = make_case(subject=f"{OVERRIDES}evil", customer_name="Mira\u202e", agents=("anna@ourshop.example\u202e",))
    alarm = Effect("alarm:1", "support", Alarm(Stage.BREACH), EffectState.QUEUED, NOW)
    told = compose_notice(alarm, case, ZoneInfo("UTC"), NOW, with_subject=True)
    assert not set(told.title + told.text) & set(OVERRIDES)
    note = email.message_from_bytes(
        compose_note(case, Surroundings(), US, ZoneInfo("UTC"), "inboxd.n.1@ourshop.example", NOW),
        policy=email.policy.default,
    )
    assert not set(str(note["Subject"]) + note.get_content()) & set(OVERRIDES)
    # On the page the marks that scripts need stay inside their <bdi>; what turns others does not.
    assert not set(str(show_steering(case.subject))) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    "address",
    [
        "ѕupport@ourshop.example",
        "support@оurshop.example",
        "support@ourshop.examp1e",
        "support@xn--urshop-bsf.example",
        "ｓupport@ourshop.example",
        "sup\u200bport@ourshop.example",
        "support@ourshop.example.evil.example",
    ],
)
def test_who_only_looks_like_us_is_not_one_of_us(address):
    own = make_policy().all_own
    found = parse_bytes(f"From: Us <{address}>\r\n\r\nHello\r\n".encode(), NOW).sender
    assert found is None or not is_one_of(found.email, own)
    if found is not None:
        assert found.email not in own


@pytest.mark.parametrize("kind", ["internal", "vip"])
@pytest.mark.parametrize("sender", ["аnna@oak.example", "anna@оak.example", "anna@oak.example.evil.example"])
def test_who_only_looks_like_our_people_or_a_vip_is_a_plain_customer(sender, kind):
    words = "blocked:\n  - is down: 5\npraise:\n  - wonderful: 3"
    rules = rules_with(words, **{"customers.yaml": f"{kind}: [anna@oak.example]\n"})
    assert judge(make_parsed("Hello", sender="anna@oak.example"), rules).customer_type == kind
    assert judge(make_parsed("Hello", sender=sender), rules).customer_type == "plain"


@pytest.mark.parametrize("unseen", UNSEEN)
def test_unseen_characters_hide_no_phrase_from_the_rules(unseen):
    rules = rules_with("blocked:\n  - is down: 5\npraise:\n  - wonderful: 3")
    open_words = judge(make_parsed("The site is down since monday"), rules)
    hidden = judge(make_parsed(f"The site i{unseen}s do{unseen}wn since mon{unseen}day"), rules)
    assert hidden.heat == open_words.heat > 0


@pytest.mark.parametrize("unseen", UNSEEN[:-1])
def test_unseen_characters_hide_no_case_token(unseen):
    assert find_tokens(f"Re: Help [K7{unseen}QX-2M{unseen}4D]") == {"K7QX-2M4D"}


def test_look_alike_letters_are_no_case_token():
    assert find_tokens("Re: Help [К7QX-2M4D]") == frozenset()


def test_a_mail_with_more_headers_than_are_read_is_not_answered():
    head = b"From: mira@bluehill.example\r\nTo: support@ourshop.example\r\nSubject: Help\r\n"
    tail = b"Auto-Submitted: auto-replied\r\n\r\nNothing works.\r\n"
    mail = parse_bytes(head + b"X-Filling: xxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 8000 + tail, NOW)
    facts = AnswerFacts(mail, make_verdict(), make_policy(), Customers(), History(), None, NOW)
    assert may_acknowledge(facts).reason is Reason.NEEDS_HUMAN
    plain = AnswerFacts(make_mail(), make_verdict(), make_policy(), Customers(), History(), None, NOW)
    assert may_acknowledge(plain).allowed
