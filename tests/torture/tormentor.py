"""Does harm to one installation, one after the other, and restarts what has ended, as a service manager would."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.servers.cuts import End, Way
from tests.servers.proxy import FaultProxy
from tests.torture.harms import Harm
from tests.torture.installation import Installation
from tests.torture.nursery import Child
from tests.torture.stepping import PASSING, STEP, prelude_of

STEP_WITHIN = 6.0
"""Seconds that the program has to reach a step; then it is killed where it is."""
NEEDLE_WITHIN = 2.0
"""Seconds in which awaited bytes must go by; then the harm strikes at once."""
LETTER_WITHIN = 4.0
LINE_WITHIN = 10.0
"""Seconds in which a connection must be open that can be struck: a program that lost one rests before the next."""
FAULTS_A_LIFE = 8
"""Faults on the wire after which the program is restarted: it waits longer after each."""
_DATABASE = threading.Lock()
"""Installations share one server: only one of them stops or starts it."""
UNLIMITED = resource.RLIM_INFINITY


@dataclass(frozen=True, slots=True)
class Done:
    """A harm that was done: when it began and ended, and to which process."""

    harm: Harm
    began: datetime
    ended: datetime
    pids: tuple[int, ...]


class Tormentor:
    """One per installation, in a thread of its own."""

    def __init__(self, installation: Installation, harms: Sequence[Harm], *, deadline: float) -> None:
        self._it, self._harms, self._deadline = installation, harms, deadline
        self.tried = 0
        self.done: list[Done] = []
        self.missed: Counter[str] = Counter()
        """Kinds of harm that found nothing to strike."""
        self.ended_alone: list[dict[str, object]] = []
        """Processes that ended without being killed."""
        self.late_stops = 0
        self.error: BaseException | None = None
        self._faults = 0
        self._killed: set[int] = set()
        self._noted: set[int] = set()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()
        if self.error is not None:
            raise self.error

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.harm.kind for each in self.done)

    def _run(self) -> None:
        try:
            for harm in self._harms:
                if time.monotonic() > self._deadline:
                    return
                self._do(harm)
                self.tried += 1
        except BaseException as error:  # noqa: BLE001 - told by `join`
            self.error = error
        finally:
            self.settle()

    def _do(self, harm: Harm) -> None:
        self._note_ends()
        began, pids = datetime.now(UTC), tuple(child.pid for child in self._it.living)
        act = {
            "kill": self._kill, "step": self._step, "stop": self._suspend,
            "database": self._restart_database, "disk": self._fill_disk,
        }.get(harm.kind, self._cut)  # fmt: skip
        struck = act(harm)
        if not struck:
            self.missed[harm.kind] += 1
        if not struck and harm.kind == "step":
            # It was killed all the same, where it happened to be.
            harm, struck = replace(harm, kind="kill", step=""), True
        if struck:
            pids = pids or tuple(child.pid for child in self._it.children if child is not None)
            self.done.append(Done(harm, began, datetime.now(UTC), pids))

    # ── the kinds ──

    def _kill(self, harm: Harm) -> bool:
        self._it.start(waits=harm.waits, fresh=harm.fresh)
        time.sleep(harm.pause)
        return self._kill_one(harm)

    def _step(self, harm: Harm) -> bool:
        prelude = prelude_of(harm.step)
        reached = False
        for moment, passing in ((prelude, 1), (harm.step, 1 if prelude else harm.passing)):
            if moment:
                self._kill_first()
                self._it.start(waits=False, environment={STEP: moment, PASSING: str(passing)})
                child = self._it.children[0]
                assert child is not None
                self._killed.add(child.pid)
                reached = child.ended.wait(STEP_WITHIN)
        self._kill_first()
        return reached

    def _kill_first(self) -> None:
        child = self._it.children[0]
        if child is not None and child.running:
            self._killed.add(child.pid)
            child.kill()

    def _suspend(self, harm: Harm) -> bool:
        child = self._one(harm)
        time.sleep(harm.pause)
        if child is None:
            return False
        child.signal(signal.SIGSTOP)
        time.sleep(harm.seconds)
        child.signal(signal.SIGCONT)
        time.sleep(harm.after)
        return True

    def _restart_database(self, harm: Harm) -> bool:
        assert self._it.servers.postgres is not None, "only PostgreSQL can be restarted"
        self._it.start(waits=harm.waits)
        time.sleep(harm.pause)
        with _DATABASE:
            self._it.servers.postgres.restart_immediately()
        time.sleep(harm.after)
        return True

    def _fill_disk(self, harm: Harm) -> bool:
        postgres = self._it.servers.postgres
        child = self._one(harm)
        time.sleep(harm.pause)
        if postgres is not None:
            with _DATABASE:
                postgres.fill_disk()
                time.sleep(harm.seconds)
                postgres.empty_disk()
                # It may have given up altogether, for its log has no room either.
                postgres.start()
            return True
        if child is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (int(harm.size), UNLIMITED))
            time.sleep(harm.seconds)
            resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        time.sleep(harm.after)
        return True

    def _cut(self, harm: Harm) -> bool:
        self._keep_alive(harm)
        time.sleep(harm.pause)
        proxy = self._it.proxies[harm.server]
        if not proxy.open and harm.kind != "wire:final-dot":
            proxy = self._it.proxies["imap"]
        struck = self._strike(proxy, harm)
        if harm.server == "database" and harm.end is End.SILENCE:
            # Nothing ends such a line from the program's side in less than a minute.
            time.sleep(harm.after * 5)
            proxy.end_silent()
        time.sleep(harm.after)
        self._faults += struck
        return struck

    def _strike(self, proxy: FaultProxy, harm: Harm) -> bool:
        if harm.kind == "wire:delay":
            proxy.delay(harm.seconds)
            before = proxy.connections
            time.sleep(harm.seconds)
            proxy.delay(0)
            return proxy.open > 0 or proxy.connections > before
        if harm.kind == "wire:truncate":

            def split() -> None:
                for way in Way:
                    proxy.cut_inside(harm.size, way, harm.end)

            struck = _is_cut(proxy, LETTER_WITHIN, split)
            proxy.call_off_cuts()
            return struck
        if harm.needle:
            way, forward, whole = harm.way, harm.forward, harm.server == "database"
            seconds = LETTER_WITHIN if harm.kind == "wire:final-dot" else NEEDLE_WITHIN

            def plan() -> None:
                proxy.cut_at(harm.needle, way, forward=forward, end=harm.end, whole_piece=whole)

            if _is_cut(proxy, seconds, plan):
                return True
            if harm.kind == "wire:final-dot":
                return False
        # Lines to the SMTP server come and go; one to the mailbox comes back.
        return proxy.strike(harm.pick, harm.end) or self._it.proxies["imap"].strike(
            harm.pick, harm.end, within=LINE_WITHIN
        )

    # ── the service manager ──

    def _keep_alive(self, harm: Harm) -> None:
        if self._faults >= FAULTS_A_LIFE:
            self._faults = 0
            if harm.pick < 0.5:
                self.stop_all()
            else:
                self._kill_all()
                now = datetime.now(UTC)
                self.done.append(Done(Harm("kill"), now, now, ()))
        if len(self._it.living) < self._it.workers:
            self._it.start()

    def stop_all(self) -> None:
        """SIGTERM; who takes longer than he may is killed and counted."""
        living = self._it.living
        self._killed.update(child.pid for child in living)
        for child in living:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + 15
        for child in living:
            if not child.ended.wait(max(0.0, deadline - time.monotonic())):
                self.late_stops += 1
                child.kill()

    def _one(self, harm: Harm) -> Child | None:
        self._it.start(waits=harm.waits)
        living = self._it.living
        return living[min(int(harm.pick * len(living)), len(living) - 1)] if living else None

    def _kill_one(self, harm: Harm) -> bool:
        living = self._it.living
        if not living:
            return False
        child = living[min(int(harm.pick * len(living)), len(living) - 1)]
        self._killed.add(child.pid)
        child.kill()
        return True

    def _kill_all(self) -> None:
        for child in self._it.living:
            self._killed.add(child.pid)
            child.kill()

    def settle(self) -> None:
        """The world as it should be: no fault is armed, every server runs, no process is suspended."""
        for proxy in self._it.proxies.values():
            proxy.pass_through()
            proxy.end_silent()
        for child in self._it.living:
            child.signal(signal.SIGCONT)
        postgres = self._it.servers.postgres
        if postgres is not None:
            with _DATABASE:
                postgres.start()
        self._kill_all()
        self._note_ends()

    def _note_ends(self) -> None:
        for child in self._it.children:
            if child is None or child.running or child.pid in self._killed | self._noted:
                continue
            self._noted.add(child.pid)
            last = self.done[-1].harm if self.done else ""
            self.ended_alone.append({"code": child.code, "after": str(last), "said": self._last_words()})

    def _last_words(self) -> str:
        lines = self._it.log_file.read_bytes()[-4000:].decode("utf-8", "replace").splitlines()
        return "\n".join(line[:300] for line in lines[-3:])


def _is_cut(proxy: FaultProxy, seconds: float, plan: Callable[[], None]) -> bool:
    """Plan a cut and wait for it; one that does not come in time is called off."""
    before = proxy.cuts
    plan()
    try:
        proxy.wait_for_cuts(before + 1, seconds)
    except TimeoutError:
        proxy.call_off_cuts()
    return proxy.cuts > before
