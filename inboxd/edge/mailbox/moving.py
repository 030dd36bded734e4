"""Moving, marking, removing and filing: the only commands that change the mailbox. `\\Seen` is never among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from inboxd.core.values.arrival import Place
from inboxd.core.values.effect import Move
from inboxd.edge.mailbox import folders
from inboxd.edge.mailbox.client import Client, Fetched, Selected
from inboxd.edge.mailbox.fetching import chunks
from inboxd.edge.mailbox.items import flags_of
from inboxd.edge.mailbox.refusals import code_of, is_missing, is_refusal, lacks_right, translate
from inboxd.edge.mailbox.session import Session
from inboxd.errors import Bug, Misconfigured, Permanent, Transient, Unanswered

T = TypeVar("T")

MOST_AT_ONCE = 200
_MORE_PATIENCE_EACH = 0.01
"""Of a timeout, for each message: 200 get three times as long as one, which still ends within an effect's claim."""

_ATOM = re.compile(r"\\?[^\s(){%*\"\\\]\x00-\x1f\x7f-\U0010ffff]+")
_NEVER = frozenset({"\\seen", "\\recent", "\\deleted", "\\*"})
_UID_SET = re.compile(r"(\d+)(?::(\d+))?")
_NOT_TOLD = (0, 0)
_APPENDUID = re.compile(r"\[APPENDUID (\d+) (\d+)\]")


def groups(moves: Sequence[Move]) -> Iterator[tuple[Move, ...]]:
    """Moves that one set of commands can carry out: same target and marks.

    Raises:
        Bug: they come from several folders.
    """
    if len({(move.place.folder, move.place.mailbox) for move in moves}) > 1:
        raise Bug("moves of several folders in one call")
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Move]] = {}
    for move in moves:
        alike.setdefault((move.folder, move.flags, move.unset), []).append(move)
    for members in alike.values():
        for portion in chunks(members, MOST_AT_ONCE):
            yield tuple(portion)


def move_group(session: Session, group: Sequence[Move], copies: dict[Place, Place]) -> dict[Place, Place | None]:
    """Mark and move messages of one group. Messages that are gone are left out of the result.

    Args:
        copies: takes up, when this raises, which messages lie in the target all the same, or may.
    """
    first = group[0]
    source, target = first.place.folder, first.folder
    selected = session.enter_for_change(source)
    places = {move.place.uid: move.place for move in group if move.place.uidvalidity == selected.uidvalidity}
    if not places:
        return {}
    uids = sorted(places)
    _mark(session.client, selected, uids, first.flags)
    _unmark(session.client, selected, uids, first.unset)
    if session.server_name(target) == selected.name:
        there = session.client.fetch_items(uids, ["FLAGS"])
        return {places[uid]: places[uid] for uid in uids if uid in there}
    copied: dict[int, tuple[int, int]] = {}
    try:
        landed = _transfer(session, uids, (source, target), copied)
    except Exception:
        copies |= {places[uid]: session.place(target, *new) for uid, new in copied.items() if uid in places}
        raise
    return {
        places[uid]: None if new is None else session.place(target, *new)
        for uid, new in landed.items()
        if uid in places
    }


def remove(session: Session, place: Place) -> bool:
    """Expunge one message; False when it is not there. Raises as `_take_away`."""
    selected = session.enter(place.folder)
    if selected.uidvalidity != place.uidvalidity or not session.client.still_there([place.uid]):
        return False
    session.enter_for_change(place.folder)
    _take_away(session.client, [place.uid], place.folder)
    return True


def file(session: Session, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> Place | None:
    """APPEND; the place where the server tells it (RFC 4315).

    Raises:
        Unanswered: the server may still be at it.
    """
    client, name = session.client, session.server_name(folder)
    with client.patience(1) as seconds:
        try:
            words = _with_target(session, folder, lambda: client.add_message(name, raw, flags, at))
        except TimeoutError as error:
            raise Unanswered(f"could not file a message in {folder}: no answer in time", waited=seconds) from error
    told = _APPENDUID.search(words)
    return session.place(folder, int(told[1]), int(told[2])) if told else None


def _with_target(session: Session, folder: str, act: Callable[[], T]) -> T:
    """Do it; where the target folder is missing, make the folder and do it once more."""
    try:
        return act()
    except Client.Error as error:
        if not is_missing(error):
            raise
    folders.ensure(session.client, session.server_name(folder))
    return act()


def storable(selected: Selected, flags: Sequence[str]) -> tuple[str, ...]:
    """The marks that this folder can keep; keywords that it refuses are left out, `\\Seen` always."""
    allowed = selected.permanent
    return tuple(
        flag
        for flag in flags
        if _ATOM.fullmatch(flag)
        and flag.lower() not in _NEVER
        and (allowed is None or flag.lower() in allowed or (not flag.startswith("\\") and "\\*" in allowed))
    )


def _mark(client: Client, selected: Selected, uids: Sequence[int], flags: Sequence[str]) -> None:
    marks = storable(selected, flags)
    system = tuple(mark for mark in marks if mark.startswith("\\"))
    if not marks:
        return
    try:
        client.add_marks(uids, marks)
    except Client.Error as error:
        # Some servers announce that keywords can be made and then refuse the one too many.
        if system == marks or not _is_refused_for_good(error):
            raise
        if system:
            client.add_marks(uids, system)


def _unmark(client: Client, selected: Selected, uids: Sequence[int], flags: Sequence[str]) -> None:
    # A mark that the folder cannot keep was never set.
    marks = storable(selected, flags)
    if marks:
        client.remove_marks(uids, marks)


def _is_refused_for_good(error: Exception) -> bool:
    return not isinstance(error, Client.AbortError) and code_of(error) not in {"UNAVAILABLE", "INUSE", "SERVERBUG"}


def _transfer(
    session: Session, uids: Sequence[int], folders: tuple[str, str], copied: dict[int, tuple[int, int]]
) -> dict[int, tuple[int, int] | None]:
    """Old UID → (UIDVALIDITY, UID) in the target; None where the server does not tell.

    Args:
        folders: source and target.
        copied: takes up the same of what was copied, or may have been, whatever goes wrong; zeros where it is not told.
    """
    client, (source, target) = session.client, folders
    knows_uids, moves = client.can("UIDPLUS"), client.can("MOVE")
    there = list(uids) if knows_uids else sorted(client.fetch_items(uids, ["FLAGS"]))
    if not there:
        return {}
    next_uid = 0 if moves or knows_uids else client.next_uid_told(session.server_name(target))
    # Only this is ever repeated: after a COPY, whatever goes wrong, the target must be looked into first.
    try:
        _with_target(session, target, lambda: client.once_more(lambda: _bring(session, there, target)))
    except Exception as error:
        # A refused COPY has copied nothing (RFC 9051 §6.4.7); of one that was not answered nobody knows.
        copied |= dict.fromkeys([] if moves or is_refusal(error) else there, _NOT_TOLD) | _copied(client)
        raise
    told = _copied(client)
    copied |= told or dict.fromkeys([] if moves else there, _NOT_TOLD)
    if not moves:
        there = sorted(told or client.fetch_items(there, ["FLAGS"]))
        if there and not told and (knows_uids or not _has_grown(session, target, next_uid, len(there))):
            raise Transient(f"the server does not tell where it copied messages to in {target}, if it did")
        if there:
            _take_away(client, there, source)
    elif not told and knows_uids and not client.wire.take_untagged("EXPUNGE"):
        if client.still_there(there):
            raise Transient(f"the server moved nothing to {target} and gives no reason")
        return {}
    return dict(told) if told else dict.fromkeys(there)


def _has_grown(session: Session, folder: str, next_uid: int, count: int) -> bool:
    # Courier says OK to a COPY of what it cannot open just then: the original would be the last one.
    return session.client.next_uid_told(session.server_name(folder)) >= max(1, next_uid) + count


def _bring(session: Session, uids: Sequence[int], target: str) -> None:
    """MOVE, or COPY where there is none. It takes a server the longer the more messages it is about.

    Raises:
        Unanswered: the server may still be at it.
    """
    client, name = session.client, session.server_name(target)
    client.wire.tidy()
    with client.patience(1 + len(uids) * _MORE_PATIENCE_EACH) as seconds:
        try:
            (client.move if client.can("MOVE") else client.copy)(uids, name)
        except TimeoutError as error:
            raise Unanswered(f"could not move messages to {target}: no answer in time", waited=seconds) from error


def _take_away(client: Client, uids: Sequence[int], folder: str) -> None:
    """Expunge what was copied. Without UIDPLUS it is only marked: EXPUNGE would take other people's with it.

    Raises:
        Misconfigured: the server refuses, or says OK and does nothing, as some do where a right is missing.
    """
    hint = "Give the account the rights to delete and to expunge messages there."
    refused = Misconfigured(f"the server does not let the account remove messages from {folder}", hint=hint)
    try:
        client.once_more(lambda: _expunge(client, uids))
    except Client.Error as error:
        if lacks_right(error) or isinstance(translate(error, ""), Permanent):
            raise refused from None
        raise
    left = client.fetch_items(uids, ["FLAGS"])
    if any(client.can("UIDPLUS") or not _is_deleted(each) for each in left.values()):
        raise refused


def _is_deleted(found: Fetched) -> bool:
    return any(flag.lower() == "\\deleted" for flag in flags_of(found))


def _copied(client: Client) -> dict[int, tuple[int, int]]:
    """COPYUID of the last command: in a tagged answer (COPY) or an untagged one (MOVE)."""
    told: dict[int, tuple[int, int]] = {}
    for each in client.wire.take_untagged("COPYUID"):
        words = each.decode("ascii", "replace").split()
        if len(words) == 3 and words[0].isdigit():
            pairs = zip(_expand(words[1]), _expand(words[2]), strict=False)
            told |= {old: (int(words[0]), new) for old, new in pairs}
    return told


def _expand(uid_set: str) -> list[int]:
    """ "4,7:9" → 4, 7, 8, 9; in the order given, which is what pairs the two sets of COPYUID."""
    uids: list[int] = []
    for first, last in _UID_SET.findall(uid_set):
        start, end = int(first), int(last or first)
        step = 1 if end >= start else -1
        uids.extend(range(start, end + step, step) if abs(end - start) <= MOST_AT_ONCE else ())
    return uids


def _expunge(client: Client, uids: Sequence[int]) -> None:
    client.add_marks(uids, ["\\Deleted"])
    if client.can("UIDPLUS"):
        client.uid_expunge(uids)
