"""A mail that came back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce says; anybody can write one, so it proves nothing by itself.

    Attributes:
        recipient: lower-case address that could not be reached, "" when it does not say.
        permanent: whether another try would fail too (RFC 3463 class 5, or no class given).
        status: enhanced status code such as "5.1.1", "" when it does not say.
        original_message_ids: Message-IDs, without angle brackets, that the mail which came back may have had.
        given_up: whether the server has stopped trying; otherwise the mail is only late.
    """

    recipient: str
    permanent: bool
    status: str
    original_message_ids: tuple[str, ...] = ()
    given_up: bool = True
