"""Addresses that get no automatic mail."""

from __future__ import annotations

from sqlalchemy import Connection

from inboxd.core.values.history import Suppression
from inboxd.edge.store.rows import insert_into
from inboxd.edge.store.tables import suppressions


def save_suppression(connection: Connection, suppression: Suppression) -> None:
    """No automatic mail to this address; a later word replaces an earlier one."""
    insert = insert_into(suppressions, connection.dialect.name)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[suppressions.c.address],
            set_={"reason": insert.excluded.reason, "until": insert.excluded.until},
        ),
        {"address": suppression.address, "reason": suppression.reason, "until": suppression.until},
    )
