"""What must be known before a batch can be decided, asked once."""

from __future__ import annotations

from collections.abc import Iterable

from inboxd.core.decide.gate import body_hash
from inboxd.core.values.history import Question
from inboxd.core.values.ids import find_tokens
from inboxd.core.values.mail import Mail


def question_for(mailbox: str, mails: Iterable[Mail]) -> Question:
    """Everything about these messages that the past may tell something about."""
    every = tuple(mails)
    addresses = frozenset(mail.reply_address.email for mail in every if mail.reply_address is not None)
    named = (name for mail in every for name in (mail.identity.message_id, *mail.in_reply_to, *mail.references))
    return Question(
        mailbox=mailbox,
        message_ids=frozenset(name for name in named if name),
        addresses=addresses,
        domains=frozenset(address.rpartition("@")[2] for address in addresses),
        body_hashes=frozenset(digest for mail in every if (digest := body_hash(mail))),
        tokens=frozenset(token for mail in every for token in find_tokens(mail.subject)),
        identities=frozenset(mail.identity for mail in every),
    )
