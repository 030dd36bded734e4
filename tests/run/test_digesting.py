"""Digests are planned once, sent once, and never twice, whatever happens to the process and the server."""

from __future__ import annotations

import asyncio
import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from inboxd.config.accounts import SmtpSettings
from inboxd.config.store import StoreSettings
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.decide.bulletin import Schedule, ending_at
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.digest import PeriodKind
from inboxd.core.values.effect import Bulletin, EffectState
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.edge.store.store import SqlStore
from inboxd.run.clerk import Clerk
from inboxd.run.digesting import Calendar, Editor, Messenger, Route
from tests.builders import KEY, SetClock
from tests.contracts.storing import make_case, make_entry, make_plan, record
from tests.core.rules.folders import rules_files
from tests.servers.faults import Step
from tests.servers.ports import HOST
from tests.servers.smtpsink import SmtpSink, drop, refuse

RULES = compile_rules(rules_files(**{"hours.yaml": 'time_zone: Europe/Sofia\ndays: {mon: ["09:00-17:00"]}\n'}))
DAILY, WEEKLY = Schedule(PeriodKind.DAILY, time(8)), Schedule(PeriodKind.WEEKLY, time(8), 0)
READERS = ("ana@ourshop.example", "ben@ourshop.example")
SUNDAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Team:
    """Who plans and who sends, over a real store and a real server; `restart` makes them forget everything."""

    def __init__(self, store: SqlStore, sink: SmtpSink) -> None:
        self.store, self.sink, self.clock, self.rung = store, sink, SetClock(SUNDAY), 0
        self.planned = asyncio.Event()
        self.unaccounted: int | None = 0
        self.audits = 0
        self.senders: list[SmtpSender] = []
        self.restart()

    def restart(self) -> None:
        settings = SmtpSettings(host=HOST, port=self.sink.port, tls="none")
        self.senders.append(SmtpSender(settings, "support@ourshop.example"))
        editor = Editor(self.store, lambda: RULES, self.clock, self._count)
        identity = SenderIdentity("support@ourshop.example", "Our Shop", "inboxd.seal")
        messenger = Messenger(editor, {"support": identity}, {"support": self.senders[-1]}, "inboxd")
        hands = {"bulletin": messenger.deliver}
        self.clerk = Clerk(self.store, hands, self.clock, Metrics(), current=lambda: None, owner="inboxd")
        route = Route(READERS, "support", "support@ourshop.example", KEY)
        self.calendar = Calendar(self.store, lambda: RULES, self.clock, (DAILY, WEEKLY), route, self._ring)

    def _ring(self) -> None:
        self.rung += 1
        self.planned.set()

    async def _count(self) -> int | None:
        self.audits += 1
        return self.unaccounted

    async def bulletins(self):
        return [each for each in await self.store.effects() if isinstance(each.deed, Bulletin)]

    def mails(self):
        return [email.message_from_bytes(each.raw, policy=email.policy.default) for each in self.sink.accepted]


@pytest.fixture
async def team(tmp_path, smtp_sink):
    store = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
    await store.migrate()
    await store.open()
    found = Team(store, smtp_sink)
    yield found
    for sender in found.senders:
        await sender.close()
    await store.close()


async def test_the_first_look_only_notes_when_it_was(team):
    assert await team.calendar.plan_due() == 0
    team.clock.moment = MONDAY_AT_EIGHT - timedelta(minutes=1)
    assert await team.calendar.plan_due() == 0
    assert await team.bulletins() == []


async def test_each_reader_gets_one_mail_with_what_happened(team):
    await record(team.store, make_plan(1, effects=(), case=make_case(1, waiting_since=SUNDAY)), owner="")
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    assert await team.calendar.plan_due() == 2  # the daily and the weekly one
    assert team.rung == 1
    await team.clerk.work_once()
    mails = team.mails()
    assert sorted((mail["To"], mail["Subject"].split(":")[0]) for mail in mails) == [
        (reader, kind) for reader in READERS for kind in ("Daily digest", "Weekly digest")
    ]
    assert all("Third time I write" in mail.get_body(("plain",)).get_content() for mail in mails)
    assert all("account for: 0." in mail.get_body(("plain",)).get_content() for mail in mails)
    assert {each.state for each in await team.bulletins()} == {EffectState.DONE}


async def test_all_readers_of_a_digest_get_the_same_and_the_mailboxes_are_looked_into_once(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    await team.clerk.work_once()
    assert (len(team.mails()), team.audits) == (4, 2)  # the daily and the weekly one


async def test_a_digest_from_a_mailbox_that_is_not_ours_waits_for_its_own_process(team):
    (effect, _) = replace(team.calendar.route, mailbox="sales").effects(ending_at(PeriodKind.DAILY, SUNDAY))
    await team.store.record([Plan(None, effects=(effect,))], None, now=SUNDAY, owner="")
    await team.clerk.work_once()
    (waiting,) = await team.bulletins()
    assert (waiting.state, team.mails()) == (EffectState.QUEUED, [])
    assert "another process" in waiting.last_error


async def test_nothing_is_planned_or_sent_twice(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    for _ in range(2):
        await team.calendar.plan_due()
        await team.clerk.work_once()
        team.restart()
    assert len(team.mails()) == 4


async def test_a_crash_between_planning_and_noting_plans_nothing_twice(team):
    await team.calendar.plan_due()
    told = await team.store.noted("digest told until: daily")
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    await team.clerk.work_once()
    await team.store.note("digest told until: daily", told)  # as if the note had never been written
    team.restart()
    await team.calendar.plan_due()
    await team.clerk.work_once()
    assert len(team.mails()) == 4


async def test_a_mail_that_broke_at_the_final_dot_is_held_and_not_sent_again(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    team.sink.misbehave(drop(Step.DOT, accept=True))
    await team.clerk.work_once()
    states = sorted(each.state for each in await team.bulletins())
    assert states == [EffectState.DONE] * 3 + [EffectState.HELD]
    team.clock.moment += DAY / 2
    team.restart()
    assert await team.clerk.work_once() == 0
    assert len(team.mails()) == 4


async def test_a_process_that_was_killed_at_the_final_dot_sends_nothing_again(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    taken = await team.store.claim(
        frozenset({"bulletin"}), mailbox=None, now=team.clock.moment, owner="inboxd", limit=10
    )
    await team.store.mark_sending(taken[0].effect_id, now=team.clock.moment, owner="inboxd")
    team.restart()
    await team.store.release()
    await team.calendar.plan_due()
    await team.clerk.work_once()
    assert len(team.mails()) == 3
    assert [each.effect_id for each in await team.store.in_doubt("support")] == [taken[0].effect_id]


async def test_a_server_that_refuses_for_now_is_tried_again(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    team.sink.misbehave(refuse(Step.DATA), times=4)
    await team.clerk.work_once()
    assert team.mails() == []
    team.clock.moment += timedelta(hours=1)
    await team.clerk.work_once()
    assert len(team.mails()) == 4


async def test_after_a_weekend_without_service_one_digest_tells_of_all_of_it(team):
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT + 3 * DAY
    await team.calendar.plan_due()
    periods = {each.deed.period for each in await team.bulletins() if each.deed.period.kind is PeriodKind.DAILY}
    assert [(period.since, period.until) for period in periods] == [(SUNDAY, MONDAY_AT_EIGHT + 3 * DAY)]


async def test_the_months_happy_file_goes_with_the_first_daily_digest_of_the_next(team):
    verdict = '{"signals": {"praise": {"score": 5, "evidence": [["you saved my day", "new", "signals/en.yaml", 1]]}}}'
    hug = make_entry(1, route="hugs", case_id="", received_at=SUNDAY + DAY, verdict_json=verdict)
    await record(team.store, make_plan(1, entry=hug, case=None, events=(), effects=(), answers=()), owner="")
    team.clock.moment = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    await team.calendar.plan_due()
    team.clock.moment = datetime(2026, 4, 1, 5, 0, tzinfo=UTC)  # eight o'clock in summer time
    await team.calendar.plan_due()
    await team.clerk.work_once()
    for mail in team.mails():
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == f"happy-{date(2026, 3, 1):%Y-%m}.md"
        assert "you saved my day" in attached.get_content()
    assert len(team.mails()) == 2


async def test_without_an_audit_the_digest_goes_out_all_the_same(team):
    team.unaccounted = None
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    await team.calendar.plan_due()
    await team.clerk.work_once()
    assert all("account for" not in mail.get_body(("plain",)).get_content() for mail in team.mails())


async def test_the_calendar_plans_at_once_what_is_due_and_stops_when_it_is_told_to(team):
    stop = asyncio.Event()
    await team.calendar.plan_due()
    team.clock.moment = MONDAY_AT_EIGHT
    running = asyncio.create_task(team.calendar.run(stop))
    await asyncio.wait_for(team.planned.wait(), 5)
    stop.set()
    await asyncio.wait_for(running, 5)
