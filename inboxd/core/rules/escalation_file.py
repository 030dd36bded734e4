"""What an admin may write in `hours.yaml` about warnings, escalations and reports."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from inboxd.core.rules.kinds import Duration
from inboxd.core.rules.schema import Section

_NAME = r"^[a-z0-9][a-z0-9_-]{0,31}$"
_SHARE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*%\s*")


def _channels(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    return [value] if isinstance(value, str) else value


def _share(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    if not isinstance(value, str):
        return value
    if value.strip() in {"0", "none"}:
        return 0.0
    match = _SHARE.fullmatch(value)
    if match is None or float(match[1]) >= 100:
        raise ValueError(f"{value!r} is no share of the target: write for example 75%, or none")
    return float(match[1]) / 100


_CHANNEL = {"type": "string", "pattern": _NAME, "examples": ["team"]}

Share = Annotated[
    float,
    BeforeValidator(_share),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": r"^\s*\d{1,2}(\.\d{1,3})?\s*%\s*$"}, {"enum": ["none", 0]}]}
    ),
]
ChannelNames = Annotated[
    tuple[Annotated[str, Field(pattern=_NAME)], ...],
    BeforeValidator(_channels),
    WithJsonSchema({"anyOf": [_CHANNEL, {"type": "array", "items": _CHANNEL}]}, mode="validation"),
]
EscalationName = Annotated[str, Field(pattern=_NAME)]


class StepEntry(Section):
    """One step: who is told when the customer still waits."""

    after: Duration = Field(description="How long after the breach, on the wall clock.")
    to: ChannelNames = Field((), description="Channels of `inboxd.toml`; the default ones when missing.")
    quiet: bool | None = Field(None, description="Whether it waits for working time; as the escalation when missing.")


class EscalationEntry(Section):
    """What follows when a target is over. The one named `default` is for routes that name none."""

    breach: ChannelNames = Field((), description="Who is told at once; the default channels when missing.")
    steps: tuple[StepEntry, ...] = Field((), description="Who is told next while the customer still waits.")
    quiet: bool = Field(True, description="Nothing is told outside working time; it waits for the next opening.")

    @model_validator(mode="after")
    def _goes_up(self) -> EscalationEntry:
        times = [step.after for step in self.steps]
        if times != sorted(set(times)):
            raise ValueError("the `steps` must be in order of their `after`, each later than the one before")
        return self


class ReportEntry(Section):
    """Cases of which somebody should know although no clock has run out."""

    agents: Annotated[int, Field(ge=0, le=100)] = Field(
        0, description="When so many of our people have answered in one case, it is being passed around; 0 for never."
    )
    older_than: Duration | None = Field(None, description="When a case has been open for so long; never when missing.")
    to: ChannelNames = Field((), description="Channels of `inboxd.toml`; the default ones when missing.")
    quiet: bool = Field(True, description="Whether it waits for working time.")
