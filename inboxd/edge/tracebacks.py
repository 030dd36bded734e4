"""Where a mistake happened, without the values that were in hand: those are customers' words."""

from __future__ import annotations

import sys
import threading
import traceback
import warnings
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

import structlog

from inboxd.errors import in_words

_log = structlog.get_logger()

_MOST_FRAMES = 30

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def format_without_values(exc_info: ExcInfo) -> str:
    """A traceback with files, lines and names; of a foreign exception its class only, since its text may quote mail."""
    return "\n".join(_chain(exc_info[1], set()))


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "which led to:" if error.__cause__ else "and then:"
    yield from _frames(error.__traceback__)
    yield f"{type(error).__name__}: {in_words(error)}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            if id(each) not in seen:
                yield from _chain(each, seen)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    """The way to the mistake; of a recursion, which a mail can cause, where it began and where it ended."""
    frames = [each.rstrip("\n") for each in traceback.format_tb(trace)]
    left_out = len(frames) - _MOST_FRAMES
    if left_out > 0:
        frames[_MOST_FRAMES // 2 : -_MOST_FRAMES // 2] = [f"  {left_out} frames left out"]
    yield from frames


def catch_mistakes(loop: AbstractEventLoop) -> None:
    """Send to the log whatever Python would print by itself: uncaught exceptions, threads, tasks, warnings.

    Python prints the whole text of the exception, and the log would not see it.
    """
    loop.set_exception_handler(_note_lost)
    sys.excepthook = _note_crash
    threading.excepthook = _note_thread
    sys.unraisablehook = _note_unraisable
    warnings.showwarning = _note_warning


def _note_lost(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    # asyncio's own text shows the future, and in it the exception.
    _report("loop.mistake", context.get("exception"), what=str(context.get("message", "")))


def _note_crash(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _report("inboxd.crashed", error)


def _note_thread(given: threading.ExceptHookArgs) -> None:
    _report("thread.mistake", given.exc_value)


def _note_unraisable(given: sys.UnraisableHookArgs) -> None:
    _report("finalizer.mistake", given.exc_value)


def _note_warning(
    message: Warning | str,  # noqa: ARG001 - it may quote a customer
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    _log.warning("library.warned", kind=category.__name__, file=filename, line=lineno)


def _report(event: str, error: BaseException | None, **fields: str) -> None:
    given = (type(error), error, error.__traceback__) if error is not None else None
    _log.error(event, exc_info=given, **fields)
