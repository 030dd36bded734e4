"""Does a message belong to the same matter as another case: of the same person elsewhere, or of long ago?

Linked cases stay cases of their own, each with its clock: nobody is forgotten because two people were taken for one.
Only the second acknowledgment is kept back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from inboxd.core.decide.casework import call_off, case_event
from inboxd.core.decide.gate import body_hash
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.likeness import owned_domain, passage_marks, repeated_case
from inboxd.core.parse.subjects import says_answer
from inboxd.core.text.fold import fold
from inboxd.core.values.acknowledging import UNNAMED
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Cancel
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Verdict

LINKED_WITHIN = timedelta(days=7)
"""How long after its beginning an open case is still the same matter."""

TOPIC_MARK, IDENTIFIER_MARK = "topic:", "number:"

_WHY = {
    IDENTIFIER_MARK: "the same number was given",
    "body:": "the same text came before",
    "name:": "the same name wrote about the same",
}
_LONG_BODY = 80
_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Link:
    """An earlier case that a new one belongs with.

    Attributes:
        why: for the case's history, without customer text.
        is_same_matter: whether the two seem to be one matter, so that one acknowledgment is enough for both.
        is_repetition: whether nearly the same text came before from the same domain, as machines write.
        shares_silence: whether a machine that must keep silent in one must in both: the same person's, or one thread.
            That a stranger gave the same number makes nobody's accident theirs.
    """

    case: Case
    why: str
    is_same_matter: bool
    is_repetition: bool = False
    shares_silence: bool = False


def marks_of(mail: Mail, verdict: Verdict) -> tuple[str, ...]:
    """What a message's matter is known by: numbers, its text, its topics, and who writes about them."""
    topics = (f"{TOPIC_MARK}{name}" for name in verdict.topics)
    return tuple(dict.fromkeys((*linking_marks(mail, verdict), *topics)))


def linking_marks(mail: Mail, verdict: Verdict) -> tuple[str, ...]:
    """Those of the marks that link cases; that two write about one topic does not."""
    return tuple(dict.fromkeys((*_matter_marks(mail, verdict), *passage_marks(mail))))


def continued_case(judged: Judged, found: Case | None, history: History, ground: Ground) -> Case | None:
    """The case that a message continues.

    Args:
        found: the case of its thread. When that was over long ago, the one that was opened since then in its place.
    """
    if found is None or not _is_long_over(found, judged, ground):
        return found
    newer = _open_case(judged, history, ground)
    return newer if newer is not None and newer.linked_to == found.case_id else None


def find_link(judged: Judged, found: Case | None, history: History, ground: Ground) -> Link | None:
    """The earlier case that a message which opens one belongs with.

    Args:
        found: the case of its thread, which was over too long ago to be continued; None when there is none.
    """
    if found is not None:
        return Link(found, "it answers an old case", is_same_matter=False, shares_silence=True)
    link = _matching_case(judged, history) or _waiting_case(judged, history, ground)
    return link and replace(link, shares_silence=link.case.customer in _persons_addresses(judged, ground))


def _matching_case(judged: Judged, history: History) -> Link | None:
    again = history.cases.get(repeated_case(judged.mail, history.open_by_mark))
    if again is not None:
        return Link(again, f"nearly the same text came before: {again.token}", is_same_matter=True, is_repetition=True)
    for mark in _matter_marks(judged.mail, judged.verdict):
        case = history.cases.get(history.open_by_mark.get(mark, ""))
        if case is not None and case.state is not CaseState.RESOLVED:
            return Link(case, f"{_WHY[mark.partition(':')[0] + ':']}: {case.token}", is_same_matter=True)
    return None


def _waiting_case(judged: Judged, history: History, ground: Ground) -> Link | None:
    known = _open_case(judged, history, ground)
    if known is None or judged.arrival.received_at - known.opened_at > LINKED_WITHIN:
        return None
    # Whoever answers something goes on with what waits, even where the thread is lost.
    is_answer = bool(judged.mail.text.quoted) or says_answer(judged.mail.subject)
    return Link(known, f"the same person waits already: {known.token}", is_same_matter=is_answer)


def linked(case: Case, link: Link | None) -> Case:
    """The case, pointing to the one that all its kin point to; where a machine keeps silent in one it does in both."""
    if link is None:
        return case
    root = link.case.linked_to or link.case.case_id
    inherited = link.case.hands_off if link.shares_silence else ""
    return replace(case, linked_to=root, hands_off=case.hands_off or inherited)


def silenced(before: Case | None, case: Case, link: Link | None) -> tuple[Cancel, ...]:
    """What was planned, here or in the earlier case, before the customer wrote why a machine must keep silent."""
    kin = link.case if link is not None and link.shares_silence else None
    earlier = [each for each in (before, kin) if each is not None and not each.hands_off]
    kinds = ("acknowledgment", "reminder") if case.hands_off else ()
    return tuple(cancel for each in earlier for cancel in call_off(each, f"{Reason.HANDS_OFF} {case.hands_off}", kinds))


def link_lines(case: Case, link: Link | None, ground: Ground) -> tuple[CaseEvent, ...]:
    """The line of the case's history, none without a link."""
    return () if link is None else (case_event(case, link.case.case_id, EventKind.LINKED, ground.now, link.why),)


def same_matter(link: Link | None) -> tuple[str, ...]:
    """Ids of the cases whose acknowledgment is enough for the linked one too."""
    if link is None or not link.is_same_matter:
        return ()
    return tuple(each for each in (link.case.case_id, link.case.linked_to) if each)


def _is_long_over(case: Case, judged: Judged, ground: Ground) -> bool:
    ended = case.resolved_at
    limit = ground.customers.reopen_within
    return case.state is CaseState.RESOLVED and ended is not None and judged.arrival.received_at - ended > limit


def _open_case(judged: Judged, history: History, ground: Ground) -> Case | None:
    """The newest case of the same person that waits for us, whichever of their addresses it came from."""
    addresses = _persons_addresses(judged, ground)
    cases = (history.cases.get(history.open_case_of.get(each, "")) for each in addresses)
    waiting = [case for case in cases if case is not None and case.state is CaseState.WAITING]
    return max(waiting, key=lambda case: (case.opened_at, case.case_id), default=None)


def _persons_addresses(judged: Judged, ground: Ground) -> frozenset[str]:
    writer = judged.mail.reply_address
    return ground.customers.addresses_of(writer.email) if writer else frozenset()


def _matter_marks(mail: Mail, verdict: Verdict) -> Iterator[str]:
    writer = mail.reply_address
    family = owned_domain(writer) if writer else ""
    for each in verdict.identifiers:
        number = re.sub(r"[^\w]|_", "", each.value).casefold()
        # What nobody named may be an error code, a product or our hotline, and strangers share those.
        givers = [writer.email if writer and not family else family] if each.name == UNNAMED else []
        if len(number) >= _SHORTEST_NUMBER and "" not in givers:
            yield f"{IDENTIFIER_MARK}{_digest(each.name, number, *givers)}"
    # All mails of a form begin with the form's own words.
    if mail.source is None and len(mail.text.new) >= _LONG_BODY and (digest := body_hash(mail)):
        yield f"body:{digest}"
    name = fold(writer.name).text.strip() if writer else ""
    if family and len(name.split()) >= 2:
        yield from (f"name:{_digest(name, topic, family)}" for topic in verdict.topics)


def _digest(*parts: str) -> str:
    # Only compared, never read: what a person is called or bought need not stand in a table of its own.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
