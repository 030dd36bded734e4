"""A note in words: what our people know before they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.note import compose_note
from inboxd.core.decide.ending import how_ended
from inboxd.core.values.case import CaseEvent, CaseState, EventKind, Identifier
from inboxd.core.values.surroundings import EndedCase, Surroundings
from inboxd.errors import Misconfigured
from tests.builders import NOW, make_case

US = SenderIdentity("support@ourshop.example", "Our Shop", "inboxd.0123")
CASE = replace(
    make_case(),
    topics=("sign-in",),
    identifiers=(Identifier("order", "A-20417"),),
    reply_due_at=NOW + timedelta(hours=1),
)
OTHER = make_case(
    CaseState.RESOLVED,
    case_id="d" * 24,
    token="BBBB-2222",
    subject="Login\r\nBcc: x@evil.example",
    agents=("anna@ourshop.example",),
)


def read(case=CASE, around=Surroundings()):  # noqa: B008 - a frozen value
    raw = compose_note(case, around, US, ZoneInfo("Europe/Sofia"), "inboxd.note.1.2@ourshop.example", NOW)
    assert raw.isascii()
    return message_from_bytes(raw, policy=policy.default)


def test_it_stands_in_the_thread_and_says_to_machines_that_it_is_none_of_theirs():
    note = read()
    assert note["References"] == "<mail-0@bluehill.example>"
    assert note["Auto-Submitted"] == "auto-generated"
    assert note["X-Inboxd-Loop"] == "inboxd.0123"
    assert (note["From"].addresses[0].addr_spec, note["To"]) == ("support@ourshop.example", "support@ourshop.example")


def test_it_says_what_was_understood_and_until_when_an_answer_is_wanted():
    text = read().get_content()
    assert "About: sign-in." in text
    assert "Numbers given: order A-20417." in text
    assert "Answer wanted by 2026-03-02 13:00." in text


def test_it_tells_of_earlier_and_similar_cases_how_they_ended_and_who_answered():
    earlier = (EndedCase(OTHER, "resolved by silence"),) * 7
    around = Surroundings(earlier=earlier, similar=(EndedCase(OTHER, "rated 2"),))
    text = read(around=around).get_content()
    assert "Earlier cases of this customer, the newest 5 of 7:" in text
    assert text.count("resolved by silence; answered by anna@ourshop.example") == 5
    assert "Similar cases of others:" in text


def test_a_strangers_words_add_no_line():
    text = read(around=Surroundings(earlier=(EndedCase(OTHER, "still open"),))).get_content()
    assert not any(line.startswith("Bcc:") for line in text.splitlines())


def test_an_address_that_cannot_stand_in_a_header_is_told():
    with pytest.raises(Misconfigured):
        compose_note(CASE, Surroundings(), SenderIdentity("süd@ourshop.example"), ZoneInfo("UTC"), "a@b.example", NOW)


def event(reason, kind=EventKind.RESOLVED):
    return CaseEvent(f"{kind}:{reason}", OTHER.case_id, NOW, kind, reason)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((event("The customer says that it is solved."),), "resolved by the customer's yes"),
        ((event("Solved, before anybody asked."),), "resolved by the customer's yes"),
        ((event("", EventKind.CONFIRMED),), "resolved by the customer's yes"),
        ((event("Asked, and no answer: silence is consent."),), "resolved by silence"),
        ((event("closed by hand"),), "resolved by a person"),
        ((event("closed by hand"), event("Asked, and no answer: silence is consent.")), "resolved by silence"),
        ((), "resolved"),
    ],
)
def test_it_is_said_how_a_case_ended(events, words: str):
    assert how_ended(OTHER, events) == words


def test_an_end_tells_of_reopening_and_rating_too():
    assert how_ended(replace(OTHER, reopened=2, rating=4), ()) == "resolved, reopened 2 times, rated 4"
    assert how_ended(make_case(reopened=1), ()) == "still waiting, reopened once"
