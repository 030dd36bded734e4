"""Sends letters: claim → look again → compose → send → record. One customer gets one letter, never two.

`sending` is recorded just before the final dot. What breaks before it is tried again; what breaks after it stays as it
is until somebody proves what happened (`run/doubts.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.templates import Templates
from inboxd.core.decide.effects import file_copy
from inboxd.core.decide.letter import as_it_is_now, is_decided_just_now, may_still_send, refused_letter
from inboxd.core.decide.retry import decide_retry
from inboxd.core.decide.unreachable import with_word_to_us
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.history import Question, Suppression
from inboxd.core.values.outcome import Done, Outcome
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError, OutcomeUnknown, Overtaken, Permanent
from inboxd.ports import Clock, Envelope, Sender, Store
from inboxd.run.final_dot import send_marked
from inboxd.run.moving import report_outcome
from inboxd.run.recorder import Recorder
from inboxd.run.tray import Tray

LETTER_KINDS = frozenset({"acknowledgment", "follow_up", "reminder", "notice"})
"""Kinds of effects that are mails to customers."""

_log = structlog.get_logger()
_LONGEST_NAP, _SHORTEST_NAP = timedelta(seconds=60), timedelta(milliseconds=50)
_STORE_NAP = timedelta(seconds=5)
_CLAIM = 50
_UNDELIVERABLE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to write for one mailbox.

    Attributes:
        copy_waits: told when a copy waits to be filed in the mailbox's Sent folder.
        is_current: whether the mailbox was looked through since it was connected. Until then what comes due waits: the
            customer may have written again, or a human may have answered, while nobody looked.
        null_sender: whether the envelope sender is empty (RFC 5230 §5.1) instead of the mailbox's address.
    """

    policy: MailboxPolicy
    identity: SenderIdentity
    sender: Sender
    copy_waits: Callable[[], None]
    is_current: Callable[[], bool]
    null_sender: bool = False


class PostOffice:
    """All letters of the process, carried by a few workers for each mailbox: a dead server holds up its own mail only.

    Args:
        desks: by mailbox name; letters of other mailboxes belong to other processes.
        letters: gives the live rules and their compiled templates.
        owner: name under which effects are claimed.
        key: the installation's secret, which signs links for rating.
    """

    def __init__(
        self,
        store: Store,
        desks: Mapping[str, Desk],
        letters: Callable[[], tuple[RuleSet, Templates]],
        clock: Clock,
        metrics: Metrics,
        *,
        owner: str,
        key: bytes = b"",
    ) -> None:
        self._store = store
        self._desks = desks
        self._letters = letters
        self._clock = clock
        self._metrics = metrics
        metrics.answers_limited(min((each.policy.limits.per_hour for each in desks.values()), default=1))
        self._owner, self._key = owner, key
        self._recorder = Recorder(store, clock, owner=owner)
        self._trays = {name: Tray() for name in desks}
        self._carried: dict[str, asyncio.Task[None]] = {}

    @property
    def in_flight(self) -> frozenset[str]:
        """Effects that a worker has in hand: their state is not in doubt."""
        return frozenset(self._carried)

    def hand_in(self, effects: Sequence[Effect]) -> None:
        """Letters that were recorded and claimed just now: they go out without waiting for the next look."""
        for effect in effects:
            if isinstance(effect.deed, Letter):
                self._trays[effect.mailbox].put(effect)

    def ring(self) -> None:
        """Something may have become due: look at once."""
        for tray in self._trays.values():
            tray.wake.set()

    async def run(self, stop: asyncio.Event, *, workers: int) -> None:
        """Send what is handed in and what comes due until `stop`; letters begun by then are finished.

        Args:
            workers: for each mailbox.
        """
        crew = self._hire(workers)
        crew += [asyncio.create_task(self._fetch_due(name), name=f"post due {name}") for name in self._trays]
        stopping = asyncio.create_task(stop.wait(), name="post stop")
        try:
            done, _ = await asyncio.wait({*crew, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
        finally:
            for task in (*crew, stopping):
                task.cancel()
            await asyncio.gather(*crew, stopping, return_exceptions=True)
            # What was not begun stays claimed in the store and is released at the next start.
            await asyncio.gather(*self._carried.values(), return_exceptions=True)

    async def drain(self) -> None:
        """Wait until everything that is handed in or due now is sent by those who are `at_work`."""
        while True:
            await asyncio.gather(*(tray.queue.join() for tray in self._trays.values()))
            due = [effect for name in self._trays for effect in await self._claim(name)]
            if not due:
                return
            self.hand_in(due)

    async def cleared(self, name: str) -> None:
        """Wait until no letter of this mailbox waits or is in hand."""
        await self._trays[name].queue.join()

    @asynccontextmanager
    async def at_work(self, *, workers: int) -> AsyncIterator[None]:
        """Workers who send what is handed in; at the end they put down what they have not begun."""
        crew = self._hire(workers)
        try:
            yield
        except asyncio.CancelledError:
            for letter in self._carried.values():
                letter.cancel()
            raise
        finally:
            for task in crew:
                task.cancel()
            await asyncio.gather(*crew, return_exceptions=True)
            await asyncio.gather(*self._carried.values(), return_exceptions=True)

    def _hire(self, workers: int) -> list[asyncio.Task[None]]:
        return [
            asyncio.create_task(self._work(tray), name=f"post {name} {number}")
            for name, tray in self._trays.items()
            for number in range(workers)
        ]

    async def _fetch_due(self, name: str) -> None:
        tray = self._trays[name]
        while True:
            tray.wake.clear()
            try:
                due = await self._claim(name)
                nap = await self._until_due(name)
            except InboxdError as error:
                _log.error("post.store_unavailable", mailbox=name, error=error)
                due, nap = (), _STORE_NAP
            self.hand_in(due)
            if due:
                await tray.queue.join()
            else:
                await tray.nap(nap)

    async def _claim(self, name: str) -> tuple[Effect, ...]:
        if not self._may_claim(name):
            return ()
        now = self._clock.now()
        return await self._store.claim(LETTER_KINDS, mailbox=name, now=now, owner=self._owner, limit=_CLAIM)

    def _may_claim(self, name: str) -> bool:
        desk = self._desks[name]
        return not desk.policy.shadow and desk.is_current()

    async def _until_due(self, name: str) -> timedelta:
        due = await self._store.next_due(LETTER_KINDS, name) if self._may_claim(name) else None
        return _LONGEST_NAP if due is None else min(max(due - self._clock.now(), _SHORTEST_NAP), _LONGEST_NAP)

    async def _work(self, tray: Tray) -> None:
        while True:
            effect = await tray.queue.get()
            letter = asyncio.create_task(self._carry(effect), name=f"letter {effect.effect_id}")
            self._carried[effect.effect_id] = letter
            try:
                # A letter that is begun is finished, also when we are told to stop.
                await asyncio.shield(letter)
            finally:
                tray.queue.task_done()

    async def _carry(self, effect: Effect) -> None:
        try:
            outcome = await self._attempt(effect)
            if outcome is not None:
                await self._finish(effect, outcome)
        except InboxdError as error:
            # What could not be recorded is in doubt, and doubts are settled by proof.
            _log.error("letter.unrecorded", mailbox=effect.mailbox, effect=effect.effect_id, error=error)
        finally:
            self._carried.pop(effect.effect_id, None)
            self._trays[effect.mailbox].taken.discard(effect.effect_id)

    async def _finish(self, effect: Effect, outcome: Outcome) -> None:
        await self._recorder.finish(outcome)
        self._metrics.effect_ended(effect.mailbox, effect.deed.kind, outcome)
        report_outcome(effect, outcome)
        if isinstance(outcome, Done) and outcome.then:
            self._desks[effect.mailbox].copy_waits()

    async def _attempt(self, effect: Effect) -> Outcome | None:
        """How the attempt ended; None when nobody can tell and the proof must be looked for."""
        try:
            if is_decided_just_now(effect):
                return await self._send(effect)
            record = await self._store.case(effect.case_id)
            case = record.case if record else None
            refused = await self._refusal(effect, case)
            rules, _ = self._letters()
            return refused or await self._send(as_it_is_now(effect, case, rules, self._key, self._clock.now()))
        except OutcomeUnknown as error:
            _log.warning("letter.in_doubt", mailbox=effect.mailbox, effect=effect.effect_id, error=error)
            return None
        except Overtaken as error:
            # Called off meanwhile, or in another hand: its end is not ours to tell.
            _log.info("letter.overtaken", mailbox=effect.mailbox, effect=effect.effect_id, error=error)
            return None
        except InboxdError as error:
            if isinstance(error, Permanent):
                await self._leave_in_peace(effect)
            now = self._clock.now()
            return with_word_to_us(effect, decide_retry(effect, error, now), now)
        except Exception as error:  # noqa: BLE001 - our mistake: set aside after three tries, never dropped
            _log.exception("letter.mistake", mailbox=effect.mailbox, effect=effect.effect_id)
            return decide_retry(effect, error, self._clock.now())

    async def _leave_in_peace(self, effect: Effect) -> None:
        """The customer's server refuses our mail for good: no more automatic mail for a while, a human writes."""
        if isinstance(effect.deed, Letter):
            until = self._clock.now() + _UNDELIVERABLE
            await self._store.suppress(Suppression(effect.deed.to, "undeliverable", until))

    async def _refusal(self, effect: Effect, case: Case | None) -> Outcome | None:
        """How the letter ends that must not go out now; None when it may."""
        now, desk = self._clock.now(), self._desks[effect.mailbox]
        rules, _ = self._letters()
        addresses = rules.customers.addresses_of(case.customer) if case else frozenset()
        domains = frozenset(address.rpartition("@")[2] for address in addresses)
        question = Question(effect.mailbox, addresses=addresses, domains=domains, asked_of=addresses)
        history = await self._store.history(question, now)
        decision = may_still_send(effect, case, desk.policy, rules.customers, history, now, rules.verification)
        if decision.allowed:
            return None
        self._metrics.letter_kept_back(effect.deed.kind, decision.reason)
        return refused_letter(effect, decision, now)

    async def _send(self, effect: Effect) -> Outcome:
        desk = self._desks[effect.mailbox]
        letter = effect.deed
        assert isinstance(letter, Letter)  # noqa: S101 - `hand_in` and `claim` let nothing else through
        rules, templates = self._letters()
        zone = rules.hours_of(effect.mailbox).zone
        raw = compose_letter(effect, templates, desk.identity, zone, self._clock.now(), rules.words)
        envelope = Envelope(
            sender="" if desk.null_sender else letter.from_address,
            recipient=letter.to,
            raw=raw,
            copy_to=desk.policy.address if desk.policy.sent_copy == "bcc" else "",
        )

        copies = (file_copy(effect, raw, self._clock.now()),) if desk.policy.sent_copy == "append" else ()

        async def mark() -> None:
            await self._store.mark_sending(effect.effect_id, now=self._clock.now(), owner=self._owner)

        await send_marked(desk.sender, envelope, mark)
        return Done(effect.effect_id, self._clock.now(), then=copies)
