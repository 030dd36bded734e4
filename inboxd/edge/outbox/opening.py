"""How an SMTP session begins: greeting, TLS, login. Nothing secret is said before the server is proven."""

from __future__ import annotations

import asyncio
import ssl
from ipaddress import ip_address

import aiosmtplib

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox.connection import BROKEN, Connection
from inboxd.edge.outbox.replies import Ear, Step
from inboxd.errors import ConnectionLost, Misconfigured, Transient


def make_context(settings: SmtpSettings) -> ssl.SSLContext | None:
    """How the server is verified: certificate and name, always; None without TLS.

    Raises:
        Misconfigured: `ca_file` cannot be read or holds no certificate.
    """
    if settings.tls == "none":
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise Misconfigured(
            f"{settings.ca_file}: the certificate authority cannot be used: {error.strerror or error}",
            hint="`smtp.ca_file` must be a PEM file that the service's user may read.",
        ) from error


async def open_connection(settings: SmtpSettings, address: str, context: ssl.SSLContext | None) -> Connection:
    """Connect, secure and log in.

    Args:
        address: of the mailbox; its domain is our name in EHLO, and itself the login name where none is set.
        context: of `make_context`.

    Raises:
        Transient: the server cannot be reached or does not want us now.
        Misconfigured: TLS is missing or cannot be verified, or the login is refused.
    """
    smtp = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        local_hostname=_own_name(address),
        timeout=settings.timeout.total_seconds(),
        use_tls=settings.tls == "implicit",
        start_tls=False,
        tls_context=context,
    )
    token, password = await asyncio.to_thread(_secrets_of, settings)
    ear = Ear((token, password))
    connection = Connection(smtp, settings, ear)
    try:
        await _greet(smtp, settings, ear)
        await _log_in(smtp, settings.user or address, token, password, ear)
    except BaseException:
        connection.drop()
        raise
    return connection


def _secrets_of(settings: SmtpSettings) -> tuple[str, str]:
    """Token and password as they are now; with a token, the password is for nobody."""
    token = settings.oauth2_token()
    return token, "" if token else settings.secret()


async def _greet(smtp: aiosmtplib.SMTP, settings: SmtpSettings, ear: Ear) -> None:
    """TCP, greeting, EHLO and, where asked for, STARTTLS with a second EHLO."""
    try:
        await smtp.connect()
        if settings.tls == "none":
            _refuse_strangers(smtp, settings)
        await smtp.ehlo()
        if settings.tls == "starttls":
            await _start_tls(smtp, settings)
    except ssl.SSLError as error:
        raise _untrusted(error, settings, ear) from error
    except aiosmtplib.SMTPHeloError as error:
        raise ear.refusal(Step.EHLO, error.code, error.message) from error
    except aiosmtplib.SMTPResponseException as error:
        step = Step.CONNECT if isinstance(error, aiosmtplib.SMTPConnectResponseError) else Step.STARTTLS
        raise ear.refusal(step, error.code, error.message) from error
    except BROKEN as error:
        if isinstance(error.__cause__, ssl.SSLError):
            raise _untrusted(error.__cause__, settings, ear) from error
        raise Transient(f"no SMTP session with {settings.host}:{settings.port}: {ear.what(error)}") from error


async def _start_tls(smtp: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    if not smtp.supports_extension("starttls"):
        raise Misconfigured(
            f"{settings.host} does not offer STARTTLS; nothing was sent in the clear",
            hint='Check `smtp.port`; for TLS from the first byte set `smtp.tls = "implicit"`.',
        )
    await smtp.starttls()
    await smtp.ehlo()


def _refuse_strangers(smtp: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    # By the address that was reached, not by name: a name can be made to point anywhere.
    peer = smtp.get_transport_info("peername")[0]
    if not ip_address(peer.partition("%")[0]).is_loopback:
        raise Misconfigured(
            f"{settings.host} is not on this machine; without TLS everybody on the way could read along",
            hint='Set `smtp.tls` to "starttls" or "implicit"; `none` is for loopback only.',
        )


def _untrusted(error: ssl.SSLError, settings: SmtpSettings, ear: Ear) -> Misconfigured | Transient:
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Transient(f"{settings.host} hung up during the TLS handshake")
    reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason
    hint = "Check `smtp.host` (the certificate must carry it), `smtp.ca_file`, `smtp.tls` and `smtp.port`."
    if "expired" in (reason or ""):
        hint = "Renew the server's certificate; if it is still valid, this machine's clock is wrong."
    return Misconfigured(f"TLS with {settings.host} failed: {ear.clean(reason or 'no reason given')}", hint=hint)


async def _log_in(smtp: aiosmtplib.SMTP, user: str, token: str, password: str, ear: Ear) -> None:
    """Authenticate with token or password; without either, the server must take us as we are."""
    if not token and not password:
        return
    offered = smtp.server_auth_methods
    try:
        if token and "xoauth2" in offered:
            await smtp.auth_xoauth2(user, token)
        elif password and "plain" in offered:
            await smtp.auth_plain(user, password)
        elif password and "login" in offered:
            await smtp.auth_login(user, password)
        else:
            raise _no_login_fits(smtp.hostname, offered, ear)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise ear.refusal(Step.AUTH, error.code, error.message) from error
    except BROKEN as error:
        raise ConnectionLost(f"lost at {Step.AUTH}: {ear.what(error)}") from error


def _no_login_fits(host: str | None, offered: list[str], ear: Ear) -> Misconfigured:
    return Misconfigured(
        f"{host} offers no login that fits, only: {ear.clean(' '.join(offered)) or 'none at all'}",
        hint="A password needs PLAIN or LOGIN, a token XOAUTH2; check `smtp.port` and `smtp.tls`.",
    )


def _own_name(address: str) -> str:
    # The mailbox's domain, not the machine's name: looking that up can take long and tells strangers about us.
    domain = address.rpartition("@")[2]
    return domain if domain.isascii() else "localhost"
