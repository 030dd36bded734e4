"""What is wrong with inboxd itself, and which of it people are told: once when it begins, once when it is over.

One look gives a `Condition`; its signs are compared with what was told before. Codes are stable: metrics, the store and
the page on alarms know them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from inboxd.core.text.durations import format_duration
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.operator import (
    DEEDS,
    TITLES,
    Code,
    Condition,
    MailboxCondition,
    Patience,
    Sign,
    Stuck,
    Told,
    Word,
    alarm_key,
    read_key,
)

_SECOND = timedelta(seconds=1)
_SEEN_WHEN_CONNECTED = (Code.BEHIND, Code.CANARY_MISSING, Code.FOLDER_UNREADABLE)


def signs_of(condition: Condition, patience: Patience) -> tuple[Sign, ...]:
    """Everything that is wrong for long enough to be told."""
    found = [sign for each in condition.mailboxes for sign in _mailbox_signs(each, condition.now, patience)]
    return (*found, *(_installation_signs(condition, patience) if condition.is_installation_ours else ()))


def unknown_keys(condition: Condition) -> frozenset[str]:
    """Alarms of which this look can tell neither that they last nor that they are over."""
    unknown: set[str] = set()
    for each in condition.mailboxes:
        if not each.connected:
            unknown |= {alarm_key(code, each.name) for code in _SEEN_WHEN_CONNECTED}
            # One that stands in for the other, and a first attempt that is still under way, end neither.
            unknown |= {alarm_key(code, each.name) for code in (Code.DISCONNECTED, Code.IMAP_REFUSED)}
        if each.smtp_refusal is None:
            unknown.add(alarm_key(Code.SMTP_REFUSED, each.name))
        if not each.is_canary_known:
            unknown.add(alarm_key(Code.CANARY_MISSING, each.name))
    return frozenset(unknown)


def decide_word(key: str, sign: Sign | None, told: Told, now: datetime, patience: Patience) -> tuple[Told, Word | None]:
    """What is told about one alarm now, and what people know afterwards.

    Args:
        sign: None when nothing is wrong, which must last before it is believed.
    """
    if sign is not None:
        if told.since is None:
            after = Told(told.number + 1, sign.since, now)
            return after, _word(sign, after.number, now)
        if told.told_at is None or now - told.told_at >= patience.again:
            after = replace(told, number=told.number + 1, told_at=now, well_since=None)
            return after, _word(replace(sign, since=told.since), after.number, now, still="Still: ")
        return replace(told, well_since=None), None
    if told.since is None:
        return told, None
    if told.well_since is None or now < told.well_since:
        return replace(told, well_since=now), None
    if now - told.well_since < patience.calm:
        return told, None
    after = Told(told.number + 1)
    text = f"It lasted from {_moment(told.since)} to {_moment(told.well_since)}."
    return after, Word(key, after.number, f"Over: {_title(key)}", text, is_over=True)


def operator_alarm(word: Word, channels: tuple[str, ...], now: datetime, *, shadow: bool) -> Effect:
    """The word as an effect. Its id comes from the alarm and its number: recorded twice it is told once."""
    return Effect(
        effect_id=f"alarm:operator:{word.key}:{word.number}",
        mailbox="",
        deed=Alarm(Stage.OPERATOR, channels, title=word.title, text=word.text),
        state=EffectState.SHADOW if shadow else EffectState.QUEUED,
        due_at=now,
    )


def _mailbox_signs(each: MailboxCondition, now: datetime, patience: Patience) -> Iterator[Sign]:
    if not each.connected and each.since is not None:
        if each.needs_person:
            yield Sign(Code.IMAP_REFUSED, each.name, each.since, f"The server says: {each.reason}")
        elif now - each.since >= patience.disconnected:
            yield Sign(Code.DISCONNECTED, each.name, each.since, f"The last attempt failed: {each.reason}")
    if each.smtp_refusal:
        yield Sign(Code.SMTP_REFUSED, each.name, each.smtp_since or now, f"The server says: {each.smtp_refusal}")
    if each.behind_since is not None and now - each.behind_since >= patience.behind:
        yield Sign(Code.BEHIND, each.name, each.behind_since, "Mail has come in and has not been worked through.")
    if each.unseen_since is not None and now - each.unseen_since >= patience.disconnected:
        yield Sign(Code.FOLDER_UNREADABLE, each.name, each.unseen_since, f"The last look failed: {each.unseen}")
    if each.canary is not None:
        yield Sign(Code.CANARY_MISSING, each.name, each.canary.since, _canary_text(each))


def _canary_text(each: MailboxCondition) -> str:
    canary = each.canary
    if canary is None or canary.accepted_at is None:
        why = canary.refusal if canary is not None else ""
        smtp = f"The SMTP server did not take it: {why}." if why else "Nobody knows whether the SMTP server took it."
    else:
        smtp = f"The SMTP server took it at {_moment(canary.accepted_at)}."
    imap = "The mailbox is connected." if each.connected else f"The mailbox is not connected: {each.reason}"
    return f"A test mail did not arrive in time. {smtp} {imap}"


def _installation_signs(condition: Condition, patience: Patience) -> Iterator[Sign]:
    now = condition.now
    since = condition.problems_since
    if condition.problems and since is not None and now - since >= patience.rules:
        more = f" … and {len(condition.problems) - 3} more" if len(condition.problems) > 3 else ""
        yield Sign(Code.RULES_REFUSED, "", since, "\n".join(condition.problems[:3]) + more)
    if condition.overdue is not None:
        yield Sign(Code.OUTBOX_STUCK, "", condition.overdue.since, _stuck(condition.overdue, "do not get done"))
    if condition.held is not None:
        yield Sign(Code.LETTERS_HELD, "", condition.held.since, _stuck(condition.held, "are held"))
    if condition.failed is not None:
        yield Sign(Code.LETTERS_FAILED, "", condition.failed.since, _stuck(condition.failed, "have failed"))
    if condition.letters >= condition.most_letters:
        text = f"{condition.letters} automatic mails went out within the last hour; {condition.most_letters} may."
        yield Sign(Code.BREAKER_OPEN, "", now, text)
    if abs(condition.jump) >= patience.jump:
        text = f"The clock and the work went apart by {_span(abs(condition.jump))}."
        yield Sign(Code.CLOCK_JUMPED, "", now - abs(condition.jump), text)


def _stuck(stuck: Stuck, what: str) -> str:
    error = f" The first one's last error: {stuck.error}" if stuck.error else ""
    return f"{stuck.count} effects of the outbox {what}, the first since {_moment(stuck.since)}.{error}"


def _word(sign: Sign, number: int, now: datetime, *, still: str = "") -> Word:
    text = f"{sign.what}\nSince {_moment(sign.since)}, for {_span(now - sign.since)}.\n{DEEDS[sign.code]}"
    return Word(sign.key, number, f"{still}{_title(sign.key)}", text)


def _title(key: str) -> str:
    code, mailbox = read_key(key)
    return f"{mailbox or 'inboxd'}: {TITLES[code]} [{code}]"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")


def _span(span: timedelta) -> str:
    return format_duration(max(span // _SECOND, 1) * _SECOND)
