"""The customer's word on a case that we answered: solved, not solved, thanks, a rating, or something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inboxd.core.decide.casework import case_event
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.life import Happening, arrow_of
from inboxd.core.decide.likeness import owned_domain
from inboxd.core.parse.authentication import is_refuted
from inboxd.core.parse.automatic.signs import is_automatic
from inboxd.core.values import ids
from inboxd.core.values.case import SOMEBODY_ELSE, Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.history import History
from inboxd.core.values.mail import Address, Mail
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import RoutePolicy
from inboxd.core.values.verification import WORST_GOOD_ENOUGH, Rating, Word

REOPENED = "Reopened"
"""IMAP keyword of a message that says that its case is not solved."""

WELL = frozenset({Happening.CONFIRMED, Happening.THANKED})
"""What asks for no answer."""

NOT_OVER = frozenset({Happening.DENIED, Happening.RATED_BADLY})
"""What brings an answered case back to the top."""

ASKING = frozenset({"follow_up", "reminder"})
"""Kinds of our letters that ask whether it is solved."""

_SAID = {
    Happening.CONFIRMED: EventKind.CONFIRMED,
    Happening.DENIED: EventKind.DENIED,
    Happening.UNSURE: EventKind.UNSURE,
    Happening.THANKED: EventKind.THANKED,
}
_WARM = frozenset({"praise", "calm"})
_COOL = _WARM | {"wish", "spam", "machine"}
_FEW_WORDS = 80
_PLAIN = 8.0
"""Score of spam, or of a machine's formulas, from which nobody needs to look: judged spam that speaks of it has 10."""
_RESPONDERS = frozenset(
    {
        Reason.NULL_SENDER,
        Reason.RESPONDER_HEADER,
        Reason.INBOX_RULE_REPLY,
        Reason.AUTOMATIC_SUBJECT,
        Reason.REPORT,
        Reason.BOUNCE,
        Reason.CALENDAR,
    }
)
_NO_WORD = (_RESPONDERS - {Reason.INBOX_RULE_REPLY}) | {Reason.ABSENCE_TEXT, Reason.RECEIPT_TEXT}


def happening_of(judged: Judged, before: Case | None, history: History, ground: Ground) -> Happening:
    """What a customer's message means for its case.

    What burns, or is for people alone, is never a yes and never thanks. Where nobody asked, a bare yes or no may answer
    something else, so only words about the matter count. What our own server says is not from the customer is for a
    person to read.
    """
    if before is None or is_refuted(judged.mail, ground.policy.authserv_id):
        return Happening.WROTE
    route, said = judged.verdict.route, judged.reading.answer
    burns = is_burning(judged, ground) or bool(judged.verdict.hands_off)
    if before.state is CaseState.WAITING:
        thanks = not judged.verdict.hands_off and (not route.opens_case or (said is Word.THANKS and not burns))
        return Happening.THANKED if thanks else Happening.WROTE
    return _if_possible(_word_after_answer(judged, before, history, ground, burns=burns), before, Happening.WROTE)


def _word_after_answer(judged: Judged, before: Case, history: History, ground: Ground, *, burns: bool) -> Happening:
    """The same for a case that we answered."""
    said = judged.reading.answer
    if not speaks_for_customer(judged.mail, before, ground):
        # Whether it is solved is not for a courier or a supplier to say; a person reads it.
        return Happening.THANKED if said is Word.THANKS and not burns else Happening.WROTE
    counts = judged.reading.explicit or _answers_our_question(judged, before, ground)
    rating = rating_of(judged, before, history, ground)
    if said is Word.NO and counts:
        return Happening.DENIED
    if rating is not None and rating.value < WORST_GOOD_ENOUGH:
        return _if_possible(Happening.RATED_BADLY, before, Happening.DENIED)
    if burns:
        return Happening.WROTE
    if (said is Word.YES and counts) or (rating is not None and rating.value > WORST_GOOD_ENOUGH):
        return Happening.CONFIRMED
    if said is Word.THANKS or ids.is_own_rating(judged.mail.subject, before.case_id, ground.key):
        return Happening.THANKED
    if _is_praise(judged) and (before.state is not CaseState.VERIFYING or not judged.reading.evidence):
        # Praise for an answer says that all is well; to our very question, or among unread words, it is no answer.
        is_plain = before.state is not CaseState.VERIFYING and (said is Word.YES or not judged.reading.evidence)
        return Happening.CONFIRMED if is_plain else Happening.THANKED
    return Happening.UNSURE


def is_from_customer(mail: Mail, case: Case, customers: Customers) -> bool:
    """Whether the case's customer wrote it, from whichever address, and nobody else who has the thread.

    Where answers are to go says nothing about who wrote, but for a trusted source: that names the customer so.
    """
    writer = _writer_of(mail)
    return writer is not None and writer.email in customers.addresses_of(case.customer)


def with_own_words(case: Case, before: Case | None, mail: Mail, customers: Customers) -> Case:
    """The case without what somebody else's message says about its customer: their language, their last message."""
    if before is None or is_from_customer(mail, before, customers):
        return case
    return replace(case, last_message_id=before.last_message_id, language=before.language)


def is_burning(judged: Judged, ground: Ground) -> bool:
    """Whether the message alone would go as high as a case that is not solved.

    Of a word or two the statistical judge knows nothing: there the words of the rules must say so.
    """
    if len(judged.mail.text.new) <= _FEW_WORDS and not _names(judged, besides=_COOL):
        return False
    ranks = [route.name for route in ground.routes if route.opens_case]
    top, name = ground.verification.reopen_as, judged.verdict.route.name
    return name in ranks and top in ranks and ranks.index(name) <= ranks.index(top)


def is_no_answer(judged: Judged, before: Case | None) -> bool:
    """Whether a machine of the customer's speaks in a case that we answered: out of office is no word on it."""
    if before is None or before.state is CaseState.WAITING:
        return False
    return any(sign.code in _RESPONDERS or sign.detail.endswith("auto-replied") for sign in judged.verdict.signs)


def is_proven_word(judged: Judged, before: Case | None, ground: Ground) -> bool:
    """Whether the customer answers our very question, and not with a yes, whatever marks the message bears.

    Nobody else knows the Message-ID of our question, and servers mark people's mail as a machine's: as spam, as bulk,
    as redirected. Silence is consent, so an objection must not be lost that way. An inbox rule also writes by itself:
    there it must be a plain no.
    """
    if before is None or before.state is CaseState.WAITING:
        return False
    reading, signs = judged.reading, judged.verdict.signs
    by_itself = any(sign.code in _NO_WORD or sign.detail.endswith("auto-replied") for sign in signs)
    proven = _names_our_question(judged.mail, ground) and is_from_customer(judged.mail, before, ground.customers)
    if by_itself or not proven:
        return False
    is_bad = reading.rating is None or reading.rating <= WORST_GOOD_ENOUGH
    by_rule = any(sign.code == Reason.INBOX_RULE_REPLY for sign in signs)
    return reading.answer is Word.NO or (reading.answer is Word.UNCLEAR and is_bad and not by_rule)


def route_after(judged: Judged, before: Case | None, happening: Happening, ground: Ground) -> RoutePolicy:
    """The route that the case takes: what is not over takes at least `reopen_as`, and nothing sinks by it.

    A route that opens no case cannot hold one that a human must read: that one keeps its own.
    """
    route = judged.verdict.route
    if before is None:
        return route
    routes = [each for each in ground.routes if each.opens_case]
    if happening in NOT_OVER:
        names = {before.route, route.name, ground.verification.reopen_as}
        return next((each for each in routes if each.name in names), route)
    if happening in {Happening.UNSURE, Happening.WROTE} and not route.opens_case:
        return next((each for each in routes if each.name == before.route), route)
    if happening in WELL and route.opens_case and not _names(judged, besides=_WARM):
        return routes[-1] if routes else route  # nothing but the statistical judge says that it is urgent, or a wish
    return route


def for_people(judged: Judged, ground: Ground) -> Judged:
    """A first message for people alone (somebody died, is in danger, brings the law), in a route that opens a case.

    Neither praise nor what is somewhat like spam hides them; plain spam and plain newsletters speak of death, too.
    """
    verdict = judged.verdict
    opening = [each for each in ground.routes if each.opens_case]
    is_plain = max(verdict.score("spam"), verdict.score("machine")) >= _PLAIN
    if verdict.route.opens_case or not verdict.hands_off or not opening or is_plain:
        return judged
    return replace(judged, verdict=replace(verdict, route=opening[-1]))


def on_top(route: RoutePolicy, happening: Happening) -> RoutePolicy:
    """The route as the message is moved: flagged, whatever the route says, when the case is not over."""
    return replace(route, flag=True) if happening in NOT_OVER else route


def marks_on_top(happening: Happening) -> tuple[str, ...]:
    """Keywords for it."""
    return (REOPENED,) if happening in NOT_OVER else ()


def rating_of(judged: Judged, case: Case, history: History, ground: Ground) -> Rating | None:
    """The rating that this message gives, once; only the case's customer rates."""
    writer, wanted, at = judged.mail.reply_address, ground.verification, judged.arrival.received_at
    if writer is None or writer.email != case.customer:
        return None
    claimed = ids.find_rating_mark(judged.mail.subject)
    if claimed is not None:
        value, until, name = claimed
        proven = ids.is_own_rating(judged.mail.subject, case.case_id, ground.key)
        if not wanted.takes_links or not proven or at.timestamp() > until or name in history.used_ratings:
            return None
        return Rating(name, case.case_id, at, value, "link")
    if judged.reading.rating is None or not wanted.takes_replies or not _answers_our_question(judged, case, ground):
        return None
    key = ids.message_key(judged.arrival.place.mailbox, judged.mail.identity)
    return Rating(key, case.case_id, at, judged.reading.rating, "reply")


def word_lines(
    before: Case | None, case: Case, happening: Happening, key: str, rating: Rating | None, ground: Ground
) -> Iterator[CaseEvent]:
    """What the customer said and what became of the case, for its history; never the customer's words."""
    if before is None:
        return
    arrow = arrow_of(before.state, happening)
    turn = {CaseState.RESOLVED: EventKind.RESOLVED, CaseState.WAITING: EventKind.REOPENED}.get(case.state)
    if before.state is not case.state and turn is not None:
        yield case_event(case, key, turn, ground.now, arrow.why if arrow else "")
    if happening in _SAID and before.state is not CaseState.WAITING:
        yield case_event(case, key, _SAID[happening], ground.now, happening.value, "customer")
    if rating is not None:
        why = f"{rating.value} of 5 by {rating.source}"
        yield case_event(case, key, EventKind.RATED, ground.now, why, "customer")


def unsolved_alarm(case: Case, happening: Happening, key: str, ground: Ground) -> tuple[Effect, ...]:
    """The word to our people that a case which they answered is not solved."""
    if happening not in NOT_OVER:
        return ()
    alarm = Effect(
        effect_id=f"alarm:{case.case_id}:{Stage.UNSOLVED}:{key[:12]}",
        mailbox=case.mailbox,
        deed=Alarm(Stage.UNSOLVED),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=ground.now,
        case_id=case.case_id,
        message_key=key,
    )
    return (alarm,)


def _answers_our_question(judged: Judged, before: Case, ground: Ground) -> bool:
    mail: Mail = judged.mail
    if before.state is CaseState.VERIFYING or ids.find_rating_mark(mail.subject) is not None:
        return True
    return _names_our_question(mail, ground)


def _names_our_question(mail: Mail, ground: Ground) -> bool:
    return any(ids.own_letter_kind(each, ground.key) in ASKING for each in mail.in_reply_to)


def _writer_of(mail: Mail) -> Address | None:
    return mail.sender if mail.source is None else mail.reply_address


def speaks_for_customer(mail: Mail, before: Case, ground: Ground) -> bool:
    """The customer, a colleague of theirs, or whoever has the question that only they got."""
    writer, family = _writer_of(mail), owned_domain(Address(before.customer))
    is_colleague = writer is not None and bool(family) and owned_domain(writer) == family
    return is_colleague or is_from_customer(mail, before, ground.customers) or _names_our_question(mail, ground)


def who_wrote(mail: Mail, before: Case | None, ground: Ground) -> str:
    """The actor of a message's line in the case's history."""
    return "customer" if before is None or speaks_for_customer(mail, before, ground) else SOMEBODY_ELSE


def _is_praise(judged: Judged) -> bool:
    verdict = judged.verdict
    quiet = verdict.route.opens_case or judged.reading.answer is Word.NO
    if quiet or is_automatic(verdict.signs) or verdict.score("spam") or verdict.score("machine"):
        return False
    # The statistical judge takes many a short word for praise; a reserve that was read says that it is none.
    doubtful = judged.reading.answer is Word.UNCLEAR and bool(judged.reading.evidence)
    return not doubtful or any(each.evidence for each in verdict.signals if each.name in _WARM)


def _names(judged: Judged, *, besides: frozenset[str]) -> bool:
    """Whether words of the rules tell of anything besides these signals."""
    return any(each.evidence for each in judged.verdict.signals if each.name not in besides)


def _if_possible(happening: Happening, before: Case, otherwise: Happening) -> Happening:
    return happening if arrow_of(before.state, happening) is not None else otherwise
