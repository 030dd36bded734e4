"""The test mail that tries the whole path: what is ours, when one is sent, and when it counts as missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from inboxd.core.compose.canary import compose_canary
from inboxd.core.decide.canary import (
    FRESH,
    CanaryPolicy,
    Flight,
    Step,
    Watching,
    accepted,
    after_restart,
    arrived,
    canary_of,
    decide_canary,
    depart,
    missed,
    next_step,
    observe,
    read_flight,
    refused,
    superfluous,
    write_flight,
)
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Identity, Place, Sighting
from inboxd.core.values.canary import CANARY_FIELD, CanaryMark, new_mark, read_mark, sign_mark
from inboxd.core.values.effect import EffectState, Move
from inboxd.core.values.plan import Direction
from inboxd.errors import Misconfigured
from tests.builders import KEY, NOW, make_arrival, make_ground, make_mail, make_policy

OURS = "support@ourshop.example"
MARK = CanaryMark("support", NOW)
SIGNED = sign_mark(MARK, KEY)
SOON = NOW + timedelta(seconds=4)
MINUTE = timedelta(minutes=1)
TRY = CanaryPolicy(every=timedelta(minutes=15), within=timedelta(minutes=5))


def mail_with(field: str = "", message_id: str = "any@ourshop.example", **changes):
    headers = ((CANARY_FIELD, field),) if field else ()
    return make_mail(sender=OURS, headers=headers, identity=Identity(message_id, "d"), **changes)


# ── whose it is ──


def test_the_test_mail_that_we_compose_is_known_again_after_parsing():
    raw = compose_canary(MARK, OURS, OURS, KEY)
    mail = parse_mail(make_arrival(make_mail(), raw=raw))
    assert canary_of(mail, "support", KEY, SOON) == MARK


@pytest.mark.parametrize("where", ["header", "message-id"])
def test_the_signature_counts_wherever_a_provider_has_left_it(where):
    mail = mail_with(SIGNED) if where == "header" else mail_with(message_id=f"{SIGNED}@ourshop.example")
    assert canary_of(mail, "support", KEY, SOON) == MARK


@pytest.mark.parametrize(
    "field",
    [
        "",
        "1",
        SIGNED[:-1],
        SIGNED.replace(".support.", ".sales."),
        sign_mark(MARK, b"another key"),
        sign_mark(MARK, KEY).replace(str(int(NOW.timestamp())), str(int(NOW.timestamp()) + 1)),
        SIGNED.upper(),
        f"{SIGNED} {SIGNED}",
        "canary.support.99999999999999.0123456789abcdef0123456789abcdef",
    ],
)
def test_a_forged_mark_is_no_mark_whatever_the_subject_says(field):
    assert canary_of(mail_with(field, subject="inboxd canary"), "support", KEY, SOON) is None


def test_the_mark_of_another_mailbox_or_of_another_day_is_none():
    mail = mail_with(SIGNED)
    assert canary_of(mail, "sales", KEY, SOON) is None
    assert canary_of(mail, "support", KEY, NOW + FRESH + timedelta(seconds=1)) is None
    assert canary_of(mail, "support", KEY, NOW - timedelta(hours=1)) is None
    assert canary_of(mail, "support", KEY, NOW - timedelta(minutes=1)) == MARK


def test_a_time_keeps_its_milliseconds_through_mark_and_signature():
    mark = new_mark("support", NOW + timedelta(microseconds=123_456))
    assert mark.at - NOW == timedelta(milliseconds=123)
    assert read_mark(sign_mark(mark, KEY), KEY) == mark


# ── what it says ──


def test_the_test_mail_tells_machines_to_keep_silent_and_carries_no_loop_mark():
    mail = message_from_bytes(compose_canary(MARK, OURS, "in@ourshop.example", KEY), policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["To"] == "in@ourshop.example"
    assert mail["X-Inboxd-Loop"] is None
    assert mail["Message-ID"] == f"<{SIGNED}@ourshop.example>"
    assert "to see that mail still flows" in mail.get_content()


def test_an_address_that_cannot_stand_in_a_header_is_refused():
    with pytest.raises(Misconfigured):
        compose_canary(MARK, "a b@ourshop.example", OURS, KEY)


# ── what follows from its arrival ──


def test_an_arrival_is_moved_out_of_the_way_and_opens_no_case():
    mail = mail_with(SIGNED)
    plan = decide_canary(make_arrival(mail), mail, MARK, "inboxd canary", make_ground())
    assert plan.entry.outcome == "canary"
    assert plan.entry.direction is Direction.OWN
    assert (plan.case, plan.events, plan.answers) == (None, (), ())
    (effect,) = plan.effects
    assert isinstance(effect.deed, Move)
    assert effect.deed.folder == "inboxd canary"
    assert effect.effect_id == MARK.effect_id
    assert effect.state is EffectState.QUEUED


def test_in_shadow_it_is_left_where_it_lies():
    mail = mail_with(SIGNED)
    ground = make_ground(policy=make_policy(shadow=True))
    (effect,) = decide_canary(make_arrival(mail), mail, MARK, "inboxd canary", ground).effects
    assert effect.state is EffectState.SHADOW


# ── when one is sent, and when it is missing ──


def watched(since=NOW):
    """Watched since then without a break."""
    return Watching(since, since, since)


def sent(at=NOW):
    return accepted(depart(Flight(), CanaryMark("support", at)), at)


def test_the_first_is_sent_as_soon_as_the_mailbox_is_watched():
    assert next_step(Flight(), TRY, NOW, Watching()) is Step.WAIT
    assert next_step(Flight(), TRY, NOW, watched()) is Step.SEND


def test_one_is_on_its_way_at_most_and_the_next_is_sent_in_its_time():
    flight = sent()
    assert next_step(flight, TRY, NOW + timedelta(minutes=4), watched()) is Step.WAIT
    landed = arrived(flight, MARK, SOON)
    assert next_step(landed, TRY, NOW + timedelta(minutes=14), watched()) is Step.WAIT
    assert next_step(landed, TRY, NOW + timedelta(minutes=15), watched()) is Step.SEND


def test_what_does_not_come_in_time_is_missing_until_one_arrives():
    flight = sent()
    late = NOW + timedelta(minutes=5)
    assert next_step(flight, TRY, late, watched()) is Step.MISS
    gone = missed(flight)
    assert gone.missing_since == NOW
    second = CanaryMark("support", NOW + timedelta(minutes=15))
    following = depart(gone, second)
    assert following.missing_since == NOW
    assert missed(following).missing_since == NOW
    assert arrived(following, second, late).missing_since is None


def test_a_late_one_ends_the_alarm_and_the_present_one_is_still_waited_for():
    following = depart(missed(sent()), CanaryMark("support", NOW + timedelta(minutes=15)))
    after = arrived(following, MARK, NOW + timedelta(minutes=16))
    assert after.missing_since is None
    assert not after.is_over


def test_time_in_which_nobody_watched_makes_nothing_missing():
    flight = sent()
    back = NOW + timedelta(hours=3)
    assert next_step(flight, TRY, back, Watching()) is Step.WAIT
    assert next_step(flight, TRY, back, watched(back)) is Step.WAIT
    assert next_step(flight, TRY, back + TRY.within, watched(back)) is Step.MISS


def test_what_no_server_took_is_sent_again_after_a_while_and_what_one_may_have_is_not():
    flight = depart(Flight(), MARK)
    harmless = refused(flight, "451 busy", NOW, is_harmless=True)
    assert next_step(harmless, TRY, NOW + timedelta(seconds=29), watched()) is Step.WAIT
    assert next_step(harmless, TRY, NOW + timedelta(seconds=30), watched()) is Step.SEND_AGAIN
    assert next_step(harmless, TRY, NOW + TRY.within, watched()) is Step.MISS
    doubtful = refused(flight, "nobody knows", NOW, is_harmless=False)
    assert next_step(doubtful, TRY, NOW + timedelta(minutes=4), watched()) is Step.WAIT


def test_after_a_kill_while_sending_there_is_neither_a_flood_nor_a_false_alarm():
    torn = after_restart(read_flight(write_flight(depart(Flight(), MARK))))
    for minutes in range(15):
        assert next_step(torn, TRY, NOW + timedelta(minutes=minutes), watched()) is Step.WAIT
    assert next_step(torn, TRY, NOW + timedelta(minutes=15), watched()) is Step.SEND


def test_after_a_kill_one_that_was_taken_is_still_waited_for():
    assert after_restart(sent()) == sent()


@pytest.mark.parametrize("is_over", [False, True])
def test_a_clock_that_was_set_back_does_not_stop_the_test_mails(is_over):
    ahead = NOW + timedelta(days=2)
    flight = missed(sent(ahead)) if is_over else sent(ahead)
    assert next_step(flight, TRY, NOW, Watching()) is Step.WAIT
    assert next_step(flight, TRY, NOW, watched()) is Step.SEND
    following = depart(flight, MARK)
    assert (following.at, following.missing_since) == (NOW, NOW if is_over else None)
    assert next_step(following, TRY, NOW, watched()) is Step.WAIT
    assert next_step(following, TRY, NOW + TRY.within, watched()) is Step.MISS


def test_a_clock_that_was_set_back_a_little_sends_nothing_out_of_its_turn():
    ahead = NOW + timedelta(minutes=5)
    assert next_step(sent(ahead), TRY, NOW, watched()) is Step.WAIT
    assert next_step(missed(sent(ahead)), TRY, NOW, watched()) is Step.WAIT


def test_a_clock_that_was_set_back_while_we_watch_makes_us_watch_from_now():
    ahead = NOW + timedelta(days=2)
    for minutes in range(3):
        seen = observe(watched(ahead), TRY, NOW + minutes * MINUTE, is_current=True)
        assert seen == watched(NOW + minutes * MINUTE)


# ── a line that comes and goes ──


def misses(flight, minutes, is_current, *, start=NOW):
    """The first minute after `start` at which the test mail counts as missing, while somebody looks every minute."""
    watching = Watching()
    for minute in range(minutes):
        now = start + minute * MINUTE
        watching = observe(watching, TRY, now, is_current=is_current(minute))
        if next_step(flight, TRY, now, watching) is Step.MISS:
            return minute
    return None


def test_a_line_that_breaks_every_four_minutes_does_not_excuse_a_missing_mail_for_ever():
    assert misses(sent(), 24 * 60, lambda minute: minute % 4) == 31


def test_a_mailbox_that_is_watched_without_a_break_counts_as_before():
    assert misses(sent(), 60, lambda _: True) == 5


@pytest.mark.parametrize("line", ["steady", "flapping"])
def test_after_a_long_outage_a_test_mail_gets_its_time_again(line):
    """Down from minute 10 to 100, and the connection flapped before."""

    def is_current(minute):
        return minute % 4 if minute < 10 else minute > 100 and (line == "steady" or minute % 4)

    assert misses(sent(), 24 * 60, is_current) == (106 if line == "steady" else 131)


def test_a_process_that_slept_has_not_watched_meanwhile():
    asleep = observe(watched(), TRY, NOW + timedelta(hours=3), is_current=False)
    back = observe(asleep, TRY, NOW + timedelta(hours=3, minutes=1), is_current=True)
    assert next_step(sent(), TRY, NOW + timedelta(hours=3, minutes=1), back) is Step.WAIT
    assert back.steady_since == NOW + timedelta(hours=3, minutes=1)


def test_a_break_as_long_as_a_test_mail_may_take_is_a_short_one_and_a_longer_one_is_not():
    gone = observe(watched(), TRY, NOW + MINUTE, is_current=False)
    assert gone == replace(watched(), since=None)
    short, long = NOW + TRY.within, NOW + TRY.within + timedelta(seconds=1)
    assert observe(gone, TRY, short, is_current=True) == Watching(short, NOW, short)
    assert observe(gone, TRY, long, is_current=True) == watched(long)


@pytest.mark.parametrize("flight", [Flight(), sent(), missed(sent()), refused(sent(), "451", NOW, is_harmless=True)])
def test_what_is_kept_in_the_store_reads_back_the_same(flight):
    assert read_flight(write_flight(flight)) == flight


def test_a_mailbox_that_was_never_tried_has_an_empty_flight():
    assert read_flight("") == Flight()


# ── clearing away ──


def sighting(uid, message_id):
    return Sighting(Place("support", "inboxd canary", 7, uid), Identity(message_id, "d"), NOW)


def test_only_our_own_old_ones_are_removed_and_the_newest_stay():
    def ours(uid, minutes, key=KEY, mailbox="support"):
        mark = CanaryMark(mailbox, NOW + timedelta(minutes=minutes))
        return sighting(uid, f"{sign_mark(mark, key)}@ourshop.example")

    strangers = [sighting(1, "mira@bluehill.example"), ours(2, 0, b"another"), ours(3, 0, mailbox="sales")]
    found = [*strangers, ours(6, 30), ours(5, 10), ours(4, 20)]
    assert [place.uid for place in superfluous(found, "support", KEY, 1)] == [5, 4]
    assert superfluous(found, "support", KEY, 3) == ()
