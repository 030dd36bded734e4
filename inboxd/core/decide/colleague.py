"""Does one of our own people speak, and not a customer?"""

from __future__ import annotations

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.recipient import is_one_of
from inboxd.core.decide.threading import is_for_customer
from inboxd.core.parse.authentication import is_refuted
from inboxd.core.values.case import Case
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail


def is_ours(judged: Judged, case: Case, history: History, ground: Ground) -> bool:
    """Whether one of our people speaks, or the mailbox itself, in the case of somebody else.

    Who answers go to tells: behind our own web form's address stands the customer. But whoever of ours writes to the
    case's customer is answering, wherever answers to that are to go. Of whom our own server says that they are not who
    they claim to be, nobody is ours.
    """
    mail, customers = judged.mail, ground.customers
    if is_refuted(mail, ground.policy.authserv_id):
        return False
    writer, sender = mail.reply_address, mail.sender
    if writer is None or sender is None or sender.email in customers.addresses_of(case.customer):
        return False
    if sender.email in customers.agents or writer.email in customers.agents:
        return True
    if writer.email in customers.addresses_of(case.customer):
        return False
    if judged.verdict.customer_type == "internal" and not mail.reply_to:
        return True
    is_person = sender.email in customers.internal and mail.source is None
    if is_person and is_for_customer(mail, case, history, customers):
        return True
    return writer.email in customers.internal or is_one_of(writer.email, ground.policy.all_own)


def is_by_us(mail: Mail, ground: Ground) -> bool:
    """Whether the mailbox itself, or one of our people, sent it."""
    sender, listed = mail.sender, ground.customers
    named = sender is not None and (sender.email in listed.internal or sender.email in listed.agents)
    return is_by_mailbox(mail, ground) or (named and not is_refuted(mail, ground.policy.authserv_id))


def is_by_mailbox(mail: Mail, ground: Ground) -> bool:
    """Whether the mailbox itself sent it: everybody who ever got a letter of ours knows its Message-ID."""
    sender = mail.sender
    named = sender is not None and is_one_of(sender.email, ground.policy.all_own)
    return named and not is_refuted(mail, ground.policy.authserv_id)
