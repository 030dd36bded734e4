"""Why what the outbox says of a letter, or of other work, is not what the mailbox shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from inboxd.core.values.case import Case
from inboxd.core.values.difference import Code, Difference, Trace
from inboxd.core.values.effect import EffectState

_HAPPENS_BY_ITSELF = "nothing to do"


def explain_letter(letter: Trace, mailbox: str, sent: str, *, in_sent: bool) -> Difference | None:
    """A letter that is not known to have gone out well.

    Args:
        sent: name of the folder of sent mail.
        in_sent: whether a copy with its Message-ID lies there.
    """

    def tell(code: Code, text: str) -> Difference:
        return Difference(code, mailbox, text, effect_id=letter.effect_id, message_key=letter.message_key)

    what, identifier = letter.kind.replace("_", "-"), letter.effect_id
    why = f" ({letter.error})" if letter.error else ""
    if in_sent and letter.state in {EffectState.QUEUED, EffectState.WAITING}:
        text = f"this {what} is still to be sent and a copy lies in {sent}: `inboxd outbox cancel {identifier}`"
        return tell(Code.WOULD_GO_TWICE, text)
    if in_sent and letter.state in {EffectState.HELD, EffectState.FAILED, EffectState.CANCELLED}:
        todo = "nothing to do" if letter.state is EffectState.CANCELLED else f"`inboxd outbox cancel {identifier}`"
        text = f"this {what} is {letter.state} and its copy in {sent} proves that it went out: {todo}"
        return tell(Code.SENT_AFTER_ALL, text)
    match letter.state:
        case EffectState.SENDING:
            text = f"nobody knows whether this {what} went out; inboxd looks for its copy and decides within minutes"
            return tell(Code.LETTER_IN_DOUBT, text)
        case EffectState.HELD:
            text = (
                f"nobody can prove that this {what} went out{why}: ask the mail server's log, then "
                f"`inboxd outbox send {identifier}` or `inboxd outbox cancel {identifier}`"
            )
            return tell(Code.LETTER_HELD, text)
        case EffectState.FAILED:
            text = f"this {what} could not be sent{why}: mend the reason and type `inboxd outbox retry {identifier}`"
            return tell(Code.LETTER_FAILED, text)
        case _:
            return None


def explain_missing_copy(
    letter: Trace, mailbox: str, sent: str, filing: EffectState | None, sent_copy: str
) -> Difference:
    """A letter that the server took, of which no copy lies in Sent.

    Args:
        filing: how far the filing of the copy has come; None when none was planned.
        sent_copy: "server", "append" or "bcc": how a copy should come into Sent.
    """

    def tell(code: Code, text: str) -> Difference:
        return Difference(code, mailbox, text, sent, effect_id=letter.effect_id, message_key=letter.message_key)

    what = letter.kind.replace("_", "-")
    filing_id = f"file_copy:{letter.effect_id}"
    match filing:
        case EffectState.DONE | EffectState.CANCELLED:
            return tell(Code.COPY_GONE, f"a person removed the copy of this {what} from {sent}: {_HAPPENS_BY_ITSELF}")
        case EffectState.QUEUED | EffectState.SENDING | EffectState.WAITING:
            return tell(Code.COPY_QUEUED, f"the copy of this {what} is still to be filed: {_HAPPENS_BY_ITSELF}")
        case EffectState.FAILED | EffectState.HELD:
            text = f"the copy of this {what} could not be filed: `inboxd outbox retry {filing_id}`"
            return tell(Code.COPY_STOPPED, text)
        case _:
            how = {
                "server": 'the server files none: set `sent_copy = "append"`, or a person removed it',
                "bcc": "the copy to our own address was lost or removed",
            }.get(sent_copy, "it was proven otherwise, or a person removed it")
            return tell(Code.NO_COPY, f"the server took this {what} and no copy lies in {sent}: {how}")


def explain_overdue(trace: Trace, mailbox: str, now: datetime, lease: timedelta, *, shadow: bool) -> Difference | None:
    """Queued work that nobody took although its time, and a whole lease, are over."""
    if trace.state is not EffectState.QUEUED or now - trace.due_at <= lease:
        return None

    def tell(code: Code, text: str) -> Difference:
        return Difference(code, mailbox, text, effect_id=trace.effect_id, message_key=trace.message_key)

    late = f"this {trace.kind.replace('_', '-')} was due {trace.due_at.isoformat(timespec='seconds')}"
    if shadow:
        return tell(
            Code.SHADOWED, f"{late} and waits because inboxd may touch nothing (`shadow`): {_HAPPENS_BY_ITSELF}"
        )
    why = f"its last attempt said: {trace.error}" if trace.error else "nobody has taken it"
    return tell(Code.STUCK, f"{late} and {why}: look whether inboxd runs and reaches its servers, `inboxd doctor`")


def explain_unnoticed_answer(case: Case, mailbox: str, sent: str, *, read: bool) -> Difference:
    """A case that waits although an answer to its customer's last word lies in Sent.

    Args:
        read: whether inboxd has read that answer.
    """
    why = "inboxd took it for none" if read else "inboxd has not read it; look whether it runs"
    text = f"the case waits and a later answer lies in {sent}: {why}, or `inboxd cases resolve {case.token}`"
    return Difference(Code.ANSWERED_UNNOTICED, mailbox, text, sent, case=case.token)


def answered_later(
    cases: Mapping[str, Case], last_words: Mapping[str, datetime], replies: Mapping[str, datetime]
) -> tuple[Case, ...]:
    """Waiting cases of which the journal knows an answer that is newer than the customer's last word, by case id."""
    return tuple(
        case
        for case_id, case in cases.items()
        if case_id in replies
        and replies[case_id] > last_words.get(case_id, case.opened_at)
        and case.waiting_since is not None
        and replies[case_id] > case.waiting_since
    )
