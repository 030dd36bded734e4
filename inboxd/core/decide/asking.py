"""What an acknowledgment says of the customer's matter, what it asks, and who is told when nothing may be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.ground import Ground
from inboxd.core.decide.hours import next_opening
from inboxd.core.values.acknowledging import UNNAMED, Acknowledging, Incident
from inboxd.core.values.case import Case, Identifier
from inboxd.core.values.effect import Alarm, Effect, EffectState, Letter, Stage

MOST_QUESTIONS = 2
INCIDENT_TEMPLATE = "incident"
"""Name of the text `replies/incident.<language>.txt`."""


def choose_questions(
    acknowledging: Acknowledging, route: str, topics: tuple[str, ...], identifiers: tuple[Identifier, ...]
) -> tuple[str, ...]:
    """Names of what to ask: at most two, only what is missing, and only where it helps.

    Args:
        topics, identifiers: of the whole case. A number that nothing names may be the very one: nothing is asked then.
    """
    given = {each.name for each in identifiers}
    if UNNAMED in given:
        return ()
    fitting = (
        inquiry.name
        for inquiry in acknowledging.inquiries
        if not inquiry.unless_given & given
        and (not inquiry.topics or inquiry.topics & set(topics))
        and (not inquiry.routes or route in inquiry.routes)
    )
    return tuple(dict.fromkeys(fitting))[:MOST_QUESTIONS]


def incident_of(topics: Iterable[str], incidents: tuple[Incident, ...]) -> Incident | None:
    """The first declared incident that a message about these topics belongs to."""
    about = set(topics)
    return next((each for each in incidents if each.topics & about), None)


def with_matter(
    letter: Letter,
    topics: tuple[str, ...],
    identifiers: tuple[Identifier, ...],
    case: Case,
    due_at: datetime,
    ground: Ground,
) -> Letter:
    """The acknowledgment with what was understood, what is asked, and whether somebody works when it goes out.

    Args:
        topics, identifiers: of this very message. To the case's own customer all the case's numbers are named, to
            anybody else who writes in it none but their own.
    """
    incident = incident_of(topics, ground.incidents)
    text = incident.text(letter.language) if incident else ""
    opens = next_opening(due_at, ground.hours)
    return replace(
        letter,
        template=INCIDENT_TEMPLATE if text else letter.template,
        topics=topics,
        identifiers=case.identifiers if letter.to in ground.customers.addresses_of(case.customer) else identifiers,
        questions=choose_questions(ground.acknowledging, case.route, case.topics, case.identifiers),
        closed=opens > due_at,
        opens_at=opens if opens > due_at else None,
        incident=incident.trend_id if incident and text else "",
        incident_text=text,
    )


def with_case_now(effect: Effect, case: Case | None, acknowledging: Acknowledging) -> Effect:
    """A delayed acknowledgment asks nothing that the customer has told in the meantime."""
    letter = effect.deed
    if case is None or not isinstance(letter, Letter) or letter.kind != "acknowledgment":
        return effect
    still = choose_questions(acknowledging, case.route, case.topics, case.identifiers)
    asked = tuple(name for name in letter.questions if name in still)
    identifiers = case.identifiers if letter.to == case.customer else letter.identifiers
    return replace(effect, deed=replace(letter, questions=asked, identifiers=identifiers))


def page(case: Case, key: str, ground: Ground) -> Effect:
    """A person is told at once: there is nothing here for a machine to answer.

    Args:
        key: of the message.
    """
    return Effect(
        effect_id=f"alarm:{case.case_id}:{Stage.HANDS_OFF}",
        mailbox=case.mailbox,
        deed=Alarm(Stage.HANDS_OFF, channels=ground.acknowledging.page, text=case.hands_off),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=ground.now,
        case_id=case.case_id,
        message_key=key,
    )
