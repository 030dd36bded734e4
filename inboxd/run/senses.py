"""Looks at inboxd itself: one `Condition`, for as much as this process answers for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.history import Question
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.operator import Condition, MailboxCondition, Stuck, Trying
from inboxd.errors import InboxdError
from inboxd.ports import Clock, Store
from inboxd.run.canary import CanaryPost
from inboxd.run.connecting import Connection
from inboxd.run.heard import HeardSender

_Counted = tuple[datetime, datetime]
"""Since when something lasts as it was said, and from when on that counts."""

_SHOWN = 500
_RECENT = timedelta(hours=24)
_OWN_WORDS = frozenset({"alarm"})
"""Kind of effects that are never counted: an alarm about alarms that failed would be one more of them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on the outbox counts as stuck, and how many automatic mails may go out in an hour."""

    overdue: timedelta
    tries: int
    per_hour: int


class Senses:
    """What is looked at.

    Args:
        connections: by mailbox name.
        senders: the same mailboxes' SMTP accounts.
        problems: gives the mistakes in the rule files.
        canary: who sends test mails; None when nobody does.
        is_mine: whether this process looks after a mailbox, or after what is done once for all (`DUTIES`).
    """

    def __init__(
        self,
        store: Store,
        connections: Mapping[str, Connection],
        senders: Mapping[str, HeardSender],
        problems: Callable[[], Sequence[object]],
        canary: CanaryPost | None,
        limits: Limits,
        is_mine: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._connections = connections
        self._senders = senders
        self._problems = problems
        self._canary = canary
        self._limits = limits
        self._is_mine = is_mine
        self._down: dict[str, datetime] = {}
        self._refused: dict[str, datetime] = {}
        self._behind: dict[str, _Counted] = {}
        self._unseen: dict[str, _Counted] = {}
        self._problems_since: datetime | None = None
        self._looked_at: datetime | None = None
        self._store_away = False
        self._store_back: datetime | None = None

    async def look(self, clock: Clock, jump: timedelta) -> Condition:
        """How inboxd is now.

        Raises:
            InboxdError: the store cannot be used.
        """
        await self._find_store()
        now = clock.now()
        self._skip_lost_time(now)
        self._forget_others()
        mailboxes = tuple(self._mailbox(name, now) for name in self._connections if self._is_mine(name))
        if not self._is_mine(DUTIES):
            return Condition(now, mailboxes, is_installation_ours=False)
        problems = tuple(str(each) for each in self._problems())
        self._problems_since = (self._problems_since or now) if problems else None
        return Condition(
            now=now,
            mailboxes=mailboxes,
            problems=problems,
            problems_since=self._problems_since,
            overdue=await self._overdue(now),
            held=await self._stopped(EffectState.HELD, now),
            failed=await self._stopped(EffectState.FAILED, now),
            letters=(await self._store.history(Question(""), now)).answers_last_hour,
            most_letters=self._limits.per_hour,
            jump=jump,
        )

    async def _find_store(self) -> None:
        try:
            await self._store.ping()
        except InboxdError:
            self._store_away = True
            raise

    def _skip_lost_time(self, now: datetime) -> None:
        """What lasts is neither over nor older because the store was away or the clock was set back.

        Without the store no mailbox can be worked, which is no trouble of the mailbox's.
        """
        lost = now - self._looked_at if self._looked_at is not None else timedelta()
        if self._store_away or lost < timedelta():
            self._down = {name: at + lost for name, at in self._down.items()}
            for counted in (self._behind, self._unseen):
                counted.update({name: (said, at + lost) for name, (said, at) in counted.items()})
            self._problems_since = self._problems_since + lost if self._problems_since is not None else None
        self._store_back = now if self._store_away else self._store_back
        self._store_away, self._looked_at = False, now

    def _forget_others(self) -> None:
        """Of a mailbox that comes back from another process nothing is known yet."""
        for name in self._connections:
            if not self._is_mine(name):
                self._down.pop(name, None)
                self._refused.pop(name, None)
                if name in self._senders:
                    self._senders[name].refusal = None

    def _mailbox(self, name: str, now: datetime) -> MailboxCondition:
        connection, sender = self._connections[name], self._senders.get(name)
        link = connection.link
        if link.connected:
            self._down.pop(name, None)
        elif link.since is not None:
            # The link's own time begins anew with each new reason.
            self._down.setdefault(name, _within(link.since, self._store_back, now))
        refusal = sender.refusal if sender is not None else ""
        if refusal:
            self._refused.setdefault(name, now)
        else:
            self._refused.pop(name, None)
        blind = connection.blind
        missing = self._canary.missing().get(name) if self._canary is not None else None
        return MailboxCondition(
            name=name,
            connected=link.connected,
            reason=link.reason,
            since=link.since if link.connected else self._down.get(name),
            needs_person=link.needs_person,
            behind_since=_count(self._behind, name, connection.behind_since, self._store_back, now),
            smtp_refusal=refusal,
            smtp_since=self._refused.get(name),
            canary=Trying(missing.since, missing.accepted_at, missing.refusal) if missing is not None else None,
            is_canary_known=self._canary is None or self._canary.knows(name),
            unseen=blind.what,
            unseen_since=_count(self._unseen, name, blind.since, None, now),
        )

    async def _overdue(self, now: datetime) -> Stuck | None:
        queued = await self._store.effects(states=frozenset({EffectState.QUEUED}), limit=_SHOWN, besides=_OWN_WORDS)
        late = [
            each
            for each in queued
            if each.due_at < now - self._limits.overdue or (each.attempts >= self._limits.tries and each.last_error)
        ]
        return _stuck(late, lambda each: each.trying_since or each.due_at, now)

    async def _stopped(self, state: EffectState, now: datetime) -> Stuck | None:
        # One that failed is known after a day: nothing more comes of it, and nobody must put it away.
        stopped = await self._store.effects(
            states=frozenset({state}), limit=_SHOWN, failed_since=now - _RECENT, besides=_OWN_WORDS
        )
        return _stuck(stopped, lambda each: each.due_at, now)


def _count(
    counted: dict[str, _Counted], name: str, since: datetime | None, first: datetime | None, now: datetime
) -> datetime | None:
    """From when on it counts; anew when it was over in between."""
    if since is None:
        counted.pop(name, None)
        return None
    said, begun = counted.get(name, (None, now))
    counted[name] = (since, begun if said == since else _within(since, first, now))
    return counted[name][1]


def _within(since: datetime, first: datetime | None, now: datetime) -> datetime:
    """Not before the store was back, nor in a future that the clock was set back from."""
    return min(max(since, first) if first is not None else since, now)


def _stuck(effects: Sequence[Effect], since: Callable[[Effect], datetime], now: datetime) -> Stuck | None:
    if not effects:
        return None
    first = min(effects, key=since)
    # What began before the clock was set back counts from now.
    return Stuck(len(effects), min(since(first), now), first.last_error)
