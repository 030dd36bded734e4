"""Kinds of values in rule files: how each is read, and how its JSON Schema says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from inboxd.core.rules.conditions import Comparison, parse_comparison
from inboxd.core.rules.spans import parse_span
from inboxd.core.rules.vocabulary import HEADER_PLACE, PLACES, CustomerType
from inboxd.core.text.durations import parse_duration
from inboxd.core.values.hours import Span
from inboxd.core.vote.voter import KINDS


def _as_list(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    return [value] if isinstance(value, str) else value


def _comparisons(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    texts = _as_list(value)
    if not isinstance(texts, list) or not 1 <= len(texts) <= 2 or not all(isinstance(each, str) for each in texts):
        raise ValueError('write a comparison such as ">= 3", or a list of two such as ["> 1", "<= 4"]')
    if len(texts) == 2 and not any(sign in "".join(texts) for sign in "<>="):
        texts = [f">= {texts[0]}", f"<= {texts[1]}"]
    return tuple(parse_comparison(each) for each in texts)


def _duration(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    if isinstance(value, str):
        duration = parse_duration(value)
        if duration <= timedelta():
            raise ValueError("must be longer than nothing")
        return duration
    return value


def _span(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    return parse_span(value) if isinstance(value, str) else value


def _place(value: str) -> str:
    if value not in PLACES and not HEADER_PLACE.fullmatch(value):
        raise ValueError(f"there is no place {value!r} to look in; known: {', '.join(PLACES)}, header.<Name>")
    return value


_COMPARISON_SCHEMA = {
    "anyOf": [
        {"type": ["string", "number"], "pattern": r"^\s*(>=|<=|==|>|<|=)?\s*-?\d+(\.\d+)?\s*$"},
        {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": ["string", "number"]}},
    ]
}
_DURATION_SCHEMA = {"type": "string", "pattern": r"^\s*(\d{1,6}\s*[smhdw]\s*)+$", "examples": ["20m", "1h30m", "3d"]}
SPAN_SCHEMA = {"type": "string", "pattern": r"^\d{2}:\d{2}-\d{2}:\d{2}$", "examples": ["09:00-17:30"]}
_LANGUAGE_SCHEMA = {"type": "string", "pattern": "^[a-z]{2,3}$"}
_TYPE_SCHEMA = {"enum": [each.value for each in CustomerType]}
_PLACE_SCHEMA = {"anyOf": [{"enum": list(PLACES)}, {"type": "string", "pattern": f"^{HEADER_PLACE.pattern}$"}]}


def _one_or_more(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


Comparisons = Annotated[
    tuple[Comparison, ...], BeforeValidator(_comparisons), WithJsonSchema(_COMPARISON_SCHEMA, mode="validation")
]
Duration = Annotated[timedelta, BeforeValidator(_duration), WithJsonSchema(_DURATION_SCHEMA, mode="validation")]
OpenSpan = Annotated[Span, BeforeValidator(_span), WithJsonSchema(SPAN_SCHEMA, mode="validation")]
Words = Annotated[
    tuple[str, ...], BeforeValidator(_as_list), WithJsonSchema(_one_or_more({"type": "string"}), mode="validation")
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Languages = Annotated[
    tuple[Language, ...], BeforeValidator(_as_list), WithJsonSchema(_one_or_more(_LANGUAGE_SCHEMA), mode="validation")
]
CustomerTypes = Annotated[
    tuple[CustomerType, ...], BeforeValidator(_as_list), WithJsonSchema(_one_or_more(_TYPE_SCHEMA), mode="validation")
]
MailKinds = Annotated[
    tuple[Literal["priority", "question", "wish", "praise", "automatic", "spam"], ...],
    BeforeValidator(_as_list),
    WithJsonSchema(_one_or_more({"enum": list(KINDS)}), mode="validation"),
]
Places = Annotated[
    tuple[Annotated[str, BeforeValidator(_place)], ...],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema(_one_or_more(_PLACE_SCHEMA), mode="validation"),
]
AddressEntry = Annotated[str, Field(pattern=r"^[^@\s]*@[^@\s]+$")]
WholeAddress = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,75}$")]
ListFile = Annotated[str, Field(pattern=r"^lists/[A-Za-z0-9_.-]{1,80}\.(csv|txt)$")]
AutomaticWord = Annotated[
    Literal["true", "false", "hard", "soft", "none"],
    WithJsonSchema({"enum": [True, False, "hard", "soft", "none"]}, mode="validation"),
]
