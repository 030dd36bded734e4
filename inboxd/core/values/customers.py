"""Whom the admins know by name: VIPs, our own people, addresses that are never answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class AddressList:
    """Addresses and whole domains, lower case.

    Attributes:
        addresses: e.g. "mira@bluehill.example".
        domains: e.g. "bluehill.example" (written "@bluehill.example" in the file).
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def __contains__(self, email: object) -> bool:
        """Whether the address itself or its domain is listed."""
        return isinstance(email, str) and (email in self.addresses or email.rpartition("@")[2] in self.domains)


@dataclass(frozen=True, slots=True)
class HeaderMark:
    """A header field by which our own server marks mail.

    Attributes:
        name: of the field.
        value: that it must have, compared without case.
    """

    name: str
    value: str


class Forgiven(StrEnum):
    """Signs of a machine that may be forgiven to a trusted source."""

    AUTO_SUBMITTED = "auto_submitted"
    """Auto-Submitted: auto-generated; never auto-replied, nor anything else."""
    SUPPRESSION = "suppression"
    """X-Auto-Response-Suppress."""
    PRECEDENCE = "precedence"
    """Precedence: bulk, list or junk; never auto_reply."""
    LIST_UNSUBSCRIBE = "list_unsubscribe"
    """List-Unsubscribe alone, and the marks of mass-mailing services."""
    NO_REPLY = "no_reply"
    """The source's own address is a machine's, or its text asks not to be answered."""
    LIST = "list"
    """List-Id and its kin: a group address that gives mail on to us."""


USUALLY_FORGIVEN = frozenset(Forgiven) - {Forgiven.LIST}


@dataclass(frozen=True, slots=True)
class TrustedSource:
    """A web form, a forwarder or a group address: behind it stands the customer, who is to be answered.

    Attributes:
        senders: its addresses; empty when its header fields alone name it.
        headers: fields that it must bring along, each with its value; "*" stands for any value.
        authenticated: whether our own server must say that the mail really comes from the sender's domain.
        customer: where the customer stands: "reply_to", "from", "forwarded" (the first From in the forwarded text), or
            the name of a header field.
        forgives: which signs of a machine do not count.
    """

    senders: AddressList = AddressList()
    headers: tuple[HeaderMark, ...] = ()
    authenticated: bool = False
    customer: str = "reply_to"
    forgives: frozenset[Forgiven] = USUALLY_FORGIVEN


@dataclass(frozen=True, slots=True)
class Customers:
    """The lists of `customers.yaml`.

    Attributes:
        vip: people with a folder and a workflow of their own.
        internal: our own people.
        never_answer: addresses that get no automatic mail.
        trusted_sources: web forms and forwarders behind which the customer is answered although they look automatic.
        agents: addresses from which our people answer customers, besides the mailboxes' own and `internal`.
        vip_headers, internal_headers: marks that our own server sets and that no customer can bring along.
        same_person: each address of somebody with several → all addresses of that person.
        reopen_within: how long after its end a message still reopens a case; later it opens a new one.
    """

    vip: AddressList = AddressList()
    internal: AddressList = AddressList()
    never_answer: AddressList = AddressList()
    trusted_sources: tuple[TrustedSource, ...] = ()
    agents: AddressList = AddressList()
    vip_headers: tuple[HeaderMark, ...] = ()
    internal_headers: tuple[HeaderMark, ...] = ()
    same_person: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reopen_within: timedelta = timedelta(days=30)

    def addresses_of(self, email: str) -> frozenset[str]:
        """Every known address of the person who writes from this one, itself among them."""
        return self.same_person.get(email, frozenset({email}))
