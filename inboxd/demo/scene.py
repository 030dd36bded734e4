"""The play: customers write, agents answer in their own ways, customers are asked whether it is solved and say so.

Nobody in it knows inboxd: customers send mail, agents use a mail client.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from inboxd.demo.answers import EXCHANGES, answer_question
from inboxd.demo.client import Filed, MailClient
from inboxd.demo.mails import ANSWERED_BY_MARK, MANIFEST, WRITES_AGAIN, Expected, Sample, load_sample
from inboxd.demo.servers import Servers
from inboxd.demo.witness import Arrived, Witness

_PATIENCE = 10.0
"""Seconds until an agent acts although inboxd did not do its part, so that the play always ends."""
_ASKED_WITHIN = 25.0
_GLANCE = 0.2


class Scene:
    """Plays itself once.

    Args:
        pace: seconds between two arrivals.
    """

    def __init__(self, servers: Servers, client: MailClient, witness: Witness, pace: float) -> None:
        self._servers = servers
        self._client = client
        self._witness = witness
        self._pace = pace
        self.arrived: list[Arrived] = []
        """What has been delivered so far, in order."""

    async def play(self) -> None:
        """From the first arrival until every actor has done their part."""
        async with asyncio.TaskGroup() as actors:
            for expected in MANIFEST:
                sample = await self._arrive(expected)
                if expected.name in EXCHANGES:
                    actors.create_task(self._answer_by_mail(sample))
                elif expected.name == ANSWERED_BY_MARK:
                    actors.create_task(self._answer_by_mark(sample))
                await asyncio.sleep(self._pace)

    async def _arrive(self, expected: Expected) -> Sample:
        return await self._deliver(load_sample(expected, self._servers.now()))

    async def _deliver(self, sample: Sample) -> Sample:
        self.arrived.append(Arrived(sample, await self._servers.deliver(sample.sender, sample.raw)))
        return sample

    async def _answer_by_mail(self, sample: Sample) -> None:
        """A mail client sends the reply and puts its copy into Sent; later the customer answers our question."""
        filed = await self._find_sorted(sample)
        text = EXCHANGES[sample.expected.name].reply
        reply = _compose_reply(await self._client.read(filed), text, self._servers)
        await asyncio.to_thread(self._send, reply)
        await self._client.file("Sent", reply, self._servers.now())

        async def is_asked() -> bool:
            is_out = self._witness.question_to(sample) is not None
            return is_out and await self._witness.case_state(sample) == "verifying"

        await _wait_until(is_asked, _ASKED_WITHIN)
        question = self._witness.question_to(sample)
        if question is not None:
            await self._deliver(answer_question(sample, question, self._servers.now()))

    async def _answer_by_mark(self, sample: Sample) -> None:
        """Somebody phones and marks the mail as answered; the customer writes again soon after."""
        await self._client.mark_answered(await self._find_sorted(sample))

        async def is_noticed() -> bool:
            return await self._witness.case_state(sample) == "replied"

        await _wait_until(is_noticed)
        await self._arrive(WRITES_AGAIN)

    async def _find_sorted(self, sample: Sample) -> Filed:
        """An agent opens the mail once it is acknowledged and lies where agents look first."""
        found: list[Filed] = []

        async def is_sorted() -> bool:
            everything = await self._client.look_everywhere()
            found[:] = [each for each in everything if each.message_id.strip("<>") == sample.message_id]
            return bool(found) and found[0].folder != "INBOX" and self._witness.is_acknowledged(sample)

        await _wait_until(is_sorted)
        return found[0]

    def _send(self, reply: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self._servers.smtp.port, timeout=_PATIENCE) as server:
            server.send_message(reply)


async def _wait_until(is_so: Callable[[], Awaitable[bool]], patience: float = _PATIENCE) -> None:
    try:
        async with asyncio.timeout(patience):
            while True:
                if await is_so():
                    return
                await asyncio.sleep(_GLANCE)
    except TimeoutError:
        return


def _compose_reply(original: EmailMessage, text: str, servers: Servers) -> EmailMessage:
    writer = original["From"].addresses[0]
    reply = EmailMessage()
    reply["From"] = f"Joanna at Harbourlight <{servers.address}>"
    reply["To"] = str(writer)
    reply["Subject"] = f"Re: {original['Subject']}"
    reply["Date"] = format_datetime(servers.now())
    reply["Message-ID"] = make_msgid(domain=servers.address.partition("@")[2])
    reply["In-Reply-To"] = reply["References"] = original["Message-ID"]
    reply["User-Agent"] = "Some Mail Client 1.0"
    reply.set_content(text)
    return reply
