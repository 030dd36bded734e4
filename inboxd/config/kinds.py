"""Kinds of settings that several sections share: how each is read and checked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from inboxd.core.text.durations import parse_duration


def _read_duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def like(pattern: str, meant: str) -> AfterValidator:
    """A text that must match; `meant` says how to write it."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} cannot be used: {meant}")
        return value

    return AfterValidator(check)


def split(value: object) -> object:
    """A list from the environment, where everything is one text: `one,two`."""
    return tuple(each.strip() for each in value.split(",") if each.strip()) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_read_duration), Field(ge=timedelta(0))]
Pause = Annotated[timedelta, BeforeValidator(_read_duration), Field(gt=timedelta(0))]
"""A duration that is not zero: how long to wait, or how often to look."""

File = Annotated[Path | None, BeforeValidator(lambda value: value or None)]
MailAddress = Annotated[str, like(r"[^@\s<>]+@[^@\s<>]+", "write one mail address, such as help@ourshop.example")]


class Section(BaseModel):
    """A part of the configuration. Unknown keys are mistakes."""

    # Errors must not quote what was given: it could be a password.
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)
