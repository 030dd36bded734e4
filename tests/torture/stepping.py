"""Kills the program at a named step: its own ports are wrapped from outside, the product holds no hooks.

A step has two moments, `before` and `after`; the process kills itself with SIGKILL at the n-th passing of one.
"""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.mailbox.client import Client
from inboxd.edge.outbox.connection import Connection
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.edge.store.store import SqlStore
from inboxd.run.closing import Closer
from inboxd.run.paging import Pager

STEP, PASSING = "TORTURE_STEP", "TORTURE_PASSING"
"""Variables of the environment by which the harness tells the child where to die."""


@dataclass(frozen=True, slots=True)
class Step:
    """A place where the program can die.

    Attributes:
        name: e.g. "store.record"; with ":before" or ":after" it is a moment.
        what: what happens there.
        prelude: a moment at which the program must have died just before, else this step is never reached.
    """

    name: str
    what: str
    prelude: str = ""


STEPS = (
    Step("store.release", "at the start, what the last life had claimed becomes due again"),
    Step("store.save_position", "a folder is seen for the first time"),
    Step("store.record", "a batch is decided: plans, claimed effects and the new position in one transaction"),
    Step("store.claim", "due effects are claimed (after: some were)"),
    Step("store.mark_sending", "a letter becomes `sending`, just before its final dot"),
    Step("store.finish", "outcomes are written down"),
    Step("database.commit", "any writing transaction commits (before: all was sent; after: it is durable)"),
    Step("mailbox.arrivals", "a batch is read from a folder (after: it was read)"),
    Step("mailbox.move", "messages are moved"),
    Step("mailbox.copy", "on a server without MOVE: COPY (after: the message lies in both folders)"),
    Step("mailbox.remove", "the second try removes the copy that was left behind", prelude="mailbox.copy:after"),
    Step("mailbox.append", "a sent letter is filed in Sent"),
    Step("mailbox.find", "the target is searched for what may have been moved already", prelude="mailbox.move:after"),
    Step("smtp.send", "a letter is handed to the server, from MAIL to the answer to the final dot"),
    Step("smtp.final_dot", "the final dot (before: marked and not written; after: written, no answer read)"),
    Step("smtp.answer", "the answer to the final dot (after: 250 was read, nothing is written down)"),
    Step("alarm.tell", "our own people are told (after: told, nothing is written down)"),
    Step("case.close", "silence is taken as consent and the case ends"),
)
MOMENTS = tuple(f"{step.name}:{moment}" for step in STEPS for moment in ("before", "after"))
FIRST_LIVES = ("store.save_position:before", "store.save_position:after")
"""Moments that come while a folder is new, and never again."""
ONCE_A_LIFE = ("store.release:before", "store.release:after")


def prelude_of(moment: str) -> str:
    """The moment at which to die first, "" when there is none."""
    name = moment.partition(":")[0]
    return next(step.prelude for step in STEPS if step.name == name)


class _Trap:
    """Springs when the named moment has been passed so often."""

    def __init__(self, moment: str, passing: int) -> None:
        self._moment, self._left, self._lock = moment, passing, threading.Lock()

    def pass_by(self, moment: str) -> None:
        if moment != self._moment:
            return
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def arm_from(environment: Mapping[str, str]) -> None:
    """Wrap the ports when the environment names a moment."""
    moment = environment.get(STEP, "")
    if not moment:
        return
    if moment not in MOMENTS:
        raise ValueError(f"no such step: {moment}")
    _wrap_everything(_Trap(moment, int(environment.get(PASSING, "1"))))


def _wrap_everything(trap: _Trap) -> None:
    for name in ("release", "save_position", "record", "mark_sending", "finish"):
        _wrap_async(trap, SqlStore, name, f"store.{name}")
    _wrap_async(trap, SqlStore, "claim", "store.claim", only=bool)
    for name in ("move", "append", "remove", "find"):
        _wrap_async(trap, ImapMailbox, name, f"mailbox.{name}")
    _wrap_arrivals(trap, ImapMailbox)
    _wrap_async(trap, SmtpSender, "send", "smtp.send")
    _wrap_final_dot(trap)
    _wrap_async(trap, Pager, "sound", "alarm.tell")
    _wrap_async(trap, Closer, "hear_silence", "case.close")
    _wrap_sync(trap, Client, "copy", "mailbox.copy")
    _wrap_sync(trap, DefaultDialect, "do_commit", "database.commit", only=_is_a_writer)


def _wrap_async(
    trap: _Trap, owner: type, method: str, name: str, *, only: Callable[[Any], bool] = lambda _: True
) -> None:
    original = getattr(owner, method)

    @functools.wraps(original)
    async def wrapped(self: Any, *words: Any, **more: Any) -> Any:
        trap.pass_by(f"{name}:before")
        result = await original(self, *words, **more)
        if only(result):
            trap.pass_by(f"{name}:after")
        return result

    setattr(owner, method, wrapped)


def _wrap_sync(trap: _Trap, owner: type, method: str, name: str, *, only: Callable[[], bool] = lambda: True) -> None:
    original = getattr(owner, method)

    @functools.wraps(original)
    def wrapped(self: Any, *words: Any, **more: Any) -> Any:
        counts = only()
        if counts:
            trap.pass_by(f"{name}:before")
        result = original(self, *words, **more)
        if counts:
            trap.pass_by(f"{name}:after")
        return result

    setattr(owner, method, wrapped)


def _wrap_arrivals(trap: _Trap, owner: type) -> None:
    original = owner.arrivals

    @functools.wraps(original)
    async def wrapped(self: Any, *words: Any, **more: Any) -> Any:
        trap.pass_by("mailbox.arrivals:before")
        async for batch in original(self, *words, **more):
            trap.pass_by("mailbox.arrivals:after")
            yield batch

    owner.arrivals = wrapped


def _wrap_final_dot(trap: _Trap) -> None:
    transmit, final_answer = Connection._transmit, Connection._final_answer

    @functools.wraps(transmit)
    async def wrapped(self: Connection, raw: bytes, before_final_dot: Callable[[], Any]) -> Any:
        async def mark() -> None:
            await before_final_dot()
            trap.pass_by("smtp.final_dot:before")

        return await transmit(self, raw, mark)

    @functools.wraps(final_answer)
    async def answered(self: Connection, answer: Any) -> Any:
        trap.pass_by("smtp.final_dot:after")
        trap.pass_by("smtp.answer:before")
        response = await final_answer(self, answer)
        trap.pass_by("smtp.answer:after")
        return response

    Connection._transmit, Connection._final_answer = wrapped, answered  # type: ignore[method-assign]


def _is_a_writer() -> bool:
    return threading.current_thread().name.startswith("store-write")
