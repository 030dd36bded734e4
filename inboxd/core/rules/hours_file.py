"""What an admin may write in `hours.yaml`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from inboxd.core.rules.escalation_file import (
    ChannelNames,
    EscalationEntry,
    EscalationName,
    ReportEntry,
    Share,
)
from inboxd.core.rules.kinds import SPAN_SCHEMA, OpenSpan, Words
from inboxd.core.rules.schema import Section

Spans = tuple[OpenSpan, ...]
_NOBODY = "none"


class DaysEntry(Section):
    """When we work. A day that is missing is closed."""

    mon: Spans = Field((), description='E.g. ["09:00-12:30", "13:00-18:00"], or over midnight ["22:00-06:00"].')
    tue: Spans = Field((), description="As above; empty is closed.")
    wed: Spans = Field((), description="As above.")
    thu: Spans = Field((), description="As above.")
    fri: Spans = Field((), description="As above.")
    sat: Spans = Field((), description="As above.")
    sun: Spans = Field((), description="As above.")


class HolidaysEntry(Section):
    """Whose public holidays are closed days. The short form is the country alone, `BG`, or with its region, `DE-BY`."""

    country: str = Field(description="ISO 3166-1 code of two letters, e.g. BG.")
    region: str = Field("", description="ISO 3166-2 code without the country, e.g. BY for DE-BY.")
    categories: Words = Field((), description="Kinds of holidays that are kept, e.g. [public, half_day].")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
        if isinstance(value, str):
            country, _, region = value.strip().partition("-")
            return {"country": country, "region": region}
        return value

    @model_validator(mode="after")
    def _in_capitals(self) -> HolidaysEntry:
        if self.country == self.country.strip().upper():
            return self
        return self.model_copy(update={"country": self.country.strip().upper()})

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core_schema)).copy()
        return {"anyOf": [{"type": "string", "examples": ["BG", "DE-BY", _NOBODY]}, long_form]}


class OpenDayEntry(Section):
    """A day that is worked although it is a holiday: its date alone, or `2026-12-05: ["09:00-13:00"]`."""

    day: date = Field(description="The local date.")
    spans: Spans | None = Field(None, description="Its spans; without them those of its weekday.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
        if isinstance(value, str):
            return {"day": value}
        if isinstance(value, dict) and len(value) == 1 and "day" not in value:
            ((day, spans),) = value.items()
            return {"day": day, "spans": spans}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        handler(core_schema)
        spans = {"type": "array", "items": SPAN_SCHEMA}
        single = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": spans}
        return {"anyOf": [{"type": "string", "format": "date"}, single]}


def _nobody(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    return None if value == _NOBODY else value


HolidaysOf = Annotated[HolidaysEntry | None, BeforeValidator(_nobody)]


class MailboxHoursEntry(Section):
    """Hours of one mailbox. A key that is missing is as for all others; `days` are replaced as a whole."""

    time_zone: str | None = Field(None, description="As above.")
    days: DaysEntry | None = Field(None, description="As above.")
    holidays_of: HolidaysOf = Field(None, description="As above.")
    holidays: tuple[date, ...] | None = Field(None, description="As above.")
    open_on: tuple[OpenDayEntry, ...] | None = Field(None, description="As above.")


class HoursFile(Section):
    """`hours.yaml`: when reply clocks run, and who is told when one runs out."""

    time_zone: str = Field(description="IANA name, e.g. Europe/Sofia.")
    days: DaysEntry = Field(description="Working time of each weekday.")
    holidays_of: HolidaysOf = Field(
        None, description="Whose public holidays are closed days: a country, e.g. BG, with its region, or none."
    )
    holidays: tuple[date, ...] = Field((), description="Closed days of our own.")
    open_on: tuple[OpenDayEntry, ...] = Field(
        (), description='Days that are worked although they are holidays; other times: {2026-12-05: ["09:00-13:00"]}.'
    )
    mailboxes: dict[str, MailboxHoursEntry] = Field(
        default_factory=dict, description="Hours of single mailboxes, by the mailbox's name."
    )
    warn_at: Share = Field(
        0.75, description="Share of a target's working time after which a warning goes out; `none` for no warning."
    )
    warn: ChannelNames = Field((), description="Channels of warnings; the default ones of `inboxd.toml` when missing.")
    escalations: dict[EscalationName, EscalationEntry] = Field(
        default_factory=dict, description="Who is told when a target is over, by name; routes name theirs."
    )
    report: ReportEntry = Field(
        default_factory=ReportEntry, description="Who is told of cases that are passed around or grow old."
    )
