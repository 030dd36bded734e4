"""Tells our own people that somebody waits: the hand for effects of the kind "alarm".

Each alarm looks again before it speaks, and plans the next of its clock when it has ended, whether it was heard or not:
a channel that is down must not keep the next in the chain of command from being told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from inboxd.core.compose.alarm import compose_notice
from inboxd.core.decide.clock import Terms, may_still_alarm, next_alarm
from inboxd.core.decide.hours import next_opening
from inboxd.core.decide.retry import decide_retry
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.notice import Notice
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, Outcome, TryLater
from inboxd.edge.metrics import Metrics
from inboxd.errors import Bug, InboxdError
from inboxd.ports import Clock, Store

_log = structlog.get_logger()

Then = tuple[Effect, ...]


class Channels(Protocol):
    """The ways to our own people."""

    def choose(self, names: Sequence[str]) -> tuple[str, ...]:
        """The channels that are meant by these names; the default ones for unknown names and for none at all.

        Empty when no channel is configured.
        """

    async def announce(self, channels: Sequence[str], notice: Notice) -> None:
        """Tell it on these channels.

        Raises:
            Transient, Permanent, Misconfigured: it was not told on one of them.
        """

    def complain(self, names: Iterable[str]) -> None:
        """Say once of each name that no channel has it."""


class Pager:
    """The hand that carries out alarms.

    Args:
        rules: gives the live rules.
        with_subject: whether the customer's subject, address and name may be told.
    """

    def __init__(
        self,
        store: Store,
        rules: Callable[[], RuleSet],
        channels: Channels,
        clock: Clock,
        metrics: Metrics,
        *,
        with_subject: bool,
    ) -> None:
        self._store = store
        self._rules = rules
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._with_subject = with_subject

    async def sound(self, effect: Effect) -> Outcome:
        """Tell it, if it still makes sense, and plan what follows.

        A kill between telling and recording tells it again after the restart; everywhere else it is told once.

        Raises:
            InboxdError: the store cannot be read.
        """
        alarm = effect.deed
        if not isinstance(alarm, Alarm):
            raise Bug(f"{effect.effect_id} is no alarm")
        record = await self._store.case(effect.case_id) if effect.case_id else None
        case, now = record.case if record else None, self._clock.now()
        if not may_still_alarm(effect, case):
            return Cancelled(effect.effect_id, now, "the case does not wait about it any more")
        then = self._following(effect, case, now)
        if alarm.stage is Stage.BREACH:
            self._metrics.case_breached(effect.mailbox, case.route if case else "", alarm.target)
            return Done(effect.effect_id, now, note=f"the {alarm.target} target is over", then=then)
        if alarm.stage is Stage.WARNING and alarm.due_at is not None and alarm.due_at <= now:
            return Cancelled(effect.effect_id, now, "the target is over already", then)
        opens = next_opening(now, self._rules().hours_of(effect.mailbox))
        if alarm.quiet and opens > now:
            return TryLater(effect.effect_id, now, opens, "it waits for working time", waited=True)
        return await self._tell(effect, alarm, case, then, now)

    def complain(self) -> None:
        """Say which channels the live rules name that are not there."""
        self._channels.complain(self._rules().duty.channels)

    async def tell_at_once(self, notice: Notice, channels: Sequence[str]) -> bool:
        """Tell what cannot wait in the store, because it is about the store; False when everybody failed to hear it."""
        names = self._channels.choose(channels)
        failed = await self._announce(names, notice)
        for name, error in failed.items():
            _log.error("alarm.untold", channel=name, notice=notice.key, error=str(error))
        return not names or len(failed) < len(names)

    async def _tell(self, effect: Effect, alarm: Alarm, case: Case | None, then: Then, now: datetime) -> Outcome:
        names = self._channels.choose(alarm.channels)
        if not names:
            self._metrics.alarm_ended(alarm, "unheard")
            return Done(effect.effect_id, now, note="no channel is configured", then=then)
        zone = self._rules().hours_of(effect.mailbox).zone
        notice = compose_notice(effect, case, zone, now, with_subject=self._with_subject)
        failed = await self._announce(names, notice)
        outcome = self._ended(effect, names, failed, then)
        if isinstance(outcome, Done | Failed):
            self._metrics.alarm_ended(alarm, "told" if isinstance(outcome, Done) else "failed")
        return outcome

    async def _announce(self, names: Sequence[str], notice: Notice) -> dict[str, Exception]:
        """Tell it on each channel; those that failed, with why."""
        failed: dict[str, Exception] = {}
        for name in names:
            try:
                await self._channels.announce((name,), notice)
            except InboxdError as error:
                failed[name] = error
            except Exception as error:  # noqa: BLE001 - our mistake in one channel must not silence the others
                _log.exception("alarm.mistake", channel=name, effect=notice.key)
                failed[name] = error
        return failed

    def _ended(self, effect: Effect, names: Sequence[str], failed: Mapping[str, Exception], then: Then) -> Outcome:
        now = self._clock.now()
        told = [name for name in names if name not in failed]
        if not failed:
            return Done(effect.effect_id, now, note=_told(told), then=then)
        error = next(iter(failed.values()))
        outcome = decide_retry(effect, error, now)
        if told:
            note = f"{_told(told)}; not yet: {', '.join(failed)}"
            return Done(effect.effect_id, now, note=note, then=(*then, *_again(effect, failed, outcome)))
        is_overtaken = isinstance(outcome, TryLater) and any(each.due_at <= outcome.due_at for each in then)
        if isinstance(outcome, Failed | Held) or is_overtaken:
            return Failed(effect.effect_id, now, _error_of(outcome), then)
        return outcome

    def _following(self, effect: Effect, case: Case | None, now: datetime) -> Then:
        rules = self._rules()
        route = rules.route(case.route) if case is not None else None
        escalation = rules.duty.escalation(route.policy.escalation if route is not None else "")
        following = next_alarm(effect, escalation, Terms(rules.duty, rules.hours_of(effect.mailbox), now))
        return (following,) if following is not None else ()


def _told(names: Iterable[str]) -> str:
    return f"told: {', '.join(names)}"


def _error_of(outcome: TryLater | Failed | Held) -> str:
    return outcome.error


def _again(effect: Effect, failed: Mapping[str, Exception], outcome: TryLater | Failed | Held) -> Then:
    """The same word once more, only for the channels that did not hear it."""
    if not isinstance(outcome, TryLater) or not isinstance(effect.deed, Alarm):
        return ()
    again = replace(
        effect,
        effect_id=f"{effect.effect_id}/{'+'.join(failed)}",
        deed=replace(effect.deed, channels=tuple(failed)),
        state=EffectState.QUEUED,
        due_at=outcome.due_at,
        attempts=0,
        last_error=outcome.error,
    )
    return (again,)
