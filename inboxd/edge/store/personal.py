"""What is held about people: shown, forgotten, and let go when its time is over."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from inboxd.core.values.ids import sealed_address
from inboxd.core.values.personal import Forgotten, Held
from inboxd.edge.store import forgetting
from inboxd.edge.store.engine import Database
from inboxd.edge.store.retention import RULES, Bookmark, find_old, let_go
from inboxd.edge.store.rows import insert_new
from inboxd.edge.store.tables import facts

_ROUNDS = 5


class PersonalData:
    """The store's side of privacy. Every method may be used beside a daemon that is at work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, address: str) -> Held:
        """Everything about the person with this lower-case address."""

        def find(connection: Connection) -> Held:
            key = forgetting.find_key(connection)
            seals = (sealed_address(address, key),) if key else ()
            rows = forgetting.find_person(connection, address, *seals)
            mentioned = _without(forgetting.find_mentions(connection, address), rows)
            return Held(
                address,
                {name: tuple(found) for name, found in rows.items()},
                {name: tuple(found) for name, found in mentioned.items()},
            )

        return await self._database.read(find)

    async def forget(self, address: str, *, now: datetime) -> Forgotten:
        """Delete, empty or seal everything about the person; letters that have not gone out are called off.

        A letter that is at its final dot cannot be called off, and its row guards against a second one: then nothing is
        forgotten, and the caller asks again once it is over.
        """
        key = await self._database.write(_make_key)
        counts: Counter[str] = Counter()
        for _ in range(_ROUNDS):
            found = await self._database.read(lambda connection: forgetting.find_person(connection, address))
            if not found:
                break

            def forget(connection: Connection, found: forgetting.Found = found) -> int | None:
                return forgetting.forget_rows(connection, found, key, now)

            if await self._database.write(forget) is None:
                return Forgotten(dict(counts), underway=True)
            counts.update({name: len(rows) for name, rows in found.items()})
        return await self._finish(address, key, counts, now)

    async def _finish(self, address: str, key: bytes, counts: Counter[str], now: datetime) -> Forgotten:
        mentioned = await self._database.read(lambda connection: forgetting.find_mentions(connection, address))

        def scrub(connection: Connection) -> int:
            blanked = forgetting.scrub_words(connection, mentioned, address)
            if counts or blanked:
                rows = {**counts, "mentions": blanked}
                forgetting.note_forgotten(connection, address, key, rows, now)
            return blanked

        blanked = await self._database.write(scrub)
        return Forgotten(dict(counts), blanked, overwritten=await self._database.overwrite_log())

    def rules(self) -> Mapping[str, str]:
        """Ways of letting go, in order → the setting of `[retention]` that says after how long."""
        return {name: rule.setting for name, rule in RULES.items()}

    async def expire(self, rule: str, before: datetime, after: Bookmark | None = None) -> tuple[int, Bookmark | None]:
        """Let one batch go: how many rows, and where the next batch begins; None when this was the last.

        Args:
            rule: key of `RULES`.
            before: what is older goes, aware UTC.
            after: what the call before returned.
        """
        chosen = RULES[rule]
        keys, further = await self._database.read(lambda connection: find_old(connection, chosen, before, after))
        if not keys:
            return 0, None
        return await self._database.write(lambda connection: let_go(connection, chosen, before, keys)), further

    async def overwrite_log(self) -> bool:
        """Bring what was let go out of the database's write-ahead log too; False when somebody reads it just now."""
        return await self._database.overwrite_log()


def _make_key(connection: Connection) -> bytes:
    fact = {"name": forgetting.KEY_FACT, "value": secrets.token_hex(32)}
    connection.execute(insert_new(facts, connection.dialect.name), fact)
    return forgetting.find_key(connection)


def _without(mentioned: forgetting.Found, own: forgetting.Found) -> forgetting.Found:
    others = {name: [row for row in rows if row not in own.get(name, [])] for name, rows in mentioned.items()}
    return {name: rows for name, rows in others.items() if rows}
