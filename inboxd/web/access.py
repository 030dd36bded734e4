"""Who may read: nobody but this machine, or who knows the token, or whom a trusted proxy has logged in."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inboxd.config.web import WebSettings
from inboxd.errors import Misconfigured

SESSION = timedelta(hours=12)
SHORTEST_TOKEN = 16
"""Characters. Together with the limit on guesses, trying them all is hopeless."""

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Access:
    """What opens the page. Without token and proxy it is for this machine only.

    Attributes:
        token: "" where there is none.
        proxy_header: lower case, "" where no proxy logs people in.
        proxies: whose headers are believed.
        hosts: names, lower case, under which the proxies show the page; with none, they may use any.
    """

    token: str = field(default="", repr=False)
    proxy_header: str = ""
    proxies: tuple[_Network, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether somebody has to show that they may read."""
        return bool(self.token or self.proxy_header)

    def knows(self, guess: str) -> bool:
        """Whether this is the token; takes the same time for every wrong one."""
        return bool(self.token) and hmac.compare_digest(_digest(guess), _digest(self.token))

    def trusts(self, address: str) -> bool:
        """Whether the peer is one of the proxies."""
        try:
            peer = _address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.proxies)

    def is_shown_as(self, host: str) -> bool:
        """Whether the proxies show the page under this name, lower case."""
        return not self.hosts or host in self.hosts

    def make_session(self, now: datetime) -> str:
        """What the browser keeps instead of the token; a new token ends it."""
        until = str(int((now + SESSION).timestamp()))
        return f"{until}.{self._sign(until)}"

    def is_session(self, text: str, now: datetime) -> bool:
        """Whether we made it and it has not run out."""
        until, _, signature = text.partition(".")
        if not self.token or not (until.isascii() and until.isdigit() and len(until) < 16):
            return False
        return hmac.compare_digest(signature.encode(), self._sign(until).encode()) and now.timestamp() < int(until)

    def _sign(self, until: str) -> str:
        return hmac.new(_digest(f"session {self.token}"), until.encode(), "sha256").hexdigest()


def access_of(settings: WebSettings) -> Access:
    """What the settings say.

    Raises:
        Misconfigured: the token cannot be read, or is too short to keep anybody out.
    """
    token = settings.secret()
    if token and len(token) < SHORTEST_TOKEN:
        raise Misconfigured(
            f"web.token has fewer than {SHORTEST_TOKEN} characters and can be guessed",
            hint="Make one with: openssl rand -hex 32",
        )
    networks = tuple(ipaddress.ip_network(each, strict=False) for each in settings.trusted_proxies)
    hosts = tuple(each.lower().strip("[]") for each in settings.proxy_hosts)
    return Access(token, settings.proxy_header.lower(), networks, hosts)


class Guesses:
    """Counts wrong tokens by address, and forgets them after a minute.

    Strangers with many addresses must not shut out who knew the token lately, such as Prometheus: what is counted over
    all addresses does not hold for these.

    Args:
        each: wrong ones that an address may try in a minute.
        all_together: the same over all addresses, for somebody who has many.
    """

    WITHIN = 60.0
    KNOWN = 86_400.0

    def __init__(self, *, each: int = 10, all_together: int = 100) -> None:
        self._each, self._all_together = each, all_together
        self._wrong: list[tuple[float, str]] = []
        self._right: dict[str, float] = {}

    def are_too_many(self, address: str, now: float) -> bool:
        """Whether this address has to wait. `now` in seconds of any clock that only goes forward."""
        self._wrong = [each for each in self._wrong if now - each[0] < self.WITHIN]
        ours = _block_of(address)
        is_known = now - self._right.get(ours, -self.KNOWN) < self.KNOWN
        full = len(self._wrong) >= self._all_together and not is_known
        return full or self._count(ours, self._wrong) >= self._each

    def note(self, address: str, now: float) -> None:
        """One more wrong one."""
        self._wrong.append((now, _block_of(address)))

    def welcome(self, address: str, now: float) -> None:
        """Somebody who knew the token."""
        self._right = {each: at for each, at in self._right.items() if now - at < self.KNOWN}
        self._right[_block_of(address)] = now

    @staticmethod
    def _count(block: str, wrong: Iterable[tuple[float, str]]) -> int:
        return sum(each == block for _, each in wrong)


def _block_of(address: str) -> str:
    try:
        peer = _address(address)
    except ValueError:
        return address
    # Who has one IPv6 address has 2^64 of them.
    return str(ipaddress.ip_network((peer, 64), strict=False)) if peer.version == 6 else str(peer)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Raises `ValueError` when it is none."""
    peer = ipaddress.ip_address(text.partition("%")[0])
    # Where we listen on [::], all of IPv4 comes as ::ffff:192.0.2.7: as IPv6 it would be one network, and no proxy's.
    return peer.ipv4_mapped or peer if isinstance(peer, ipaddress.IPv6Address) else peer


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
