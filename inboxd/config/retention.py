"""How long what names a customer is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from inboxd.config.kinds import Section
from inboxd.core.text.durations import parse_duration

FOREVER: Literal["forever"] = "forever"
_SHORTEST = timedelta(days=7)


def _read_kept(value: object) -> object:
    if value in (0, "0", FOREVER):
        return FOREVER
    try:
        span = value if isinstance(value, timedelta) else parse_duration(str(value))
    except ValueError:
        raise ValueError(f"{value!r} cannot be used: write how long, such as 90d, or forever") from None
    if span < _SHORTEST:
        raise ValueError("it must be at least 7d, because the caps on our own mail look back as far")
    return span


Kept = Annotated[Literal["forever"] | timedelta, BeforeValidator(_read_kept)]
"""How long something is kept, at least the week that the caps look back."""


class RetentionSettings(Section):
    """How long what names a customer is kept; `forever`, or 0, keeps it for good.

    What still matters is never let go: open cases with their messages, work that has not ended, addresses that get no
    automatic mail, and how far each folder was read.
    """

    messages: Kept = Field(
        timedelta(days=400),
        description="Sender, subject and judgement in the journal; then the row is made bare. Chronic customers are "
        "known by the last 90d.",
    )
    cases: Kept = Field(timedelta(days=400), description="Closed cases with their histories, from their closing on.")
    outbox: Kept = Field(
        timedelta(days=90), description="Finished work; of our own letters only the Message-ID stays then."
    )
    answers: Kept = Field(timedelta(days=90), description="Whom inboxd has answered when; the caps look back 7d.")
    ratings: Kept = Field(timedelta(days=400), description="How customers rated our help.")
    complaints: Kept = Field(
        timedelta(days=400), description="What trends count, and which customers complained about the same."
    )
    reviews: Kept = Field(timedelta(days=90), description="Phrases of our people's replies that were set aside.")
    identities: Kept = Field(
        FOREVER,
        description="Bare rows, without which old mail would be taken for new if the server numbered it anew.",
    )

    def spans(self) -> Mapping[str, timedelta]:
        """By name, what is not kept for good."""
        return {name: span for name in type(self).model_fields if isinstance(span := getattr(self, name), timedelta)}

    @model_validator(mode="after")
    def _identities_stay_longest(self) -> RetentionSettings:
        longest = self.identities
        for kept in (self.messages, self.outbox):
            if longest != FOREVER and (kept == FOREVER or kept > longest):
                raise ValueError("`identities` cannot be shorter than `messages` or `outbox`, whose bare rows they are")
        return self
