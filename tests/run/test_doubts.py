"""Letters of which nobody knows whether they went out: proven, waited for, or shown to a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.errors import ConnectionLost, Misconfigured, Permanent, Transient
from inboxd.run.doubts import settle_doubts
from tests.builders import NOW, SetClock, make_policy

GRACE = timedelta(minutes=10)
BROKEN = Transient("could not search the folder INBOX: the server says: [SERVERBUG] internal error")
NO_RIGHT = Misconfigured("could not open the folder Sent: the server says: [NOPERM] permission denied")


class Folders:
    """A mailbox in which a search finds something, finds nothing, or fails, by folder."""

    name = "support"

    def __init__(self, **folders):
        self.folders = folders

    async def find_message_id(self, folder, message_id):
        said = self.folders.get(folder, ())
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
async def doubtful(store):
    """A letter that was interrupted at its final dot, and who settles it so much later."""
    letter = Letter("acknowledgment", "urgent", "en", "c@x.example", "", "support", "s@ourshop.example", "hi", "ABC")
    effect = Effect("acknowledgment:1", "support", letter, EffectState.QUEUED, NOW, message_id="m1@ourshop.example")
    await store.record([Plan(None, effects=(effect,))], None, now=NOW, owner="dead")
    await store.mark_sending(effect.effect_id, now=NOW, owner="dead")

    async def settle(mailbox, later):
        clock = SetClock(NOW + later)
        policy = make_policy()
        busy = frozenset
        await settle_doubts(mailbox, policy, store, clock, Metrics(), in_flight=busy, proof_within=GRACE)
        settled = await store.effect(effect.effect_id)
        return settled.state, settled.last_error

    return settle


@pytest.mark.parametrize(("folder", "error"), [("INBOX", BROKEN), ("Sent", NO_RIGHT)])
async def test_what_cannot_be_looked_for_is_shown_to_a_person_once_the_grace_is_over(doubtful, folder, error):
    mailbox = Folders(**{folder: error})
    assert (await doubtful(mailbox, GRACE - timedelta(seconds=1)))[0] is EffectState.SENDING
    state, why = await doubtful(mailbox, GRACE)
    assert state is EffectState.HELD
    assert "the proof could not be looked for" in why
    assert str(error) in why


async def test_one_folder_that_cannot_be_searched_keeps_no_proof_in_the_other_from_counting(doubtful):
    assert (await doubtful(Folders(Sent=NO_RIGHT, INBOX=("copy",)), GRACE))[0] is EffectState.DONE


async def test_a_folder_that_is_missing_holds_no_proof_and_the_words_say_so(doubtful):
    state, why = await doubtful(Folders(Sent=Permanent("no such folder")), GRACE)
    assert state is EffectState.HELD
    assert "no copy proves that it went out" in why


async def test_a_connection_that_breaks_concludes_nothing(doubtful):
    with pytest.raises(ConnectionLost):
        await doubtful(Folders(INBOX=ConnectionLost("gone")), GRACE)
    assert (await doubtful(Folders(INBOX=("copy",)), GRACE))[0] is EffectState.DONE


async def test_while_the_search_breaks_every_connection_a_letter_waits_its_grace_and_no_longer(doubtful):
    assert (await doubtful(None, GRACE / 2))[0] is EffectState.SENDING
    assert (await doubtful(None, GRACE))[0] is EffectState.HELD


async def test_a_letter_begun_by_a_clock_that_was_ahead_waits_for_no_clock_to_catch_up(doubtful):
    assert (await doubtful(Folders(), -GRACE / 2))[0] is EffectState.SENDING
    assert (await doubtful(Folders(), -timedelta(days=30)))[0] is EffectState.HELD
