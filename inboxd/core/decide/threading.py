"""Which case does a message belong to?"""

from __future__ import annotations

from inboxd.core.values.case import Case
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import History
from inboxd.core.values.ids import find_tokens
from inboxd.core.values.mail import Mail


def find_case(mail: Mail, history: History) -> Case | None:
    """The case that a message continues, None when it begins something new.

    Threading headers count most (RFC 5322 §3.6.4): the newest reference that is known wins. A token in the subject
    counts only when the same customer, or somebody of the same domain, writes: subjects are copied and guessed.
    """
    for message_id in (*mail.in_reply_to, *reversed(mail.references)):
        case = history.cases.get(history.case_of_message.get(message_id, ""))
        if case is not None:
            return case
    return same_mail(mail, history) or _by_token(mail, history)


def same_mail(mail: Mail, history: History) -> Case | None:
    """The case that the very same mail opened through another of our addresses.

    Some web forms give all their mails one Message-ID: another customer's mail is another mail.
    """
    case = history.cases.get(history.case_of_message.get(mail.identity.message_id, ""))
    writer = mail.reply_address
    return case if case is not None and writer is not None and case.customer == writer.email else None


def is_for_customer(mail: Mail, case: Case, history: History, customers: Customers) -> bool:
    """Whether a mail of our people goes to the case's customer, at whichever address, and not only to a colleague.

    A colleague of the customer who wrote in the case is answered in the customer's place.
    """
    wanted = {*customers.addresses_of(case.customer), *(history.writer_of.get(each, "") for each in mail.in_reply_to)}
    return any(address.email in wanted for address in (*mail.to, *mail.cc))


def _by_token(mail: Mail, history: History) -> Case | None:
    writers = {address.email for address in (mail.sender, mail.reply_address) if address is not None}
    readers = {address.email for address in (*mail.to, *mail.cc)}
    for token in sorted(find_tokens(mail.subject)):
        case = history.cases.get(history.case_of_token.get(token, ""))
        if case is None:
            continue
        domain = case.customer.rpartition("@")[2]
        if case.customer in writers | readers or any(email.rpartition("@")[2] == domain for email in writers):
            return case
    return None
