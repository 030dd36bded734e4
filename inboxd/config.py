"""Every setting once: type, unit, default, one sentence. The settings page of the docs is made from here.

Values come from `inboxd.toml`; each can also be given as `INBOXD_…` environment variable (sections joined with `__`,
mailboxes by position: `INBOXD_MAILBOX__0__IMAP__PASSWORD`). Secrets can also stand in a file (`…_file`) or come from
systemd credentials.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from inboxd.core.text.durations import parse_duration
from inboxd.errors import Misconfigured, Problem

Duration = Annotated[
    timedelta, BeforeValidator(lambda value: parse_duration(value) if isinstance(value, str) else value)
]
Tls = Literal["implicit", "starttls", "none"]
_AnySection = TypeVar("_AnySection", bound=BaseModel)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class _Account(_Section):
    host: str = Field(description="Name of the server; its certificate must carry it.")
    user: str = Field("", description="Login name; empty means the mailbox's address.")
    password: SecretStr = Field(SecretStr(""), description="Password; better in `password_file` or the environment.")
    password_file: Path | None = Field(None, description="File that holds the password, readable by the service only.")
    oauth2_token_file: Path | None = Field(
        None,
        description="File with a current OAuth2 access token (XOAUTH2); read anew at each login.",
    )
    ca_file: Path | None = Field(
        None, description="Own certificate authority (PEM) that signed the server's certificate."
    )
    timeout: Duration = Field(timedelta(seconds=30), description="How long one answer of the server may take.")

    def secret(self) -> str:
        """The password, from the setting, its file or systemd's credentials.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        if self.password_file is None:
            return self.password.get_secret_value()
        return _read_secret(self.password_file)

    def oauth2_token(self) -> str:
        """The current OAuth2 access token, "" when passwords are used.

        Raises:
            Misconfigured: the named file cannot be read.
        """
        return _read_secret(self.oauth2_token_file) if self.oauth2_token_file else ""


class ImapSettings(_Account):
    """How to reach the mailbox."""

    port: int = Field(993, ge=1, le=65535, description="TCP port.")
    tls: Tls = Field("implicit", description="`implicit`, `starttls`, or `none` (loopback only).")
    idle_renew: Duration = Field(
        timedelta(minutes=4), description="How often IDLE is renewed; RFC 2177 wants less than 29 min."
    )
    poll: Duration = Field(timedelta(seconds=30), description="How often a server without IDLE is asked.")
    keepalive: Duration = Field(
        timedelta(seconds=60), description="Silence after which TCP keepalive probes the connection."
    )


class SmtpSettings(_Account):
    """How to send."""

    port: int = Field(587, ge=1, le=65535, description="TCP port.")
    tls: Tls = Field("starttls", description="`implicit`, `starttls`, or `none` (loopback only).")
    connections: int = Field(4, ge=1, le=50, description="How many connections are kept open at most.")
    final_timeout: Duration = Field(
        timedelta(minutes=5),
        description="How long the answer to a complete message may take (RFC 5321 §4.5.3.2.6 wants patience).",
    )


class FolderSettings(_Section):
    """Which folders are watched and used."""

    inbox: str = Field("INBOX", description="The folder that is watched.")
    sent: str = Field(
        "auto", description="Where our people's answers lie; `auto` asks the server (special use `\\Sent`)."
    )
    needs_human: str = Field("Needs human", description="Where messages go that could not be read or judged.")


class MailboxSettings(_Section):
    """One watched mailbox."""

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$", description="Short name used in logs, metrics and commands."
    )
    address: str = Field(
        pattern=r"^[^@\s]+@[^@\s]+$", description="Address that customers write to and that answers come from."
    )
    display_name: str = Field("", description="Name beside the address in the mails that inboxd sends.")
    aliases: tuple[str, ...] = Field(
        (), description="Further addresses of this mailbox; a customer is answered from the one used."
    )
    start_from: Literal["now", "all"] | Duration = Field(
        "now",
        description="At the first start: `now` leaves older mail alone, `all` handles everything, `7d` the last week.",
    )
    sent_poll: Duration = Field(
        timedelta(seconds=30), description="How often Sent is looked at for our people's answers."
    )
    sent_copy: Literal["append", "server", "bcc"] = Field(
        "append",
        description="How our mails get into Sent: we append them, the server does, or a provable copy comes by bcc.",
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


class StoreSettings(_Section):
    """Where inboxd remembers."""

    url: str = Field("sqlite:///inboxd.db", description="`sqlite:///path` or `postgresql://user@host/database`.")
    password: SecretStr = Field(SecretStr(""), description="Database password; better in `password_file`.")
    password_file: Path | None = Field(None, description="File that holds the database password.")
    lease: Duration = Field(
        timedelta(minutes=2), description="After a crash elsewhere, how long a claimed effect stays untouched."
    )

    def secret(self) -> str:
        """The database password; "" when none is set. Raises `Misconfigured` when its file cannot be read."""
        return _read_secret(self.password_file) if self.password_file else self.password.get_secret_value()


class RulesSettings(_Section):
    """Where the admins' files are."""

    path: Path = Field(Path("rules"), description="The rules folder, relative to the configuration file.")
    reload: bool = Field(True, description="Load changed files at once; without it only SIGHUP does.")


class WebSettings(_Section):
    """Health and metrics."""

    listen: str = Field(
        "127.0.0.1:8025", description="Address and port; empty switches it off. Keep it on loopback or behind a proxy."
    )


class LimitSettings(_Section):
    """How many automatic mails may go out."""

    once_per: Duration = Field(timedelta(hours=24), description="At most one acknowledgment per customer in this time.")
    per_address_week: int = Field(5, ge=1, description="Automatic mails to one address in seven days.")
    per_domain_hour: int = Field(20, ge=1, description="Automatic mails to one domain in an hour.")
    per_case_day: int = Field(1, ge=1, description="Acknowledgments in one case in a day.")
    same_body: Duration = Field(
        timedelta(hours=24), description="A body that was answered is not answered again within this time."
    )
    per_hour: int = Field(500, ge=1, description="Automatic mails in an hour over everything; beyond it none goes out.")
    oldest: Duration = Field(timedelta(hours=24), description="Messages received longer ago get no acknowledgment.")


class LogSettings(_Section):
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


class Settings(_Section):
    """The whole configuration."""

    mailbox: tuple[MailboxSettings, ...] = Field(min_length=1, description="The watched mailboxes.")
    store: StoreSettings = Field(StoreSettings(), description="Where inboxd remembers.")
    rules: RulesSettings = Field(RulesSettings(), description="Where the admins' files are.")
    web: WebSettings = Field(WebSettings(), description="Health, metrics and the page.")
    limits: LimitSettings = Field(LimitSettings(), description="How many automatic mails may go out.")
    log: LogSettings = Field(LogSettings(), description="What is written to standard error.")
    shadow: bool = Field(False, description="Judge and record everything, touch nothing: no move, no mail.")
    stop_within: Duration = Field(timedelta(seconds=10), description="How long an ordered stop may take.")
    instance: str = Field(
        "inboxd", pattern=r"^[a-z0-9-]{1,32}$", description="Name of this installation in our own mails' loop header."
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Key that signs our loop header and Message-IDs; empty: made once and kept in the store.",
    )

    def secrets(self) -> tuple[str, ...]:
        """Every secret in use, so that logs can keep them out. Files that cannot be read are left out here."""
        accounts = [account for each in self.mailbox for account in (each.imap, each.smtp)]
        found = [self.secret.get_secret_value()]
        for read in (self.store.secret, *(account.secret for account in accounts), *(a.oauth2_token for a in accounts)):
            with suppress(Misconfigured):
                found.append(read())
        return tuple(secret for secret in found if secret)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Settings:
        names = [each.name for each in self.mailbox]
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ValueError(f"two mailboxes are named {doubles[0]!r}")
        return self


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration file, put the environment on top, check everything.

    Relative paths inside the file are taken from the file's folder.

    Raises:
        Misconfigured: with every problem at once, each as `file: key: what is wrong (what was meant)`.
    """
    tree = _read_toml(path)
    _overlay(tree, environ)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        lines = [str(problem) for problem in _problems(error, path)]
        raise Misconfigured(
            "\n".join(lines), hint="Mend the keys named above; `inboxd init` writes a commented example."
        ) from error
    return _anchor(settings, path.resolve().parent)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured(f"{path}: there is no such file", hint="Run `inboxd init DIR` to get one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"{path}: cannot be read: {error}", hint="Check the file's owner, rights and encoding (UTF-8)."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            f"{path}: {error}", hint="The file must be TOML: text values in quotes, sections in [brackets]."
        ) from error


def _overlay(tree: dict[str, Any], environ: Mapping[str, str]) -> None:
    for name, value in sorted(environ.items()):
        if not name.startswith("INBOXD_") or name == "INBOXD_CONFIG":
            continue
        keys = name.removeprefix("INBOXD_").lower().split("__")
        _set_key(tree, keys, value, name)


def _set_key(tree: dict[str, Any], keys: list[str], value: str, name: str) -> None:
    node: Any = tree
    for key, following in zip(keys, [*keys[1:], ""], strict=True):
        if isinstance(node, list):
            if not key.isdigit() or int(key) > len(node):
                raise Misconfigured(
                    f"{name}: {key!r} is not the number of a mailbox", hint="Mailboxes are counted from 0."
                )
            if int(key) == len(node):
                node.append({})
            index: Any = int(key)
        else:
            index = key
        if following == "":
            node[index] = value
            return
        if not isinstance(node, list) and index not in node:
            node[index] = [] if following.isdigit() else {}
        node = node[index]
        if not isinstance(node, dict | list):
            raise Misconfigured(f"{name}: {key!r} is a value, not a section", hint="Remove the part after it.")


def _problems(error: ValidationError, path: Path) -> Iterator[Problem]:
    for each in error.errors():
        if each["type"] == "too_short" and each["input"]:
            continue  # the mailboxes are there; what is wrong with them is told beside
        key = ".".join(
            str(part)
            for part in each["loc"]
            if part not in {"literal['now','all']", "function-before[<lambda>(), timedelta]"}
        )
        meant = ""
        what = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            what = "there is no such setting"
            meant = _suggest(str(each["loc"][-1]), each["loc"][:-1])
        elif each["type"] == "missing":
            what = "is missing"
        yield Problem(str(path), 0, f"{key or 'settings'}: {what}", meant)


def _suggest(key: str, parents: tuple[int | str, ...]) -> str:
    model: Any = Settings
    for part in parents:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        model = MailboxSettings if part == "mailbox" else annotation
    near = difflib.get_close_matches(key, model.model_fields, n=1)
    return f"did you mean {near[0]!r}?" if near else "known here: " + ", ".join(sorted(model.model_fields))


def _anchor(settings: Settings, folder: Path) -> Settings:
    store = settings.store
    if store.url.startswith("sqlite:///") and not store.url.startswith("sqlite:////"):
        store = store.model_copy(update={"url": f"sqlite:///{folder / store.url.removeprefix('sqlite:///')}"})
    return _anchor_paths(settings.model_copy(update={"store": store}), folder)


def _anchor_paths(section: _AnySection, folder: Path) -> _AnySection:
    """Relative paths are taken from the configuration's folder, so that the working directory never matters."""
    changed: dict[str, Any] = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Path):
            changed[name] = folder / value
        elif isinstance(value, BaseModel):
            changed[name] = _anchor_paths(value, folder)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            changed[name] = tuple(_anchor_paths(each, folder) for each in value)
    return section.model_copy(update=changed)


def _read_secret(path: Path) -> str:
    # systemd's credentials (LoadCredential=) come first: same file name, in a folder only the service can read.
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    handed_over = Path(credentials) / path.name if credentials else path
    place = handed_over if handed_over.exists() else path
    try:
        return place.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Misconfigured(
            f"{place}: the secret cannot be read: {error.strerror}", hint="The service's user must be able to read it."
        ) from error
