"""What lies more open than it must: secrets that others can read, and lines that are not encrypted or not proven."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from inboxd.config.loading import holds_secret
from inboxd.config.secretfiles import is_readable_by_all
from inboxd.config.secretplaces import secret_files
from inboxd.config.settings import Settings
from inboxd.config.web import is_loopback


def find_exposure(config: Path, settings: Settings) -> list[tuple[str, str]]:
    """What was found and what to do about it, in pairs."""
    return [*_open_files(config, settings), *_open_store(settings), *_open_page(settings)]


def _open_files(config: Path, settings: Settings) -> Iterator[tuple[str, str]]:
    for file in secret_files(settings):
        if is_readable_by_all(file):
            yield f"{file}: everybody on this machine can read this secret", f"Type: chmod o= {file}"
    if is_readable_by_all(config) and holds_secret(config):
        do = f"Put it into a file of its own (`password_file`), or type: chmod o= {config}"
        yield f"{config}: holds a secret, and everybody on this machine can read it", do


def _open_store(settings: Settings) -> Iterator[tuple[str, str]]:
    from inboxd.edge.store.encryption import weakness

    what = weakness(settings.store.url, os.environ)
    if what:
        yield f"store: {what}", "Write sslmode=verify-full into `[store] url`, or leave `sslmode` out."


def _open_page(settings: Settings) -> Iterator[tuple[str, str]]:
    web = settings.web
    if web.listen and not is_loopback(web.listen) and not web.trusted_proxies:
        what = f"web: {web.listen} can be reached from other machines, and its token goes there without TLS"
        yield what, "Let a reverse proxy with TLS stand in front, and name it in `trusted_proxies`."
