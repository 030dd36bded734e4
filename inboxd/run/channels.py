"""The ways to our own people, by the names that the admins gave them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import structlog

from inboxd.core.compose.notice import compose_notice_mail, notice_message_id
from inboxd.core.values.notice import Notice
from inboxd.errors import InboxdError, OutcomeUnknown, Transient
from inboxd.ports import Clock, Envelope
from inboxd.run.posting import Desk

_log = structlog.get_logger()
_REMEMBERED = 1000

Way = Callable[[Notice], Awaitable[None]]
"""Tells one notice on one channel. Raises `InboxdError` when it was not told."""


class TeamChannels:
    """All channels of the configuration (implements `inboxd.run.paging.Channels`).

    Args:
        ways: by name of the channel.
        default: names for what names no channel, or one that is not there.
    """

    def __init__(self, ways: Mapping[str, Way], default: Sequence[str]) -> None:
        self._ways = dict(ways)
        self._default = tuple(default) or tuple(self._ways)[:1]
        self._complained: set[str] = set()

    def choose(self, names: Sequence[str]) -> tuple[str, ...]:
        """The channels that are meant, each once; none when no channel is configured."""
        known = [name for name in names if name in self._ways]
        if len(known) < len(names) or not names:
            known += self._default
            self.complain(names)
        return tuple(dict.fromkeys(known))

    async def announce(self, channels: Sequence[str], notice: Notice) -> None:
        """Tell it on these channels, one after the other. Raises what the first one raises that fails."""
        for name in channels:
            await self._ways[name](notice)

    def complain(self, names: Iterable[str]) -> None:
        """Log each name that no channel has, once. Without any channel nobody expects one."""
        for name in sorted(set(names) - self._ways.keys() - self._complained) if self._ways else ():
            self._complained.add(name)
            _log.warning("notify.unknown_channel", channel=name, instead=list(self._default))


class MailChannel:
    """Mail to some of our own people, sent by the mailbox that the notice is about.

    Args:
        desks: by mailbox name; a notice about none goes out through the first.
        key: the installation's secret, for Message-IDs.
    """

    def __init__(self, recipients: Sequence[str], desks: Mapping[str, Desk], clock: Clock, key: bytes) -> None:
        self._recipients = tuple(recipients)
        self._desks = desks
        self._clock = clock
        self._key = key
        # Who has got his copy of a notice that another one could not be sent.
        self._sent: dict[str, None] = {}

    async def tell(self, notice: Notice) -> None:
        """Send one mail to each recipient; all are tried before the first error is raised."""
        desk = self._desks.get(notice.mailbox) or next(iter(self._desks.values()))
        errors: list[InboxdError] = []
        for recipient in self._recipients:
            message_id = notice_message_id(notice, recipient, desk.identity, self._key)
            if message_id in self._sent:
                continue
            try:
                await self._send(notice, recipient, desk)
            except InboxdError as error:
                errors.append(error)
                continue
            self._sent[message_id] = None
        while len(self._sent) > _REMEMBERED:
            del self._sent[next(iter(self._sent))]
        if errors:
            raise errors[0]

    async def _send(self, notice: Notice, recipient: str, desk: Desk) -> None:
        raw = compose_notice_mail(notice, recipient, desk.identity, self._key, self._clock.now())
        sender = "" if desk.null_sender else desk.identity.address
        try:
            await desk.sender.send(Envelope(sender, recipient, raw), _nothing)
        except OutcomeUnknown as error:
            # A second mail under the same Message-ID does less harm than silence.
            raise Transient(f"nobody knows whether the notice went out ({error})") from error


async def _nothing() -> None:
    """Nothing is written down before a notice's final dot."""
