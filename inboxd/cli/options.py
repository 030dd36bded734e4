"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from inboxd.config.loading import load_settings
from inboxd.config.settings import Settings

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="INBOXD_CONFIG", help="The configuration file.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON instead of a readable page.")]
DEFAULT_CONFIG = Path("inboxd.toml")


def settings_from(path: Path) -> Settings:
    """The checked configuration. Raises `Misconfigured` with every problem at once."""
    return load_settings(path, os.environ)
