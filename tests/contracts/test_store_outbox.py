"""What every `Store` owes to those who carry effects out: each effect is one worker's at a time, and ends once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import EffectState, FileCopy
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, TryLater
from inboxd.core.values.plan import Cancel, Plan
from inboxd.errors import Overtaken
from tests.contracts.storing import (
    ALL_KINDS,
    LEASE,
    LETTERS,
    NOW,
    identity,
    kinds_of_events,
    make_acknowledgment,
    make_case,
    make_event,
    make_follow_up,
    make_letter,
    make_move,
    make_plan,
    place,
    record,
    state_of,
)

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
SOON_AFTER = LATER + timedelta(minutes=1)


async def queue(store, *effects):
    """Effects that nobody has claimed yet: due in a minute."""
    await record(store, make_plan(effects=tuple(replace(effect, due_at=SOON) for effect in effects)))


async def claim(store, *, kinds=ALL_KINDS, mailbox=None, now=LATER, owner="worker", limit=10):
    return await store.claim(kinds, mailbox=mailbox, now=now, owner=owner, limit=limit)


async def put_into(store, state):
    """The acknowledgment in one of its states."""
    await queue(store, replace(make_acknowledgment(), state=state))
    if state is EffectState.SENDING:
        assert await state_of(store, "acknowledgment:1") is EffectState.SENDING


async def reply(store):
    """A human has answered, and the follow-up is on its way."""
    answered = make_case(state=CaseState.REPLIED, waiting_since=None, replied_at=NOW)
    follow_up = make_follow_up(state=EffectState.QUEUED, due_at=SOON)
    await record(store, make_plan(case=answered, effects=(follow_up,)))
    await claim(store)
    await store.mark_sending("follow_up:1", now=LATER, owner="worker")


async def test_a_claim_counts_the_attempt_and_pushes_the_next_one_out(store):
    await queue(store, make_move())
    (taken,) = await claim(store)
    assert taken == replace(make_move(), attempts=1, due_at=LATER + LEASE, trying_since=LATER)
    assert await store.effect("move:1") == taken


async def test_what_is_claimed_is_not_claimed_again_before_the_lease_is_over(store):
    await queue(store, make_move())
    await claim(store)
    assert await claim(store, owner="another") == ()
    (again,) = await claim(store, owner="another", now=LATER + LEASE)
    assert again.attempts == 2


async def test_the_longest_due_come_first_up_to_the_limit(store):
    effects = [make_move(n, due_at=NOW + timedelta(seconds=60 - n)) for n in (1, 2, 3)]
    acknowledgment = make_acknowledgment(4, due_at=NOW + timedelta(seconds=58, microseconds=500_000))
    await record(store, make_plan(effects=(*effects, acknowledgment)))
    assert [effect.effect_id for effect in await claim(store, limit=3)] == ["move:3", "move:2", "acknowledgment:4"]


async def test_only_due_effects_of_the_wanted_kinds_and_mailbox_are_claimed(store):
    await queue(store, make_move(1), make_move(2, mailbox="sales"), make_acknowledgment(3), make_follow_up(4))
    assert await claim(store, now=NOW) == ()
    assert [effect.effect_id for effect in await claim(store, kinds=LETTERS)] == ["acknowledgment:3"]
    assert [effect.effect_id for effect in await claim(store, mailbox="sales")] == ["move:2"]
    assert await claim(store, kinds=frozenset()) == ()


async def test_more_effects_than_one_statement_can_name_are_claimed_in_one_go(store):
    await queue(store, *(make_move(number) for number in range(1203)))
    assert len(await claim(store, limit=1200)) == 1200


async def test_sending_is_marked_once_by_the_owner(store):
    await queue(store, make_acknowledgment())
    await claim(store)
    await store.mark_sending("acknowledgment:1", now=LATER, owner="worker")
    sending = await store.effect("acknowledgment:1")
    assert (sending.state, sending.started_at) == (EffectState.SENDING, LATER)
    with pytest.raises(Overtaken):
        await store.mark_sending("acknowledgment:1", now=LATER, owner="worker")


async def test_nobody_but_the_owner_may_mark_sending(store):
    await queue(store, make_acknowledgment(1), make_acknowledgment(2))
    await claim(store, limit=1)
    for effect_id, owner in (("acknowledgment:1", "another"), ("acknowledgment:2", ""), ("no such", "worker")):
        with pytest.raises(Overtaken):
            await store.mark_sending(effect_id, now=LATER, owner=owner)
    assert await store.in_doubt() == ()


async def test_a_letter_that_was_called_off_while_it_was_underway_is_not_sent(store):
    await queue(store, make_acknowledgment())
    await claim(store)
    await record(store, make_plan(2, cancels=(Cancel("case-1", "acknowledgment", "answered"),)))
    with pytest.raises(Overtaken):
        await store.mark_sending("acknowledgment:1", now=LATER, owner="worker")


async def test_done_moves_the_journal_and_queues_what_follows(store):
    copy = replace(make_acknowledgment(9, message_id=""), deed=FileCopy("Subject: x\r\n\r\n", "ours-1", "Sent"))
    await record(store, make_plan())
    await store.finish(
        [Done("move:1", NOW, place(33, "Priority")), Done("acknowledgment:1", NOW, then=(copy,))], now=NOW
    )
    assert (await store.entry(identity(), "support")).place == place(33, "Priority")
    assert await store.effect("acknowledgment:9") == copy
    assert [await state_of(store, each) for each in ("move:1", "acknowledgment:1")] == [EffectState.DONE] * 2
    assert EventKind.ACKNOWLEDGED in await kinds_of_events(store, "case-1")


async def test_an_effect_ends_once(store):
    await record(store, make_plan())
    await store.finish([Done("acknowledgment:1", NOW)], now=NOW)
    before = await store.case("case-1")
    await store.finish([Held("acknowledgment:1", LATER, "late"), Failed("acknowledgment:1", LATER, "x")], now=LATER)
    assert await store.case("case-1") == before


async def test_of_two_ends_in_one_report_the_first_counts(store):
    await record(store, make_plan())
    await store.finish([Failed("move:1", NOW, "no such folder"), Done("move:1", NOW, place(2, "Priority"))], now=NOW)
    assert await state_of(store, "move:1") is EffectState.FAILED
    assert (await store.entry(identity(), "support")).place == place(1)


async def test_an_effect_that_another_owner_has_taken_over_is_left_alone(store):
    await queue(store, make_acknowledgment())
    await claim(store, owner="sleeper")
    await claim(store, owner="worker", now=LATER + LEASE)
    await store.mark_sending("acknowledgment:1", now=LATER + LEASE, owner="worker")
    await store.finish([TryLater("acknowledgment:1", LATER, LATER, "timeout")], now=LATER, owner="sleeper")
    assert await state_of(store, "acknowledgment:1") is EffectState.SENDING
    await store.finish([Done("acknowledgment:1", LATER)], now=LATER, owner="worker")
    assert await state_of(store, "acknowledgment:1") is EffectState.DONE


async def test_later_means_queued_and_free_for_everybody_at_its_time(store):
    await queue(store, make_acknowledgment())
    await claim(store)
    again_at = LATER + timedelta(minutes=5)
    await store.finish([TryLater("acknowledgment:1", LATER, again_at, "451 greylisted")], now=LATER, owner="worker")
    waiting = await store.effect("acknowledgment:1")
    assert (waiting.state, waiting.due_at, waiting.last_error) == (EffectState.QUEUED, again_at, "451 greylisted")
    assert await store.release(owner="another") == 0
    (taken,) = await claim(store, owner="another", now=again_at)
    assert taken.attempts == 2


async def test_trouble_is_written_into_the_case(store):
    await record(store, make_plan())
    await store.finish([Failed("move:1", NOW, "no such folder"), Held("acknowledgment:1", NOW, "no proof")], now=NOW)
    assert {EventKind.FAILED, EventKind.HELD} <= set(await kinds_of_events(store, "case-1"))
    assert await state_of(store, "acknowledgment:1") is EffectState.HELD


async def test_a_late_proof_ends_a_held_letter(store):
    await record(store, make_plan())
    await store.finish([Held("acknowledgment:1", NOW, "no proof")], now=NOW)
    await store.finish([Done("acknowledgment:1", LATER, note="found in Sent")], now=LATER)
    assert await state_of(store, "acknowledgment:1") is EffectState.DONE


async def test_a_follow_up_that_went_out_turns_the_case_to_verifying(store):
    await reply(store)
    await store.finish([Done("follow_up:1", LATER)], now=LATER, owner="worker")
    assert (await store.case("case-1")).case.state is CaseState.VERIFYING
    assert EventKind.FOLLOW_UP_SENT in await kinds_of_events(store, "case-1")


async def test_a_customer_who_wrote_while_the_follow_up_went_out_still_waits_for_us(store):
    await reply(store)
    case = (await store.case("case-1")).case
    again = replace(case, state=CaseState.WAITING, waiting_since=LATER)
    await record(store, Plan(None, again, (make_event(kind=EventKind.REOPENED),)))
    await store.finish([Done("follow_up:1", LATER)], now=LATER, owner="worker")
    assert (await store.case("case-1")).case.state is CaseState.WAITING


async def test_a_follow_up_that_the_gate_called_off_says_so_in_the_case(store):
    await queue(store, make_follow_up(state=EffectState.QUEUED))
    await claim(store)
    await store.finish([Cancelled("follow_up:1", LATER, "suppressed")], now=LATER, owner="worker")
    assert await state_of(store, "follow_up:1") is EffectState.CANCELLED
    assert EventKind.FOLLOW_UP_CANCELLED in await kinds_of_events(store, "case-1")


async def test_effects_without_a_stored_case_end_without_a_line(store):
    await record(store, make_plan(case=None, events=()))
    await store.finish([Done("acknowledgment:1", NOW)], now=NOW)
    assert await state_of(store, "acknowledgment:1") is EffectState.DONE


async def test_outcomes_of_unknown_effects_are_ignored(store):
    await store.finish([Done("never heard of", NOW)], now=NOW)
    await store.finish([], now=NOW)


async def test_after_a_restart_the_owners_claims_are_due_at_once(store):
    await queue(store, make_move(1), make_move(2), make_acknowledgment(3))
    await claim(store, kinds=frozenset({"move"}))
    await claim(store, kinds=LETTERS, owner="another")
    assert await store.release(owner="another") == 2
    assert [effect.effect_id for effect in await claim(store)] == ["move:1", "move:2"]


async def test_the_days_in_which_nobody_tried_use_up_no_patience(store):
    await queue(store, make_move())
    await claim(store)
    await store.release()
    (taken,) = await claim(store, now=LATER + timedelta(days=3))
    assert (taken.attempts, taken.trying_since) == (2, LATER + timedelta(days=3))


async def test_a_program_that_dies_again_and_again_runs_out_of_patience_all_the_same(store):
    await queue(store, make_move())
    for hour in range(4):
        (taken,) = await claim(store, now=LATER + timedelta(hours=hour))
        await store.release()
    assert (taken.attempts, taken.trying_since) == (4, LATER)


async def test_what_a_clock_that_was_ahead_had_in_hand_or_put_off_is_due_once_it_is_right(store):
    ahead = NOW + timedelta(days=30)
    planned = make_follow_up(3, state=EffectState.QUEUED, due_at=NOW + timedelta(days=3))
    moves = (make_move(1, due_at=ahead), make_move(2, due_at=ahead))
    await record(store, make_plan(effects=(*moves, planned)), now=ahead, owner="")
    assert len(await claim(store, now=ahead, kinds=frozenset({"move"}))) == 2
    await store.finish([TryLater("move:1", ahead, ahead + timedelta(minutes=1), "busy")], now=ahead, owner="worker")
    await store.release()
    taken = await claim(store, now=LATER, owner="new")
    assert [each.effect_id for each in taken] == ["move:1", "move:2"]
    assert {each.trying_since for each in taken} == {LATER}


async def test_a_clock_that_is_set_back_while_we_run_makes_nothing_wait_and_disturbs_nobody(store):
    ahead = NOW + timedelta(days=30)
    moves = (make_move(1, due_at=ahead), make_move(2, due_at=ahead))
    await record(store, make_plan(effects=moves), now=ahead, owner="")
    assert len(await claim(store, now=ahead)) == 2
    await store.finish([TryLater("move:1", ahead, ahead + timedelta(minutes=1), "busy")], now=ahead, owner="worker")
    assert [each.effect_id for each in await claim(store, now=LATER)] == ["move:1"]
    await store.finish([TryLater("move:1", LATER, LATER + timedelta(minutes=1), "busy")], now=LATER, owner="worker")
    assert await claim(store, now=LATER - timedelta(minutes=4)) == ()  # what was put off rightly waits


async def test_a_release_leaves_letters_in_doubt_alone(store):
    await queue(store, make_acknowledgment())
    await claim(store)
    await store.mark_sending("acknowledgment:1", now=LATER, owner="worker")
    assert await store.release(owner="another") == 0
    assert await claim(store, now=LATER + timedelta(days=1)) == ()


async def test_letters_in_doubt_are_found_by_mailbox_oldest_first(store):
    await queue(store, make_acknowledgment(1), make_acknowledgment(2), make_acknowledgment(3, mailbox="sales"))
    await claim(store)
    for second, number in enumerate((2, 1, 3)):
        at = LATER + timedelta(seconds=second)
        await store.mark_sending(f"acknowledgment:{number}", now=at, owner="worker")
    assert [effect.effect_id for effect in await store.in_doubt("support")] == ["acknowledgment:2", "acknowledgment:1"]
    assert len(await store.in_doubt()) == 3


async def test_the_next_due_time_is_that_of_the_earliest_queued_effect_of_the_kinds(store):
    await queue(store, make_follow_up(1))
    assert await store.next_due(ALL_KINDS) is None
    early, late = make_move(2, due_at=SOON, mailbox="sales"), make_acknowledgment(3, due_at=LATER)
    await record(store, make_plan(2, effects=(early, late)))
    assert await store.next_due(ALL_KINDS) == SOON
    assert await store.next_due(LETTERS) == LATER
    assert await store.next_due(ALL_KINDS, "support") == LATER


@pytest.mark.parametrize("state", sorted(EffectState))
async def test_people_may_retry_what_stopped_and_never_what_ended_or_is_in_doubt(store, state):
    await put_into(store, state)
    may = state in {EffectState.WAITING, EffectState.QUEUED, EffectState.HELD, EffectState.FAILED}
    changed = await store.change_effect("acknowledgment:1", EffectState.QUEUED, now=LATER, reason="asked by a person")
    assert changed is may
    assert await state_of(store, "acknowledgment:1") is (EffectState.QUEUED if may else state)
    assert len(await claim(store)) == may


@pytest.mark.parametrize("state", sorted(EffectState))
async def test_people_may_call_off_what_has_not_ended(store, state):
    await put_into(store, state)
    may = state in {EffectState.WAITING, EffectState.QUEUED, EffectState.HELD, EffectState.FAILED}
    assert await store.change_effect("acknowledgment:1", EffectState.CANCELLED, now=LATER, reason="wrong") is may
    assert await state_of(store, "acknowledgment:1") is (EffectState.CANCELLED if may else state)


async def test_a_retry_gives_patience_back_but_not_innocence_and_does_not_disturb_who_is_at_it(store):
    await queue(store, make_acknowledgment())
    await claim(store)
    assert not await store.change_effect("acknowledgment:1", EffectState.QUEUED, now=LATER, reason="impatient")
    await store.finish([Failed("acknowledgment:1", LATER, "550")], now=LATER, owner="worker")
    assert await store.change_effect("acknowledgment:1", EffectState.QUEUED, now=LATER, reason="address mended")
    (taken,) = await claim(store, now=SOON_AFTER)
    assert (taken.attempts, taken.trying_since) == (2, SOON_AFTER)  # it looks whether it was done before it does it


async def test_to_wait_is_no_failure(store):
    await queue(store, make_move())
    await claim(store)
    await store.finish([TryLater("move:1", LATER, LATER, "busy")], now=LATER, owner="worker")
    (taken,) = await claim(store, now=SOON_AFTER)
    assert taken.trying_since == LATER
    await store.finish([TryLater("move:1", LATER, LATER, "the cap", waited=True)], now=LATER, owner="worker")
    (taken,) = await claim(store, now=SOON_AFTER)
    assert (taken.attempts, taken.trying_since) == (3, SOON_AFTER)


async def test_old_failures_hide_nothing_new(store):
    await queue(store, *(make_acknowledgment(number) for number in range(1, 6)))
    await claim(store)
    failed = [Failed(f"acknowledgment:{number}", LATER, "550") for number in range(1, 5)]
    await store.finish([*failed, Held("acknowledgment:5", LATER, "lost")], now=LATER, owner="worker")
    both = frozenset({EffectState.FAILED, EffectState.HELD})
    assert len(await store.effects(states=both, limit=10)) == 5
    (held,) = await store.effects(states=both, limit=10, failed_since=SOON_AFTER + timedelta(days=1))
    assert held.effect_id == "acknowledgment:5"
    assert await store.effects(states=both, limit=10, besides={"acknowledgment"}) == ()


async def test_what_failed_or_is_held_is_so_since_it_ended_and_not_since_the_end_of_its_lease(store):
    await queue(store, make_acknowledgment(1), make_acknowledgment(2))
    await claim(store)
    outcomes = [Failed("acknowledgment:1", SOON_AFTER, "550"), Held("acknowledgment:2", SOON_AFTER, "lost")]
    await store.finish(outcomes, now=SOON_AFTER, owner="worker")
    assert [(await store.effect(f"acknowledgment:{number}")).due_at for number in (1, 2)] == [SOON_AFTER, SOON_AFTER]


async def test_people_may_call_off_a_letter_that_is_underway_but_not_a_move(store):
    await queue(store, make_acknowledgment(), make_move())
    await claim(store)
    assert await store.change_effect("acknowledgment:1", EffectState.CANCELLED, now=LATER, reason="wrong")
    assert not await store.change_effect("move:1", EffectState.CANCELLED, now=LATER, reason="wrong")
    with pytest.raises(Overtaken):
        await store.mark_sending("acknowledgment:1", now=LATER, owner="worker")


async def test_people_may_not_declare_an_effect_done_or_change_an_unknown_one(store):
    await queue(store, make_acknowledgment())
    assert not await store.change_effect("acknowledgment:1", EffectState.DONE, now=NOW, reason="")
    assert not await store.change_effect("no such", EffectState.QUEUED, now=NOW, reason="")
    assert not await store.change_effect("no such", EffectState.CANCELLED, now=NOW, reason="")


async def test_the_outbox_lists_first_what_a_person_must_decide_and_last_what_has_ended(store):
    def at(minutes, state=EffectState.QUEUED, make=make_move):
        return make(minutes, due_at=NOW + timedelta(minutes=minutes), state=state)

    letter = at(8, EffectState.HELD, make_acknowledgment)
    ended = [at(number, state) for number, state in ((1, EffectState.DONE), (2, EffectState.DONE))]
    failed = [at(number, EffectState.FAILED) for number in (3, 4)]
    effects = (
        *ended,
        *failed,
        at(5, EffectState.WAITING, make_acknowledgment),
        at(7),
        at(6, make=make_follow_up),
        letter,
    )
    await record(store, make_plan(effects=effects))
    wanted = ["acknowledgment:8", "move:4", "move:3", "follow_up:6", "move:7", "acknowledgment:5", "move:2", "move:1"]
    assert [effect.effect_id for effect in await store.effects()] == wanted
    assert [[each.effect_id for each in await store.effects(limit=limit)] for limit in (1, 4)] == [
        wanted[:1],
        wanted[:4],
    ]
    assert await store.effects(states=frozenset({EffectState.HELD})) == (letter,)
    assert await store.effects(states=frozenset()) == ()


async def test_what_is_known_of_a_moves_copy_stays_known(store):
    await queue(store, make_move())
    copy = place(4, "Priority")
    for known in (copy, None):
        await claim(store)
        await store.finish([TryLater("move:1", LATER, LATER, "no right", copy=known)], now=LATER, owner="worker")
        kept = await store.effect("move:1")
        assert kept.deed == replace(make_move().deed, copy=copy)


async def test_every_kind_of_deed_comes_back_as_it_was(store):
    follow_up = replace(make_follow_up(), deed=make_letter("follow_up", sent_on=NOW, html=True))
    copy = replace(make_acknowledgment(3), deed=FileCopy("Subject: x\r\n\r\n\0", "ours-3", "Sent"))
    deeds = (make_move(due_at=SOON), make_acknowledgment(2, due_at=SOON), follow_up, replace(copy, due_at=SOON))
    await record(store, make_plan(effects=deeds))
    assert tuple([await store.effect(each.effect_id) for each in deeds]) == deeds
