"""Files with customers in them: for their owner's eyes, and never over something that a link points to."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_PRIVATE = 0o600


def write_private(path: Path, text: str, *, even_old: bool = False) -> None:
    """Write a file that only its owner can read.

    Args:
        even_old: whether a file that was there before loses its old rights.

    Raises:
        OSError: it cannot be written, is a link, or is no plain file of one name.
    """
    # Without waiting: a pipe in its place would keep us for ever.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        there = os.fstat(descriptor)
        if not stat.S_ISREG(there.st_mode) or there.st_nlink != 1:
            raise OSError(errno.EPERM, "it is no plain file of one name", str(path))
        if even_old:
            os.fchmod(descriptor, _PRIVATE)
        os.ftruncate(descriptor, 0)
        file.write(text)
