"""What our people are told beside a customer's message: short keywords on it, or a note in its thread."""

from __future__ import annotations

from collections.abc import Iterator

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.values import ids
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, EffectState, Note
from inboxd.core.values.history import History

_NUMBERS = {2: "2nd", 3: "3rd"}
_MOST_MESSAGES = 4
_MOST_CASES = 5


def note_keywords(judged: Judged, before: Case | None, case: Case, history: History, ground: Ground) -> tuple[str, ...]:
    """IMAP keywords that say at a glance whom the message is from; none unless the operator wants them.

    `VIP`; `Case-2nd`, `Case-3rd`, `Case-4th`: which message of its case, the last one for all after it; `Reopened`;
    `Earlier-1` to `Earlier-5`: how many cases the customer had before, the last one for all beyond; `Linked`. Few of
    them on purpose: some servers keep 26 keywords a folder.
    """
    if ground.policy.notes != "keyword":
        return ()
    return tuple(_keywords(judged, before, case, history, ground))


def note_mail(judged: Judged, before: Case | None, case: Case, folder: str, ground: Ground) -> tuple[Effect, ...]:
    """The note that is put beside a message which opens a case or takes one up again.

    None for what stays in the watched folder: there every mail of ours is taken for the copy of a letter.
    """
    new = before is None or case.reopened > before.reopened
    if ground.policy.notes != "mail" or not new or not folder or folder == ground.policy.inbox:
        return ()
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    effect_id = f"note:{case.case_id}:{key[:12]}"
    domain = ground.policy.address.rpartition("@")[2]
    note = Effect(
        effect_id=effect_id,
        mailbox=ground.policy.name,
        deed=Note(folder),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=ground.now,
        case_id=case.case_id,
        message_key=key,
        message_id=ids.letter_message_id(effect_id, "note", domain, ground.key),
    )
    return (note,)


def _keywords(judged: Judged, before: Case | None, case: Case, history: History, ground: Ground) -> Iterator[str]:
    if judged.verdict.customer_type == "vip":
        yield "VIP"
    if case.messages > 1:
        number = min(case.messages, _MOST_MESSAGES)
        yield f"Case-{_NUMBERS.get(number, f'{number}th')}"
    if before is not None and case.reopened > before.reopened:
        yield "Reopened"
    people = ground.customers.addresses_of(case.customer)
    earlier = sum(history.cases_of.get(each, 0) for each in people) - (before is not None)
    if earlier > 0:
        yield f"Earlier-{min(earlier, _MOST_CASES)}"
    if case.linked_to:
        yield "Linked"
