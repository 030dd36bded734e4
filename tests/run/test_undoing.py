"""Which cases an undo closes, and which letters it tells of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inboxd.config.store import StoreSettings
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import EffectState
from inboxd.core.values.outcome import Done, Failed
from inboxd.core.values.undo import Fate, Step
from inboxd.edge.store.store import SqlStore
from inboxd.run.undoing import close_cases, letters_of
from tests.builders import SetClock
from tests.contracts.storing import NOW, make_acknowledgment, make_case, make_move, make_plan, record


@pytest.mark.parametrize(("outcome", "closed"), [(Done, 1), (Failed, 0)])
async def test_a_case_is_closed_only_when_its_message_came_back(tmp_path, outcome, closed):
    store = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
    await store.migrate()
    await store.open()
    move = make_move(1, effect_id="move:1/undo")
    await record(store, make_plan(1, case=make_case(1), effects=(move,)))
    end = Done(move.effect_id, NOW) if outcome is Done else Failed(move.effect_id, NOW, "no such folder")
    await store.finish([end], now=NOW)
    step = Step("move:1", "support", "key", Fate.BACK, "Priority", "INBOX", move, make_case(1).case_id)
    assert len(await close_cases(store, [step], SetClock())) == closed
    record_ = await store.case(make_case(1).case_id)
    assert (record_.case.state is CaseState.WAITING) is not bool(closed)
    assert (await store.effect(move.effect_id)).state in {EffectState.DONE, EffectState.FAILED}
    await store.close()


@pytest.mark.parametrize(("fate", "state", "told"), [
    (Fate.BACK, EffectState.DONE, 1),
    (Fate.BACK, EffectState.QUEUED, 1),
    (Fate.LEFT, EffectState.DONE, 1),
    (Fate.LEFT, EffectState.HELD, 1),
    (Fate.LEFT, EffectState.QUEUED, 0),
])  # fmt: skip
async def test_of_what_is_left_alone_the_letters_that_went_out_are_told_and_the_others_not_called_off(
    store, fate, state, told
):
    letter = replace(make_acknowledgment(1), state=state)
    await record(store, make_plan(1, case=make_case(1), effects=(letter,)))
    step = Step("move:1", "support", letter.message_key, fate, "Priority", "INBOX", None, letter.case_id)
    assert len(await letters_of(store, [step])) == told
