"""Is it solved? A case's whole life with the real store, on both databases, and a clock that the test sets."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from urllib.parse import unquote

import pytest

from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.templates import compile_templates
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.arrival import Arrival, FolderPosition, Identity, Place
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import Alarm, EffectState, Stage
from inboxd.core.values.outcome import Done
from inboxd.edge.metrics import Metrics
from inboxd.errors import Permanent
from inboxd.ports import Sent
from inboxd.run.clerk import Clerk
from inboxd.run.closing import Closer
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import Desk, PostOffice
from tests.builders import KEY, NOW, make_policy
from tests.core.rules.folders import rules_files

DAY = timedelta(days=1)
ANSWERS = """\
language: en
yes: ["yes"]
no: ["no"]
solved: [works now, solved]
unsolved: [still broken]
thanks: [thanks]
reserve: [tomorrow]
bad: [bad]
"""
ASK = """\
Subject: Is it solved? [{{ token }}]

Yes or no?
{% if rate_5 %}
Five: {{ rate_5 }}
One: {{ rate_1 }}
{% endif %}
"""
REMINDER = "Subject: Is it solved? [{{ token }}]\n\nOnce more, about {{ answered_on }}: yes or no?\n"


def rules_with(verification: str = ""):
    files = rules_files(
        **{
            "answers/en.yaml": ANSWERS,
            "verification.yaml": f"silence: 5d\n{verification}",
            "replies/follow_up.en.txt": ASK,
            "replies/reminder.en.txt": REMINDER,
        }
    )
    return compile_rules(files)


class Life:
    """One mailbox of one installation; also its clock and its SMTP server."""

    def __init__(self, store, verification: str = "", route: str = "The site is down since monday") -> None:
        self.store, self.at, self.sent, self.opening = store, NOW, [], route
        self.rules = rules_with(verification)
        self.policy = make_policy(sent_copy="server")
        desk = Desk(
            self.policy, SenderIdentity(self.policy.address), self, copy_waits=lambda: None, is_current=lambda: True
        )
        letters = (self.rules, compile_templates(self.rules.replies))
        self.office = PostOffice(store, {"support": desk}, lambda: letters, self, Metrics(), owner="inboxd", key=KEY)
        self.pipeline = Pipeline(store, lambda: self.rules, self, Metrics(), key=KEY, owner="inboxd")
        hands = {"silence": Closer(store, self, owner="inboxd").hear_silence}
        self.clerk = Clerk(store, hands, self, Metrics(), current=lambda: None, owner="inboxd")
        self.uid = 0

    def now(self):
        return self.at

    async def send(self, envelope, before_final_dot):
        await before_final_dot()
        self.sent.append(message_from_bytes(envelope.raw))
        return Sent("250 OK")

    async def close(self) -> None:
        return

    def _arrival(self, text, folder, sender, to, subject, answers, headers) -> Arrival:
        self.uid += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<mail-{self.uid}@bluehill.example>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        for name, value in headers.items():
            mail[name] = value
        mail.set_content(text)
        raw = mail.as_bytes()
        identity = Identity(f"mail-{self.uid}@bluehill.example", f"{self.uid:064d}")
        return Arrival(Place("support", folder, 7, self.uid), identity, raw, len(raw), self.at)

    async def hears(self, text, *, sender="mira@bluehill.example", subject="Re: Help", answers="", headers=None):
        self.at += timedelta(minutes=1)
        arrival = self._arrival(
            text, "INBOX", f"Mira <{sender}>", "support@ourshop.example", subject, answers, headers or {}
        )
        position = FolderPosition("support", "INBOX", 7, self.uid, NOW - DAY)
        return await self.pipeline.incoming(self.policy, [arrival], position)

    async def answers(self, to="mira@bluehill.example", about="<mail-1@bluehill.example>"):
        self.at += timedelta(minutes=1)
        arrival = self._arrival("We restored it.", "Sent", "support@ourshop.example", to, "Re: Help", about, {})
        await self.pipeline.sent(self.policy, [arrival], FolderPosition("support", "Sent", 7, self.uid, NOW - DAY))

    async def waits(self, span: timedelta) -> None:
        self.at += span
        async with self.office.at_work(workers=1):
            await self.office.drain()
        await self.clerk.work_once()

    async def is_asked(self) -> str:
        """Opened, answered, asked; the question's Message-ID."""
        await self.hears(self.opening, subject="Help")
        await self.answers()
        await self.waits(4 * DAY)
        return self.questions[-1]["Message-ID"]

    @property
    def questions(self):
        return [mail for mail in self.sent if mail["Auto-Submitted"] == "auto-generated"]

    async def record(self, number: int = 0):
        cases = sorted(await self.store.cases(), key=lambda case: case.opened_at)
        return await self.store.case(cases[number].case_id)


@pytest.fixture
def life(store):
    return Life(store)


async def kinds_of(life):
    return [event.kind for event in (await life.record()).events]


async def test_no_brings_the_case_back_on_top_and_tells_our_people(life):
    question = await life.is_asked()
    assert (await life.record()).case.state is CaseState.VERIFYING
    (move, *_) = await life.hears("No.", answers=question)
    record = await life.record()
    assert (record.case.state, record.case.route, record.case.reopened) == (CaseState.WAITING, "priority", 1)
    assert record.case.reply_due_at is not None
    assert move.deed.folder == "Priority"
    assert {"\\Flagged", "Reopened"} <= set(move.deed.flags)
    alarms = [each for each in record.effects if isinstance(each.deed, Alarm) and each.deed.stage is Stage.UNSOLVED]
    assert [each.state for each in alarms] == [EffectState.QUEUED]
    assert {EventKind.DENIED, EventKind.REOPENED} <= set(await kinds_of(life))
    waiting = [each for each in record.effects if each.deed.kind == "follow_up" and each.state is EffectState.WAITING]
    assert len(waiting) == 1
    assert [each.state for each in record.effects if each.deed.kind == "silence"] == [EffectState.CANCELLED]


async def test_what_was_not_solved_is_asked_about_again_in_spite_of_the_cooldown(life):
    question = await life.is_asked()
    await life.hears("No.", answers=question)
    await life.answers(about="<mail-3@bluehill.example>")
    await life.waits(4 * DAY)
    assert len(life.questions) == 2
    assert (await life.record()).case.state is CaseState.VERIFYING


async def test_yes_resolves_and_nothing_more_is_due(life):
    question = await life.is_asked()
    await life.hears("Yes, thanks!", answers=question)
    record = await life.record()
    assert record.case.state is CaseState.RESOLVED
    assert record.case.resolved_at == life.at
    assert {EventKind.CONFIRMED, EventKind.RESOLVED} <= set(await kinds_of(life))
    assert not [each for each in record.effects if each.state in {EffectState.QUEUED, EffectState.WAITING}
                and each.deed.kind in {"follow_up", "reminder", "silence"}]  # fmt: skip


async def test_thanks_are_no_answer_and_the_clock_of_silence_goes_on(life):
    question = await life.is_asked()
    await life.hears("Thanks!", answers=question)
    assert (await life.record()).case.state is CaseState.VERIFYING
    await life.waits(5 * DAY)
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_an_unclear_word_waits_for_a_human_and_keeps_its_route(life):
    question = await life.is_asked()
    await life.hears("I shall look at it tomorrow.", answers=question)
    record = await life.record()
    assert record.case.state is CaseState.WAITING
    assert EventKind.UNSURE in await kinds_of(life)
    assert not [each for each in record.effects if isinstance(each.deed, Alarm) and each.deed.stage is Stage.UNSOLVED]


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-replied", "X-Autoreply": "yes"}, {}]
)
async def test_out_of_office_after_our_question_is_no_answer(life, headers):
    question = await life.is_asked()
    before = (await life.record()).case
    subject = "Re: Help" if headers else "Out of office: Re: Help"
    await life.hears("No, it is still broken without me.", answers=question, headers=headers, subject=subject)
    assert (await life.record()).case == before
    await life.waits(5 * DAY)
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_silence_resolves_once_and_not_before_its_time(life):
    await life.is_asked()
    await life.waits(5 * DAY - timedelta(minutes=1))
    assert (await life.record()).case.state is CaseState.VERIFYING
    await life.waits(timedelta(minutes=1))
    await life.waits(timedelta(minutes=1))
    record = await life.record()
    assert (record.case.state, record.case.resolved_at is not None) == (CaseState.RESOLVED, True)
    assert [event.kind for event in record.events].count(EventKind.RESOLVED) == 1


async def test_a_no_that_comes_after_silence_reopens_on_top(life):
    question = await life.is_asked()
    await life.waits(5 * DAY)
    await life.hears("No", answers=question)
    record = await life.record()
    assert (record.case.state, record.case.route) == (CaseState.WAITING, "priority")


async def test_a_bare_yes_to_our_human_closes_nothing(life):
    await life.hears(life.opening, subject="Help")
    await life.answers()
    await life.hears("Yes", answers="<mail-2@bluehill.example>")
    assert (await life.record()).case.state is CaseState.WAITING


async def test_solved_before_anybody_asked_is_solved(life):
    await life.hears(life.opening, subject="Help")
    await life.answers()
    await life.hears("It works now, thanks.", answers="<mail-2@bluehill.example>")
    assert (await life.record()).case.state is CaseState.RESOLVED
    await life.waits(30 * DAY)
    assert life.questions == []


async def test_a_reminder_goes_out_once_in_the_thread_of_the_question(store):
    life = Life(store, "remind: 2d\n")
    question = await life.is_asked()
    await life.waits(2 * DAY)
    first, reminder = life.questions
    assert reminder["In-Reply-To"] == question == first["Message-ID"]
    assert EventKind.REMINDED in await kinds_of(life)
    await life.waits(3 * DAY)
    await life.waits(9 * DAY)
    assert len(life.questions) == 2
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_whoever_answered_is_not_reminded(store):
    life = Life(store, "remind: 2d\n")
    question = await life.is_asked()
    await life.hears("no", answers=question)
    await life.waits(3 * DAY)
    assert len(life.questions) == 1


async def test_a_customer_is_not_asked_about_a_second_case_within_the_cooldown(life):
    await life.is_asked()
    await life.waits(5 * DAY)
    await life.hears("The site is down, another one", subject="Other")
    number = life.uid
    await life.answers(about=f"<mail-{number}@bluehill.example>")
    await life.waits(4 * DAY)
    assert len(life.questions) == 1
    record = await life.record(1)
    cancelled = [event for event in record.events if event.kind is EventKind.FOLLOW_UP_CANCELLED]
    assert [event.reason.split()[0] for event in cancelled] == ["cooldown"]
    assert record.case.state is CaseState.REPLIED
    await life.waits(5 * DAY)
    assert (await life.record(1)).case.state is CaseState.RESOLVED


async def test_a_case_outside_of_the_sample_ends_without_a_question(store):
    life = Life(store, "sample: 0%\n")
    await life.hears(life.opening, subject="Help")
    await life.answers()
    await life.waits(4 * DAY)
    assert life.questions == []
    await life.waits(5 * DAY)
    record = await life.record()
    assert record.case.state is CaseState.RESOLVED
    assert "sampled-out" in " ".join(event.reason for event in record.events)


def links_in(mail) -> dict[str, tuple[str, str]]:
    """Label → (address, subject) of the prepared mails."""
    text = mail.get_payload(decode=True).decode()
    found = re.findall(r"(\w+): mailto:(\S+?)\?subject=(\S+)", text)
    return {label: (unquote(address), unquote(subject)) for label, address, subject in found}


async def test_a_rating_by_link_counts_once_and_only_from_the_customer(store):
    life = Life(store, "rating: five\n")
    await life.is_asked()
    address, subject = links_in(life.questions[0])["Five"]
    assert address == "support@ourshop.example"
    await life.hears("", subject=subject, sender="noor@bluehill.example")
    assert (await life.record()).case.rating is None
    await life.hears("", subject=subject.replace(" r5.", " r4."))
    assert (await life.record()).case.rating is None


async def test_the_best_rating_by_link_confirms_and_a_second_click_changes_nothing(store):
    life = Life(store, "rating: five\n")
    await life.is_asked()
    links = links_in(life.questions[0])
    await life.hears("", subject=links["Five"][1])
    record = await life.record()
    assert (record.case.rating, record.case.state) == (5, CaseState.RESOLVED)
    await life.hears("", subject=links["One"][1])
    again = await life.record()
    assert (again.case.rating, again.case.state) == (5, CaseState.RESOLVED)
    assert [event.kind for event in again.events].count(EventKind.RATED) == 1


async def test_the_worst_rating_by_link_reopens(store):
    life = Life(store, "rating: five\n")
    await life.is_asked()
    await life.hears("", subject=links_in(life.questions[0])["One"][1])
    record = await life.record()
    assert (record.case.rating, record.case.state, record.case.route) == (1, CaseState.WAITING, "priority")


async def test_an_expired_link_counts_for_nothing(store):
    life = Life(store, "rating: five\nlink_valid: 1d\n")
    await life.is_asked()
    subject = links_in(life.questions[0])["One"][1]
    life.at += 2 * DAY
    await life.hears("", subject=subject)
    record = await life.record()
    assert (record.case.rating, record.case.state) == (None, CaseState.VERIFYING)


async def test_a_rating_by_reply_is_kept_and_a_bad_one_reopens(store):
    life = Life(store, "rating: three\n")
    question = await life.is_asked()
    await life.hears("Bad", answers=question)
    record = await life.record()
    assert (record.case.rating, record.case.state) == (1, CaseState.WAITING)


async def test_without_rating_no_number_is_taken_for_one(life):
    question = await life.is_asked()
    await life.hears("Yes. 5/5", answers=question)
    record = await life.record()
    assert (record.case.rating, record.case.state) == (None, CaseState.RESOLVED)


async def test_silence_that_ends_a_case_is_recorded_as_done(life):
    await life.is_asked()
    await life.waits(6 * DAY)
    record = await life.record()
    assert record.case.state is CaseState.RESOLVED
    assert [each.state for each in record.effects if each.deed.kind == "silence"] == [EffectState.DONE]


async def test_a_case_whose_route_asks_nothing_ends_although_a_human_was_quicker_than_we(life):
    await life.answers(about="<mail-2@bluehill.example>")
    await life.hears("Do you open on Sunday?", subject="Help")
    assert (await life.record()).case.state is CaseState.REPLIED
    await life.waits(6 * DAY)
    assert (await life.record()).case.state is CaseState.RESOLVED
    assert life.questions == []


async def test_a_case_that_lost_its_question_ends_by_silence_after_the_answer(life):
    await life.hears(life.opening, subject="Help")
    (question,) = [each for each in (await life.record()).effects if each.deed.kind == "follow_up"]
    assert await life.store.change_effect(question.effect_id, EffectState.CANCELLED, now=life.at, reason="by hand")
    await life.answers()
    await life.waits(6 * DAY)
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_a_machines_mail_that_opened_a_case_asks_nobody_and_the_case_ends(life):
    await life.hears(life.opening, subject="Help", headers={"Auto-Submitted": "auto-generated"})
    await life.answers()
    await life.waits(4 * DAY)
    await life.waits(6 * DAY)
    assert life.sent == []
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_a_question_that_was_proven_late_does_not_end_the_case_that_is_about_to_be_asked_again(life):
    await life.hears(life.opening, subject="Help")
    await life.answers()
    (question,) = [each for each in (await life.record()).effects if each.deed.kind == "follow_up"]
    life.at += 4 * DAY
    await life.store.claim(frozenset({"follow_up"}), mailbox="support", now=life.at, owner="inboxd", limit=9)
    await life.store.mark_sending(question.effect_id, now=life.at, owner="inboxd")
    await life.hears("It is down once more.", answers="<mail-1@bluehill.example>")
    await life.store.finish([Done(question.effect_id, life.at)], now=life.at)
    await life.waits(4 * DAY)
    await life.answers(about="<mail-3@bluehill.example>")
    await life.waits(1 * DAY)
    assert (await life.record()).case.state is CaseState.REPLIED
    await life.waits(3 * DAY)
    assert len(life.questions) == 1
    assert (await life.record()).case.state is CaseState.VERIFYING


async def test_a_question_that_a_person_calls_off_leaves_silence_to_end_the_case(life):
    await life.hears(life.opening, subject="Help")
    await life.answers()
    (question,) = [each for each in (await life.record()).effects if each.deed.kind == "follow_up"]
    assert await life.store.change_effect(question.effect_id, EffectState.CANCELLED, now=life.at, reason="by hand")
    await life.waits(6 * DAY)
    assert (await life.record()).case.state is CaseState.RESOLVED


async def test_a_question_that_is_refused_for_good_is_made_known_to_a_person(life):
    await life.hears(life.opening, subject="Help")
    await life.answers()

    async def refused(envelope, before_final_dot):
        raise Permanent("550 no such user")

    life.send = refused
    await life.waits(4 * DAY)
    record = await life.record()
    assert [each.state for each in record.effects if each.deed.kind == "follow_up"] == [EffectState.FAILED]
    assert [each.deed.stage for each in record.effects if isinstance(each.deed, Alarm)][-1] is Stage.UNREACHABLE
    assert [each for each in record.effects if each.deed.kind == "silence"] == []
