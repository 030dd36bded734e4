"""The files of a rules folder, each read into its model; all mistakes of all files at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from inboxd.core.rules.acknowledgment_file import AcknowledgmentFile
from inboxd.core.rules.answers_file import AnswersFile, VerificationFile
from inboxd.core.rules.customers_file import CustomersFile
from inboxd.core.rules.document import Document, Path, Tree, read_document
from inboxd.core.rules.hours_file import HoursFile
from inboxd.core.rules.mistakes import problems_of, suggest
from inboxd.core.rules.schema import RoutesFile, SignalsFile, TopicsFile
from inboxd.core.rules.tone_file import ToneFile
from inboxd.core.rules.words_file import WordsFile
from inboxd.errors import Problem

ROUTES, TOPICS, CUSTOMERS, HOURS = "routes.yaml", "topics.yaml", "customers.yaml", "hours.yaml"
VERIFICATION = "verification.yaml"
ACKNOWLEDGMENT = "acknowledgment.yaml"

MODELS: Mapping[str, type[BaseModel]] = {
    ROUTES: RoutesFile,
    TOPICS: TopicsFile,
    CUSTOMERS: CustomersFile,
    HOURS: HoursFile,
    "signals/<language>.yaml": SignalsFile,
    "tone/<language>.yaml": ToneFile,
    "answers/<language>.yaml": AnswersFile,
    VERIFICATION: VerificationFile,
    "words/<language>.yaml": WordsFile,
    ACKNOWLEDGMENT: AcknowledgmentFile,
}
"""Which model describes which file; the published JSON Schemas are made from here."""

_SINGLE = {
    ROUTES: "routes",
    TOPICS: "topics",
    CUSTOMERS: "customers",
    HOURS: "hours",
    ACKNOWLEDGMENT: "acknowledgment",
    VERIFICATION: "verification",
}
"""Files that there is one of, and where in a `RulesFolder` each is kept."""

_OF_LANGUAGE = re.compile(r"(signals|tone|answers|words)/([^/]+)\.ya?ml")
_SIGNALS = re.compile(r"signals/([^/]+)\.ya?ml")
_REPLY = re.compile(r"replies/([a-z][a-z0-9_-]{0,31})\.([a-z]{2,3})\.txt", re.ASCII)
_EXAMPLE = re.compile(r"examples/([^/]+)/[^/]+\.eml")
_Model = TypeVar("_Model", bound=BaseModel)
_File = TypeVar("_File", SignalsFile, ToneFile, AnswersFile, WordsFile)


class _OneLanguage(Protocol):
    """What every file of one language says first."""

    @property
    def language(self) -> str: ...


_Entries = TypeVar("_Entries", bound=_OneLanguage)


@dataclass(frozen=True, slots=True)
class OfLanguage(Generic[_Entries]):
    """One file of one language and where its lines are."""

    document: Document
    entries: _Entries


@dataclass(slots=True)
class RulesFolder:
    """What could be read.

    Attributes:
        problems: mistakes found so far; later stages add theirs.
        documents: the YAML files that are well-formed, by path.
        replies: sources by (name, language).
        examples: (path, expected route, bytes) of whole mails.
        lists: files with addresses, by path.
    """

    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    routes: RoutesFile | None = None
    topics: TopicsFile | None = None
    customers: CustomersFile | None = None
    hours: HoursFile | None = None
    signals: list[OfLanguage[SignalsFile]] = field(default_factory=list)
    tone: list[OfLanguage[ToneFile]] = field(default_factory=list)
    answers: list[OfLanguage[AnswersFile]] = field(default_factory=list)
    verification: VerificationFile | None = None
    words: list[OfLanguage[WordsFile]] = field(default_factory=list)
    acknowledgment: AcknowledgmentFile | None = None
    replies: dict[tuple[str, str], str] = field(default_factory=dict)
    examples: list[tuple[str, str, bytes]] = field(default_factory=list)
    lists: dict[str, bytes] = field(default_factory=dict)

    def error(self, file: str, line: int, what: str, meant: str = "") -> None:
        """Record a mistake that keeps the set from going live."""
        self.problems.append(Problem(file, line, what, meant))

    def warn(self, file: str, line: int, what: str, meant: str = "") -> None:
        """Record what may be a mistake."""
        self.problems.append(Problem(file, line, what, meant, warning=True))

    def line(self, file: str, path: Path) -> int:
        """The line of a node of a file."""
        document = self.documents.get(file)
        return document.line_of(path) if document else 0


def read_folder(files: Mapping[str, bytes]) -> RulesFolder:
    """Read every file of the folder; the keys are paths relative to it, with "/"."""
    folder = RulesFolder()
    for path in sorted(files):
        _read_file(folder, path, files[path])
    if ROUTES not in files:
        folder.error(ROUTES, 0, "is missing", "the routes are what the rules are for")
    if not any(_SIGNALS.fullmatch(path) for path in files):
        folder.error("signals/en.yaml", 0, "is missing", "at least one language needs its words")
    return folder


def _read_file(folder: RulesFolder, path: str, raw: bytes) -> None:
    if path in _SINGLE:
        setattr(folder, _SINGLE[path], _read_model(folder, path, raw, MODELS[path]))
    elif match := _OF_LANGUAGE.fullmatch(path):
        _READERS[match[1]](folder, path, raw, match[2])
    elif path.startswith("replies/"):
        _read_reply(folder, path, raw)
    elif path.startswith("lists/"):
        folder.lists[path] = raw
    elif path.startswith("examples/") and path.endswith(".eml"):
        _read_example(folder, path, raw)
    elif path.endswith((".yaml", ".yml")):
        folder.error(path, 0, "is no file of a rules folder", suggest(path, MODELS))


def _read_model(folder: RulesFolder, path: str, raw: bytes, model: type[_Model]) -> _Model | None:
    document, problems = read_document(path, raw)
    folder.problems.extend(problems)
    if document is None:
        return None
    folder.documents[path] = document
    tree: Tree = {} if document.tree is None else document.tree
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        folder.problems.extend(problems_of(error, document, model))
        return None


def _reader(
    model: type[_File], shelf: Callable[[RulesFolder], list[OfLanguage[_File]]]
) -> Callable[[RulesFolder, str, bytes, str], None]:
    """Reads the files of one kind, each named for its language.

    Args:
        shelf: where they are kept.
    """

    def read(folder: RulesFolder, path: str, raw: bytes, stem: str) -> None:
        entries = _read_model(folder, path, raw, model)
        if entries is not None:
            _compare_names(folder, path, entries.language, stem)
            shelf(folder).append(OfLanguage(folder.documents[path], entries))

    return read


def _compare_names(folder: RulesFolder, path: str, language: str, stem: str) -> None:
    if language != stem:
        folder.error(
            path,
            folder.line(path, ("language",)),
            f"the language is {language!r}, but the file is named for {stem!r}",
            "make them the same",
        )


_READERS: Mapping[str, Callable[[RulesFolder, str, bytes, str], None]] = {
    "signals": _reader(SignalsFile, lambda folder: folder.signals),
    "tone": _reader(ToneFile, lambda folder: folder.tone),
    "answers": _reader(AnswersFile, lambda folder: folder.answers),
    "words": _reader(WordsFile, lambda folder: folder.words),
}


def reply_sources(files: Mapping[str, bytes]) -> Mapping[tuple[str, str], str]:
    """The reply texts that can be read, by (name, language)."""
    folder = RulesFolder()
    for path in sorted(files):
        if path.startswith("replies/"):
            _read_reply(folder, path, files[path])
    return folder.replies


def _read_reply(folder: RulesFolder, path: str, raw: bytes) -> None:
    match = _REPLY.fullmatch(path)
    if match is None:
        folder.error(
            path, 0, "is not named like a reply text", "replies/<name>.<language>.txt, e.g. replies/urgent.en.txt"
        )
        return
    try:
        folder.replies[match[1], match[2]] = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        folder.error(path, line, "is not UTF-8 text", "save the file with the encoding UTF-8")


def _read_example(folder: RulesFolder, path: str, raw: bytes) -> None:
    match = _EXAMPLE.fullmatch(path)
    if match is None:
        folder.error(path, 0, "does not lie in the folder of a route", "examples/<route>/<name>.eml")
    else:
        folder.examples.append((path, match[1], raw))
