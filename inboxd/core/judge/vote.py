"""The statistical judge's opinion → bounded additions to the heat and to the scores that routes ask for.

The rules and the voter are measured on one scale: a point of a measure is worth `unit` of likeness. What is added to a
measure is what brings it just as far above or below its threshold as its kind is ahead of or behind the best other one;
the measure's own points stay fully in force, so that a phrase which an admin adds counts as much as it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inboxd.core.judge.texts import place_text
from inboxd.core.rules.vocabulary import HEAT, SignalName
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Evidence, Vote
from inboxd.core.vote.voter import AUTOMATIC, KINDS, PRAISE, PRIORITY, SPAM, WISH, Reason, Voter

MEASURES: Mapping[str, str] = {
    PRIORITY: HEAT,
    WISH: SignalName.WISH.value,
    PRAISE: SignalName.PRAISE.value,
    AUTOMATIC: SignalName.MACHINE.value,
    SPAM: SignalName.SPAM.value,
}
"""By kind, the measure that stands for it. A question is what is left."""

UNDECIDED: Mapping[str, float] = {HEAT: 5.0, **{MEASURES[kind]: 3.0 for kind in (WISH, PRAISE, AUTOMATIC, SPAM)}}
"""Of each measure, the value at which a message may as well be of another kind: the shipped routes' thresholds."""

FULL: Mapping[str, float] = {HEAT: 10.0, **{MEASURES[kind]: 8.0 for kind in (WISH, PRAISE, AUTOMATIC, SPAM)}}
"""Of each measure, the value from which on more of it says no more."""

_COOL = (MEASURES[PRAISE], MEASURES[SPAM], SignalName.CALM.value)
_NO_PRAISE = 2.0
_PLAIN_ANGER = 4.0
_PLAIN_DANGER = 8.0
_FEW_LETTERS = 150
_ENOUGH = 40
"""Letters from which a text is long enough to be like something."""
_FIRST_WITHOUT_BLANKS = "\u0e00"


def cast_vote(
    mail: Mail, voter: Voter, measures: Mapping[str, float], bound: float, *, is_signless: bool = False
) -> Vote:
    """Ask the voter.

    Args:
        measures: heat and scores as the rules give them; what is missing is 0.
        bound: what is added to a measure or taken from it at most.
        is_signless: whether nothing about the mail is a sign of a machine.
    """
    subject, text = place_text(mail, "subject"), mail.text.new
    bound *= _share_of_say(subject + text)
    opinion = voter.read(voter_text(subject, text))
    likeness = dict(opinion.likeness)
    kinds = tuple(kind for kind in KINDS if kind != AUTOMATIC or not (is_signless and _is_answer(mail)))
    total = {kind: likeness[kind] + voter.unit[kind] * points_of(kind, measures) for kind in kinds}
    ranked = sorted(kinds, key=lambda kind: -total[kind])
    added = {}
    for kind, measure in MEASURES.items():
        if kind not in kinds:
            continue
        best_other = next(total[other] for other in ranked if other not in _no_rivals(kind, measures))
        points = (likeness[kind] - best_other) / voter.unit[kind] + UNDECIDED[measure]
        lowest, highest = _room(measure, measures, bound, len(subject) + len(text))
        added[measure] = round(max(lowest, min(highest, points)), 2)
    explained = {PRIORITY, ranked[0]} & MEASURES.keys()
    places = (("subject", subject, 0), ("new", text, len(subject) + 1))
    reasons = {}
    for kind in explained:
        other = next(each for each in ranked if each != kind)
        found = _in_places(opinion.reasons(kind, other), places, voter.unit[kind])
        reasons[MEASURES[kind]] = tuple(found)
    return Vote(added, ranked[0], ranked[1], reasons)


def _is_answer(mail: Mail) -> bool:
    """Whether it answers a mail that it quotes: a mail client's work, and what a machine does so it marks.

    Whoever answers a newsletter or a notice in its own words sounds like one.
    """
    return bool(mail.in_reply_to) and bool(mail.text.quoted.strip())


def _no_rivals(kind: str, measures: Mapping[str, float]) -> tuple[str, ...]:
    """The kinds that a kind's likeness is not measured against: itself, and for fury in so many words a machine's text.

    People quote the machine that made them furious. A real machine leaves signs, and its route comes before all others.
    """
    return (kind, AUTOMATIC) if kind == PRIORITY and measures.get(HEAT, 0.0) >= FULL[HEAT] else (kind,)


def _room(measure: str, measures: Mapping[str, float], bound: float, length: int) -> tuple[float, float]:
    """What the vote may take from a measure, and add to it.

    Whoever says in a few words that they are furious is, and whoever says that they want to die is in danger. The judge
    has learned from whole letters, among them many that tell of a fury which is over; those have words of calm, praise
    or an offer beside it.
    """
    heat, cool = measures.get(HEAT, 0.0), sum(measures.get(name, 0.0) for name in _COOL)
    danger = measures.get(SignalName.SAFETY.value, 0.0) >= _PLAIN_DANGER
    if length > _FEW_LETTERS or cool > 0 or not (danger or measures.get(SignalName.ANGER.value, 0.0) >= _PLAIN_ANGER):
        return -bound, bound
    if danger and measure == HEAT:
        return 0.0, bound
    lowest = -min(bound, heat / 2) if measure == HEAT and heat >= UNDECIDED[HEAT] else -bound
    highest = min(bound, _NO_PRAISE) if measure == MEASURES[PRAISE] else bound
    return lowest, highest


def _share_of_say(text: str) -> float:
    """How much of its bound a vote on this text may use: a "Yes" is too little to be like anything.

    A character of scripts without blanks says about as much as three letters.
    """
    said = 0
    for char in text:
        if char.isalpha():
            said += 1 if char < _FIRST_WITHOUT_BLANKS or "\uac00" <= char <= "\ud7a3" else 3
            if said >= _ENOUGH:
                return 1.0
    return said / _ENOUGH


def voter_text(subject: str, text: str) -> str:
    """What the voter reads: the subject, and what was written now."""
    return f"{subject}\n{text}"


def points_of(kind: str, measures: Mapping[str, float]) -> float:
    """The points that the rules give the kind, at most `FULL`; 0 for a question."""
    measure = MEASURES.get(kind)
    return min(FULL[measure], measures.get(measure, 0.0)) if measure else 0.0


_Place = tuple[str, str, int]


def _in_places(reasons: Iterable[Reason], places: tuple[_Place, _Place], unit: float) -> Iterator[Evidence]:
    """Reasons as evidence: each in the subject or in the new text, wherever it begins."""
    first, second = places
    for each in reasons:
        place, words, shift = first if each.start < second[2] else second
        start, end = each.start - shift, min(each.end - shift, len(words))
        if start < end:
            weight = round(each.weight / unit, 2)
            yield Evidence(words[start:end], place, start, end, each.concept, "", 0, weight)
