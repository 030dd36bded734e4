"""Which cases an undo closes: none whose message still lies where inboxd put it."""

from __future__ import annotations

import pytest

from inboxd.config.store import StoreSettings
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import EffectState
from inboxd.core.values.outcome import Done, Failed
from inboxd.core.values.undo import Fate, Step
from inboxd.edge.store.store import SqlStore
from inboxd.run.undoing import close_cases
from tests.builders import SetClock
from tests.contracts.storing import NOW, make_case, make_move, make_plan, record


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
