"""Chats and pagers, by their Apprise URLs. The only importer of apprise.

A URL is a secret: whoever has it can write there. So it is in no error and no log line, and the library's own lines,
which would name parts of it, are not heard.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from inboxd.config.web import is_loopback
from inboxd.core.values.notice import Notice
from inboxd.errors import Misconfigured, Transient

_HINT = "Check the channel's `url`; the forms that Apprise knows stand in its documentation."


class AppriseChannel:
    """One chat or pager.

    Args:
        name: of the channel, for errors.
        url: gives the Apprise URL; asked at every notice, so that a changed file counts at once.
        timeout: how long one notice may take.
    """

    def __init__(self, name: str, url: Callable[[], str], timeout: timedelta) -> None:
        self._name = name
        self._url = url
        self._timeout = timeout.total_seconds()

    async def tell(self, notice: Notice) -> None:
        """Hand the notice over.

        Raises:
            Transient: it was not taken; the library does not tell refusals for good from those for now.
            Misconfigured: the URL cannot be read, or is of no kind that is known.
        """
        url = self._url()
        try:
            async with asyncio.timeout(self._timeout):
                taken = await asyncio.to_thread(_tell, url, notice)
        except TimeoutError as error:
            raise Transient(f"channel {self._name!r} did not answer in time") from error
        except Exception as error:  # noqa: BLE001 - whatever a library of a hundred services raises
            # What the library raises may quote the URL.
            raise Transient(f"channel {self._name!r} failed ({type(error).__name__})") from None
        if taken is None:
            raise Misconfigured(f"channel {self._name!r} has no URL that can be used", hint=_HINT)
        if not taken:
            raise Transient(f"channel {self._name!r} did not take the notice")


def is_usable(url: str) -> bool:
    """Whether Apprise knows what to do with the URL; nothing is sent."""
    _hush()
    import apprise  # noqa: PLC0415 - it takes longer to load than all of us, and most have no such channel

    return bool(apprise.Apprise().add(url))


def find_weakness(url: str) -> str:
    """What a usable URL gives away on the wire; "" when it is nothing. Nothing is sent."""
    _hush()
    import apprise  # noqa: PLC0415 - see above

    channel = apprise.Apprise()
    channel.add(url)
    for service in channel:
        if not service.verify_certificate:
            return "the server need not prove who it is (verify=no)"
        # Where a service has a plain and a protected form, only the protected one says so; a bare word is no host.
        is_plain = bool(service.protocol) and not service.secure and "." in (service.host or "")
        if is_plain and not is_loopback(f"{service.host}:0"):
            return "what is told goes over the wire in the clear"
    return ""


def _tell(url: str, notice: Notice) -> bool | None:
    """Whether it was taken; None when the URL is of no known kind."""
    _hush()
    import apprise  # noqa: PLC0415 - see above

    channel = apprise.Apprise()
    if not channel.add(url):
        return None
    return bool(channel.notify(body=notice.text, title=notice.title, body_format=apprise.NotifyFormat.TEXT))


def _hush() -> None:
    """Its log holds URLs, and they hold secrets; it writes from its import on."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
