"""Files of judged mails → labelled mails, and every mistake with file and line.

A `.jsonl` file holds one mail a line (see `CorpusLine`); the folder around it names the language, where its name is an
ISO 639-1 code. An `.eml` file is a whole mail; the nearest folder whose name is a label says what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inboxd.core.rules.document import Document
from inboxd.core.rules.mistakes import problems_of, suggest
from inboxd.core.rules.ruleset import Draft
from inboxd.errors import Problem

WHOLE_MAIL = ".eml"
LINES = ".jsonl"
_FOLDER_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
_SLUG = r"^[a-z0-9][a-z0-9-]{0,79}$"

HeaderName = Annotated[str, Field(pattern=r"^[!-9;-~]{1,76}$")]


class CorpusLine(BaseModel):
    """One judged mail as it is written down."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(min_length=1, max_length=100, description="Names the mail; no other one has it.")
    scenario: str = Field(pattern=_SLUG, description="A slug of the situation that several mails share.")
    kind: str = Field(pattern=_SLUG, description="A slug of the kind within its label, e.g. polite-fury.")
    route: str = Field(description="What the mail is: its label, or the name of a route.")
    subject: str = Field(description="The subject; may be empty.")
    text: str = Field(description="The whole body as it arrives.")
    note: str = Field("", description="For people: why.")
    headers: dict[HeaderName, str] = Field(default_factory=dict, description="Further header fields.")
    from_: str = Field("mira@customer.example", alias="from", description="The sender's address, with or without name.")
    html: bool = Field(False, description="`text` is HTML.")
    language: str = Field("", pattern=r"^[a-z]{2,3}$", description="ISO 639-1 code, where no folder names it.")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file as it was found.

    Attributes:
        path: as people know it.
        folders: names of the folders around it, the outermost first.
        raw: its content.
    """

    path: str
    folders: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mail and what people say that it is.

    Attributes:
        id: names it among all.
        label: one of `labels.LABELS` or the name of a route.
        mail: a draft, or the bytes of a whole message.
        file, line: where it stands; line 0 for a whole file.
        language: ISO 639-1 code; "" when nobody says.
        kind, scenario, note: as written; "" for whole mails.
    """

    id: str
    label: str
    mail: Draft | bytes
    file: str
    line: int
    language: str = ""
    kind: str = ""
    scenario: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What could be read, and what is wrong with the rest."""

    mails: tuple[Labelled, ...]
    problems: tuple[Problem, ...]


def read_corpus(files: Iterable[CorpusFile], labels: Collection[str]) -> Corpus:
    """Every judged mail of the files.

    Args:
        labels: what a mail may be labelled; see `labels.known_labels`.
    """
    mails: dict[str, Labelled] = {}
    problems: list[Problem] = []
    for file in files:
        for each in _read_file(file, labels):
            if isinstance(each, Problem):
                problems.append(each)
            elif each.id in mails:
                first = mails[each.id]
                what = f"the id {each.id!r} stands in {first.file}:{first.line} already"
                problems.append(Problem(each.file, each.line, what, "give each mail an id of its own"))
            else:
                mails[each.id] = each
    return Corpus(tuple(mails.values()), tuple(problems))


def _read_file(file: CorpusFile, labels: Collection[str]) -> Iterator[Labelled | Problem]:
    language = next((name for name in reversed(file.folders) if _FOLDER_LANGUAGE.fullmatch(name)), "")
    if file.path.lower().endswith(WHOLE_MAIL):
        yield _read_whole(file, language, labels)
        return
    for number, raw in enumerate(file.raw.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if raw.strip():
            yield from _read_line(file.path, number, raw, language, labels)


def _read_whole(file: CorpusFile, language: str, labels: Collection[str]) -> Labelled | Problem:
    label = next((name for name in reversed(file.folders) if name in labels), "")
    if not label:
        return Problem(file.path, 0, "no folder around it says what the mail is", suggest("", labels))
    return Labelled(file.path, label, file.raw, file.path, 0, language)


def _read_line(
    file: str, number: int, raw: bytes, language: str, labels: Collection[str]
) -> Iterator[Labelled | Problem]:
    tree = _read_object(file, number, raw)
    if isinstance(tree, Problem):
        yield tree
        return
    try:
        line = CorpusLine.model_validate(tree)
    except ValidationError as error:
        yield from problems_of(error, Document(file, None, number, {}), CorpusLine)
        return
    if line.route not in labels:
        yield Problem(file, number, f"there is no label or route {line.route!r}", suggest(line.route, labels))
        return
    yield Labelled(
        id=line.id,
        label=line.route,
        mail=_draft(line),
        file=file,
        line=number,
        language=line.language or language,
        kind=line.kind,
        scenario=line.scenario,
        note=line.note,
    )


def _draft(line: CorpusLine) -> Draft:
    headers = tuple(line.headers.items())
    if line.html:
        return Draft(line.subject, "", line.from_, headers, line.text)
    return Draft(line.subject, line.text, line.from_, headers)


def _read_object(file: str, number: int, raw: bytes) -> dict[str, Any] | Problem:
    try:
        tree = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_doubles)
    except UnicodeDecodeError:
        return Problem(file, number, "is not UTF-8 text", "save the file with the encoding UTF-8")
    except _Double as double:
        return Problem(file, number, f"the key {double.key!r} stands here a second time", "keep one of them")
    except json.JSONDecodeError as error:
        return Problem(file, number, f"is not JSON: {error.msg} at character {error.colno}", "one object a line")
    except (ValueError, RecursionError):
        return Problem(file, number, "cannot be read as JSON", "one object of texts a line")
    return tree if isinstance(tree, dict) else Problem(file, number, "is no JSON object", "one object a line")


class _Double(ValueError):
    """A key stands twice in one object."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Double(key)
        found[key] = value
    return found
