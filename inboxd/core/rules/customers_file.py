"""What an admin may write in `customers.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from inboxd.core.rules.kinds import AddressEntry, Duration, HeaderName, ListFile, WholeAddress, Words
from inboxd.core.rules.mistakes import suggest
from inboxd.core.rules.schema import Section
from inboxd.core.values.customers import USUALLY_FORGIVEN, Forgiven

_PLACES = ("reply_to", "from", "forwarded")
_ADDRESS = r"^[^@\s]*@[^@\s]+$"


def _customer(value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
    if not isinstance(value, str) or value in _PLACES or "-" in value:
        return value
    raise ValueError(
        f"`customer` cannot be {value!r}: {suggest(value, _PLACES)}, or a header field such as X-Original-From"
    )


Place = Annotated[str, BeforeValidator(_customer), Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,75}$")]


class TrustedSourceEntry(Section):
    """A web form, a forwarder or a group address behind which the customer stands. An address alone is a form."""

    from_: Words = Field((), alias="from", description="Its addresses; `@bluehill.example` stands for a domain.")
    header: dict[HeaderName, str] = Field(
        default_factory=dict, description='Header fields that it brings along, with their values; "*" is any value.'
    )
    authenticated: bool = Field(
        False,
        description="Your own server (`authserv_id`) must say that DKIM or DMARC passed for the domain in From.",
    )
    customer: Place = Field(
        "reply_to",
        description="Where the customer stands: `reply_to`, `from`, `forwarded` (first From of the forwarded text), "
        "or a field such as X-Original-From.",
    )
    forgive: tuple[Forgiven, ...] = Field(
        tuple(each for each in Forgiven if each in USUALLY_FORGIVEN),
        description="Signs of a machine that do not count here; `list` is for group addresses only.",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:  # noqa: ANN401 — whatever the admin wrote
        return {"from": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core_schema)).copy()
        long_form["anyOf"] = [{"required": ["from"]}, {"required": ["header"]}]
        return {"anyOf": [{"type": "string", "pattern": _ADDRESS}, long_form]}


class CustomersFile(Section):
    """`customers.yaml`: whom we know by name. `@bluehill.example` stands for everybody there."""

    vip: tuple[AddressEntry, ...] = Field((), description="People with a workflow of their own.")
    internal: tuple[AddressEntry, ...] = Field((), description="Our own people.")
    never_answer: tuple[AddressEntry, ...] = Field((), description="They get no automatic mail.")
    trusted_sources: tuple[TrustedSourceEntry, ...] = Field(
        (), description="Web forms and forwarders behind which the customer is answered although they look automatic."
    )
    agents: tuple[AddressEntry, ...] = Field(
        (), description="Further addresses from which our people answer customers: private ones, a help desk's."
    )
    vip_files: tuple[ListFile, ...] = Field((), description="Files with more VIP addresses, e.g. `lists/vip.csv`.")
    internal_files: tuple[ListFile, ...] = Field((), description="Files with more addresses of our own people.")
    vip_headers: dict[HeaderName, str] = Field(
        default_factory=dict, description="Header fields and the value that marks a VIP; needs `trusted_headers`."
    )
    internal_headers: dict[HeaderName, str] = Field(
        default_factory=dict, description="Header fields and the value that marks our people; needs `trusted_headers`."
    )
    trusted_headers: bool = Field(
        False, description="Your own server removes these fields from mail that comes in from outside."
    )
    same_person: tuple[Annotated[tuple[WholeAddress, ...], Field(min_length=2)], ...] = Field(
        (), description="Groups of addresses that belong to one person each."
    )
    reopen_within: Duration = Field(
        timedelta(days=30), description="How long after its end a message reopens a case; later it opens a new one."
    )

    @model_validator(mode="after")
    def _headers_are_trusted(self) -> CustomersFile:
        if (self.vip_headers or self.internal_headers) and not self.trusted_headers:
            raise ValueError(
                "anybody can write a header: `trusted_headers: true` says that your server removes these fields first"
            )
        return self
