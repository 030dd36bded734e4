"""What an admin may write into `acknowledgment.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inboxd.core.rules.kinds import Words
from inboxd.core.rules.schema import Section, WhenEntry
from inboxd.core.rules.words_file import Name


class IdentifierEntry(Section):
    """A kind of number that customers give."""

    name: Name = Field(description="Short name; its words stand in `words/<language>.yaml`.")
    patterns: tuple[Annotated[str, Field(max_length=1000)], ...] = Field(
        (), description="RE2 patterns of numbers of your own shape, without regard to case; a group is the number."
    )


class QuestionEntry(Section):
    """A question that an acknowledgment may ask."""

    name: Name = Field(description="Short name; its sentences stand in `words/<language>.yaml`.")
    topics: Words = Field((), description="Only about these topics; empty for every message.")
    routes: Words = Field((), description="Only on these routes; empty for every route.")
    unless_given: Words = Field((), description="Not when the customer gave one of these identifiers.")


class HandsOffEntry(Section):
    """When no automatic mail goes out."""

    why: str = Field(min_length=1, max_length=60, description="Why, in a word or two; our own people read it.")
    when: WhenEntry = Field(description="The conditions, as in `routes.yaml`.")


class AcknowledgmentFile(Section):
    """`acknowledgment.yaml`: what acknowledgments take from a message, may ask, and when a machine keeps silent."""

    identifiers: tuple[IdentifierEntry, ...] = Field((), description="Numbers that nobody asks for again.")
    questions: tuple[QuestionEntry, ...] = Field((), description="At most two are asked, the first that fit.")
    hands_off: tuple[HandsOffEntry, ...] = Field((), description="No automatic mail at all; the first that holds.")
    page: Words = Field((), description="Channels that are told of such a message; empty means the default ones.")
