"""Proves that every message is accounted for: what lies in the mailbox against what stands in the journal and outbox.

Both sides are read in batches; of a message only its name and place are kept. The order of reading matters, because the
daemon works on meanwhile: the position before the journal, the journal and the outbox before the folders. So whatever
is told as wrong was wrong before anybody looked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from sys import intern

import structlog

from inboxd.core.decide import difference
from inboxd.core.decide.letter_difference import explain_overdue, explain_unnoticed_answer
from inboxd.core.values.arrival import FolderPosition, Place, Sighting
from inboxd.core.values.difference import Code, Difference, KnownMessage, KnownMove
from inboxd.core.values.ids import message_key
from inboxd.core.values.plan import Direction
from inboxd.errors import ConnectionLost, InboxdError
from inboxd.ports import Mailbox, Store
from inboxd.run.answers import Waiting, unread_answers, waiting_cases
from inboxd.run.finding import Archive, Audit, Circumstances
from inboxd.run.moving import sent_folder
from inboxd.run.paperwork import Paperwork

_OURS = "inboxd."
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Target:
    """A mailbox that is audited.

    Attributes:
        mailbox: not connected; its own session, so that nobody who works waits.
        inbox: the watched folder.
        folders: where inboxd moves messages.
    """

    mailbox: Mailbox
    inbox: str
    folders: frozenset[str]


async def count_unaccounted(targets: Sequence[Target], store: Store, now: datetime) -> int | None:
    """How many messages of all watched folders are in no journal and should be; None when one cannot be looked at now.

    What has just come in is handled in a moment, and is not counted.
    """
    found = 0
    for target in targets:
        try:
            await target.mailbox.connect()
            found += await _count_unknown(target.mailbox, store, target.inbox, now)
        except InboxdError as error:
            _log.warning("audit.impossible", mailbox=target.mailbox.name, error=error)
            return None
        finally:
            await target.mailbox.close()
    return found


async def _count_unknown(mailbox: Mailbox, store: Store, inbox: str, now: datetime) -> int:
    position = await store.position(mailbox.name, inbox)
    known = {message_key(mailbox.name, entry.identity) async for entry in store.entries(mailbox.name)}
    found = 0
    async for batch in mailbox.sightings(inbox):
        for seen in batch:
            key = message_key(mailbox.name, seen.identity)
            why = None if key in known else difference.explain_unknown(seen, key, position, now)
            found += why is not None and why.code is not Code.NOT_YET_HANDLED
    return found


async def audit_mailbox(
    mailbox: Mailbox,
    store: Archive,
    inbox: str,
    folders: Iterable[str],
    circumstances: Circumstances | None = None,
    tell: Callable[[Difference], None] | None = None,
    step: Callable[[int], None] = lambda _: None,
) -> Audit:
    """Compare the mailbox with journal and outbox, both ways.

    Args:
        inbox: the watched folder: every message that came in since the first start must be in the journal.
        folders: where inboxd moves messages; what people put there besides is none of our business.
        tell: hears of each difference once it is certain.
        step: hears of messages that were looked at.
    """
    audit = Audit(mailbox.name, tell=tell)
    auditor = _Auditor(mailbox, store, inbox, circumstances or Circumstances(), audit, step)
    return await auditor.audit(frozenset(folders) - {inbox})


async def audit_rest(store: Archive, circumstances: Circumstances, tell: Callable[[Difference], None]) -> Audit:
    """Look through the work that is about no mailbox."""
    audit = Audit("", tell=tell)
    async for page in store.past.traces(""):
        for trace in page:
            if circumstances.now is None:
                continue
            under = circumstances
            audit.note(explain_overdue(trace, "", circumstances.now, under.lease, shadow=under.shadow))
    return audit


class _Auditor:
    """One audit of one mailbox."""

    def __init__(
        self,
        mailbox: Mailbox,
        store: Archive,
        inbox: str,
        circumstances: Circumstances,
        audit: Audit,
        step: Callable[[int], None],
    ) -> None:
        self._mailbox, self._store, self._inbox = mailbox, store, inbox
        self._under = circumstances
        self._audit = audit
        self._step = step
        self._sent = sent_folder(mailbox, circumstances.sent)
        self._known: dict[str, KnownMessage] = {}
        self._moves: dict[str, KnownMove] = {}
        # Where each message of the journal was seen first; of those below, the watched folder has one that was moved.
        self._seen: dict[str, str] = {}
        self._pending: dict[str, Place] = {}
        self._unread: set[str] = set()
        self._waiting = Waiting()

    async def audit(self, ours: frozenset[str]) -> Audit:
        position = await self._store.position(self._mailbox.name, self._inbox)
        sent_position = await self._store.position(self._mailbox.name, self._sent)
        self._waiting = await waiting_cases(self._store, self._mailbox.name)
        await self._read_journal()
        there = frozenset(await self._mailbox.folders())
        copies: frozenset[str] | None = None
        if self._sent in there:
            with self._telling_trouble(self._sent):
                copies = await self._read_sent(sent_position)
        paperwork = Paperwork(self._store, self._audit, self._under, self._sent, copies)
        self._moves = await paperwork.read()
        await self._look_into_inbox(position)
        for folder in sorted(ours):
            if folder in there:
                with self._telling_trouble(folder):
                    await self._look_into(folder)
            else:
                shadow = self._under.shadow
                self._audit.note(difference.explain_missing_folder(folder, self._mailbox.name, shadow=shadow))
        for key, place in self._pending.items():
            known, move = self._known[key], self._moves.get(key)
            self._audit.note(difference.explain_in_inbox(place, key, known, move, in_target=False))
        await self._look_elsewhere(sorted(there - ours - {self._inbox}))
        self._tell_of_answers()
        return self._audit

    @contextmanager
    def _telling_trouble(self, folder: str) -> Iterator[None]:
        """A folder that the server does not open is told, and the others are looked through."""
        try:
            yield
        except ConnectionLost:
            raise
        except InboxdError as error:
            self._unread.add(folder)
            self._audit.note(difference.explain_unreadable_folder(folder, self._mailbox.name, str(error)))

    async def _each(self, folder: str) -> AsyncIterator[tuple[Sighting, str]]:
        async for batch in self._mailbox.sightings(folder):
            self._step(len(batch))
            for seen in batch:
                yield seen, message_key(self._mailbox.name, seen.identity)

    async def _read_journal(self) -> None:
        outcomes: Counter[str] = Counter()
        async for entry in self._store.entries(self._mailbox.name):
            outcomes[entry.outcome] += 1
            incoming, predates = entry.direction is Direction.INCOMING, entry.outcome == "predates"
            self._known[entry.message_key] = KnownMessage(intern(entry.place.folder), incoming, predates)
            self._waiting.hear(entry)
        self._audit.by_outcome = dict(outcomes)

    async def _read_sent(self, position: FolderPosition | None) -> frozenset[str]:
        """The Message-IDs of our own letters that lie there."""
        state = await self._mailbox.look(self._sent)
        self._audit.note(difference.explain_folder(state, position, self._mailbox.name))
        copies: set[str] = set()
        async for seen, _ in self._each(self._sent):
            # What people wrote proves nothing about our letters.
            if seen.identity.message_id.startswith(_OURS):
                copies.add(seen.identity.message_id)
        if position is not None and position.uidvalidity == state.uidvalidity and self._under.now is not None:
            before = self._under.now - difference.PATIENCE
            await unread_answers(self._mailbox, self._sent, position.uid, before, self._waiting)
        return frozenset(copies)

    async def _look_into_inbox(self, position: FolderPosition | None) -> None:
        state = await self._mailbox.look(self._inbox)
        self._audit.note(difference.explain_folder(state, position, self._mailbox.name))
        async for seen, key in self._each(self._inbox):
            self._audit.in_mailbox += 1
            known = self._known.get(key)
            if known is None:
                found = difference.explain_unknown(seen, key, position, self._under.now)
                self._audit.predating += found is None
                self._audit.note(found, seen.place)
                continue
            self._audit.accounted += 1
            if key in self._seen:
                self._audit.note(difference.explain_twice(seen.place, key, self._inbox), seen.place)
            elif known.incoming and not known.predates:
                self._pending[key] = seen.place
            self._seen[key] = self._inbox

    async def _look_into(self, folder: str) -> None:
        async for seen, key in self._each(folder):
            known, before = self._known.get(key), self._seen.get(key)
            if known is None:
                continue  # a person put it there
            self._seen.setdefault(key, intern(folder))
            move = self._moves.get(key)
            if before == self._inbox and key in self._pending and move is not None and move.target == folder:
                place = self._pending.pop(key)
                self._audit.note(difference.explain_in_inbox(place, key, known, move, in_target=True), place)
            elif before is not None:
                self._audit.note(difference.explain_twice(seen.place, key, before), seen.place)
            elif known.incoming and not known.predates:
                self._tell_elsewhere(seen.place, key, known)

    def _tell_elsewhere(self, place: Place, key: str, known: KnownMessage) -> None:
        discarded = place.folder in {self._mailbox.folder_for(role) for role in ("trash", "junk")}
        waits = self._waiting.token_of(key)
        self._audit.note(
            difference.explain_elsewhere(place, key, known, self._moves.get(key), discarded=discarded, waits=waits)
        )

    async def _look_elsewhere(self, folders: Sequence[str]) -> None:
        """Find what lies in none of our folders, as long as anything is looked for."""
        missing = {
            key
            for key, known in self._known.items()
            if known.incoming and not known.predates and key not in self._seen and not self._may_lie_unread(key, known)
        }
        for folder in folders:
            if not missing:
                return
            try:
                async for seen, key in self._each(folder):
                    if key in missing:
                        missing.discard(key)
                        self._tell_elsewhere(seen.place, key, self._known[key])
            except ConnectionLost:
                raise
            except InboxdError:
                continue  # a folder that went away, or that nobody may read
        for key in sorted(missing):
            known, waits = self._known[key], self._waiting.token_of(key)
            self._audit.note(difference.explain_gone(self._mailbox.name, key, known, waits))

    def _may_lie_unread(self, key: str, known: KnownMessage) -> bool:
        move = self._moves.get(key)
        return known.folder in self._unread or (move is not None and move.target in self._unread)

    def _tell_of_answers(self) -> None:
        for case, read in self._waiting.answered():
            self._audit.note(explain_unnoticed_answer(case, self._mailbox.name, self._sent, read=read))
