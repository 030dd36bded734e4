"""The outbox as the store offers it: what is due, who has it in hand, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.outcome import Outcome
from inboxd.edge.store import claiming, outbox, recording
from inboxd.edge.store.engine import Database
from inboxd.edge.store.leases import Leases

_NEVER = datetime.min.replace(tzinfo=UTC)
_WHO_KNOWS = datetime.max.replace(tzinfo=UTC)


class DueWork:
    """The store's methods on effects; each is one transaction."""

    _database: Database
    _lease: timedelta
    leases: Leases
    _written_until: datetime = _NEVER
    """How late it may have been by the clocks that queued what is to be claimed."""

    async def claim(
        self, kinds: frozenset[str], *, mailbox: str | frozenset[str] | None, now: datetime, owner: str, limit: int
    ) -> tuple[Effect, ...]:
        """Take due effects, longest due first; of several mailboxes only of those that are ours by now.

        After a release, and when the clock was set back, what a clock that was ahead put off is due too.

        Raises:
            LeaseLost: the one mailbox is another process's by now.
        """

        def take(connection: Connection) -> tuple[Effect, ...]:
            mine = mailbox
            if isinstance(mailbox, str):
                self.leases.fence(connection, {mailbox})
            elif mailbox is not None:
                mine = self.leases.still_held(connection, mailbox)
            if now + claiming.CLOCK_SKEW < written_until:
                claiming.put_right(connection, now)
            return claiming.claim_effects(connection, kinds, mine, now=now, owner=owner, limit=limit, lease=self._lease)

        # Noted before the write, so that a release in between is not forgotten.
        written_until, self._written_until = self._written_until, now
        try:
            return await self._database.write(take)
        except BaseException:
            self._written_until = max(written_until, self._written_until)
            raise

    async def mark_sending(self, effect_id: str, *, now: datetime, owner: str) -> None:
        """Record that the final dot comes now.

        Raises:
            Overtaken: the effect is not this owner's queued one any more. It must not be sent, and nothing be recorded.
        """
        await self._database.write(
            lambda connection: claiming.mark_sending(connection, effect_id, now=now, owner=owner)
        )

    async def finish(self, outcomes: Sequence[Outcome], *, now: datetime, owner: str | None = None) -> None:
        """Record how effects ended, with the case events and follow-on effects.

        Args:
            owner: who carried them out: effects that another owner has taken over meanwhile are left alone, unless a
                letter is known to have gone out. None is for clearing up what a stopped process left.

        Raises:
            LeaseLost: with no owner named, and the mailbox is another process's by now.
        """

        def end(connection: Connection) -> None:
            if owner is None:
                found = claiming.mailboxes_of(connection, [outcome.effect_id for outcome in outcomes])
                self.leases.fence(connection, found)
            recording.finish_effects(connection, outcomes, now=now, owner=owner, lease=self._lease)

        await self._database.write(end)

    async def release(self, mailbox: str | None = None, *, owner: str = "") -> int:
        """Make claimed QUEUED effects of this mailbox, or of all, due at once; how many.

        Args:
            owner: whose claims stay, because it is at work; where several processes are, those of all that are alive.
        """
        released = await self._database.write(lambda connection: claiming.release_effects(connection, mailbox, owner))
        self._written_until = _WHO_KNOWS
        return released

    async def in_doubt(self, mailbox: str | None = None) -> tuple[Effect, ...]:
        """Effects in state SENDING, oldest first."""
        return await self._database.read(lambda connection: outbox.effects_in_doubt(connection, mailbox))

    async def next_due(self, kinds: frozenset[str], mailbox: str | frozenset[str] | None = None) -> datetime | None:
        """When the next QUEUED effect of these kinds becomes due; a claimed one does when its lease is over."""
        return await self._database.read(lambda connection: claiming.next_due(connection, kinds, mailbox))

    async def effect(self, effect_id: str) -> Effect | None:
        """One row of the outbox."""
        return await self._database.read(lambda connection: outbox.find_effect(connection, effect_id))

    async def effects(
        self,
        *,
        states: frozenset[EffectState] | None = None,
        limit: int = 100,
        failed_since: datetime | None = None,
        besides: Collection[str] = (),
    ) -> tuple[Effect, ...]:
        """The outbox for people, what they must decide first; see `outbox.list_effects`."""
        wanted = frozenset(EffectState) if states is None else states
        return await self._database.read(
            lambda connection: outbox.list_effects(
                connection, wanted, limit, failed_since=failed_since, besides=besides
            )
        )

    async def change_effect(self, effect_id: str, state: EffectState, *, now: datetime, reason: str) -> bool:
        """A person's decision: QUEUED (retry or send), CANCELLED. False when the state does not allow it."""
        change = {EffectState.QUEUED: outbox.requeue_effect, EffectState.CANCELLED: recording.cancel_effect}.get(state)
        if change is None:
            return False
        return await self._database.write(lambda connection: change(connection, effect_id, now=now, reason=reason))
