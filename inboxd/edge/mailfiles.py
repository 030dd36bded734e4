"""Mails that lie in files: `.eml`, folders of them, Maildir, mbox and standard input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inboxd.core.parse.limits import RAW_OCTETS
from inboxd.errors import Misconfigured

STANDARD_INPUT = "-"
_MBOX_KINDS = frozenset({".mbox", ".mbx"})
_MAILDIR = frozenset({"cur", "new"})
_MBOX_START = b"From "
_QUOTED_FROM = re.compile(rb"^>(>*From )")
_MOST_OCTETS = RAW_OCTETS + 1
"""Of one message, and of one line: one more than is parsed, so that the reader sees that it was cut."""

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class MailFile:
    """One message and where it was found.

    Attributes:
        path: as given or found; a message of an mbox file has its number behind "#".
        raw: the message; of one that is longer than any mail, its beginning.
    """

    path: str
    raw: bytes


def _say_nothing(_: str) -> None:
    pass


def read_mail_files(
    paths: Iterable[str], standard_input: BinaryIO, skip: Callable[[str], None] = _say_nothing
) -> Iterator[MailFile]:
    """Every message, one after the other, folders in the order of names.

    In a folder only plain files are opened: a pipe or a device would keep us for ever. What is named itself is read
    whatever it is, for a shell gives pipes too.

    Args:
        skip: hears of each file or folder that was left out, and why.

    Raises:
        Misconfigured: a path does not exist or cannot be read.
    """
    for path in paths:
        try:
            if path == STANDARD_INPUT:
                yield from _read_stream(STANDARD_INPUT, standard_input)
            elif Path(path).is_dir():
                for file in _mail_files(Path(path), (), skip):
                    yield from _read_file(file)
            else:
                yield from _read_file(Path(path))
        except FileNotFoundError as error:
            raise Misconfigured(f"{path}: there is no such file or folder", hint="Check the path.") from error
        except OSError as error:
            hint = "Check the file's owner and rights."
            raise Misconfigured(f"{error.filename or path}: cannot be read: {error.strerror}", hint=hint) from error


def _mail_files(folder: Path, above: tuple[Path, ...], skip: Callable[[str], None]) -> Iterator[Path]:
    here = folder.resolve()
    if here in above or len(above) >= _DEEPEST:
        skip(f"{folder}: left out: it lies within itself, or too deep")
        return
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _mail_files(entry, (*above, here), skip)
        elif entry.suffix.lower() in {".eml", *_MBOX_KINDS} or folder.name in _MAILDIR:
            if entry.is_file():
                yield entry
            else:
                skip(f"{entry}: left out: no plain file")


def _read_file(path: Path) -> Iterator[MailFile]:
    with path.open("rb") as stream:
        yield from _read_stream(str(path), stream)


def _read_stream(path: str, stream: BinaryIO) -> Iterator[MailFile]:
    first = stream.readline(_MOST_OCTETS)
    if not first.startswith(_MBOX_START):
        yield MailFile(path, first + stream.read(_MOST_OCTETS - len(first)))
        return
    for number, raw in enumerate(_split_mbox(stream), start=1):
        yield MailFile(f"{path}#{number}", raw)


def _split_mbox(stream: BinaryIO) -> Iterator[bytes]:
    """Messages of an mbox whose first separator line was read already (mboxrd: `>From ` loses one `>`)."""
    lines: list[bytes] = []
    octets = 0
    after_blank = False
    while line := stream.readline(_MOST_OCTETS):
        if after_blank and line.startswith(_MBOX_START):
            yield b"".join(lines[:-1])
            lines, octets = [], 0
        elif octets < _MOST_OCTETS:
            lines.append(_QUOTED_FROM.sub(rb"\1", line))
            octets += len(line)
        after_blank = line in {b"\n", b"\r\n"}
    yield b"".join(lines)
