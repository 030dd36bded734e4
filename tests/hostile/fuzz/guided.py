"""Atheris on the properties of a target: it keeps those inputs that reach new lines of inboxd, and changes them further.

Atheris is no dependency of the tests: `make fuzz` installs it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType


def guide(name: str) -> None:
    """Fuzz one target with libFuzzer's options from the command line; ends the process.

    The first argument may name a folder: inputs that are worth keeping are read from there and written there. An empty one
    is filled with what the target's grammar gives.
    """
    atheris = _atheris()
    with atheris.instrument_imports(include=["inboxd"]):
        from tests.hostile.fuzz.targets import TARGETS
    target = TARGETS[name]

    def try_one(raw: bytes) -> None:
        target.check(target.of_octets(raw))

    folders = [Path(each) for each in sys.argv[1:] if not each.startswith("-")]
    if folders:
        _sow(name, folders[0])
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


def _atheris() -> ModuleType:
    try:
        import atheris
    except ImportError:
        raise SystemExit(
            "Atheris is not installed: run `make fuzz` once, or use `python -m tests.hostile.fuzz`."
        ) from None
    return atheris


def _sow(name: str, folder: Path) -> None:
    """Fill an empty folder with what the grammar gives."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from tests.hostile.fuzz.targets import TARGETS

    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    target = TARGETS[name]

    @seed(1)
    @settings(
        max_examples=200, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(target.inputs)
    def keep(value: object) -> None:
        raw = target.to_octets(value)
        if len(raw) <= 4_000:
            (folder / f"{len(list(folder.iterdir())):04}").write_bytes(raw)

    keep()
