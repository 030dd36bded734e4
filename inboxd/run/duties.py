"""Settings → what the daemon does beside the mail: it looks at itself, and tries whether mail still flows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass

from inboxd.config.settings import Settings
from inboxd.core.decide.canary import CanaryPolicy
from inboxd.core.values.operator import Code, Patience, alarm_key
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import LiveRules
from inboxd.ports import Clock, Store
from inboxd.run.canary import Canaries, CanaryPost, Perch
from inboxd.run.connecting import Connection
from inboxd.run.heard import HeardSender
from inboxd.run.lookout import Lookout, Orders
from inboxd.run.paging import Pager
from inboxd.run.posting import Desk
from inboxd.run.senses import Limits, Senses


@dataclass(frozen=True, slots=True)
class Staff:
    """Those whom duties need.

    Attributes:
        connections, desks: by mailbox name.
        announce: rings for whoever carries out alarms.
        is_mine: whether this process looks after a mailbox, or after what is done once for all.
    """

    store: Store
    clock: Clock
    metrics: Metrics
    rules: LiveRules
    connections: Mapping[str, Connection]
    desks: Mapping[str, Desk]
    pager: Pager
    canaries: Canaries
    announce: Callable[[], None]
    is_mine: Callable[[str], bool]


def duties_of(settings: Settings, staff: Staff, stop: asyncio.Event) -> dict[str, Coroutine[object, object, None]]:
    """What is done beside the mail for as long as the daemon lives: looking at ourselves, and sending test mails."""
    post = _canary_post(settings, staff)
    wanted = settings.lookout
    limits = Limits(wanted.overdue_after, wanted.tries, settings.limits.per_hour)
    heard = {name: desk.sender for name, desk in staff.desks.items() if isinstance(desk.sender, HeardSender)}
    senses = Senses(
        staff.store, staff.connections, heard, lambda: staff.rules.problems, post, limits, is_mine=staff.is_mine
    )
    patience = Patience(
        disconnected=wanted.disconnected_after,
        behind=wanted.behind_after,
        rules=wanted.rules_after,
        jump=wanted.jump,
        again=wanted.again,
        calm=wanted.calm,
    )
    untried = (each for each in staff.desks if post is None or not settings.canary.is_tried(each))
    unwatched = frozenset(alarm_key(Code.CANARY_MISSING, each) for each in untried)
    orders = Orders(wanted.every, wanted.store_after, patience, wanted.channels, settings.shadow, unwatched)
    lookout = Lookout(senses, staff.store, staff.clock, staff.metrics, staff.pager, staff.announce, orders)
    return {"lookout": lookout.run(stop)} | ({"canary": post.run(stop)} if post is not None else {})


def _canary_post(settings: Settings, staff: Staff) -> CanaryPost | None:
    wanted = settings.canary
    if wanted.every is None or settings.shadow:
        return None

    def perch(name: str, desk: Desk) -> Perch:
        address = desk.policy.address
        envelope = "" if desk.null_sender else address
        return Perch(desk.sender, address, wanted.to or address, envelope, lambda: staff.connections[name].is_current)

    perches = {name: perch(name, desk) for name, desk in staff.desks.items() if wanted.is_tried(name)}
    policy = CanaryPolicy(wanted.every, wanted.within)
    return CanaryPost(staff.canaries, perches, policy, staff.store, staff.clock, is_mine=staff.is_mine)
