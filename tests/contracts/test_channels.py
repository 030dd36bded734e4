"""Channels: a chat over a real HTTP server, mail over a real SMTP server, and what happens when they refuse."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import pytest
import structlog

from inboxd.core.compose.message import SenderIdentity
from inboxd.core.values.notice import Notice
from inboxd.edge.notify import AppriseChannel, is_usable
from inboxd.errors import Misconfigured, Permanent, Transient
from inboxd.run.channels import MailChannel, TeamChannels
from inboxd.run.posting import Desk
from tests.builders import KEY, NOW, make_policy
from tests.contracts.sending import senders
from tests.servers.faults import Step
from tests.servers.smtpsink import drop, refuse
from tests.servers.webhook import Webhook

NOTICE = Notice("alarm:c:reply:0.1:escalation0", "support", "Reply overdue: K7QX-2M4D", "Late by 25m\nSubject: <b>&\n")
SECRET = "S3CRET"


@pytest.fixture
def webhook():
    with Webhook() as server:
        yield server


def chat(url, *, timeout=10.0):
    return AppriseChannel("team", lambda: url, timedelta(seconds=timeout))


async def test_a_chat_gets_title_and_text_as_they_are(webhook):
    await chat(webhook.url).tell(NOTICE)
    (post,) = webhook.posts
    assert (post["title"], post["message"].strip()) == (NOTICE.title, NOTICE.text.strip())


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
async def test_a_chat_that_refuses_is_tried_again_and_its_url_is_nowhere(webhook, status, caplog):
    caplog.set_level(logging.DEBUG)
    webhook.status = status
    with pytest.raises(Transient) as raised:
        await chat(webhook.url).tell(NOTICE)
    assert SECRET not in str(raised.value) + repr(raised.value.__cause__)
    assert not [record for record in caplog.records if record.name == "apprise"]


async def test_a_chat_that_is_not_there_is_tried_again(webhook):
    with pytest.raises(Transient):
        await chat("json://127.0.0.1:1/hook/S3CRET").tell(NOTICE)


async def test_a_chat_that_does_not_answer_holds_nobody_up(webhook):
    webhook.silence = 1.0
    begun = time.monotonic()
    with pytest.raises(Transient, match="in time"):
        await chat(webhook.url, timeout=0.2).tell(NOTICE)
    assert time.monotonic() - begun < 0.9


@pytest.mark.parametrize("url", ["", "nonsense", "nothing://S3CRET@host/"])
async def test_a_url_of_no_known_kind_is_the_admins_to_mend(url):
    assert not is_usable(url)
    with pytest.raises(Misconfigured) as raised:
        await chat(url).tell(NOTICE)
    assert SECRET not in str(raised.value)


def test_a_url_can_be_checked_without_sending_anything(webhook):
    assert is_usable(webhook.url)
    assert webhook.posts == []


class Standing:
    """A clock that stands."""

    def now(self):
        return NOW


@pytest.fixture
async def mail(smtp_sink):
    """Makes channels of mail through the sink."""
    async with senders() as make:

        def channel(*recipients, **changes):
            identity = SenderIdentity("support@ourshop.example", "Our Shop")
            desk = Desk(make_policy(), identity, make(smtp_sink.port), lambda: None, lambda: True, **changes)
            return MailChannel(recipients, {"support": desk}, Standing(), KEY)

        yield channel


async def test_everybody_of_a_channel_of_mail_gets_a_mail_of_his_own(mail, smtp_sink):
    await mail("lead@ourshop.example", "head@ourshop.example").tell(NOTICE)
    first, second = smtp_sink.accepted
    assert (first.recipients, second.recipients) == (("lead@ourshop.example",), ("head@ourshop.example",))
    assert first.sender == "support@ourshop.example"
    assert first.message["Subject"] == NOTICE.title
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert first.message.get_content().replace("\r\n", "\n").strip() == NOTICE.text.strip()


async def test_a_mailbox_that_sends_with_the_null_sender_does_so_here_too(mail, smtp_sink):
    await mail("lead@ourshop.example", null_sender=True).tell(NOTICE)
    assert smtp_sink.accepted[0].sender == ""


async def test_a_notice_about_no_mailbox_goes_out_through_the_first(mail, smtp_sink):
    await mail("lead@ourshop.example").tell(Notice("alarm:trend", "", "Exports fail", "12 customers\n"))
    assert len(smtp_sink.accepted) == 1


async def test_who_has_got_his_mail_does_not_get_it_again_because_another_one_was_refused(mail, smtp_sink):
    channel = mail("lead@ourshop.example", "head@ourshop.example")
    smtp_sink.misbehave(refuse(Step.RCPT, recipient="head@ourshop.example"))
    with pytest.raises(Transient):
        await channel.tell(NOTICE)
    await channel.tell(NOTICE)
    assert [each.recipients for each in smtp_sink.accepted] == [("lead@ourshop.example",), ("head@ourshop.example",)]


async def test_an_address_that_is_refused_for_good_says_so(mail, smtp_sink):
    smtp_sink.misbehave(refuse(Step.RCPT, "550 5.1.1 Unknown"))
    with pytest.raises(Permanent):
        await mail("gone@ourshop.example").tell(NOTICE)


async def test_a_mail_of_which_nobody_knows_is_sent_again_under_its_own_name(mail, smtp_sink):
    channel = mail("lead@ourshop.example")
    smtp_sink.misbehave(drop(Step.DOT, accept=True))
    with pytest.raises(Transient):
        await channel.tell(NOTICE)
    await channel.tell(NOTICE)
    first, second = smtp_sink.accepted
    assert first.message["Message-ID"] == second.message["Message-ID"]


async def noting(_notice):
    """A channel for tests about names."""


def test_unknown_names_fall_back_to_the_default_and_are_complained_about_once():
    channels = TeamChannels({"team": noting, "lead": noting}, ("lead",))
    with structlog.testing.capture_logs() as lines:
        assert channels.choose(("team", "heads")) == ("team", "lead")
        assert channels.choose(("heads",)) == ("lead",)
        assert channels.choose(()) == ("lead",)
        assert channels.choose(("team", "lead")) == ("team", "lead")
    assert [(line["event"], line["channel"]) for line in lines] == [("notify.unknown_channel", "heads")]


def test_without_a_default_the_first_channel_is_meant():
    assert TeamChannels({"team": noting, "lead": noting}, ()).choose(()) == ("team",)


def test_without_any_channel_nobody_is_told_and_nobody_complains():
    with structlog.testing.capture_logs() as lines:
        assert TeamChannels({}, ()).choose(("team",)) == ()
    assert lines == []
