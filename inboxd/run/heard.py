"""Remembers whether the SMTP server lets us in: the outbox's rows do not tell one refusal from another.

One letter that is refused is no closed door: other letters go out, and the alarm would come and go all night.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from inboxd.errors import NotLetIn
from inboxd.ports import Envelope, Sender, Sent


class HeardSender:
    """A sender that somebody listens to (implements `inboxd.ports.Sender`).

    Attributes:
        refusal: why we are not let in; "" when we are, None when that was not tried yet.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.refusal: str | None = None

    async def send(self, envelope: Envelope, before_final_dot: Callable[[], Awaitable[None]]) -> Sent:
        """Send one mail; see `inboxd.ports.Sender`."""
        try:
            sent = await self._sender.send(envelope, before_final_dot)
        except NotLetIn as error:
            self.refusal = f"{error}. {error.hint}" if error.hint else str(error)
            raise
        self.refusal = ""
        return sent

    async def close(self) -> None:
        """QUIT all connections. Never raises."""
        await self._sender.close()
