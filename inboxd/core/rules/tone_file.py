"""What an admin may write into `tone/<language>.yaml`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from inboxd.core.rules.kinds import Language, Words
from inboxd.core.rules.schema import Section


class ToneEntry(Section):
    """One phrase that we do not want to write. The short form is the phrase alone."""

    phrase: Annotated[str, Field(max_length=200)] = Field(description="Words; `*` after letters stands for any ending.")
    say: Annotated[str, Field(max_length=200)] = Field("", description="What to write instead, for the one who wrote.")
    unless: Words = Field((), description="Longer words or phrases that shield it: inside them it does not count.")
    exact: bool = Field(False, description="Accents and case must be as written.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the admin wrote
        return {"phrase": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core_schema)).copy()
        return {"anyOf": [{"type": "string", "maxLength": 200}, long_form]}


class ToneFile(Section):
    """`tone/<language>.yaml`: phrases that our own texts and answers in one language should do without."""

    language: Language = Field(description="ISO 639-1 code; the same as the file's name.")
    blame: tuple[ToneEntry, ...] = Field((), description="Phrases that put the customer at fault.")
    argue: tuple[ToneEntry, ...] = Field((), description="Phrases that contradict, doubt, belittle or lecture.")
    stock: tuple[ToneEntry, ...] = Field(
        (), description="Stock phrases, vague promises, and walls such as a policy that is quoted."
    )
