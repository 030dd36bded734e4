"""`inboxd init DIR`: a commented configuration and a copy of the rules folder, ready to be edited."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from inboxd.cli.example import example_config
from inboxd.errors import Misconfigured


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write; made if it does not exist.")],
) -> None:
    """Write inboxd.toml and rules/ into a folder; nothing that exists is overwritten."""
    from inboxd.edge.rulefiles import starter_rules

    config, rules = directory / "inboxd.toml", directory / "rules"
    taken = [path for path in (config, rules) if os.path.lexists(path)]
    if taken:
        typer.echo(f"inboxd: {taken[0]} exists already; nothing was written", err=True)
        raise typer.Exit(2)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copytree(starter_rules(), rules)
        with config.open("x", encoding="utf-8") as file:
            file.write(example_config())
    except OSError as error:
        raise Misconfigured(
            f"{error.filename}: cannot be written: {error.strerror}", hint="Choose another folder, or mend its rights."
        ) from error
    typer.echo(f"Wrote {config} and {rules}/.")
    typer.echo("Next:")
    typer.echo(f"  fill in the mailbox in {config}")
    for name in ("imap-password", "smtp-password"):
        typer.echo(f"  install -m 600 /dev/stdin {directory / name}   (type the password, then Ctrl-D)")
    typer.echo(f"  inboxd doctor --config {config}")
    typer.echo(f"  inboxd run --shadow --config {config}   (judges everything, touches nothing)")
