"""What breaks at the final dot, and what that means for the letter."""

from __future__ import annotations

import pytest

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.errors import InboxdError, Misconfigured, OutcomeUnknown, Transient
from inboxd.ports import Envelope
from inboxd.run.final_dot import send_marked
from tests.servers.faults import Step
from tests.servers.smtpsink import SmtpSink, drop

OURS, MIRA = "support@ourshop.example", "mira@bluehill.example"


async def send(sink: SmtpSink, failure: InboxdError | None = None) -> None:
    """Send one mail whose mark fails so."""

    async def mark() -> None:
        if failure is not None:
            raise failure

    sender = SmtpSender(SmtpSettings(host="127.0.0.1", port=sink.port, tls="none"), OURS)
    try:
        await send_marked(sender, Envelope(OURS, MIRA, b"Subject: We have it\r\n\r\nThank you.\r\n"), mark)
    finally:
        await sender.close()


async def test_a_full_disk_of_ours_is_tried_again_soon_and_nothing_goes_out(smtp_sink):
    with pytest.raises(Transient, match="the disk is full"):
        await send(smtp_sink, Misconfigured("the database cannot be used: the disk is full"))
    assert smtp_sink.accepted == []


async def test_an_answer_that_never_comes_leaves_the_outcome_open(smtp_sink):
    smtp_sink.misbehave(drop(Step.DOT, accept=True))
    with pytest.raises(OutcomeUnknown):
        await send(smtp_sink)
    assert len(smtp_sink.accepted) == 1
