"""What the web pages ask of the running daemon: plain facts, read at the moment they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TaskHealth:
    """One of the daemon's long-lived tasks.

    Attributes:
        name: e.g. "watch support".
        alive: False when it ended although it should not.
        reason: why it ended, without customer text.
    """

    name: str
    alive: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MailboxHealth:
    """One watched mailbox.

    Attributes:
        connected: whether it is logged in and watched.
        reason: what is wrong and what to do, without customer text; "" when connected.
        since: when it came into this state, aware UTC; None when not known.
    """

    name: str
    connected: bool
    reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RulesHealth:
    """The rules that are live, and the last refusal.

    Attributes:
        version: of the live set; "" when none is loaded.
        loaded_at: when the live set was loaded, aware UTC.
        problems: each line of the last refused reload; empty when the files and the live set agree.
        refused: whether they keep the files from going live; else English is used instead of the texts.
    """

    version: str
    loaded_at: datetime | None = None
    problems: tuple[str, ...] = ()
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """How the daemon is, as callables: each is quick, asks nobody outside the process and never raises.

    Attributes:
        version: of the program.
        shadow: whether inboxd was told to touch nothing.
    """

    tasks: Callable[[], tuple[TaskHealth, ...]]
    mailboxes: Callable[[], tuple[MailboxHealth, ...]]
    rules: Callable[[], RulesHealth]
    version: str = ""
    shadow: bool = False
