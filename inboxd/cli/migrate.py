"""`inboxd migrate`: the database's schema."""

from __future__ import annotations

import asyncio

import typer

from inboxd.cli.options import DEFAULT_CONFIG, ConfigFile, settings_from
from inboxd.config.store import StoreSettings


def migrate(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Bring the database's schema up to date; make the database file where there is none."""
    applied = asyncio.run(_migrate(settings_from(config).store))
    for name in applied:
        typer.echo(f"Applied {name}.")
    if not applied:
        typer.echo("The schema is up to date.")


async def _migrate(settings: StoreSettings) -> tuple[str, ...]:
    from inboxd.edge.store.store import SqlStore

    store = SqlStore(settings)
    try:
        return await store.migrate()
    finally:
        await store.close()
