"""The error family. The class says what to do next; the cause stays attached.

InboxdError
├── Transient        try again later; nothing is wrong with what was asked
│   ├── ConnectionLost   the connection is gone; open a new one first
│   │   └── Unanswered       and the server may still be at it; give it time
│   ├── LeaseLost        the mailbox is another process's by now; stop working on it
│   ├── StoreUnavailable the database cannot be used now; what was to be done is not to blame
│   └── Conflict         somebody else decided meanwhile; read the history again and decide anew
├── Permanent        trying again cannot help; stop and say why
├── OutcomeUnknown   it may have happened or not; prove it before trying again
├── Misconfigured    a person must change a setting, a right or a file
│   ├── NotLetIn         the server refuses us altogether, and not one letter
│   ├── StoreUnusable    it is the database; what was to be done is not to blame
│   └── RulesRefused     a rules folder with problems, each with file and line
└── Bug              our own mistake; set the item aside and go on
    └── Overtaken        the effect is somebody else's by now; let go of it and record nothing
"""

from __future__ import annotations

from dataclasses import dataclass


class InboxdError(Exception):
    """Root of all errors that inboxd raises on purpose. The text is safe to log: no customer text, no secrets."""


class Transient(InboxdError):
    """The world is not ready now; the same call may succeed later."""


class ConnectionLost(Transient):
    """The connection broke or timed out. What was asked may or may not have happened on the server."""


class Unanswered(ConnectionLost):
    """No answer in time to a command that changes something: the server may be carrying it out still.

    Attributes:
        waited: seconds that it was given.
    """

    def __init__(self, message: str, *, waited: float) -> None:
        super().__init__(message)
        self.waited = waited


class LeaseLost(Transient):
    """Another process owns the mailbox, or may own it in a moment. Nothing was done.

    Whoever catches it stops working on the mailbox until the lease is his again.
    """


class StoreUnavailable(Transient):
    """The database is locked, starting or out of reach."""


class Conflict(Transient):
    """Another worker recorded an answer to the same mail, or changed the same case, first.

    Nothing was written: read the history again and decide anew.
    """


class Permanent(InboxdError):
    """The other side refused for good, or what was asked can never work."""


class OutcomeUnknown(InboxdError):
    """An effect was interrupted at the one point where nobody can tell whether it happened."""


class Misconfigured(InboxdError):
    """A person must change something; `hint` says what.

    Attributes:
        hint: one sentence that tells the operator what to do.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotLetIn(Misconfigured):
    """The mail server does not let us in: no session can be opened, whatever it is for."""


class StoreUnusable(Misconfigured):
    """The database cannot be used until a person mends its disk, its file, its rights or its schema."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file that a person wrote.

    Attributes:
        file: path relative to the folder or file that was read.
        line: 1-based; 0 when the mistake belongs to the whole file.
        what: what is wrong.
        meant: what was probably meant or how to mend it; may be empty.
        warning: True when the file may still be used.
    """

    file: str
    line: int
    what: str
    meant: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        kind = "warning: " if self.warning else ""
        return f"{place}: {kind}{self.what}" + (f" ({self.meant})" if self.meant else "")


class RulesRefused(Misconfigured):
    """A rules folder that may not go live. Lists every problem at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "\n".join(str(problem) for problem in problems),
            hint="Mend the lines named above.",
        )
        self.problems = problems


class Bug(InboxdError):
    """Something that cannot happen, happened."""


class Overtaken(Bug):
    """An effect was about to be carried out and is not this worker's any more: called off, ended, or taken over.

    Whoever catches it lets go without recording an outcome, because the outcome is not his to tell.
    """


def in_words(error: BaseException) -> str:
    """What may be told of any exception: the text of our own; of others only what cannot quote mail or a secret."""
    if isinstance(error, InboxdError):
        return str(error) or type(error).__name__
    kind = type(error).__name__
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return f"{kind}: {error.strerror}"
    if isinstance(error, UnicodeError) and len(error.args) == 5:
        return f"{kind}: {error.args[4]}"
    return kind
