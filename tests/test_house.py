"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from inboxd import __version__

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inboxd"
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "misc", "common"}
CONTRACTS = {
    "Imports point one way",
    "The core's own order",
    "The core touches nothing",
    "The edges do not know each other",
    "Only the mailbox edge speaks IMAP",
    "Only the outbox edge speaks SMTP",
    "Only the edge of notices speaks Apprise",
    "No cycles among siblings",
}
# Put together here, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join([r"/wo" + r"rk/", r"/tmp/pl" + r"an", r"/tm" + r"p/\w\b", r"/ho" + r"me/\w+/", r"/Us" + r"ers/\w+/"])
)
REGISTRIES = re.compile(
    "|".join([r"pyp" + r"i\.", r"pythonho" + r"sted", r"npm" + r"js\.", r"proxy\.gol" + r"ang", r"cra" + r"tes\.io"])
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
NOT_OURS = {"__pycache__", "node_modules", "dist", "htmlcov"}

MODULES = sorted(PACKAGE.rglob("*.py"))
assert len(MODULES) > 100


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def our_files() -> Iterator[Path]:
    """What a clone holds: no hidden folders, nothing that was built."""
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in NOT_OURS and (not name.startswith(".") or name == ".ci")]
        for name in files:
            if not name.endswith((".pyc", ".db", ".coverage")) and name != ".coverage":
                yield Path(folder, name)


def lines_with(pattern: re.Pattern[str], files: Iterator[Path]) -> list[str]:
    found = []
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        if pattern.search(text):
            lines = enumerate(text.splitlines(), 1)
            found += [
                f"{name_of(path)}:{number}: {line.strip()[:80]}" for number, line in lines if pattern.search(line)
            ]
    return found


def test_no_module_is_too_long_to_be_read():
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_no_function_is_too_long_to_be_read():
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert too_long == []


def test_a_name_has_one_home():
    importing = [
        name_of(path)
        for path in MODULES
        if path.name == "__init__.py"
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(parsed(path)))
    ]
    assert importing == []
    listing = [name_of(path) for path in MODULES if re.search(r"^__all__\b", path.read_text("utf-8"), re.MULTILINE)]
    assert listing == []


def test_every_folder_is_a_package():
    folders = {path.parent for path in MODULES}
    without = {name_of(folder) for folder in folders if not (folder / "__init__.py").exists()}
    # Alembic runs these as scripts.
    assert {name for name in without if not name.startswith("inboxd/edge/store/migrations")} == set()


def test_names_say_what_is_inside():
    vague = [name_of(path) for path in PACKAGE.rglob("*") if path.stem.lower() in FORBIDDEN_NAMES]
    assert vague == []
    classes = [
        f"{name_of(path)}: {node.name}"
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and re.search(r"(?:Manager|Helper|Utils?)$", node.name)
    ]
    assert classes == []


def test_nothing_is_left_half_done():
    assert lines_with(UNFINISHED, iter(MODULES)) == []
    stubs = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name) and node.id == "NotImplementedError"
    ]
    assert stubs == []


def test_no_file_knows_the_machine_that_it_was_written_on():
    assert lines_with(MACHINE_PATHS, our_files()) == []


def test_no_file_names_where_packages_come_from():
    assert lines_with(REGISTRIES, our_files()) == []


def test_invented_people_live_under_example_domains():
    address = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|jp|ir|bg|th|io)\b")
    texts = (path for path in our_files() if path.suffix in {".py", ".md", ".yaml", ".toml", ".txt"})
    assert lines_with(address, (path for path in texts if "locks" not in path.parts)) == []


def test_the_change_log_begins_with_this_version():
    first = re.search(r"^## \[(?P<version>[^\]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first["version"] == __version__


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_import_contracts_are_in_force(project):
    contracts = {each["name"]: each for each in project["tool"]["importlinter"]["contracts"]}
    assert set(contracts) >= CONTRACTS
    for name in ("Imports point one way", "The core's own order"):
        assert contracts[name]["exhaustive"] is True
    ignoring = [name for name, each in contracts.items() if each.get("ignore_imports")]
    assert ignoring == []


def test_nothing_is_excused_from_the_checks_wholesale(project):
    tools = project["tool"]
    assert tools["mypy"]["strict"] is True
    assert tools["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    bare = re.compile(r"#\s*(?:type:\s*ignore(?!\[)|noqa(?!:))")
    assert lines_with(bare, iter(MODULES)) == []
