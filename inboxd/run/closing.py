"""Ends cases by silence: the hand for due effects of that kind."""

from __future__ import annotations

from inboxd.core.decide.closing import close_by_silence, is_silence_an_answer
from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Cancelled, Done, Outcome
from inboxd.edge.retrying import tried_soon
from inboxd.ports import Clock, Store


class Closer:
    """Looks at the case again, and resolves it where nobody has said a word since.

    Args:
        owner: name under which effects are claimed.
    """

    def __init__(self, store: Store, clock: Clock, *, owner: str) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner

    async def hear_silence(self, effect: Effect) -> Outcome:
        """Resolve the case of this effect.

        Raises:
            Conflict: somebody changed the case just now; with a new look another end may come out.
        """
        now = self._clock.now()
        record = await self._store.case(effect.case_id)
        if record is not None and not is_silence_an_answer(record.case, record.effects):
            return Cancelled(effect.effect_id, now, "the customer is about to be asked")
        cause = effect.message_key or now.isoformat()
        plan = close_by_silence(record.case, f"silence-{cause}", now) if record else None
        if plan is None:
            state = record.case.state if record else "forgotten"
            return Cancelled(effect.effect_id, now, f"the case is {state}")
        with tried_soon():
            await self._store.record([plan], None, now=now, owner=self._owner)
        return Done(effect.effect_id, now)
