"""How to log in to a mail server: the parts of a mailbox's settings that name hosts and secrets."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr

from inboxd.config.kinds import File, Pause, Section
from inboxd.config.secretfiles import read_secret, secret_of

Tls = Literal["implicit", "starttls", "none"]


class _Account(Section):
    host: str = Field(description="Name of the server; its certificate must carry it.")
    user: str = Field("", description="Login name; empty means the mailbox's address.")
    password: SecretStr = Field(
        SecretStr(""), description="Password; goes before `password_file`, which is the better place for it."
    )
    password_file: File = Field(None, description="File that holds the password, readable by the service only.")
    oauth2_token_file: File = Field(
        None,
        description="File with a current OAuth2 access token (XOAUTH2); read anew at each login.",
    )
    ca_file: File = Field(None, description="Own certificate authority (PEM) that signed the server's certificate.")
    timeout: Pause = Field(timedelta(seconds=30), description="How long one answer of the server may take.")

    def secret(self) -> str:
        """The password, from the setting, its file or systemd's credentials.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        return secret_of(self.password, self.password_file)

    def oauth2_token(self) -> str:
        """The current OAuth2 access token, "" when passwords are used.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        return read_secret(self.oauth2_token_file) if self.oauth2_token_file else ""


class ImapSettings(_Account):
    """How to reach the mailbox."""

    port: int = Field(993, ge=1, le=65535, description="TCP port.")
    tls: Tls = Field("implicit", description="`implicit`, `starttls`, or `none` (loopback only).")
    idle_renew: Pause = Field(
        timedelta(minutes=4), description="How often IDLE is renewed; RFC 2177 wants less than 29 min."
    )
    poll: Pause = Field(timedelta(seconds=30), description="How often a server without IDLE is asked.")
    keepalive: Pause = Field(
        timedelta(seconds=60), description="Silence after which TCP keepalive probes the connection."
    )


class SmtpSettings(_Account):
    """How to send."""

    port: int = Field(587, ge=1, le=65535, description="TCP port.")
    tls: Tls = Field("starttls", description="`implicit`, `starttls`, or `none` (loopback only).")
    connections: int = Field(4, ge=1, le=50, description="How many connections are kept open at most.")
    final_timeout: Pause = Field(
        timedelta(minutes=5),
        description="How long the answer to a complete message may take (RFC 5321 §4.5.3.2.6 wants patience).",
    )
