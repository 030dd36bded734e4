"""Proves that every message is accounted for: what lies in the mailbox against what stands in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import EffectState
from inboxd.errors import InboxdError, Permanent
from inboxd.ports import Mailbox, Store

_OPEN = frozenset({EffectState.QUEUED, EffectState.SENDING, EffectState.HELD, EffectState.FAILED})
_MOST_EFFECTS = 100_000
_log = structlog.get_logger()


@dataclass(slots=True)
class Audit:
    """What an audit of one mailbox found.

    Attributes:
        in_mailbox: messages seen in the audited folders.
        accounted: of these, in the journal.
        predating: of these, older than inboxd.
        unaccounted: where the others lie; must be empty.
        doubled: messages that lie in more than one of the audited folders.
        by_outcome: the journal's entries by outcome.
        open_effects: outbox rows that are not finished, by "kind/state".
    """

    mailbox: str
    in_mailbox: int = 0
    accounted: int = 0
    predating: int = 0
    unaccounted: list[Place] = field(default_factory=list)
    doubled: list[Place] = field(default_factory=list)
    by_outcome: dict[str, int] = field(default_factory=dict)
    open_effects: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is unaccounted for and nothing lies there twice."""
        return not self.unaccounted and not self.doubled


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


async def count_unaccounted(targets: Sequence[Target], store: Store) -> int | None:
    """How many messages of all mailboxes nobody can account for; None when one of them cannot be looked at now."""
    found = 0
    for target in targets:
        try:
            await target.mailbox.connect()
            audit = await audit_mailbox(target.mailbox, store, target.inbox, target.folders)
        except InboxdError as error:
            _log.warning("audit.impossible", mailbox=target.mailbox.name, error=error)
            return None
        finally:
            await target.mailbox.close()
        found += len(audit.unaccounted)
    return found


async def audit_mailbox(mailbox: Mailbox, store: Store, inbox: str, folders: Iterable[str]) -> Audit:
    """Compare the watched folder, and those that inboxd moves to, with the journal.

    Args:
        inbox: the watched folder: every message that came in since the first start must be in the journal.
        folders: where inboxd moves messages; people may put others there, which are counted and not complained about.
    """
    audit = Audit(mailbox.name)
    known: set[Identity] = set()
    async for entry in store.entries(mailbox.name):
        known.add(entry.identity)
        audit.by_outcome[entry.outcome] = audit.by_outcome.get(entry.outcome, 0) + 1
    await _look_into_inbox(mailbox, store, inbox, known, audit)
    seen: set[Identity] = set()
    for folder in (inbox, *sorted(set(folders) - {inbox})):
        await _find_doubles(mailbox, folder, known, seen, audit)
    for effect in await store.effects(states=_OPEN, limit=_MOST_EFFECTS):
        if effect.mailbox == mailbox.name:
            key = f"{effect.deed.kind}/{effect.state}"
            audit.open_effects[key] = audit.open_effects.get(key, 0) + 1
    return audit


async def _look_into_inbox(mailbox: Mailbox, store: Store, inbox: str, known: set[Identity], audit: Audit) -> None:
    position = await store.position(mailbox.name, inbox)
    async for batch in mailbox.sightings(inbox):
        for each in batch:
            audit.in_mailbox += 1
            if each.identity in known:
                audit.accounted += 1
            elif position is not None and each.received_at < position.since:
                audit.predating += 1
            else:
                audit.unaccounted.append(each.place)


async def _find_doubles(mailbox: Mailbox, folder: str, known: set[Identity], seen: set[Identity], audit: Audit) -> None:
    try:
        await mailbox.look(folder)
    except Permanent:
        return  # a folder that nothing was moved to yet
    async for batch in mailbox.sightings(folder):
        for each in batch:
            if each.identity in seen:
                audit.doubled.append(each.place)
            elif each.identity in known:
                seen.add(each.identity)
