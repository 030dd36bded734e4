"""What every `Store` owes to those who record plans: all of a batch or nothing, and twice is once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import EffectState
from inboxd.core.values.outcome import Held
from inboxd.core.values.plan import Cancel, Direction, Plan, StartClock
from inboxd.errors import Bug, Conflict
from tests.contracts.storing import (
    LEASE,
    NOW,
    ask,
    identity,
    kinds_of_events,
    make_acknowledgment,
    make_answer,
    make_case,
    make_entry,
    make_event,
    make_follow_up,
    make_move,
    make_plan,
    place,
    position,
    record,
    state_of,
)

FOLLOW_UP_CALLED_OFF = Cancel("case-1", "follow_up", "the customer wrote again")
CLOCK_STARTED = StartClock("case-1", "follow_up", NOW)


async def snapshot(store):
    """Everything that people can see."""
    entries = [entry async for entry in store.entries()]
    records = [await store.case(case.case_id) for case in await store.cases()]
    return entries, records, await store.effects(), await store.counts()


async def test_what_was_recorded_is_read_back_unchanged(store):
    plan = make_plan()
    await record(store, plan, at=position(1))
    found = await store.case("case-1")
    assert await store.entry(identity(), "support") == plan.entry
    assert (found.case, found.case.revision) == (plan.case, 1)
    assert set(found.events) == set(plan.events)
    assert await store.position("support", "INBOX") == position(1)


async def test_due_effects_come_back_claimed_in_the_order_of_the_plans(store):
    taken = await record(store, make_plan(2), make_plan(1))
    assert [effect.effect_id for effect in taken] == ["move:2", "acknowledgment:2", "move:1", "acknowledgment:1"]
    assert {(effect.attempts, effect.due_at, effect.state) for effect in taken} == {
        (1, NOW + LEASE, EffectState.QUEUED)
    }
    assert [await store.effect(effect.effect_id) for effect in taken] == list(taken)


async def test_effects_that_are_not_due_or_not_queued_are_stored_and_not_claimed(store):
    later = make_move(due_at=NOW + timedelta(seconds=1))
    shadow = make_acknowledgment(state=EffectState.SHADOW)
    assert await record(store, make_plan(effects=(later, shadow, make_follow_up()))) == ()
    assert [await store.effect(each.effect_id) for each in (later, shadow, make_follow_up())] == [
        later,
        shadow,
        make_follow_up(),
    ]


async def test_recording_a_plan_twice_changes_nothing(store):
    await record(store, make_plan(1), make_plan(2), at=position(2))
    before = await snapshot(store)
    assert await record(store, make_plan(1), make_plan(2), at=position(2), now=NOW + timedelta(hours=1)) == ()
    assert await snapshot(store) == before


async def test_recording_an_old_plan_again_does_not_undo_what_came_after_it(store):
    await record(store, make_plan(1))
    case = (await store.case("case-1")).case
    answered = replace(case, state=CaseState.REPLIED, waiting_since=None, replied_at=NOW)
    await record(store, Plan(None, answered, (make_event(kind=EventKind.REPLIED),), starts=(CLOCK_STARTED,)))
    await record(store, make_plan(1, cancels=(FOLLOW_UP_CALLED_OFF,)))
    assert (await store.case("case-1")).case.state is CaseState.REPLIED
    assert await state_of(store, "follow_up:1") is EffectState.QUEUED


async def test_a_reply_that_is_recorded_again_does_not_start_the_clock_again(store):
    await record(store, make_plan(1))
    case = (await store.case("case-1")).case
    reply = Plan(None, replace(case, state=CaseState.REPLIED), (make_event(kind=EventKind.REPLIED),))
    await record(store, reply)
    await record(store, make_plan(2, effects=(make_follow_up(2, case_id="case-1"),)))
    await record(store, replace(reply, starts=(CLOCK_STARTED,)))
    assert await state_of(store, "follow_up:2") is EffectState.WAITING


async def test_a_known_message_gets_its_new_place_and_keeps_everything_else(store):
    await record(store, make_plan(1))
    await record(store, Plan(make_entry(1, place=place(9, "Archive"), outcome="known", subject="forged")))
    assert await store.entry(identity(), "support") == make_entry(1, place=place(9, "Archive"))


async def test_of_one_message_met_twice_in_a_batch_the_first_is_kept_at_the_last_place(store):
    second = make_entry(1, place=place(5), outcome="known")
    taken = await record(store, make_plan(1), Plan(second))
    assert await store.entry(identity(), "support") == make_entry(1, place=place(5))
    assert len(taken) == 2


async def test_the_same_mail_in_two_mailboxes_is_two_entries(store):
    await record(store, Plan(make_entry(1)), Plan(make_entry(1, mailbox="sales")))
    assert (await store.entry(identity(), "sales")).place.mailbox == "sales"
    assert (await store.counts()).messages == {"routed": 2}


async def test_a_position_never_moves_back_within_one_uidvalidity(store):
    await record(store, at=position(50))
    await record(store, at=position(10))
    await store.save_position(position(20))
    assert (await store.position("support", "INBOX")).uid == 50


async def test_a_new_uidvalidity_starts_the_position_anew(store):
    await store.save_position(position(50))
    await store.save_position(position(3, uidvalidity=8))
    assert await store.position("support", "INBOX") == position(3, uidvalidity=8)


async def test_positions_of_other_folders_are_apart(store):
    await store.save_position(position(50))
    await store.save_position(position(2, folder="Sent"))
    assert (await store.position("support", "INBOX")).uid == 50
    assert await store.position("support", "Nowhere") is None


async def test_a_new_message_calls_the_waiting_follow_up_off_and_waits_with_its_own(store):
    await record(store, make_plan(1))
    second = make_plan(2, case=None, cancels=(FOLLOW_UP_CALLED_OFF,), events=())
    await record(store, replace(second, effects=(make_follow_up(2, case_id="case-1"),)))
    cancelled = await store.effect("follow_up:1")
    assert (cancelled.state, cancelled.last_error) == (EffectState.CANCELLED, "the customer wrote again")
    assert await state_of(store, "follow_up:2") is EffectState.WAITING


async def test_a_later_message_of_the_same_batch_calls_off_the_follow_up_of_an_earlier_one(store):
    second = make_plan(2, case=None, cancels=(FOLLOW_UP_CALLED_OFF,), events=())
    await record(store, make_plan(1), replace(second, effects=(make_follow_up(2, case_id="case-1"),)))
    assert await state_of(store, "follow_up:1") is EffectState.CANCELLED
    assert await state_of(store, "follow_up:2") is EffectState.WAITING


async def test_what_was_called_off_in_a_batch_is_not_started_by_a_later_reply_of_the_batch(store):
    second = make_plan(2, case=None, cancels=(FOLLOW_UP_CALLED_OFF,), events=(), effects=())
    await record(store, make_plan(1), second, Plan(None, starts=(CLOCK_STARTED,)))
    assert await state_of(store, "follow_up:1") is EffectState.CANCELLED


async def test_a_cancel_reaches_only_effects_that_have_not_begun(store):
    await record(store, make_plan(1))
    await store.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    await record(store, make_plan(2, cancels=(Cancel("case-1", "acknowledgment", "too late"),)))
    assert await state_of(store, "acknowledgment:1") is EffectState.SENDING


async def test_a_cancel_without_a_case_touches_nothing(store):
    await record(store, make_plan(effects=(make_follow_up(case_id=""),)))
    await record(store, make_plan(2, cancels=(Cancel("", "follow_up", "no case"),)))
    assert await state_of(store, "follow_up:1") is EffectState.WAITING


async def test_our_reply_queues_the_follow_up_after_its_delay(store):
    await record(store, make_plan(1))
    await record(store, Plan(None, starts=(CLOCK_STARTED,)))
    queued = await store.effect("follow_up:1")
    assert (queued.state, queued.due_at) == (EffectState.QUEUED, NOW + timedelta(days=3))


async def test_a_clock_that_starts_in_the_same_plan_queues_its_follow_up(store):
    await record(store, make_plan(1, starts=(CLOCK_STARTED,)))
    queued = await store.effect("follow_up:1")
    assert (queued.state, queued.due_at) == (EffectState.QUEUED, NOW + timedelta(days=3))


async def test_a_clock_does_not_start_effects_of_later_plans_of_the_batch(store):
    later = make_plan(2, effects=(make_follow_up(2, case_id="case-1"),))
    await record(store, make_plan(1, starts=(CLOCK_STARTED,)), later)
    assert await state_of(store, "follow_up:2") is EffectState.WAITING


@pytest.mark.parametrize("held", [False, True])
async def test_our_own_copy_proves_a_letter_that_was_in_doubt(store, held):
    await record(store, make_plan(1))
    await store.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    if held:
        await store.finish([Held("acknowledgment:1", NOW, "no proof")], now=NOW)
    copy = Plan(make_entry(5, direction=Direction.OWN, case_id=""), own_effect="acknowledgment:1")
    await record(store, copy)
    await record(store, copy)
    assert await state_of(store, "acknowledgment:1") is EffectState.DONE
    assert (await kinds_of_events(store, "case-1")).count(EventKind.ACKNOWLEDGED) == 1


async def test_our_own_copy_keeps_a_letter_that_was_queued_again_from_going_out_twice(store):
    await record(store, make_plan(1))
    await record(store, Plan(make_entry(5, case_id=""), own_effect="acknowledgment:1"))
    assert await state_of(store, "acknowledgment:1") is EffectState.DONE


async def test_our_own_copy_changes_no_follow_up_that_still_waits_for_our_answer(store):
    await record(store, make_plan(1))
    await record(store, Plan(make_entry(5, case_id=""), own_effect="follow_up:1"))
    assert await state_of(store, "follow_up:1") is EffectState.WAITING


async def test_an_answer_that_another_message_has_got_refuses_the_whole_batch(store):
    await record(store, make_plan(1), at=position(1))
    before = await snapshot(store)
    same_mail_elsewhere = make_plan(2, answers=(make_answer(1, case_id="case-2"),))
    with pytest.raises(Conflict):
        await record(store, make_plan(3), same_mail_elsewhere, at=position(9))
    assert await snapshot(store) == before
    assert await store.position("support", "INBOX") == position(1)


async def test_an_answer_without_a_message_belongs_to_its_case(store):
    follow_up = make_answer(kind="follow_up", answer_key="follow_up:case-1")
    await record(store, Plan(None, make_case(1), answers=(follow_up,)))
    await record(store, Plan(None, answers=(follow_up,)))
    with pytest.raises(Conflict):
        await record(store, Plan(None, make_case(2), answers=(replace(follow_up, case_id="case-2"),)))


async def test_two_messages_of_one_batch_that_claim_one_answer_are_a_bug(store):
    with pytest.raises(Bug):
        await record(store, make_plan(1), make_plan(2, answers=(make_answer(1),)))


async def test_a_case_that_somebody_changed_meanwhile_is_not_overwritten(store):
    await record(store, make_plan(1))
    read = (await store.case("case-1")).case
    await record(store, Plan(None, replace(read, messages=2), (make_event(kind=EventKind.CUSTOMER_WROTE),)))
    with pytest.raises(Conflict):
        await record(store, Plan(None, replace(read, state=CaseState.REPLIED), (make_event(kind=EventKind.REPLIED),)))
    case = (await store.case("case-1")).case
    assert (case.messages, case.state, case.revision) == (2, CaseState.WAITING, 2)


async def test_of_several_changes_of_a_case_in_one_batch_the_last_counts(store):
    await record(store, make_plan(1))
    read = (await store.history(ask(tokens=frozenset({"AAAA-0001"})), NOW)).cases["case-1"]
    steps = [Plan(make_entry(number), replace(read, messages=number)) for number in (2, 3, 4)]
    await record(store, *steps)
    assert (await store.case("case-1")).case.messages == 4


async def test_an_event_without_a_case_is_a_bug_that_writes_nothing_and_quotes_nothing(store):
    secret = "somebody's own words"
    with pytest.raises(Bug) as caught:
        await record(store, make_plan(1, case=None, events=(make_event(reason=secret),)))
    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None
    assert await store.entry(identity(), "support") is None


async def test_an_empty_batch_stores_only_the_position(store):
    assert await record(store, at=position(7)) == ()
    assert (await store.position("support", "INBOX")).uid == 7
