"""Logging in: token or password, and what a server says about it."""

from __future__ import annotations

from inboxd.config.accounts import ImapSettings
from inboxd.edge.mailbox.client import Client
from inboxd.errors import Misconfigured


def log_in(client: Client, settings: ImapSettings, user: str) -> None:
    """Log in unless the server has let us in already (PREAUTH), and read the capabilities that hold from now on.

    Raises:
        LoginRefused: with the error that says whether the password or the connection is to blame.
        Misconfigured: nothing to log in with, or the server forbids the only way.
    """
    if not client.is_logged_in:
        token = settings.oauth2_token()
        if token:
            client.log_in_with_token(user, token)
        else:
            _by_password(client, user, settings.secret())
    client.forget_capabilities()
    client.capabilities()


def _by_password(client: Client, user: str, password: str) -> None:
    if not password:
        raise Misconfigured(f"there is no password for {user}", hint="Set `password`, `password_file` or a token.")
    plain = client.can("AUTH=PLAIN")
    if not plain and client.can("LOGINDISABLED"):
        raise Misconfigured(
            "the server takes no password on this connection", hint="Set `tls`, or use `oauth2_token_file`."
        )
    if not plain and not (user + password).isascii():
        raise Misconfigured(
            "the server takes only ASCII in user name and password", hint="Choose a password of ASCII characters."
        )
    client.log_in(user, password)
