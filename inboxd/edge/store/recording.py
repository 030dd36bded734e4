"""Complete plans, and how effects ended, written in one transaction each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from inboxd.core.decide.aftermath import Aftermath, aftermath
from inboxd.core.decide.effects import silence_after
from inboxd.core.values.arrival import FolderPosition
from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.core.values.history import Answer
from inboxd.core.values.outcome import Cancelled, Done, Failed, Outcome
from inboxd.core.values.plan import Plan
from inboxd.edge.store.cases import add_events, known_cases, known_events, save_cases, turn_cases
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.journal import add_entries, move_entries, save_position
from inboxd.edge.store.marks import add_marks
from inboxd.edge.store.outbox import (
    add_effects,
    cancel_effects,
    lock_effects,
    settle_effects,
    start_clocks,
    unasked_cases,
)
from inboxd.edge.store.ratings import add_ratings
from inboxd.edge.store.reviews import add_reviews
from inboxd.edge.store.rows import Values, answer_row, in_chunks, insert_new
from inboxd.edge.store.suppressing import save_suppression
from inboxd.edge.store.tables import answers
from inboxd.edge.store.trends import add_complaints
from inboxd.errors import Bug, Conflict

Ends = list[tuple[Effect, Aftermath]]

_PROVABLE = frozenset({EffectState.SENDING, EffectState.HELD, EffectState.QUEUED, EffectState.FAILED})
_UNDERWAY = frozenset({EffectState.QUEUED, EffectState.SENDING})
_MEANWHILE = timedelta(minutes=10)
"""Longer than a decision takes, and than the clocks of two machines differ."""
_CANCELLABLE = frozenset({EffectState.WAITING, EffectState.QUEUED, EffectState.HELD, EffectState.FAILED})


def record_plans(
    connection: Connection,
    plans: Sequence[Plan],
    position: FolderPosition | None,
    *,
    now: datetime,
    owner: str,
    lease: timedelta,
    mine: Callable[[str], bool] = lambda _: True,
) -> tuple[Effect, ...]:
    """Write what follows from messages; the effects that are due and of mailboxes that are `mine`, claimed by `owner`.

    1. the journal, which also tells which plans are new;
    2. cases before their events, because events point to cases;
    3. what the plans call off or start among older effects, before new effects are there;
    4. new effects, as they are after the whole batch, and the end of answered cases that nobody asks about.
    """
    new = add_entries(connection, [plan.entry for plan in plans if plan.entry is not None], now)
    fresh = _fresh_plans(connection, plans, new)
    save_cases(connection, [plan.case for plan in fresh if plan.case is not None])
    add_events(connection, [event for plan in plans for event in plan.events])
    add_marks(connection, fresh)
    for suppression in (each for plan in fresh for each in plan.suppressions):
        save_suppression(connection, suppression)
    add_reviews(connection, [plan.review for plan in plans if plan.review is not None])
    add_complaints(connection, [plan.complaint for plan in plans if plan.complaint is not None], now)
    _add_answers(connection, [(answer, _cause(plan)) for plan in plans for answer in plan.answers])
    add_ratings(connection, [each for plan in plans for each in plan.ratings])
    cancel_effects(connection, [each for plan in fresh for each in plan.cancels], now)
    start_clocks(connection, [each for plan in fresh for each in plan.starts], now)
    effects = fold_effects(plans, frozenset(map(id, fresh)))
    taken = add_effects(connection, effects, now=now, owner=owner, lease=lease, mine=mine)
    ends = [plan.unasked for plan in fresh if plan.unasked is not None]
    unasked = unasked_cases(connection, [each.case_id for each in ends])
    taken += add_effects(
        connection, [each for each in ends if each.case_id in unasked], now=now, owner=owner, lease=lease, mine=mine
    )
    _prove_sent(connection, [plan.own_effect for plan in plans if plan.own_effect], now)
    if position is not None:
        save_position(connection, position)
    return taken


def mailboxes_of(plans: Sequence[Plan], position: FolderPosition | None) -> frozenset[str]:
    """The mailboxes that one must own to record this: where messages arrived.

    Cases need no owner: what happens in one mailbox may change a case of another one. They are guarded by their
    revisions.
    """
    names = {position.mailbox} if position is not None else set()
    for plan in plans:
        if plan.entry is not None:
            names.add(plan.entry.place.mailbox)
    return frozenset(names)


def refuse_overtaken(connection: Connection, plans: Sequence[Plan], known: Collection[str], now: datetime) -> None:
    """Refuse answers to people whom another process has answered since the history was read.

    On PostgreSQL those who answer the same person go one after the other from here on.

    Raises:
        Conflict: somebody was answered meanwhile.
    """
    planned = {clean_key(answer.answer_key): answer for plan in plans for answer in plan.answers}
    people = sorted({answer.address for answer in planned.values()})
    if not people:
        return
    if connection.dialect.name == "postgresql":
        for address in people:
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"answer {address}", 0))))
    seen = planned.keys() | {clean_key(key) for key in known}
    for chunk in in_chunks(people):
        recent = and_(answers.c.address.in_(chunk), answers.c.at > now - _MEANWHILE)
        if any(key not in seen for key in connection.execute(select(answers.c.answer_key).where(recent)).scalars()):
            raise Conflict("another process has answered one of these people meanwhile")


def _cause(plan: Plan) -> str:
    return plan.entry.message_key if plan.entry is not None else ""


def _fresh_plans(connection: Connection, plans: Sequence[Plan], new: frozenset[str]) -> list[Plan]:
    """The plans that were never recorded: recorded again, a plan must not undo what came after it."""
    repeated = [plan for plan in plans if clean_key(_cause(plan)) not in new]
    known = known_events(connection, [event.event_key for plan in repeated for event in plan.events])

    def is_known(plan: Plan) -> bool:
        if clean_key(_cause(plan)) in new:
            return False
        written = all(clean_key(event.event_key) in known for event in plan.events)
        return written and (plan.entry is not None or bool(plan.events))

    return [plan for plan in plans if not is_known(plan)]


def fold_effects(plans: Sequence[Plan], fresh: frozenset[int]) -> tuple[Effect, ...]:
    """A batch's new effects after all its plans: a later message of the batch calls off what an earlier one queued.

    Args:
        fresh: `id()` of the plans whose cancels and clocks count.
    """
    effects: dict[str, Effect] = {}
    of_case: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for plan in plans:
        for cancel in plan.cancels if id(plan) in fresh else ():
            for key in of_case[cancel.case_id, cancel.kind]:
                if key.startswith(cancel.only) and effects[key].state in {EffectState.WAITING, EffectState.QUEUED}:
                    effects[key] = replace(effects[key], state=EffectState.CANCELLED, last_error=cancel.reason)
        for effect in plan.effects:
            if effects.setdefault(effect.effect_id, effect) is effect and effect.case_id:
                of_case[effect.case_id, effect.deed.kind].append(effect.effect_id)
        for start in plan.starts if id(plan) in fresh else ():
            for key in of_case[start.case_id, start.kind]:
                if effects[key].state is EffectState.WAITING:
                    due_at = start.replied_at + (effects[key].delay or timedelta())
                    effects[key] = replace(effects[key], state=EffectState.QUEUED, due_at=due_at)
    return tuple(effects.values())


def _add_answers(connection: Connection, planned: Sequence[tuple[Answer, str]]) -> None:
    rows: dict[str, Values] = {}
    for answer, message_key in planned:
        row = answer_row(answer, message_key)
        if _differ(rows.setdefault(clean_key(answer.answer_key), row), row):
            raise Bug("two messages of one batch claim the same answer")
    if not rows:
        return
    ordered = [row for _, row in sorted(rows.items())]
    new = set(connection.execute(insert_new(answers, connection.dialect.name), ordered).scalars())
    for chunk in in_chunks(rows.keys() - new):
        query = select(answers.c.answer_key, answers.c.message_key, answers.c.case_id)
        for stored in connection.execute(query.where(answers.c.answer_key.in_(chunk))).mappings():
            if _differ(dict(stored), rows[stored["answer_key"]]):
                raise Conflict("another message was answered meanwhile with the same answer")


def _differ(stored: Values, planned: Values) -> bool:
    """Whether an answer belongs to another message, or to another case where no message caused it."""
    name = "message_key" if stored["message_key"] or planned["message_key"] else "case_id"
    return bool(stored[name] != planned[name])


def _prove_sent(connection: Connection, effect_ids: Sequence[str], now: datetime) -> None:
    if effect_ids:
        found = lock_effects(connection, effect_ids)
        proven = [effect for effect, _ in found.values() if effect.state in _PROVABLE]
        note = "its copy was found"
        _write_ends(connection, [(each, aftermath(each, Done(each.effect_id, now, note=note))) for each in proven], now)


def finish_effects(
    connection: Connection, outcomes: Sequence[Outcome], *, now: datetime, owner: str | None, lease: timedelta
) -> None:
    """Write how effects ended. An effect that ended otherwise meanwhile, or that another owner holds, is left alone.

    Args:
        owner: who carried them out; None for somebody who clears up what others left.
    """
    found = lock_effects(connection, [outcome.effect_id for outcome in outcomes])
    ends: Ends = []
    done: list[tuple[Effect, Done]] = []
    then: list[Effect] = []
    for outcome in outcomes:
        effect, holder = found.pop(clean_key(outcome.effect_id), (None, ""))
        if (
            effect is None
            or not (owner in {None, holder} or _is_proof(effect, outcome))
            or not _may_end(effect, outcome)
        ):
            continue
        ends.append((effect, aftermath(effect, outcome)))
        if isinstance(outcome, Done):
            done.append((effect, outcome))
        if isinstance(outcome, Done | Cancelled | Failed):
            then.extend(outcome.then)
    _write_ends(connection, ends, now)
    move_entries(
        connection, {effect.message_key: each.place for effect, each in done if each.place and effect.message_key}
    )
    add_effects(connection, then, now=now, owner="", lease=lease)


def _may_end(effect: Effect, outcome: Outcome) -> bool:
    # A proof that comes late still counts.
    return effect.state in _UNDERWAY or (effect.state is EffectState.HELD and isinstance(outcome, Done))


def _is_proof(effect: Effect, outcome: Outcome) -> bool:
    """Whether a letter went out is known best by whoever heard the server's answer, in whosever hands it is by now."""
    return isinstance(effect.deed, Letter) and isinstance(outcome, Done)


def cancel_effect(connection: Connection, effect_id: str, *, now: datetime, reason: str) -> bool:
    """A person calls an effect off; False when it has ended, or somebody is at it.

    A letter that is underway can still be called off before its final dot, because that asks the store once more.
    """
    effect, holder = lock_effects(connection, [effect_id]).get(clean_key(effect_id), (None, ""))
    if effect is None or effect.state not in _CANCELLABLE:
        return False
    underway = effect.state is EffectState.QUEUED and holder and effect.due_at > now
    if underway and not isinstance(effect.deed, Letter):
        return False
    _write_ends(connection, [(effect, aftermath(effect, Cancelled(effect_id, now, reason)))], now)
    if effect.deed.kind == "follow_up" and effect.state is not EffectState.WAITING:
        # Whoever is not asked is left in peace, and then silence is consent all the same.
        add_effects(connection, [silence_after(effect, now, asked=False)], now=now, owner="", lease=timedelta())
    return True


def _write_ends(connection: Connection, ends: Ends, now: datetime) -> None:
    settle_effects(connection, ends, now)
    _add_answers(connection, [(answer, effect.message_key) for effect, end in ends for answer in end.answers])
    add_effects(connection, [each for _, end in ends for each in end.then], now=now, owner="", lease=timedelta())
    start_clocks(connection, [each for _, end in ends for each in end.starts], now)
    turn_cases(connection, [end.turn for _, end in ends if end.turn is not None])
    events = [end.event for _, end in ends if end.event is not None]
    # A case may have been forgotten at the customer's wish; its effects end all the same.
    existing = known_cases(connection, {event.case_id for event in events})
    add_events(connection, [event for event in events if event.case_id in existing])
