"""The rules folder on disk: read, watched, and swapped only for a set that compiles and passes its own examples."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog
from watchfiles import awatch

from inboxd.core.rehearse import examine
from inboxd.core.rules.compile import compile_rules, version_of
from inboxd.core.rules.customers import build_customers
from inboxd.core.rules.folder import CUSTOMERS, read_folder
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.customers import Customers
from inboxd.edge.clock import SystemClock
from inboxd.edge.voter.shipped import shipped_voter
from inboxd.errors import Problem, RulesRefused
from inboxd.ports import Clock

LAST_GOOD_RULES = "last good rules"
"""Under this name the store keeps what `LiveRules.keep` gives."""

_log = structlog.get_logger()
_KINDS = frozenset({".yaml", ".yml", ".txt", ".eml", ".csv"})
_MAX_FILES = 5_000
_MAX_OCTETS = 50_000_000
_DEBOUNCE_MS = 400
_STEP_MS = 50
_LOOK_ANYWAY_MS = 30_000
_MISSING_FOLDER_SECONDS = 5
_MEND_TEXT = "Customers are written to in English until it is mended; `inboxd rules check` lists every mistake."
_MEND = "`inboxd rules check` lists every mistake; the last good rules stay live until they are mended."


def starter_rules() -> Path:
    """The rules folder that inboxd ships: inside the installed package, else beside it in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "starter" / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


def read_rules_folder(path: Path) -> dict[str, bytes]:
    """Every rule file by its path relative to the folder, with "/". Hidden and backup files are left out.

    Raises:
        RulesRefused: the folder or one of its files cannot be read, or there is far too much in it.
    """
    if not path.is_dir():
        raise RulesRefused(
            (Problem(str(path), 0, "there is no such folder", "`inboxd init` writes one to start with"),)
        )
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    octets = 0
    home = Path(os.path.realpath(path))
    for file in _rule_files(path, home, ()):
        name = file.relative_to(path).as_posix()
        if not Path(os.path.realpath(file)).is_relative_to(home):
            problems.append(
                Problem(name, 0, "is a link that leads out of the rules folder", "put the file itself here")
            )
            continue
        if file.exists() and not file.is_file():
            problems.append(Problem(name, 0, "is no plain file", "a pipe or a device would never end"))
            continue
        try:
            with file.open("rb") as stream:
                files[name] = stream.read(_MAX_OCTETS + 1)
        except OSError as error:
            problems.append(Problem(name, 0, f"cannot be read: {error.strerror}", "the service's user must be able to"))
            continue
        octets += len(files[name])
        if len(files) > _MAX_FILES or octets > _MAX_OCTETS:
            limit = f"at most {_MAX_FILES} files and {_MAX_OCTETS // 1_000_000} MB are read"
            problems.append(Problem(name, 0, "there is too much in the rules folder", limit))
            break
    if problems:
        raise RulesRefused(tuple(problems))
    return files


def _rule_files(path: Path, home: Path, above: tuple[Path, ...]) -> Iterator[Path]:
    # Not resolve(), which raises for links that go round in circles.
    here = Path(os.path.realpath(path))
    if here in above or not here.is_relative_to(home):
        # A folder within itself has no end; one that lies elsewhere is told of as the file that it stands for.
        yield path
        return
    for entry in sorted(path.iterdir()):
        if entry.name.startswith((".", "#")):
            continue
        if entry.is_dir():
            yield from _rule_files(entry, home, (*above, here))
        elif entry.suffix in _KINDS:
            yield entry


def read_customers(path: Path) -> Customers:
    """Whom the admins know by name, as far as the files can be read: other rule files may have mistakes."""
    try:
        files = read_rules_folder(path)
    except RulesRefused:
        return Customers()
    wanted = {name: raw for name, raw in files.items() if name == CUSTOMERS or name.startswith("lists/")}
    return build_customers(read_folder(wanted))


def compile_folder(path: Path) -> RuleSet:
    """Read and compile a folder without running its examples: rules that fail them are what people want explained.

    Raises:
        RulesRefused: with every problem of the rule files.
    """
    with _without_collecting():
        return compile_rules(read_rules_folder(path), shipped_voter())


def load_rules(path: Path) -> RuleSet:
    """Read, compile and rehearse a folder.

    Raises:
        RulesRefused: with every problem, warnings among them.
    """
    return build_rules(read_rules_folder(path))


def build_rules(files: dict[str, bytes]) -> RuleSet:
    """Compile and rehearse what `read_rules_folder` has read. Raises as `load_rules` does."""
    with _without_collecting():
        rules, problems = examine(files, shipped_voter())
    if rules is None:
        raise RulesRefused(problems)
    return rules


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Compiling makes a million small objects that stay: looking for garbage among them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class LiveRules:
    """The rule set that is live. A mistake in the files never replaces it.

    Attributes:
        path: the rules folder.
        problems: mistakes of the last look at the folder, without warnings; empty when all its files are live.
        is_refused: whether they keep the files from going live; else English is used instead of the broken texts.
        loaded_at: when the live set was loaded, aware UTC; None before `load`.
    """

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        self.is_refused = False
        self.loaded_at: datetime | None = None
        self._clock = clock or SystemClock()
        self._current: RuleSet | None = None
        self._files: dict[str, bytes] = {}
        self._looking = asyncio.Lock()

    @property
    def current(self) -> RuleSet:
        """The live set. Only asked for after `load`."""
        assert self._current is not None, "the rules are asked for before they are loaded"  # noqa: S101
        return self._current

    async def load(self, kept: str = "") -> None:
        """Load the first set; when the folder has mistakes, the set that was live before the restart.

        Args:
            kept: what `keep` gave for the last good set; "" when there was none.

        Raises:
            RulesRefused: there is no good set to begin with.
        """
        try:
            self._accept(*await asyncio.to_thread(_load_with_files, self.path))
        except RulesRefused as refusal:
            if not kept:
                raise
            self._accept(*await asyncio.to_thread(_load_kept, kept))
            self._refuse(refusal.problems)

    def keep(self) -> str:
        """The files of the live set as one text, for `load` after a restart."""
        packed = {name: base64.b64encode(raw).decode("ascii") for name, raw in sorted(self._files.items())}
        return base64.b64encode(zlib.compress(json.dumps(packed).encode("ascii"))).decode("ascii")

    async def reload(self) -> bool:
        """Look at the folder again; False when it was refused and the live set stays."""
        async with self._looking:
            try:
                rules, files = await asyncio.to_thread(self._load_changed)
            except RulesRefused as refusal:
                self._refuse(refusal.problems)
                return False
            except Exception as error:  # noqa: BLE001 - a mistake of ours on odd files must not end the service
                _log.exception("rules.unread", error=type(error).__name__)
                what = f"inboxd failed to read the rules ({type(error).__name__})"
                self._refuse((Problem(str(self.path), 0, what, "please report it with the files"),))
                return False
            self._accept(rules, files)
            return True

    async def watch(self, stop: asyncio.Event, on_change: Callable[[], None] = lambda: None) -> None:
        """Reload whenever a file changes, until `stop`; `on_change` is called after each look that made a difference.

        The folder is looked at every half minute besides: a folder that was replaced as a whole, and some network
        file systems, ring no bell. That is also what remains where the system refuses to watch (a limit, a right).
        """
        await self._look(on_change)  # what changed between loading and watching
        while not stop.is_set():
            try:
                async for _ in awatch(
                    self.path,
                    stop_event=stop,
                    debounce=_DEBOUNCE_MS,
                    step=_STEP_MS,
                    rust_timeout=_LOOK_ANYWAY_MS,
                    yield_on_timeout=True,
                ):
                    await self._look(on_change)
            except FileNotFoundError:
                await self._look(on_change)
                await _pause(stop, _MISSING_FOLDER_SECONDS)
            except (OSError, RuntimeError) as error:
                _log.warning("rules.unwatched", error=str(error), look_every_seconds=_LOOK_ANYWAY_MS // 1000)
                await self._look(on_change)
                await _pause(stop, _LOOK_ANYWAY_MS / 1000)

    async def _look(self, on_change: Callable[[], None]) -> None:
        before = (self._current, self.problems)
        await self.reload()
        if (self._current, self.problems) != before:
            on_change()

    def _load_changed(self) -> tuple[RuleSet, dict[str, bytes]]:
        files = read_rules_folder(self.path)
        if self._current is not None and version_of(files) == self._current.version:
            return self._current, files
        return build_rules(files), files

    def _accept(self, rules: RuleSet, files: dict[str, bytes]) -> None:
        self._files = files
        had_problems, self.problems, self.is_refused = bool(self.problems), rules.broken, False
        if rules is self._current:
            if had_problems and not self.problems:
                _log.info("rules.mended", version=rules.version)
            return
        self._current = rules
        self.loaded_at = self._clock.now()
        _log.info("rules.loaded", version=rules.version, routes=len(rules.routes), warnings=len(rules.warnings))
        if rules.broken:
            _log.error("rules.text_broken", problems=len(rules.broken), first=str(rules.broken[0]), hint=_MEND_TEXT)

    def _refuse(self, found: tuple[Problem, ...]) -> None:
        problems = tuple(problem for problem in found if not problem.warning)
        if problems != self.problems:
            live = self._current.version if self._current else ""
            _log.error("rules.refused", problems=len(problems), first=str(problems[0]), live=live, hint=_MEND)
        self.problems, self.is_refused = problems, True


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def _load_with_files(path: Path) -> tuple[RuleSet, dict[str, bytes]]:
    files = read_rules_folder(path)
    return build_rules(files), files


def _load_kept(kept: str) -> tuple[RuleSet, dict[str, bytes]]:
    packed = json.loads(zlib.decompress(base64.b64decode(kept)))
    files = {name: base64.b64decode(raw) for name, raw in packed.items()}
    return build_rules(files), files
