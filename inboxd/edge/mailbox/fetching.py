"""Reading messages without touching them: only BODY.PEEK, sizes first, small ones whole, big ones in part."""

from __future__ import annotations

import hashlib
import imaplib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.parse.limits import HEADER_BLOCK_OCTETS
from inboxd.core.values.arrival import Arrival, Identity, Sighting
from inboxd.edge.mailbox import partial
from inboxd.edge.mailbox.client import Fetched
from inboxd.edge.mailbox.damage import TRIES, UNREADABLE, Folder, is_refused_for_good
from inboxd.edge.mailbox.items import flags_of, octets_of, received_at
from inboxd.edge.mailbox.session import Session
from inboxd.edge.mailbox.structure import Part, read_structure

T = TypeVar("T")
_log = structlog.get_logger()

WHOLE_UP_TO = 65536
"""Octets up to which a message is read whole."""

MOST_MESSAGES = 200
MOST_OCTETS = 4 * 1024 * 1024
SIZES_AT_ONCE = 500

_WELL_FORMED = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t]+[^\s][^\n]*\n)*)+")
_APART_FROM_CONTENT = ("INTERNALDATE", "FLAGS")
_ABOUT = ("RFC822.SIZE", "INTERNALDATE", "FLAGS")
_CONTENT = ("RFC822",)
_HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_BLOCK_OCTETS + 1}>"
"""Never all of it: a stranger may write fifty megabytes. One octet more than is read tells that it was cut."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which UIDs above some UID may be messages; what lies below `uidnext` is among them or gone."""

    uidvalidity: int
    uidnext: int
    uids: Sequence[int] = ()


def list_above(session: Session, folder: str, after: int) -> Listing:
    """The UIDs above `after`, sorted, as the folder is now. A few are taken for granted, many are searched for."""
    selected = session.refresh(folder)
    if not selected.exists or selected.uidnext <= after + 1:
        return Listing(selected.uidvalidity, selected.uidnext)
    if selected.uidnext - after <= SIZES_AT_ONCE:
        return Listing(selected.uidvalidity, selected.uidnext, range(after + 1, selected.uidnext))
    # "n:*" means the last message too when its UID is below n (RFC 9051 §9, seq-range).
    found = session.client.find_uids(["UID", f"{after + 1}:*"])
    uids = [uid for uid in found if uid > after]
    return Listing(selected.uidvalidity, max(selected.uidnext, uids[-1] + 1 if uids else 0), uids)


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Slices of at most this size."""
    return (values[start : start + size] for start in range(0, len(values), size))


def sizes_of(session: Session, folder: Folder, uids: Sequence[int]) -> dict[int, int]:
    """RFC822.SIZE of the messages that are still there, in UID order; 0 where the server cannot tell it."""
    found = _fetch(session, folder, uids, ["RFC822.SIZE"])
    sizes = {uid: each[b"RFC822.SIZE"] for uid, each in found.items() if b"RFC822.SIZE" in each}
    there = _left_out(session, folder, uids, sizes)
    return {
        uid: sizes.get(uid, 0)
        for uid in uids
        if uid in sizes or uid in there or session.damage.has_given_up(folder, uid)
    }


def batches(sizes: Mapping[int, int]) -> Iterator[dict[int, int]]:
    """The messages in their order, in portions that fit into memory and into one transaction."""
    batch: dict[int, int] = {}
    octets = 0
    for uid, size in sizes.items():
        cost = min(size, WHOLE_UP_TO)
        if batch and (len(batch) == MOST_MESSAGES or octets + cost > MOST_OCTETS):
            yield batch
            batch, octets = {}, 0
        batch[uid] = size
        octets += cost
    if batch:
        yield batch


def read_arrivals(
    session: Session, folder: str, uidvalidity: int, sizes: Mapping[int, int], now: datetime
) -> tuple[Arrival, ...]:
    """One batch. `now` stands in for an INTERNALDATE that cannot be read."""
    session.enter(folder, uidvalidity)
    at = (folder, uidvalidity)
    found = _read(session, at, sizes)
    for uid in sorted(_left_out(session, at, [*sizes], found)):
        found |= _read(session, at, {uid: sizes[uid]})
        if uid not in found:
            session.damage.give_up((at, _CONTENT), uid)
    arrivals = []
    for uid, size in sizes.items():
        if uid in found:
            arrivals.append(_arrival(session, at, uid, found[uid], size, now))
        elif session.damage.has_given_up(at, uid):
            arrivals.extend(_damaged(session, at, uid, size, now))
    return tuple(arrivals)


def read_sightings(
    session: Session, folder: str, uidvalidity: int, uids: Sequence[int], now: datetime
) -> tuple[Sighting, ...]:
    """Place and identity: header blocks only."""
    session.enter(folder, uidvalidity)
    found = _headed(session, (folder, uidvalidity), uids, ["RFC822.SIZE", "INTERNALDATE"])
    return tuple(
        Sighting(
            place=session.place(folder, uidvalidity, uid),
            identity=identity_of(octets_of(found[uid], b"BODY[HEADER]"), found[uid].get(b"RFC822.SIZE", 0)),
            received_at=received_at(found[uid], now),
        )
        for uid in uids
        if b"BODY[HEADER]" in found.get(uid, {})
    )


def _left_out(session: Session, at: Folder, uids: Sequence[int], found: Container[int]) -> frozenset[int]:
    """What the server has and yet did not answer about: Cyrus does so when it cannot open a message's file."""
    missing = [uid for uid in uids if uid not in found and not session.damage.has_given_up(at, uid)]
    return session.client.still_there(missing)


def _arrival(session: Session, at: Folder, uid: int, found: Fetched, size: int, now: datetime) -> Arrival:
    raw, size = octets_of(found, b"RAW"), size or found.get(b"RFC822.SIZE", 0)
    header = found.get(b"BODY[HEADER]", split_message(raw)[0])
    return Arrival(
        place=session.place(*at, uid),
        identity=identity_of(header, size),
        raw=raw,
        size=size,
        received_at=received_at(found, now),
        flags=flags_of(found),
        partial=bool(found.get(b"PARTIAL")),
    )


def _damaged(session: Session, at: Folder, uid: int, size: int, now: datetime) -> tuple[Arrival, ...]:
    """A message that cannot be read, with what can be known of it; empty when it is not there any more.

    Its content is left out even where the header can be read: judged by that alone, it would pass for an empty mail.
    """
    about = _fetch(session, at, [uid], _APART_FROM_CONTENT, tries=1)
    if uid not in about and any(session.damage.portions((at, _APART_FROM_CONTENT), [uid], tries=1)):
        return ()
    header = _headed(session, at, [uid], [], tries=1).get(uid, {})
    block = octets_of(header, b"BODY[HEADER]")
    digest = hashlib.sha256(f"{at[0]}\n{at[1]}\n{uid}".encode()).hexdigest()
    arrival = Arrival(
        place=session.place(*at, uid),
        identity=identity_of(block, size) if block.strip() else Identity("", digest),
        raw=b"",
        size=size,
        received_at=received_at(about.get(uid, {}), now),
        flags=flags_of(about.get(uid, {})),
        partial=True,
    )
    _log.error("mail.damaged", mailbox=session.mailbox, folder=at[0], uid=uid)
    return (arrival,)


def _read(session: Session, at: Folder, sizes: Mapping[int, int]) -> dict[int, Fetched]:
    small = [uid for uid, size in sizes.items() if size <= WHOLE_UP_TO]
    big = [uid for uid, size in sizes.items() if size > WHOLE_UP_TO]
    return {**_read_whole(session, at, small), **_read_partial(session, at, big)}


def _read_whole(session: Session, at: Folder, uids: Sequence[int]) -> dict[int, Fetched]:
    found = _fetch(session, at, uids, [*_ABOUT, "BODY.PEEK[]"])
    found = {uid: {**each, b"RAW": each[b"BODY[]"]} for uid, each in found.items() if b"BODY[]" in each}
    # Servers differ about where odd headers end; what this one thinks will name the message in its folders.
    odd = [uid for uid, each in found.items() if _has_odd_header(octets_of(each, b"RAW"))]
    for uid, each in _headed(session, at, odd, []).items():
        found[uid] = {**found[uid], b"BODY[HEADER]": octets_of(each, b"BODY[HEADER]")}
    return found


def _has_odd_header(raw: bytes) -> bool:
    block = split_message(raw)[0]
    return len(block) == len(raw) or not _WELL_FORMED.fullmatch(block + b"\r\n")


def _read_partial(session: Session, at: Folder, uids: Sequence[int]) -> dict[int, Fetched]:
    """Header and structure first, then the text parts; messages of the same structure together."""
    headed = _headed(session, at, uids, _ABOUT)
    headed = {uid: each for uid, each in headed.items() if b"BODY[HEADER]" in each}
    blocks = {uid: split_message(octets_of(each, b"BODY[HEADER]"))[0] for uid, each in headed.items()}
    structures = _structures(session, at, blocks)
    groups: dict[tuple[str, ...], list[int]] = {}
    for uid, structure in structures.items():
        items = partial.truncated_items() if structure is None else partial.wanted_items(structure)
        groups.setdefault(items, []).append(uid)
    result: dict[int, Fetched] = {}
    for items, members in groups.items():
        for portion in chunks(members, max(1, MOST_OCTETS // (partial.CAP * max(1, len(items))))):
            texts = _fetch(session, at, portion, items) if items else {uid: {} for uid in portion}
            for uid, text in texts.items():
                raw = partial.rebuild(blocks[uid], structures[uid], text)
                result[uid] = {**headed[uid], b"RAW": raw, b"PARTIAL": True}
    return result


def _structures(session: Session, at: Folder, blocks: Mapping[int, bytes]) -> dict[int, Part | None]:
    question = (at, ("BODYSTRUCTURE",))
    found: dict[int, Fetched] = {}
    for portion in session.damage.portions(question, list(blocks)):
        found |= _apart(
            portion,
            lambda some: session.damage.watch(
                question, some, lambda: session.client.fetch_items(some, ["BODYSTRUCTURE"])
            ),
            lambda _: {},
        )
    return {uid: _structure(found.get(uid, {}), block) for uid, block in blocks.items()}


def _structure(found: Fetched, block: bytes) -> Part | None:
    try:
        structure = read_structure(found[b"BODYSTRUCTURE"])
    except UNREADABLE:
        return None
    return structure if partial.can_rebuild(block, structure) else None


def _fetch(
    session: Session, at: Folder, uids: Sequence[int], items: Iterable[str], tries: int = TRIES
) -> dict[int, Fetched]:
    """FETCH; an odd flag or date of one message must not hide it, nor its neighbours. Those given up are left out."""
    client, damage = session.client, session.damage
    wanted = tuple(items)
    plain = [item for item in wanted if item not in {"FLAGS", "INTERNALDATE"}]
    question = (at, wanted)
    found: dict[int, Fetched] = {}
    for portion in damage.portions(question, uids, tries):
        found |= _apart(
            portion,
            lambda some: damage.watch(question, some, lambda: client.fetch_items(some, wanted)),
            lambda one: damage.watch_last(question, one, lambda: client.fetch_items([one], plain)),
        )
    return found


def _headed(
    session: Session, at: Folder, uids: Sequence[int], more: Iterable[str], tries: int = TRIES
) -> dict[int, Fetched]:
    """FETCH with the header block, under the name that it has without a limit."""
    found = _fetch(session, at, uids, [*more, _HEADER], tries)
    return {
        uid: {(b"BODY[HEADER]" if name == b"BODY[HEADER]<0>" else name): value for name, value in each.items()}
        for uid, each in found.items()
    }


def _apart(
    uids: Sequence[int],
    ask: Callable[[Sequence[int]], dict[int, Fetched]],
    ask_less: Callable[[int], dict[int, Fetched]],
) -> dict[int, Fetched]:
    """Ask for all at once; where imapclient cannot read the answer, one by one, and for the unreadable ask less.

    The same where the server refuses: it may mean one of them only.
    """
    try:
        return ask(uids)
    except (*UNREADABLE, imaplib.IMAP4.error) as error:
        if not isinstance(error, UNREADABLE) and not is_refused_for_good(error):
            raise
        if len(uids) == 1:
            return ask_less(uids[0])
    found: dict[int, Fetched] = {}
    for uid in uids:
        found |= _apart([uid], ask, ask_less)
    return found
