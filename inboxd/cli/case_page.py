"""One case on a page: its history, what inboxd does about it, and the cases around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inboxd.cli.printable import printable
from inboxd.cli.wording import page, show_time, tell_effect
from inboxd.core.values.case import Case, CaseEvent
from inboxd.core.values.effect import Effect
from inboxd.core.values.reasons import SENTENCES
from inboxd.core.values.surroundings import EndedCase

if TYPE_CHECKING:
    from inboxd.config.settings import Settings
    from inboxd.edge.store.store import SqlStore


@dataclass(frozen=True, slots=True)
class ShownCase:
    """Everything that the page and `--json` show; see `Surroundings` for the last three."""

    case: Case
    events: tuple[CaseEvent, ...]
    effects: tuple[Effect, ...]
    earlier: tuple[EndedCase, ...]
    similar: tuple[EndedCase, ...]
    linked: tuple[EndedCase, ...]


async def look_up(store: SqlStore, which: str, settings: Settings) -> ShownCase | None:
    """The case with this token or id, None when there is none."""
    from inboxd.edge.rulefiles import read_customers

    record = await store.case(which)
    if record is None:
        return None
    customers = read_customers(settings.rules.path)
    around = await store.surroundings(record.case, customers.addresses_of(record.case.customer))
    return ShownCase(record.case, record.events, record.effects, around.earlier, around.similar, around.linked)


def standing(case: Case) -> str:
    """Its state, since when, and until when an answer is wanted."""
    since = f" since {show_time(case.waiting_since)}" if case.waiting_since else ""
    due = f", reply due {show_time(case.reply_due_at)}" if case.reply_due_at else ""
    return f"{case.state}{since}{due}"


def print_case(shown: ShownCase) -> None:
    """Print the page."""
    console = page()
    for line in _lines(shown):
        console.print(line, soft_wrap=True)


def _lines(shown: ShownCase) -> Iterator[str]:
    case = shown.case
    name = f"{printable(case.customer_name)} " if case.customer_name else ""
    yield f"{case.token}  {standing(case)}, route {case.route}, messages: {case.messages}"
    yield f"{name}<{printable(case.customer)}>: {printable(case.subject)}"
    yield from _facts(case)
    yield "History:"
    for event in shown.events:
        yield f"  {show_time(event.at)}  {event.kind:<26} {printable(event.actor)}{_why(event.reason)}"
    yield "What inboxd does about it:"
    yield from (f"  {tell_effect(effect)}" for effect in shown.effects)
    yield from _others("Taken for the same matter:", shown.linked)
    yield from _others("Earlier cases of this customer:", shown.earlier)
    yield from _others("Similar cases of other customers:", shown.similar)


def _why(reason: str) -> str:
    sentence = SENTENCES.get(reason)
    return f": {printable(reason)}{f' ({sentence})' if sentence else ''}" if reason else ""


def _facts(case: Case) -> Iterator[str]:
    if case.resolve_due_at:
        yield f"Solution due {show_time(case.resolve_due_at)}"
    if case.topics:
        yield f"About: {printable(', '.join(case.topics))}"
    if case.identifiers:
        yield f"Numbers: {printable(', '.join(f'{each.name} {each.value}' for each in case.identifiers))}"
    if case.agents:
        yield f"Answered by: {printable(', '.join(case.agents))}"
    if case.rating is not None:
        yield f"Rated: {case.rating} of 5"
    if case.reopened:
        yield f"Reopened: {case.reopened}"
    if case.hands_off:
        yield f"No automatic mail: {printable(case.hands_off)}"


def _others(title: str, cases: Sequence[EndedCase]) -> Iterator[str]:
    if cases:
        yield title
    for each in cases:
        case = each.case
        agent = f"; answered by {printable(case.agents[-1])}" if case.agents else ""
        yield f"  {case.token}  {show_time(case.opened_at)}  {printable(case.subject)} ({each.ended}{agent})"
