"""What an admin may write into `words/<language>.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from inboxd.core.rules.kinds import Language
from inboxd.core.rules.schema import Section

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
_Phrase = Annotated[str, Field(max_length=200)]
_Text = Annotated[str, Field(max_length=200)]


class ListEntry(Section):
    """How several things are joined."""

    between: str = Field(", ", max_length=20, description="Between all but the last two, with its blanks.")
    last: str = Field(", ", max_length=20, description="Between the last two, with its blanks.")


class OpensEntry(Section):
    """How to say when somebody works next."""

    today: _Text = Field("", description="With `{time}`.")
    tomorrow: _Text = Field("", description="With `{time}`.")
    later: _Text = Field("", description="With `{time}` and `{date}`.")


class TopicWords(Section):
    """A topic in this language."""

    title: _Text = Field("", description='A noun phrase that fits "your message about …"; empty: it is not named.')
    phrases: tuple[_Phrase, ...] = Field(
        (), description="Words by which it is known; `*` after letters stands for any ending."
    )


class NumberWords(Section):
    """A kind of number in this language."""

    title: _Text = Field("", description="How it is named, with `{number}`; empty: it is not named.")
    said: tuple[_Phrase, ...] = Field((), description="Words that stand before the number.")
    behind: tuple[_Phrase, ...] = Field((), description="Words that stand right behind the number.")

    @field_validator("title")
    @classmethod
    def _has_a_number(cls, title: str) -> str:
        if title and title.count("{number}") != 1:
            raise ValueError(f"{title!r} must hold {{number}} once")
        return title


class WordsFile(Section):
    """`words/<language>.yaml`: the small texts of one language, and the words by which topics and numbers are known."""

    language: Language = Field(description="ISO 639-1 code; the same as the file's name.")
    list_: ListEntry = Field(default_factory=ListEntry, alias="list", description="What joins the things of a list.")
    opens: OpensEntry = Field(default_factory=OpensEntry, description="When somebody works next, as a phrase.")
    topics: dict[Name, TopicWords] = Field(default_factory=dict, description="By the names of `topics.yaml`.")
    numbers: dict[Name, NumberWords] = Field(
        default_factory=dict, description="By the names of the identifiers of `acknowledgment.yaml`."
    )
    between: tuple[_Phrase, ...] = Field((), description="Words that may stand between such a word and the number.")
    questions: dict[Name, Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict, description="Whole sentences, by the names of `acknowledgment.yaml`."
    )
