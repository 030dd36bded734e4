"""Takes back what inboxd did to messages, beside a daemon that is at work.

The move back is an effect like any other: written down, then done, then recorded, under an id derived from the move. So
an undo that was interrupted is finished by the next one, or by the daemon, and nothing is moved twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from inboxd.core.decide.closing import close_case
from inboxd.core.decide.undo import decide_undo, is_wanted, undo_id
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.difference import Trace
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.ids import message_key
from inboxd.core.values.plan import JournalEntry, Plan
from inboxd.core.values.undo import Fate, LetterFound, Step, Wish
from inboxd.errors import Conflict
from inboxd.ports import Clock, Mailbox, Store
from inboxd.run.moving import Mover

WHY = "taken back by `inboxd undo`"
_BATCH = 200
_CONFLICTS = 5


class Deeds(Protocol):
    """What was done, and how it stands."""

    def moved(self, mailbox: str, since: datetime, until: datetime) -> AsyncIterator[tuple[Trace, ...]]:
        """Moves that were done in this time."""

    async def effects(self, effect_ids: Collection[str]) -> Mapping[str, Effect]:
        """Outbox rows by id."""

    async def entries(self, message_keys: Collection[str]) -> Mapping[str, JournalEntry]:
        """Journal rows by key."""

    async def letters(self, case_ids: Collection[str], message_keys: Collection[str]) -> tuple[LetterFound, ...]:
        """Letters of these cases that these messages caused."""

    async def take_over(self, effect_ids: Collection[str], *, owner: str, now: datetime) -> tuple[Effect, ...]:
        """Claim queued rows whose owner is gone, or was this one."""


class Archive(Store, Protocol):
    """A store that also tells what was done."""

    @property
    def past(self) -> Deeds:
        """Its memory of what was done."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A move that somebody wants back; `known` is where the journal has the message, None when it has it no more."""

    trace: Trace
    move: Move
    before: Effect | None
    known: Place | None
    sender: str = ""
    subject: str = ""


async def survey(mailbox: Mailbox, store: Archive, wish: Wish, now: datetime) -> tuple[Step, ...]:
    """What would become of each message that was moved; nothing is touched.

    Args:
        mailbox: connected.
    """
    candidates = [each async for page in _candidates(store, mailbox.name, wish) for each in page]
    there = frozenset(await mailbox.folders())
    lies: dict[str, Place] = {}
    for folder in sorted({each.move.folder for each in candidates if each.before is None} & there):
        here = [each for each in candidates if each.move.folder == folder and each.before is None]
        lies |= await _find(mailbox, folder, here)
    return tuple(_decide(each, lies.get(each.trace.effect_id), now) for each in candidates)


def _decide(each: _Candidate, lies: Place | None, now: datetime) -> Step:
    step = decide_undo(each.trace, each.move, each.before, lies, now, is_known=each.known is not None)
    return replace(step, sender=each.sender, subject=each.subject)


async def _candidates(store: Archive, mailbox: str, wish: Wish) -> AsyncIterator[list[_Candidate]]:
    async for page in store.past.moved(mailbox, wish.since, wish.until):
        before = await store.past.effects([undo_id(each.effect_id) for each in page])
        entries = await store.past.entries([_key(mailbox, each.move.identity) for each in page if each.move])
        found = []
        for trace in page:
            entry = entries.get(_key(mailbox, trace.move.identity)) if trace.move else None
            earlier = before.get(undo_id(trace.effect_id))
            if trace.move is not None and is_wanted(trace, entry, earlier, wish.route):
                # Not the whole row: it holds the verdict with all its evidence.
                known = (entry.place, entry.sender, entry.subject) if entry is not None else (None, "", "")
                found.append(_Candidate(trace, trace.move, earlier, *known))
        yield found


def _key(mailbox: str, identity: Identity) -> str:
    return message_key(mailbox, identity)


async def _find(mailbox: Mailbox, folder: str, wanted: Sequence[_Candidate]) -> dict[str, Place]:
    """Where messages lie in this folder, by effect id of their moves."""
    state = await mailbox.look(folder)
    ids = {_key(mailbox.name, each.move.identity): each.trace.effect_id for each in wanted}
    uids = [
        each.known.uid
        for each in wanted
        if each.known is not None and (each.known.folder, each.known.uidvalidity) == (folder, state.uidvalidity)
    ]
    # UIDs only grow: what a person took out and put back lies above the place where we put it.
    after = min(uids) - 1 if len(uids) == len(wanted) else 0
    found: dict[str, Place] = {}
    async for batch in mailbox.sightings(folder, after):
        for seen in batch:
            key = _key(mailbox.name, seen.identity)
            if key in ids:
                found[ids[key]] = seen.place
    return found


async def letters_of(store: Archive, steps: Sequence[Step]) -> tuple[LetterFound, ...]:
    """The letters that went out because of these messages, and those to come because of what is moved back."""
    moved = [step for step in steps if step.case_id]
    found = await store.past.letters({step.case_id for step in moved}, {step.message_key for step in moved})
    back = {step.message_key for step in moved if step.fate is not Fate.LEFT}
    return tuple(letter for letter in found if letter.may_be_out or letter.message_key in back)


async def call_off(store: Store, letters: Sequence[LetterFound], clock: Clock) -> frozenset[str]:
    """Call off letters that have not gone out; the effect ids of those that could be."""
    done = set()
    for letter in letters:
        if letter.is_pending and await store.change_effect(
            letter.effect_id, EffectState.CANCELLED, now=clock.now(), reason=WHY
        ):
            done.add(letter.effect_id)
    return frozenset(done)


async def move_back(
    mover: Mover, store: Archive, steps: Sequence[Step], clock: Clock, step: Callable[[int], None] = lambda _: None
) -> dict[str, Effect]:
    """Move messages back and take our marks off; the effects as they stand afterwards, by id.

    Args:
        mover: the hand of the mailbox's own connection, which claims as this process.
        step: hears of messages that were dealt with.

    Raises:
        ConnectionLost: the connection broke. What was begun is finished by the daemon, or by the next undo.
    """
    ended: dict[str, Effect] = {}
    for batch in _batches(steps):
        fresh = tuple(each.effect for each in batch if each.fate is Fate.BACK and each.effect is not None)
        begun = [each.effect.effect_id for each in batch if each.fate is Fate.FINISHING and each.effect is not None]
        now = clock.now()
        claimed = await store.record([Plan(None, effects=fresh)], None, now=now, owner=mover.owner) if fresh else ()
        taken = await store.past.take_over(begun, owner=mover.owner, now=now) if begun else ()
        await mover.carry_out([*claimed, *taken])
        ended |= await store.past.effects([*(each.effect_id for each in fresh), *begun])
        step(len(batch))
    return ended


def _batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Those that are moved back, in portions that one set of commands can carry out."""
    back = sorted((step for step in steps if step.fate is not Fate.LEFT), key=lambda step: (step.source, step.target))
    for start in range(0, len(back), _BATCH):
        yield back[start : start + _BATCH]


async def close_cases(store: Archive, steps: Sequence[Step], clock: Clock) -> tuple[Case, ...]:
    """Close the cases that hold nothing but messages that were moved back, and that nobody has answered."""
    back = {step.effect.effect_id: step.case_id for step in steps if step.fate is not Fate.LEFT and step.effect}
    stand = await store.past.effects(back)
    done = (effect_id for effect_id, effect in stand.items() if effect.state is EffectState.DONE)
    messages = Counter(case_id for each in done if (case_id := back[each]))
    closed = []
    for case_id, count in sorted(messages.items()):
        case = await _close(store, case_id, count, clock)
        if case is not None:
            closed.append(case)
    return tuple(closed)


async def _close(store: Store, case_id: str, messages: int, clock: Clock) -> Case | None:
    for attempt in range(1, _CONFLICTS + 1):
        record = await store.case(case_id)
        if record is None or record.case.state is not CaseState.WAITING:
            return None
        if record.case.messages > messages or record.case.first_replied_at is not None:
            return None
        now = clock.now()
        try:
            await store.record([close_case(record.case, WHY, now)], None, now=now, owner="")
        except Conflict:
            # The daemon changed the case between our look and our word: look again.
            if attempt == _CONFLICTS:
                raise
            continue
        return record.case
    raise AssertionError("unreachable")
