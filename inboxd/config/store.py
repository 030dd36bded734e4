"""Where inboxd remembers, and how several processes share the work."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

from pydantic import Field, SecretStr, model_validator

from inboxd.config.kinds import File, Pause, Section
from inboxd.config.secretfiles import secret_of

_URL_WITH_PASSWORD = re.compile(r"([a-z0-9+]+://[^/:@]*):([^@/]*)(@.*)")
_SQLITE = "sqlite:///"


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
        return secret_of(self.password, self.password_file)
