"""The rule files described for others: JSON Schemas for editors, a page of keys for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inboxd.core.rules.folder import MODELS
from inboxd.core.rules.vocabulary import PLACES, SIGNALS, CustomerType, SignalName

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> Mapping[str, str]:
    """File name → JSON text, for every kind of rule file."""
    return {_schema_name(file): _schema_text(file) for file in MODELS}


def _schema_name(file: str) -> str:
    return file.replace("/<language>", "").replace(".yaml", ".json")


def _schema_text(file: str) -> str:
    model = MODELS[file]
    tree = {"$schema": _DIALECT, **model.model_json_schema(by_alias=True, mode="validation")}
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def reference() -> str:
    """Every file and key with its meaning, as Markdown; made from the same models that read the files."""
    parts = [_INTRODUCTION]
    shown: set[type[BaseModel]] = set()
    for file, model in MODELS.items():
        parts.append(f"## {file}\n\n{_summary(model)}\n")
        parts.extend(_sections(model, shown))
    parts.append(_vocabulary())
    return "\n".join(parts)


_INTRODUCTION = """\
# The rules folder, key by key

How to change a rule and see what it does before it is live stands in `rules/README.md`.

Every value is read as the text that you wrote, so `no: 2` is the word "no". Unknown keys are mistakes. Each phrase or
pattern counts once a message; where one hit of a signal lies inside a longer hit of the same signal, only the longer
one counts. A signal's score is the sum of what counts, at most its cap; the heat is the sum of the scores times their
weights. Text replies lie in `replies/<name>.<language>.txt` (`urgent`, `standard` and `follow_up` are asked for by
routes), whole example mails in `examples/<route>/*.eml`.
"""


def _sections(model: type[BaseModel], shown: set[type[BaseModel]]) -> Iterator[str]:
    if model in shown:
        return
    shown.add(model)
    yield "| key | meaning | default |\n|---|---|---|"
    yield "".join(
        f"| `{info.alias or name}` | {info.description} | {_default(info)} |\n" for name, info in _fields(model)
    )
    for name, info in _fields(model):
        for inner in _models_in(info.annotation):
            if inner not in shown:
                yield f"### {info.alias or name}\n\n{_summary(inner)}\n"
                yield from _sections(inner, shown)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    return iter(model.model_fields.items())


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _summary(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "must be given"
    value = info.default
    if value is None or value in ("", ()) or info.default_factory is not None:
        return ""
    return f"`{', '.join(value) if isinstance(value, tuple) else str(value).lower()}`"


def _vocabulary() -> str:
    lines = ["## Words\n", "Signals:\n"]
    lines.extend(f"- `{name}`: {SIGNALS[name]}" for name in SignalName)
    lines.append(f"\nCustomer types, the first that fits: {', '.join(f'`{kind}`' for kind in CustomerType)}.")
    lines.append(f"\nPlaces: {', '.join(f'`{place}`' for place in PLACES)}, `header.<Name>`.\n")
    return "\n".join(lines)
