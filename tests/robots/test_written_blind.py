"""Whole mails that were written without a look at the signs: machines stay unanswered, people are answered."""

from __future__ import annotations

import re

import pytest

from tests.robots.world import decide
from tests.robots.written_blind import SILENCED, WholeMail, humans, machines

RETURN_PATH = re.compile(rb"(?im)^return-path:.*\r?\n")


@pytest.mark.parametrize("mail", [each for each in machines() if not each.doubtful], ids=lambda mail: mail.name)
def test_a_machine_is_not_answered_also_where_the_server_tells_no_envelope(mail: WholeMail):
    for raw in (mail.raw, RETURN_PATH.sub(b"", mail.raw, count=1)):
        assert not decide(raw)[2].allowed, mail.about


@pytest.mark.parametrize("mail", humans(), ids=lambda mail: mail.name)
def test_an_upset_person_is_answered(mail: WholeMail):
    _, verdict, decision = decide(mail.raw)
    assert decision.allowed == (mail.name not in SILENCED), (mail.about, decision, verdict.signs)


def test_the_mails_are_many_and_each_is_another():
    assert len(machines()) >= 100
    assert sum(each.doubtful for each in machines()) <= 5
    assert len(humans()) >= 90
    assert len({each.raw for each in (*machines(), *humans())}) == len(machines()) + len(humans())
