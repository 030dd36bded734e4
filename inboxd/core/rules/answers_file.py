"""What an admin may write into `answers/<language>.yaml` and `verification.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from inboxd.core.rules.kinds import Duration, Language
from inboxd.core.rules.schema import Section
from inboxd.core.values.verification import RatingBy, RatingStyle

AnswerWords = tuple[Annotated[str, Field(min_length=1, max_length=200)], ...]
_NEVER = "never"


class AnswersFile(Section):
    """`answers/<language>.yaml`: words by which customers of one language say whether it is solved."""

    language: Language = Field(description="ISO 639-1 code; the same as the file's name.")
    yes: AnswerWords = Field((), description="Words that mean yes where they begin an answer, a line or a sentence.")
    no: AnswerWords = Field((), description="Words that mean no at the same places.")
    solved: AnswerWords = Field((), description="Phrases that say, anywhere, that it is gone or works.")
    unsolved: AnswerWords = Field((), description="Phrases that say, anywhere, that it is not or came back.")
    not_: AnswerWords = Field(
        (), alias="not", description="Words that turn a phrase about the matter beside them round."
    )
    thanks: AnswerWords = Field((), description="Gratitude and good wishes.")
    reserve: AnswerWords = Field((), description="Words that keep a yes from counting: but, not sure, will check.")
    ignore: AnswerWords = Field((), description="Salutations, sign-offs and fillers that say nothing.")
    score: AnswerWords = Field((), description="Words that stand beside the number of a rating.")
    good: AnswerWords = Field((), description="Words that rate with 5 where a yes would count.")
    okay: AnswerWords = Field((), description="Words that rate with 3.")
    bad: AnswerWords = Field((), description="Words that rate with 1.")


def _never(value: Any) -> Any:  # noqa: ANN401 - whatever the admin wrote
    return None if value == _NEVER else value


def _share(value: Any) -> Any:  # noqa: ANN401 - whatever the admin wrote
    if not isinstance(value, str):
        return value
    number = value.strip().removesuffix("%").strip()
    try:
        share = float(number) / 100
    except ValueError:
        share = -1.0
    if not value.strip().endswith("%") or not 0 <= share <= 1:
        raise ValueError('write a share of the cases such as "100%" or "25%"')
    return share


_DURATION = {"type": "string", "pattern": r"^\s*(\d{1,6}\s*[smhdw]\s*)+$|^never$", "examples": ["3d", _NEVER]}
_SHARE = {"type": "string", "pattern": r"^\s*\d{1,3}(\.\d+)?\s*%\s*$", "examples": ["100%", "25%"]}
MaybeDuration = Annotated[Duration | None, BeforeValidator(_never), WithJsonSchema(_DURATION, mode="validation")]
Share = Annotated[float, BeforeValidator(_share), WithJsonSchema(_SHARE, mode="validation")]


class VerificationFile(Section):
    """`verification.yaml`: how customers are asked whether it is solved, and what their answer does."""

    reopen_as: str = Field(
        "priority", description="Route that a case takes when it is not solved, unless it stands higher."
    )
    silence: Duration = Field(timedelta(days=5), description="How long an answer is awaited; then silence is consent.")
    remind: MaybeDuration = Field(
        None, description="How long after the question to ask once more; `never` for not at all."
    )
    cooldown: Duration = Field(timedelta(days=14), description="How long a customer who was asked is not asked again.")
    sample: Share = Field(1.0, description="Which share of the cases is asked; the same cases on every try.")
    rating: RatingStyle = Field(
        RatingStyle.NONE, description="Whether a rating is asked for: none, three or five steps."
    )
    rating_by: RatingBy = Field(RatingBy.BOTH, description="How a rating may come: by reply, by link, or both.")
    link_valid: Duration = Field(timedelta(days=14), description="How long the links for rating count.")
