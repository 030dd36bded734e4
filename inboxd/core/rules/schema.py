"""What an admin may write, file by file. Unknown keys are refused; every field says what it is for.

The models read texts only (see `document`); the JSON Schema for editors is made from them too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from inboxd.core.rules.kinds import (
    AutomaticWord,
    Comparisons,
    CustomerTypes,
    Duration,
    Language,
    Languages,
    MailKinds,
    Places,
    Words,
)
from inboxd.core.rules.vocabulary import SignalName, Status
from inboxd.core.values.verdict import Acknowledge


class Section(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=False)


class WhenEntry(Section):
    """Conditions of a route; all of them must hold."""

    automatic: AutomaticWord | None = Field(
        None, description="`true`: a machine wrote it (a hard sign or two soft ones); or the signs: hard, soft, none."
    )
    customer: CustomerTypes | None = Field(None, description="Whom we deal with; one or several types.")
    language: Languages | None = Field(None, description="Language of the message, ISO 639-1; `und` when unknown.")
    reads_like: MailKinds | None = Field(
        None, description="What the statistical judge and the rules together take it for; one or several kinds."
    )
    heat: Comparisons | None = Field(None, description='The weighted sum of the signals, e.g. ">= 5".')
    blocked: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    distress: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    loss: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    safety: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    anger: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    urgency: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    churn: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    legal: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    chasing: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    praise: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    wish: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    calm: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    spam: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    machine: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    grief: Comparisons | None = Field(None, description="Score of this signal, after its cap.")
    any_: tuple[WhenEntry, ...] | None = Field(
        None, alias="any", min_length=1, description="A list of condition groups of which at least one must hold."
    )
    not_: WhenEntry | None = Field(None, alias="not", description="A group of conditions that must not hold together.")


class ThenEntry(Section):
    """What happens to messages of a route."""

    folder: str = Field(
        "", max_length=200, description='Target folder, "/" between levels; empty leaves it where it is.'
    )
    flag: bool = Field(False, description="Mark the message as important (\\Flagged).")
    keyword: str = Field("", pattern=r"^[$A-Za-z0-9_.-]{0,64}$", description="IMAP keyword to set; empty for none.")
    acknowledge: Acknowledge = Field(Acknowledge.NEVER, description="Which acknowledgment is wanted.")
    reply_within: Duration | None = Field(
        None, description="Target for our first reply in working time: `18h` are two days of nine working hours."
    )
    follow_up: Duration | None = Field(None, description="How long after our reply to ask whether it is solved.")
    case: bool = Field(True, description="Whether a message of this route needs a human's answer.")
    next_reply_within: Duration | None = Field(
        None, description="Target for further replies, in working time; that of the first reply when missing."
    )
    resolve_within: Duration | None = Field(None, description="Target for the solution, in working time.")
    acknowledge_after: Duration = Field(
        timedelta(), description="How long the acknowledgment waits; it is dropped when a human is quicker."
    )
    escalation: str = Field("", description="Which escalation of `hours.yaml` applies; empty for `default`.")

    @model_validator(mode="after")
    def _makes_sense(self) -> ThenEntry:
        if any(not level.strip() or level != level.strip() for level in self.folder.split("/")) and self.folder:
            raise ValueError(f"the folder {self.folder!r} has an empty level or blanks around one")
        if any(ord(char) < 32 or char == "\x7f" for char in self.folder):
            raise ValueError("the folder's name holds a control character")
        if not self.case and (self.reply_within or self.follow_up):
            raise ValueError("`reply_within` and `follow_up` need a case: remove them or `case: false`")
        return self


class ExampleEntry(Section):
    """A small message and the route that it must take."""

    subject: str = Field("", description="The subject.")
    text: str = Field("", description="The body as it would arrive, with quotes and signature.")
    from_: str = Field("mira@customer.example", alias="from", description="The sender's address, with or without name.")
    headers: dict[str, str] = Field(default_factory=dict, description="Further header fields.")
    html: str = Field("", description="An HTML body instead of `text`.")
    contacts: Annotated[int, Field(ge=0, le=10_000)] = Field(0, description="Earlier messages of this customer.")
    route: str = Field("", description="Expected route; empty means the one it stands under.")


class RouteEntry(Section):
    """One route. The first whose conditions hold is taken."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="Short name; never reuse one for something else.")
    why: str = Field("", max_length=300, description="One sentence for people.")
    when: WhenEntry | None = Field(None, description="The conditions; only the last route has none.")
    then: ThenEntry = Field(default_factory=ThenEntry, description="What happens.")
    examples: tuple[ExampleEntry, ...] = Field(
        (), description="Messages that prove the route; run before it goes live."
    )


HeatWeight = Annotated[float, Field(ge=-10, le=10)]
Cap = Annotated[float, Field(gt=0, le=100)]


class RoutesFile(Section):
    """`routes.yaml`: how the signals make the heat, and which route a message takes."""

    heat: dict[SignalName, HeatWeight] = Field(
        description="Weight of each signal in the heat; a signal that is missing weighs 0.", min_length=1
    )
    caps: dict[SignalName, Cap] = Field(
        default_factory=dict, description="What a signal can score at most; 6 when missing."
    )
    vote: Annotated[float, Field(ge=0, le=20)] = Field(
        0.0,
        description="What the statistical judge may add to the heat, or to the score of wish, praise, spam or machine, "
        "and take from it, at most; 0 leaves it out.",
    )
    routes: tuple[RouteEntry, ...] = Field(min_length=1, description="Top to bottom, the first match wins.")


_LONG_KEYS = frozenset({"phrase", "pattern"})


class EvidenceEntry(Section):
    """One phrase or pattern and what it is worth. The short form is `phrase: weight`."""

    phrase: str | None = Field(None, max_length=200, description="Words; `*` after letters stands for any ending.")
    pattern: str | None = Field(None, max_length=1000, description="An RE2 pattern, matched without regard to case.")
    weight: Annotated[float, Field(gt=0, le=10)] = Field(description="What it is worth, above 0 and at most 10.")
    unless: Words = Field((), description="Longer words or phrases that shield it: inside them it does not count.")
    only_in: Languages = Field((), description="Counts only when the message is in one of these languages.")
    where: Places = Field(
        ("subject", "new"),
        description="Where it looks: subject, new (what was written now), quoted, all, attachments, header.<Name>.",
    )
    status: Status = Field(Status.LIVE, description="`shadow` scores and is reported, and changes nothing.")
    exact: bool = Field(False, description="Accents and case must be as written.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
        if isinstance(value, str):
            hint = f"write `{value.rstrip(':')}: 2`, with a blank after the colon"
            raise ValueError(f"{value!r} has no weight: {hint}")  # noqa: TRY004 - pydantic listens to ValueError only
        if isinstance(value, dict) and len(value) > 1 and not _LONG_KEYS & value.keys():
            raise ValueError("several phrases in one entry: begin each with its own `-`")
        if isinstance(value, dict) and len(value) == 1 and not _LONG_KEYS & value.keys():
            ((phrase, weight),) = value.items()
            return {"phrase": phrase, "weight": weight}
        return value

    @model_validator(mode="after")
    def _is_one_thing(self) -> EvidenceEntry:
        if (self.phrase is None) == (self.pattern is None):
            raise ValueError("write either `phrase` or `pattern`")
        if self.pattern is not None and (self.unless or self.exact):
            raise ValueError("`unless` and `exact` belong to phrases; a pattern says it itself")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core_schema)).copy()
        long_form["anyOf"] = [{"required": ["phrase"]}, {"required": ["pattern"]}]
        number = {"type": "number", "exclusiveMinimum": 0, "maximum": 10}
        not_long = {"not": {"enum": sorted(_LONG_KEYS)}}
        single = {"type": "object", "minProperties": 1, "maxProperties": 1}
        short_form = {**single, "propertyNames": not_long, "additionalProperties": number}
        return {"anyOf": [short_form, long_form]}


class SignalsFile(Section):
    """`signals/<language>.yaml`: what words of one language are evidence of."""

    language: Language = Field(description="ISO 639-1 code; the same as the file's name.")
    signals: dict[SignalName, tuple[EvidenceEntry, ...]] = Field(description="Phrases and patterns by signal.")


class TopicEntry(Section):
    """Something that people complain about."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="Short name for trends and metrics.")
    title: str = Field(max_length=100, description="For people.")
    phrases: tuple[Annotated[str, Field(max_length=200)], ...] = Field(
        (), description="Words of no one language; the others stand in `words/<language>.yaml`."
    )


class TopicsFile(Section):
    """`topics.yaml`: the basis of trends."""

    topics: tuple[TopicEntry, ...] = Field((), description="Several may fit one message.")
