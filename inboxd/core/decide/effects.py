"""The effects that follow from a message, each with a stable id derived from what causes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inboxd.core.decide.asking import with_matter
from inboxd.core.decide.casework import thread_of
from inboxd.core.decide.gate import body_hash
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.word import is_from_customer
from inboxd.core.values import ids
from inboxd.core.values.arrival import Place
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, EffectState, FileCopy, Letter, Move, Silence
from inboxd.core.values.history import Answer
from inboxd.core.values.mail import Address, Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import RoutePolicy


def move_by_route(
    judged: Judged, route: RoutePolicy, case_id: str, ground: Ground, keywords: tuple[str, ...] = ()
) -> tuple[Effect, ...]:
    """Where the route wants the message and how it is marked there; empty when nothing is to be done.

    Args:
        keywords: further IMAP keywords, beside the route's own.
    """
    flags = (*(("\\Flagged",) if route.flag else ()), *((route.keyword,) if route.keyword else ()), *keywords)
    folder = route.folder or judged.arrival.place.folder
    return move_to(judged.arrival.place, judged.mail, folder, flags, case_id, ground)


def move_to(
    place: Place, mail: Mail, folder: str, flags: tuple[str, ...], case_id: str, ground: Ground
) -> tuple[Effect, ...]:
    """One move, or none when the message lies right already."""
    if folder == place.folder and not flags:
        return ()
    key = ids.message_key(place.mailbox, mail.identity)
    move = Effect(
        effect_id=f"move:{key}",
        mailbox=place.mailbox,
        deed=Move(place, mail.identity, folder, flags, received_at=mail.received_at),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=ground.now,
        case_id=case_id,
        message_key=key,
    )
    return (move,)


def acknowledgment(judged: Judged, route: RoutePolicy, case: Case, ground: Ground) -> tuple[Effect, Answer]:
    """The acknowledgment, due when a human has had time to be quicker, with the entry by which all caps count it."""
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    # It answers who wrote, who need not be the one who opened the case: the gate has asked about the writer.
    writer = judged.mail.reply_address or Address(case.customer, case.customer_name)
    is_own = is_from_customer(judged.mail, case, ground.customers) or writer.email == case.customer
    letter = replace(
        _letter(judged.mail, case, ground.policy, is_own=is_own),
        kind="acknowledgment",
        in_reply_to=judged.mail.identity.message_id or case.last_message_id,
        template=route.acknowledge.value,
        language=case.language if is_own or judged.verdict.language == "und" else judged.verdict.language,
        to=writer.email,
        to_name=writer.name,
        reply_by=case.reply_due_at,
    )
    due_at = ground.now + route.acknowledge_after
    letter = with_matter(letter, judged.verdict.topics, judged.verdict.identifiers, case, due_at, ground)
    effect = _sending(f"acknowledgment:{case.case_id}:{key[:12]}", letter, case, key, ground)
    effect = replace(effect, due_at=due_at, delay=route.acknowledge_after or None)
    # The Message-ID, not our key, makes the answer unique: the same mail may reach several of our mailboxes.
    unique = judged.mail.identity.message_id or key
    answer = Answer(
        answer_key=f"acknowledgment:{writer.email}:{unique}",
        at=ground.now,
        address=writer.email,
        domain=writer.domain,
        mailbox=ground.policy.name,
        case_id=case.case_id,
        body_hash=body_hash(judged.mail),
    )
    return effect, answer


def questions(judged: Judged, route: RoutePolicy, case: Case, ground: Ground) -> tuple[Effect, ...]:
    """Is it solved? The follow-up waits until a human has answered; a reminder, until the follow-up went out.

    What somebody else wrote in the case, be it only a subject, is not quoted to the customer.
    """
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    is_own = is_from_customer(judged.mail, case, ground.customers)
    letter = _letter(judged.mail, case, ground.policy, is_own=True) if is_own else letter_of(case, ground.policy)
    return _questions(letter, key, route, case, ground)


def questions_again(case: Case, route: RoutePolicy, cause: str, ground: Ground) -> tuple[Effect, ...]:
    """The same for a case that a person took up again: no message of the customer caused it.

    Args:
        cause: what makes these questions others than those of the case before.
    """
    return _questions(letter_of(case, ground.policy), cause, route, case, ground)


def silence_unasked(case: Case, cause: str, at: datetime, ground: Ground) -> Effect:
    """The end of an answered case about which nothing is asked, when the customer says nothing from now on."""
    return Effect(
        effect_id=f"silence:{case.case_id}:{cause[:12]}",
        mailbox=case.mailbox,
        deed=Silence(asked=False),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=at + ground.verification.silence,
        case_id=case.case_id,
    )


def _questions(letter: Letter, key: str, route: RoutePolicy, case: Case, ground: Ground) -> tuple[Effect, ...]:
    wanted = ground.verification
    waiting = EffectState.SHADOW if ground.policy.shadow else EffectState.WAITING
    letter = replace(letter, silence=wanted.silence)
    asked = _sending(f"follow_up:{case.case_id}:{key[:12]}", letter, case, key, ground)
    asked = replace(asked, state=waiting, delay=route.follow_up)
    if wanted.remind is None:
        return (asked,)
    again = replace(
        letter,
        kind="reminder",
        template="reminder",
        in_reply_to=asked.message_id,
        references=(*letter.references, asked.message_id),
    )
    reminder = _sending(f"reminder:{case.case_id}:{key[:12]}", again, case, key, ground)
    return asked, replace(reminder, state=waiting, delay=wanted.remind)


def silence_after(question: Effect, at: datetime, *, asked: bool) -> Effect:
    """The end of a case whose customer says nothing from now on.

    Args:
        question: the follow-up that went out, or was not allowed to.
    """
    span = question.deed.silence if isinstance(question.deed, Letter) else timedelta()
    return Effect(
        effect_id=f"silence:{question.effect_id}",
        mailbox=question.mailbox,
        deed=Silence(asked),
        state=EffectState.QUEUED,
        due_at=at + span,
        case_id=question.case_id,
        message_key=question.message_key,
    )


def file_copy(sent: Effect, raw: bytes, now: datetime) -> Effect:
    """Put the letter that went out into the Sent folder, so that our people see it in their mail clients."""
    return Effect(
        effect_id=f"file_copy:{sent.effect_id}",
        mailbox=sent.mailbox,
        deed=FileCopy(raw.decode("ascii"), sent.message_id, folder=""),
        state=EffectState.QUEUED,
        due_at=now,
        case_id=sent.case_id,
    )


def _sending(effect_id: str, letter: Letter, case: Case, key: str, ground: Ground) -> Effect:
    domain = letter.from_address.rpartition("@")[2]
    return Effect(
        effect_id=effect_id,
        mailbox=ground.policy.name,
        deed=letter,
        state=EffectState.QUEUED,
        due_at=ground.now,
        case_id=case.case_id,
        message_key=key,
        message_id=ids.letter_message_id(effect_id, letter.kind, domain, ground.key),
    )


def letter_of(case: Case, policy: MailboxPolicy) -> Letter:
    """A follow-up in the case, from the mailbox's main address; the basis of every letter that answers no message."""
    return Letter(
        kind="follow_up",
        template="follow_up",
        language=case.language,
        to=case.customer,
        to_name=case.customer_name,
        mailbox=policy.name,
        from_address=policy.address,
        subject=case.subject,
        token=case.token,
        in_reply_to=case.last_message_id,
        references=case.references,
    )


def _letter(mail: Mail, case: Case, policy: MailboxPolicy, *, is_own: bool) -> Letter:
    """A letter that answers a message; what the case's customer wrote is told to nobody else."""
    letter = letter_of(case, policy)
    return replace(
        letter,
        from_address=_written_to(mail, policy),
        subject=mail.subject or (case.subject if is_own else ""),
        references=letter.references if is_own else thread_of(mail),
        html=mail.html,
    )


def _written_to(mail: Mail, policy: MailboxPolicy) -> str:
    """Which of our addresses the customer used: answers come from that one."""
    used = (address.email for address in (*mail.to, *mail.cc) if address.email in policy.addresses)
    return next(used, policy.address)
