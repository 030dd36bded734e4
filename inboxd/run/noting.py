"""Writes notes to our own people: the hand for effects of the kind "note"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inboxd.core.compose.note import compose_note
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.effect import Effect, EffectState, FileCopy, Note
from inboxd.core.values.outcome import Cancelled, Done, Outcome
from inboxd.errors import Bug
from inboxd.ports import Clock, Store
from inboxd.run.posting import Desk


class NoteTaker:
    """Puts together what is known at this moment; the mailbox's own connection files it, once.

    Args:
        rules: gives the live rules.
        desks: who writes, by mailbox.
    """

    def __init__(self, store: Store, rules: Callable[[], RuleSet], clock: Clock, desks: Mapping[str, Desk]) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._desks = desks

    async def take(self, effect: Effect) -> Outcome:
        """The note is written; filing it follows."""
        note, now, rules = effect.deed, self._clock.now(), self._rules()
        if not isinstance(note, Note):
            raise Bug(f"{effect.effect_id} is no note")
        record = await self._store.case(effect.case_id)
        if record is None:
            return Cancelled(effect.effect_id, now, "the case was forgotten")
        case = record.case
        around = await self._store.surroundings(case, rules.customers.addresses_of(case.customer))
        identity, zone = self._desks[effect.mailbox].identity, rules.hours_of(effect.mailbox).zone
        raw = compose_note(case, around, identity, zone, effect.message_id, now)
        filing = Effect(
            effect_id=f"file_copy:{effect.effect_id}",
            mailbox=effect.mailbox,
            deed=FileCopy(raw.decode("ascii"), effect.message_id, note.folder),
            state=EffectState.QUEUED,
            due_at=now,
            case_id=effect.case_id,
        )
        return Done(effect.effect_id, now, then=(filing,))
