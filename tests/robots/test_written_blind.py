"""Whole mails that were written without a look at the signs: machines stay unanswered, people are answered."""

from __future__ import annotations

import pytest

from tests.robots.world import decide
from tests.robots.written_blind import ROUNDS, Round, WholeMail

OUT_OF_SIGHT = {"automatic", "hugs"}
MACHINES = [
    pytest.param(each, mail, id=f"{each.name}-{mail.name}")
    for each in ROUNDS
    for mail in each.machines()
    if not mail.doubtful
]
HUMANS = [pytest.param(each, mail, id=f"{each.name}-{mail.name}") for each in ROUNDS for mail in each.humans()]


@pytest.mark.parametrize(("written", "mail"), MACHINES)
def test_a_machine_is_not_answered_also_where_the_server_tells_no_envelope(written: Round, mail: WholeMail):
    assert any(decide(raw)[2].allowed for raw in mail.ways) == (mail.name in written.answered), mail.about


@pytest.mark.parametrize(("written", "mail"), HUMANS)
def test_an_upset_person_is_answered_and_seen(written: Round, mail: WholeMail):
    _, verdict, decision = decide(mail.raw)
    assert decision.allowed == (mail.name not in written.silenced), (mail.about, decision, verdict.signs)
    assert (verdict.route.name in OUT_OF_SIGHT) == (mail.name in written.hidden), (mail.about, verdict.route.name)


def test_the_mails_are_many_and_each_is_another():
    machines = [mail for each in ROUNDS for mail in each.machines()]
    people = [mail for each in ROUNDS for mail in each.humans()]
    assert len(machines) >= 190
    assert sum(mail.doubtful for mail in machines) <= 8
    assert len(people) >= 170
    assert len({mail.raw for mail in (*machines, *people)}) == len(machines) + len(people)
