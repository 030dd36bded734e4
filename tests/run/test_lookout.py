"""The lookout over a real store: what people were told survives restarts, and a dead store is told directly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.core.decide.operator import signs_of
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import Alarm, Effect, EffectState, Move, Stage
from inboxd.core.values.history import Answer
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.operator import Code, Condition, MailboxCondition, Patience, Stuck, Trying
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.errors import Misconfigured, NotLetIn, OutcomeUnknown, StoreUnavailable, Transient
from inboxd.ports import Envelope, Sent
from inboxd.run import lookout as lookout_module
from inboxd.run.connecting import Link
from inboxd.run.heard import HeardSender
from inboxd.run.lookout import Lookout, Orders
from inboxd.run.looks import Blind
from inboxd.run.senses import Limits, Senses
from tests.builders import NOW, SetClock

MINUTE = timedelta(minutes=1)
REFUSED = MailboxCondition("support", connected=False, reason="wrong password", since=NOW, needs_person=True)
WELL = MailboxCondition("support", since=NOW)
ORDERS = Orders(every=timedelta(seconds=30), store_after=MINUTE, patience=Patience())


@dataclass
class Look:
    """What the lookout sees: as the test says."""

    mailboxes: tuple[MailboxCondition, ...] = (WELL,)
    changes: dict = field(default_factory=dict)
    error: Exception | None = None

    async def look(self, clock, jump):
        if self.error is not None:
            raise self.error
        return replace(Condition(clock.now(), self.mailboxes, jump=jump, most_letters=500), **self.changes)


@dataclass
class Ear:
    """Hears what is told without the store."""

    heard: list = field(default_factory=list)
    is_deaf: bool = False

    async def tell_at_once(self, notice, channels):
        if not self.is_deaf:
            self.heard.append(notice)
        return not self.is_deaf


class Tower:
    """A lookout with everything around it; `restart` makes it forget what it had in mind."""

    def __init__(self, store, **changes):
        self.store, self.clock, self.eyes, self.ear, self.metrics = store, SetClock(), Look(), Ear(), Metrics()
        self.rung, self.orders = 0, replace(ORDERS, **changes)
        self.restart()

    def restart(self):
        parts = (self.eyes, self.store, self.clock, self.metrics, self.ear, self._ring)
        self.lookout = Lookout(*parts, self.orders)

    def _ring(self):
        self.rung += 1

    async def look(self, minutes=0.0):
        self.clock.moment += minutes * MINUTE
        await self.lookout.look()

    async def told(self):
        every = await self.store.effects(states=frozenset(EffectState), limit=100)
        return sorted(each.effect_id for each in every if each.deed.kind == "alarm")


async def test_trouble_is_told_once_and_so_is_its_end_whatever_restarts_in_between(store):
    tower = Tower(store)
    tower.eyes.mailboxes = (REFUSED,)
    for _ in range(4):
        await tower.look(1)
        tower.restart()
    assert await tower.told() == ["alarm:operator:imap-refused:support:1"]
    assert tower.rung == 1
    tower.eyes.mailboxes = (WELL,)
    for _ in range(5):
        await tower.look(1)
        tower.restart()
    assert await tower.told() == [f"alarm:operator:imap-refused:support:{number}" for number in (1, 2)]


async def test_what_the_settings_no_longer_watch_is_forgotten_and_not_told_to_be_over(store):
    missing = replace(WELL, canary=Trying(NOW, None, "refused"))
    before = Tower(store)
    before.eyes.mailboxes = (missing,)
    await before.look()
    assert await before.told() == ["alarm:operator:canary-missing:support:1"]
    after = Tower(store, unwatched=frozenset({"canary-missing:support"}))
    for _ in range(5):
        await after.look(1)
    assert await after.told() == ["alarm:operator:canary-missing:support:1"]
    assert 'inboxd_operator_alarm{code="canary-missing"} 0.0' in after.metrics.render(None, NOW)[0].decode()
    again = Tower(store)
    again.eyes.mailboxes = (missing,)
    await again.look(10)
    assert await again.told() == [f"alarm:operator:canary-missing:support:{number}" for number in (1, 2)]


async def test_a_kill_between_telling_and_remembering_tells_nothing_twice(store, monkeypatch):
    tower = Tower(store)
    tower.eyes.mailboxes = (REFUSED,)

    async def die(name, value):
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(store, "note", die)
        with pytest.raises(asyncio.CancelledError):
            await tower.look()
    tower.restart()
    await tower.look(1)
    assert await tower.told() == ["alarm:operator:imap-refused:support:1"]


async def test_the_figures_show_what_is_wrong_by_code(store):
    tower = Tower(store)
    tower.eyes.mailboxes = (REFUSED,)
    await tower.look()
    text = tower.metrics.render(None, NOW)[0].decode()
    assert 'inboxd_operator_alarm{code="imap-refused"} 1.0' in text
    assert 'inboxd_operator_alarm{code="disconnected"} 0.0' in text


async def test_in_shadow_it_is_only_written_down(store):
    tower = Tower(store, shadow=True)
    tower.eyes.mailboxes = (REFUSED,)
    await tower.look()
    (effect,) = await store.effects(states=frozenset({EffectState.SHADOW}))
    assert effect.deed.stage is Stage.OPERATOR


async def test_a_mailbox_that_another_process_took_over_is_left_to_it_and_remembered_when_it_comes_back(store):
    mine, other = Tower(store), Tower(store)
    mine.eyes.mailboxes = (REFUSED,)
    await mine.look()
    mine.eyes.mailboxes, other.eyes.mailboxes = (), (WELL,)
    for _ in range(4):
        await mine.look(1)
        await other.look(1)
    assert len(await mine.told()) == 2
    mine.eyes.mailboxes, other.eyes.mailboxes = (REFUSED,), ()
    await mine.look(1)
    assert await mine.told() == [f"alarm:operator:imap-refused:support:{number}" for number in (1, 2, 3)]


async def test_a_dead_store_is_one_line_and_one_word_told_directly_and_so_is_its_end(store):
    tower = Tower(store)
    tower.eyes.error = Misconfigured("the database cannot be used: the disk is full", hint="Free some space.")
    with capture_logs() as log:
        for _ in range(20):
            await tower.look(0.5)
    assert [line["event"] for line in log] == ["database.unavailable", "operator.alarm"]
    (notice,) = tower.ear.heard
    assert notice.title == "inboxd: the database cannot be used [store-unavailable]"
    assert "the disk is full. Free some space." in notice.text
    tower.eyes.error = None
    for _ in range(8):
        await tower.look(0.5)
    assert [each.title.startswith("Over: ") for each in tower.ear.heard] == [False, True]
    assert len({each.key for each in tower.ear.heard}) == 2
    assert await tower.told() == []


async def test_a_store_that_restarts_quickly_wakes_nobody(store):
    tower = Tower(store)
    tower.eyes.error = Transient("the database cannot be reached")
    await tower.look()
    await tower.look(0.5)
    tower.eyes.error = None
    await tower.look(0.5)
    assert tower.ear.heard == []


async def test_what_nobody_heard_is_told_at_the_next_look(store):
    tower = Tower(store)
    tower.eyes.error, tower.ear.is_deaf = Transient("gone"), True
    for _ in range(4):
        await tower.look(1)
    tower.ear.is_deaf = False
    await tower.look(1)
    await tower.look(1)
    assert len(tower.ear.heard) == 1


async def test_a_mistake_of_ours_does_not_end_the_lookout(store):
    tower = Tower(store)
    tower.eyes.error = ValueError("odd")
    with capture_logs() as log:
        await tower.look()
    assert [line["event"] for line in log] == ["lookout.mistake"]
    assert tower.ear.heard == []


async def test_it_looks_until_it_is_told_to_stop_and_notices_a_clock_that_ran_away(store):
    tower = Tower(store, every=timedelta(milliseconds=20))
    stop = asyncio.Event()

    async def see(clock, jump, looks=[]):  # noqa: B006 - remembers its calls
        looks.append(jump)
        clock.moment += timedelta(hours=1)
        if len(looks) == 3:
            stop.set()
        return Condition(clock.now())

    tower.eyes.look = see
    running = asyncio.create_task(tower.lookout.run(stop))
    await asyncio.wait_for(running, 10)
    assert see.__defaults__[0][0] == timedelta()


def test_every_code_belongs_to_a_mailbox_or_to_the_installation_so_that_none_is_lost():
    looked_at = [*lookout_module._MAILBOX_CODES, *lookout_module._OWN_CODES, Code.STORE_UNAVAILABLE]
    assert sorted(looked_at) == sorted(Code)


# ── what is looked at ──


@dataclass
class Line:
    link: Link
    behind_since: object = None
    blind: Blind = field(default_factory=Blind)


def effect(number, state=EffectState.QUEUED, **changes):
    move = Move(Place("support", "INBOX", 7, number), Identity(f"{number}@bluehill.example", "d"), "Priority")
    return replace(Effect(f"move:{number}", "support", move, state, NOW), **changes)


async def keep(store, *effects, answers=()):
    await store.record([Plan(None, effects=effects, answers=answers)], None, now=NOW, owner="")


def senses(store, *, line=None, sender=None, problems=(), is_mine=lambda _: True):
    lines = {"support": line or Line(Link(True, "", NOW))}
    limits = Limits(overdue=timedelta(minutes=15), tries=6, per_hour=500)
    senders = {"support": sender} if sender else {}
    return Senses(store, lines, senders, lambda: problems, None, limits, is_mine)


async def test_a_quiet_installation_has_nothing_to_show(store):
    await keep(store, effect(1), effect(2, due_at=NOW + timedelta(days=3)))
    seen = await senses(store).look(SetClock(), timedelta())
    assert (seen.overdue, seen.held, seen.letters, seen.problems) == (None, None, 0, ())
    assert seen.mailboxes == (MailboxCondition("support", since=NOW),)


async def test_overdue_tried_too_often_held_and_lately_failed_effects_are_counted_and_alarms_never(store):
    alarm = Alarm(Stage.OPERATOR, title="t")
    await keep(
        store,
        effect(1, due_at=NOW - timedelta(minutes=16), last_error="the folder is full"),
        effect(2, due_at=NOW + timedelta(hours=1), attempts=6, last_error="busy"),
        effect(3, EffectState.HELD, due_at=NOW - timedelta(days=9)),
        effect(4, EffectState.FAILED, due_at=NOW - timedelta(hours=1)),
        effect(5, EffectState.FAILED, due_at=NOW - timedelta(hours=25)),
        effect(6, EffectState.FAILED, deed=alarm),
        effect(7, deed=alarm, due_at=NOW - timedelta(hours=9)),
    )
    seen = await senses(store).look(SetClock(), timedelta())
    assert (seen.overdue.count, seen.overdue.since) == (2, NOW - timedelta(minutes=16))
    assert seen.overdue.error == "the folder is full"
    assert (seen.held.count, seen.held.since) == (1, NOW - timedelta(days=9))
    assert (seen.failed.count, seen.failed.since) == (1, NOW - timedelta(hours=1))


async def test_no_trouble_of_the_outbox_begins_in_the_future(store):
    ahead, first = NOW + timedelta(minutes=2), NOW - timedelta(hours=2)
    await keep(
        store,
        effect(1, due_at=ahead, attempts=6, last_error="busy", trying_since=first),
        effect(2, EffectState.HELD, due_at=ahead),
        effect(3, EffectState.FAILED, due_at=ahead),
    )
    seen = await senses(store).look(SetClock(), timedelta())
    assert (seen.overdue.since, seen.held.since, seen.failed.since) == (first, NOW, NOW)


async def test_a_held_letter_is_told_although_another_one_failed_before(store):
    tower = Tower(store)
    tower.eyes.changes = {"failed": Stuck(1, NOW)}
    await tower.look()
    tower.eyes.changes = {"failed": Stuck(1, NOW), "held": Stuck(1, NOW)}
    await tower.look(1)
    assert await tower.told() == ["alarm:operator:letters-failed:1", "alarm:operator:letters-held:1"]


async def test_letters_of_the_last_hour_are_counted_for_the_breaker(store):
    def answer(number, minutes):
        at = NOW - timedelta(minutes=minutes)
        return Answer(f"a{number}", at, f"p{number}@x.example", "x.example", "support", f"c{number}", "")

    await keep(store, answers=(answer(1, 5), answer(2, 50), answer(3, 70)))
    assert (await senses(store).look(SetClock(), timedelta())).letters == 2


async def test_a_connection_that_fails_for_ever_new_reasons_is_down_since_the_first(store):
    line, clock = Line(Link(False, "refused", NOW)), SetClock()
    looker = senses(store, line=line)
    await looker.look(clock, timedelta())
    clock.moment += 6 * MINUTE
    line.link = Link(False, "timed out", clock.moment)
    (seen,) = (await looker.look(clock, timedelta())).mailboxes
    assert seen.since == NOW
    line.link = Link(True, "", clock.moment)
    (seen,) = (await looker.look(clock, timedelta())).mailboxes
    assert seen.since == clock.moment


async def test_what_began_before_the_clock_was_set_back_counts_from_the_next_look(store):
    ahead = NOW + timedelta(hours=6)
    line, clock = Line(Link(False, "refused", ahead), behind_since=ahead), SetClock(ahead)
    looker = senses(store, line=line)
    await looker.look(clock, timedelta())
    clock.moment = NOW
    await looker.look(clock, timedelta())
    clock.moment += 11 * MINUTE
    (seen,) = (await looker.look(clock, timedelta())).mailboxes
    assert (seen.since, seen.behind_since) == (NOW, NOW)
    signs = signs_of(Condition(clock.now(), (seen, replace(seen, connected=True))), Patience())
    assert {sign.code for sign in signs} == {Code.DISCONNECTED, Code.BEHIND}


async def test_what_cannot_be_looked_at_is_told_with_its_reason_after_a_while(store):
    line, clock = Line(Link(True, "", NOW), blind=Blind("could not ask about the folder Sent", NOW)), SetClock()
    looker = senses(store, line=line)
    clock.moment += 6 * MINUTE
    (seen,) = (await looker.look(clock, timedelta())).mailboxes
    (sign,) = signs_of(Condition(clock.now(), (seen,)), Patience())
    assert (sign.key, sign.since) == ("folder-unreadable:support", NOW)
    assert "could not ask about the folder Sent" in sign.what


async def test_while_the_store_is_away_no_mailbox_is_at_fault_and_afterwards_each_has_its_time(store, monkeypatch):
    line, clock = Line(Link(False, "the database cannot be reached", NOW), behind_since=NOW), SetClock()
    looker = senses(store, line=line)

    async def signs():
        (seen,) = (await looker.look(clock, timedelta())).mailboxes
        told = signs_of(Condition(clock.now(), (seen, replace(seen, connected=True))), Patience())
        return {sign.code: sign.since for sign in told}

    async def fail():
        raise StoreUnavailable("the database cannot be reached")

    with monkeypatch.context() as patch:
        patch.setattr(store, "ping", fail)
        with pytest.raises(StoreUnavailable):
            await looker.look(clock, timedelta())
    clock.moment = back = NOW + 60 * MINUTE
    assert await signs() == {}
    clock.moment += 6 * MINUTE
    assert await signs() == {Code.DISCONNECTED: back}
    clock.moment += 5 * MINUTE
    assert await signs() == {Code.DISCONNECTED: back, Code.BEHIND: back}


@pytest.mark.parametrize("harm", ["store away", "clock set back"])
async def test_what_lasts_is_not_over_when_the_store_was_away_or_the_clock_is_set_back(store, monkeypatch, harm):
    line, clock = Line(Link(False, "refused", NOW), behind_since=NOW, blind=Blind("Sent", NOW)), SetClock()
    looker = senses(store, line=line, problems=("routes.yaml:3: no",))

    async def lasting():
        seen = await looker.look(clock, timedelta())
        (line_now,) = seen.mailboxes
        signs = signs_of(replace(seen, mailboxes=(line_now, replace(line_now, connected=True))), Patience())
        return {sign.code: clock.now() - sign.since for sign in signs}

    async def fail():
        raise StoreUnavailable("the database cannot be reached")

    await lasting()
    clock.moment += 11 * MINUTE
    told = await lasting()
    assert told.keys() == {Code.DISCONNECTED, Code.BEHIND, Code.FOLDER_UNREADABLE, Code.RULES_REFUSED}
    if harm == "store away":
        clock.moment += MINUTE
        with monkeypatch.context() as patch:
            patch.setattr(store, "ping", fail)
            with pytest.raises(StoreUnavailable):
                await lasting()
        clock.moment += 60 * MINUTE
    else:
        clock.moment -= 60 * MINUTE
    assert await lasting() == told
    clock.moment += MINUTE
    assert await lasting() == {code: lasted + MINUTE for code, lasted in told.items()}


async def test_what_was_worked_through_between_two_looks_is_behind_since_the_later_time(store):
    line, clock = Line(Link(True, "", NOW), behind_since=NOW), SetClock()
    looker = senses(store, line=line)

    async def behind_since():
        return (await looker.look(clock, timedelta())).mailboxes[0].behind_since

    assert await behind_since() == NOW
    clock.moment += 9 * MINUTE
    assert await behind_since() == NOW
    line.behind_since = NOW + 8 * MINUTE
    assert await behind_since() == NOW + 8 * MINUTE
    line.behind_since = None
    assert await behind_since() is None


async def test_mistakes_in_the_rules_count_from_the_first_look_that_saw_them(store):
    clock = SetClock()
    looker = senses(store, problems=("routes.yaml:3: no",))
    await looker.look(clock, timedelta())
    clock.moment += MINUTE
    assert (await looker.look(clock, timedelta())).problems_since == NOW


async def test_only_what_is_this_processs_own_is_looked_at(store):
    seen = await senses(store, is_mine=lambda name: name != DUTIES).look(SetClock(), timedelta())
    assert not seen.is_installation_ours
    assert len(seen.mailboxes) == 1
    seen = await senses(store, is_mine=lambda name: name == DUTIES).look(SetClock(), timedelta())
    assert seen.is_installation_ours
    assert seen.mailboxes == ()


class Server:
    """A sender that ends as the test says."""

    def __init__(self):
        self.error = None
        self.closed = False

    async def send(self, envelope, before_final_dot):
        await before_final_dot()
        if self.error:
            raise self.error
        return Sent("250 ok")

    async def close(self):
        self.closed = True


async def test_a_refused_login_at_smtp_is_remembered_until_a_mail_goes_out(store):
    async def nothing():
        return None

    inner = Server()
    heard, clock = HeardSender(inner), SetClock()
    looker, mail = senses(store, sender=heard), Envelope("a@x.example", "b@x.example", b"")

    async def seen():
        return (await looker.look(clock, timedelta())).mailboxes[0]

    assert (await seen()).smtp_refusal is None
    inner.error = Misconfigured("the server refused the recipient: 550 relay denied")
    with pytest.raises(Misconfigured):
        await heard.send(mail, nothing)
    assert (await seen()).smtp_refusal is None  # one letter
    inner.error = NotLetIn("the server refused login: 535", hint="Check the password.")
    with pytest.raises(NotLetIn):
        await heard.send(mail, nothing)
    assert (await seen()).smtp_refusal == "the server refused login: 535. Check the password."
    inner.error = OutcomeUnknown("broken")
    clock.moment += MINUTE
    with pytest.raises(OutcomeUnknown):
        await heard.send(mail, nothing)
    assert (await seen()).smtp_since == NOW
    inner.error = None
    assert (await heard.send(mail, nothing)).reply == "250 ok"
    assert ((await seen()).smtp_refusal, (await seen()).smtp_since) == ("", None)
    await heard.close()
    assert inner.closed


async def test_of_a_mailbox_that_was_another_process_s_meanwhile_nothing_old_is_told(store):
    mine, heard, clock = {"support"}, HeardSender(Server()), SetClock()
    line = Line(Link(False, "refused", NOW))
    looker = senses(store, line=line, sender=heard, is_mine=lambda name: name in mine)
    heard.refusal = "wrong password"
    await looker.look(clock, timedelta())
    mine.clear()
    await looker.look(clock, timedelta())
    clock.moment += 300 * MINUTE
    mine.add("support")
    line.link = Link()
    (seen,) = (await looker.look(clock, timedelta())).mailboxes
    assert (seen.since, seen.smtp_refusal, seen.smtp_since) == (None, None, None)
