"""Every setting once: type, unit, default, one sentence. The settings page of the docs is made from here."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from inboxd.config.channels import ChannelSettings, NotifySettings, check_channels
from inboxd.config.digest import DigestSettings
from inboxd.config.kinds import Duration, File, MailAddress, Pause, Section, like, split
from inboxd.config.retention import RetentionSettings
from inboxd.config.secretfiles import read_secret
from inboxd.config.trends import TrendSettings
from inboxd.core.text.durations import parse_duration
from inboxd.errors import Misconfigured


def _read_beginning(value: object) -> object:
    if not isinstance(value, str) or value in {"now", "all"}:
        return value
    try:
        return parse_duration(value)
    except ValueError:
        raise ValueError(f"{value!r} cannot be used: write now, all, or how far back, such as 7d") from None


_URL_WITH_PASSWORD = re.compile(r"([a-z0-9+]+://[^/:@]*):([^@/]*)(@.*)")
_SQLITE = "sqlite:///"
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
        return _secret(self.password, self.password_file)

    def oauth2_token(self) -> str:
        """The current OAuth2 access token, "" when passwords are used.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        return read_secret(self.oauth2_token_file) if self.oauth2_token_file else ""


def _secret(given: SecretStr, file: Path | None) -> str:
    # What is given comes first, so that the environment can stand in for a file that the configuration names.
    return given.get_secret_value() or (read_secret(file) if file else "")


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


class FolderSettings(Section):
    """Which folders are watched and used."""

    inbox: str = Field("INBOX", description="The folder that is watched.")
    sent: str = Field(
        "auto", description="Where our people's answers lie; `auto` asks the server (special use `\\Sent`)."
    )
    needs_human: str = Field("Needs human", description="Where messages go that could not be read or judged.")
    create_sent: bool = Field(True, description="Make the Sent folder where it is missing; else only say so, once.")


class MailboxSettings(Section):
    """One watched mailbox."""

    name: Annotated[str, like(r"[a-z0-9][a-z0-9_-]{0,31}", "small letters, digits, - and _ only, at most 32")] = Field(
        description="Short name used in logs, metrics and commands."
    )
    address: MailAddress = Field(description="Address that customers write to and that answers come from.")
    display_name: str = Field("", description="Name beside the address in the mails that inboxd sends.")
    aliases: Annotated[tuple[MailAddress, ...], BeforeValidator(split)] = Field(
        (), description="Further addresses of this mailbox; a customer is answered from the one used."
    )
    start_from: Annotated[Literal["now", "all"] | timedelta, BeforeValidator(_read_beginning)] = Field(
        "now",
        description="At the first start: `now` leaves older mail alone, `all` handles everything, `7d` the last week.",
    )
    sent_poll: Pause = Field(timedelta(seconds=30), description="How often Sent is looked at for our people's answers.")
    sent_copy: Literal["append", "server", "bcc"] = Field(
        "append",
        description="How our mails get into Sent: we append them, the server does, or a provable copy comes by bcc.",
    )
    proof_within: Duration = Field(
        timedelta(minutes=2), description="How long the proof of a letter in doubt may take before the letter is held."
    )
    envelope_sender: Literal["mailbox", "null"] = Field(
        "mailbox", description="Envelope sender of our mails; `null` is RFC 5230's advice, but many relays refuse it."
    )
    authserv_id: str = Field(
        "", description="Name of your own server in Authentication-Results; empty means that no such header is trusted."
    )
    folders: FolderSettings = Field(FolderSettings(), description="Which folders are watched and used.")
    imap: ImapSettings
    smtp: SmtpSettings

    @property
    def addresses(self) -> frozenset[str]:
        """All addresses of this mailbox, lower case."""
        return frozenset(each.lower() for each in (self.address, *self.aliases))


class StoreSettings(Section):
    """Where inboxd remembers."""

    url: str = Field("sqlite:///inboxd.db", description="`sqlite:///path` or `postgresql://user@host/database`.")
    password: SecretStr = Field(SecretStr(""), description="Database password; goes before `password_file`.")
    password_file: File = Field(None, description="File that holds the database password.")
    lease: Pause = Field(
        timedelta(minutes=2), description="After a crash elsewhere, how long a claimed effect stays untouched."
    )

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a database server."""
        return Path(self.url.removeprefix(_SQLITE)) if self.url.startswith(_SQLITE) else None

    @model_validator(mode="before")
    @classmethod
    def _take_password_out_of_url(cls, given: object) -> object:
        # The address is shown in messages and logs; a password in it must not be.
        if not isinstance(given, dict) or not isinstance(given.get("url"), str):
            return given
        found = _URL_WITH_PASSWORD.fullmatch(given["url"])
        return {"password": unquote(found[2]), **given, "url": found[1] + found[3]} if found else given

    def secret(self) -> str:
        """The database password; "" when none is set. Raises `Misconfigured` when its file cannot be read."""
        return _secret(self.password, self.password_file)


class RulesSettings(Section):
    """Where the admins' files are."""

    path: Path = Field(Path("rules"), description="The rules folder, relative to the configuration file.")
    reload: bool = Field(True, description="Load changed files at once; without it only SIGHUP does.")


class WebSettings(Section):
    """Health and metrics."""

    listen: str = Field(
        "127.0.0.1:8025", description="Address and port; empty switches it off. Keep it on loopback or behind a proxy."
    )


class LimitSettings(Section):
    """How many automatic mails may go out."""

    once_per: Duration = Field(timedelta(hours=24), description="At most one acknowledgment per customer in this time.")
    per_address_week: int = Field(5, ge=1, description="Automatic mails to one address in seven days.")
    per_domain_hour: int = Field(20, ge=1, description="Automatic mails to one domain in an hour.")
    same_body: Duration = Field(
        timedelta(hours=24), description="A body that was answered is not answered again within this time."
    )
    per_hour: int = Field(500, ge=1, description="Automatic mails in an hour over everything; beyond it none goes out.")
    oldest: Duration = Field(timedelta(hours=24), description="Messages received longer ago get no acknowledgment.")


class NoteSettings(Section):
    """What your own people see beside a customer's message."""

    how: Literal["keyword", "mail", "none"] = Field(
        "keyword", description="`keyword`: IMAP keywords on it; `mail`: a note filed beside it; or `none`."
    )


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least important level that is shown."
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto` is console on a terminal and JSON otherwise."
    )
    customer_text: bool = Field(
        False, description="Show addresses and subjects in logs. Off, they are shortened to a digest."
    )


class Settings(Section):
    """The whole configuration."""

    mailbox: tuple[MailboxSettings, ...] = Field(min_length=1, description="The watched mailboxes.")
    store: StoreSettings = Field(StoreSettings(), description="Where inboxd remembers.")
    rules: RulesSettings = Field(RulesSettings(), description="Where the admins' files are.")
    web: WebSettings = Field(WebSettings(), description="Health, metrics and the page.")
    limits: LimitSettings = Field(LimitSettings(), description="How many automatic mails may go out.")
    digest: DigestSettings = Field(DigestSettings(), description="What the team is told by mail.")
    channel: tuple[ChannelSettings, ...] = Field((), description="Ways to reach your own people; there may be several.")
    notify: NotifySettings = Field(NotifySettings(), description="How your own people are told.")
    retention: RetentionSettings = Field(
        RetentionSettings(), description="How long what names a customer is kept; `forever` keeps it for good."
    )
    trends: TrendSettings = Field(TrendSettings(), description="When many customers complain about the same.")
    notes: NoteSettings = Field(NoteSettings(), description="What your own people see beside a customer's message.")
    log: LogSettings = Field(LogSettings(), description="What is written to standard error.")
    shadow: bool = Field(False, description="Judge and record everything, touch nothing: no move, no mail.")
    stop_within: Pause = Field(timedelta(seconds=10), description="How long an ordered stop may take.")
    instance: Annotated[str, like(r"[a-z0-9-]{1,32}", "small letters, digits and - only, at most 32")] = Field(
        "inboxd", description="Name of this installation in our own mails' loop header."
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Key that signs our loop header and Message-IDs; empty: made once and kept in the store.",
    )

    def secrets(self) -> tuple[str, ...]:
        """Every secret in use, so that logs can keep them out. Files that cannot be read are left out here."""
        accounts = [account for each in self.mailbox for account in (each.imap, each.smtp)]
        found = [self.secret.get_secret_value()]
        readers = [self.store.secret, *(each.secret for each in (*accounts, *self.channel, *self.trends.webhook))]
        for read in (*readers, *(each.oauth2_token for each in accounts)):
            with suppress(Misconfigured):
                found.append(read())
        return tuple(secret for secret in found if secret)

    @model_validator(mode="after")
    def _channels_fit_together(self) -> Settings:
        check_channels(self.channel, self.notify, frozenset().union(*(each.addresses for each in self.mailbox)))
        return self

    @model_validator(mode="after")
    def _digests_have_a_mailbox(self) -> Settings:
        names = [each.name for each in self.mailbox]
        if self.digest.mailbox and self.digest.mailbox not in names:
            raise ValueError(f"digest.mailbox: there is no mailbox {self.digest.mailbox!r}; known: {', '.join(names)}")
        return self

    @field_validator("mailbox")
    @classmethod
    def _names_are_unique(cls, mailboxes: tuple[MailboxSettings, ...]) -> tuple[MailboxSettings, ...]:
        names = [each.name for each in mailboxes]
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ValueError(f"two mailboxes are named {doubles[0]!r}: give one of them another `name`")
        return mailboxes
