"""The commented example configuration, made from the settings themselves so that it can never lag behind them."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from textwrap import wrap

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from inboxd.config.accounts import ImapSettings, SmtpSettings
from inboxd.config.channels import ChannelSettings
from inboxd.config.settings import MailboxSettings, Settings
from inboxd.core.text.durations import format_duration

_HEAD = """\
# inboxd: the whole configuration. What is commented out shows the default.
# Each value can also be given in the environment: INBOXD_STORE__URL, INBOXD_MAILBOX__0__IMAP__PASSWORD, …
# Durations are written 90s, 20m, 1h30m, 3d or 2w.
"""
_SAMPLE: dict[tuple[type[BaseModel], str], str] = {
    (MailboxSettings, "name"): '"support"',
    (MailboxSettings, "address"): '"support@ourshop.example"',
    (ImapSettings, "host"): '"imap.ourshop.example"',
    (ImapSettings, "password_file"): '"imap-password"',
    (SmtpSettings, "host"): '"smtp.ourshop.example"',
    (SmtpSettings, "password_file"): '"smtp-password"',
    (ChannelSettings, "name"): '"team"',
    (ChannelSettings, "url_file"): '"team-url"',
    (ChannelSettings, "mail"): "[]",
}


def example_config() -> str:
    """An `inboxd.toml` in which every setting stands with its meaning and default."""
    return "\n".join([_HEAD, *_section(Settings, "")]).rstrip() + "\n"


def settings_of(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, type[BaseModel] | None, bool]]:
    """Every field of a section: name, field, the section it holds (or None), and whether there may be several."""
    for name, field in model.model_fields.items():
        inner, several = _inner(field.annotation)
        yield name, field, inner, several


def show_default(field: FieldInfo) -> str:
    """The default as it would be written in TOML; "" when the setting has none."""
    return "" if field.default is PydanticUndefined else _toml(field.default)


def _section(model: type[BaseModel], path: str, *, unused: bool = False) -> Iterator[str]:
    """The settings of a section.

    Args:
        unused: whether the section itself is commented out, and so must be all that is in it.
    """
    nested = []
    for name, field, inner, several in settings_of(model):
        if inner is not None:
            nested.append((name, field, inner, several))
            continue
        yield from (f"# {line}" for line in wrap(field.description or "", 100))
        sample = _SAMPLE.get((model, name))
        shown = f"{name} = {sample or show_default(field) or '…'}"
        yield shown if sample and not unused else f"# {shown}"
        yield ""
    for name, field, inner, several in nested:
        place = f"{path}.{name}".lstrip(".")
        yield from (f"# {line}" for line in wrap(field.description or inner.__doc__ or "", 100))
        is_optional = several and not field.is_required()
        yield f"{'# ' if is_optional else ''}{f'[[{place}]]' if several else f'[{place}]'}"
        yield from _section(inner, place, unused=unused or is_optional)


def _inner(annotation: object) -> tuple[type[BaseModel] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple and isinstance(arguments[0], type):
        return (arguments[0], True) if issubclass(arguments[0], BaseModel) else (None, False)
    return None, False


def _toml(value: object) -> str:
    match value:
        case SecretStr() | None:
            return '""'
        case bool():
            return str(value).lower()
        case timedelta():
            # 400d is easier to read than 57w1d.
            odd_days = value.days > 7 and value.days % 7 and not value.seconds
            return f'"{value.days}d"' if odd_days else f'"{format_duration(value)}"'
        case tuple():
            return f"[{', '.join(_toml(each) for each in value)}]"
        case str() | Path() | types.NoneType():
            return f'"{value}"'
        case _:
            return str(value)
