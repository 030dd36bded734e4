"""Why the mailbox and the journal disagree about a message or a letter, and what to do about it.

Every function looks at one thing and gives the one difference that explains it, or None where there is none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inboxd.core.values.arrival import FolderPosition, FolderState, Place, Sighting
from inboxd.core.values.difference import STRENGTHS, Code, Difference, KnownMessage, KnownMove, Strength
from inboxd.core.values.effect import EffectState

PATIENCE = timedelta(minutes=10)
"""How long a message, or an answer in Sent, may lie there before somebody should ask why it was not handled."""

_HAPPENS_BY_ITSELF = "nothing to do"


def strength_of(code: Code) -> Strength:
    """How much differences of this kind matter."""
    return STRENGTHS[code]


def with_undoing(move: KnownMove, state: EffectState) -> KnownMove:
    """The move of which we know how far its undoing has come."""
    return replace(move, undone=state)


def explain_unknown(
    seen: Sighting, message_key: str, position: FolderPosition | None, now: datetime | None
) -> Difference | None:
    """A message of the watched folder that is in no journal; None when it is older than inboxd.

    Args:
        position: how far the folder was handled; None when inboxd never looked into it.
        now: None when nobody asks how long it has lain there.
    """
    if position is not None and seen.received_at < position.since:
        return None
    place = seen.place
    passed = position is not None and position.uidvalidity == place.uidvalidity and place.uid <= position.uid
    if passed:
        text = (
            "it lies below the place up to which everything was handled, and is in no journal: handle it by hand, "
            "and report it as a mistake of inboxd"
        )
        return _at(Code.UNACCOUNTED, place, text, message_key)
    if now is not None and now - seen.received_at > PATIENCE:
        text = "it has waited for more than ten minutes and nobody has handled it: look whether inboxd runs"
        return _at(Code.NOT_HANDLED, place, text, message_key)
    text = f"it arrived after the last look and is handled with the next one: {_HAPPENS_BY_ITSELF}"
    return _at(Code.NOT_YET_HANDLED, place, text, message_key)


def explain_in_inbox(
    place: Place, message_key: str, known: KnownMessage, move: KnownMove | None, *, in_target: bool
) -> Difference | None:
    """A message of the journal that lies in the watched folder.

    Args:
        move: what inboxd did, or wants to do, with it; None when it was to stay.
        in_target: whether it lies in the move's target as well.
    """
    if move is None or move.target == place.folder:
        if known.folder in {place.folder, ""}:
            return None
        return _at(
            Code.PUT_BACK, place, f"a person moved it back from {known.folder}: {_HAPPENS_BY_ITSELF}", message_key
        )
    lies_as_before = (move.source, move.uidvalidity, move.uid) == (place.folder, place.uidvalidity, place.uid)
    if in_target:
        return _both(place, message_key, move, lies_as_before=lies_as_before)
    if move.undone is not None:
        return _undone(place, message_key, move)
    if move.state is EffectState.DONE and lies_as_before:
        text = (
            f"it lies where it lay before its move to {move.target}, which the server confirmed: the mailbox was put "
            "back from a backup, or the server is mistaken; move it by hand"
        )
        return _at(Code.NOT_MOVED, place, text, message_key, move.effect_id)
    if move.state is EffectState.DONE:
        text = f"inboxd moved it to {move.target} and a person moved it back: {_HAPPENS_BY_ITSELF}"
        return _at(Code.PUT_BACK, place, text, message_key, move.effect_id)
    return _not_moved_yet(place, message_key, move)


def _undone(place: Place, message_key: str, move: KnownMove) -> Difference:
    if move.undone is EffectState.DONE:
        text = f"`inboxd undo` brought it back from {move.target}: {_HAPPENS_BY_ITSELF}"
        return _at(Code.UNDONE, place, text, message_key, move.effect_id)
    text = f"a person brought it back from {move.target} while its undoing was {move.undone}: {_HAPPENS_BY_ITSELF}"
    return _at(Code.PUT_BACK, place, text, message_key, move.effect_id)


def _both(place: Place, message_key: str, move: KnownMove, *, lies_as_before: bool) -> Difference:
    if move.state is EffectState.QUEUED:
        text = (
            f"its move to {move.target} was interrupted; the next try removes the copy left here: {_HAPPENS_BY_ITSELF}"
        )
        return _at(Code.MOVE_QUEUED, place, text, message_key, move.effect_id)
    if lies_as_before:
        text = f"its move to {move.target} left this copy behind: delete the copy here"
        return _at(Code.LEFT_BEHIND, place, text, message_key, move.effect_id)
    return explain_twice(place, message_key, move.target)


def _not_moved_yet(place: Place, message_key: str, move: KnownMove) -> Difference | None:
    why = f" ({move.error})" if move.error else ""
    match move.state:
        case EffectState.QUEUED | EffectState.SENDING | EffectState.WAITING:
            text = f"its move to {move.target} is still to come{why}: {_HAPPENS_BY_ITSELF}"
            return _at(Code.MOVE_QUEUED, place, text, message_key, move.effect_id)
        case EffectState.HELD | EffectState.FAILED:
            text = (
                f"its move to {move.target} is {move.state}{why}: mend the reason and type "
                f"`inboxd outbox retry {move.effect_id}`, or move it by hand"
            )
            return _at(Code.MOVE_STOPPED, place, text, message_key, move.effect_id)
        case EffectState.CANCELLED:
            text = f"its move to {move.target} was called off{why}: {_HAPPENS_BY_ITSELF}"
            return _at(Code.MOVE_CALLED_OFF, place, text, message_key, move.effect_id)
        case _:
            # Decided while nothing might be touched: it lies where it should.
            return None


def explain_twice(place: Place, message_key: str, other: str) -> Difference:
    """The very same message lies here and in another folder, or twice in this one."""
    where = "twice in this folder" if other == place.folder else f"here and in {other}"
    text = f"the very same message lies {where}: it came twice or a person copied it; keep one, lest two answer it"
    return _at(Code.TWICE, place, text, message_key)


def explain_elsewhere(
    place: Place, message_key: str, known: KnownMessage, move: KnownMove | None, *, discarded: bool, waits: str
) -> Difference | None:
    """A message of the journal that lies in another folder than the watched one.

    Args:
        move: what inboxd did, or wants to do, with it. Where it wants the message it lies right, also while the journal
            does not know yet that it arrived there.
        discarded: whether this is the trash or the folder of junk.
        waits: token of the case if its customer waits for an answer, "" if not.
    """
    is_ours = move is not None and move.target == place.folder and move.state is not EffectState.SHADOW
    if is_ours or place.folder == known.folder:
        return None
    if discarded and waits:
        text = (
            f"a person put it into {place.folder} while its customer waits: answer, or `inboxd cases resolve {waits}`"
        )
        return _at(Code.GONE_UNANSWERED, place, text, message_key, case=waits)
    if discarded:
        return _at(Code.THROWN_AWAY, place, f"a person put it into {place.folder}: {_HAPPENS_BY_ITSELF}", message_key)
    text = f"a person moved it from {known.folder} to {place.folder}: {_HAPPENS_BY_ITSELF}"
    return _at(Code.MOVED_BY_A_PERSON, place, text, message_key)


def explain_gone(mailbox: str, message_key: str, known: KnownMessage, waits: str) -> Difference:
    """A message of the journal that lies in no folder that was looked through."""
    if waits:
        text = f"it was deleted or moved out of this account while its customer waits: `inboxd cases show {waits}`"
        return Difference(Code.GONE_UNANSWERED, mailbox, text, known.folder, 0, message_key, case=waits)
    text = f"a person deleted it or moved it out of this account: {_HAPPENS_BY_ITSELF}"
    return Difference(Code.GONE, mailbox, text, known.folder, 0, message_key)


def explain_folder(state: FolderState, position: FolderPosition | None, mailbox: str) -> Difference | None:
    """A folder whose messages are numbered otherwise than the stored position says."""
    if position is None or position.uidvalidity == state.uidvalidity:
        return None
    text = (
        f"the server numbers this folder anew (UIDVALIDITY {position.uidvalidity} before, {state.uidvalidity} now): "
        "inboxd looks at all of it again and answers nobody twice; find out why if it happens again"
    )
    return Difference(Code.RENUMBERED, mailbox, text, state.folder)


def explain_missing_folder(folder: str, mailbox: str, *, shadow: bool) -> Difference | None:
    """A folder that the rules name and that does not exist; while nothing may be touched that is as it should be."""
    if shadow:
        return None
    text = "the rules name this folder and it does not exist: inboxd makes it when it connects; else look at its rights"
    return Difference(Code.FOLDER_MISSING, mailbox, text, folder)


def explain_unreadable_folder(folder: str, mailbox: str, why: str) -> Difference:
    """A folder that the server does not open.

    Args:
        why: the server's words; no customer text.
    """
    text = f"{why}: what lies there was not compared; mend the folder on the mail server, then look again"
    return Difference(Code.FOLDER_UNREADABLE, mailbox, text, folder)


def _at(code: Code, place: Place, text: str, message_key: str, effect_id: str = "", *, case: str = "") -> Difference:
    return Difference(code, place.mailbox, text, place.folder, place.uid, message_key, effect_id, case)
