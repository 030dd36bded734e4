"""What a digest says: figures and lines made from what the store remembers of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from inboxd.core.decide.happy import find_hugs
from inboxd.core.decide.hours import working_time_between
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.case import Case
from inboxd.core.values.digest import Digest, Matter, Period, ReplyTimes, TopicTimes, ToReview
from inboxd.core.values.effect import Bulletin, Effect, Letter, Move
from inboxd.core.values.hours import Hours
from inboxd.core.values.report import Report, Stretch, TrendRow
from inboxd.core.values.tone import Review
from inboxd.core.values.verdict import Acknowledge

PRAISE_AIM = 3
"""How much praise we would like for each complaint: a team that hears little else gives up."""

_SHOWN_HUGS = 8
_SHOWN_TOPICS = 10
_SHOWN_OLDEST = 10
_UNREAD = "not judged"
_DAY = timedelta(days=1)


def make_digest(
    report: Report, period: Period, rules: RuleSet, now: datetime, *, unaccounted: int | None = None
) -> Digest:
    """The digest of a period.

    Args:
        now: for how long people have waited until now.
        unaccounted: messages that an audit could not account for; None when there was none.
    """
    zone = rules.hours.zone
    hugs = find_hugs(report.comments)
    urgent = {route.name for route in rules.routes if route.policy.acknowledge is Acknowledge.URGENT}
    days = local_days(period, zone)
    titles = {topic.name: topic.title for topic in rules.topics}
    return Digest(
        period=period,
        zone=zone.key,
        waiting=tuple(_waiting(case, now) for case in report.waiting),
        waiting_count=report.waiting_count,
        late_count=report.late_count,
        escalated=tuple(
            _matter(line.case, now, f"{line.event.kind}: {line.event.reason}") for line in report.escalated
        ),
        reopened=tuple(_matter(line.case, now, line.event.reason) for line in report.reopened),
        rated=tuple(_matter(each.case, now, f"{each.value} of 5") for each in report.rated),
        reviews=tuple(_to_review(review, report.tokens) for review in report.reviews),
        oldest=tuple(_matter(case, now, case.state.value) for case in report.oldest[:_SHOWN_OLDEST]),
        topics=_topic_times(report, titles),
        days=days,
        traffic=_traffic(report.arrivals, days),
        reply_times=_reply_times(report.answered, rules),
        hugs=tuple(hug for hug in hugs if hug.quote)[:_SHOWN_HUGS],
        praise=len(hugs),
        complaints=sum(number for (_, route), number in report.arrivals.items() if route in urgent),
        unaccounted=unaccounted,
        held=tuple((effect.effect_id, _what(effect), effect.last_error) for effect in report.held),
        trends=tuple(_trend(each, titles) for each in report.trends),
    )


def local_days(period: Period, zone: ZoneInfo) -> tuple[date, ...]:
    """The local days that the period touches, in order."""
    first = period.since.astimezone(zone).date()
    last = (period.until - timedelta(microseconds=1)).astimezone(zone).date()
    return tuple(first + _DAY * number for number in range(max(0, (last - first).days) + 1))


def quiet_routes(rules: RuleSet) -> frozenset[str]:
    """Routes whose messages open no case: where praise is found."""
    return frozenset(route.name for route in rules.routes if not route.policy.opens_case)


def _waiting(case: Case, now: datetime) -> Matter:
    since = case.waiting_since or case.opened_at
    due = case.reply_due_at - now if case.reply_due_at is not None else None
    return _line(case, now - since, due, "")


def _matter(case: Case, now: datetime, note: str) -> Matter:
    return _line(case, now - case.opened_at, None, note.removesuffix(": "))


def _line(case: Case, age: timedelta, due: timedelta | None, note: str) -> Matter:
    who = f"{case.customer_name} <{case.customer}>" if case.customer_name else case.customer
    return Matter(case.token, who, case.subject, case.route, max(age, timedelta()), due, note)


def _to_review(review: Review, tokens: Mapping[str, str]) -> ToReview:
    findings = tuple((each.kind.value, each.quote, each.say) for each in review.findings)
    return ToReview(tokens.get(review.case_id, ""), review.agent, review.at, findings)


def _topic_times(report: Report, titles: Mapping[str, str]) -> tuple[TopicTimes, ...]:
    """Slowest first; those that nothing ended of follow, the fullest first."""
    took: defaultdict[str, list[timedelta]] = defaultdict(list)
    for stretch in report.resolved:
        for topic in stretch.topics:
            took[topic].append(stretch.end - stretch.start)
    found = [
        TopicTimes(
            titles.get(name, name),
            len(took[name]),
            report.open_topics.get(name, 0),
            middle(sorted(took[name])) if took[name] else None,
        )
        for name in sorted({*took, *report.open_topics})
    ]
    found.sort(key=lambda each: (each.median is None, -(each.median or timedelta()), -each.open))
    return tuple(found[:_SHOWN_TOPICS])


def _trend(row: TrendRow, titles: Mapping[str, str]) -> str:
    name = titles.get(row.topic, row.topic) or ", ".join(row.words)
    return f"{name}: {row.customers} customers, {row.state} (inboxd trends show {row.trend_id})"


def _traffic(arrivals: Mapping[tuple[date, str], int], days: Sequence[date]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    routes = {route for _, route in arrivals}
    rows = [(route or _UNREAD, tuple(arrivals.get((day, route), 0) for day in days)) for route in routes]
    return tuple(sorted(rows, key=lambda row: (-sum(row[1]), row[0])))


def _reply_times(answered: Iterable[Stretch], rules: RuleSet) -> tuple[ReplyTimes, ...]:
    took: defaultdict[str, list[timedelta]] = defaultdict(list)
    for stretch in answered:
        hours = rules.hours_of(stretch.mailbox)
        took[stretch.route].append(_worked(stretch, hours))
    order = {route.name: number for number, route in enumerate(rules.routes)}
    return tuple(
        _reply_line(name, sorted(took[name]), _target(rules, name))
        for name in sorted(took, key=lambda name: (order.get(name, len(order)), name))
    )


def _worked(stretch: Stretch, hours: Hours) -> timedelta:
    return working_time_between(stretch.start, stretch.end, hours)


def _target(rules: RuleSet, name: str) -> timedelta | None:
    route = rules.route(name)
    return route.policy.reply_within if route else None


def _reply_line(route: str, took: Sequence[timedelta], target: timedelta | None) -> ReplyTimes:
    within = sum(each <= target for each in took) if target is not None else 0
    return ReplyTimes(route, len(took), middle(took), percentile(took, 0.9), target, within)


def percentile(ordered: Sequence[timedelta], share: float) -> timedelta:
    """The smallest value that this share of the values does not exceed (nearest rank); at least one value."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def middle(ordered: Sequence[timedelta]) -> timedelta:
    """The median of at least one value."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _what(effect: Effect) -> str:
    kind = effect.deed.kind.replace("_", " ")
    match effect.deed:
        case Letter() as letter:
            return f"{kind} to {letter.to}"
        case Bulletin() as bulletin:
            return f"digest to {bulletin.to}"
        case Move() as move:
            return f"move to {move.folder}"
        case _:
            return kind
