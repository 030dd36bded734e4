"""Test mails over a real store: sent in their time and never in a flood, known once, and cleared away by signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.core.decide.canary import CanaryPolicy, decide_canary
from inboxd.core.values.arrival import Identity, Place, Sighting
from inboxd.core.values.canary import CANARY_FIELD, CanaryMark, read_mark, sign_mark
from inboxd.core.values.outcome import Done
from inboxd.edge.metrics import Metrics
from inboxd.errors import Misconfigured, OutcomeUnknown, Permanent, Transient
from inboxd.ports import Sent
from inboxd.run.canary import Canaries, CanaryPost, Perch
from tests.builders import KEY, NOW, SetClock, make_arrival, make_ground, make_mail

OURS = "support@ourshop.example"
MINUTE = timedelta(minutes=1)
TRY = CanaryPolicy(every=15 * MINUTE, within=5 * MINUTE)


@dataclass
class Server:
    """Takes mail, or fails as the test says."""

    taken: list = field(default_factory=list)
    error: Exception | None = None

    async def send(self, envelope, before_final_dot):
        await before_final_dot()
        if self.error is not None:
            raise self.error
        self.taken.append(envelope)
        return Sent("250 ok")

    async def close(self):
        return None


class Aviary:
    """Who sends and who knows again; `restart` makes them forget what they had in mind."""

    def __init__(self, store):
        self.store, self.clock, self.server, self.metrics = store, SetClock(), Server(), Metrics()
        self.is_current, self.owned = True, True
        self.restart()

    def restart(self):
        self.canaries = Canaries(self.store, self.clock, self.metrics, key=KEY, folder="inboxd canary", keep=1)
        perch = Perch(self.server, OURS, OURS, OURS, lambda: self.is_current)
        parts = (self.canaries, {"support": perch}, TRY, self.store, self.clock)
        self.post = CanaryPost(*parts, is_mine=lambda _: self.owned)

    async def turn(self, minutes=0.0):
        self.clock.moment += minutes * MINUTE
        await self.post._turn("support")

    async def arrive(self, envelope, number=1):
        """What the pipeline does when the mail is found in the watched folder; the marks that it knew."""
        field_ = next(line for line in envelope.raw.decode().splitlines() if line.startswith(CANARY_FIELD))
        headers = ((CANARY_FIELD, field_.partition(": ")[2]),)
        mail = make_mail(sender=OURS, headers=headers, identity=Identity(f"{number}@x.example", "d"))
        found = await self.canaries.among("support", [mail])
        ground = make_ground(now=self.clock.now())
        plans = [decide_canary(make_arrival(mail), mail, mark, "inboxd canary", ground) for mark in found.values()]
        await self.store.record(plans, None, now=self.clock.now(), owner="")
        self.canaries.seen(tuple(found.values()))
        return list(found.values())

    def figure(self, name):
        text = self.metrics.render(None, NOW)[0].decode()
        return [line.partition("} ")[2] for line in text.splitlines() if line.startswith(f"{name}{{")]


@pytest.fixture
def aviary(store):
    return Aviary(store)


async def test_one_goes_out_at_once_and_the_next_in_its_time(aviary):
    await aviary.turn()
    await aviary.turn(1)
    assert len(aviary.server.taken) == 1
    assert await aviary.arrive(aviary.server.taken[0])
    await aviary.turn(1)
    await aviary.turn(12)
    assert len(aviary.server.taken) == 1
    await aviary.turn(1)
    assert len(aviary.server.taken) == 2
    assert aviary.post.missing() == {}


async def test_its_seconds_are_measured_until_it_is_seen_and_until_it_is_moved(aviary, store):
    await aviary.turn()
    (mark,) = await aviary.arrive(aviary.server.taken[0])
    await aviary.turn(0.1)
    assert aviary.figure("inboxd_canary_seconds") == ["0.0"]
    await store.finish([Done(mark.effect_id, aviary.clock.now())], now=aviary.clock.now())
    await aviary.turn(0.1)
    assert aviary.figure("inboxd_canary_seconds") == ["0.0", "12.0"]


async def test_nothing_is_sent_while_nobody_watches_or_another_process_does(aviary):
    aviary.is_current = False
    await aviary.turn()
    aviary.is_current, aviary.owned = True, False
    await aviary.turn(20)
    assert aviary.server.taken == []
    assert not aviary.post.knows("support")
    assert aviary.post.knows("sales")


async def test_what_is_missing_is_said_with_what_the_server_answered(aviary):
    await aviary.turn()
    await aviary.turn(5)
    missing = aviary.post.missing()["support"]
    assert (missing.since, missing.accepted_at, missing.refusal) == (NOW, NOW, "")
    await aviary.turn(10)
    await aviary.arrive(aviary.server.taken[1])
    await aviary.turn()
    assert aviary.post.missing() == {}


async def test_a_restart_every_minute_neither_floods_nor_raises_a_false_alarm_nor_forgets(aviary):
    for _ in range(30):
        await aviary.turn(1)
        aviary.restart()
    assert len(aviary.server.taken) == 1
    assert aviary.post.missing() == {}
    await aviary.turn()
    await aviary.turn(5)
    assert aviary.post.missing()["support"].since == NOW + MINUTE


async def test_an_arrival_just_before_a_kill_is_found_in_the_store(aviary):
    await aviary.turn()
    await aviary.arrive(aviary.server.taken[0])
    aviary.restart()
    await aviary.turn(6)
    await aviary.turn(6)
    assert aviary.post.missing() == {}
    assert len(aviary.server.taken) == 1


async def test_a_kill_between_the_note_and_the_final_dot_sends_no_second_one_before_its_time(aviary, monkeypatch):
    aviary.server.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        await aviary.turn()
    aviary.server.error = None
    aviary.restart()
    for _ in range(14):
        await aviary.turn(1)
    assert (aviary.server.taken, aviary.post.missing()) == ([], {})
    await aviary.turn(1)
    assert len(aviary.server.taken) == 1


async def test_what_the_server_cannot_take_now_is_sent_again_as_the_same_mail(aviary):
    aviary.server.error = Transient("451 try later")
    await aviary.turn()
    await aviary.turn(0.2)
    aviary.server.error = None
    await aviary.turn(0.4)
    (envelope,) = aviary.server.taken
    mark = read_mark(str(envelope.raw.partition(b"Message-ID: <")[2].partition(b">")[0], "ascii"), KEY)
    assert mark == CanaryMark("support", NOW)


@pytest.mark.parametrize("error", [Misconfigured("535 no"), OutcomeUnknown("broken at the dot"), Permanent("550 no")])
async def test_what_was_refused_or_may_have_gone_out_is_not_sent_again_and_is_said(aviary, error):
    aviary.server.error = error
    await aviary.turn()
    aviary.server.error = None
    for _ in range(5):
        await aviary.turn(1)
    assert aviary.server.taken == []
    missing = aviary.post.missing()["support"]
    assert missing.accepted_at is None
    assert str(error) in missing.refusal


async def test_a_second_copy_of_one_that_has_arrived_is_none(aviary):
    await aviary.turn()
    (envelope,) = aviary.server.taken
    assert await aviary.arrive(envelope) == [CanaryMark("support", NOW)]
    assert await aviary.arrive(envelope, number=2) == []


async def test_a_store_that_is_away_delays_and_loses_nothing(aviary, store, monkeypatch):
    async def refuse(*_):
        raise Transient("the database is busy")

    with monkeypatch.context() as patch:
        patch.setattr(store, "note", refuse)
        await aviary.turn()
    assert aviary.server.taken == []
    await aviary.turn(1)
    assert len(aviary.server.taken) == 1


async def test_a_clock_that_was_set_back_two_days_stops_neither_test_mails_nor_their_alarm(aviary):
    aviary.clock.moment += timedelta(days=2)
    await aviary.turn()
    aviary.clock.moment = NOW
    for _ in range(5):
        await aviary.turn(1)
    assert len(aviary.server.taken) == 2
    assert aviary.post.missing() == {}
    await aviary.turn(1)
    assert aviary.post.missing()["support"].since == NOW + MINUTE
    assert len(aviary.server.taken) == 2


async def test_a_clock_that_was_set_back_before_a_restart_sends_one_however_often_we_restart(aviary):
    aviary.clock.moment += timedelta(days=2)
    await aviary.turn()
    aviary.clock.moment = NOW
    for _ in range(10):
        aviary.restart()
        await aviary.turn(1)
    assert len(aviary.server.taken) == 2
    assert aviary.post.missing() == {}


async def test_one_from_before_the_clock_was_set_back_that_arrives_late_is_a_mail_like_every_other(aviary):
    aviary.clock.moment += timedelta(days=2)
    await aviary.turn()
    aviary.clock.moment = NOW
    await aviary.turn()
    early, present = aviary.server.taken
    assert await aviary.arrive(early, number=1) == []
    assert await aviary.arrive(present, number=2)
    await aviary.turn(6)
    assert aviary.post.missing() == {}
    assert len(aviary.server.taken) == 2


async def test_a_line_that_breaks_every_four_minutes_hides_no_missing_mail(aviary):
    for minute in range(60):
        aviary.is_current = minute % 4 != 3
        await aviary.turn(1)
    assert aviary.post.missing()["support"].since == NOW + MINUTE
    assert len(aviary.server.taken) == 2


async def test_a_long_outage_alone_makes_nothing_missing(aviary):
    await aviary.turn()
    aviary.is_current = False
    for _ in range(180):
        await aviary.turn(1)
    aviary.is_current = True
    await aviary.turn(1)
    assert await aviary.arrive(aviary.server.taken[0])
    await aviary.turn(6)
    assert aviary.post.missing() == {}


async def test_what_is_recorded_while_the_store_is_asked_is_not_missing(aviary, store, monkeypatch):
    """The line is back and the mail is found between the question to the store and the decision."""
    for minute in range(29):
        aviary.is_current = minute % 4 != 3
        await aviary.turn(1)
    aviary.is_current = False
    ask, asked = store.effect, []

    async def ask_too_early(effect_id):
        found = await ask(effect_id)
        asked.append(effect_id)
        if len(asked) == 1:
            await aviary.arrive(aviary.server.taken[0])
            aviary.is_current = True
        return found

    with monkeypatch.context() as patch:
        patch.setattr(store, "effect", ask_too_early)
        await aviary.turn(3)
    assert asked
    assert aviary.post.missing() == {}


# ── clearing away ──


@dataclass
class Box:
    """A folder of test mails."""

    ids: dict[int, str]
    name: str = "support"
    is_gone: bool = False
    looks: int = 0

    async def look(self, folder):
        self.looks += 1
        if self.is_gone:
            raise Permanent("there is no such folder")

    async def sightings(self, folder):
        places = {uid: Place("support", folder, 7, uid) for uid in self.ids}
        yield tuple(Sighting(places[uid], Identity(each, "d"), NOW) for uid, each in self.ids.items())

    async def remove(self, place):
        del self.ids[place.uid]


async def test_after_an_arrival_old_ones_are_removed_and_nobody_elses(aviary):
    def ours(minutes):
        return f"{sign_mark(CanaryMark('support', NOW + minutes * MINUTE), KEY)}@ourshop.example"

    box = Box({1: "mira@bluehill.example", 2: ours(0), 3: ours(15), 4: ours(30)})
    await aviary.canaries.sweep(box)
    assert box.looks == 0
    aviary.canaries.seen([CanaryMark("support", NOW)])
    await aviary.canaries.sweep(box)
    await aviary.canaries.sweep(box)
    assert (sorted(box.ids), box.looks) == ([1, 4], 1)


async def test_a_folder_that_is_gone_hurts_nobody(aviary):
    box = Box({}, is_gone=True)
    aviary.canaries.seen([CanaryMark("support", NOW)])
    await aviary.canaries.sweep(box)
    assert box.looks == 1


async def test_a_mistake_of_ours_with_a_test_mail_ends_nothing_else(aviary, store):
    await store.note("canary support", "no JSON")
    with capture_logs() as logs:
        await aviary.turn()
    assert [each["event"] for each in logs] == ["canary.mistake"]
