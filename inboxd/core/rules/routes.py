"""Routes as written → routes to judge with; and whether each of them can be taken at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inboxd.core.rules.conditions import (
    AnyOf,
    Comparison,
    Condition,
    Interval,
    Measure,
    NotAll,
    OneOf,
    implies,
    interval,
)
from inboxd.core.rules.folder import ROUTES, RulesFolder
from inboxd.core.rules.mistakes import suggest
from inboxd.core.rules.ruleset import FOLLOW_UP_TEMPLATE, Draft, Example, HandsOff, Route
from inboxd.core.rules.schema import ExampleEntry, RouteEntry, RoutesFile, WhenEntry
from inboxd.core.rules.vocabulary import AUTOMATIC, DEFAULT_CAP, HEAT, SignalName
from inboxd.core.values.verdict import Acknowledge, RoutePolicy


def build_routes(folder: RulesFolder) -> tuple[Route, ...]:
    """All routes; mistakes go to the folder."""
    if folder.routes is None:
        return ()
    routes = tuple(
        Route(_policy(entry), read_conditions(entry.when), entry.why, ROUTES, folder.line(ROUTES, ("routes", index)))
        for index, entry in enumerate(folder.routes.routes)
    )
    _check_names(folder, routes)
    _check_last(folder, routes)
    _check_reach(folder, routes)
    _check_thresholds(folder, folder.routes, routes)
    _check_replies(folder, routes)
    return routes


def build_examples(folder: RulesFolder, routes: tuple[Route, ...]) -> tuple[Example, ...]:
    """Inline examples in the order of the routes, then the whole mails; mistakes go to the folder."""
    entries = folder.routes.routes if folder.routes else ()
    inline = [
        _example(entry, example, folder.line(ROUTES, ("routes", number, "examples", index)))
        for number, entry in enumerate(entries)
        for index, example in enumerate(entry.examples)
    ]
    whole = [Example(path, 0, route, raw) for path, route, raw in folder.examples]
    names = {route.name for route in routes}
    for example in (*inline, *whole) if names else ():
        if example.route not in names:
            folder.error(
                example.file, example.line, f"there is no route {example.route!r}", suggest(example.route, names)
            )
    tested = {example.route for example in (*inline, *whole)}
    for route in routes:
        if route.name not in tested:
            folder.warn(
                route.file, route.line, f"no example proves the route {route.name!r}", "add one under `examples`"
            )
    return (*inline, *whole)


def read_conditions(when: WhenEntry | None) -> tuple[Condition, ...]:
    """The conditions in a fixed order; empty when there are none."""
    if when is None:
        return ()
    conditions: list[Condition] = []
    if when.automatic is not None:
        conditions.append(OneOf("automatic", frozenset(AUTOMATIC[when.automatic]), when.automatic))
    if when.customer is not None:
        conditions.append(OneOf("customer", frozenset(when.customer), " or ".join(when.customer)))
    if when.language is not None:
        conditions.append(OneOf("language", frozenset(when.language), " or ".join(when.language)))
    if when.reads_like is not None:
        conditions.append(OneOf("reads_like", frozenset(when.reads_like), " or ".join(when.reads_like)))
    for name in (HEAT, *SignalName):
        comparisons: tuple[Comparison, ...] | None = getattr(when, name)
        if comparisons is not None:
            conditions.append(Measure(str(name), comparisons))
    if when.any_ is not None:
        conditions.append(AnyOf(tuple(read_conditions(group) for group in when.any_)))
    if when.not_ is not None:
        conditions.append(NotAll(read_conditions(when.not_)))
    return tuple(conditions)


def _policy(entry: RouteEntry) -> RoutePolicy:
    then = entry.then
    return RoutePolicy(
        name=entry.name,
        folder=then.folder,
        flag=then.flag,
        keyword=then.keyword,
        acknowledge=then.acknowledge,
        reply_within=then.reply_within,
        follow_up=then.follow_up,
        opens_case=then.case,
        next_reply_within=then.next_reply_within,
        resolve_within=then.resolve_within,
        acknowledge_after=then.acknowledge_after,
        escalation=then.escalation,
    )


def _example(route: RouteEntry, entry: ExampleEntry, line: int) -> Example:
    draft = Draft(entry.subject, entry.text, entry.from_, tuple(entry.headers.items()), entry.html)
    return Example(ROUTES, line, entry.route or route.name, draft, entry.contacts)


def _check_names(folder: RulesFolder, routes: tuple[Route, ...]) -> None:
    first: dict[str, Route] = {}
    for route in routes:
        earlier = first.setdefault(route.name, route)
        if earlier is not route:
            folder.error(
                ROUTES,
                route.line,
                f"the route {route.name!r} stands in line {earlier.line} already",
                "name it otherwise",
            )


def _check_last(folder: RulesFolder, routes: tuple[Route, ...]) -> None:
    if routes[-1].when:
        folder.error(
            ROUTES,
            routes[-1].line,
            f"the last route {routes[-1].name!r} has conditions, so a message may find no route",
            "end with a route without `when`",
        )


def _check_reach(folder: RulesFolder, routes: tuple[Route, ...]) -> None:
    for number, route in enumerate(routes):
        above = next((each for each in routes[:number] if implies(route.when, each.when)), None)
        if above is not None:
            taken = f"{above.name!r} in line {above.line} takes its messages first"
            what = f"the route {route.name!r} is never reached: {taken}"
            folder.error(ROUTES, route.line, what, "move it up, or make the conditions above narrower")


def _check_thresholds(folder: RulesFolder, entry: RoutesFile, routes: tuple[Route, ...]) -> None:
    for number, route in enumerate(routes):
        for measure in _measures(route.when):
            line = folder.line(ROUTES, ("routes", number, "when", measure.name))
            what = f"{measure.name!r} is never {' and '.join(map(str, measure.comparisons))}"
            wanted = interval(measure.comparisons)
            if wanted.empty:
                folder.error(ROUTES, line, what, "the bounds exclude each other")
            elif not _reachable(measure.name, wanted, entry.caps):
                cap = entry.caps.get(SignalName(measure.name), DEFAULT_CAP)
                folder.error(ROUTES, line, f"{what}: it lies between 0 and its cap {cap:g}", "change one of them")


def _reachable(name: str, wanted: Interval, caps: Mapping[SignalName, float]) -> bool:
    if name == HEAT:
        return True
    cap = caps.get(SignalName(name), DEFAULT_CAP)
    low = wanted.low < cap or (wanted.low == cap and not wanted.open_low)
    return low and (wanted.high > 0 or (wanted.high == 0 and not wanted.open_high))


def _measures(conditions: tuple[Condition, ...]) -> Iterator[Measure]:
    for condition in conditions:
        if isinstance(condition, Measure):
            yield condition
        elif isinstance(condition, AnyOf):
            for group in condition.groups:
                yield from _measures(group)
        elif isinstance(condition, NotAll):
            yield from _measures(condition.group)


def measured_names(groups: Iterable[Route | HandsOff]) -> frozenset[str]:
    """Signals that some condition asks for."""
    return frozenset(measure.name for route in groups for measure in _measures(route.when))


def _check_replies(folder: RulesFolder, routes: tuple[Route, ...]) -> None:
    for number, route in enumerate(routes):
        policy = route.policy
        path = ("routes", number, "then")
        wanted = [] if policy.acknowledge is Acknowledge.NEVER else [policy.acknowledge.value]
        if policy.follow_up is not None:
            wanted.append(FOLLOW_UP_TEMPLATE)
        for name in wanted:
            if (name, "en") not in folder.replies:
                folder.error(
                    ROUTES,
                    folder.line(ROUTES, path),
                    f"the route {route.name!r} needs the text replies/{name}.en.txt, which is missing",
                    "English is the language for everybody whose own has no text",
                )
        if policy.acknowledge is not Acknowledge.NEVER and policy.reply_within is None:
            folder.warn(
                ROUTES,
                folder.line(ROUTES, path),
                f"the route {route.name!r} acknowledges but has no `reply_within`",
                "an acknowledgment is worth most when it names a time",
            )
