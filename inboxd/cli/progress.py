"""How far a long piece of work is, on standard error, for somebody who sits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_Item = TypeVar("_Item")


def with_progress(
    items: Iterable[_Item], what: str, total: int | None = None, *, quiet: bool = False
) -> Iterator[_Item]:
    """The same items one by one, with a bar from the second one on; the bar leaves nothing behind.

    Args:
        what: stands before the bar.
        total: how many there are; None when that is not known.
        quiet: show none. Without a terminal there is none either.
    """
    console = Console(stderr=True)
    with ExitStack() as stack:
        advance: Callable[[], None] | None = None
        for number, item in enumerate(items):
            if number == 1 and console.is_terminal and not quiet:
                progress = stack.enter_context(_bar(console))
                advance = partial(progress.advance, progress.add_task(what, total=total, completed=number))
            yield item
            if advance is not None:
                advance()


@contextmanager
def counting(what: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Gives what is called with how many more are done; a bar shows it, on a terminal only, and leaves nothing behind.

    Args:
        what, total, quiet: as for `with_progress`.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    with _bar(console) as progress:
        yield partial(progress.advance, progress.add_task(what, total=total))


def is_shown_to_people() -> bool:
    """Whether what a command prints goes to a terminal, where a bar below would be in its way."""
    return sys.stdout.isatty()


def _bar(console: Console) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    # What the command prints belongs on standard output, untouched.
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
