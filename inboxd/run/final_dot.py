"""The moment from which on a mail may have gone out: recorded just before it comes, never guessed about afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from inboxd.edge.retrying import tried_soon
from inboxd.errors import InboxdError, OutcomeUnknown
from inboxd.ports import Envelope, Sender


async def send_marked(sender: Sender, envelope: Envelope, mark: Callable[[], Awaitable[None]]) -> None:
    """Send one mail, with `mark` awaited as late as possible before its final dot.

    Raises:
        OutcomeUnknown: a mistake of ours once it was marked: only an error that the sender knows says that the mail
            was refused.
        Transient: also where `mark` raises `Misconfigured`: nothing is wrong with the mail server.
        InboxdError: as `inboxd.ports.Sender.send` and `mark` raise.
    """
    marked = False

    async def before_final_dot() -> None:
        nonlocal marked
        with tried_soon():
            await mark()
        marked = True

    try:
        await sender.send(envelope, before_final_dot)
    except InboxdError:
        raise
    except Exception as error:
        if not marked:
            raise
        raise OutcomeUnknown(f"inboxd made a mistake at the final dot ({type(error).__name__})") from error
