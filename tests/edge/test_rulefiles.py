from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.edge import rulefiles
from inboxd.edge.rulefiles import LiveRules, load_rules, read_rules_folder, starter_rules
from inboxd.errors import RulesRefused
from tests.core.rules.folders import ENGLISH, ROUTES, rules_files

HARSHER = ENGLISH.replace("is down: 5", "is down: 6")
BROKEN = ENGLISH.replace("is down: 5", "is down: 50")
PATIENCE = 20


class StepClock:
    """Each look is an hour later."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(hours=1)
        return self._now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "rules"
    for name, raw in rules_files().items():
        write(path / name, raw)
    return path


def write(path: Path, raw: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())


def test_the_folder_is_read_with_relative_paths(folder: Path):
    assert read_rules_folder(folder) == rules_files()


def test_hidden_backup_and_foreign_files_are_left_out(folder: Path):
    for name in (".git/x.yaml", "routes.yaml~", ".routes.yaml.swp", "#routes.yaml#", "README.md", "schema/routes.json"):
        write(folder / name, "x")
    assert read_rules_folder(folder) == rules_files()


def test_a_missing_folder_says_what_to_do(tmp_path: Path):
    with pytest.raises(RulesRefused, match="there is no such folder"):
        read_rules_folder(tmp_path / "nowhere")


def test_far_too_much_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rulefiles, "_MAX_OCTETS", 100)
    with pytest.raises(RulesRefused, match="there is too much in the rules folder"):
        read_rules_folder(folder)


def test_a_folder_is_loaded_only_when_its_own_examples_pass(folder: Path):
    assert load_rules(folder).version == compile_rules(rules_files()).version
    write(folder / "routes.yaml", ROUTES.replace("You are wonderful", "You are terrible"))
    with pytest.raises(RulesRefused, match="must take the route 'hugs' but takes 'question'"):
        load_rules(folder)


def test_the_starter_rules_lie_beside_the_package():
    assert starter_rules().name == "rules"
    assert load_rules(starter_rules()).routes


async def test_the_first_load_raises_and_later_ones_keep_the_last_good_set(folder: Path):
    write(folder / "signals/en.yaml", BROKEN)
    live = LiveRules(folder, StepClock())
    with pytest.raises(RulesRefused):
        await live.load()
    write(folder / "signals/en.yaml", ENGLISH)
    await live.load()
    good, loaded_at = live.current, live.loaded_at
    write(folder / "signals/en.yaml", BROKEN)
    assert await live.reload() is False
    assert (live.current, live.loaded_at) == (good, loaded_at)
    assert str(live.problems[0]).startswith("signals/en.yaml:4: ")
    assert not any(problem.warning for problem in live.problems)


async def test_a_mended_folder_clears_the_problems(folder: Path):
    live = LiveRules(folder, StepClock())
    await live.load()
    good = live.current
    write(folder / "signals/en.yaml", BROKEN)
    await live.reload()
    write(folder / "signals/en.yaml", ENGLISH)
    assert await live.reload() is True
    assert live.problems == ()
    assert live.current is good


async def test_a_good_edit_goes_live(folder: Path):
    live = LiveRules(folder, StepClock())
    await live.load()
    before = live.loaded_at
    write(folder / "signals/en.yaml", HARSHER)
    assert await live.reload() is True
    assert live.current.version == compile_rules(rules_files(**{"signals/en.yaml": HARSHER})).version
    assert live.loaded_at > before


async def test_a_failed_example_keeps_the_last_good_set(folder: Path):
    live = LiveRules(folder, StepClock())
    await live.load()
    good = live.current
    write(folder / "routes.yaml", ROUTES.replace("You are wonderful", "You are terrible"))
    assert await live.reload() is False
    assert live.current is good
    assert live.problems[0].line == 6


async def test_a_mistake_of_ours_keeps_the_last_good_set(folder: Path, monkeypatch: pytest.MonkeyPatch):
    live = LiveRules(folder, StepClock())
    await live.load()
    good = live.current

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rulefiles, "examine", fail)
    write(folder / "signals/en.yaml", HARSHER)
    assert await live.reload() is False
    assert live.current is good
    assert "ZeroDivisionError" in str(live.problems[0])


@asynccontextmanager
async def watching(live: LiveRules):
    """A running watch and an event for each change it reports."""
    stop, changed = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(live.watch(stop, on_change=changed.set))

    async def after(edit: Callable[[int], None]) -> None:
        """Edit until the change is reported: the watch may not have begun yet."""
        changed.clear()
        async with asyncio.timeout(PATIENCE):
            attempt = 0
            while not changed.is_set():
                edit(attempt)
                attempt += 1
                try:
                    async with asyncio.timeout(2):
                        await changed.wait()
                except TimeoutError:
                    continue

    try:
        yield after
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE):
            await task


After = Callable[[Callable[[int], None]], Awaitable[None]]


async def test_a_watched_folder_goes_live_by_itself_and_a_bad_edit_keeps_the_old_set(folder: Path):
    live = LiveRules(folder, StepClock())
    await live.load()
    async with watching(live) as after:
        await after(lambda n: write(folder / "signals/en.yaml", f"{HARSHER}# {n}\n"))
        harsher = live.current
        assert harsher.phrases.phrases[0].rule.weight == 6
        await after(lambda n: write(folder / "signals/en.yaml", f"{BROKEN}# {n}\n"))
        assert live.current is harsher
        assert live.problems
        await after(lambda n: write(folder / "signals/en.yaml", f"{ENGLISH}# {n}\n"))
        assert live.current.phrases.phrases[0].rule.weight == 5
        assert live.problems == ()


async def test_a_folder_that_is_replaced_as_a_whole_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rulefiles, "_LOOK_ANYWAY_MS", 100)
    monkeypatch.setattr(rulefiles, "_MISSING_FOLDER_SECONDS", 0.1)
    live = LiveRules(folder, StepClock())
    await live.load()
    good = live.current
    aside = folder.with_name("aside")

    def take_away(_: int) -> None:
        if folder.exists():
            folder.rename(aside)

    def put_back(_: int) -> None:
        if not folder.exists():
            write(aside / "signals/en.yaml", HARSHER)
            aside.rename(folder)

    async with watching(live) as after:
        await after(take_away)
        assert live.current is good
        assert "there is no such folder" in str(live.problems[0])
        await after(put_back)
        assert live.current.phrases.phrases[0].rule.weight == 6
        assert live.problems == ()


@pytest.mark.parametrize(
    "error", [OSError(28, "OS file watch limit reached"), PermissionError(13, "denied"), RuntimeError("inner error")]
)
async def test_where_watching_is_refused_the_folder_is_looked_at_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(rulefiles, "awatch", refuse)
    monkeypatch.setattr(rulefiles, "_LOOK_ANYWAY_MS", 10)
    live = LiveRules(folder, StepClock())
    await live.load()
    async with watching(live) as after:
        await after(lambda n: write(folder / "signals/en.yaml", f"{HARSHER}# {n}\n"))
        assert live.current.phrases.phrases[0].rule.weight == 6


async def test_a_broken_text_of_one_language_is_live_in_english_and_told(folder: Path):
    live = LiveRules(folder, StepClock())
    await live.load()
    write(folder / "replies" / "urgent.de.txt", "Subject: Da\n\nGuten Tag {{ nmae }}\n")
    before = live.current
    assert await live.reload()
    assert live.current is not before
    assert not live.is_refused
    assert [(each.file, each.line) for each in live.problems] == [("replies/urgent.de.txt", 3)]
    assert await live.reload()
    assert live.problems
    write(folder / "replies" / "urgent.de.txt", "Subject: Da\n\nGuten Tag {{ name }}\n")
    assert await live.reload()
    assert live.problems == ()
    assert ("urgent", "de") in live.current.replies


async def test_a_set_with_a_broken_text_is_kept_for_the_next_start(folder: Path):
    write(folder / "replies" / "urgent.de.txt", "Subject: Da\n\nGuten Tag {{ nmae }}\n")
    live = LiveRules(folder, StepClock())
    await live.load()
    kept = live.keep()
    write(folder / "routes.yaml", "routes: nonsense")
    again = LiveRules(folder, StepClock())
    await again.load(kept)
    assert again.is_refused
    assert again.current.version == live.current.version
