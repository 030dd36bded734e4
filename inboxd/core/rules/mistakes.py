"""A model's complaint → a problem with file, line, what is wrong and what was probably meant."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from inboxd.core.rules.document import Document, Path
from inboxd.errors import Problem

_KINDS = {
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "model_attributes_type": "must be a mapping of keys and values",
    "string_type": "must be a text",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "finite_number": "must be a finite number",
    "too_short": "must not be empty",
}
_SHOWN = 60
_MOST_PROBLEMS = 200


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """The mistakes that the model found in the document: the first ones, and how many more there are."""
    details = error.errors(include_url=False)
    if len(details) > _MOST_PROBLEMS:
        more = len(details) - _MOST_PROBLEMS
        yield Problem(document.file, document.line, f"has {more} more mistakes than are shown", "mend the first ones")
    for detail in details[:_MOST_PROBLEMS]:
        path = tuple(part for part in detail["loc"] if part != "[key]")
        what, meant = _explain(detail, path, model)
        yield Problem(document.file, document.line_of(path), what, meant)


def suggest(word: str, known: Iterable[str]) -> str:
    """ "did you mean …?" or the list of what is known."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"


def _explain(detail: ErrorDetails, path: Path, model: type[BaseModel]) -> tuple[str, str]:
    kind, given = detail["type"], detail["input"]
    name = _name(path)
    if kind == "missing":
        return f"{name} is missing", _description(model, path)
    if kind == "extra_forbidden":
        return f"there is no key {str(path[-1])!r} here", suggest(str(path[-1]), _keys_at(model, path[:-1]))
    if kind in {"enum", "literal_error"}:
        expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        return f"there is no {_shown(given)} {_place(path, detail)}", suggest(str(given), expected)
    if kind in _KINDS:
        if given is None:
            return f"{name} is empty", f"it {_KINDS[kind]}, or leave the key out"
        return f"{name} {_KINDS[kind]}, not {_shown(given)}", _description(model, path)
    if kind in {"value_error", "assertion_error"}:
        return detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, "), ""
    if kind == "string_pattern_mismatch":
        return f"{name} must not be {_shown(given)}", _description(model, path)
    return f"{name}: {detail['msg'].replace('Input should', 'should')}, not {_shown(given)}", _description(model, path)


def _name(path: Path) -> str:
    words = [part for part in path if isinstance(part, str)]
    if not words:
        return "the file"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {words[-1]!r}"
    return repr(words[-1])


def _place(path: Path, detail: ErrorDetails) -> str:
    if "[key]" in detail["loc"]:
        above = [part for part in path[:-1] if isinstance(part, str)]
        return f"among the {above[-1]!r}" if above else "here"
    return f"for {_name(path)}"


def _shown(value: object) -> str:
    text = "an empty value" if value is None else repr(value)
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    found = _type_at(model, path)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [info.alias or name for name, info in found.model_fields.items()]
    return []


def _description(model: type[BaseModel], path: Path) -> str:
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], str):
            parent = _type_at(model, path[: length - 1])
            if isinstance(parent, type) and issubclass(parent, BaseModel):
                info = _field(parent, str(path[length - 1]))
                return (info.description or "") if info else ""
    return ""


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    return next((info for name, info in model.model_fields.items() if (info.alias or name) == key), None)


def _type_at(annotation: object, path: Path) -> object:
    """The type that the schema expects at the path; None when it leaves the schema."""
    annotation = _bare(annotation)
    if not path:
        return annotation
    step, rest = path[0], path[1:]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        info = _field(annotation, str(step))
        return _type_at(info.annotation, rest) if info else None
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is tuple and arguments:
        return _type_at(arguments[0], rest)
    if origin is dict and len(arguments) == 2:
        return _type_at(arguments[1], rest)
    return None


def _bare(annotation: object) -> object:
    """Without `Annotated[…]` and `… | None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in {typing.Union, types.UnionType}:
            annotation = next(each for each in typing.get_args(annotation) if each is not type(None))
        else:
            return annotation
