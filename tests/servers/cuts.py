"""Where a wire is cut: after so many bytes, or when a certain word goes by."""

from __future__ import annotations

import operator
import threading
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """The direction of bytes."""

    TO_SERVER = "to server"
    TO_CLIENT = "to client"


class End(StrEnum):
    """How a connection ends.

    FIN: closed in good order on both sides. RST: reset on both sides.
    SILENCE: both sides stay open and nothing gets through any more, as behind a dead router.
    """

    FIN = "fin"
    RST = "rst"
    SILENCE = "silence"


@dataclass(slots=True)
class Cut:
    """A planned end: after so many bytes of a connection, at a needle, or inside the next piece. Times counts down.

    whole_piece: what is forwarded ends with the piece that holds the needle, not with its line: for protocols
        without lines.
    fraction: how much of the next piece gets through, 0 to 1.
    """

    way: Way
    end: End
    times: int
    after_bytes: int | None = None
    needle: bytes = b""
    forward: bool = True
    whole_piece: bool = False
    fraction: float | None = None


@dataclass(slots=True)
class Flow:
    """What has gone through in one direction of one connection."""

    way: Way
    passed: int = 0
    tail: bytes = b""
    armed: Cut | None = None
    """A cut that waits for the end of the line in which its needle was."""

    def place(self, cut: Cut, data: bytes) -> int | None:
        """How much of `data` still gets through before this cut; None when it is not its time."""
        if cut.fraction is not None:
            return min(int(cut.fraction * len(data)), len(data) - 1) if data else None
        if cut.after_bytes is not None:
            left = max(0, cut.after_bytes - self.passed)
            return left if left <= len(data) else None
        before = self.tail[-(len(cut.needle) - 1) :] if len(cut.needle) > 1 else b""
        found = (before + data).find(cut.needle)
        if found < 0:
            return None
        start = found - len(before)
        if cut.whole_piece and cut.forward:
            return len(data)
        return start + len(cut.needle) if cut.forward else max(0, start)

    def note(self, data: bytes) -> None:
        """These bytes are going through."""
        self.passed += len(data)
        self.tail = (self.tail + data)[-1024:]


class Plan:
    """All cuts that are to come; threads add to it while connections consult it."""

    def __init__(self) -> None:
        self._cuts: list[Cut] = []
        self._lock = threading.Lock()

    def add(self, cut: Cut) -> None:
        """Make this cut when its time comes."""
        with self._lock:
            self._cuts.append(cut)

    def clear(self) -> None:
        """Make no more cuts."""
        with self._lock:
            self._cuts.clear()

    def inspect(self, flow: Flow, data: bytes) -> tuple[bytes, Cut | None]:
        """What of these bytes gets through, and the cut that comes right after them."""
        place, cut = (0, flow.armed) if flow.armed else self._next(flow, data)
        if cut is not None and cut.needle and cut.forward and not cut.whole_piece and not data[:place].endswith(b"\n"):
            newline = data.find(b"\n", place)
            flow.armed = cut if newline < 0 else None
            place = len(data) if newline < 0 else newline + 1
        flow.note(data[:place])
        return data[:place], None if flow.armed else cut

    def _next(self, flow: Flow, data: bytes) -> tuple[int, Cut | None]:
        with self._lock:
            places = [(flow.place(cut, data), cut) for cut in self._cuts if cut.way is flow.way]
            due = [(place, cut) for place, cut in places if place is not None]
            if not due:
                return len(data), None
            place, cut = min(due, key=operator.itemgetter(0))
            cut.times -= 1
            if cut.times <= 0:
                self._cuts.remove(cut)
            return place, cut
