"""TLS to a database on another machine: proven by default, and anything less only when somebody wrote it down."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_PROVEN = "verify-full"
_SAID_ELSEWHERE = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "service": "PGSERVICE"}
_SYSTEM = "system"
"""libpq's word for the authorities that the operating system trusts; goes with verify-full only."""


def demand_tls(url: URL, environ: Mapping[str, str]) -> URL:
    """The URL with `sslmode=verify-full` where the host is another machine and nobody has chosen otherwise.

    libpq alone would use TLS when the server happens to offer it and verify nothing, so whoever stands in between
    could read customers' words and the password (https://www.postgresql.org/docs/current/libpq-ssl.html).
    """
    if not is_remote(url, environ) or _is_said("sslmode", url, environ) or _is_said("service", url, environ):
        return url
    query = {"sslmode": _PROVEN}
    if not _is_said("sslrootcert", url, environ):
        query["sslrootcert"] = _SYSTEM
    return url.update_query_dict(query)


def is_remote(url: URL, environ: Mapping[str, str]) -> bool:
    """Whether the words to this database leave the machine, as far as its host's name and address tell."""
    return any(not _is_here(host) for host in _hosts(url, environ))


def weakness(address: str, environ: Mapping[str, str]) -> str:
    """What a URL of `[store]` gives away on the wire because somebody chose so; "" when it is nothing."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return ""  # it cannot be opened either, which is told elsewhere
    mode = url.query.get("sslmode") or environ.get(_SAID_ELSEWHERE["sslmode"]) or _PROVEN
    if url.get_backend_name() != "postgresql" or not is_remote(url, environ) or mode == _PROVEN:
        return ""
    if mode in {"require", "verify-ca"}:
        return f"sslmode={mode} does not prove that the server is {url.host or 'the one that is meant'}"
    return f"sslmode={mode} lets customers' words and the password go over the wire in the clear"


def _hosts(url: URL, environ: Mapping[str, str]) -> list[str]:
    """Names, and the addresses that libpq would connect to instead of them; it asks the environment for both."""
    names = url.query.get("host") or url.host or environ.get("PGHOST", "")
    addresses = url.query.get("hostaddr") or environ.get("PGHOSTADDR", "")
    given = ((each,) if isinstance(each, str) else each for each in (names, addresses))
    return [each for several in given for one in several for each in one.split(",")]


def _is_here(host: str) -> bool:
    # Nothing and paths are Unix sockets, and so is the abstract namespace (@).
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_said(name: str, url: URL, environ: Mapping[str, str]) -> bool:
    return name in url.query or bool(environ.get(_SAID_ELSEWHERE[name]))
