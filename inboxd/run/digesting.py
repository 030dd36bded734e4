"""Digests: put together when they go out, planned once for each period, sent once to each reader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from inboxd.core.compose.bulletin import compose_bulletin
from inboxd.core.compose.happy_file import happy_file
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.decide.bulletin import Schedule, bulletins, due_period, month_of, next_due, with_happy_month
from inboxd.core.decide.digest import make_digest, quiet_routes
from inboxd.core.decide.happy import find_hugs
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.digest import Digest, Period
from inboxd.core.values.effect import Bulletin, Effect
from inboxd.core.values.outcome import Done, Outcome
from inboxd.core.values.plan import Plan
from inboxd.core.values.report import Comment, Report
from inboxd.edge.digestplots import draw_digest
from inboxd.errors import Bug, InboxdError, Transient
from inboxd.ports import Clock, Envelope, Sender, Store
from inboxd.run.final_dot import send_marked

_log = structlog.get_logger()
_LONGEST_NAP = timedelta(minutes=10)
_STORE_NAP = timedelta(seconds=30)
_NOTE = "digest told until"
_FRESH = timedelta(minutes=10)


class Archive(Store, Protocol):
    """A store that can tell of periods."""

    async def report(
        self, since: datetime, until: datetime, *, now: datetime, zone: ZoneInfo, quiet: Collection[str]
    ) -> Report:
        """A period as it is remembered."""

    async def comments(self, since: datetime, until: datetime, quiet: Collection[str]) -> tuple[Comment, ...]:
        """Messages of routes that open no case."""


async def nobody_looked() -> int | None:
    """Stands for an audit where there is none."""
    return None


@dataclass(frozen=True, slots=True)
class Editor:
    """Puts digests together.

    Attributes:
        rules: gives the live rules.
        unaccounted: how many messages nobody can account for; None when that cannot be told now.
    """

    archive: Archive
    rules: Callable[[], RuleSet]
    clock: Clock
    unaccounted: Callable[[], Awaitable[int | None]] = nobody_looked

    async def write(self, period: Period) -> Digest:
        """The digest of a period, with what holds at this moment."""
        rules, now = self.rules(), self.clock.now()
        report = await self.archive.report(
            period.since, period.until, now=now, zone=rules.hours.zone, quiet=quiet_routes(rules)
        )
        missing = await self.unaccounted()
        return make_digest(report, period, rules, now, unaccounted=missing)

    async def write_happy_file(self, month: date) -> str:
        """The best comments of a month, as Markdown."""
        rules = self.rules()
        zone = rules.hours.zone
        since, until = month_of(month, zone)
        comments = await self.archive.comments(since, until, quiet_routes(rules))
        return happy_file(month, find_hugs(comments), zone)


@dataclass(frozen=True, slots=True)
class _Issue:
    """A digest with all that goes with it, as every reader gets it."""

    period: Period
    written_at: datetime
    digest: Digest
    pictures: Mapping[str, bytes]
    happy: tuple[date, str] | None


@dataclass(slots=True)
class Messenger:
    """Sends digests to their readers: the hand for effects of the kind "bulletin".

    What one reader got a moment ago the next one gets too: writing it reads a lot, and looks into all mailboxes.

    Attributes:
        identities: by mailbox name, who writes.
        senders: by mailbox name.
        owner: name under which effects are claimed.
    """

    editor: Editor
    identities: Mapping[str, SenderIdentity]
    senders: Mapping[str, Sender]
    owner: str
    _last: _Issue | None = field(default=None, init=False)

    async def deliver(self, effect: Effect) -> Outcome:
        """Put the digest together and send it once.

        Raises:
            InboxdError: it did not go out; `OutcomeUnknown` when nobody can tell.
        """
        bulletin, clock = effect.deed, self.editor.clock
        if not isinstance(bulletin, Bulletin):
            raise Bug(f"{effect.effect_id} is no digest")
        if effect.mailbox not in self.senders:
            raise Transient(f"the mailbox {effect.mailbox} belongs to another process")
        identity = self.identities[effect.mailbox]
        issue = await self._issue(bulletin.period)
        raw = compose_bulletin(effect, issue.digest, issue.pictures, identity, clock.now(), issue.happy)
        await self._send(effect, Envelope(sender=identity.address, recipient=bulletin.to, raw=raw))
        return Done(effect.effect_id, clock.now())

    async def _issue(self, period: Period) -> _Issue:
        now = self.editor.clock.now()
        if self._last is None or self._last.period != period or now - self._last.written_at > _FRESH:
            digest = await self.editor.write(period)
            month = period.happy_month
            happy = (month, await self.editor.write_happy_file(month)) if month else None
            self._last = _Issue(period, now, digest, await asyncio.to_thread(draw_digest, digest), happy)
        return self._last

    async def _send(self, effect: Effect, envelope: Envelope) -> None:
        async def mark() -> None:
            archive, now = self.editor.archive, self.editor.clock.now()
            await archive.mark_sending(effect.effect_id, now=now, owner=self.owner)

        await send_marked(self.senders[effect.mailbox], envelope, mark)


@dataclass(frozen=True, slots=True)
class Route:
    """Where digests go.

    Attributes:
        readers: addresses of our own people.
        mailbox, address: the account that sends.
        key: the installation's secret, for Message-IDs.
    """

    readers: tuple[str, ...]
    mailbox: str
    address: str
    key: bytes

    def effects(self, period: Period) -> tuple[Effect, ...]:
        """One mail for each reader."""
        return bulletins(period, self.readers, self.mailbox, self.address, self.key)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Plans each digest when it is due. What was planned before a crash is not planned again.

    Attributes:
        announce: told the planned effects, so that they go out at once.
        is_ours: whether this process is the one that plans digests.
    """

    archive: Store
    rules: Callable[[], RuleSet]
    clock: Clock
    schedules: Sequence[Schedule]
    route: Route
    announce: Callable[[], None]
    is_ours: Callable[[], bool] = lambda: True

    async def run(self, stop: asyncio.Event) -> None:
        """Plan digests until `stop`."""
        while not stop.is_set():
            try:
                await self.plan_due()
                nap = self._until_due()
            except InboxdError as error:
                _log.error("digest.unplanned", error=error)
                nap = _STORE_NAP
            try:
                async with asyncio.timeout(nap.total_seconds()):
                    await stop.wait()
            except TimeoutError:
                continue

    async def plan_due(self) -> int:
        """Plan what is due now; how many digests that was."""
        planned = 0
        for schedule in self.schedules if self.is_ours() else ():
            period = await self._due(schedule)
            if period is None:
                continue
            effects = self.route.effects(period)
            now = self.clock.now()
            # In this order: planned twice after a crash, the same period makes the same effects, which are stored once.
            await self.archive.record([Plan(None, effects=effects)], None, now=now, owner="")
            await self.archive.note(f"{_NOTE}: {schedule.kind}", period.until.isoformat())
            _log.info("digest.planned", kind=schedule.kind.value, until=period.until.isoformat(), readers=len(effects))
            planned += 1
        if planned:
            self.announce()
        return planned

    async def _due(self, schedule: Schedule) -> Period | None:
        zone, now = self.rules().hours.zone, self.clock.now()
        told = await self.archive.noted(f"{_NOTE}: {schedule.kind}")
        if not told:
            # The first one tells of what happens from now on.
            await self.archive.note(f"{_NOTE}: {schedule.kind}", now.isoformat())
            return None
        period = due_period(schedule, datetime.fromisoformat(told), now, zone)
        if period is None:
            return None
        return with_happy_month(period, zone) if schedule is self.schedules[0] else period

    def _until_due(self) -> timedelta:
        zone, now = self.rules().hours.zone, self.clock.now()
        due = min((next_due(schedule, now, zone) for schedule in self.schedules), default=now + _LONGEST_NAP)
        return min(due - now, _LONGEST_NAP)
