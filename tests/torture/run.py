"""Tortures so many installations side by side and tells what became of the world."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.process import ServerUnavailable
from tests.torture.explaining import count_reasons
from tests.torture.harms import plan_harms
from tests.torture.installation import LEASE, USUAL, Installation, Pace, Servers
from tests.torture.nursery import Nursery
from tests.torture.tormentor import Tormentor
from tests.torture.traffic import Traffic
from tests.torture.world import World, come_to_rest, look

_DISK = "400m"
_EVERY = 50


@dataclass(frozen=True, slots=True)
class Order:
    """What to do.

    Attributes:
        store: "sqlite" or "postgres".
        kinds: kinds of harm, dealt evenly.
        count: how many harms altogether.
        sides: how many installations side by side; they share servers and nothing else.
        workers: processes on each configuration.
        boxes: mailboxes of each.
        seconds: no further harm after so long.
        patience: seconds in which everything must have come to rest at the end.
        pace: how soon things come due.
    """

    store: str
    kinds: tuple[str, ...]
    count: int
    seed: int
    sides: int = 2
    workers: int = 1
    boxes: int = 4
    seconds: float = 3600
    patience: float = 900
    pace: Pace = USUAL


@dataclass
class Outcome:
    """What came of it."""

    order: Order
    harms: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    worlds: list[World] = field(default_factory=list)
    ended_alone: list[dict[str, object]] = field(default_factory=list)
    late_stops: int = 0
    longest_pause: float = 0.0
    mistakes: list[str] = field(default_factory=list)
    seconds_of_harm: float = 0.0
    seconds: float = 0.0

    @property
    def wrongs(self) -> list[str]:
        return [f"side {number}: {wrong}" for number, world in enumerate(self.worlds) for wrong in world.wrongs]

    def summary(self) -> dict[str, object]:
        """Everything in figures, and each held letter."""
        done = sum(self.harms.values())
        lists = ("lost", "twice", "in_two_folders", "stuck", "failed", "unanswered", "unseen_answers")
        lists += ("asked_twice", "not_asked", "unended", "ended_twice", "untold")
        figures = ("delivered", "unmoved", "needs_human", "answered_by_people", "told", "told_again", "overtaken")
        held = [each for world in self.worlds for each in world.held]
        return {
            "seed": self.order.seed,
            "store": self.order.store,
            "harms": self.harms,
            "missed": self.missed,
            "steps": self.steps,
            **{name: sum(getattr(world, name) for world in self.worlds) for name in figures},
            **{name: sum(len(getattr(world, name)) for world in self.worlds) for name in lists},
            "held": len(held),
            "held_because": count_reasons(held),
            "effects": dict(sum((Counter(world.effects) for world in self.worlds), Counter())),
            "audit_clean": all(world.audit_clean for world in self.worlds),
            "ended_alone": len(self.ended_alone),
            "ended_alone_after": dict(Counter(str(each["after"]).split()[0] for each in self.ended_alone)),
            "late_stops": self.late_stops,
            "longest_pause": self.longest_pause,
            "mistakes": len(self.mistakes),
            "seconds": round(self.seconds, 1),
            "seconds_a_harm": round(self.seconds_of_harm / max(1, done), 2),
            "wrongs": self.wrongs,
            "right": not self.wrongs,
        }

    def details(self) -> dict[str, object]:
        """Each held letter, each wrong, each process that ended by itself."""
        worlds = [asdict(world) for world in self.worlds]
        return {"worlds": worlds, "ended_alone": self.ended_alone, "mistakes": self.mistakes[:50]}


def torture(order: Order, *, folder: Path | None = None) -> Outcome:
    """Do it all on servers of its own."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="inboxd-torture-")))
        # Forked from a process without threads, therefore first.
        nursery = stack.enter_context(Nursery())
        postgres = None
        if order.store == "postgres":
            order, server = _database_for(order)
            postgres = stack.enter_context(server)
        dovecot = stack.enter_context(Dovecot())
        plain = stack.enter_context(Dovecot(hide={"MOVE"}))
        return _torture(order, Servers(dovecot, plain, postgres, nursery), place)


def _database_for(order: Order) -> tuple[Order, Postgres]:
    if "disk" not in order.kinds:
        return order, Postgres()
    try:
        return order, Postgres(disk=_DISK)
    except ServerUnavailable as error:
        # A disk that can be filled must be mounted, which only root may do.
        print(f"without `disk`: {error}", flush=True)
        return replace(order, kinds=tuple(kind for kind in order.kinds if kind != "disk")), Postgres()


def _torture(order: Order, servers: Servers, place: Path) -> Outcome:
    outcome, began = Outcome(order), time.monotonic()
    harms = plan_harms(order.kinds, order.count, order.seed, lease=LEASE, store=order.store)
    proxied = any(kind.startswith("wire") for kind in order.kinds)
    with ExitStack() as stack:
        sides: list[Side] = []
        for number in range(order.sides):
            it = Installation(
                servers, place / f"side{number}", seed=order.seed, number=number,
                workers=order.workers, boxes=order.boxes, proxied=proxied, pace=order.pace,
            )  # fmt: skip
            stack.enter_context(it)
            _prepare(it)
            traffic = Traffic(it.boxes, seed=order.seed * 10 + number, later=order.pace.later)
            tormentor = Tormentor(it, harms[number :: order.sides], deadline=began + order.seconds)
            sides.append((it, traffic, tormentor))
        started = time.monotonic()
        _harm_all(sides, order.count)
        outcome.seconds_of_harm = time.monotonic() - started
        with _threads([lambda side=side: outcome.worlds.append(_end(*side, order.patience)) for side in sides]):
            pass
        _sum_up(outcome, sides)
    outcome.seconds = time.monotonic() - began
    return outcome


Side = tuple[Installation, Traffic, Tormentor]


def _prepare(it: Installation) -> None:
    """An installation exists before it is tortured: the schema is there."""
    made = it.command("migrate")
    assert made.returncode == 0, made.stderr


def _harm_all(sides: Sequence[Side], count: int) -> None:
    with ExitStack() as stack:
        for _, traffic, tormentor in sides:
            stack.enter_context(traffic)
            tormentor.start()
        progress = threading.Event()
        teller = threading.Thread(target=_tell_progress, args=(sides, count, progress))
        teller.start()
        try:
            for _, _, tormentor in sides:
                tormentor.join()
        finally:
            progress.set()
            teller.join()


def _tell_progress(sides: Sequence[Side], count: int, over: threading.Event) -> None:
    began, told = time.monotonic(), 0
    while not over.wait(1):
        done = sum(tormentor.tried for _, _, tormentor in sides)
        if done // _EVERY > told:
            told = done // _EVERY
            mails = sum(len(traffic.customers) for _, traffic, _ in sides)
            print(f"{done}/{count} harms, {mails} mails, {time.monotonic() - began:.0f} s", flush=True)


def _end(it: Installation, traffic: Traffic, tormentor: Tormentor, patience: float) -> World:
    stuck = come_to_rest(it, traffic, patience)
    tormentor.stop_all()
    once = it.command("run", "--once")
    world = look(it, traffic, tormentor, stuck)
    world.last_run_clean = once.returncode == 0
    return world


def _sum_up(outcome: Outcome, sides: Sequence[Side]) -> None:
    harms, missed, steps = Counter[str](), Counter[str](), Counter[str]()
    for it, _, tormentor in sides:
        harms += tormentor.counts
        missed += tormentor.missed
        steps.update(each.harm.step for each in tormentor.done if each.harm.step)
        outcome.ended_alone += tormentor.ended_alone
        outcome.late_stops += tormentor.late_stops
        for line in it.log():
            outcome.longest_pause = max(outcome.longest_pause, float(line.get("again_in_seconds") or 0))
            if "mistake" in str(line.get("event")) or "reported" in str(line.get("error")):
                outcome.mistakes.append(json.dumps(line)[:1500])
    outcome.harms, outcome.missed, outcome.steps = dict(harms), dict(missed), dict(sorted(steps.items()))


@contextmanager
def _threads(works: Sequence) -> Iterator[None]:
    errors: list[BaseException] = []

    def carry(work) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=carry, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
