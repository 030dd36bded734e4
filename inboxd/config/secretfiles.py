"""Secrets that stand in files of their own, or that the service manager hands over."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pydantic import SecretStr

from inboxd.errors import Misconfigured

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CONTAINER = Path("/run/secrets")
"""Where container engines put secrets; their rights are not for us to set."""


def read_secret(path: Path) -> str:
    """The first and only line of a secret's file.

    A file of the same name among systemd's credentials (LoadCredential=) comes first: only the service can read that.

    Raises:
        Misconfigured: it cannot be read, is empty, or belongs to us and lies open to others.
    """
    handed_over = _credential(path.name)
    place = handed_over or path
    try:
        # A mark at the beginning (BOM) is an editor's and no part of the secret.
        text = place.read_text(encoding="utf-8-sig").strip()
        lies_open = not handed_over and _lies_open(place)
    except UnicodeDecodeError:
        raise Misconfigured(f"{place}: the secret is not UTF-8 text", hint="Write it with a text editor.") from None
    except OSError as error:
        raise Misconfigured(
            f"{place}: the secret cannot be read: {error.strerror}",
            hint="The file must exist, and the service's user must be able to read it.",
        ) from error
    if lies_open:
        raise Misconfigured(
            f"{place}: other users of this machine can read this secret", hint=f"Type: chmod 600 {place}"
        )
    if not text:
        raise Misconfigured(f"{place}: the secret is empty", hint="Write it into the file, in one line.")
    return text


def secret_of(given: SecretStr, file: Path | None) -> str:
    """A secret that is given, else the one in its file; "" when there is neither.

    Raises:
        Misconfigured: the file cannot be read.
    """
    # What is given comes first, so that the environment can stand in for a file that the configuration names.
    return given.get_secret_value() or (read_secret(file) if file else "")


def is_readable_by_all(path: Path) -> bool:
    """Whether every user of the machine can read the file; False when nobody can tell."""
    if _credential(path.name):
        return False
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _credential(name: str) -> Path | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    found = Path(folder) / name if folder else None
    return found if found is not None and found.exists() else None


def _lies_open(place: Path) -> bool:
    # A file of root's that we read by our group, or by a container's mount, is as its owner wants it.
    status = place.stat()
    return status.st_uid == os.geteuid() and bool(status.st_mode & _OTHERS) and _CONTAINER not in place.parents
