"""A batch of messages, from bytes to recorded plans: parse → judge → history → decide → record.

Nothing is done to the world here. When a method returns, everything that follows from the batch is durable, and the
effects that are due now are handed back, claimed, to be carried out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from inboxd.core.decide.arrival import decide_arrival, decide_unreadable
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.question import question_for
from inboxd.core.decide.reply import decide_answered, decide_sent, last_words
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.arrival import Arrival, FolderPosition
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, Plan
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.errors import Conflict
from inboxd.ports import Clock, Store
from inboxd.run.reading import Unread, read_batch, read_mails, with_contacts

_log = structlog.get_logger()
_CONFLICTS = 5


class Pipeline:
    """Shared by all mailboxes of the process, because one customer may write to several of them."""

    def __init__(
        self, store: Store, rules: Callable[[], RuleSet], clock: Clock, metrics: Metrics, *, key: bytes, owner: str
    ) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._key = key
        self._owner = owner
        # One decision at a time: the caps count what the decision before has planned.
        self._deciding = asyncio.Lock()

    async def incoming(
        self, policy: MailboxPolicy, batch: Sequence[Arrival], position: FolderPosition
    ) -> tuple[Effect, ...]:
        """Judge and record a batch of the watched folder; returns the effects to carry out now.

        Args:
            position: how far the folder is handled once the batch is recorded.
        """
        rules = self._rules()
        started = self._clock.now()
        read = await asyncio.to_thread(read_batch, batch, rules)
        took = (self._clock.now() - started) / max(len(batch), 1)
        for arrival in batch:
            self._metrics.message_judged(took)
            self._metrics.mail_arrived(policy.name, arrival.received_at)

        def decide(history: History) -> tuple[Plan, ...]:
            return _decide_all(read, history, self._ground(policy, rules, position.since), rules)

        plans, effects = await self._record((each.mail for each in read), policy, decide, position)
        self._report(policy, plans)
        return effects

    async def sent(self, policy: MailboxPolicy, batch: Sequence[Arrival], position: FolderPosition) -> None:
        """Record a batch of the Sent folder: whom did our people answer?"""
        rules = self._rules()
        mails = await asyncio.to_thread(read_mails, batch)

        def decide(history: History) -> tuple[Plan, ...]:
            ground = self._ground(policy, rules, position.since)
            plans = []
            for arrival, mail in mails:
                plan = decide_sent(arrival, mail, history, ground)
                history = _after(history, mail, plan)
                plans.append(plan)
            return tuple(plans)

        plans, _ = await self._record((mail for _, mail in mails), policy, decide, position, with_last_words=True)
        self._report(policy, plans)

    async def answered(self, policy: MailboxPolicy, cases: Iterable[tuple[Case, str]]) -> None:
        """Record that messages (case, message key) carry `\\Answered` now."""
        ground = self._ground(policy, self._rules(), self._clock.now())
        plans = tuple(decide_answered(case, message_key, ground) for case, message_key in cases)
        if plans:
            await self._store.record(plans, None, now=ground.now, owner=self._owner)
            self._report(policy, plans)

    def _ground(self, policy: MailboxPolicy, rules: RuleSet, since: datetime) -> Ground:
        return Ground(
            policy=policy,
            customers=rules.customers,
            hours=rules.hours,
            routes=tuple(route.policy for route in rules.routes),
            key=self._key,
            since=since,
            now=self._clock.now(),
        )

    async def _record(
        self,
        mails: Iterable[Mail],
        policy: MailboxPolicy,
        decide: Callable[[History], tuple[Plan, ...]],
        position: FolderPosition,
        *,
        with_last_words: bool = False,
    ) -> tuple[tuple[Plan, ...], tuple[Effect, ...]]:
        question = question_for(policy.name, mails)
        async with self._deciding:
            for attempt in range(1, _CONFLICTS + 1):
                history = await self._store.history(question, self._clock.now())
                if with_last_words:
                    history = replace(history, last_words=await self._last_words(history.cases))
                plans = decide(history)
                try:
                    effects = await self._store.record(plans, position, now=self._clock.now(), owner=self._owner)
                except Conflict:
                    # Another worker answered the same mail between our look and our word: look again.
                    if attempt == _CONFLICTS:
                        raise
                    continue
                return plans, effects
        raise AssertionError("unreachable")

    async def _last_words(self, cases: Mapping[str, Case]) -> dict[str, datetime]:
        """Asked for the few cases whose customer wrote more than once and still waits."""
        found: dict[str, datetime] = {}
        for case in cases.values():
            if case.messages > 1 and case.waiting_since is not None:
                record = await self._store.case(case.case_id)
                at = last_words(record.events) if record else None
                if at is not None:
                    found[case.case_id] = at
        return found

    def _report(self, policy: MailboxPolicy, plans: Sequence[Plan]) -> None:
        for plan in plans:
            entry = plan.entry
            if entry is None:
                continue
            if entry.direction is Direction.INCOMING:
                self._metrics.message_decided(policy.name, entry.route or entry.outcome, entry.answer_reason)
            _log.info(
                "mail.decided",
                mailbox=policy.name,
                message=entry.message_key[:12],
                outcome=entry.outcome,
                route=entry.route,
                heat=round(entry.heat, 1),
                case=plan.case.token if plan.case else None,
                answer=entry.answer_reason or None,
            )


def _decide_all(read: Sequence[Judged | Unread], history: History, ground: Ground, rules: RuleSet) -> tuple[Plan, ...]:
    plans = []
    for each in read:
        plan = _decide_one(each, history, ground, rules)
        history = _after(history, each.mail, plan)
        plans.append(plan)
    return tuple(plans)


def _decide_one(each: Judged | Unread, history: History, ground: Ground, rules: RuleSet) -> Plan:
    if isinstance(each, Unread):
        known = each.mail.identity in history.known
        plan = decide_unreadable(each.arrival, each.mail, each.why, ground)
        return Plan(replace(plan.entry, outcome="known")) if known and plan.entry else plan
    try:
        customer = each.mail.reply_address
        contacts = history.messages_from.get(customer.email, 0) if customer else 0
        return decide_arrival(with_contacts(each, rules, contacts), history, ground)
    except Exception as error:  # noqa: BLE001 - a mistake of ours must never lose a customer's message
        _log.exception("mail.undecided", mailbox=ground.policy.name, uid=each.arrival.place.uid)
        why = f"inboxd could not decide it ({type(error).__name__})"
        return decide_unreadable(each.arrival, each.mail, why, ground)


def _after(history: History, mail: Mail, plan: Plan) -> History:
    if plan.entry is None:
        return history
    address = mail.reply_address.email if mail.reply_address else ""
    return history.with_message(mail.identity, plan.entry.message_key, address, plan.case, plan.answers)
