"""YAML text → a plain tree that knows its lines.

Every scalar stays the text that the admin wrote (a bare empty value or `~` is None): `no` is a word, `12:30` a time and
`2026-12-24` a date only where the schema says so. Aliases are followed within a bound; tags are refused. The tree is
built from the parser's events without recursion: deep nesting overflows the stack of PyYAML's own composer, which ends
the process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from inboxd.errors import Problem

Tree = str | list["Tree"] | dict[str, "Tree"] | None
Path = tuple[str | int, ...]

MAX_BYTES = 2_000_000
_MAX_NODES = 300_000
_MAX_DEPTH = 20
_MOST_PROBLEMS = 200
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file.

    Attributes:
        file: its path relative to the rules folder.
        tree: mappings, lists and texts.
        line: where the tree begins, 1-based.
        lines: where each entry of a list or key of a mapping stands, by the `id` of the list or mapping in the tree.
        _order: of mappings that were asked for, where each key stands among the keys.
    """

    file: str
    tree: Tree
    line: int
    lines: Mapping[int, list[int]]
    _order: dict[int, dict[str, int]] = field(default_factory=dict, repr=False, compare=False)

    def line_of(self, path: Path) -> int:
        """The line of the node, or of the nearest one above it that exists."""
        node, line = self.tree, self.line
        for step in path:
            index = self._position(node, step)
            if index is None:
                break
            line = self.lines[id(node)][index]
            node = _entry(node, step)
        return line

    def node(self, path: Path) -> Tree:
        """The node at the path; None when there is none."""
        node: Tree = self.tree
        for step in path:
            node = _entry(node, step)
        return node

    def entry_lines(self, path: Path) -> Sequence[int]:
        """The lines of all entries of the list at the path; empty when there is none."""
        return self.lines.get(id(self.node(path)), ())

    def _position(self, node: Tree, step: str | int) -> int | None:
        """Which entry of the list or mapping the step leads to; None when it leads nowhere."""
        if isinstance(node, dict) and isinstance(step, str):
            order = self._order.get(id(node))
            if order is None:
                order = self._order[id(node)] = {key: index for index, key in enumerate(node)}
            return order.get(step)
        return step if isinstance(node, list) and isinstance(step, int) and step < len(node) else None


def _entry(node: Tree, step: str | int) -> Tree:
    if isinstance(node, dict) and isinstance(step, str):
        return node.get(step)
    return node[step] if isinstance(node, list) and isinstance(step, int) and step < len(node) else None


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
    return Document(file, builder.tree, builder.line, builder.lines), tuple(builder.problems)


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
        lines: of its entries or keys.
        anchor: its name for aliases.
        wants_key: a key of a mapping comes next.
        key: of a mapping, the key whose value comes next.
        is_double: that key stood there before: its value is read and dropped.
        size: nodes in it, those behind aliases counted again.
    """

    node: list[Tree] | dict[str, Tree]
    lines: list[int]
    anchor: str | None
    wants_key: bool
    key: str = ""
    is_double: bool = False
    size: int = 1

    def put(self, value: Tree, size: int) -> None:
        self.size += size
        if isinstance(self.node, list):
            self.node.append(value)
            return
        if not self.is_double:
            self.node[self.key] = value
        self.is_double, self.wants_key = False, True


class _Builder:
    """Builds the tree event by event, remembering lines and collecting problems. Runs for every word of the rules."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[int, list[int]] = {}
        self.problems: list[Problem] = []
        self._top = self._frame = _Frame([], [], None, wants_key=False)
        self._around: list[_Frame] = []
        self._anchors: dict[str, tuple[Tree, int]] = {}
        self._documents = 0
        self._steps: Mapping[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceStartEvent: self._open_list,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }

    @property
    def tree(self) -> Tree:
        return self._top.node[0] if isinstance(self._top.node, list) and self._top.node else None

    @property
    def line(self) -> int:
        return self._top.lines[0] if self._top.lines else 1

    def take(self, event: yaml.Event) -> None:
        step = self._steps.get(type(event))
        if step is not None:
            step(event)

    def _begin(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(_line(event), "a second document begins", "remove the line `---`: one document a file")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line, frame, value = _line(event), self._frame, event.value
        if event.tag is not None:
            self._refuse_tag(event.tag, line)
        if frame.wants_key:
            self._key(frame, value, line)
            return
        if frame.node.__class__ is list:
            frame.lines.append(line)
        self._finish(None if value in _NULLS and event.implicit[0] else value, event.anchor, 1)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        frame.key, frame.wants_key = key, False
        if key in frame.node:
            frame.is_double = True
            self._report(line, f"the key {key!r} stands here a second time", "keep one of them")
        else:
            frame.lines.append(line)

    def _open_list(self, event: yaml.SequenceStartEvent) -> None:
        self._open([], event)

    def _open_mapping(self, event: yaml.MappingStartEvent) -> None:
        self._open({}, event)

    def _open(self, node: list[Tree] | dict[str, Tree], event: yaml.CollectionStartEvent) -> None:
        line, above = _line(event), self._frame
        if event.tag is not None:
            self._refuse_tag(event.tag, line)
        if len(self._around) >= _MAX_DEPTH:
            self._stop(line, f"lists and mappings are nested deeper than {_MAX_DEPTH}", "write it more simply")
        if above.wants_key:
            self._stop(line, "a key must be a plain text", "brackets and braces belong behind a colon")
        if above.node.__class__ is list:
            above.lines.append(line)
        self._around.append(above)
        self._frame = _Frame(node, [], event.anchor, node.__class__ is dict)
        self.lines[id(node)] = self._frame.lines

    def _close(self, _event: yaml.CollectionEndEvent) -> None:
        done, self._frame = self._frame, self._around.pop()
        self._finish(done.node, done.anchor, done.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line, name = _line(event), str(event.anchor)
        if name not in self._anchors:
            self._stop(line, f"nothing before is marked &{name}", "a text that begins with * must stand in quotes")
        if self._frame.wants_key:
            self._stop(line, "a key must be a plain text", "an alias belongs behind a colon")
        if self._frame.node.__class__ is list:
            self._frame.lines.append(line)
        node, size = self._anchors[name]
        self._finish(node, None, size)

    def _finish(self, node: Tree, anchor: str | None, size: int) -> None:
        """A node is complete: it goes into the one around it."""
        if anchor:
            self._anchors[anchor] = (node, size)
        self._frame.put(node, size)
        if self._frame.size > _MAX_NODES:
            self._stop(0, f"more than {_MAX_NODES} values, perhaps through aliases", "write it out more simply")

    def _refuse_tag(self, tag: str, line: int) -> None:
        self._report(line, f"the tag {tag!r} has no meaning here", "put a text with ! into quotes")

    def _report(self, line: int, what: str, meant: str) -> None:
        self.problems.append(Problem(self.file, line, what, meant))
        if len(self.problems) >= _MOST_PROBLEMS:
            self._stop(line, "has more mistakes than are shown", "mend the first ones")

    def _stop(self, line: int, what: str, meant: str) -> NoReturn:
        raise _Unusable(Problem(self.file, line, what, meant))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
