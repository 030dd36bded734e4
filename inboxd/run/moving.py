"""Carries out what needs the mailbox's own connection: moves, marks and filed copies.

An interrupted MOVE may have happened although nobody heard of it, and a server that was killed inside one may have left
the message in both folders. So a second try always looks into the target first, and a copy that is proven to be there
makes the one in the source superfluous. Some messages no search finds: what is known of their copies is written down
with the move, and where a copy may lie that cannot be proven, nothing is copied again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from inboxd.core.decide.retry import decide_retry
from inboxd.core.values.arrival import Place
from inboxd.core.values.effect import Effect, FileCopy, Move
from inboxd.core.values.outcome import Cancelled, Done, Failed, Outcome, TryLater
from inboxd.edge.metrics import Metrics
from inboxd.errors import ConnectionLost, InboxdError, LeaseLost, Misconfigured, Permanent, Unanswered
from inboxd.ports import Clock, Mailbox, Store
from inboxd.run.copies import find, find_copy, is_beyond_search, noted, remember

MAILBOX_KINDS = frozenset({"move", "file_copy"})
"""Kinds of effects that need the mailbox's connection."""

_log = structlog.get_logger()
_BATCH = 200
_LEFT_ALONE = 5
"""Times the timeout: 2.5 minutes and more for a server that has not answered a move."""
_UNPROVEN = (
    "a copy lies in {target}, or may, where no search finds it, and the original lies in {source}: look into both, "
    "move or remove the original by hand, then cancel this"
)
_BREAKS = 3
"""Attempts after which an effect is no longer tried at once when the connection breaks."""


def sent_folder(mailbox: Mailbox, configured: str) -> str:
    """Where sent mail lies: as configured, or with "auto" as the server says (special use), else "Sent"."""
    return configured if configured != "auto" else mailbox.folder_for("sent") or "Sent"


class Mover:
    """The hand of one mailbox.

    Args:
        sent: the configured Sent folder, or "auto".
        owner: name under which effects are claimed.
        check: raises `LeaseLost` when the mailbox is not ours, or may be another's in a moment.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        *,
        sent: str,
        owner: str,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._mailbox = mailbox
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._sent = sent
        self.owner = owner
        self._in_hand: dict[str, Effect] = {}
        self._copies: dict[Place, Place] = {}
        self._check = check

    async def carry_out_due(self) -> int:
        """Take what is due from the outbox and do it; how many were taken.

        Raises:
            ConnectionLost: the connection broke; what was begun is due again at once, for after the reconnect.
        """
        taken = 0
        while effects := await self._store.claim(
            MAILBOX_KINDS, mailbox=self._mailbox.name, now=self._clock.now(), owner=self.owner, limit=_BATCH
        ):
            taken += len(effects)
            await self.carry_out(effects)
        return taken

    async def carry_out(self, effects: Sequence[Effect]) -> None:
        """Do claimed effects and record how they ended. Raises `ConnectionLost` as `carry_out_due` does."""
        self._in_hand = {effect.effect_id: effect for effect in effects}
        try:
            await self._carry_out(effects)
        except (ConnectionLost, LeaseLost) as error:
            await self._put_down(error)
            raise

    async def _put_down(self, error: ConnectionLost | LeaseLost) -> None:
        """What was not begun is due at once: for after the reconnect, or for the mailbox's next owner."""
        left, now = [*self._in_hand.values()], self._clock.now()
        later = [remember(each, TryLater(each.effect_id, now, now, str(error), waited=True)) for each in left]
        with suppress(InboxdError):
            await self._finish(left, later)

    async def _carry_out(self, effects: Sequence[Effect]) -> None:
        fresh = [effect for effect in effects if isinstance(effect.deed, Move) and effect.attempts <= 1]
        for _, group in groupby(sorted(fresh, key=_errand), key=_errand):
            await self._settle(list(group))
        copies = [effect for effect in effects if isinstance(effect.deed, FileCopy)]
        if copies:
            await self._settle(copies)
        for effect in effects:
            if isinstance(effect.deed, Move) and effect.attempts > 1:
                await self._settle([effect])

    async def _settle(self, effects: list[Effect]) -> None:
        self._copies = {}
        try:
            outcomes = await self._attempt(effects)
        except LeaseLost:
            raise
        except ConnectionLost as error:
            now = self._clock.now()
            begun = noted(effects, self._copies)
            await self._finish(begun, [remember(each, _after_break(each, error, now)) for each in begun])
            raise
        except Permanent as error:
            if len(effects) > 1:
                # Perhaps one of them is to blame: each gets a try of its own, which copies nothing twice.
                begun = noted(effects, self._copies)
                self._in_hand |= {each.effect_id: each for each in begun}
                for each in begun:
                    await self._settle([each])
                return
            outcomes = [decide_retry(effects[0], error, self._clock.now())]
        except InboxdError as error:
            now = self._clock.now()
            begun = noted(effects, self._copies)
            outcomes = [remember(each, decide_retry(each, error, now)) for each in begun]
        await self._finish(effects, outcomes)

    async def _attempt(self, effects: list[Effect]) -> list[Outcome]:
        first = effects[0]
        if isinstance(first.deed, FileCopy):
            return [await self._file(each, each.deed) for each in effects if isinstance(each.deed, FileCopy)]
        if isinstance(first.deed, Move) and (first.attempts > 1 or first.deed.copy):
            return [await self._move_again(first, first.deed)]
        return await self._move(effects)

    async def _move(self, effects: list[Effect]) -> list[Outcome]:
        moves = {effect.effect_id: effect.deed for effect in effects if isinstance(effect.deed, Move)}
        state = await self._mailbox.look(next(iter(moves.values())).place.folder)
        stale = [effect for effect in effects if moves[effect.effect_id].place.uidvalidity != state.uidvalidity]
        current = [move for move in moves.values() if move.place.uidvalidity == state.uidvalidity]
        self._check()
        places = await self._mailbox.move(current, self._copies) if current else {}
        outcomes: list[Outcome] = []
        for effect in effects:
            move = moves[effect.effect_id]
            if effect in stale or move.place not in places:
                outcomes.append(await self._move_again(effect, move))
            else:
                outcomes.append(Done(effect.effect_id, self._clock.now(), place=places[move.place]))
        return outcomes

    async def _move_again(self, effect: Effect, move: Move) -> Outcome:
        """1. look into the target; 2. remove a copy left behind in the source; 3. else move from where it lies now.

        The source is asked for the UID before it is searched: a message that cannot be read is never found, and may
        spoil the search for all others.
        """
        source = move.place.folder
        if move.folder != source:
            await self._mailbox.ensure_folder(move.folder)
            arrived = await find_copy(self._mailbox, move)
            if arrived is not None:
                await self._remove_left_behind(move)
                return Done(effect.effect_id, self._clock.now(), place=arrived, note="already there")
            if self._may_be_copied(effect, move) and await is_beyond_search(self._mailbox, move):
                return Failed(effect.effect_id, self._clock.now(), _UNPROVEN.format(target=move.folder, source=source))
        self._check()
        places = await self._mailbox.move([move], self._copies)
        if move.place in places:
            return Done(effect.effect_id, self._clock.now(), place=places[move.place])
        present = await find(self._mailbox, source, move)
        if not present:
            return Done(effect.effect_id, self._clock.now(), note="moved by somebody else")
        self._check()
        places = await self._mailbox.move([replace(move, place=present[0])])
        return Done(effect.effect_id, self._clock.now(), place=places.get(present[0]))

    def _may_be_copied(self, effect: Effect, move: Move) -> bool:
        if move.copy is not None:
            return True
        # Killed twice, each time before a word of it was written down; a MOVE leaves no copy.
        return effect.attempts > 2 and not effect.last_error and "MOVE" not in self._mailbox.capabilities()

    async def _remove_left_behind(self, move: Move) -> None:
        self._check()
        try:
            removed = await self._mailbox.remove(move.place)
        except Misconfigured as error:
            raise Misconfigured(f"{error}; a copy lies in {move.folder}", hint=error.hint) from error
        if removed:
            _log.warning("move.copy_removed", mailbox=move.place.mailbox, uid=move.place.uid)

    async def _file(self, effect: Effect, copy: FileCopy) -> Outcome:
        folder = copy.folder or sent_folder(self._mailbox, self._sent)
        await self._mailbox.ensure_folder(folder)
        if effect.attempts > 1 and await self._mailbox.find_message_id(folder, copy.message_id):
            return Done(effect.effect_id, self._clock.now(), note="already there")
        self._check()
        place = await self._mailbox.append(folder, copy.raw.encode("ascii"), ("\\Seen",), self._clock.now())
        return Done(effect.effect_id, self._clock.now(), place=place)

    async def _finish(self, effects: Sequence[Effect], outcomes: Sequence[Outcome]) -> None:
        # Shielded: what was done to the world must be written down although we are told to stop.
        await asyncio.shield(self._store.finish(outcomes, now=self._clock.now(), owner=self.owner))
        for effect in effects:
            self._in_hand.pop(effect.effect_id, None)
        for effect, outcome in zip(effects, outcomes, strict=True):
            self._metrics.effect_ended(effect.mailbox, effect.deed.kind, outcome)
            report_outcome(effect, outcome)


def report_outcome(effect: Effect, outcome: Outcome) -> None:
    """The one log line of an effect's attempt."""
    word = type(outcome).__name__.lower()
    level = _log.info if isinstance(outcome, Done) else _log.warning
    level(
        f"{effect.deed.kind}.{word}",
        mailbox=effect.mailbox,
        effect=effect.effect_id,
        attempt=effect.attempts,
        **_fields(outcome),
    )


def _fields(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, Done):
        return {"note": outcome.note} if outcome.note else {}
    return {"why": outcome.reason if isinstance(outcome, Cancelled) else outcome.error}


def _after_break(effect: Effect, error: ConnectionLost, now: datetime) -> Outcome:
    """Due at once, without a pause: the reconnect is the pause, and the second try looks before it moves.

    One that breaks each connection must not keep the mailbox from all its other work. And what the server may still be
    at is left alone for a while: looked into at once, the target would not have it yet.
    """
    not_before = now + timedelta(seconds=_LEFT_ALONE * error.waited if isinstance(error, Unanswered) else 0)
    if effect.attempts < _BREAKS:
        return TryLater(effect.effect_id, now, not_before, str(error))
    outcome = decide_retry(effect, error, now)
    return replace(outcome, due_at=max(outcome.due_at, not_before)) if isinstance(outcome, TryLater) else outcome


def _errand(effect: Effect) -> tuple[str, int, str, tuple[str, ...], tuple[str, ...]]:
    """What one set of commands carries out: trouble with one target is no trouble of another one's moves."""
    deed = effect.deed
    if not isinstance(deed, Move):
        return ("", 0, "", (), ())
    return (deed.place.folder, deed.place.uidvalidity, deed.folder, deed.flags, deed.unset)
