"""Alarms with the real store, on both databases: told once, to whom the rules say, and only while it matters."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.reply import decide_answered
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.arrival import Arrival, FolderPosition, Identity, Place
from inboxd.core.values.case import EventKind
from inboxd.core.values.effect import Alarm, EffectState, Stage
from inboxd.core.values.history import History
from inboxd.edge.metrics import Metrics
from inboxd.errors import Misconfigured, Permanent, Transient
from inboxd.run.channels import TeamChannels
from inboxd.run.clerk import Clerk
from inboxd.run.paging import Pager
from inboxd.run.pipeline import Pipeline
from tests.builders import KEY, NOW, PRIORITY, make_ground, make_judged, make_policy
from tests.core.rules.folders import rules_files

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUE = NOW - MINUTE + HOUR
HOURS = """\
time_zone: UTC
days: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}
warn_at: 75%
warn: [team]
escalations:
  default:
    breach: [team]
    steps: [{after: 30m, to: [team]}, {after: 2h, to: [lead]}, {after: 1d, to: [head]}]
"""
RULES = compile_rules(rules_files(**{"hours.yaml": HOURS}))
OWNER = "worker"


class Hands:
    """A clock that stands until it is set, and channels that note what they hear."""

    def __init__(self, store, *, names=("team", "lead", "head")):
        self.store, self.at, self.heard = store, NOW, []
        self.failing = {}
        self.metrics = Metrics()
        channels = TeamChannels({name: self._way(name) for name in names}, ())
        self.pager = Pager(store, lambda: RULES, channels, self, self.metrics, with_subject=True)
        self.notices = []

    def now(self) -> datetime:
        return self.at

    def _way(self, name):
        async def tell(notice):
            if name in self.failing:
                raise self.failing[name]
            self.heard.append((name, notice.title.partition(":")[0], self.at))
            self.notices.append(notice)

        return tell

    async def work(self, at):
        """What a process that was killed and started again does at this moment."""
        self.at = at
        await self.store.release()
        clerk = Clerk(self.store, {"alarm": self.pager.sound}, self, self.metrics, current=lambda: None, owner=OWNER)
        while await clerk.work_once():
            pass

    async def work_until(self, at, *, every=15 * MINUTE):
        while self.at < at:
            await self.work(min(self.at + every, at))


@pytest.fixture
def hands(store):
    return Hands(store)


async def opened(store, **changes):
    ground = make_ground(duty=RULES.duty, hours=RULES.hours, **changes)
    plan = decide_arrival(make_judged(route=PRIORITY), History(), ground)
    await store.record([plan], None, now=ground.now, owner="")
    return plan.case


async def answered(store, case, at):
    case = (await store.case(case.case_id)).case
    plan = decide_answered(case, "m" * 32, make_ground(duty=RULES.duty, hours=RULES.hours, now=at))
    await store.record([plan], None, now=at, owner="")


async def history(store, case):
    alarming = {EventKind.WARNED, EventKind.BREACHED, EventKind.REPORTED, EventKind.ESCALATED, EventKind.FAILED}
    return [(event.kind, event.reason) for event in (await store.case(case.case_id)).events if event.kind in alarming]


async def queued_alarms(store):
    effects = await store.effects(states=frozenset({EffectState.QUEUED}))
    return [effect for effect in effects if isinstance(effect.deed, Alarm)]


async def test_everybody_in_the_chain_of_command_is_told_once_although_the_process_dies_all_the_time(hands, store):
    case = await opened(store)
    await hands.work_until(DUE + 2 * DAY)
    assert [(name, title) for name, title, _ in hands.heard] == [
        ("team", "Reply due soon"),
        ("team", "Reply overdue"),
        ("team", "Reply overdue, step 1"),
        ("lead", "Reply overdue, step 2"),
        ("head", "Reply overdue, step 3"),
    ]
    late = [at - DUE for _, _, at in hands.heard]
    wanted = [-15 * MINUTE, timedelta(), 30 * MINUTE, 2 * HOUR, DAY]
    assert all(timedelta() <= there - due <= 15 * MINUTE for there, due in zip(late, wanted, strict=True))
    assert (await store.case(case.case_id)).case.escalation == 3
    assert await history(store, case) == [
        (EventKind.WARNED, "told: team"),
        (EventKind.BREACHED, "the reply target is over"),
        (EventKind.REPORTED, "told: team"),
        (EventKind.ESCALATED, "told: team"),
        (EventKind.ESCALATED, "told: lead"),
        (EventKind.ESCALATED, "told: head"),
    ]
    assert await queued_alarms(store) == []


async def test_a_reply_ends_the_chain_and_nobody_hears_of_it_again(hands, store):
    case = await opened(store)
    await hands.work(DUE - 10 * MINUTE)
    await answered(store, case, DUE - 5 * MINUTE)
    assert await queued_alarms(store) == []
    await hands.work_until(DUE + 2 * DAY, every=HOUR)
    assert [title for _, title, _ in hands.heard] == ["Reply due soon"]


async def test_a_reply_leaves_the_clock_of_the_solution_alone(hands, store):
    ground = make_ground(duty=RULES.duty, hours=RULES.hours)
    route = replace(PRIORITY, resolve_within=4 * HOUR)
    plan = decide_arrival(make_judged(route=route), History(), ground)
    await store.record([plan], None, now=NOW, owner="")
    await answered(store, plan.case, NOW + 10 * MINUTE)
    assert [effect.deed.target for effect in await queued_alarms(store)] == ["resolution"]
    await hands.work_until(NOW + 5 * HOUR)
    assert [title for _, title, _ in hands.heard] == ["Solution due soon", "Solution overdue"]


async def test_a_reply_between_the_look_and_the_word_calls_off_what_follows(hands, store):
    case = await opened(store)
    original = hands.pager._channels.announce

    async def answered_meanwhile(channels, notice):
        await original(channels, notice)
        await answered(store, case, hands.at)

    hands.pager._channels.announce = answered_meanwhile
    await hands.work(DUE - 10 * MINUTE)
    await hands.work_until(DUE + 2 * DAY, every=HOUR)
    assert [title for _, title, _ in hands.heard] == ["Reply due soon"]


async def test_over_the_weekend_the_breach_is_written_down_and_told_on_monday(hands, store):
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=NOW.tzinfo)
    judged = make_judged(route=replace(PRIORITY, reply_within=HOUR))
    judged = replace(judged, arrival=replace(judged.arrival, received_at=friday))
    ground = make_ground(duty=RULES.duty, hours=RULES.hours, now=friday)
    plan = decide_arrival(judged, History(), ground)
    await store.record([plan], None, now=friday, owner="")
    hands.at = friday
    await hands.work(friday + HOUR)  # 17:50, the target is over
    assert [title for _, title, _ in hands.heard] == ["Reply overdue"]
    await hands.work_until(datetime(2026, 3, 9, 8, 59, tzinfo=NOW.tzinfo), every=3 * HOUR)
    assert len(hands.heard) == 1
    await hands.work(datetime(2026, 3, 9, 9, 0, tzinfo=NOW.tzinfo))
    assert [name for name, _, _ in hands.heard] == ["team", "team", "lead", "head"]
    breached = [event.at for event in (await store.case(plan.case.case_id)).events if event.kind is EventKind.BREACHED]
    assert breached == [friday + HOUR]


async def test_what_came_due_while_nobody_ran_at_night_waits_for_the_morning(hands, store):
    await opened(store)
    await hands.work(DUE + 12 * HOUR)
    assert hands.heard == []
    await hands.work(datetime(2026, 3, 3, 9, 0, tzinfo=NOW.tzinfo))
    assert next(title for _, title, _ in hands.heard) == "Reply overdue"
    assert "Reply due soon" not in [title for _, title, _ in hands.heard]


async def test_without_a_channel_nobody_is_told_and_the_history_says_it_all_the_same(store):
    hands = Hands(store, names=())
    case = await opened(store)
    await hands.work_until(DUE + HOUR)
    assert [kind for kind, _ in await history(store, case)] == [
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.REPORTED,
        EventKind.ESCALATED,
    ]
    page = hands.metrics.render(None, NOW)[0].decode()
    assert 'inboxd_breaches_total{mailbox="support",route="priority",target="reply"} 1.0' in page
    assert 'inboxd_alarms_total{result="unheard",stage="breach"} 1.0' in page


async def test_names_that_no_channel_has_fall_back_to_the_default_one(store):
    hands = Hands(store, names=("office",))
    await opened(store)
    await hands.work_until(DUE + 2 * DAY, every=HOUR)
    assert {name for name, _, _ in hands.heard} == {"office"}


@pytest.mark.parametrize("error", [Transient("down"), Permanent("gone"), Misconfigured("wrong"), ValueError("ours")])
async def test_a_channel_that_is_down_keeps_nobody_else_from_being_told(hands, store, error):
    case = await opened(store)
    hands.failing["team"] = error
    await hands.work_until(DUE + 2 * DAY)
    assert [(name, title) for name, title, _ in hands.heard] == [
        ("lead", "Reply overdue, step 2"),
        ("head", "Reply overdue, step 3"),
    ]
    assert EventKind.BREACHED in [kind for kind, _ in await history(store, case)]


async def test_a_channel_that_comes_back_is_told_late(hands, store):
    await opened(store)
    await hands.work(DUE - 15 * MINUTE)
    hands.heard.clear()
    hands.failing["team"] = Transient("down")
    await hands.work(DUE)
    hands.failing.clear()
    await hands.work_until(DUE + 20 * MINUTE, every=MINUTE)
    assert [(name, title) for name, title, _ in hands.heard] == [("team", "Reply overdue")]


async def test_of_several_channels_only_the_one_that_failed_is_told_again(hands, store, monkeypatch):
    both = HOURS.replace("breach: [team]", "breach: [team, lead]")
    rules = compile_rules(rules_files(**{"hours.yaml": both}))
    monkeypatch.setattr(hands.pager, "_rules", lambda: rules)
    case = await opened(store)
    hands.failing["lead"] = Transient("down")
    await hands.work_until(DUE, every=10 * MINUTE)
    hands.failing.clear()
    await hands.work_until(DUE + 20 * MINUTE, every=MINUTE)
    assert [(name, title) for name, title, _ in hands.heard] == [
        ("team", "Reply due soon"),
        ("team", "Reply overdue"),
        ("lead", "Reply overdue"),
    ]
    assert (EventKind.REPORTED, "told: team; not yet: lead") in await history(store, case)
    await hands.work_until(DUE + 40 * MINUTE, every=10 * MINUTE)
    assert [title for _, title, _ in hands.heard].count("Reply overdue, step 1") == 1


async def test_killed_between_the_word_and_its_record_it_is_told_again_under_the_same_name(hands, store, monkeypatch):
    await opened(store)
    finish = store.finish

    async def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        await hands.work(DUE - 10 * MINUTE)
    monkeypatch.setattr(store, "finish", finish)
    await hands.work(DUE - 9 * MINUTE)
    await hands.work(DUE - 8 * MINUTE)
    first, second = hands.notices
    assert first.key == second.key


async def test_a_batch_with_a_message_and_its_answer_leaves_no_alarm(store):
    ground = make_ground(duty=RULES.duty, hours=RULES.hours)
    first = decide_arrival(make_judged(route=PRIORITY), History(), ground)
    second = decide_answered(first.case, "m" * 32, ground)
    await store.record([first, second], None, now=NOW, owner="")
    assert await queued_alarms(store) == []


async def test_a_case_that_is_forgotten_wakes_nobody(hands, store):
    ground = make_ground(duty=RULES.duty, hours=RULES.hours)
    plan = decide_arrival(make_judged(route=PRIORITY), History(), ground)
    alarms = tuple(effect for effect in plan.effects if isinstance(effect.deed, Alarm))
    await store.record([replace(plan, case=None, events=(), effects=alarms)], None, now=NOW, owner="")
    await hands.work_until(DUE + HOUR)
    assert hands.heard == []


async def test_an_alarm_that_an_answer_in_sent_sets_off_is_handed_over_and_not_left_to_its_lease(hands, store):
    rules = compile_rules(rules_files(**{"hours.yaml": HOURS + "report: {agents: 1, to: [lead]}\n"}))
    case = await opened(store)
    pipeline = Pipeline(store, lambda: rules, hands, hands.metrics, key=KEY, owner=OWNER)
    written = b"From: ana@ourshop.example\r\nTo: mira@bluehill.example\r\nSubject: Re: Help\r\n"
    raw = written + f"In-Reply-To: <{case.last_message_id}>\r\n\r\nWe restored it.\r\n".encode()
    place = Place("support", "Sent", 7, 5)
    arrival = Arrival(place, Identity("answer@ourshop.example", "a" * 64), raw, len(raw), NOW)
    position = FolderPosition("support", "Sent", 7, 5, NOW - DAY)
    effects = await pipeline.sent(make_policy(), [arrival], position)
    assert [effect.deed.stage for effect in effects] == [Stage.PASSED_AROUND]
    clerk = Clerk(store, {"alarm": hands.pager.sound}, hands, hands.metrics, current=lambda: None, owner=OWNER)
    clerk.hand_in(effects)
    assert await clerk.work_once() == 1
    assert [(channel, title) for channel, title, _ in hands.heard] == [("lead", "Passed around")]
