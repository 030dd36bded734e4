"""A scripted week on real servers: every path of a case's life, in six languages, with the clock advanced."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from inboxd.config.loading import load_settings
from inboxd.core.decide import life
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_mail
from inboxd.core.rules.drafts import compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.arrival import Arrival, Identity, Place
from inboxd.edge.rulefiles import load_rules
from tests.process.program import RULES
from tests.week.play import Told, play
from tests.week.script import MONDAY, Takes, stories
from tests.week.table import week_table
from tests.week.world import World

pytestmark = [pytest.mark.process, pytest.mark.real]


TOLD_BY = {
    life.Happening.ASKED: "follow-up-sent",
    life.Happening.REMINDED: "reminded",
    life.Happening.WARNED: "warned",
    life.Happening.BREACHED: "breached",
    life.Happening.ESCALATED: "escalated",
}
"""Arrows that the end of an effect takes, by the line that it leaves in the history."""


class _Taken(dict[object, object]):
    """Remembers which arrows of the state machine were asked for."""

    def __init__(self, arrows: dict[object, object]) -> None:
        super().__init__(arrows)
        self.taken: set[object] = set()

    def get(self, key: object, default: object = None) -> object:
        self.taken.add(key)
        return super().get(key, default)


@pytest.mark.timeout(600)
async def test_every_case_of_the_week_ends_as_it_should(inboxd, mail_user, smtp_sink, tmp_path, monkeypatch, capsys):
    taken = _Taken(dict(life._BY_CAUSE))
    monkeypatch.setattr(life, "_BY_CAUSE", taken)
    rules = rated_rules(tmp_path / "rules")
    program = inboxd(rules=rules, limits={"per_hour": 500})
    world = World(load_settings(program.config, {}), MONDAY, mail_user.dovecot, mail_user.address, smtp_sink)
    told = await play(world, stories(route_of(load_rules(rules))))
    with capsys.disabled():
        sys.stdout.write(f"\n{week_table(told)}\n")
    assert len(told) >= 40
    assert len({each.story.language for each in told}) >= 6
    assert [_say(each) for each in told if not each.is_as_told()] == []
    assert [each.story.name for each in told if each.letters.count("acknowledgment") > 1] == []
    told_of = {kind for each in told for kind in each.kinds}
    untaken = {
        arrow.name
        for arrow in life.ARROWS
        if arrow.before is not None  # a case that opens needs no look at the table
        and (arrow.before, arrow.happening) not in taken.taken
        and TOLD_BY.get(arrow.happening) not in told_of
    }
    assert untaken == set()


def rated_rules(folder: Path) -> Path:
    """The shipped rules, with a rating and a reminder."""
    shutil.copytree(RULES, folder)
    file = folder / "verification.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("rating: none", "rating: five").replace("remind: never", "remind: 2d"), encoding="utf-8"
    )
    return folder


def route_of(rules: RuleSet) -> Takes:
    """Which route a mail takes, "" where no automatic mail may go out."""

    def takes(subject: str, text: str) -> str:
        raw = compose_draft(Draft(subject, text, "mira@kundin.example"))
        place, identity = Place("support", "INBOX", 1, 1), Identity("a@kundin.example", "")
        verdict = judge(parse_mail(Arrival(place, identity, raw, len(raw), MONDAY)), rules)
        return "" if verdict.hands_off else verdict.route.name

    return takes


def _say(told: Told) -> str:
    on_the_way = " ".join(f"{event.kind}({event.reason})" for event in told.record.events) if told.record else ""
    return f"{told.story.name}.{told.story.language}: {told.state}, wanted {told.story.ends}: {on_the_way}"
