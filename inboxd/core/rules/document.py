"""YAML text → a plain tree that knows its lines.

Every scalar stays the text that the admin wrote (a bare empty value or `~` is None): `no` is a word, `12:30` a time and
`2026-12-24` a date only where the schema says so. Aliases are followed within a bound; tags are refused. The tree is
built from the parser's events without recursion: deep nesting overflows the stack of PyYAML's own composer, which ends
the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from inboxd.errors import Problem

Tree = str | list["Tree"] | dict[str, "Tree"] | None
Path = tuple[str | int, ...]

MAX_BYTES = 2_000_000
_MAX_NODES = 300_000
_MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file.

    Attributes:
        file: its path relative to the rules folder.
        tree: mappings, lists and texts.
        lines: where each node stands, 1-based, by its path of keys and indexes.
    """

    file: str
    tree: Tree
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of the node, or of the nearest one above it that exists."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return 1

    def node(self, path: Path) -> Tree:
        """The node at the path; None when there is none."""
        node: Tree = self.tree
        for step in path:
            if isinstance(node, dict) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node


def read_document(file: str, raw: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read one file. The document is None when the text cannot be used at all; the problems then say why."""
    if len(raw) > MAX_BYTES:
        return None, (Problem(file, 0, f"has {len(raw)} octets; at most {MAX_BYTES} are read", "split the file"),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Problem(file, line, "is not UTF-8 text", "save the file with the encoding UTF-8"),)
    builder = _Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        return None, (_syntax_problem(file, text, error),)
    except _Unusable as unusable:
        return None, (*builder.problems, unusable.problem)
    return Document(file, builder.tree, builder.lines), tuple(builder.problems)


def _events(text: str) -> Iterator[yaml.Event]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark is not None else 0
    if isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    written = text.splitlines()[line - 1 : line]
    is_tab = bool(written) and "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]
    return Problem(file, line, f"is not YAML: {what}", _syntax_advice("tab" if is_tab else what))


def _syntax_advice(what: str) -> str:
    advice = {
        "tab": "indent with blanks, not with tabs",
        "cannot start any token": "put a text that begins with @ % ` & * ! | > into quotes",
        "mapping values are not allowed": "put a text that holds a colon and a blank into quotes, and check the indent",
        "expected <block end>": "check the indent and the quotes of the lines before",
        "did not find expected": "check the indent, the brackets and the quotes of this line and the one before",
        "unknown escape": "in double quotes a backslash must be doubled; single quotes take it as it is",
    }
    return next((hint for part, hint in advice.items() if part in what), "")


class _Unusable(Exception):
    """The file cannot be read on from here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open.

    Attributes:
        key: of a mapping, the key whose value comes next; None when a key comes next.
        is_double: that key stood there before: its value is read and dropped.
        size: nodes in it, those behind aliases counted again.
    """

    node: list[Tree] | dict[str, Tree]
    path: Path
    anchor: str | None
    key: str | None = None
    is_double: bool = False
    size: int = 1

    def wants_key(self) -> bool:
        return isinstance(self.node, dict) and self.key is None

    def next_path(self) -> Path:
        return (*self.path, len(self.node) if isinstance(self.node, list) else str(self.key))

    def put(self, value: Tree, size: int) -> None:
        self.size += size
        if isinstance(self.node, list):
            self.node.append(value)
        else:
            if not self.is_double:
                self.node[str(self.key)] = value
            self.key, self.is_double = None, False


@dataclass(slots=True)
class _Builder:
    """Builds the tree event by event, remembering lines and collecting problems."""

    file: str
    tree: Tree = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _frames: list[_Frame] = field(default_factory=list)
    _anchors: dict[str, tuple[Tree, int]] = field(default_factory=dict)
    _documents: int = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop(line, "a second document begins", "remove the line `---`: one document a file")
            case yaml.AliasEvent():
                self._alias(str(event.anchor), line)
            case yaml.ScalarEvent():
                self._check_tag(event.tag, line)
                self._scalar(event, line)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._check_tag(event.tag, line)
                self._open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event.anchor, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self._frames.pop()
                self._finish(frame.node, frame.anchor, frame.size)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._frames and self._frames[-1].wants_key():
            self._key(str(event.value), line)
            return
        self._note_line(line)
        is_null = event.implicit[0] and event.value in _NULLS
        self._finish(None if is_null else str(event.value), event.anchor, 1)

    def _key(self, key: str, line: int) -> None:
        frame = self._frames[-1]
        frame.key = key
        frame.is_double = key in frame.node
        if frame.is_double:
            self._report(line, f"the key {key!r} stands here a second time", "keep one of them")
        else:
            self.lines[frame.next_path()] = line

    def _open(self, node: list[Tree] | dict[str, Tree], anchor: str | None, line: int) -> None:
        if len(self._frames) >= _MAX_DEPTH:
            self._stop(line, f"lists and mappings are nested deeper than {_MAX_DEPTH}", "write it more simply")
        if self._frames and self._frames[-1].wants_key():
            self._stop(line, "a key must be a plain text", "brackets and braces belong behind a colon")
        self._note_line(line)
        self._frames.append(_Frame(node, self._frames[-1].next_path() if self._frames else (), anchor))

    def _alias(self, name: str, line: int) -> None:
        if name not in self._anchors:
            self._stop(line, f"nothing before is marked &{name}", "a text that begins with * must stand in quotes")
        if self._frames and self._frames[-1].wants_key():
            self._stop(line, "a key must be a plain text", "an alias belongs behind a colon")
        self._note_line(line)
        node, size = self._anchors[name]
        self._finish(node, None, size)

    def _finish(self, node: Tree, anchor: str | None, size: int) -> None:
        """A node is complete: it goes into the one around it."""
        if anchor:
            self._anchors[anchor] = (node, size)
        if not self._frames:
            self.tree = node
            return
        self._frames[-1].put(node, size)
        if self._frames[-1].size > _MAX_NODES:
            self._stop(0, f"more than {_MAX_NODES} values, perhaps through aliases", "write it out more simply")

    def _note_line(self, line: int) -> None:
        """The line of a list's entry; a mapping's value has the line of its key."""
        self.lines.setdefault(self._frames[-1].next_path() if self._frames else (), line)

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag is not None:
            self._report(line, f"the tag {tag!r} has no meaning here", "put a text with ! into quotes")

    def _report(self, line: int, what: str, meant: str) -> None:
        self.problems.append(Problem(self.file, line, what, meant))

    def _stop(self, line: int, what: str, meant: str) -> NoReturn:
        raise _Unusable(Problem(self.file, line, what, meant))
