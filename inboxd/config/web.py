"""The web page: where it listens and who may read it."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from inboxd.config.kinds import File, Section, like, split
from inboxd.config.secretfiles import secret_of

_HEADER = like(r"([A-Za-z][A-Za-z0-9-]{0,63})?", "write the name of a header, such as X-Forwarded-User")

_HOST = like(
    r"[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]",
    "write the host name alone, such as desk.ourshop.example, without https:// and port",
)
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))


def _check_network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError(f"{value!r} is no address: write for example 10.0.0.5 or 10.0.0.0/24") from None
    if not network.prefixlen:
        raise ValueError(f"{value!r} is everybody: write the addresses of your own proxies")
    return value


class WebSettings(Section):
    """Health and metrics."""

    listen: str = Field(
        "127.0.0.1:8025",
        description="Address and port; empty switches it off. Beyond loopback it needs a token or `proxy_header`.",
    )
    token: SecretStr = Field(
        SecretStr(""),
        description="Who may read the page and the metrics must know this; `token_file` is the better place for it.",
    )
    token_file: File = Field(None, description="File that holds the token, readable by the service only.")
    proxy_header: Annotated[str, _HEADER] = Field(
        "", description="Header in which your reverse proxy names the person that it has logged in."
    )
    trusted_proxies: Annotated[tuple[Annotated[str, AfterValidator(_check_network)], ...], BeforeValidator(split)] = (
        Field((), description="Addresses of the proxies that are believed; everybody else's headers are not.")
    )
    proxy_hosts: Annotated[tuple[Annotated[str, _HOST], ...], BeforeValidator(split)] = Field(
        (),
        description="Host names under which the proxies show the page, the only ones then under which they are "
        "believed; a proxy on this machine needs them.",
    )

    def secret(self) -> str:
        """The token, "" when there is none. Raises `Misconfigured` when its file cannot be read."""
        return secret_of(self.token, self.token_file)

    @model_validator(mode="after")
    def _is_closed_to_strangers(self) -> WebSettings:
        if self.proxy_header and not self.trusted_proxies:
            raise ValueError("`proxy_header` is believed from `trusted_proxies` only: write their addresses")
        if self.proxy_header and not self.proxy_hosts and any(map(_holds_loopback, self.trusted_proxies)):
            raise ValueError(
                "`trusted_proxies` names this machine, and a site that somebody opens here in a browser can pretend to "
                "be the proxy: write into `proxy_hosts` the host names under which the proxy shows the page, such as "
                '["desk.ourshop.example"], and let it hand on the Host header'
            )
        has_token = bool(self.token.get_secret_value() or self.token_file)
        if self.listen and not (has_token or self.proxy_header or is_loopback(self.listen)):
            raise ValueError(
                f"`listen` = {self.listen!r} would show customers to everybody who can reach it: set `token_file`, "
                "or `proxy_header` and `trusted_proxies`, or listen on 127.0.0.1"
            )
        return self


def _holds_loopback(network: str) -> bool:
    asked = ipaddress.ip_network(network, strict=False)
    return any(asked.version == each.version and asked.overlaps(each) for each in _LOOPBACK)


def is_loopback(listen: str) -> bool:
    """Whether only this machine can reach the address; also True for what is no address at all, which fails later."""
    host = listen.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name could be pointed anywhere.
        return host in {"", "localhost"}
