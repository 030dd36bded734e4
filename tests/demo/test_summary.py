"""The summary believes only what was seen: each thing that goes wrong is named."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.demo.answers import ANSWERED_BY_MAIL, EXCHANGES, answer_question
from inboxd.demo.mails import ANSWERED_BY_MARK, MANIFEST, WRITES_AGAIN, load_sample
from inboxd.demo.screen import build_live, build_summary
from inboxd.demo.summary import (
    NEEDED,
    ON_TOP,
    UNSOLVED,
    Report,
    answers_of,
    as_document,
    expected_folder,
    find_problems,
    is_settled,
)
from inboxd.demo.witness import Arrived, Fate, Scenery

NOW = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
FOLDERS = {
    "priority": "Priority",
    "vip": "VIP",
    "questions": "",
    "wishes": "Wishes",
    "hugs": "Hugs",
    "automatic": "Automatic",
}


ASKED = ANSWERED_BY_MAIL[0]
SAYS_NO = EXCHANGES[ASKED].expected.name
QUESTION = (
    b"From: support@harbourlight.example\r\nSubject: S\r\nMessage-ID: <q@harbourlight.example>\r\n\r\nSolved?\r\n"
)


def _answer(name):
    first = load_sample(next(each for each in MANIFEST if each.name == name), NOW)
    return _fate(EXCHANGES[name].expected, answer_question(first, QUESTION, NOW))


def _told(expected):
    return (NEEDED,) if expected.hands_off else (UNSOLVED,) if expected.case == "waiting" else ()


def _flags(expected):
    return ON_TOP if expected.case == "waiting" else frozenset({"Linked"}) if expected.linked else frozenset()


def _fate(expected, sample=None):
    sample = sample or load_sample(expected, NOW)
    folder = expected_folder(expected, FOLDERS)
    entry = JournalEntry(
        message_key=expected.name,
        identity=Identity(sample.message_id, "digest"),
        place=Place("support", folder, 1, 101),
        direction=Direction.INCOMING,
        received_at=NOW,
        size=len(sample.raw),
        sender=sample.address,
        subject=sample.subject,
        outcome="routed",
        route=expected.route,
        heat=6.5 if expected.route == "priority" else 0.5,
        language=expected.language,
        answer_reason="allowed" if expected.acknowledged else "route-never",
    )
    asked = dict.fromkeys(ANSWERED_BY_MAIL, "done")
    follow_up = {**asked, ANSWERED_BY_MARK: "cancelled"}.get(expected.name, "waiting")
    return Fate(
        arrived=Arrived(sample, NOW),
        folders=(folder,),
        flags=_flags(expected),
        told=_told(expected),
        entry=entry,
        acknowledged_at=(NOW + timedelta(seconds=0.25),) if expected.acknowledged else (),
        followed_up_at=(NOW + timedelta(seconds=5),) if expected.name in ANSWERED_BY_MAIL else (),
        follow_up=follow_up if expected.acknowledged else "",
        case_state=expected.case or "waiting",
        answered_in=(expected.language,) if expected.acknowledged else (),
    )


@pytest.fixture
def scenery():
    fates = (*map(_fate, (*MANIFEST, WRITES_AGAIN)), *map(_answer, ANSWERED_BY_MAIL))
    sent = sum(len(fate.acknowledged_at) + len(fate.followed_up_at) for fate in fates)
    return Scenery(fates, copies=sent, mails_sent=sent)


def _change(scenery, name, **changes):
    fates = tuple(replace(fate, **changes) if fate.sample.expected.name == name else fate for fate in scenery.fates)
    return replace(scenery, fates=fates)


def test_when_everything_is_where_it_should_be_there_is_no_problem(scenery):
    assert find_problems(scenery, FOLDERS) == ()
    assert is_settled(scenery)


@pytest.mark.parametrize(
    ("name", "changes", "problem"),
    [
        ("priority-03-ja", {"folders": ("INBOX",)}, "priority-03-ja: lies in INBOX, belongs in Priority"),
        ("hugs-02-fa", {"folders": ()}, "hugs-02-fa: lies in no folder, belongs in Hugs"),
        (
            "vip-01-en",
            {"folders": ("INBOX", "VIP")},
            "vip-01-en: lies in INBOX and VIP, belongs in VIP",
        ),
        ("questions-02-es", {"entry": None}, "questions-02-es: the journal does not know it"),
        ("wishes-01-en", {"acknowledged_at": ()}, "wishes-01-en: got 0 acknowledgments, should have 1"),
        ("priority-02-th", {"acknowledged_at": (NOW, NOW)}, "priority-02-th: got 2 acknowledgments, should have 1"),
        ("priority-10-th", {"acknowledged_at": (NOW,)}, "priority-10-th: got 1 acknowledgments, should have 0"),
        ("priority-10-th", {"told": ()}, "priority-10-th: nobody of ours was told"),
        ("priority-05-fa", {"told": (NEEDED,)}, "priority-05-fa: a person was called without need"),
        (
            "priority-11-en",
            {"flags": frozenset()},
            "priority-11-en: is not linked to the same person's other case",
        ),
        (SAYS_NO, {"case_state": "verifying"}, f"{SAYS_NO}: its case is verifying, should be waiting"),
        (SAYS_NO, {"folders": ("INBOX",)}, f"{SAYS_NO}: lies in INBOX, belongs in Priority"),
        (SAYS_NO, {"flags": frozenset({"\\Flagged"})}, f"{SAYS_NO}: is not marked Reopened"),
        (SAYS_NO, {"told": ()}, f"{SAYS_NO}: is not solved, and nobody of ours was told"),
        ("yes-01-ja", {"case_state": "waiting"}, "yes-01-ja: its case is waiting, should be resolved"),
        ("automatic-02-de", {"acknowledged_at": (NOW,)}, "automatic-02-de: got 1 acknowledgments, should have 0"),
        ("priority-05-fa", {"answered_in": ("en",)}, "priority-05-fa: was answered in en, is written in fa"),
        (ASKED, {"followed_up_at": ()}, f"{ASKED}: got 0 follow-ups, should have 1"),
        (ASKED, {"followed_up_at": (NOW, NOW)}, f"{ASKED}: got 2 follow-ups, should have 1"),
        ("priority-05-fa", {"followed_up_at": (NOW,)}, "priority-05-fa: got 1 follow-ups, should have 0"),
        (
            ANSWERED_BY_MARK,
            {"follow_up": "queued"},
            f"{ANSWERED_BY_MARK}: its follow-up is queued, should be cancelled: the customer wrote again",
        ),
        (WRITES_AGAIN.name, {"folders": ("INBOX",)}, f"{WRITES_AGAIN.name}: lies in INBOX, belongs in Priority"),
    ],
)
def test_each_thing_that_goes_wrong_is_named(scenery, name, changes, problem):
    assert find_problems(_change(scenery, name, **changes), FOLDERS) == (problem,)


def test_a_mail_that_never_arrived_is_missed(scenery):
    fewer = replace(scenery, fates=scenery.fates[1:])
    missing = scenery.fates[0].sample.expected.name
    assert f"{missing}: never arrived" in find_problems(fewer, FOLDERS)
    assert not is_settled(fewer)


def test_mail_to_strangers_held_effects_and_missing_copies_are_problems(scenery):
    stray = replace(scenery, strays=("somebody@elsewhere.example",))
    assert "somebody@elsewhere.example" in find_problems(stray, FOLDERS)[0]
    assert find_problems(replace(scenery, troubled=2), FOLDERS) == ("2 effects are held or failed",)
    (problem,) = find_problems(replace(scenery, copies=scenery.copies - 1), FOLDERS)
    assert "copies lie in Sent" in problem


def test_it_is_not_settled_while_effects_are_under_way_or_a_customer_has_not_answered(scenery):
    assert not is_settled(replace(scenery, unfinished=1))
    assert not is_settled(replace(scenery, fates=scenery.fates[:-1]))


def test_the_document_for_scripts_tells_the_same(scenery):
    wrong = _change(scenery, "priority-03-ja", folders=("INBOX",))
    report = Report(wrong, find_problems(wrong, FOLDERS), FOLDERS, "http://127.0.0.1:1", {"/healthz": 200}, 9.5)
    document = json.loads(json.dumps(as_document(report)))
    assert document["ok"] is False
    assert [each["name"] for each in document["mails"] if not each["ok"]] == ["priority-03-ja"]
    assert document["follow_ups"] == len(ANSWERED_BY_MAIL)
    assert document["median_seconds_to_acknowledgment"] == 0.25
    assert document["unaccounted"] == 0


def _shown(renderable, width=160):
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(renderable)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 160])
def test_the_summary_ticks_what_is_right_and_crosses_what_is_not(scenery, width):
    wrong = _change(scenery, "priority-03-ja", folders=("INBOX",))
    text = _shown(build_summary(Report(wrong, find_problems(wrong, FOLDERS), FOLDERS), width), width)
    crossed = [line for line in text.splitlines() if line.strip().startswith("✗")]
    assert len(crossed) == 2
    assert all("priority-03-ja" in line for line in crossed)
    assert "All arrived where they should" not in text
    assert "All arrived where they should" in _shown(build_summary(Report(scenery, (), FOLDERS), width))


def test_the_summary_tells_what_customers_said_when_they_were_asked(scenery):
    text = _shown(build_summary(Report(scenery, (), FOLDERS), 160))
    lines = {
        fate.sample.writer: line
        for fate in answers_of(scenery)
        for line in text.splitlines()
        if fate.sample.writer in line
    }
    assert "back in Priority, Flagged and Reopened; our team was told" in lines["Mira Holm"]
    assert "はい、解決しました。" in lines["佐藤 由美"]
    assert "resolved" in lines["佐藤 由美"]
    assert "the question stands" in lines["Елена Стоянова"]


def test_the_live_table_shows_the_newest_mails_and_does_not_read_names_as_markup(scenery):
    fate = scenery.fates[-1]
    tricky = replace(fate, arrived=replace(fate.arrived, sample=replace(fate.sample, writer="[bold]Mira[/bold]")))
    text = _shown(build_live(replace(scenery, fates=(*scenery.fates[:-1], tricky)), "http://127.0.0.1:1", 15))
    assert "[bold]Mira[/bold]" in text
    assert scenery.fates[0].sample.writer not in text
