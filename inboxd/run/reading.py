"""Bytes in, judged mail out: the part of the work that needs a processor and no world. Runs in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from inboxd.core.decide.ground import Judged
from inboxd.core.judge.answer import read_answer
from inboxd.core.judge.customer import CHRONIC_CONTACTS
from inboxd.core.judge.judge import judge
from inboxd.core.judge.record import verdict_record
from inboxd.core.judge.source import behind_source
from inboxd.core.judge.tone import lint_answer
from inboxd.core.parse.bounces import may_be_bounce, read_bounce
from inboxd.core.parse.mail import parse_mail
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.language import guess_language
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.case import Case
from inboxd.core.values.mail import Mail, Text
from inboxd.core.values.tone import ToneFinding
from inboxd.core.values.verdict import Verdict

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that inboxd failed to read or judge: our mistake, and a human's case.

    Attributes:
        why: for the case's history, without customer text.
    """

    arrival: Arrival
    mail: Mail
    why: str


def read_batch(arrivals: Sequence[Arrival], rules: RuleSet, authserv_id: str = "") -> tuple[Judged | Unread, ...]:
    """Parse and judge every message; one bad message never spoils the others.

    Args:
        authserv_id: name of our own server in Authentication-Results; "" means that none is trusted.
    """
    return tuple(_read(arrival, rules, authserv_id) for arrival in arrivals)


def with_contacts(judged: Judged, rules: RuleSet, contacts: int) -> Judged:
    """The same message, judged as one of a customer who has written so often before.

    The history is known only after the batch was read; for nearly all customers it makes no difference.
    """
    if contacts < CHRONIC_CONTACTS:
        return judged
    verdict = judge(judged.mail, rules, contacts)
    return replace(judged, verdict=verdict, verdict_json=verdict_record(verdict))


def with_reading(judged: Judged, rules: RuleSet, case: Case | None) -> Judged:
    """The same message, read as an answer to the question whether its case is solved."""
    if case is None:
        return judged
    return replace(judged, reading=read_answer(judged.mail, rules, case.language))


def warm_up() -> None:
    """Build the tables that the first message would else wait for.

    The statistical model of languages is left out: it takes half a second and 50 MB, and one message in several hundred
    needs it.
    """
    guess_language("Nous ne pouvons plus nous connecter depuis ce matin.")


def read_replies(
    arrivals: Sequence[Arrival], rules: RuleSet
) -> tuple[tuple[Arrival, Mail, tuple[ToneFinding, ...]], ...]:
    """The mails of our own people: parsed, not judged, and looked through for phrases that we do not want to write."""
    mails = ((arrival, _parse(arrival)[0]) for arrival in arrivals)
    return tuple((arrival, mail, _tone(arrival, mail, rules)) for arrival, mail in mails)


def _read(arrival: Arrival, rules: RuleSet, authserv_id: str) -> Judged | Unread:
    mail, failure = _parse(arrival)
    if failure:
        return Unread(arrival, mail, failure)
    try:
        mail = behind_source(mail, rules.customers, authserv_id)
        verdict = judge(mail, rules)
    except Exception as error:  # noqa: BLE001 - a mistake of ours must never lose a customer's message
        _log.exception(
            "mail.unjudged", mailbox=arrival.place.mailbox, uid=arrival.place.uid, error=type(error).__name__
        )
        return Unread(arrival, mail, f"inboxd could not judge it ({type(error).__name__})")
    return Judged(arrival, mail, verdict, verdict_record(verdict), bounce=_bounce(arrival, verdict))


def _bounce(arrival: Arrival, verdict: Verdict) -> Bounce | None:
    if not may_be_bounce(verdict.signs):
        return None
    try:
        return read_bounce(arrival.raw)
    except Exception as error:  # noqa: BLE001 - without it the bounce is automatic mail like any other
        place = arrival.place
        _log.exception("bounce.unread", mailbox=place.mailbox, uid=place.uid, error=type(error).__name__)
        return None


def _tone(arrival: Arrival, mail: Mail, rules: RuleSet) -> tuple[ToneFinding, ...]:
    try:
        return lint_answer(mail.text.new, rules)
    except Exception as error:  # noqa: BLE001 - a hint for the digest must not keep an answer from being seen
        _log.exception("reply.unread", mailbox=arrival.place.mailbox, uid=arrival.place.uid, error=type(error).__name__)
        return ()


def _parse(arrival: Arrival) -> tuple[Mail, str]:
    try:
        return parse_mail(arrival), ""
    except Exception as error:  # noqa: BLE001 - the same
        _log.exception("mail.unread", mailbox=arrival.place.mailbox, uid=arrival.place.uid, error=type(error).__name__)
        bare = Mail(arrival.identity, None, "", Text(), arrival.received_at, arrival.size)
        return bare, f"inboxd could not read it ({type(error).__name__})"
