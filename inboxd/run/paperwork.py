"""Reads the outbox for an audit: moves are kept for comparing, everything else is judged as it comes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from sys import intern

from inboxd.core.decide.difference import with_undoing
from inboxd.core.decide.letter_difference import explain_letter, explain_missing_copy, explain_overdue
from inboxd.core.decide.undo import is_undo, undone_id
from inboxd.core.values.difference import KnownMove, Trace
from inboxd.core.values.effect import EffectState
from inboxd.run.finding import Archive, Audit, Circumstances

_OPEN = frozenset({EffectState.QUEUED, EffectState.SENDING, EffectState.HELD, EffectState.FAILED})
_LETTERS = frozenset({"acknowledgment", "follow_up", "reminder", "notice"})


class Paperwork:
    """The outbox of one mailbox, read once.

    Args:
        sent: name of the folder of sent mail.
        copies: Message-IDs that lie there; None when there is no such folder.
    """

    def __init__(
        self, store: Archive, audit: Audit, under: Circumstances, sent: str, copies: frozenset[str] | None
    ) -> None:
        self._store = store
        self._audit = audit
        self._under = under
        self._sent = sent
        self._copies = copies
        self._moves: dict[str, KnownMove] = {}
        self._undone: dict[str, EffectState] = {}

    async def read(self) -> dict[str, KnownMove]:
        """Tell of letters and of what is overdue; the moves, by message key."""
        open_effects: Counter[str] = Counter()
        async for page in self._store.past.traces(self._audit.mailbox):
            open_effects.update(f"{each.kind}/{each.state}" for each in page if each.state in _OPEN)
            uncopied = [trace for trace in page if self._take(trace)]
            await self._tell_uncopied(uncopied)
        self._audit.open_effects = dict(open_effects)
        for key, move in self._moves.items():
            if move.effect_id in self._undone:
                self._moves[key] = with_undoing(move, self._undone[move.effect_id])
        return self._moves

    def _take(self, trace: Trace) -> bool:
        """Whether the row is of a letter that went out and has no copy where one should be."""
        under = self._under
        if under.now is not None:
            overdue = explain_overdue(trace, self._audit.mailbox, under.now, under.lease, shadow=under.shadow)
            self._audit.note(overdue)
        if trace.move is not None:
            self._keep_move(trace)
        if trace.kind not in _LETTERS or not trace.message_id:
            return False
        in_sent = trace.message_id in (self._copies or ())
        self._audit.note(explain_letter(trace, self._audit.mailbox, self._sent, in_sent=in_sent))
        # What went out while we looked may have its copy by now.
        is_new = under.now is not None and trace.changed_at >= under.now
        return trace.state is EffectState.DONE and self._copies is not None and not in_sent and not is_new

    def _keep_move(self, trace: Trace) -> None:
        move = trace.move
        if is_undo(trace.effect_id):
            self._undone[undone_id(trace.effect_id)] = trace.state
        elif move is not None and trace.message_key:
            place = move.place
            self._moves[trace.message_key] = KnownMove(
                trace.effect_id,
                trace.state,
                intern(place.folder),
                place.uidvalidity,
                place.uid,
                intern(move.folder),
                trace.error,
            )

    async def _tell_uncopied(self, letters: Sequence[Trace]) -> None:
        filings = await self._store.past.effects([f"file_copy:{each.effect_id}" for each in letters]) if letters else {}
        for each in letters:
            filing = filings.get(f"file_copy:{each.effect_id}")
            state = filing.state if filing is not None else None
            self._audit.note(explain_missing_copy(each, self._audit.mailbox, self._sent, state, self._under.sent_copy))
