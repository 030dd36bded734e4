"""What is wrong with a configuration, in words for the person who wrote it. No secret ever gets into them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inboxd.config.settings import Settings
from inboxd.errors import Problem

_Place = tuple[int | str, ...]

_WORDS = {
    "extra_forbidden": "there is no such setting",
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "path_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be a section of its own",
    "too_short": "there must be at least one",
    "time_delta_type": "is not a duration: write for example 90s, 20m, 1h30m, 3d or 2w",
}
_TWO_BRACKETS = "each mailbox is a section `[[mailbox]]`, with two brackets"


def find_problems(error: ValidationError, path: Path, names: Mapping[tuple[str, ...], str]) -> Iterator[Problem]:
    """Every mistake once, with the file or the variable in which it stands.

    Args:
        names: which places of the tree came from the environment, see `environment.Overlay`.
    """
    for each in error.errors(include_url=False, include_context=False):
        if each["type"] == "too_short" and each["input"]:
            continue  # the mailboxes are there; what is wrong with them is told beside
        place = each["loc"]
        source = names.get(tuple(map(str, place)), str(path))
        what, meant = _what(each), _meant(each["type"], place)
        yield Problem(source, 0, f"{'.'.join(map(str, place))}: {what}" if place else what, meant)


def _what(each: ErrorDetails) -> str:
    what = _WORDS.get(each["type"]) or each["msg"].removeprefix("Value error, ")
    return what.replace("Input should be", "must be").replace("datetime.timedelta(0)", "zero")


def _meant(kind: str, place: _Place) -> str:
    if not place:
        return ""
    if place[0] == "mailbox" and len(place) <= 2 and kind in {"tuple_type", "too_short", "missing", "model_type"}:
        return _TWO_BRACKETS
    name = str(place[-1])
    section = _section_of(place[:-1])
    if kind == "extra_forbidden":
        return _suggest(name, section)
    if kind == "missing" and name in section.model_fields:
        return (section.model_fields[name].description or "").removesuffix(".")
    return ""


def _section_of(parents: _Place) -> type[BaseModel]:
    section: Any = Settings
    for part in parents:
        if isinstance(part, str):
            annotation = section.model_fields[part].annotation
            section = get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
    return section  # type: ignore[no-any-return]


def _suggest(name: str, section: type[BaseModel]) -> str:
    near = difflib.get_close_matches(name, section.model_fields, n=1)
    return f"did you mean {near[0]!r}?" if near else "known here: " + ", ".join(sorted(section.model_fields))
