"""Looks at inboxd itself every half minute, and tells our own people what is wrong and when it is over.

What people were told is kept in the store, so that a restart tells nothing again. Only what is wrong with the store
itself cannot be kept there: it is told directly, and remembered by this process alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from inboxd.core.decide.operator import decide_word, operator_alarm, signs_of, unknown_keys
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.notice import Notice
from inboxd.core.values.operator import (
    Code,
    Condition,
    Patience,
    Sign,
    Told,
    Word,
    alarm_key,
    note_of,
    read_told,
    write_told,
)
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError, Misconfigured
from inboxd.ports import Clock, Store

_log = structlog.get_logger()
_MAILBOX_CODES = (
    Code.IMAP_REFUSED,
    Code.SMTP_REFUSED,
    Code.DISCONNECTED,
    Code.BEHIND,
    Code.FOLDER_UNREADABLE,
    Code.CANARY_MISSING,
)
_OWN_CODES = (
    Code.RULES_REFUSED,
    Code.OUTBOX_STUCK,
    Code.LETTERS_HELD,
    Code.LETTERS_FAILED,
    Code.BREAKER_OPEN,
    Code.CLOCK_JUMPED,
)
_STORE = alarm_key(Code.STORE_UNAVAILABLE, "")


class Looking(Protocol):
    """What gives a look at inboxd."""

    async def look(self, clock: Clock, jump: timedelta) -> Condition:
        """How inboxd is now. Raises `InboxdError` when the store cannot be used."""


class Telling(Protocol):
    """What tells without the store."""

    async def tell_at_once(self, notice: Notice, channels: tuple[str, ...]) -> bool:
        """Tell it on these channels; whether anybody heard it."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How the lookout works.

    Attributes:
        every: from one look to the next.
        store_after: how long the store may be out of reach.
        channels: who is told; empty means the default ones.
        shadow: whether everything is only written down.
        unwatched: keys of alarms that nobody looks after by the settings: one that was told is forgotten, for it is not
            over.
    """

    every: timedelta
    store_after: timedelta
    patience: Patience
    channels: tuple[str, ...] = ()
    shadow: bool = False
    unwatched: frozenset[str] = frozenset()


class Lookout:
    """The one who looks.

    Args:
        telling: for what is wrong with the store.
        announce: told that an alarm waits in the outbox, so that it goes out at once.
    """

    def __init__(
        self,
        senses: Looking,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        telling: Telling,
        announce: Callable[[], None],
        orders: Orders,
    ) -> None:
        self._senses = senses
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._telling = telling
        self._announce = announce
        self._orders = orders
        self._told: dict[str, dict[str, Told]] = {}
        self._store_told = Told()
        self._store_away: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        loop = asyncio.get_running_loop()
        jump, nap = timedelta(), self._orders.every
        while not stop.is_set():
            await self.look(jump)
            began, at = loop.time(), self._clock.now()
            try:
                async with asyncio.timeout(nap.total_seconds()):
                    await stop.wait()
            except TimeoutError:
                worked = timedelta(seconds=loop.time() - began)
                jump = max(self._clock.now() - at - worked, worked - nap, key=abs)

    async def look(self, jump: timedelta = timedelta()) -> None:
        """Look once, and tell what is news.

        Args:
            jump: by how much the clock ran differently from the work since the last look.
        """
        try:
            condition = await self._senses.look(self._clock, jump)
            await self._compare(condition)
        except InboxdError as error:
            await self._miss_store(error)
        except Exception:  # noqa: BLE001 - see below
            # Whoever looks after all others must not fall over one odd value; the next look comes.
            _log.exception("lookout.mistake")
        else:
            await self._greet_store()
        self._show()

    async def _compare(self, condition: Condition) -> None:
        signs = {sign.key: sign for sign in signs_of(condition, self._orders.patience)}
        unknown = unknown_keys(condition)
        subjects: dict[str, tuple[Code, ...]] = {each.name: _MAILBOX_CODES for each in condition.mailboxes}
        if condition.is_installation_ours:
            subjects[DUTIES] = _OWN_CODES
        # What another process looks after by now, it alone knows about.
        self._told = {name: told for name, told in self._told.items() if name in subjects}
        for subject, codes in subjects.items():
            keys = [alarm_key(code, "" if subject == DUTIES else subject) for code in codes]
            known = [key for key in keys if key in signs or key not in unknown]
            await self._tell(subject, {key: signs.get(key) for key in known}, condition.now)

    async def _tell(self, subject: str, looked: Mapping[str, Sign | None], now: datetime) -> None:
        """Record what is news; in this order, so that a kill in between tells it neither twice nor never."""
        before = await self._told_of(subject)
        after, words = dict(before), list[Word]()
        for key, sign in looked.items():
            if key in self._orders.unwatched:
                after[key] = Told(before.get(key, Told()).number)
                continue
            told, word = decide_word(key, sign, before.get(key, Told()), now, self._orders.patience)
            after[key] = told
            words += [word] if word is not None else []
        if words:
            orders = self._orders
            effects = tuple(operator_alarm(each, orders.channels, now, shadow=orders.shadow) for each in words)
            await self._store.record([Plan(None, effects=effects)], None, now=now, owner="")
            _report(words)
        if after != before:
            await self._store.note(note_of(subject), write_told(after))
            self._told[subject] = after
        if words:
            self._announce()

    async def _told_of(self, subject: str) -> dict[str, Told]:
        if subject not in self._told:
            self._told[subject] = read_told(await self._store.noted(note_of(subject)))
        return self._told[subject]

    async def _miss_store(self, error: InboxdError) -> None:
        now = self._clock.now()
        if self._store_away is None:
            self._store_away = now
            _log.error("database.unavailable", error=error)
        if now - self._store_away >= self._orders.store_after:
            hint = f" {error.hint}" if isinstance(error, Misconfigured) and error.hint else ""
            sign = Sign(Code.STORE_UNAVAILABLE, "", self._store_away, f"The last attempt said: {error}.{hint}")
            await self._tell_of_store(sign, now)

    async def _greet_store(self) -> None:
        if self._store_away is not None:
            _log.info("database.available", since=self._store_away.isoformat())
        self._store_away = None
        await self._tell_of_store(None, self._clock.now())

    async def _tell_of_store(self, sign: Sign | None, now: datetime) -> None:
        after, word = decide_word(_STORE, sign, self._store_told, now, self._orders.patience)
        if word is not None:
            notice = Notice(f"operator:{word.key}:{now:%Y%m%dT%H%M%S}", "", word.title, word.text + "\n")
            if not self._orders.shadow and not await self._telling.tell_at_once(notice, self._orders.channels):
                return  # the next look tries again
            _report([word])
        self._store_told = after

    def _show(self) -> None:
        told = [key for each in self._told.values() for key, told in each.items() if told.since is not None]
        told += [_STORE] if self._store_told.since is not None else []
        active = {key.partition(":")[0] for key in told}
        for code in Code:
            self._metrics.operator_alarm(code, active=code.value in active)


def _report(words: Iterable[Word]) -> None:
    for word in words:
        if word.is_over:
            _log.info("operator.over", alarm=word.key)
        else:
            _log.error("operator.alarm", alarm=word.key, why=word.text)
