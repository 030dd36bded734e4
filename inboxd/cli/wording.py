"""How the commands put times, effects and records into words, for people and for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console

from inboxd.cli.printable import escaped, printable
from inboxd.core.values.effect import Alarm, Bulletin, Effect, EffectState, FileCopy, Letter, Move, Note, Silence
from inboxd.errors import InboxdError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
_UNLIMITED = 400
"""Columns where nobody looks at a terminal: what is piped must not be folded or cut."""


def page() -> Console:
    """Where commands print what people read."""
    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=_UNLIMITED)


@contextmanager
def named(mailbox: str) -> Iterator[None]:
    """Whatever goes wrong inside is told with the name of the mailbox: there may be several."""
    try:
        yield
    except InboxdError as error:
        error.args = (f"{mailbox}: {error}", *error.args[1:])
        raise


def as_json(found: DataclassInstance | Sequence[DataclassInstance]) -> str:
    """One record or a list of them as JSON: times in ISO 8601, durations in seconds."""
    tree: Any = [asdict(each) for each in found] if isinstance(found, Sequence) else asdict(found)
    return escaped(json.dumps(tree, default=_plain, ensure_ascii=False, indent=2))


def first_of(found: Sequence[T], limit: int) -> Sequence[T]:
    """The first `limit` of them; that there are more is told on stderr, whoever reads the rest."""
    if len(found) > limit:
        print(f"inboxd: the first {limit} are shown, there are more; --limit shows them", file=sys.stderr)
    return found[:limit]


def show_time(moment: datetime | None) -> str:
    """In the local time of whoever looks; "" for no time."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def tell_effect(effect: Effect) -> str:
    """One line: what it is, how it stands and why."""
    why = f": {printable(effect.last_error)}" if effect.last_error else ""
    return f"{effect.state}, {_what(effect)}, {_when(effect)}{why}"


def _what(effect: Effect) -> str:
    match effect.deed:
        case Letter() as letter:
            return f"{letter.kind.replace('_', '-')} to {printable(letter.to)}"
        case Move() as move:
            return f"move from {printable(move.place.folder)} to {printable(move.folder)}"
        case FileCopy() as copy:
            return f"copy of our mail for {printable(copy.folder) or 'the folder of sent mail'}"
        case Alarm() as alarm:
            return f"{alarm.stage} to {', '.join(alarm.channels) or 'the team'}"
        case Silence():
            return "closes the case when the customer says nothing"
        case Bulletin() as bulletin:
            return f"{bulletin.period.kind} digest to {printable(bulletin.to)}"
        case Note() as note:
            return f"note to the team beside the message in {printable(note.folder)}"


def _when(effect: Effect) -> str:
    tries = f"tried {effect.attempts} time{'s' if effect.attempts != 1 else ''}"
    match effect.state:
        case EffectState.WAITING:
            return "goes out some time after your team has answered"
        case EffectState.QUEUED:
            due = f"due {show_time(effect.due_at)}"
            return f"{due}, {tries}" if effect.attempts else due
        case EffectState.SENDING | EffectState.HELD:
            return f"begun {show_time(effect.started_at)}" if effect.started_at else tries
        case _:
            return tries


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return str(value)
