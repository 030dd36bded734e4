"""The hand of one mailbox: trouble with one move is no trouble of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.values.arrival import FolderState, Place
from inboxd.core.values.effect import EffectState
from inboxd.core.values.history import History
from inboxd.edge.metrics import Metrics
from inboxd.errors import ConnectionLost, InboxdError, LeaseLost, Misconfigured, Permanent, Unanswered
from inboxd.run.moving import MAILBOX_KINDS, Mover
from tests.builders import HUGS, NOW, PRIORITY, SetClock, make_arrival, make_ground, make_judged, make_mail


class Folders:
    """A mailbox that refuses targets or single messages as told, and has others no more."""

    name = "support"

    def __init__(self) -> None:
        self.targets: dict[str, InboxdError] = {}
        self.messages: dict[int, InboxdError] = {}
        self.gone: set[int] = set()
        self.moved: list[tuple[int, str]] = []
        self.copied: dict[int, Place] = {}
        self.able: frozenset[str] = frozenset()
        self.searched: list[str] = []

    async def look(self, folder):
        return FolderState(folder, 7, 1000, 10)

    def capabilities(self):
        return self.able

    async def move(self, moves, copies=None):
        for each in moves:
            error = self.targets.get(each.folder) or self.messages.get(each.place.uid)
            if error is not None and each.folder != each.place.folder:
                if copies is not None:
                    copies |= {it.place: self.copied[it.place.uid] for it in moves if it.place.uid in self.copied}
                raise error
        there = [each for each in moves if each.place.uid not in self.gone]
        self.moved.extend((each.place.uid, each.folder) for each in there if each.folder != each.place.folder)
        return {each.place: replace(each.place, folder=each.folder) for each in there}

    async def ensure_folder(self, folder):
        return False

    async def find(self, folder, identity, *, since=None):
        self.searched.append(folder)
        return ()


async def planned(store, *wanted):
    """Moves of messages with these UIDs by these routes, recorded and claimed."""
    plans = []
    for uid, route in wanted:
        mail = make_mail(number=uid, sender=f"c{uid}@c{uid}.example")
        judged = make_judged(mail, route, arrival=make_arrival(mail, uid=uid))
        plans.append(decide_arrival(judged, History(), make_ground()))
    taken = await store.record(plans, None, now=NOW, owner="inboxd")
    return [each for each in taken if each.deed.kind == "move"]


def mover(folders, store, clock):
    return Mover(folders, store, clock, Metrics(), sent="Sent", owner="inboxd")


async def states(store, effects):
    return [(await store.effect(each.effect_id)).state for each in effects]


async def test_a_target_that_is_refused_fails_its_own_moves_only(store):
    folders = Folders()
    folders.targets["Hugs"] = Permanent("no such name")
    moves = await planned(store, (1, PRIORITY), (2, HUGS), (3, PRIORITY))
    await mover(folders, store, SetClock()).carry_out(moves)
    assert sorted(folders.moved) == [(1, "Priority"), (3, "Priority")]
    assert await states(store, moves) == [EffectState.DONE, EffectState.FAILED, EffectState.DONE]


async def test_a_message_that_is_refused_fails_alone(store):
    folders = Folders()
    folders.messages[2] = Permanent("the server says: cannot copy this message")
    moves = await planned(store, (1, PRIORITY), (2, PRIORITY), (3, PRIORITY))
    await mover(folders, store, SetClock()).carry_out(moves)
    assert sorted(folders.moved) == [(1, "Priority"), (3, "Priority")]
    assert await states(store, moves) == [EffectState.DONE, EffectState.FAILED, EffectState.DONE]


async def test_a_move_that_breaks_each_connection_is_not_tried_at_once_for_ever(store):
    folders, clock = Folders(), SetClock()
    folders.messages[1] = ConnectionLost("the server closed the connection")
    moves = await planned(store, (1, PRIORITY))
    folders.find = _finds(moves[0].deed.place)
    hand = mover(folders, store, clock)
    with pytest.raises(ConnectionLost):
        await hand.carry_out(moves)
    for _ in range(2):
        with pytest.raises(ConnectionLost):
            await hand.carry_out_due()
    assert await hand.carry_out_due() == 0
    clock.moment += timedelta(hours=1)
    with pytest.raises(ConnectionLost):
        await hand.carry_out_due()


def _finds(place):
    async def find(folder, identity, *, since=None):
        return (place,) if folder == place.folder else ()

    return find


async def test_what_the_server_may_still_be_at_is_left_alone_for_a_while(store):
    folders, clock = Folders(), SetClock()
    folders.messages[1] = Unanswered("no answer in time", waited=30)
    moves = await planned(store, (1, PRIORITY))
    hand = mover(folders, store, clock)
    with pytest.raises(ConnectionLost):
        await hand.carry_out(moves)
    folders.messages.clear()
    clock.moment += timedelta(seconds=149)
    assert await hand.carry_out_due() == 0
    clock.moment += timedelta(seconds=1)
    assert await hand.carry_out_due() == 1
    assert await states(store, moves) == [EffectState.DONE]


async def test_the_second_try_moves_by_its_place_what_no_search_finds(store):
    folders, asked = Folders(), []
    (move,) = await planned(store, (1, PRIORITY))

    async def find(folder, identity, *, since=None):
        asked.append(folder)
        return ()

    folders.find = find
    await mover(folders, store, SetClock()).carry_out([replace(move, attempts=2)])
    assert (folders.moved, asked) == ([(1, "Priority")], ["Priority"])
    (ended,) = await states(store, [move])
    assert ended is EffectState.DONE


async def test_what_lies_in_both_folders_is_taken_from_its_old_place_without_a_search(store):
    folders, removed = Folders(), []
    (move,) = await planned(store, (1, PRIORITY))
    there = replace(move.deed.place, folder="Priority", uid=40)

    async def remove(place):
        removed.append(place)
        return True

    async def find(folder, identity, *, since=None):
        assert folder == "Priority"
        return (there,)

    folders.find, folders.remove = find, remove
    await mover(folders, store, SetClock()).carry_out([replace(move, attempts=2)])
    assert (removed, folders.moved) == ([move.deed.place], [])
    assert await states(store, [move]) == [EffectState.DONE]


async def test_a_message_is_searched_for_among_those_received_since_the_day_before(store):
    folders, asked = Folders(), []
    folders.messages[1] = ConnectionLost("the server closed the connection")
    moves = await planned(store, (1, PRIORITY))

    async def find(folder, identity, *, since=None):
        asked.append((folder, since))
        return ()

    folders.find = find
    hand = mover(folders, store, SetClock())
    with pytest.raises(ConnectionLost):
        await hand.carry_out(moves)
    folders.messages, folders.gone = {}, {1}
    assert await hand.carry_out_due() == 1
    day_before = moves[0].deed.received_at - timedelta(days=1)
    assert asked == [("Priority", day_before), ("INBOX", day_before)]


async def test_a_move_that_does_not_know_when_its_message_came_looks_through_the_whole_folder(store):
    folders, asked = Folders(), []
    folders.gone = {1}
    moves = await planned(store, (1, PRIORITY))

    async def find(folder, identity, *, since=None):
        asked.append(since)
        return ()

    folders.find = find
    old = replace(moves[0], deed=replace(moves[0].deed, received_at=None), attempts=2)
    await mover(folders, store, SetClock()).carry_out([old])
    assert asked == [None, None]


SOMEWHERE = Place("support", "Priority", 0, 0)
REFUSED = Misconfigured("the server does not let the account remove messages from INBOX", hint="Give the right.")


async def test_a_message_of_which_a_copy_may_lie_where_no_search_finds_it_is_not_copied_again(store):
    folders, clock = Folders(), SetClock()
    folders.messages[1], folders.copied[1] = REFUSED, SOMEWHERE
    (effect,) = await planned(store, (1, PRIORITY))
    hand = mover(folders, store, clock)
    await hand.carry_out([effect])
    assert await states(store, [effect]) == [EffectState.QUEUED]
    folders.messages.clear()
    clock.moment += timedelta(minutes=10)
    assert await hand.carry_out_due() == 1
    ended = await store.effect(effect.effect_id)
    assert (ended.state, folders.moved) == (EffectState.FAILED, [])
    assert "the original lies in INBOX" in ended.last_error


async def test_a_message_that_a_search_finds_is_moved_once_no_copy_of_it_is_found(store):
    folders = Folders()
    (effect,) = await planned(store, (1, PRIORITY))
    folders.find = _finds(effect.deed.place)
    noted = replace(effect, deed=replace(effect.deed, copy=SOMEWHERE), attempts=2)
    await mover(folders, store, SetClock()).carry_out([noted])
    assert folders.moved == [(1, "Priority")]
    assert await states(store, [effect]) == [EffectState.DONE]


async def test_a_copy_is_proven_by_its_place_where_no_search_finds_it(store):
    folders, removed = Folders(), []
    copy = Place("support", "Priority", 7, 40)
    (effect,) = await planned(store, (1, PRIORITY))

    async def remove(place):
        removed.append(place)
        return True

    folders.remove = remove
    noted = replace(effect, deed=replace(effect.deed, copy=copy), attempts=2)
    await mover(folders, store, SetClock()).carry_out([noted])
    assert (removed, folders.moved, folders.searched) == ([effect.deed.place], [], [])
    assert await states(store, [effect]) == [EffectState.DONE]


async def test_an_original_whose_copy_a_person_took_away_is_not_removed(store):
    folders = Folders()
    folders.gone = {40}
    (effect,) = await planned(store, (1, PRIORITY))
    copy = Place("support", "Priority", 7, 40)
    noted = replace(effect, deed=replace(effect.deed, copy=copy), attempts=2)
    await mover(folders, store, SetClock()).carry_out([noted])
    assert folders.moved == []
    assert await states(store, [effect]) == [EffectState.FAILED]


@pytest.mark.parametrize(
    ("attempts", "last_error", "able", "moves"),
    [(2, "", "", 1), (3, "", "", 0), (3, "the disk is full", "", 1), (3, "", "MOVE", 1)],
    ids=["once", "twice", "with-a-word", "with-move"],
)
async def test_killed_twice_while_it_may_have_been_copied_it_is_left_to_a_person(
    store, attempts, last_error, able, moves
):
    folders = Folders()
    folders.able = frozenset({able})
    (effect,) = await planned(store, (1, PRIORITY))
    again = replace(effect, attempts=attempts, last_error=last_error)
    await mover(folders, store, SetClock()).carry_out([again])
    assert len(folders.moved) == moves
    assert await states(store, [effect]) == [EffectState.DONE if moves else EffectState.FAILED]


async def test_what_was_copied_together_is_not_copied_again_one_by_one(store):
    folders, removed = Folders(), []
    folders.messages[2] = Permanent("the server says: no such flags")
    folders.copied = {uid: Place("support", "Priority", 7, 40 + uid) for uid in (1, 2, 3)}
    moves = await planned(store, (1, PRIORITY), (2, PRIORITY), (3, PRIORITY))

    async def remove(place):
        removed.append(place.uid)
        return True

    folders.remove = remove
    await mover(folders, store, SetClock()).carry_out(moves)
    assert (sorted(removed), folders.moved) == ([1, 2, 3], [])
    assert await states(store, moves) == [EffectState.DONE] * 3


@pytest.mark.parametrize("error", [ConnectionLost("gone"), LeaseLost("another's")])
async def test_what_was_not_begun_when_it_ends_is_due_at_once(store, error):
    folders, clock = Folders(), SetClock()
    folders.targets["Hugs"] = error
    moves = await planned(store, (1, HUGS), (2, PRIORITY))
    with pytest.raises(type(error)):
        await mover(folders, store, clock).carry_out(moves)
    due = await store.claim(MAILBOX_KINDS, mailbox="support", now=clock.now(), owner="another", limit=10)
    assert {each.effect_id for each in due} == {each.effect_id for each in moves}
