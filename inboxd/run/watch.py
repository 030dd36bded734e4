"""Watches one mailbox: wait → drain → record → carry out, over one connection, for as long as the daemon lives.

The position (UIDVALIDITY, UID) is stored and is the only memory of what is new; nothing a human does with a message
makes it new or old. IDLE rings, SELECT tells.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from inboxd.core.decide.arrival import predating_entry
from inboxd.core.values.arrival import FolderPosition, FolderState, Sighting
from inboxd.core.values.effect import Effect, FileCopy, Move
from inboxd.core.values.plan import Plan
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.record import WaitingMessage
from inboxd.edge.metrics import Metrics
from inboxd.errors import Misconfigured, Permanent
from inboxd.ports import Clock, Mailbox, Store
from inboxd.run.answers import marked_cases
from inboxd.run.doubts import settle_doubts
from inboxd.run.looks import Blind, SideLooks
from inboxd.run.moving import Mover, sent_folder
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import PostOffice

_log = structlog.get_logger()
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_SOON = timedelta(seconds=5)
"""When a look is tried again that letters wait for."""
_NEWEST = 50
_NUMBERED_ANEW = -1
"""No server's UIDVALIDITY: stored, it says that everything in the folder must be looked at again."""


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """When to look.

    Attributes:
        start_from: at the first start: "now", "all", or how far back.
        look_every: how often Sent, marks and doubts are looked at.
        proof_within: how long the proof of a letter in doubt may take.
    """

    start_from: str | timedelta
    look_every: timedelta
    proof_within: timedelta


@dataclass(frozen=True, slots=True)
class Hands:
    """What a watch works with.

    Attributes:
        hand_over: takes effects that need neither the mailbox nor a letter, and were claimed just now; without any it
            tells that something may have become due.
        folders: gives the folders that the live rules name.
        wake: rings when something is to be done over this connection, or when we are told to stop.
        stop: set when we are told to stop: a batch that is begun is finished, the next one is not begun.
        tidy: small work over the connection at every look, when nothing else waits.
    """

    pipeline: Pipeline
    mover: Mover
    office: PostOffice
    store: Store
    clock: Clock
    metrics: Metrics
    hand_over: Callable[[Sequence[Effect]], None]
    folders: Callable[[], frozenset[str]]
    wake: asyncio.Event
    stop: asyncio.Event
    tidy: Callable[[Mailbox], Awaitable[None]] | None = None


class Watch:
    """One mailbox under our eyes.

    Attributes:
        is_current: whether all was looked through since the connection was made, as far as the server lets us.
        behind_since: since when there is mail that has not been worked through, aware UTC; None while there is none.
    """

    def __init__(self, mailbox: Mailbox, policy: MailboxPolicy, times: WatchPolicy, hands: Hands) -> None:
        self._mailbox = mailbox
        self._policy = policy
        self._configured_sent = policy.sent
        self._times = times
        self._pipeline = hands.pipeline
        self._mover = hands.mover
        self._office = hands.office
        self._store = hands.store
        self._clock = hands.clock
        self._metrics = hands.metrics
        self._hand_over = hands.hand_over
        self._folders = hands.folders
        self._wake = hands.wake
        self._stop = hands.stop
        self._tidy = hands.tidy
        self.is_current = False
        self.behind_since: datetime | None = None
        self._ensured: frozenset[str] = frozenset()
        self._sent_is_missing = False
        self._looked_at = _BEGINNING
        self._looks = SideLooks(mailbox.name, hands.clock)

    @property
    def blind(self) -> Blind:
        """What cannot be looked at although we are connected."""
        return self._looks.blind

    async def prepare(self) -> None:
        """After each connect: folders are found or made, and what was interrupted is looked at first."""
        self.is_current = False
        self._looked_at = _BEGINNING
        self._policy = replace(self._policy, sent=sent_folder(self._mailbox, self._configured_sent))
        await self._ensure_folders()

    async def wait_and_work(self) -> None:
        """One turn: handle what is there, then wait until the doorbell rings or a look is due."""
        await self.work()
        pause = self._until_look() if self.is_current else min(self._times.look_every, _SOON)
        await self._mailbox.wait(self._policy.inbox, pause.total_seconds(), self._wake)

    async def work(self) -> None:
        """Handle what is there now.

        Sent comes before the watched folder when both are due, so that a human who was quicker is noticed.
        """
        await self._ensure_folders()
        due = not self._until_look()
        if due:
            await self._looks.at("Sent", self._read_sent)
        await self._drain_inbox()
        if not self._policy.shadow:
            await self._mover.carry_out_due()
        if due:
            await self._look_around()

    async def _look_around(self) -> None:
        await self._look_for_answers()
        await self._looks.at("doubts", partial(self._settle_doubts, self._mailbox), without=self._settle_doubts)
        if self._tidy is not None and not self._policy.shadow:
            await self._looks.at("tidying", partial(self._tidy, self._mailbox))
        is_over = self._looks.end_round()
        if is_over or self.is_current:
            self._looked_at = self._clock.now()
        if is_over and not self.is_current and not self._stop.is_set():
            self.is_current = True
            self._office.ring()
            self._hand_over(())

    async def _settle_doubts(self, mailbox: Mailbox | None = None) -> None:
        await settle_doubts(
            mailbox,
            self._policy,
            self._store,
            self._clock,
            self._metrics,
            in_flight=lambda: self._office.in_flight,
            proof_within=self._times.proof_within,
        )

    def _until_look(self) -> timedelta:
        """How long until a look is due, at most `look_every`."""
        elapsed = self._clock.now() - self._looked_at
        # A clock that was set back must not keep us from looking until it has caught up.
        return max(self._times.look_every - elapsed, timedelta()) if elapsed >= timedelta() else timedelta()

    async def _ensure_folders(self) -> None:
        wanted = self._folders() | {self._policy.needs_human}
        if self._policy.create_sent:
            wanted |= {self._policy.sent}
        if wanted == self._ensured or self._policy.shadow:
            return
        for folder in sorted(wanted):
            try:
                if await self._mailbox.ensure_folder(folder):
                    _log.info("folder.created", mailbox=self._policy.name, folder=folder)
            except (Permanent, Misconfigured) as error:
                # One name that this server cannot have must not keep us from all the other mail.
                _log.error("folder.refused", mailbox=self._policy.name, folder=folder, error=error)
        self._ensured = wanted

    async def _drain_inbox(self) -> None:
        state = await self._mailbox.look(self._policy.inbox)
        position = await self._position(state, self._times.start_from)
        if state.uidnext <= position.uid + 1:
            self.behind_since = None
            return
        self.behind_since = self.behind_since or self._clock.now()
        async for batch in self._mailbox.arrivals(self._policy.inbox, position.uid):
            position = replace(position, uid=max(position.uid, batch[-1].place.uid))
            effects = await self._pipeline.incoming(self._policy, batch, position)
            self._office.hand_in(effects)
            self._hand_over(effects)
            await self._mover.carry_out([each for each in effects if isinstance(each.deed, Move | FileCopy)])
            await self._mailbox.look(self._policy.inbox)
            if self._stop.is_set():
                return
        self.behind_since = None

    async def _read_sent(self) -> None:
        try:
            state = await self._mailbox.state_of(self._policy.sent)
        except Permanent:
            # Answers are still noticed by their marks (\Answered), and by copies to the mailbox.
            if not self._sent_is_missing:
                _log.warning("sent.missing", mailbox=self._policy.name, folder=self._policy.sent)
            self._sent_is_missing = True
            return
        self._sent_is_missing = False
        position = await self._position(state, self._times.start_from)
        if state.uidnext <= position.uid + 1:
            return
        async for batch in self._mailbox.arrivals(self._policy.sent, position.uid):
            position = replace(position, uid=max(position.uid, batch[-1].place.uid))
            self._hand_over(await self._pipeline.sent(self._policy, batch, position))
            self._looks.get_on("Sent")
            if self._stop.is_set():
                return
        self._office.ring()

    async def _look_for_answers(self) -> None:
        waiting = await self._store.waiting_messages(self._policy.name)
        for folder in sorted({each.place.folder for each in waiting}):
            here = [each for each in waiting if each.place.folder == folder]
            await self._looks.at(f"marks in {folder}", partial(self._look_for_marks, folder, here))

    async def _look_for_marks(self, folder: str, waiting: Sequence[WaitingMessage]) -> None:
        found = await marked_cases(self._mailbox, self._store, folder, waiting)
        if found:
            self._hand_over(await self._pipeline.answered(self._policy, found))
            self._office.ring()

    async def _position(self, state: FolderState, start_from: str | timedelta) -> FolderPosition:
        """How far the folder is handled; a new UIDVALIDITY means that everything must be looked at again."""
        known = await self._store.position(self._policy.name, state.folder)
        if known is None:
            known = await self._first_position(state, start_from)
            await self._store.save_position(known)
        elif known.uidvalidity != state.uidvalidity:
            _log.warning(
                "folder.renumbered",
                mailbox=self._policy.name,
                folder=state.folder,
                before=known.uidvalidity,
                now=state.uidvalidity,
            )
            known = replace(known, uidvalidity=state.uidvalidity, uid=0)
            await self._store.save_position(known)
        elif state.uidnext <= known.uid:
            # A mailbox that was put back from a backup: its next mails get numbers that we have passed already.
            _log.warning("folder.put_back", mailbox=self._policy.name, folder=state.folder, passed=known.uid)
            await self._store.save_position(replace(known, uidvalidity=_NUMBERED_ANEW, uid=0))
            known = replace(known, uid=0)
            await self._store.save_position(known)
        return known

    async def _first_position(self, state: FolderState, start_from: str | timedelta) -> FolderPosition:
        last, since = 0, _BEGINNING
        if start_from == "now":
            last, since = state.uidnext - 1, await self._leave_alone_what_is_there(state)
        elif isinstance(start_from, timedelta):
            since = self._clock.now() - start_from
            last = await self._last_before(state, since)
        _log.info("folder.first_seen", mailbox=self._policy.name, folder=state.folder, start_after_uid=last)
        return FolderPosition(self._policy.name, state.folder, state.uidvalidity, last, since)

    async def _leave_alone_what_is_there(self, state: FolderState) -> datetime:
        """The moment before which messages predate inboxd, told by the server's clock and not by ours.

        It is the time of the newest message that lies there now. Messages of that very second are noted one by one, so
        that a new one of the same second is not mistaken for old.
        """
        newest: list[Sighting] = []
        async for batch in self._mailbox.sightings(state.folder, max(state.uidnext - 1 - _NEWEST, 0)):
            # What arrived since the folder was selected is new.
            newest.extend(each for each in batch if each.place.uid < state.uidnext)
        now = self._clock.now()
        since = min(max((each.received_at for each in newest), default=_BEGINNING), now)
        ties = [Plan(predating_entry(each)) for each in newest if each.received_at >= since]
        if ties:
            await self._store.record(ties, None, now=now, owner="")
        return since

    async def _last_before(self, state: FolderState, since: datetime) -> int:
        """The UID below the first message that was received since: older ones above it were moved here later."""
        async for batch in self._mailbox.sightings(state.folder):
            for each in batch:
                if each.received_at >= since:
                    return each.place.uid - 1
        return state.uidnext - 1
