"""Files of judged mails on disk: one, or a folder of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inboxd.core.measure.corpus import LINES, WHOLE_MAIL, CorpusFile
from inboxd.errors import Misconfigured

_KINDS = frozenset({LINES, WHOLE_MAIL})


def read_corpus_files(path: Path) -> Iterator[CorpusFile]:
    """Every `.jsonl` and `.eml` file in the order of names. Hidden files are left out.

    Raises:
        Misconfigured: the path does not exist, cannot be read, or holds no such file.
    """
    try:
        home = path.resolve(strict=True)
        files = list(_corpus_files(home)) if home.is_dir() else [home]
        if not files or any(file.suffix.lower() not in _KINDS for file in files):
            hint = "A corpus is a .jsonl file, or a folder with .jsonl or .eml files."
            raise Misconfigured(f"{path}: holds no judged mails", hint=hint)
        top = home if home.is_dir() else home.parent
        for file in files:
            inner = file.relative_to(top)
            shown = path / inner if home.is_dir() else path
            yield CorpusFile(str(shown), (top.name, *inner.parts[:-1]), file.read_bytes())
    except FileNotFoundError as error:
        raise Misconfigured(f"{path}: there is no such file or folder", hint="Check the path.") from error
    except OSError as error:
        hint = "Check the file's owner and rights."
        raise Misconfigured(f"{error.filename or path}: cannot be read: {error.strerror}", hint=hint) from error


def _corpus_files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _corpus_files(entry)
        elif entry.suffix.lower() in _KINDS:
            yield entry
