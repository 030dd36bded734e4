"""What should be, what is, and the difference."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from inboxd.config.store import StoreSettings
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, EffectState
from inboxd.edge.store.store import SqlStore
from tests.torture.explaining import Held, explain_held
from tests.torture.installation import Installation
from tests.torture.tormentor import Tormentor
from tests.torture.traffic import Traffic

T = TypeVar("T")

TOLD = ("Reply overdue", "Reply overdue, step 1", "Passed around")
"""Titles of the alarms: the first two of every customer whom nobody answered, the last of whoever has an agent."""
FOLDERS = ("INBOX", "Priority", "Needs human")
UNENDED = frozenset({EffectState.QUEUED, EffectState.SENDING})
_MOST = 1_000_000


@dataclass
class World:
    """What was found after the last harm and a last quiet run. Lists name customers, effects or cases."""

    delivered: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unmoved: int = 0
    in_two_folders: list[str] = field(default_factory=list)
    needs_human: int = 0
    stuck: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    answered_by_people: int = 0
    unseen_answers: list[str] = field(default_factory=list)
    asked_twice: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    unended: list[str] = field(default_factory=list)
    ended_twice: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told: int = 0
    told_again: int = 0
    most_told_again: int = 0
    overtaken: int = 0
    effects: dict[str, int] = field(default_factory=dict)
    audit_clean: bool = False
    last_run_clean: bool = False

    @property
    def wrongs(self) -> list[str]:
        """What is not as it should be; an alarm that was told just before a harm may be told again, once each harm."""
        lists = (
            "lost", "twice", "in_two_folders", "stuck", "failed", "unanswered", "unseen_answers", "asked_twice",
            "not_asked", "unended", "ended_twice", "untold",
        )  # fmt: skip
        wrong = [f"{name}: {len(getattr(self, name))}" for name in lists if getattr(self, name)]
        unexplained = [each for each in self.held if not each.explanation]
        figures = {
            "unmoved": self.unmoved,
            "held, unexplained": len(unexplained),
            "alarms told again": max(0, self.told_again - self.most_told_again),
            "audit not clean": not self.audit_clean,
            "last run not clean": not self.last_run_clean,
        }
        return wrong + [f"{name}: {int(value)}" for name, value in figures.items() if value]


async def _asked(it: Installation, ask: Callable[[SqlStore], Awaitable[T]]) -> T:
    store = SqlStore(StoreSettings(url=it.direct_store))
    await store.open()
    try:
        return await ask(store)
    finally:
        await store.close()


def _ask(it: Installation, ask: Callable[[SqlStore], Awaitable[T]]) -> T:
    return asyncio.run(_asked(it, ask))


def come_to_rest(it: Installation, traffic: Traffic, patience: float) -> list[str]:
    """A last, quiet run: long enough that a letter in doubt has outlived its grace, and every clock has run out.

    Returns what never came to an end.
    """
    traffic.answer_the_rest()
    it.start()
    answered, deadline = traffic.answered(), time.monotonic() + patience
    while time.monotonic() < deadline:
        cases, effects = _ask(it, _cases), _ask(it, lambda store: store.effects(states=UNENDED, limit=_MOST))
        replied = {case.customer for case in cases if case.replied_at}
        if len(cases) >= len(traffic.customers) and answered <= replied and not effects:
            break
        if not it.living:
            it.start()
        # A look reads everything: the more there is, the less often.
        time.sleep(min(0.5 + len(traffic.customers) / 500, 10))
    with contextlib.suppress(TimeoutError):
        it.sink.wait_forwarded()
    left = _ask(it, lambda store: store.effects(states=UNENDED, limit=_MOST))
    return [f"{each.effect_id} {each.state} tried {each.attempts}: {each.last_error}" for each in left]


def look(it: Installation, traffic: Traffic, tormentor: Tormentor, stuck: list[str]) -> World:
    """Compare everything; the program does not run."""
    world = World(stuck=stuck, delivered=len(traffic.customers), most_told_again=len(tormentor.done))
    effects, cases = _ask(it, lambda store: store.effects(limit=_MOST)), _ask(it, _cases)
    world.effects = dict(sorted(Counter(f"{each.deed.kind}/{each.state}" for each in effects).items()))
    world.failed = [f"{each.effect_id}: {each.last_error}" for each in effects if each.state is EffectState.FAILED]
    _look_into_folders(world, it, traffic)
    _look_at_letters(world, it, traffic, effects)
    _look_at_lives(world, it, traffic, effects, {case.customer: case for case in cases})
    _look_at_alarms(world, it, traffic, effects, cases)
    world.held = explain_held(it, tormentor.done, [each for each in effects if each.state is EffectState.HELD])
    audit = it.command("audit")
    world.audit_clean = audit.returncode == 0
    return world


async def _cases(store: SqlStore) -> tuple[Case, ...]:
    return await store.cases(limit=_MOST)


def _look_into_folders(world: World, it: Installation, traffic: Traffic) -> None:
    places: dict[str, list[str]] = {}
    for box in it.boxes:
        there = set(box.dovecot.folders(box.user))
        for folder in FOLDERS:
            for raw in box.dovecot.messages(box.user, folder) if folder in there else ():
                places.setdefault(_message_id(raw), []).append(folder)
                world.unmoved += folder == "INBOX"
                world.needs_human += folder == "Needs human"
    expected = [traffic.message_id(number) for number in range(len(traffic.customers))]
    world.lost = [each for each in expected if each not in places]
    world.in_two_folders = [f"{each} {places[each]}" for each in expected if len(places.get(each, ())) > 1]


def _look_at_letters(world: World, it: Installation, traffic: Traffic, effects: Iterable[Effect]) -> None:
    answers = _mails(it, traffic, "auto-replied")
    world.twice = sorted(customer for customer, count in answers.items() if count > 1)
    letters = [each for each in effects if each.deed.kind == "acknowledgment"]
    # Whom a human has answered meanwhile, or to whom nothing can be promised any more, gets none.
    others = {each.deed.to for each in letters if each.state in {EffectState.HELD, EffectState.CANCELLED}}
    quicker = traffic.answered() - {each.deed.to for each in letters}
    world.unanswered = sorted(set(traffic.customers) - set(answers) - others - quicker)


def _look_at_lives(
    world: World, it: Installation, traffic: Traffic, effects: Iterable[Effect], cases: dict[str, Case]
) -> None:
    """Whom we asked, and which cases have ended."""
    answered = traffic.answered()
    world.answered_by_people = len(answered)
    world.unseen_answers = sorted(each for each in answered if each not in cases or not cases[each].replied_at)
    held = {each.deed.to for each in effects if each.deed.kind == "follow_up" and each.state is EffectState.HELD}
    asked = _mails(it, traffic, "auto-generated")
    world.asked_twice = sorted(customer for customer, count in asked.items() if count > 1)
    world.not_asked = sorted(answered - set(asked) - held)
    unended = (each for each in answered - held if each not in cases or cases[each].state != "resolved")
    world.unended = sorted(unended)
    ends = Counter(each.case_id for each in effects if each.deed.kind == "silence" and each.state is EffectState.DONE)
    world.ended_twice = sorted(case_id for case_id, count in ends.items() if count > 1)


def _look_at_alarms(
    world: World, it: Installation, traffic: Traffic, effects: Iterable[Effect], cases: Iterable[Case]
) -> None:
    titles = Counter(post["title"] for post in it.team.posts if post["title"].startswith(TOLD))
    answered = traffic.answered()
    late = {f"{title}: {case.token}" for case in cases if case.customer not in answered for title in TOLD[:2]}
    # Who answered before the customer's message was seen is not known, and a case that is over is no alarm any more.
    over = {
        each.case_id for each in effects if each.deed.kind == "alarm" and each.state is EffectState.CANCELLED
        and each.deed.stage == "passed-around"
    }  # fmt: skip
    around = {f"{TOLD[2]}: {case.token}" for case in cases if case.agents and case.case_id not in over}
    world.overtaken = len(over)
    world.untold = sorted((late | around) - titles.keys())
    world.told, world.told_again = len(titles), sum(titles.values()) - len(titles)


def _mails(it: Installation, traffic: Traffic, kind: str) -> Counter[str]:
    customers = set(traffic.customers)
    ours = (mail for mail in it.sink.accepted if mail.recipients[0] in customers)
    return Counter(mail.recipients[0] for mail in ours if f"auto-submitted: {kind}" in _head(mail.raw).lower())


def _head(raw: bytes) -> str:
    return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace")


def _message_id(raw: bytes) -> str:
    lines = (line for line in _head(raw).splitlines() if line.lower().startswith("message-id:"))
    return next((line.split(":", 1)[1].strip() for line in lines), "")
