"""What the suite checks, by the names that the table in docs/servers.md shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "servers.md"
IMAP = ("test_folders", "test_messages", "test_sessions", "test_daemon")
SMTP = ("test_smtp",)


def checks(modules: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Test function → its title, in the order in which they are written."""
    for name in modules:
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        for each in tree.body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test_"):
                yield each.name, ast.get_docstring(each) or ""
