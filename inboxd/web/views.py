"""Read models: what the page shows, as values made from the store's values and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inboxd.core.text.durations import format_duration
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Alarm, Bulletin, Effect, EffectState, FileCopy, Letter, Move, Note, Silence
from inboxd.core.values.operator import DEEDS, TITLES, Told, read_key
from inboxd.core.values.trend import Trend


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A customer who waits for us.

    Attributes:
        waits: how long, as people write it.
        due: "in 20m", "40m late" or "" without a reply clock.
        late: whether the promised time is over.
        step: of the escalation, 0 before the first.
        marks: what is special about the case, in a few words each.
        hands_off: why only people may write here; "" for all others.
    """

    token: str
    mailbox: str
    customer: str
    name: str
    subject: str
    language: str
    route: str
    messages: int
    waits: str
    due: str
    late: bool
    step: int = 0
    marks: tuple[str, ...] = ()
    hands_off: str = ""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """What many customers complain about.

    Attributes:
        title: the topic, or the words that the complaints share.
        seen: how long ago the first of them wrote.
        command: shows it.
    """

    title: str
    customers: int
    expected: str
    state: str
    seen: str
    command: str


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """What is wrong with inboxd itself.

    Attributes:
        subject: the mailbox, or "inboxd".
        lasts: how long, as people write it.
        deed: what a person can do.
    """

    subject: str
    title: str
    lasts: str
    deed: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An effect that a person must look at.

    Attributes:
        commands: what the person can decide, as command lines.
    """

    effect_id: str
    kind: str
    state: str
    mailbox: str
    what: str
    error: str
    waits: str
    commands: tuple[str, ...]


def waiting_rows(cases: Sequence[Case], now: datetime) -> tuple[WaitingRow, ...]:
    """Who waits for us: the latest on top, then by what is due next, then those without a reply clock."""
    waiting = [case for case in cases if case.waiting_since is not None]
    return tuple(_waiting_row(case, now) for case in sorted(waiting, key=_urgency))


def alarm_rows(told: Mapping[str, Told], now: datetime) -> tuple[AlarmRow, ...]:
    """Alarms that people were told and that are not over, the longest first."""
    lasting = sorted((each.since, key) for key, each in told.items() if each.since is not None)
    return tuple(_alarm_row(key, now - since) for since, key in lasting)


def trend_rows(trends: Sequence[Trend], title_of: Callable[[Trend], str], now: datetime) -> tuple[TrendRow, ...]:
    """Trends that are not over, the biggest first."""
    return tuple(
        TrendRow(
            title=title_of(trend),
            customers=trend.customers,
            expected=f"{trend.expected:.1f}",
            state=trend.state.value,
            seen=say_duration(now - trend.since),
            command=f"inboxd trends show {trend.trend_id[:8]}",
        )
        for trend in sorted(trends, key=lambda each: (-each.customers, each.trend_id))
    )


def effect_rows(effects: Sequence[Effect], now: datetime) -> tuple[EffectRow, ...]:
    """Held and failed effects, oldest first."""
    return tuple(
        EffectRow(
            effect_id=effect.effect_id,
            kind=effect.deed.kind,
            state=effect.state.value,
            mailbox=effect.mailbox,
            what=_describe(effect),
            error=effect.last_error,
            waits=say_duration(now - (effect.started_at or effect.due_at)),
            commands=_decisions(effect),
        )
        for effect in sorted(effects, key=lambda each: each.started_at or each.due_at)
    )


def say_duration(duration: timedelta) -> str:
    """The two largest units, e.g. "2d3h"; below a minute in seconds."""
    whole = max(int(duration.total_seconds()), 0)
    for unit in (86400 * 7, 86400, 3600, 60):
        if whole >= unit:
            smaller = {86400 * 7: 86400, 86400: 3600, 3600: 60, 60: 60}[unit]
            return format_duration(timedelta(seconds=whole - whole % smaller))
    return f"{whole}s"


def _urgency(case: Case) -> tuple[bool, datetime]:
    # What is due first stands first, so the one that is latest stands on top of all.
    return (case.reply_due_at is None, case.reply_due_at or case.waiting_since or case.opened_at)


def _waiting_row(case: Case, now: datetime) -> WaitingRow:
    due, late = "", False
    if case.reply_due_at is not None:
        late = case.reply_due_at < now
        due = f"{say_duration(now - case.reply_due_at)} late" if late else f"in {say_duration(case.reply_due_at - now)}"
    return WaitingRow(
        token=case.token,
        mailbox=case.mailbox,
        customer=case.customer,
        name=case.customer_name,
        subject=case.subject,
        language=case.language,
        route=case.route,
        messages=case.messages,
        waits=say_duration(now - (case.waiting_since or case.opened_at)),
        due=due,
        late=late,
        step=case.escalation,
        marks=tuple(_marks(case)),
        hands_off=case.hands_off,
    )


def _alarm_row(key: str, lasts: timedelta) -> AlarmRow:
    code, mailbox = read_key(key)
    return AlarmRow(mailbox or "inboxd", TITLES[code], say_duration(lasts), DEEDS[code])


def _marks(case: Case) -> Iterator[str]:
    if case.reopened:
        yield "reopened" if case.reopened == 1 else f"reopened {case.reopened} times"
    if case.rating is not None:
        yield f"rated {case.rating} of 5"
    if case.linked_to:
        yield "linked"


def _decisions(effect: Effect) -> tuple[str, ...]:
    again = "send" if effect.state is EffectState.HELD else "retry"
    return tuple(f"inboxd outbox {verb} {effect.effect_id}" for verb in (again, "cancel"))


def _describe(effect: Effect) -> str:
    match effect.deed:
        case Letter() as letter:
            return f"to {letter.to}"
        case Move() as move:
            return f"from {move.place.folder} to {move.folder}"
        case FileCopy() as copy:
            return f"into {copy.folder or 'the folder of sent mail'}"
        case Alarm() as alarm:
            return f"{alarm.stage} to {', '.join(alarm.channels) or 'the team'}"
        case Silence():
            return "closes when the customer says nothing"
        case Bulletin() as bulletin:
            return f"{bulletin.period.kind} digest to {bulletin.to}"
        case Note() as note:
            return f"beside the message in {note.folder}"
