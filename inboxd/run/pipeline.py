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
from inboxd.core.decide.asking import INCIDENT_TEMPLATE
from inboxd.core.decide.canary import decide_canary
from inboxd.core.decide.complaint import with_complaint
from inboxd.core.decide.ground import Ground, Judged, ground_of
from inboxd.core.decide.question import question_for, with_judged, with_lost_threads
from inboxd.core.decide.reply import decide_answered, decide_sent, do_others_wait, last_words
from inboxd.core.decide.review import with_review
from inboxd.core.decide.threading import find_case
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.acknowledging import Incident
from inboxd.core.values.arrival import Arrival, FolderPosition, Identity
from inboxd.core.values.canary import CanaryMark
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect
from inboxd.core.values.history import History, Question
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, Plan
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.errors import Conflict
from inboxd.ports import Clock, Store
from inboxd.run.canary import Canaries
from inboxd.run.reading import Unread, read_batch, read_replies, with_contacts, with_reading

_log = structlog.get_logger()
_CONFLICTS = 5


class Pipeline:
    """Shared by all mailboxes of the process, because one customer may write to several of them.

    Args:
        incidents: gives what is known to be broken for many, at this moment.

    Attributes:
        canaries: knows our own test mails; None takes them for any other mail.
    """

    def __init__(
        self,
        store: Store,
        rules: Callable[[], RuleSet],
        clock: Clock,
        metrics: Metrics,
        *,
        key: bytes,
        owner: str,
        incidents: Callable[[], tuple[Incident, ...]] = tuple,
    ) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._key = key
        self._owner = owner
        self._incidents = incidents
        self.canaries: Canaries | None = None
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
        read = await asyncio.to_thread(read_batch, batch, rules, policy.authserv_id)
        took = (self._clock.now() - started) / max(len(batch), 1)
        mails = [each.mail for each in read]
        canaries = await self.canaries.among(policy.name, mails) if self.canaries is not None else {}
        for arrival in batch:
            self._metrics.message_judged(took)
            if arrival.identity not in canaries:
                self._metrics.mail_arrived(policy.name, arrival.received_at)

        def decide(history: History) -> tuple[Plan, ...]:
            return self._decide_all(read, canaries, history, self._ground(policy, rules, position.since), rules)

        question = question_for(policy.name, mails, rules.customers)
        question = with_judged(question, (each for each in read if isinstance(each, Judged)))
        plans, effects = await self._record(question, decide, position)
        self._report(policy, plans)
        if self.canaries is not None:
            self.canaries.seen(tuple(canaries.values()))
        return effects

    async def sent(
        self, policy: MailboxPolicy, batch: Sequence[Arrival], position: FolderPosition
    ) -> tuple[Effect, ...]:
        """Record a batch of the Sent folder: whom did our people answer? Returns the effects to carry out now."""
        rules = self._rules()
        mails = await asyncio.to_thread(read_replies, batch, rules)

        def decide(history: History) -> tuple[Plan, ...]:
            ground = self._ground(policy, rules, position.since)
            plans = []
            for arrival, mail, findings in mails:
                plan = with_review(decide_sent(arrival, mail, history, ground), findings)
                history = _after(history, mail, plan)
                plans.append(plan)
            return tuple(plans)

        written = tuple(mail for _, mail, _ in mails)
        question = with_lost_threads(question_for(policy.name, written), written, rules.customers)
        plans, effects = await self._record(question, decide, position, with_last_words=True)
        self._report(policy, plans)
        return effects

    async def answered(self, policy: MailboxPolicy, cases: Iterable[tuple[Case, str]]) -> tuple[Effect, ...]:
        """Record that messages (case, message key) carry `\\Answered` now; returns the effects to carry out now.

        A case that somebody changes at this moment is left for the next look: the mark stays.
        """
        ground = self._ground(policy, self._rules(), self._clock.now())
        effects: list[Effect] = []
        for case, message_key in cases:
            plan = decide_answered(case, message_key, ground)
            try:
                effects += await self._store.record([plan], None, now=ground.now, owner=self._owner)
            except Conflict:
                _log.info("answer.overtaken", mailbox=policy.name, case=case.token)
        return tuple(effects)

    def _decide_all(
        self,
        read: Sequence[Judged | Unread],
        canaries: Mapping[Identity, CanaryMark],
        history: History,
        ground: Ground,
        rules: RuleSet,
    ) -> tuple[Plan, ...]:
        plans = []
        for each in read:
            mark = canaries.get(each.mail.identity)
            if mark is not None and self.canaries is not None:
                plans.append(decide_canary(each.arrival, each.mail, mark, self.canaries.folder, ground))
                continue
            plan = _decide_one(each, history, ground, rules)
            history = _after(history, each.mail, plan)
            plans.append(plan)
        return tuple(plans)

    def _ground(self, policy: MailboxPolicy, rules: RuleSet, since: datetime) -> Ground:
        known = self._incidents() if (INCIDENT_TEMPLATE, "en") in rules.replies else ()
        return ground_of(rules, policy, key=self._key, since=since, now=self._clock.now(), incidents=known)

    async def _record(
        self,
        question: Question,
        decide: Callable[[History], tuple[Plan, ...]],
        position: FolderPosition,
        *,
        with_last_words: bool = False,
    ) -> tuple[tuple[Plan, ...], tuple[Effect, ...]]:
        async with self._deciding:
            for attempt in range(1, _CONFLICTS + 1):
                history = await self._store.history(question, self._clock.now())
                if with_last_words:
                    history = await self._with_words(history)
                # A batch of odd mails may take its time; our heartbeat, leases and pages go on.
                plans = await asyncio.to_thread(decide, history)
                try:
                    effects = await self._store.record(
                        plans,
                        position,
                        now=self._clock.now(),
                        owner=self._owner,
                        known={each.answer_key for each in history.answers},
                    )
                except Conflict:
                    # Another worker answered the same mail between our look and our word: look again.
                    if attempt == _CONFLICTS:
                        raise
                    continue
                return plans, effects
        raise AssertionError("unreachable")

    async def _with_words(self, history: History) -> History:
        """Who wrote last and when: asked for the few cases of several messages that still wait."""
        found: dict[str, datetime] = {}
        others: set[str] = set()
        for case in history.cases.values():
            if case.messages > 1 and case.waiting_since is not None:
                record = await self._store.case(case.case_id)
                at = last_words(record.events) if record else None
                if record is not None and at is not None:
                    found[case.case_id] = at
                    others |= {case.case_id} if do_others_wait(record.events) else set()
        return replace(history, last_words=found, others_wait=frozenset(others))

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


def _decide_one(each: Judged | Unread, history: History, ground: Ground, rules: RuleSet) -> Plan:
    if isinstance(each, Unread):
        known = each.mail.identity in history.known
        plan = decide_unreadable(each.arrival, each.mail, each.why, ground)
        return Plan(replace(plan.entry, outcome="known")) if known and plan.entry else plan
    try:
        customer = each.mail.reply_address
        person = rules.customers.addresses_of(customer.email) if customer else ()
        contacts = sum(history.messages_from.get(each, 0) for each in person)
        heard = with_reading(with_contacts(each, rules, contacts), rules, find_case(each.mail, history))
        return with_complaint(decide_arrival(heard, history, ground), heard)
    except Exception as error:  # noqa: BLE001 - a mistake of ours must never lose a customer's message
        _log.exception("mail.undecided", mailbox=ground.policy.name, uid=each.arrival.place.uid)
        why = f"inboxd could not decide it ({type(error).__name__})"
        return decide_unreadable(each.arrival, each.mail, why, ground)


def _after(history: History, mail: Mail, plan: Plan) -> History:
    if plan.entry is None:
        return history
    writer = mail.reply_address if plan.entry.direction is Direction.INCOMING else None
    address = writer.email if writer is not None else ""
    key = plan.entry.message_key
    known = history.with_message(mail.identity, key, address, plan.case, plan.answers, plan.marks)
    return known.with_ratings(tuple(each.rating_key for each in plan.ratings))
