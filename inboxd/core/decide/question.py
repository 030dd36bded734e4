"""What must be known before a batch can be decided, asked once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inboxd.core.decide.gate import body_hash, case_tokens
from inboxd.core.decide.ground import Judged
from inboxd.core.decide.linking import linking_marks
from inboxd.core.decide.threading import readers_of_lost_thread
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import Question
from inboxd.core.values.ids import find_rating_mark
from inboxd.core.values.mail import Mail

_NOBODY = Customers()


def question_for(mailbox: str, mails: Iterable[Mail], customers: Customers = _NOBODY) -> Question:
    """Everything about these messages that the past may tell something about.

    Args:
        customers: tell which addresses belong to one person.
    """
    every = tuple(mails)
    writers = (mail.reply_address.email for mail in every if mail.reply_address is not None)
    addresses = frozenset(address for writer in writers for address in customers.addresses_of(writer))
    named = (name for mail in every for name in (mail.identity.message_id, *mail.in_reply_to, *mail.references))
    return Question(
        mailbox=mailbox,
        message_ids=frozenset(name for name in named if name),
        addresses=addresses,
        domains=frozenset(address.rpartition("@")[2] for address in addresses),
        body_hashes=frozenset(digest for mail in every if (digest := body_hash(mail))),
        tokens=frozenset(token for mail in every for token in case_tokens(mail)),
        identities=frozenset(mail.identity for mail in every),
        rating_keys=frozenset(mark[2] for mail in every if (mark := find_rating_mark(mail.subject)) is not None),
    )


def with_lost_threads(question: Question, sent: Iterable[Mail], customers: Customers) -> Question:
    """The question with whose case a mail of our people may answer that names none."""
    readers = (address for mail in sent for address in readers_of_lost_thread(mail, customers))
    return replace(question, addresses=question.addresses | frozenset(readers))


def with_judged(question: Question, every: Iterable[Judged]) -> Question:
    """The question with what is known of the messages only once they are judged."""
    judged = tuple(every)
    bounced = (name for each in judged if each.bounce for name in each.bounce.original_message_ids)
    marks = (mark for each in judged for mark in linking_marks(each.mail, each.verdict))
    return replace(question, message_ids=question.message_ids | frozenset(bounced), marks=frozenset(marks))
