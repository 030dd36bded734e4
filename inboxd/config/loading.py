"""Reads `inboxd.toml`, puts the environment on top, and names every mistake at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from inboxd.config.environment import put_on_top
from inboxd.config.mistakes import find_problems
from inboxd.config.settings import Settings
from inboxd.config.store import holds_password
from inboxd.errors import Misconfigured

_SECRETS = ("password", "secret", "token", "authorization")
_SECRET_ADDRESSES = ("channel", "webhook")
_AnySection = TypeVar("_AnySection", bound=BaseModel)


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration file, put the environment on top, check everything.

    Relative paths inside the file are taken from the file's folder.

    Raises:
        Misconfigured: with every problem at once, each as `file: key: what is wrong (what was meant)`.
    """
    tree = _read_toml(path)
    overlay = put_on_top(tree, environ)
    problems, settings = overlay.problems, None
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        problems.extend(find_problems(error, path, overlay.names))
    if settings is None or problems:
        raise Misconfigured(
            "\n".join(map(str, problems)),
            hint="Mend the settings named above; `inboxd init` writes a commented example.",
        )
    return _anchor(settings, path.resolve().parent)


def holds_secret(path: Path) -> bool:
    """Whether a password or key is written into the file itself. Raises as `load_settings` does."""
    tree = _read_toml(path)
    store = tree.get("store")
    address = store.get("url") if isinstance(store, dict) else None
    return _has_secret(tree) or (isinstance(address, str) and holds_password(address))


def _has_secret(tree: object) -> bool:
    match tree:
        case dict():
            lists = [each for name in _SECRET_ADDRESSES if isinstance(each := tree.get(name), list)]
            urls = [each.get("url") for ways in lists for each in ways if isinstance(each, dict)]
            return any((*map(tree.get, _SECRETS), *urls)) or any(map(_has_secret, tree.values()))
        case list():
            return any(map(_has_secret, tree))
        case _:
            return False


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        # A mark at the beginning (BOM) is an editor's, and nobody can see it.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
