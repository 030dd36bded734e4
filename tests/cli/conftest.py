"""Commands as a shell runs them, in this process: the same `main`, the same exit codes, a fraction of the time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inboxd.cli.main import main
from inboxd.config.store import StoreSettings
from inboxd.edge.store.store import SqlStore


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `inboxd` with these words."""

    def run_command(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["inboxd", *map(str, words)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert isinstance(code, int), code
        assert "Traceback" not in said.err
        return Ended(code, said.out, said.err)

    return run_command


@dataclass(frozen=True, slots=True)
class Installation:
    """A configuration with a database of its own and no servers."""

    config: Path
    settings: StoreSettings

    def with_store(self, act: Callable[[SqlStore], Awaitable[object]]) -> object:
        """Do something with the open store; its answer."""

        async def open_and_act() -> object:
            store = SqlStore(self.settings)
            await store.migrate()
            await store.open()
            try:
                return await act(store)
            finally:
                await store.close()

        return asyncio.run(open_and_act())


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A migrated, empty database with its configuration."""
    config = tmp_path / "inboxd.toml"
    config.write_text(
        '[[mailbox]]\nname = "support"\naddress = "support@ourshop.example"\n'
        '[mailbox.imap]\nhost = "imap.ourshop.example"\n[mailbox.smtp]\nhost = "smtp.ourshop.example"\n'
    )
    return Installation(config, StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
