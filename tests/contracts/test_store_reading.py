"""What every `Store` owes to those who ask: the history of a batch, the journal, the cases, the figures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.values.arrival import Identity
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import EffectState
from inboxd.core.values.history import History, Suppression
from inboxd.core.values.plan import Direction, Plan
from inboxd.core.values.record import StoreCounts, WaitingMessage
from inboxd.edge.store import journal
from inboxd.errors import Bug
from tests.contracts.storing import (
    NOW,
    ask,
    identity,
    make_acknowledgment,
    make_answer,
    make_case,
    make_entry,
    make_event,
    make_move,
    make_plan,
    place,
    record,
)

MIRA = "mira@bluehill.example"
NUL_AND_SURROGATES = "a\0b\ud800c\udfff d\ud83d\ude00 ไทย \U0001f600"
MENDED = "a\ufffdb\ufffdc\ufffd d\U0001f600 ไทย \U0001f600"


async def answered_at(store, *times):
    answers = tuple(make_answer(number, at=at) for number, at in enumerate(times))
    await record(store, Plan(None, make_case(1), answers=answers))


async def test_nothing_is_known_of_a_stranger(store):
    question = ask(
        message_ids=frozenset({"x@y.example"}), addresses=frozenset({MIRA}), identities=frozenset({identity()})
    )
    assert await store.history(question, NOW) == History()


async def test_known_messages_are_those_of_this_mailbox(store):
    await record(store, Plan(make_entry(1)), Plan(make_entry(2, mailbox="sales")))
    again = Identity(identity(1).message_id, "another digest")
    asked = frozenset({identity(1), identity(2), again})
    history = await store.history(ask(identities=asked), NOW)
    assert history.known == {identity(1): "message-support-1"}


async def test_message_ids_seen_in_any_mailbox_are_told(store):
    await record(store, Plan(make_entry(1, mailbox="sales")))
    history = await store.history(ask(message_ids=frozenset({identity(1).message_id, "new@y.example"})), NOW)
    assert history.seen_message_ids == {identity(1).message_id}


async def test_a_case_is_found_by_the_customers_messages_and_by_ours(store):
    await record(store, make_plan(1), make_plan(2))
    asked = frozenset({identity(1).message_id, "ours-2@ourshop.example"})
    history = await store.history(ask(message_ids=asked), NOW)
    assert history.case_of_message == {identity(1).message_id: "case-1", "ours-2@ourshop.example": "case-2"}
    assert history.own_message_ids == {"ours-2@ourshop.example": "acknowledgment:2"}
    assert set(history.cases) == {"case-1", "case-2"}


async def test_a_mail_that_reached_two_mailboxes_belongs_to_its_case_in_the_one_that_asks(store):
    other = make_plan(1, entry=make_entry(1, mailbox="zales", case_id="case-9"), case=make_case(9), answers=())
    await record(store, make_plan(1), replace(other, events=(), effects=()))
    history = await store.history(ask(message_ids=frozenset({identity(1).message_id})), NOW)
    assert history.case_of_message == {identity(1).message_id: "case-1"}


async def test_of_cases_with_one_token_the_newest_of_this_mailbox_is_meant(store):
    cases = (
        make_case(1, token="SAME-2222", opened_at=NOW - timedelta(days=2)),
        make_case(2, token="SAME-2222", opened_at=NOW - timedelta(days=1)),
        make_case(3, token="SAME-2222", mailbox="sales", opened_at=NOW),
    )
    await record(store, *(Plan(None, case) for case in cases))
    history = await store.history(ask(tokens=frozenset({"SAME-2222", "NONE-3333"})), NOW)
    assert history.case_of_token == {"SAME-2222": "case-2"}


async def test_a_customers_newest_case_that_waits_for_us_is_told(store):
    old, new = make_case(1, opened_at=NOW - timedelta(days=3)), make_case(2)
    closed = make_case(3, state=CaseState.RESOLVED, waiting_since=None, opened_at=NOW)
    await record(store, *(Plan(None, case) for case in (old, new, closed)))
    history = await store.history(ask(addresses=frozenset({MIRA})), NOW)
    assert history.open_case_of == {MIRA: "case-2"}
    assert set(history.cases) == {"case-2"}


async def test_answers_to_an_address_count_for_seven_days_and_to_a_domain_for_an_hour(store):
    week, hour, moment = timedelta(days=7), timedelta(hours=1), timedelta(microseconds=1)
    await answered_at(store, NOW - week, NOW - week + moment, NOW - hour, NOW - hour + moment)
    by_address = await store.history(ask(addresses=frozenset({MIRA})), NOW)
    by_domain = await store.history(ask(domains=frozenset({"bluehill.example"})), NOW)
    assert [answer.at for answer in by_address.answers] == [NOW - week + moment, NOW - hour, NOW - hour + moment]
    assert [answer.at for answer in by_domain.answers] == [NOW - hour + moment]


async def test_answers_are_found_by_case_and_by_body_and_listed_once(store):
    await record(store, make_plan(1), make_plan(2), make_plan(3))
    question = ask(tokens=frozenset({"AAAA-0001"}), body_hashes=frozenset({"body-1", "body-2"}))
    history = await store.history(question, NOW)
    assert set(history.answers) == {make_answer(1), make_answer(2)}


async def test_all_answers_of_the_last_hour_are_counted(store):
    moment = timedelta(microseconds=1)
    await answered_at(store, NOW - timedelta(hours=1), NOW - timedelta(hours=1) + moment, NOW)
    assert (await store.history(ask(), NOW)).answers_last_hour == 2


async def test_suppressions_count_until_their_time(store):
    lasting = Suppression(MIRA, "asked", None)
    over = Suppression("noor@larch.example", "undeliverable", NOW)
    running = Suppression("ole@larch.example", "undeliverable", NOW + timedelta(seconds=1))
    for suppression in (Suppression(MIRA, "undeliverable", NOW), lasting, over, running):
        await store.suppress(suppression)
    addresses = frozenset({MIRA, "noor@larch.example", "ole@larch.example", "stranger@larch.example"})
    history = await store.history(ask(addresses=addresses), NOW)
    assert history.suppressions == {MIRA: lasting, "ole@larch.example": running}


async def test_only_messages_that_came_in_count_as_a_customers(store):
    sent = make_entry(3, direction=Direction.SENT)
    await record(store, Plan(make_entry(1)), Plan(make_entry(2, mailbox="sales")), Plan(sent))
    history = await store.history(ask(addresses=frozenset({MIRA, "noor@larch.example"})), NOW)
    assert history.messages_from == {MIRA: 2}


async def test_messages_of_long_ago_do_not_count_as_contacts(store):
    old = make_entry(1, received_at=NOW - timedelta(days=91))
    await record(store, Plan(old), Plan(make_entry(2, received_at=NOW - timedelta(days=89))))
    history = await store.history(ask(addresses=frozenset({MIRA})), NOW)
    assert history.messages_from == {MIRA: 1}


async def test_a_message_that_one_of_our_people_answered_is_told_before_it_is_known(store):
    theirs = [
        make_entry(number, direction=Direction.SENT, in_reply_to="mail-1@bluehill.example", readers=readers)
        for number, readers in enumerate([(MIRA, "noor@bluehill.example"), (), ("courier@redfield.example",)], 6)
    ]
    customers = make_entry(9, in_reply_to="mail-2@bluehill.example")
    await record(store, *map(Plan, theirs), Plan(customers))
    asked = frozenset({"mail-1@bluehill.example", "mail-2@bluehill.example"})
    assert (await store.history(ask(message_ids=asked), NOW)).human_answered == {
        "mail-1@bluehill.example": {MIRA, "noor@bluehill.example", "courier@redfield.example"}
    }


async def test_more_names_than_one_statement_can_hold_are_asked_at_once(store):
    await record(store, *(Plan(make_entry(number)) for number in range(1201)))
    wanted = [identity(number) for number in range(1300)]
    question = ask(
        identities=frozenset(wanted),
        message_ids=frozenset(each.message_id for each in wanted),
        addresses=frozenset(f"customer-{number}@larch.example" for number in range(1300)),
    )
    history = await store.history(question, NOW)
    assert (len(history.known), len(history.seen_message_ids)) == (1201, 1201)


async def test_the_journal_is_read_page_by_page_oldest_first(store, monkeypatch):
    monkeypatch.setattr(journal, "PAGE", 3)
    entries = [make_entry(n, received_at=NOW + timedelta(seconds=n // 4)) for n in range(10)]
    sales = make_entry(11, mailbox="sales", received_at=NOW)
    await record(store, *(Plan(entry) for entry in [*entries, sales]))
    assert [entry async for entry in store.entries("support")] == entries
    assert len([entry async for entry in store.entries()]) == 11


async def test_waiting_messages_are_the_customers_in_cases_that_wait_for_us(store):
    moved = make_entry(2, place=place(20, "Priority"))
    answer = make_entry(3, direction=Direction.SENT, case_id="case-1")
    closed = make_plan(4, case=make_case(4, state=CaseState.RESOLVED, waiting_since=None))
    early = make_plan(2, entry=moved, case=make_case(2, waiting_since=NOW - timedelta(days=1)))
    await record(store, make_plan(1), early, Plan(answer), closed)
    assert await store.waiting_messages("support") == (
        WaitingMessage("case-2", "message-support-2", place(20, "Priority"), identity(2)),
        WaitingMessage("case-1", "message-support-1", place(1), identity(1)),
    )
    assert await store.waiting_messages("sales") == ()


async def test_of_each_waiting_case_only_the_newest_message_of_a_mailbox_is_told(store):
    later = NOW + timedelta(hours=1)
    entries = [
        make_entry(2, case_id="case-1", received_at=later),
        make_entry(3, case_id="case-1", received_at=later),
        make_entry(4, case_id="case-1", received_at=later + timedelta(hours=1), direction=Direction.SENT),
    ]
    await record(store, make_plan(1), *(Plan(entry) for entry in entries))
    told = [each.message_key for each in await store.waiting_messages("support")]
    assert told == ["message-support-2", "message-support-3"]


async def test_a_case_is_found_by_id_and_by_token_with_its_history_in_order(store):
    late = make_event(kind=EventKind.REPLIED, at=NOW + timedelta(hours=1), actor="pia@ourshop.example")
    await record(store, make_plan(1, events=(late, make_event())))
    found = await store.case("case-1")
    assert await store.case(" aaaa-0001 ") == found
    assert found.events == (make_event(), late)
    assert {effect.effect_id for effect in found.effects} == {"move:1", "acknowledgment:1", "follow_up:1"}
    assert await store.case("no such case") is None


async def test_those_who_wait_longest_come_first_and_the_others_newest_first(store):
    cases = [
        make_case(1, waiting_since=NOW - timedelta(hours=1)),
        make_case(2, waiting_since=NOW - timedelta(hours=2)),
        make_case(3, state=CaseState.RESOLVED, waiting_since=None, opened_at=NOW - timedelta(days=9)),
        make_case(4, state=CaseState.REPLIED, waiting_since=None, opened_at=NOW),
    ]
    await record(store, *(Plan(None, case) for case in cases))
    assert [case.case_id for case in await store.cases()] == ["case-2", "case-1", "case-4", "case-3"]
    assert [case.case_id for case in await store.cases(limit=3)] == ["case-2", "case-1", "case-4"]
    resolved = await store.cases(states=frozenset({CaseState.RESOLVED}))
    assert [case.case_id for case in resolved] == ["case-3"]


async def test_the_figures_of_an_empty_store_are_nothing(store):
    assert await store.counts() == StoreCounts()


async def test_messages_effects_and_cases_are_counted(store):
    await record(store, make_plan(1), make_plan(2, effects=(make_move(2, due_at=NOW + timedelta(hours=1)),)))
    await record(store, Plan(make_entry(3, outcome="known")))
    counts = await store.counts()
    assert counts.messages == {"routed": 2, "known": 1}
    assert counts.cases == {"waiting": 2}
    assert counts.effects == {"move/queued": 2, "acknowledgment/queued": 1, "follow_up/waiting": 1}
    assert counts.oldest_due == NOW + timedelta(minutes=2)


async def test_a_secret_is_made_once_and_kept(store):
    assert await store.kept_secret("key", lambda: "first") == "first"
    assert await store.kept_secret("key", lambda: pytest.fail("it is there already")) == "first"
    assert await store.kept_secret("other", lambda: "second") == "second"


async def test_a_ping_proves_that_a_write_works_and_may_be_repeated(store):
    await store.ping()
    await store.ping()


async def test_text_that_no_database_can_hold_is_mended_on_the_way_in(store):
    odd = NUL_AND_SURROGATES
    who = f"{odd}@larch.example"
    plan = make_plan(
        1,
        entry=make_entry(1, subject=odd, sender=who, identity=Identity(odd, "1"), defects=(odd,)),
        case=make_case(1, customer=who, customer_name=odd, references=(odd,)),
        events=(make_event(reason=odd),),
        effects=(make_acknowledgment(last_error=odd, due_at=NOW + timedelta(days=1)),),
        answers=(make_answer(address=who, answer_key=odd),),
    )
    await record(store, plan)
    await record(store, plan)
    entry, found = await store.entry(Identity(odd, "1"), "support"), await store.case("case-1")
    assert (entry.subject, entry.sender, entry.identity.message_id) == (MENDED, f"{MENDED}@larch.example", MENDED)
    # Inside a list each text is quoted, and there a NUL can stay.
    assert (found.case.customer_name, found.case.references) == (MENDED, (MENDED.replace("a\ufffd", "a\0", 1),))
    assert (found.events[0].reason, found.effects[0].last_error) == (MENDED, MENDED)


async def test_odd_names_are_found_again_under_the_name_that_was_asked(store):
    odd = Identity(NUL_AND_SURROGATES, "1")
    who = f"{NUL_AND_SURROGATES}@larch.example"
    await record(store, make_plan(1, entry=make_entry(1, identity=odd, sender=who), case=make_case(1, customer=who)))
    await store.suppress(Suppression(who, "asked", None))
    question = ask(message_ids=frozenset({odd.message_id}), addresses=frozenset({who}), identities=frozenset({odd}))
    history = await store.history(question, NOW)
    assert history.known == {odd: "message-support-1"}
    assert history.case_of_message == {odd.message_id: "case-1"}
    assert history.open_case_of == {who: "case-1"}
    assert (history.messages_from, set(history.suppressions)) == ({who: 1}, {who})


async def test_a_message_id_of_any_length_is_stored_and_found(store):
    long = [Identity("x" * 5000 + end + "@larch.example", "1") for end in ("a", "b")]
    wide = Identity("ก" * 900 + "@larch.example", "1")
    entries = [make_entry(n, identity=each, sender=each.message_id) for n, each in enumerate((*long, wide))]
    await record(store, *(Plan(entry) for entry in entries))
    history = await store.history(ask(identities=frozenset({*long, wide})), NOW)
    assert history.known == {entry.identity: entry.message_key for entry in entries}


async def test_a_message_id_as_long_as_a_header_line_may_be_comes_back_whole(store):
    whole = Identity("x" * 980 + "@larch.example", "1")
    await record(store, Plan(make_entry(1, identity=whole)))
    assert (await store.entry(whole, "support")).identity == whole


async def test_a_naive_time_is_refused_instead_of_guessed(store):
    with pytest.raises(Bug):
        await record(store, Plan(make_entry(1, received_at=NOW.replace(tzinfo=None))))
    assert (await store.counts()).messages == {}


async def test_an_effect_keeps_its_state_words(store):
    states = [make_move(n, state=state, due_at=NOW + timedelta(days=1)) for n, state in enumerate(EffectState)]
    await record(store, make_plan(effects=tuple(states)))
    assert {effect.state for effect in await store.effects()} == set(EffectState)


async def test_texts_are_found_by_the_beginning_of_their_name_which_is_no_pattern(store):
    for name in ("alarms a", "alarms b", "alarmsXc", "al%", "other"):
        await store.note(name, f"of {name}")
    assert await store.notes("alarms ") == {"alarms a": "of alarms a", "alarms b": "of alarms b"}
    assert await store.notes("al%") == {"al%": "of al%"}
    assert await store.notes("nobody") == {}
