"""Bombs go the whole way within bounds of time and memory that a shared machine can afford."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.bombs import GROWING, MAILS

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 8.0
"""Several times what the worst bomb takes on a busy machine; without the bounds it would be minutes."""
MEGABYTES = 400
"""The worst take a quarter of it."""
NEGLIGIBLE = 0.05

_EXPLAINED = (
    "multiparts nested 20,000 deep", "100,000 headers", "1 MB of encoded words", "50,000 addresses", "quotations nested 80,000 deep",
    "a quotation 100,000 levels deep", "bidirectional controls", "surrogates",
)  # fmt: skip

Ask = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks the process that reads bombs."""
    command = [sys.executable, "-m", "tests.hostile.bombs_limits"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def answer(name: str) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            found: dict[str, Any] = json.loads(process.stdout.readline())
            assert "failed" not in found, found["failed"]
            return found

        yield answer
        process.stdin.close()


@pytest.mark.parametrize("name", MAILS)
def test_a_bomb_is_read_judged_and_decided_within_bounds(name: str, ask: Ask):
    cost = ask(name)
    assert cost["seconds"] <= SECONDS
    assert cost["megabytes"] <= MEGABYTES + 3 * cost["octets"] / 1e6


@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_octets_take_about_four_times_as_long(name: str, ask: Ask):
    cost = ask(name)
    assert cost["large"] <= 12 * cost["small"] + NEGLIGIBLE  # 16 would be quadratic


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


@pytest.mark.process
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["for people", "for scripts"])
def test_explain_tells_of_bombs_without_a_sign_that_steers_the_terminal(form: list[str], tmp_path: Path):
    for number, name in enumerate(_EXPLAINED):
        (tmp_path / f"{number:02}.eml").write_bytes(MAILS[name]())
    command = [sys.executable, "-m", "inboxd", "explain", *form, str(tmp_path)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, timeout=110, preexec_fn=_limited,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "400"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2_000:]
    said = ended.stdout.decode()
    assert not {char for char in said if ord(char) < 32} - {"\n"}
    assert not set(said) & set("\x7f\x9b\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    if form:
        assert len([json.loads(line) for line in said.splitlines()]) == len(_EXPLAINED)
    else:
        assert all(f"{number:02}.eml" in said for number in range(len(_EXPLAINED)))
