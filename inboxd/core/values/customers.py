"""Whom the admins know by name: VIPs, our own people, addresses that are never answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


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


@dataclass(frozen=True, slots=True)
class Customers:
    """The lists of `customers.yaml`.

    Attributes:
        vip: people with a folder and a workflow of their own.
        internal: our own people.
        never_answer: addresses that get no automatic mail.
        trusted_sources: web forms and forwarders whose Reply-To may be answered although they look automatic.
        agents: addresses from which our people answer customers, besides the mailboxes' own and `internal`.
        vip_headers, internal_headers: marks that our own server sets and that no customer can bring along.
        same_person: each address of somebody with several → all addresses of that person.
        reopen_within: how long after its end a message still reopens a case; later it opens a new one.
    """

    vip: AddressList = AddressList()
    internal: AddressList = AddressList()
    never_answer: AddressList = AddressList()
    trusted_sources: AddressList = AddressList()
    agents: AddressList = AddressList()
    vip_headers: tuple[HeaderMark, ...] = ()
    internal_headers: tuple[HeaderMark, ...] = ()
    same_person: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reopen_within: timedelta = timedelta(days=30)

    def addresses_of(self, email: str) -> frozenset[str]:
        """Every known address of the person who writes from this one, itself among them."""
        return self.same_person.get(email, frozenset({email}))
