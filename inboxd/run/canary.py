"""Sends test mails through the whole path, knows them again when they arrive, and clears them away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from inboxd.core.compose.canary import compose_canary
from inboxd.core.decide.canary import (
    CanaryPolicy,
    Flight,
    Step,
    Watching,
    accepted,
    after_restart,
    arrived,
    canary_of,
    depart,
    missed,
    next_step,
    observe,
    read_flight,
    refused,
    superfluous,
    write_flight,
)
from inboxd.core.values.arrival import Identity, Sighting
from inboxd.core.values.canary import CanaryMark, new_mark
from inboxd.core.values.effect import EffectState
from inboxd.core.values.mail import Mail
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError, OutcomeUnknown, Permanent, Transient
from inboxd.ports import Clock, Envelope, Mailbox, Sender, Store

_log = structlog.get_logger()
_LONGEST_NAP = timedelta(seconds=5)
_MOST_REMOVED = 200
_NOTE = "canary"


class Canaries:
    """Knows test mails in the mail that comes in, and clears them away.

    Args:
        key: the installation's secret.
        folder: where they go.
        keep: how many stay there.
    """

    def __init__(self, store: Store, clock: Clock, metrics: Metrics, *, key: bytes, folder: str, keep: int) -> None:
        self._store = store
        self._clock = clock
        self.metrics = metrics
        self.key = key
        self._keep = keep
        self._unswept: set[str] = set()
        self._seen: dict[str, list[CanaryMark]] = {}
        self.folder = folder
        self.wake = asyncio.Event()

    async def among(self, mailbox: str, mails: Sequence[Mail]) -> dict[Identity, CanaryMark]:
        """Which of these are test mails of ours that arrive for the first time.

        A second copy is none: it goes the way of every mail, and gets no answer because it comes from ourselves.
        """
        found: dict[Identity, CanaryMark] = {}
        for mail in mails:
            mark = canary_of(mail, mailbox, self.key, self._clock.now())
            if mark is not None and mark not in found.values() and await self._store.effect(mark.effect_id) is None:
                found[mail.identity] = mark
        return found

    def seen(self, marks: Sequence[CanaryMark]) -> None:
        """These have arrived, and what follows is recorded."""
        now = self._clock.now()
        for mark in marks:
            self.metrics.canary_seen(mark.mailbox, "seen", now - mark.at, now)
            self._seen.setdefault(mark.mailbox, []).append(mark)
            self._unswept.add(mark.mailbox)
            _log.info("canary.seen", mailbox=mark.mailbox, seconds=round((now - mark.at).total_seconds(), 2))
        if marks:
            self.wake.set()

    def take_seen(self, mailbox: str) -> list[CanaryMark]:
        """What has arrived in the mailbox since this was asked last."""
        return self._seen.pop(mailbox, [])

    async def sweep(self, mailbox: Mailbox) -> None:
        """Remove old test mails from their folder: only those that carry our signature, and never the newest.

        Raises:
            InboxdError: as the mailbox does.
        """
        if mailbox.name not in self._unswept:
            return
        self._unswept.discard(mailbox.name)
        found: list[Sighting] = []
        try:
            await mailbox.look(self.folder)
            async for batch in mailbox.sightings(self.folder):
                found.extend(batch)
            for place in superfluous(found, mailbox.name, self.key, self._keep)[:_MOST_REMOVED]:
                await mailbox.remove(place)
        except Permanent as error:
            _log.warning("canary.unswept", mailbox=mailbox.name, folder=self.folder, error=error)


@dataclass(frozen=True, slots=True)
class Perch:
    """From where a mailbox's test mails start.

    Attributes:
        address: of the mailbox.
        to: where they go.
        envelope_sender: as for the mailbox's other mail.
        is_current: whether the mailbox is connected and was looked through since.
    """

    sender: Sender
    address: str
    to: str
    envelope_sender: str
    is_current: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Missing:
    """Test mails of a mailbox do not arrive.

    Attributes:
        since: when the first of them was made.
        accepted_at: when the SMTP server took the last one; None when it did not.
        refusal: why not.
    """

    since: datetime
    accepted_at: datetime | None
    refusal: str


class CanaryPost:
    """Sends a test mail for each mailbox from time to time, one on its way at most, and waits for it.

    Args:
        perches: by mailbox name.
        is_mine: whether this process looks after the mailbox.
    """

    def __init__(
        self,
        canaries: Canaries,
        perches: Mapping[str, Perch],
        policy: CanaryPolicy,
        store: Store,
        clock: Clock,
        *,
        is_mine: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._canaries = canaries
        self._perches = perches
        self._policy = policy
        self._store = store
        self._clock = clock
        self._is_mine = is_mine
        self._flights: dict[str, Flight] = {}
        self._watching: dict[str, Watching] = {}
        self._moving: dict[str, CanaryMark] = {}

    def missing(self) -> dict[str, Missing]:
        """Mailboxes of this process whose test mails do not arrive."""
        return {
            name: Missing(flight.missing_since, flight.accepted_at, flight.refusal)
            for name, flight in self._flights.items()
            if flight.missing_since is not None
        }

    def knows(self, mailbox: str) -> bool:
        """Whether `missing` can tell of the mailbox: it is not tried, or what was stored of it has been read."""
        return mailbox in self._flights or mailbox not in self._perches

    async def run(self, stop: asyncio.Event) -> None:
        """Send and wait until `stop`."""
        stopping = asyncio.create_task(stop.wait(), name="canary stop")
        try:
            while not stop.is_set():
                self._canaries.wake.clear()
                for mailbox in self._perches:
                    await self._turn(mailbox)
                waking = asyncio.create_task(self._canaries.wake.wait(), name="canary wake")
                nap = min(_LONGEST_NAP, self._policy.within / 4, self._policy.every / 4)
                await asyncio.wait({waking, stopping}, timeout=nap.total_seconds(), return_when="FIRST_COMPLETED")
                waking.cancel()
        finally:
            stopping.cancel()

    async def _turn(self, mailbox: str) -> None:
        if not self._is_mine(mailbox):
            self._flights.pop(mailbox, None)
            self._watching.pop(mailbox, None)
            return
        try:
            await self.turn(mailbox)
        except InboxdError as error:
            # The store is out of reach, most likely: what was sent is looked for again later.
            _log.warning("canary.delayed", mailbox=mailbox, error=error)
        except Exception:  # noqa: BLE001 - a test mail must not end the service that it tries
            _log.exception("canary.mistake", mailbox=mailbox)

    async def turn(self, mailbox: str) -> None:
        """Do what is to be done about the mailbox's test mail now.

        Raises:
            InboxdError: the store cannot be used.
        """
        # Asked before the store is: what was found when the mailbox was looked through is recorded by then.
        is_current = self._perches[mailbox].is_current()
        flight = await self._flight(mailbox)
        flight = await self._look_for(mailbox, flight)
        await self._follow_move(mailbox)
        now = self._clock.now()
        watching = observe(self._watching.get(mailbox, Watching()), self._policy, now, is_current=is_current)
        self._watching[mailbox] = watching
        match next_step(flight, self._policy, now, watching):
            case Step.SEND:
                mark = new_mark(mailbox, now)
                # Written down before it is sent: however often we are killed here, one goes out in its time at most.
                await self._keep(mailbox, depart(flight, mark))
                await self._send(mailbox, mark)
            case Step.SEND_AGAIN if flight.at is not None:
                await self._send(mailbox, CanaryMark(mailbox, flight.at))
            case Step.MISS:
                _log.error("canary.missing", mailbox=mailbox, accepted=flight.accepted_at, refusal=flight.refusal)
                await self._keep(mailbox, missed(flight))

    async def _flight(self, mailbox: str) -> Flight:
        if mailbox not in self._flights:
            flight = after_restart(read_flight(await self._store.noted(f"{_NOTE} {mailbox}")))
            self._flights[mailbox] = flight
            if flight.arrived_at is not None:
                self._canaries.metrics.canary_arrived(mailbox, flight.arrived_at)
        return self._flights[mailbox]

    async def _look_for(self, mailbox: str, flight: Flight) -> Flight:
        """Has one arrived? The store knows, also of what came just before we were killed."""
        marks = self._canaries.take_seen(mailbox)
        if not marks and flight.at is not None and flight.arrived_at is None:
            mark = CanaryMark(mailbox, flight.at)
            marks = [mark] if await self._store.effect(mark.effect_id) is not None else []
        for mark in marks:
            self._moving[mailbox] = mark
            if mark.at != flight.at or flight.arrived_at is None:
                flight = arrived(flight, mark, self._clock.now())
        if marks:
            await self._keep(mailbox, flight)
        return flight

    async def _follow_move(self, mailbox: str) -> None:
        mark = self._moving.get(mailbox)
        effect = await self._store.effect(mark.effect_id) if mark is not None else None
        if mark is not None and (effect is None or effect.state is not EffectState.QUEUED):
            del self._moving[mailbox]
            if effect is not None and effect.state is EffectState.DONE:
                now = self._clock.now()
                self._canaries.metrics.canary_seen(mailbox, "moved", now - mark.at, now)

    async def _send(self, mailbox: str, mark: CanaryMark) -> None:
        perch, flight = self._perches[mailbox], self._flights[mailbox]
        try:
            raw = compose_canary(mark, perch.address, perch.to, self._canaries.key)
            await perch.sender.send(Envelope(perch.envelope_sender, perch.to, raw), _nothing)
        except OutcomeUnknown as error:
            flight = refused(flight, f"nobody knows: {error}", self._clock.now(), is_harmless=False)
        except InboxdError as error:
            _log.warning("canary.refused", mailbox=mailbox, error=error)
            flight = refused(flight, str(error), self._clock.now(), is_harmless=isinstance(error, Transient))
        else:
            flight = accepted(flight, self._clock.now())
        await self._keep(mailbox, flight)

    async def _keep(self, mailbox: str, flight: Flight) -> None:
        await self._store.note(f"{_NOTE} {mailbox}", write_flight(flight))
        self._flights[mailbox] = flight


async def _nothing() -> None:
    """Nothing is written down before a test mail's final dot: it was before."""
