"""What a mailbox remembers of messages whose reading fails, so that one damaged message cannot block all others.

A server that comes upon a damaged file hangs up in the middle of FETCH, and nothing tells which message of the batch
it was. So what was asked for when it happened is asked for one by one on the next connection, and a message with which
it happens twice is given up. Memory outlives connections; it is forgotten when the program ends.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from imapclient.exceptions import ProtocolError

from inboxd.edge.mailbox.refusals import FolderMissing, is_refusal, translate
from inboxd.errors import Permanent, Transient

T = TypeVar("T")

UNREADABLE = (ProtocolError, ValueError, TypeError, LookupError)
"""What imapclient raises over an answer that it cannot read; the connection goes on."""

TRIES = 2
"""How often the reading of one message alone may fail before it is given up."""

Folder = tuple[str, int]
"""A folder's name and its UIDVALIDITY."""

Question = tuple[Folder, tuple[str, ...]]
"""What was asked of the messages of a folder: FETCH items."""


class Damage:
    """The suspects of one mailbox, by what was asked for: a message that has no body may well have a header."""

    def __init__(self) -> None:
        self._failures: dict[Question, dict[int, int]] = {}

    def portions(self, question: Question, uids: Sequence[int], tries: int = TRIES) -> Iterator[Sequence[int]]:
        """What may be asked for at once: those above suspicion together, each suspect alone, the given-up never."""
        failures = dict(self._failures.get(question, {}))
        together = [uid for uid in uids if uid not in failures]
        if together:
            yield together
        for uid in uids:
            if failures.get(uid, tries) < tries:
                yield [uid]

    def has_given_up(self, folder: Folder, uid: int) -> bool:
        """Whether something that was asked of this message can never be read."""
        return any(of == folder and failures.get(uid, 0) >= TRIES for (of, _), failures in self._failures.items())

    def give_up(self, question: Question, uid: int) -> None:
        """Nobody is to ask this again."""
        self._failures.setdefault(question, {})[uid] = TRIES

    def watch(self, question: Question, uids: Sequence[int], ask: Callable[[], T]) -> T:
        """Ask, and remember for whom it went wrong. Raises what `ask` raises."""
        try:
            answer = ask()
        except (OSError, imaplib.IMAP4.error) as error:
            if _is_break(error):
                self._blame(question, uids)
            raise
        self._acquit(question, uids)
        return answer

    def watch_last(self, question: Question, uid: int, ask: Callable[[], dict[int, T]]) -> dict[int, T]:
        """As `watch`, when no smaller question is left: a message that the server refuses for good is given up."""
        try:
            return self.watch(question, [uid], ask)
        except UNREADABLE:
            self._blame(question, [uid])
            raise ProtocolError("the answer about one message makes no sense") from None
        except imaplib.IMAP4.error as error:
            if not is_refused_for_good(error):
                raise
        self.give_up(question, uid)
        return {}

    def _blame(self, question: Question, uids: Sequence[int]) -> None:
        failures = self._failures.setdefault(question, {})
        for uid in uids:
            failures[uid] = failures.get(uid, 0) + (len(uids) == 1)

    def _acquit(self, question: Question, uids: Sequence[int]) -> None:
        failures = self._failures.get(question, {})
        for uid in uids:
            failures.pop(uid, None)
        if not failures:
            self._failures.pop(question, None)


def is_refused_for_good(error: Exception) -> bool:
    """Whether the server's NO may be meant for one message among those that were asked for."""
    ours = translate(error, "") if is_refusal(error) else None
    return isinstance(ours, Permanent) and not isinstance(ours, FolderMissing)


def _is_break(error: Exception) -> bool:
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return True
    return is_refusal(error) and isinstance(translate(error, ""), Transient)
