"""Every setting once: type, unit, default, one sentence. The settings page of the docs is made from here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from inboxd.config.accounts import ImapSettings, SmtpSettings
from inboxd.config.canary import CanarySettings, check_canary
from inboxd.config.channels import ChannelSettings, NotifySettings, check_channels
from inboxd.config.digest import DigestSettings
from inboxd.config.kinds import Duration, File, MailAddress, Pause, Section, like, split
from inboxd.config.lookout import LookoutSettings
from inboxd.config.retention import RetentionSettings
from inboxd.config.secretfiles import secret_of
from inboxd.config.secretplaces import all_secrets
from inboxd.config.store import StoreSettings
from inboxd.config.trends import TrendSettings
from inboxd.config.web import WebSettings
from inboxd.core.text.durations import parse_duration


def _read_beginning(value: object) -> object:
    if not isinstance(value, str) or value in {"now", "all"}:
        return value
    try:
        return parse_duration(value)
    except ValueError:
        raise ValueError(f"{value!r} cannot be used: write now, all, or how far back, such as 7d") from None


class FolderSettings(Section):
    """Which folders are watched and used."""

    inbox: str = Field("INBOX", description="The folder that is watched.")
    sent: str = Field(
        "auto", description="Where our people's answers lie; `auto` asks the server (special use `\\Sent`)."
    )
    needs_human: str = Field("Needs human", description="Where messages go that could not be read or judged.")
    create_sent: bool = Field(True, description="Make the Sent folder where it is missing; else only say so, once.")

    @property
    def used(self) -> frozenset[str]:
        """All of them."""
        return frozenset({self.inbox, self.sent, self.needs_human})


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


class RulesSettings(Section):
    """Where the admins' files are."""

    path: Path = Field(Path("rules"), description="The rules folder, relative to the configuration file.")
    reload: bool = Field(True, description="Load changed files at once; without it only SIGHUP does.")


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
    lookout: LookoutSettings = Field(
        LookoutSettings(), description="When you are told that something is wrong with inboxd itself."
    )
    canary: CanarySettings = Field(
        CanarySettings(), description="A test mail that inboxd sends to itself, to see that mail still flows."
    )
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
    secret_file: File = Field(None, description="File that holds this key, readable by the service only.")

    def key(self) -> str:
        """The configured key, "" when the store is to keep one. Raises `Misconfigured` when its file cannot be read."""
        return secret_of(self.secret, self.secret_file)

    def secrets(self) -> tuple[str, ...]:
        """Every secret in use, so that logs can keep them out. Files that cannot be read are left out here."""
        return all_secrets(self)

    @model_validator(mode="after")
    def _channels_fit_together(self) -> Settings:
        check_channels(self.channel, self.notify, frozenset().union(*(each.addresses for each in self.mailbox)))
        return self

    @model_validator(mode="after")
    def _canary_fits(self) -> Settings:
        check_canary(self.canary, {each.name: each.folders.used for each in self.mailbox})
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
