from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.judge.judge import judge
from inboxd.core.judge.source import behind_source
from inboxd.core.judge.texts import place_text
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.mail import Attachment, Text
from tests.core.judge.mails import make_mail
from tests.core.rules.folders import ROUTES, rules_files, rules_with, signals


def texts(verdict, signal: str) -> list[str]:
    return [each.text for found in verdict.signals if found.name == signal for each in found.evidence]


def test_a_verdict_holds_route_heat_and_the_very_words():
    verdict = judge(make_mail("Hello,\nthe site IS  DOWN again.", "Help"), compile_rules(rules_files()))
    assert verdict.route.name == "priority"
    assert verdict.heat == 5
    (signal,) = verdict.signals
    (evidence,) = signal.evidence
    assert (evidence.text, evidence.where, evidence.start, evidence.end) == ("IS  DOWN", "new", 16, 24)
    assert (evidence.rule, evidence.file, evidence.line, evidence.weight) == ("is down", "signals/en.yaml", 4, 5)
    assert verdict.language == "en"
    assert verdict.rules_version == compile_rules(rules_files()).version


def test_the_same_mail_and_rules_always_give_the_same_verdict():
    mail = make_mail("is down is down wonderful!!! NOTHING WORKS HERE AT ALL", "IS DOWN")
    assert judge(mail, compile_rules(rules_files())) == judge(mail, compile_rules(rules_files()))


def test_routes_above_say_why_not():
    verdict = judge(make_mail("The site is down, wonderful"), compile_rules(rules_files()))
    (miss,) = verdict.misses
    assert (miss.route, miss.unmet) == ("hugs", ("heat is 5, needs < 3",))


@pytest.mark.parametrize(
    "quote",
    [
        "Thanks!\n\n> the site is down\n",
        "Thanks!\n\nOn Mon, 2 Mar 2026 at 09:00, Support <support@ourshop.example> wrote:\n> the site is down\n",
        "Thanks!\n-- \nMira, the lift is down Ltd\n",
    ],
)
def test_quoted_text_and_signatures_never_score(quote: str):
    verdict = judge(make_mail(quote), compile_rules(rules_files()))
    assert verdict.heat == 0
    assert verdict.route.name == "question"


def test_rules_may_look_into_other_places():
    body = """
        blocked:
          - {phrase: in quote, weight: 1, where: quoted}
          - {phrase: everywhere, weight: 1, where: all}
          - {phrase: shot.png, weight: 1, where: attachments}
          - {phrase: high, weight: 1, where: header.X-Priority}
          - {pattern: 'kund(e|in)', weight: 1, where: [subject]}
        """
    mail = make_mail("in quote\n-- \neverywhere", "Kundin", X_Priority="1 (High)")
    mail = replace(
        mail, text=replace(mail.text, quoted="in quote"), attachments=(Attachment("shot.png", "image/png", 9),)
    )
    verdict = judge(mail, rules_with(body))
    places = {(each.text, each.where) for each in verdict.signals[0].evidence}
    assert places == {
        ("in quote", "quoted"), ("everywhere", "signature"), ("shot.png", "attachments"), ("High", "header.x-priority"),
        ("Kundin", "subject"),
    }  # fmt: skip


def test_each_phrase_counts_once_and_the_longest_of_nested_hits_counts():
    rules = rules_with("blocked:\n  - down: 2\n  - is down: 3\n  - site is down: 1\n  - help: 1\n")
    verdict = judge(make_mail("The site is down. Help help help! Down."), rules)
    assert [(each.text, each.weight) for each in verdict.signals[0].evidence] == [
        ("site is down", 1), ("Help", 1), ("Down", 2),
    ]  # fmt: skip
    assert verdict.score("blocked") == 4


def test_of_equal_hits_the_heavier_counts():
    english, french = signals("urgency:\n  - urgent: 1\n"), signals("urgency:\n  - urgent: 2\n", "fr")
    rules = compile_rules(rules_files(**{"signals/en.yaml": english, "signals/fr.yaml": french}))
    (signal,) = judge(make_mail("This is urgent"), rules).signals
    assert [(each.file, each.weight) for each in signal.evidence] == [("signals/fr.yaml", 2)]


def test_scores_are_capped_and_weighed():
    routes = ROUTES.replace("blocked: 1", "blocked: 0.5").replace("routes:", "caps: {blocked: 3}\nroutes:")
    files = rules_files(**{"routes.yaml": routes, "signals/en.yaml": signals("blocked:\n  - aaa: 2\n  - bbb: 2\n")})
    verdict = judge(make_mail("aaa bbb"), compile_rules(files))
    assert (verdict.score("blocked"), verdict.heat) == (3, 1.5)


def test_calm_words_cool_the_heat_but_never_below_nothing():
    rules = rules_with("blocked:\n  - is down: 5\ncalm:\n  - no hurry: 3\n")
    assert judge(make_mail("It is down, no hurry"), rules).heat == 2
    assert judge(make_mail("no hurry"), rules).heat == 0


def test_shielded_words_are_reported_and_do_not_count():
    rules = rules_with("blocked:\n  - {phrase: down, weight: 5, unless: [download]}\n")
    (signal,) = judge(make_mail("Where is the download? down"), rules).signals
    assert [each.text for each in signal.shielded] == []
    assert signal.score == 5
    rules = rules_with("blocked:\n  - {phrase: is down, weight: 5, unless: [price is down]}\n")
    (signal,) = judge(make_mail("The price is down"), rules).signals
    assert [(each.text, each.weight) for each in signal.shielded] == [("is down", 5)]
    assert (signal.score, signal.evidence) == (0, ())


def test_only_in_follows_the_language_of_the_mail():
    rules = rules_with("anger:\n  - {phrase: die, weight: 3, only_in: [en]}\n")
    assert judge(make_mail("You people should just die, this is awful and I am very angry"), rules).score("anger") == 3
    german = judge(make_mail("Ich habe die Ware noch nicht erhalten und warte auf die Rechnung"), rules)
    assert (german.language, german.score("anger")) == ("de", 0)


def test_rules_on_trial_change_nothing_and_are_reported():
    live = "blocked:\n  - slow: 1\n"
    trial = live + "  - {phrase: broken, weight: 5, status: shadow}\n"
    mail = make_mail("slow and broken")
    before, after = judge(mail, rules_with(live)), judge(mail, rules_with(trial))
    assert (after.heat, after.route, after.misses) == (before.heat, before.route, before.misses)
    (signal,) = after.signals
    assert [(each.text, each.weight) for each in signal.shadow] == [("broken", 0)]
    assert (before.shadow_route, after.shadow_route) == ("", "priority")


def test_a_trial_that_would_change_no_route_says_so():
    rules = rules_with("blocked:\n  - {phrase: broken, weight: 1, status: shadow}\n")
    assert judge(make_mail("broken"), rules).shadow_route == ""


def test_drawn_out_letters_count():
    verdict = judge(make_mail("It is dooown"), compile_rules(rules_files()))
    assert texts(verdict, "blocked") == ["is dooown"]


AUTOMATIC = """
  - name: automatic
    when: {automatic: WORD}
    then: {folder: Automatic, case: false}
"""


@pytest.mark.parametrize(
    ("word", "headers", "route"),
    [
        ("true", {"Auto_Submitted": "auto-replied"}, "automatic"),
        ("true", {"List_Unsubscribe": "<mailto:x@lists.example>"}, "question"),
        ("true", {"List_Unsubscribe": "<mailto:x@lists.example>", "Feedback_ID": "1:2"}, "automatic"),
        ("true", {}, "question"),
        ("hard", {"List_Unsubscribe": "<mailto:x@lists.example>", "Feedback_ID": "1:2"}, "question"),
        ("hard", {"Auto_Submitted": "auto-replied"}, "automatic"),
        ("soft", {"List_Unsubscribe": "<mailto:x@lists.example>"}, "automatic"),
        ("soft", {"Auto_Submitted": "auto-replied"}, "question"),
        ("none", {}, "automatic"),
        ("false", {"List_Unsubscribe": "<mailto:x@lists.example>"}, "automatic"),
        ("false", {"Auto_Submitted": "auto-replied"}, "question"),
    ],
)
def test_conditions_tell_machines_apart(word: str, headers: dict[str, str], route: str):
    routes = ROUTES.replace("routes:\n", f"routes:{AUTOMATIC.replace('WORD', word)}")
    rules = compile_rules(rules_files(**{"routes.yaml": routes}))
    assert judge(make_mail("Hello", **headers), rules).route.name == route


def test_customers_are_known_by_list_also_behind_a_trusted_form():
    customers = 'vip: ["@bluehill.example"]\ntrusted_sources: [form@ourshop.example]\ninternal: ["@ourshop.example"]\n'
    rules = compile_rules(rules_files(**{"customers.yaml": customers}))
    assert judge(make_mail("hi"), rules).customer_type == "vip"
    assert judge(make_mail("hi", sender="x@ourshop.example"), rules).customer_type == "internal"
    form = make_mail("hi", sender="form@ourshop.example", Reply_To="mira@bluehill.example")
    assert judge(behind_source(form, rules.customers), rules).customer_type == "vip"
    stranger = make_mail("hi", sender="x@other.example", Reply_To="mira@bluehill.example")
    assert judge(behind_source(stranger, rules.customers), rules).customer_type == "plain"


def test_a_mail_without_anything_is_judged():
    verdict = judge(make_mail("", sender=""), compile_rules(rules_files()))
    assert (verdict.route.name, verdict.heat, verdict.signals, verdict.language) == ("question", 0, (), "und")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "is down " * 30_000,
        "!" * 200_000,
        "A" * 200_000,
        "é" * 100_000,
        "ab" * 100_000,
        "\u0301" * 50_000,
    ],
)
def test_hostile_texts_are_judged_soon(text: str):
    body = "blocked:\n  - is down: 5\n  - {pattern: '(is|a+)+ down$', weight: 1}\n" + "".join(
        f"  - {'a' * n}: 1\n" for n in range(1, 60)
    )
    rules, mail = rules_with(body), make_mail(text)
    started = perf_counter()
    judge(mail, rules)
    assert perf_counter() - started < 5


def test_many_hits_of_one_signal_cost_no_square():
    phrases = [f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"]
    rules = rules_with("anger:\n" + "".join(f"  - {each}: 0.1\n" for each in phrases))
    mail = make_mail(" ".join(phrases * 5))
    started = perf_counter()
    assert judge(mail, rules).score("anger") == 6
    assert perf_counter() - started < 2


_PIECES = [
    "is down",
    "IS  DOWN",
    "dooown",
    "price is down",
    "ช้ามาก",
    "返金",
    "نمی تواند",
    "é!",
    "e\u0301!",
    "\u202e",
    "\x00",
]
_WORDS = st.sampled_from([*_PIECES, "ﬀ", "ß", "\n> ", "7", "７", "!!!!"])
_EVERYTHING = rules_with(
    """
    blocked:
      - {phrase: is down, weight: 1, unless: [price is down], where: all}
      - {pattern: '(é|ß|ff)+', weight: 1}
      - {pattern: '\\d', weight: 1, where: [subject, quoted]}
    loss:
      - 返金: 1
      - نمی تواند*: 1
      - ช้ามาก: 1
    """
)


@given(st.lists(st.one_of(_WORDS, st.text(max_size=8)), max_size=30).map("".join), st.text(max_size=20))
def test_evidence_is_always_the_very_slice_of_the_text(text: str, subject: str):
    mail = replace(make_mail(), subject=subject, text=Text(new=text, quoted=subject, signature=text[:9]))
    for signal in judge(mail, _EVERYTHING).signals:
        for each in (*signal.evidence, *signal.shielded, *signal.shadow):
            assert each.text == place_text(mail, each.where)[each.start : each.end] != ""
