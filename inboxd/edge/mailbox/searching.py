"""Finding a very message again: the server's search gives candidates, equality of identity decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from imapclient import IMAPClient

from inboxd.core.values.arrival import Identity, Place, Sighting
from inboxd.edge.mailbox.damage import Folder
from inboxd.edge.mailbox.fetching import MOST_MESSAGES, chunks, read_sightings
from inboxd.edge.mailbox.refusals import is_refusal, translate
from inboxd.edge.mailbox.session import Session
from inboxd.errors import Permanent

_DAY = timedelta(days=1)

_PLAIN = re.compile(r"[A-Za-z0-9.@_+=$-]{4,}", re.ASCII)
"""What every server finds in a Message-ID.

It is a substring search, so the longest such piece gives all candidates. For an id with odd characters, over which
quoting, folding or the server's own parser may trip, finding none proves nothing.
"""


def find(session: Session, folder: str, identity: Identity, since: datetime | None, now: datetime) -> tuple[Place, ...]:
    """Where the message with this identity lies in the folder, as the folder is now."""
    uidvalidity, uids = _candidates(session, folder, identity.message_id, since)
    return tuple(
        each.place for each in _sightings(session, folder, uidvalidity, uids, now) if each.identity == identity
    )


def find_message_id(session: Session, folder: str, message_id: str, now: datetime) -> tuple[Place, ...]:
    """Messages with exactly this Message-ID."""
    uidvalidity, uids = _candidates(session, folder, message_id, None) if message_id else (0, [])
    found = _sightings(session, folder, uidvalidity, uids, now)
    return tuple(each.place for each in found if each.identity.message_id == message_id)


def answered(session: Session, folder: str, uids: Sequence[int]) -> frozenset[int]:
    """Which of these messages carry `\\Answered` now: one search over the range in which they lie."""
    session.refresh(folder)
    wanted = sorted(set(uids))
    if not wanted:
        return frozenset()
    try:
        found = _answered_of(session, f"{wanted[0]}:{wanted[-1]}")
    except IMAPClient.Error as error:
        if not isinstance(translate(error, "search"), Permanent):
            raise
        # Some servers limit how much one search may look through.
        found = [uid for some in chunks(wanted, MOST_MESSAGES) for uid in _answered_of(session, _listed(some))]
    return frozenset(found) & frozenset(wanted)


def _answered_of(session: Session, uids: str) -> list[int]:
    return session.client.find_uids(["UID", uids, "ANSWERED"])


def _listed(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _candidates(session: Session, folder: str, message_id: str, since: datetime | None) -> tuple[int, list[int]]:
    selected = session.refresh(folder)
    if not selected.exists:
        return selected.uidvalidity, []
    word = max(_PLAIN.findall(message_id), key=len, default="")
    found = _named(session, (folder, selected.uidvalidity), word, is_only_way=since is None) if word else []
    if found or (word and word == message_id and found is not None):
        return selected.uidvalidity, found
    # SINCE compares dates in the server's own time zone (RFC 9051 §6.4.4), so one day more.
    criteria: list[object] = ["SINCE", (since - _DAY).date()] if since else ["ALL"]
    return selected.uidvalidity, session.client.find_uids(criteria)


def _named(session: Session, at: Folder, word: str, *, is_only_way: bool) -> list[int] | None:
    """Whose Message-ID has this in it; None where the server fails over it.

    One message whose header it cannot read spoils this search in the whole folder, and some servers hang up over it.
    """

    def ask() -> list[int]:
        return session.client.find_uids(["HEADER", "Message-ID", word])

    if is_only_way:
        return ask()
    question = (at, ("HEADER",))
    for nobody in session.damage.portions(question, [0]):
        try:
            return session.damage.watch(question, nobody, ask)
        except IMAPClient.Error as error:
            if not is_refusal(error):
                raise
    return None


def _sightings(
    session: Session, folder: str, uidvalidity: int, uids: Iterable[int], now: datetime
) -> Iterator[Sighting]:
    for portion in chunks(list(uids), MOST_MESSAGES):
        yield from read_sightings(session, folder, uidvalidity, portion, now)
