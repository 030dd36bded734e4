"""The sample mails as such; what becomes of them is tested with the daemon."""

from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from importlib.resources import files

import pytest

from inboxd.demo.answers import ANSWERED_BY_MAIL, EXCHANGES, answer_question
from inboxd.demo.mails import ANSWERED_BY_MARK, MANIFEST, WRITES_AGAIN, load_sample

NOW = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
ALL = (*MANIFEST, WRITES_AGAIN)


@pytest.mark.parametrize("expected", ALL, ids=lambda each: each.name)
def test_every_mail_is_well_formed_and_written_by_an_invented_person(expected):
    sample = load_sample(expected, NOW)
    message = message_from_bytes(sample.raw, policy=policy.default)
    body = message.get_body(("plain", "html"))
    assert not message.defects
    assert body is None or body.get_content().strip()
    assert message["To"].addresses[0].addr_spec == "support@harbourlight.example"
    assert message["Date"].datetime == NOW
    assert sample.address.endswith(".example")
    assert sample.message_id.endswith(".example")
    assert b"\r\n\r\n" in sample.raw
    assert b"\n" not in sample.raw.replace(b"\r\n", b"")


def test_the_manifest_names_every_file_once():
    on_disk = {each.name.removesuffix(".eml") for each in files("inboxd.demo").joinpath("mails").iterdir()}
    assert Counter(each.name for each in ALL) == Counter(on_disk)


def test_there_are_many_mails_in_many_languages_for_every_route():
    assert len(MANIFEST) >= 24
    assert len({each.language for each in MANIFEST}) >= 8
    assert {each.route for each in MANIFEST} == {"priority", "vip", "questions", "wishes", "hugs", "automatic"}


def test_no_two_mails_share_a_message_id_and_no_writer_writes_twice_but_the_one_who_must():
    samples = [load_sample(each, NOW) for each in ALL]
    assert len({each.message_id for each in samples}) == len(samples)
    twice = [address for address, count in Counter(each.address for each in samples).items() if count > 1]
    assert twice == [load_sample(WRITES_AGAIN, NOW).address]


def test_who_writes_again_answers_their_own_first_mail():
    first = next(load_sample(each, NOW) for each in MANIFEST if each.name == ANSWERED_BY_MARK)
    again = message_from_bytes(load_sample(WRITES_AGAIN, NOW).raw, policy=policy.default)
    assert again["In-Reply-To"] == f"<{first.message_id}>"


def test_those_whom_an_agent_answers_are_acknowledged_cases_of_several_languages():
    answered = [each for each in MANIFEST if each.name in {*ANSWERED_BY_MAIL, ANSWERED_BY_MARK}]
    assert len(answered) == len(ANSWERED_BY_MAIL) + 1
    assert all(each.acknowledged and not each.hands_off for each in answered)
    assert len({each.language for each in answered}) == len(answered)


def test_customers_say_yes_no_and_thanks_when_they_are_asked():
    assert {each.meaning for each in EXCHANGES.values()} == {"yes", "no", "thanks"}
    assert {each.expected.case for each in EXCHANGES.values()} == {"resolved", "waiting", "verifying"}


@pytest.mark.parametrize("name", ANSWERED_BY_MAIL)
def test_a_customer_answers_the_question_by_plain_reply_with_the_question_quoted(name):
    sample = load_sample(next(each for each in MANIFEST if each.name == name), NOW)
    question = (
        b"From: Harbourlight <support@harbourlight.example>\r\nReply-To: support@harbourlight.example\r\n"
        b"Subject: Re: It [ABCD-EFGH]\r\nMessage-ID: <q@harbourlight.example>\r\n\r\nIs it solved?\r\n"
    )
    answer = answer_question(sample, question, NOW)
    message = message_from_bytes(answer.raw, policy=policy.default)
    assert message["From"].addresses[0].addr_spec == sample.address
    assert message["To"].addresses[0].addr_spec == "support@harbourlight.example"
    assert message["In-Reply-To"] == "<q@harbourlight.example>"
    assert message.get_content().startswith(EXCHANGES[name].said)
    assert "> Is it solved?" in message.get_content()
    assert "Auto-Submitted" not in message


def test_some_mails_are_for_people_alone_and_one_is_the_matter_of_somebody_else():
    assert len([each for each in MANIFEST if each.hands_off]) >= 3
    assert len([each for each in MANIFEST if each.linked]) == 1
    assert not [each.name for each in MANIFEST if (each.hands_off or each.linked) and each.acknowledged]


def test_machines_are_never_to_be_acknowledged():
    assert not [each.name for each in MANIFEST if each.route == "automatic" and each.acknowledged]
