"""The kinds of harm, and the sequence of them that a seed means."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice

from tests.servers.cuts import End, Way
from tests.torture.stepping import FIRST_LIVES, MOMENTS, ONCE_A_LIFE

WIRE = ("wire:drop", "wire:close", "wire:delay", "wire:truncate", "wire:blackhole", "wire:final-dot")
KINDS = ("kill", "step", "stop", "database", "disk", *WIRE)
LONGEST_LIFE = 2.0
"""Seconds from the start of the program to its death, at most: start-up, work and waiting all get their share."""
MOST_PASSINGS = 5

FINAL_DOT = b"\r\n.\r\n"
_SAID = {
    "imap": (b" MOVE ", b" FETCH ", b" STORE ", b" APPEND ", b" SEARCH ", b" SELECT ", b" STATUS ", b" IDLE", b"DONE"),
    "plain": (b" COPY ", b" STORE ", b"EXPUNGE", b" FETCH ", b" SELECT "),
    "smtp": (b"EHLO", b"MAIL FROM", b"RCPT TO", b"DATA", b"Auto-Submitted"),
    "database": (b"COMMIT", b"COMMIT", b"BEGIN", b"INSERT INTO", b"UPDATE outbox"),
}
_HEARD = {
    "imap": (b"COPYUID", b"UIDNEXT", b"FETCH ("),
    "plain": (b"COPYUID",),
    "smtp": (b"354 ", b"250 "),
    "database": (b"COMMIT", b"UPDATE "),
}
"""What the program says to a server and hears from it when something matters."""


@dataclass(frozen=True, slots=True)
class Harm:
    """One harm, decided beforehand; when it strikes is up to the program's own pace.

    Attributes:
        pause: seconds of life before it.
        after: seconds of life left after it.
        waits: whether the program is let connect first.
        fresh: whether the process that is harmed is started as a new interpreter.
        pick: 0 to 1, which of several processes or connections.
        seconds: how long it lasts.
        step, passing: the moment at which the program dies, and at which of its passings.
        server: whose wire.
        needle, way, forward: the bytes at which it strikes, "" for any instant; whether they still get through.
        end: how the connection ends.
        size: share of a piece that gets through, or octets that a file may have.
    """

    kind: str
    pause: float = 0.0
    after: float = 0.0
    waits: bool = True
    fresh: bool = False
    pick: float = 0.0
    seconds: float = 0.0
    step: str = ""
    passing: int = 1
    server: str = ""
    needle: bytes = b""
    way: Way = Way.TO_SERVER
    forward: bool = True
    end: End = End.RST
    size: float = 0.0

    def __str__(self) -> str:
        words = [self.kind, f"{self.step}#{self.passing}" if self.step else "", self.server]
        words += [f"at {self.needle.decode('ascii').strip()!r} {self.way}"] if self.needle else []
        return " ".join(filter(None, words))


def plan_harms(kinds: Sequence[str], count: int, seed: int, *, lease: float, store: str) -> list[Harm]:
    """So many harms, all kinds alike often, in a sequence that the seed alone decides.

    Args:
        kinds: "wire:drop" may be followed by "@imap", "@smtp" or "@database" to strike there only.
        lease: seconds of the program's lease; a stop is longer.
        store: "sqlite" or "postgres": whether the database has a wire.
    """
    chance = random.Random(f"harms {seed}")
    later = [moment for moment in MOMENTS if moment not in FIRST_LIVES]
    steps = chain(FIRST_LIVES * 2, cycle(_shuffled(chance, later)))
    rounds = [kind for _ in range(-(-count // len(kinds))) for kind in _shuffled(chance, kinds)]
    return [_make(kind, chance, steps, lease, store) for kind in islice(rounds, count)]


def _make(kind: str, chance: random.Random, steps: Iterator[str], lease: float, store: str) -> Harm:
    name, _, server = kind.partition("@")
    pause, after, waits = chance.uniform(0, LONGEST_LIFE), chance.uniform(0, 0.4), chance.random() < 0.7
    harm = Harm(name, pause, after, waits=waits, pick=chance.random())
    match name:
        case "kill":
            return replace(harm, fresh=chance.random() < 0.1)
        case "step":
            step, passing = next(steps), chance.randint(1, MOST_PASSINGS)
            return replace(harm, step=step, passing=1 if step in ONCE_A_LIFE else passing)
        case "stop":
            return replace(harm, seconds=lease + chance.uniform(0.3, 1.5), after=chance.uniform(0.3, 1.5))
        case "database":
            return replace(harm, after=chance.uniform(0, 2))
        case "disk":
            return replace(harm, seconds=chance.uniform(0.5, 2.5), size=chance.choice([1, 4096, 40_000, 150_000]))
    return _wire(harm, chance, server, store)


def _wire(harm: Harm, chance: random.Random, server: str, store: str) -> Harm:
    servers = ["imap", "imap", "plain", "smtp", "smtp"] + (["database"] * 2 if store == "postgres" else [])
    server = "smtp" if harm.kind == "wire:final-dot" else server or chance.choice(servers)
    harm = replace(
        harm, server=server, pause=chance.uniform(0, 0.3), forward=chance.random() < 0.5,
        end=chance.choice([End.RST, End.FIN]), way=chance.choice(list(Way)),
    )  # fmt: skip
    match harm.kind:
        case "wire:delay":
            return replace(harm, seconds=chance.uniform(0.1, 3.0))
        case "wire:truncate":
            return replace(harm, size=chance.random())
        case "wire:final-dot":
            return replace(harm, needle=FINAL_DOT, way=Way.TO_SERVER)
    end = {"wire:drop": End.RST, "wire:close": End.FIN}.get(harm.kind, End.SILENCE)
    if chance.random() < 0.5:
        pairs = [(word, Way.TO_SERVER) for word in _SAID[server]] + [(word, Way.TO_CLIENT) for word in _HEARD[server]]
        needle, way = chance.choice(pairs)
        return replace(harm, end=end, needle=needle, way=way)
    return replace(harm, end=end)


def _shuffled(chance: random.Random, values: Sequence[str]) -> list[str]:
    return chance.sample(values, len(values))
