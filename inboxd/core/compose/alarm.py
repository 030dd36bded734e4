"""What our own people are told when somebody waits for too long. A word of a customer in it is harmless everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inboxd.core.compose.lines import bare_subject, one_line, presentable_name
from inboxd.core.text.durations import format_duration
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Alarm, Effect, Stage
from inboxd.core.values.notice import Notice
from inboxd.errors import Bug

_MINUTE = timedelta(minutes=1)
_LONGEST_TITLE = 120
_LONGEST_SUBJECT = 80
_LONGEST_ADDRESS = 100
_HEADLINES = {
    Stage.HANDS_OFF: "A person is needed",
    Stage.UNREACHABLE: "Our mail came back",
    Stage.PASSED_AROUND: "Passed around",
    Stage.OLD: "Open for a long time",
    Stage.UNSOLVED: "Not solved",
    Stage.TREND: "Many complain about the same",
    Stage.RULES: "The rules have a mistake",
    Stage.OPERATOR: "inboxd needs an operator",
}
_LINK = re.compile(r"(?i)://|\bwww\.|\b(?:mailto|tel|javascript|data|file):")
# Chats make a link of a bare name too: a letter, a dot, and a letter without a blank between.
_BARE_NAME = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")
_MARKS = str.maketrans(
    {"@": "＠", "<": "‹", ">": "›", "`": "'", "[": "(", "]": ")", "*": "∗", "_": "＿", "~": "～", "|": "¦", "\\": "＼"}
)
# Anything else before or behind the "@" is a mention, a format or a link for some chat.
_QUIET_ADDRESS = re.compile(
    r"[^\W_][\w.+-]{0,127}@(?!(?:here|everyone|channel|all|room)\b)[^\W_][\w.-]{0,254}", re.IGNORECASE
)


def compose_notice(effect: Effect, case: Case | None, zone: ZoneInfo, now: datetime, *, with_subject: bool) -> Notice:
    """The words of an alarm, for any channel.

    Args:
        case: that it is about; None when about none.
        zone: of the team, for all times.
        with_subject: whether the customer's subject, address and name may be told.

    Raises:
        Bug: the effect is no alarm.
    """
    alarm = effect.deed
    if not isinstance(alarm, Alarm):
        raise Bug(f"{effect.effect_id} is no alarm")
    headline = one_line(alarm.title, _LONGEST_TITLE) or _headline(alarm)
    title = f"{headline}: {case.token}" if case is not None else headline
    lines = [alarm.text.rstrip("\n"), ""] if alarm.text else []
    if case is not None:
        lines += _about(case, zone, now, with_subject=with_subject)
    lines += _lateness(alarm, zone, now)
    return Notice(effect.effect_id, effect.mailbox, title, "\n".join(lines).strip("\n") + "\n")


def defused(text: str, longest: int) -> str:
    """A stranger's words without anything that a chat would make a link, a mention or a format of."""
    return _BARE_NAME.sub("․", _LINK.sub(" ", one_line(text, longest))).translate(_MARKS).strip()


def _shown_address(address: str) -> str:
    """An address as it is, for people copy it; a strange one defused."""
    line = one_line(address, _LONGEST_ADDRESS)
    is_quiet = line == address and _QUIET_ADDRESS.fullmatch(line) and not line.lower().startswith("www.")
    return line if is_quiet else defused(line, _LONGEST_ADDRESS)


def _headline(alarm: Alarm) -> str:
    what = "Solution" if alarm.target == "resolution" else "Reply"
    if alarm.stage is Stage.WARNING:
        return f"{what} due soon"
    if alarm.stage in {Stage.BREACH, Stage.ESCALATION}:
        return f"{what} overdue, step {alarm.step}" if alarm.step else f"{what} overdue"
    return _HEADLINES[alarm.stage]


def _about(case: Case, zone: ZoneInfo, now: datetime, *, with_subject: bool) -> Iterator[str]:
    yield f"Case: {case.token}, {case.state}, route {case.route}, mailbox {case.mailbox}"
    if with_subject:
        name = presentable_name(case.customer_name)
        address = _shown_address(case.customer)
        yield f"Customer: {defused(name, _LONGEST_ADDRESS)}, {address}" if name else f"Customer: {address}"
        yield f"Subject: {defused(bare_subject(case.subject, case.token), _LONGEST_SUBJECT)}"
    if case.waiting_since is not None:
        yield f"Waiting since: {_moment(case.waiting_since, zone)}, {_span(now - case.waiting_since)}"
    if case.opened_at != case.waiting_since:
        yield f"Open since: {_moment(case.opened_at, zone)}, {_span(now - case.opened_at)}"
    if case.agents:
        yield f"Answered so far by: {', '.join(map(_shown_address, case.agents))}"
    if case.escalation:
        yield f"Steps taken before: {case.escalation}"


def _lateness(alarm: Alarm, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    if alarm.due_at is not None:
        what = "Solution" if alarm.target == "resolution" else "Reply"
        left = alarm.due_at - now
        distance = f"in {_span(left)}" if left > timedelta() else f"late by {_span(-left)}"
        yield f"{what} due: {_moment(alarm.due_at, zone)}, {distance}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M %Z")


def _span(span: timedelta) -> str:
    return format_duration(span // _MINUTE * _MINUTE) if span >= _MINUTE else "less than a minute"
