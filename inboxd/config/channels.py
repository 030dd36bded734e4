"""Ways to reach our own people, for warnings and escalations."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from inboxd.config.kinds import File, MailAddress, Pause, Section, like, split
from inboxd.config.secretfiles import read_secret

_NAME = like(r"[a-z0-9][a-z0-9_-]{0,31}", "small letters, digits, - and _ only, at most 32")
ChannelName = Annotated[str, _NAME]


class ChannelSettings(Section):
    """One way to reach our own people: a chat, a pager, or mail."""

    name: ChannelName = Field(description="Name by which `hours.yaml` and `[notify]` mean it, e.g. team.")
    url: SecretStr = Field(
        SecretStr(""), description="Apprise URL of a chat or pager, a secret; `url_file` is the better place for it."
    )
    url_file: File = Field(None, description="File that holds the Apprise URL, readable by the service only.")
    mail: Annotated[tuple[MailAddress, ...], BeforeValidator(split)] = Field(
        (), description="Addresses that get a mail instead, sent by the mailbox that it is about."
    )

    @model_validator(mode="after")
    def _is_one_way(self) -> ChannelSettings:
        if bool(self.url.get_secret_value() or self.url_file) == bool(self.mail):
            raise ValueError("write either `url` (or `url_file`) or `mail`")
        return self

    def secret(self) -> str:
        """The Apprise URL, "" for a channel of mail.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        return self.url.get_secret_value() or (read_secret(self.url_file) if self.url_file else "")


class NotifySettings(Section):
    """How our own people are told."""

    default: Annotated[tuple[ChannelName, ...], BeforeValidator(split)] = Field(
        (), description="Channels for everything that names none, or one that is not there; empty means the first one."
    )
    with_subject: bool = Field(True, description="Whether the customer's subject, address and name may be told.")
    timeout: Pause = Field(timedelta(seconds=20), description="How long one channel may take.")


def check_channels(
    channels: tuple[ChannelSettings, ...], notify: NotifySettings, watched: frozenset[str]
) -> tuple[ChannelSettings, ...]:
    """The channels, if their names fit together.

    Args:
        watched: addresses of our mailboxes: who mails to them would wake nobody.

    Raises:
        ValueError: a name twice or unknown, or a mail that would reach only ourselves.
    """
    names = [each.name for each in channels]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise ValueError(f"two channels are named {doubles[0]!r}: give one of them another `name`")
    strange = [name for name in notify.default if name not in names]
    if strange:
        known = f"known: {', '.join(names)}" if names else "there is no section `[[channel]]`"
        raise ValueError(f"notify.default: there is no channel {strange[0]!r}; {known}")
    for each in channels:
        if ours := sorted(watched.intersection(address.lower() for address in each.mail)):
            raise ValueError(f"channel {each.name!r}: {ours[0]} is watched itself; write the addresses of people")
    return channels
