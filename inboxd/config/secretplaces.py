"""Where in the configuration secrets stand: found by their type, so that no new setting can be overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, SecretStr

from inboxd.config.secretfiles import read_secret
from inboxd.errors import Misconfigured

_ENDING = "_file"
_ALONE = frozenset({"oauth2_token_file"})
"""Files that hold a secret for which there is no setting beside them."""


def secret_files(section: BaseModel) -> tuple[Path, ...]:
    """Every file that holds a secret, each once."""
    return tuple(dict.fromkeys(_files(section)))


def all_secrets(section: BaseModel) -> tuple[str, ...]:
    """Every secret in use, given or in a file. Files that cannot be read are left out here."""
    found = [value.get_secret_value() for value in _given(section)]
    for file in secret_files(section):
        with suppress(Misconfigured):
            found.append(read_secret(file))
    return tuple(dict.fromkeys(filter(None, found)))


def secret_names(section: type[BaseModel]) -> frozenset[str]:
    """The names of this section's own settings whose values are secrets."""
    return frozenset(name for name, field in section.model_fields.items() if field.annotation is SecretStr)


def _given(section: BaseModel) -> Iterator[SecretStr]:
    for value in _values(section):
        if isinstance(value, SecretStr):
            yield value


def _files(section: BaseModel) -> Iterator[Path]:
    for inner in _sections(section):
        secrets = secret_names(type(inner))
        for name in type(inner).model_fields:
            value = getattr(inner, name)
            if isinstance(value, Path) and (name in _ALONE or name.removesuffix(_ENDING) in secrets):
                yield value


def _values(section: BaseModel) -> Iterator[object]:
    for inner in _sections(section):
        for name in type(inner).model_fields:
            yield getattr(inner, name)


def _sections(section: BaseModel) -> Iterator[BaseModel]:
    yield section
    for name in type(section).model_fields:
        value = getattr(section, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel):
                yield from _sections(each)
