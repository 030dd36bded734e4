"""Alike complaints that no topic names: each message joins the group whose telling words it shares, or begins one.

Words weigh by how rare they are among the last messages, because greetings and closings are most of a short mail. Cost
does not grow with what is remembered: only groups that share one of a few rare words are compared, and of those only
the latest. Codes go before everything: a message with a code belongs to the group of that code, whatever its language.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from inboxd.core.trend.features import CODE, stem
from inboxd.core.trend.memory import MOST_REMEMBERED, REMEMBERED, WordMemory
from inboxd.core.values.trend import Complaint

_ALIKE = 0.30  # cosine; below it precision falls faster than recall grows
_LOOKED_UP = 8
_LATEST = 24
_COMPARED = 8
_PROFILE, _PROFILE_AFTER = 48, 28
_AGED = 200
_CORE = 0.5
_MEASURED_ANEW = 50


@dataclass(slots=True, eq=False)
class Group:
    """Messages that share telling words.

    Attributes:
        key: message key of the first one.
        members: those that are still remembered, oldest first, with when they came, in hours since 1970.
        customers: how many of them each customer wrote.
    """

    key: str
    members: deque[tuple[float, Complaint]] = field(default_factory=deque)
    customers: Counter[str] = field(default_factory=Counter)
    _joined: int = 0
    _shares: Counter[str] = field(default_factory=Counter)
    _norm: float = 0.0
    _compared: int = 0

    def take(self, now: float, complaint: Complaint, stems: AbstractSet[str]) -> None:
        """One message more."""
        self.members.append((now, complaint))
        self.customers[complaint.customer] += 1
        self._joined += 1
        self._shares.update(stems)
        if len(self._shares) > _PROFILE or self._joined > _AGED:
            self._slim()
        self._compared = 0

    def drop_oldest(self) -> None:
        """Forget the oldest message; what the group is about stays."""
        _, gone = self.members.popleft()
        self.customers[gone.customer] -= 1
        if not self.customers[gone.customer]:
            del self.customers[gone.customer]

    def core(self) -> list[str]:
        """The stems that at least half of the messages hold."""
        return [each for each, times in self._shares.items() if times >= _CORE * self._joined]

    def cosine(self, weights: Mapping[str, float], norm: float, memory: WordMemory) -> float:
        """How alike a message is, 0 to 1; 0 when it shares a single word that is no code."""
        product, common = 0.0, 0
        for each, weight in weights.items():
            times = self._shares.get(each, 0)
            if times:
                product += times * weight * weight
                common += 2 if each.startswith(CODE) else 1
        if common < 2 or not self.members:
            return 0.0
        return product / self._joined / (norm * self._measured(memory))

    def _measured(self, memory: WordMemory) -> float:
        """Length of the profile; weights drift slowly, so it is measured again only now and then."""
        if self._compared % _MEASURED_ANEW == 0:
            squares = sum((times * memory.weight(each)) ** 2 for each, times in self._shares.items())
            self._norm = math.sqrt(squares) / self._joined
        self._compared += 1
        return self._norm or math.inf

    def _slim(self) -> None:
        if self._joined > _AGED:
            self._joined //= 2
            self._shares = Counter({each: times // 2 for each, times in self._shares.items() if times > 1})
        self._shares = Counter(dict(self._shares.most_common(_PROFILE_AFTER)))


class Groups:
    """All groups of the last two weeks, or of the last 20,000 messages."""

    __slots__ = ("_by_stem", "_messages", "_of_code", "memory")

    def __init__(self) -> None:
        self.memory = WordMemory()
        self._messages: deque[tuple[float, Group]] = deque()
        self._by_stem: dict[str, list[Group]] = {}
        self._of_code: dict[str, Group] = {}

    def place(self, now: float, complaint: Complaint) -> Group:
        """The group that the message belongs to, which it has joined.

        Args:
            now: hours since 1970, never less than before.
        """
        stems = frozenset(stem(word) for word in complaint.words)
        for each in self.memory.add(now, stems):
            self._by_stem.pop(each, None)
            self._of_code.pop(each, None)
        while self._messages and (len(self._messages) >= MOST_REMEMBERED or self._messages[0][0] <= now - REMEMBERED):
            self._messages.popleft()[1].drop_oldest()
        codes = sorted(each for each in stems if each.startswith(CODE))
        group = (self._with_code(codes) if codes else self._alike(stems)) or Group(complaint.message_key)
        for code in codes:
            self._of_code.setdefault(code, group)
        group.take(now, complaint, stems)
        for each in stems:
            listed = self._by_stem.setdefault(each, [])
            if group not in listed:
                listed.append(group)
                del listed[:-_LATEST]
        self._messages.append((now, group))
        return group

    def _with_code(self, codes: Sequence[str]) -> Group | None:
        """The biggest group of one of these codes."""
        known = [self._of_code[code] for code in codes if code in self._of_code]
        return max((group for group in known if group.members), key=lambda each: len(each.members), default=None)

    def _alike(self, stems: AbstractSet[str]) -> Group | None:
        weights = {each: weight for each in sorted(stems) if (weight := self.memory.weight(each)) > 0}
        norm = math.sqrt(sum(weight * weight for weight in weights.values()))
        if not norm:
            return None
        found: Counter[Group] = Counter()
        for each in sorted(weights, key=lambda each: -weights[each])[:_LOOKED_UP]:
            found.update(self._by_stem.get(each, ()))
        best, best_group = _ALIKE, None
        for group, _ in found.most_common(_COMPARED):
            alike = group.cosine(weights, norm, self.memory)
            if alike > best:
                best, best_group = alike, group
        return best_group
