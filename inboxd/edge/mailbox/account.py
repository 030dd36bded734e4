"""The mailbox of `inboxd.ports`, over IMAP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from inboxd.config.settings import MailboxSettings
from inboxd.core.values.arrival import Arrival, FolderState, Identity, Place, Sighting
from inboxd.core.values.effect import Move
from inboxd.edge.mailbox import fetching, folders, moving, searching
from inboxd.edge.mailbox.connection import WORKERS, Connection
from inboxd.edge.mailbox.damage import Damage
from inboxd.edge.mailbox.idle import Doorbell
from inboxd.edge.mailbox.session import Session, state_of
from inboxd.errors import ConnectionLost, InboxdError
from inboxd.ports import Bell, Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Open:
    """What exists between `connect` and `close`."""

    connection: Connection
    session: Session
    doorbell: Doorbell


class ImapMailbox:
    """One account over one connection; see `inboxd.ports.Mailbox` for what the methods promise.

    After ConnectionLost: `close`, then `connect` again; the same object serves for both, and must, because it remembers
    which messages the server could not give without hanging up (see `damage`).
    """

    def __init__(self, settings: MailboxSettings, clock: Clock, workers: Executor = WORKERS) -> None:
        self.name = settings.name
        self._settings = settings
        self._clock = clock
        self._workers = workers
        self._state: _Open | None = None
        self._damage = Damage()
        # What `arrivals` has handed out of each folder: UIDVALIDITY and the UIDNEXT up to which it is complete.
        self._told: dict[str, tuple[int, int]] = {}

    async def connect(self) -> None:
        """Connect, verify TLS, log in, read capabilities, namespace and special-use folders."""
        await self.close()
        imap = self._settings.imap
        connection = Connection(imap, imap.user or self._settings.address, self._workers)
        await connection.open()
        try:
            folder_map = await connection.run("list the folders", lambda: folders.discover(connection.client))
        except BaseException:
            await connection.close()
            raise
        session = Session(self.name, connection.client, folder_map, self._damage)
        doorbell = Doorbell(connection, imap.poll.total_seconds(), imap.idle_renew.total_seconds())
        self._state = _Open(connection, session, doorbell)

    async def close(self) -> None:
        """Log out if that is possible at once, else drop the connection. Never raises."""
        state, self._state = self._state, None
        self._told.clear()
        if state is not None:
            await state.connection.close()

    def capabilities(self) -> frozenset[str]:
        """What the server can do after login, upper case."""
        announced = self._open().session.client.capabilities()
        return frozenset(each.decode("ascii", "replace").upper() for each in announced)

    def folder_for(self, role: str) -> str | None:
        """Our name of the special-use folder, as found when connecting."""
        return self._open().session.folders.roles.get(role)

    async def folders(self) -> tuple[str, ...]:
        """All folders that can be selected, in our names."""
        names = self._open().session.folders.names
        return await self._run("list the folders", lambda each: folders.selectable(names, each.client.list_all()))

    async def ensure_folder(self, folder: str) -> bool:
        """Create and subscribe the folder where it is missing; True when it was created."""
        return await self._run(
            f"create the folder {folder}", lambda each: folders.ensure(each.client, each.server_name(folder))
        )

    async def look(self, folder: str) -> FolderState:
        """SELECT the folder. A missing folder raises `Permanent`."""
        selected = await self._run(f"open the folder {folder}", lambda each: each.look(folder))
        return state_of(folder, selected)

    async def state_of(self, folder: str) -> FolderState:
        """STATUS of a folder without selecting it."""
        said = await self._run(
            f"ask about the folder {folder}", lambda each: each.client.status(each.server_name(folder))
        )
        return state_of(folder, said)

    async def arrivals(self, folder: str, after: int) -> AsyncIterator[tuple[Arrival, ...]]:
        """Messages with a UID above `after`, in UID order and in batches.

        One that the server failed to give twice comes without content: `raw` is b"".
        """
        doing = f"read messages in {folder}"
        listing = await self._run(doing, lambda each: fetching.list_above(each, folder, after))
        for some in fetching.chunks(listing.uids, fetching.SIZES_AT_ONCE):
            sizes = await self._run(doing, _sizes(folder, listing.uidvalidity, some))
            for batch in fetching.batches(sizes):
                arrived = await self._run(doing, _arrivals(folder, listing.uidvalidity, batch, self._clock.now()))
                if arrived:
                    yield arrived
        self._told[folder] = (listing.uidvalidity, listing.uidnext)

    async def sightings(self, folder: str, after: int = 0) -> AsyncIterator[tuple[Sighting, ...]]:
        """Place and identity of the messages above `after`, in batches: header blocks only."""
        doing = f"read headers in {folder}"
        listing = await self._run(doing, lambda each: fetching.list_above(each, folder, after))
        for some in fetching.chunks(listing.uids, fetching.MOST_MESSAGES):
            seen = await self._run(doing, _sightings(folder, listing.uidvalidity, some, self._clock.now()))
            if seen:
                yield seen

    async def move(self, moves: Sequence[Move], copies: dict[Place, Place] | None = None) -> dict[Place, Place | None]:
        """Move messages of one folder and set their marks; old place → new place."""
        copied = {} if copies is None else copies
        landed: dict[Place, Place | None] = {}
        for group in moving.groups(moves):
            doing = f"move messages from {group[0].place.folder} to {group[0].folder}"
            landed |= await self._run(doing, _move(group, copied))
        return landed

    async def find(self, folder: str, identity: Identity, *, since: datetime | None = None) -> tuple[Place, ...]:
        """Where the very message lies in the folder."""
        now = self._clock.now()
        return await self._run(
            f"search the folder {folder}", lambda each: searching.find(each, folder, identity, since, now)
        )

    async def find_message_id(self, folder: str, message_id: str) -> tuple[Place, ...]:
        """Messages with exactly this Message-ID, whatever their content."""
        now = self._clock.now()
        return await self._run(
            f"search the folder {folder}", lambda each: searching.find_message_id(each, folder, message_id, now)
        )

    async def remove(self, place: Place) -> bool:
        """Expunge one message, and nothing else; False when it is not there."""
        return await self._run(f"remove a message from {place.folder}", lambda each: moving.remove(each, place))

    async def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> Place | None:
        """File a message; its place when the server tells (UIDPLUS)."""
        return await self._run(f"file a message in {folder}", lambda each: moving.file(each, folder, raw, flags, at))

    async def answered(self, folder: str, uids: Sequence[int]) -> frozenset[int]:
        """Which of these carry `\\Answered`."""
        return await self._run(f"read flags in {folder}", lambda each: searching.answered(each, folder, uids))

    async def wait(self, folder: str, seconds: float, wake: asyncio.Event) -> Bell:
        """Wait for mail that `arrivals` has not handed out since the last `wait`, or for the wake event."""
        state = self._open()
        until = asyncio.get_running_loop().time() + seconds
        async with state.connection.alone():
            try:
                return await self._wait(state, folder, until, wake)
            except BaseException as error:
                # A refusal leaves the connection as it was; anything else may have left it inside IDLE.
                if isinstance(error, ConnectionLost) or not isinstance(error, InboxdError):
                    state.connection.drop("waiting was interrupted")
                raise

    async def _wait(self, state: _Open, folder: str, until: float, wake: asyncio.Event) -> Bell:
        loop = asyncio.get_running_loop()
        while True:
            selected = await state.connection.run_alone(
                f"open the folder {folder}", lambda: state.session.select(folder)
            )
            now = (selected.uidvalidity, selected.uidnext)
            if self._told.get(folder) != now:
                self._told[folder] = now
                state.session.offer()
                state.doorbell.was_right()
                return Bell.MAIL
            if wake.is_set():
                wake.clear()
                return Bell.WAKE
            if loop.time() >= until:
                return Bell.TIMEOUT
            await state.doorbell.listen(selected.exists, until - loop.time(), wake)

    def _open(self) -> _Open:
        if self._state is None or not self._state.connection.is_open:
            raise ConnectionLost("not connected")
        return self._state

    async def _run(self, doing: str, work: Callable[[Session], T]) -> T:
        state = self._open()
        return await state.connection.run(doing, lambda: work(state.session))


def _sizes(folder: str, uidvalidity: int, uids: Sequence[int]) -> Callable[[Session], dict[int, int]]:
    def read(session: Session) -> dict[int, int]:
        session.enter(folder, uidvalidity)
        return fetching.sizes_of(session, (folder, uidvalidity), uids)

    return read


def _arrivals(
    folder: str, uidvalidity: int, sizes: dict[int, int], now: datetime
) -> Callable[[Session], tuple[Arrival, ...]]:
    return lambda session: fetching.read_arrivals(session, folder, uidvalidity, sizes, now)


def _sightings(
    folder: str, uidvalidity: int, uids: Sequence[int], now: datetime
) -> Callable[[Session], tuple[Sighting, ...]]:
    return lambda session: fetching.read_sightings(session, folder, uidvalidity, uids, now)


def _move(group: Sequence[Move], copied: dict[Place, Place]) -> Callable[[Session], dict[Place, Place | None]]:
    return lambda session: moving.move_group(session, group, copied)
