"""The places of a message in which rules look, each prepared once and only when some rule looks there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inboxd.core.parse.subjects import says_answer
from inboxd.core.rules.vocabulary import TEXT_PLACES
from inboxd.core.values.mail import Mail

_MAX_CHARACTERS = 100_000


def place_texts(mail: Mail, places: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(place, text) for the wanted places that are not empty, in reading order."""
    wanted = set(places)
    for place in (*TEXT_PLACES, "attachments"):
        if place in wanted and (text := place_text(mail, place)):
            yield place, text
    for place in sorted(place for place in wanted if place.startswith("header.")):
        if text := place_text(mail, place):
            yield place, text


def place_text(mail: Mail, place: str) -> str:
    """The text that offsets of evidence at this place refer to; "" for a place that the message does not have."""
    if place == "subject":
        text = "" if _is_old_subject(mail) else mail.subject
    elif place == "attachments":
        text = "\n".join(attachment.name for attachment in mail.attachments)
    elif place.startswith("header."):
        text = "\n".join(mail.headers.all(place.removeprefix("header.")))
    else:
        text = str(getattr(mail.text, place)) if place in TEXT_PLACES else ""
    return text[:_MAX_CHARACTERS]


def _is_old_subject(mail: Mail) -> bool:
    """The subject of a reply is as old as what it answers: "Re: URGENT" is no cry of somebody who says thanks."""
    return bool(mail.in_reply_to or mail.references) and says_answer(mail.subject)
