"""Queues the letters that tell affected customers that a trend is solved."""

from __future__ import annotations

from inboxd.building import key_of, policy_of
from inboxd.config.settings import Settings
from inboxd.core.decide.notices import NoticeGround, Notices, notice_effects
from inboxd.core.values.case import Case
from inboxd.core.values.history import Question
from inboxd.core.values.trend import Trend
from inboxd.edge.clock import SystemClock
from inboxd.edge.rulefiles import load_rules
from inboxd.edge.store.store import SqlStore


async def queue_notices(store: SqlStore, settings: Settings, trend: Trend) -> Notices:
    """Decide and record one letter for every customer who may get one; doing it again queues nothing twice."""
    members = await store.trend_members(trend.trend_id)
    key = await key_of(settings, store)
    now = SystemClock().now()
    cases: dict[str, Case] = {}
    for member in members:
        record = await store.case(member.case_id) if member.case_id else None
        if record is not None:
            cases[member.case_id] = record.case
    addresses = frozenset(member.customer for member in members)
    domains = frozenset(address.rpartition("@")[2] for address in addresses)
    histories = {
        each.name: await store.history(Question(each.name, addresses=addresses, domains=domains), now)
        for each in settings.mailbox
    }
    ground = NoticeGround(
        policies={each.name: policy_of(each, settings, key) for each in settings.mailbox},
        customers=load_rules(settings.rules.path).customers,
        cases=cases,
        histories=histories,
        key=key,
        now=now,
    )
    notices = notice_effects(trend, members, ground)
    if notices.plans:
        await store.record(notices.plans, None, now=now, owner="")
    return notices
