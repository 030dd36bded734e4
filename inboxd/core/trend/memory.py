"""How often telling words were used in the last two weeks, and how often before the last day and the last week."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from inboxd.core.trend.features import CODE, stem
from inboxd.core.values.trend import Complaint

REMEMBERED = 14 * 24
"""Hours."""

MOST_REMEMBERED = 20_000
"""Messages."""

_AGES = (24, 7 * 24)  # hours after which a message counts as what was before
_CODE_WEIGHT = 2.5  # a code is all that languages share
_SHARED_BY = 0.35

_Kept = tuple[float, AbstractSet[str]]


class WordMemory:
    """Counts messages by the stems of their words."""

    __slots__ = ("_before", "_queues", "_size", "_times")

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._before: tuple[Counter[str], ...] = tuple(Counter() for _ in _AGES)
        self._queues: tuple[deque[_Kept], ...] = tuple(deque() for _ in (*_AGES, REMEMBERED))
        self._size = 0

    def add(self, now: float, stems: AbstractSet[str]) -> list[str]:
        """One message more; the stems that no message holds any more.

        Args:
            now: hours since 1970, never less than before.
        """
        self._times.update(stems)
        self._queues[0].append((now, stems))
        self._size += 1
        for age, younger, older, counts in zip(_AGES, self._queues, self._queues[1:], self._before, strict=False):
            while younger and younger[0][0] <= now - age:
                older.append(younger.popleft())
                counts.update(older[-1][1])
        forgotten: list[str] = []
        while self._size > MOST_REMEMBERED or (self._queues[-1] and self._queues[-1][0][0] <= now - REMEMBERED):
            forgotten.extend(self._forget())
        return forgotten

    def _forget(self) -> list[str]:
        """Let the oldest message go."""
        index = max(number for number, queue in enumerate(self._queues) if queue)
        _, stems = self._queues[index].popleft()
        self._size -= 1
        for counts in self._before[:index]:
            _take_off(counts, stems)
        return _take_off(self._times, stems)

    def oldest(self) -> float:
        """When the oldest message came, in hours since 1970; infinite without any."""
        return min((queue[0][0] for queue in self._queues if queue), default=math.inf)

    def before(self, stems: Iterable[str], length: int) -> tuple[int, int]:
        """How many messages held the rarest of these stems before the window, and how many hours ago that ends.

        Args:
            length: hours of the window.
        """
        index = next(number for number, age in enumerate(_AGES) if age >= length)
        return min((self._before[index][each] for each in stems), default=self._size), _AGES[index]

    def weight(self, stemmed: str) -> float:
        """How telling a stem is: 0 for one that a single message holds, which says nothing of others."""
        times = self._times[stemmed]
        if times < 2:
            return 0.0
        rarity = math.log((self._size + 2) / times)
        return rarity * _CODE_WEIGHT if stemmed.startswith(CODE) else rarity

    def shared(self, complaints: Sequence[Complaint], most: int) -> tuple[str, ...]:
        """Words that these messages share, most telling first."""
        times: Counter[str] = Counter()
        forms: dict[str, str] = {}
        for complaint in complaints:
            stems = {stem(word): word for word in reversed(complaint.words)}
            times.update(stems.keys())
            forms.update({each: word for each, word in stems.items() if each not in forms})
        least = max(2.0, _SHARED_BY * len(complaints))
        weights = {each: number * self.weight(each) for each, number in times.items() if number >= least}
        ranked = sorted(weights, key=lambda each: (-weights[each], each))[:most]
        return tuple(forms[each].removeprefix(CODE) for each in ranked)


def _take_off(counts: Counter[str], stems: AbstractSet[str]) -> list[str]:
    gone = []
    for each in stems:
        counts[each] -= 1
        if counts[each] <= 0:
            del counts[each]
            gone.append(each)
    return gone
