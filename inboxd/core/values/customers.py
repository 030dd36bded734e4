"""Whom the admins know by name: VIPs, our own people, addresses that are never answered."""

from __future__ import annotations

from dataclasses import dataclass


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
class Customers:
    """The lists of `customers.yaml`.

    Attributes:
        vip: people with a folder and a workflow of their own.
        internal: our own people.
        never_answer: addresses that get no automatic mail.
        trusted_sources: web forms and forwarders whose Reply-To may be answered although they look automatic.
    """

    vip: AddressList = AddressList()
    internal: AddressList = AddressList()
    never_answer: AddressList = AddressList()
    trusted_sources: AddressList = AddressList()
