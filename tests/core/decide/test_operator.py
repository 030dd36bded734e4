"""What is wrong with inboxd itself: told once when it begins, once when it is over, and again only after hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.operator import decide_word, operator_alarm, signs_of, unknown_keys
from inboxd.core.values.effect import Alarm, EffectState, Stage
from inboxd.core.values.operator import (
    DEEDS,
    TITLES,
    Code,
    Condition,
    MailboxCondition,
    Patience,
    Sign,
    Stuck,
    Told,
    Trying,
    alarm_key,
)
from tests.builders import NOW

P = Patience()
MINUTE = timedelta(minutes=1)
WELL = MailboxCondition("support", since=NOW - timedelta(hours=1))
DOWN = replace(WELL, connected=False, reason="connection refused", since=NOW - 6 * MINUTE)
SIGN = Sign(Code.RULES_REFUSED, "", NOW - MINUTE, "routes.yaml:3: there is no such key")


def keys(*mailboxes, **changes):
    return {sign.key for sign in signs_of(Condition(NOW, tuple(mailboxes), most_letters=500, **changes), P)}


def test_when_all_is_well_nothing_is_said():
    assert keys(WELL) == set()


@pytest.mark.parametrize(
    ("mailbox", "key"),
    [
        (DOWN, "disconnected:support"),
        (replace(DOWN, needs_person=True, since=NOW), "imap-refused:support"),
        (replace(WELL, smtp_refusal="535 no"), "smtp-refused:support"),
        (replace(WELL, behind_since=NOW - 11 * MINUTE), "behind:support"),
        (replace(WELL, unseen="Sent", unseen_since=NOW - 6 * MINUTE), "folder-unreadable:support"),
        (replace(WELL, canary=Trying(NOW - 9 * MINUTE)), "canary-missing:support"),
    ],
)
def test_each_trouble_of_a_mailbox_has_its_code(mailbox, key):
    assert keys(mailbox) == {key}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"problems": ("routes.yaml:3: no",), "problems_since": NOW - MINUTE}, "rules-refused"),
        ({"overdue": Stuck(3, NOW - timedelta(hours=1))}, "outbox-stuck"),
        ({"held": Stuck(1, NOW - timedelta(hours=1))}, "letters-held"),
        ({"failed": Stuck(1, NOW - timedelta(hours=1))}, "letters-failed"),
        ({"letters": 500}, "breaker-open"),
        ({"jump": -2 * MINUTE}, "clock-jumped"),
    ],
)
def test_each_trouble_of_the_installation_has_its_code_and_only_its_owner_tells(changes, key):
    assert keys(WELL, **changes) == {key}
    assert keys(WELL, **changes, is_installation_ours=False) == set()


@pytest.mark.parametrize(
    ("mailbox", "changes"),
    [
        (replace(DOWN, since=NOW - 4 * MINUTE), {}),
        (MailboxCondition("support", connected=False, reason="not connected yet"), {}),
        (replace(WELL, behind_since=NOW - 9 * MINUTE), {}),
        (replace(WELL, unseen="Sent", unseen_since=NOW - 4 * MINUTE), {}),
        (WELL, {"problems": ("routes.yaml:3: no",), "problems_since": NOW - timedelta(seconds=59)}),
        (WELL, {"letters": 499}),
        (WELL, {"jump": timedelta(seconds=59)}),
    ],
)
def test_what_lasts_too_shortly_is_kept_quiet(mailbox, changes):
    assert keys(mailbox, **changes) == set()


def test_the_words_say_what_is_wrong_since_when_and_what_to_do():
    tried = Trying(NOW - 9 * MINUTE, accepted_at=NOW - 8 * MINUTE)
    (sign,) = signs_of(Condition(NOW, (replace(WELL, canary=tried),)), P)
    _, word = decide_word(sign.key, sign, Told(), NOW, P)
    assert word.title == "support: mail does not flow [canary-missing]"
    assert "The SMTP server took it at 2026-03-02 09:52:00 UTC. The mailbox is connected." in word.text
    assert "Since 2026-03-02 09:51:00 UTC, for 9m." in word.text
    assert DEEDS[Code.CANARY_MISSING] in word.text


def test_of_many_mistakes_the_first_are_named_and_the_others_counted():
    problems = tuple(f"routes.yaml:{line}: no" for line in range(1, 6))
    (sign,) = signs_of(Condition(NOW, problems=problems, problems_since=NOW - MINUTE), P)
    assert "routes.yaml:3: no … and 2 more" in sign.what


def test_every_code_has_a_title_and_something_to_do():
    assert set(TITLES) == set(DEEDS) == set(Code)


def test_it_is_told_once_when_it_begins_and_once_when_it_is_over():
    key, told, words = SIGN.key, Told(), []
    for minutes, sign in ((0, SIGN), (1, SIGN), (2, SIGN), (3, None), (4, None), (5, None), (6, None), (7, None)):
        told, word = decide_word(key, sign, told, NOW + minutes * MINUTE, P)
        words += [(minutes, word.is_over)] if word else []
    assert words == [(0, False), (5, True)]


def test_what_flaps_is_one_trouble_and_not_many():
    told, words = Told(), 0
    for minutes in range(60):
        told, word = decide_word(SIGN.key, SIGN if minutes % 2 else None, told, NOW + minutes * MINUTE, P)
        words += word is not None
    assert words == 1


def test_while_it_lasts_it_is_told_again_every_twelve_hours():
    told, at = Told(), []
    for hours in range(30):
        told, word = decide_word(SIGN.key, SIGN, told, NOW + timedelta(hours=hours), P)
        at += [(hours, word.title.startswith("Still: "))] if word else []
    assert at == [(0, False), (12, True), (24, True)]


def test_every_word_has_a_number_of_its_own_for_ever():
    told, numbers = Told(), []
    for round_ in range(3):
        for minutes, sign in ((0, SIGN), (1, None), (4, None)):
            told, word = decide_word(SIGN.key, sign, told, NOW + timedelta(hours=round_, minutes=minutes), P)
            numbers += [word.number] if word else []
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_clock_that_was_set_back_does_not_end_an_alarm_too_soon():
    told = Told(1, NOW, NOW, well_since=NOW + timedelta(days=1))
    after, word = decide_word(SIGN.key, None, told, NOW, P)
    assert word is None
    assert after.well_since == NOW


def test_after_a_restart_what_was_not_tried_yet_is_neither_over_nor_begun():
    fresh = MailboxCondition(
        "support", connected=False, reason="not connected yet", smtp_refusal=None, is_canary_known=False
    )
    seen_when_connected = (Code.BEHIND, Code.CANARY_MISSING, Code.FOLDER_UNREADABLE)
    codes = (Code.DISCONNECTED, Code.IMAP_REFUSED, Code.SMTP_REFUSED, *seen_when_connected)
    assert unknown_keys(Condition(NOW, (fresh,))) == {alarm_key(code, "support") for code in codes}
    assert unknown_keys(Condition(NOW, (WELL,))) == frozenset()


def test_the_alarm_is_an_effect_about_no_mailbox_so_that_no_dead_mailbox_keeps_it_back():
    _, word = decide_word(SIGN.key, SIGN, Told(), NOW, P)
    effect = operator_alarm(word, ("night",), NOW, shadow=False)
    assert (effect.mailbox, effect.case_id, effect.effect_id) == ("", "", "alarm:operator:rules-refused:1")
    assert effect.deed == Alarm(Stage.OPERATOR, ("night",), title=word.title, text=word.text)
    assert operator_alarm(word, (), NOW, shadow=True).state is EffectState.SHADOW
