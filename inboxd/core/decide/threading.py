"""Which case does a message belong to?"""

from __future__ import annotations

from inboxd.core.decide.likeness import owned_domain
from inboxd.core.parse.subjects import bare_subject, says_answer
from inboxd.core.values.case import Case
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import History
from inboxd.core.values.ids import find_tokens
from inboxd.core.values.mail import Address, Mail


def find_case(mail: Mail, history: History, *, by_us: bool = False) -> Case | None:
    """The case that a message continues, None when it begins something new.

    Threading headers count most (RFC 5322 §3.6.4): the newest reference that is known wins. A token in the subject
    counts only when the same customer, or somebody of their company, writes: subjects are copied and guessed.

    Args:
        by_us: whether one of our people wrote it: then it counts when the customer reads it.
    """
    for message_id in (*mail.in_reply_to, *reversed(mail.references)):
        case = history.cases.get(history.case_of_message.get(message_id, ""))
        if case is not None:
            return case
    return same_mail(mail, history) or _by_token(mail, history, by_us=by_us)


def readers_of_lost_thread(mail: Mail, customers: Customers) -> frozenset[str]:
    """The addresses of the one person to whom our people write "Re: …" in a mail that names no other; else nobody.

    Some clients, and all ticket systems that were copied from by hand, lose the thread of what they answer.
    """
    readers = {address.email for address in (*mail.to, *mail.cc)}
    persons = {customers.addresses_of(each) for each in readers}
    is_lost = not mail.in_reply_to and not mail.references and says_answer(mail.subject)
    return next(iter(persons)) if is_lost and len(persons) == 1 else frozenset()


def find_lost_case(mail: Mail, history: History, customers: Customers) -> Case | None:
    """The one case of that person's which waits under that subject."""
    named = {history.open_case_of.get(each, "") for each in readers_of_lost_thread(mail, customers)}
    cases = [history.cases[each] for each in named if each in history.cases]
    fits = [each for each in cases if bare_subject(each.subject) == bare_subject(mail.subject) != ""]
    return fits[0] if len(fits) == 1 and fits[0].waiting_since is not None else None


def same_mail(mail: Mail, history: History) -> Case | None:
    """The case that the very same mail opened through another of our addresses.

    Some web forms give all their mails one Message-ID: another customer's mail is another mail.
    """
    case = history.cases.get(history.case_of_message.get(mail.identity.message_id, ""))
    writer = mail.reply_address
    return case if case is not None and writer is not None and case.customer == writer.email else None


def is_for_customer(mail: Mail, case: Case, history: History, customers: Customers) -> bool:
    """Whether a mail of our people goes to the case's customer, at whichever address, and not only to a colleague.

    A colleague of the customer who wrote in the case is answered in the customer's place; a courier whom we asked, or
    somebody else who got a copy, is not.
    """
    wanted, family = customers.addresses_of(case.customer), owned_domain(Address(case.customer))
    if family:
        writers = {history.writer_of.get(each, "") for each in mail.in_reply_to}
        wanted |= {each for each in writers if owned_domain(Address(each)) == family}
    return any(address.email in wanted for address in (*mail.to, *mail.cc))


def _by_token(mail: Mail, history: History, *, by_us: bool) -> Case | None:
    writers = {address for address in (mail.sender, mail.reply_address) if address is not None}
    named = {address.email for address in writers} | {address.email for address in (*mail.to, *mail.cc) if by_us}
    families = {owned_domain(address) for address in writers} - {""}
    for token in sorted(find_tokens(mail.subject)):
        case = history.cases.get(history.case_of_token.get(token, ""))
        if case is None:
            continue
        if case.customer in named or owned_domain(Address(case.customer)) in families:
            return case
    return None
