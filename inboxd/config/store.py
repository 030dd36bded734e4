"""Where inboxd remembers, and how several processes share the work."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

from pydantic import Field, SecretStr, model_validator

from inboxd.config.kinds import File, Pause, Section
from inboxd.config.secretfiles import secret_of

# The last @ before the query ends the password: people forget to write theirs with %40.
_URL_WITH_PASSWORD = re.compile(r"([a-z0-9+]+://[^/:@]*):([^?]*|.*)(@[^@?]*(?:\?.*)?)", re.DOTALL)
_PASSWORD_IN_QUERY = re.compile(r"[?&]password=", re.IGNORECASE)
_SQLITE = "sqlite:///"


def holds_password(url: str) -> bool:
    """Whether a password is written into the database's address."""
    found = _URL_WITH_PASSWORD.fullmatch(url)
    return bool(found and found[2])


class StoreSettings(Section):
    """Where inboxd remembers."""

    url: str = Field("sqlite:///inboxd.db", description="`sqlite:///path` or `postgresql://user@host/database`.")
    password: SecretStr = Field(SecretStr(""), description="Database password; goes before `password_file`.")
    password_file: File = Field(None, description="File that holds the database password.")
    lease: Pause = Field(
        timedelta(minutes=2), description="After a crash elsewhere, how long a claimed effect stays untouched."
    )

    mailbox_lease: Pause = Field(
        timedelta(seconds=10),
        ge=timedelta(seconds=2),
        description="PostgreSQL: a mailbox whose process was not heard of for so long goes to another one.",
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
        if _PASSWORD_IN_QUERY.search(given["url"]):
            raise ValueError("`url` may not hold `password=`: use `password_file`")
        found = _URL_WITH_PASSWORD.fullmatch(given["url"])
        return {"password": unquote(found[2]), **given, "url": found[1] + found[3]} if found else given

    def secret(self) -> str:
        """The database password; "" when none is set. Raises `Misconfigured` when its file cannot be read."""
        return secret_of(self.password, self.password_file)
