from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.rules.compile import compile_rules, version_of
from inboxd.core.values.hours import ROUND_THE_CLOCK, Span
from inboxd.core.values.verdict import Acknowledge
from inboxd.errors import Problem, RulesRefused
from tests.core.rules.folders import ENGLISH, REPLY, ROUTES, problems_of, rules_files, signals


def test_a_folder_becomes_a_rule_set():
    rules = compile_rules(rules_files())
    assert [route.name for route in rules.routes] == ["hugs", "priority", "question"]
    policy = rules.routes[1].policy
    assert (policy.folder, policy.flag, policy.acknowledge) == ("Priority", True, Acknowledge.URGENT)
    assert (policy.reply_within, policy.follow_up) == (timedelta(hours=1), timedelta(days=3))
    assert rules.route("hugs").policy.opens_case is False
    assert (rules.routes[1].file, rules.routes[1].line) == ("routes.yaml", 7)
    assert rules.template("urgent", "ja") == ("en", REPLY)
    assert rules.template("nothing", "en") is None
    assert rules.hours == ROUND_THE_CLOCK
    assert rules.cap("blocked") == 6
    assert [example.route for example in rules.examples] == ["hugs", "priority", "question"]


def test_the_version_names_the_content_of_all_files():
    files = rules_files()
    assert compile_rules(files).version == compile_rules(dict(reversed(files.items()))).version == version_of(files)
    assert version_of(files) != version_of({**files, "replies/urgent.de.txt": b"Subject: x\n\ny\n"})
    assert version_of({"ab": b"c"}) != version_of({"a": b"bc"})


def test_all_mistakes_of_all_files_are_named_at_once_with_their_lines():
    files = rules_files(
        **{
            "routes.yaml": ROUTES.replace("flag: true", "flagg: true").replace("distress: 1", "distres: 1"),
            "signals/en.yaml": signals(
                """
                blocked:
                  - is down: 50
                  - no weight here
                  - phrase: down
                    wieght: 2
                blokced:
                  - x: 1
                anger:
                  - pattern: '(a'
                    weight: 1
                """
            ),
            "signals/th.yaml": "language: th\nsignals: {anger: [{x: 1}}\n",
            "customers.yaml": "vip: [nobody]\nvipp: []\n",
            "hours.yaml": "time_zone: Mars/Olympus\ndays: {mon: ['9-12']}\n",
            "signal/en.yaml": "a: 1\n",
            "replies/urgent.txt": "x",
        }
    )
    found = problems_of(files)
    assert [problem.split(" ")[0] for problem in found] == [
        "customers.yaml:1:", "customers.yaml:2:", "hours.yaml:2:", "replies/urgent.txt:", "routes.yaml:1:",
        "routes.yaml:10:",
        "signal/en.yaml:", "signals/en.yaml:4:", "signals/en.yaml:5:", "signals/en.yaml:6:", "signals/en.yaml:7:",
        "signals/en.yaml:8:", "signals/th.yaml:2:",
    ]  # fmt: skip
    text = "\n".join(found)
    for meant in ("'flag'", "'distress'", "'weight'", "'blocked'", "'vip'", "09:00-12:30", "signals/<language>.yaml"):
        assert meant in text


def test_an_unknown_key_gets_a_suggestion_or_the_list_of_what_is_known():
    near = problems_of(rules_files(**{"routes.yaml": ROUTES.replace("why:", "wyh:")}))
    assert near == ["routes.yaml:8: there is no key 'wyh' here (did you mean 'why'?)"]
    far = problems_of(rules_files(**{"routes.yaml": ROUTES.replace("why:", "zzz:")}))
    assert far == ["routes.yaml:8: there is no key 'zzz' here (known: examples, name, then, when, why)"]


def test_an_unknown_signal_gets_a_suggestion():
    found = problems_of(rules_files(**{"signals/en.yaml": ENGLISH.replace("praise", "prais")}))
    assert found == ["signals/en.yaml:5: there is no 'prais' among the 'signals' (did you mean 'praise'?)"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- refund", "has no weight: write `refund: 2`"),
        ("- refund:3", "has no weight"),
        ("- refund: much", "'weight' must be a number, not 'much'"),
        ("- refund: 0", "greater than 0"),
        ("- refund: 11", "less than or equal to 10"),
        ("- refund: .nan", "'weight'"),
        ("- refund: inf", "'weight' must be a finite number"),
        ("- {phrase: a b, pattern: c d, weight: 1}", "either `phrase` or `pattern`"),
        ("- {weight: 1, exact: true}", "begin each with its own `-`"),
        ("- {phrase: a b, weight: 1, where: boddy}", "there is no place 'boddy'"),
        ("- {phrase: a b, weight: 1, where: []}", "must not be empty"),
        ("- {phrase: a b, weight: 1, only_in: [english]}", "only_in"),
        ("- {phrase: a b, weight: 1, status: tset}", "known: live, shadow"),
        ("- {pattern: a b, weight: 1, unless: [x a b]}", "belong to phrases"),
        ("- {re fund: 1, money back: 2}", "begin each with its own `-`"),
        ("- '*': 1", "a `*` stands where no word ends"),
        ("- '*fund': 1", "a `*` stands where no word ends"),
        ("- 'back *': 1", "a `*` stands where no word ends"),
        ("- {phrase: 'back* now', weight: 1, exact: true}", "`exact` does not go together"),
        ("- '': 1", "has nothing to look for"),
        ("- [a, b]", "must be a mapping"),
        ("- {phrase: down, weight: 1, unless: [upload]}", "cannot shield 'down' by 'upload'"),
    ],
)
def test_a_mistaken_entry_is_explained(entry: str, said: str):
    found = problems_of(rules_files(**{"signals/en.yaml": f"language: en\nsignals:\n  blocked:\n    {entry}\n"}))
    assert found
    assert found[0].startswith("signals/en.yaml:4: ")
    assert said in "\n".join(found)


def test_words_that_yaml_likes_to_change_stay_words():
    body = "blocked:\n  - no: 1\n  - yes: 1\n  - 'null': 2\n  - 404: 1\n  - 1:30: 2\n"
    rules = compile_rules(rules_files(**{"signals/en.yaml": signals(body)}))
    assert [phrase.rule.written for phrase in rules.phrases.phrases] == ["no", "yes", "null", "404", "1:30"]


def test_missing_files_are_named():
    assert problems_of({})[0].startswith("routes.yaml: is missing")
    assert "signals/en.yaml: is missing" in "\n".join(problems_of(rules_files(**{"signals/en.yaml": None})))
    found = problems_of(rules_files(**{"replies/follow_up.en.txt": None}))
    assert found[0].startswith("routes.yaml:10: the route 'priority' needs the text replies/follow_up.en.txt")


def test_a_language_file_must_be_named_for_its_language():
    found = problems_of(rules_files(**{"signals/de.yaml": ENGLISH}))
    assert found == ["signals/de.yaml:1: the language is 'en', but the file is named for 'de' (make them the same)"]


def test_hours_are_read_as_minutes():
    hours = "time_zone: Europe/Sofia\ndays: {mon: ['09:00-12:30', '13:00-24:00'], sat: []}\nholidays: [2026-12-24]\n"
    rules = compile_rules(rules_files(**{"hours.yaml": hours}))
    assert rules.hours.spans[0] == (Span(540, 750), Span(780, 1440))
    assert rules.hours.spans[5] == ()
    assert rules.hours.holidays == {date(2026, 12, 24)}


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("time_zone: UTC\ndays: {mon: ['09:00-12:00', '11:00-13:00']}\n", "hours.yaml:2: two spans of 'mon' overlap"),
        ("time_zone: UTC\ndays: {mon: ['12:00-12:00']}\n", "must not end when it begins"),
        ("time_zone: UTC\ndays: {mon: ['24:00-12:00']}\n", "between 00:00 and 24:00"),
        ("time_zone: UTC\ndays: {mon: ['09:00-25:00']}\n", "between 00:00 and 24:00"),
        ("time_zone: UTC\ndays: {mon: ['09:70-12:00']}\n", "between 00:00 and 24:00"),
        ("time_zone: UTC\ndays: {}\n", "no day has working time"),
        ("time_zone: Europa/Sofia\ndays: {mon: ['09:00-12:00']}\n", "there is no time zone 'Europa/Sofia'"),
        ("time_zone: UTC\ndays: {mom: ['09:00-12:00']}\n", "did you mean 'mon'"),
        ("time_zone: UTC\ndays: {mon: ['09:00-12:00']}\nholidays: [christmas]\n", "hours.yaml:3: "),
    ],
)
def test_mistaken_hours_are_explained(hours: str, said: str):
    assert said in "\n".join(problems_of(rules_files(**{"hours.yaml": hours})))


def test_customers_are_addresses_and_domains_without_case():
    customers = 'vip: [CEO@BigCorp.example, "@BlueHill.example"]\ntrusted_sources: [form@ourshop.example]\n'
    rules = compile_rules(rules_files(**{"customers.yaml": customers}))
    assert "ceo@bigcorp.example" in rules.customers.vip
    assert "anyone@bluehill.example" in rules.customers.vip
    assert "anyone@not-bluehill.example" not in rules.customers.vip
    assert "form@ourshop.example" in rules.customers.trusted_sources[0].senders


def test_an_example_must_name_a_route_that_exists():
    routes = ROUTES.replace('{text: "You are wonderful"}', '{text: "You are wonderful", route: hug}')
    found = problems_of(rules_files(**{"routes.yaml": routes, "examples/prioritty/a.eml": "Subject: x\n\ny"}))
    assert found == [
        "examples/prioritty/a.eml: there is no route 'prioritty' (did you mean 'priority'?)",
        "routes.yaml:6: there is no route 'hug' (did you mean 'hugs'?)",
    ]


def test_warnings_do_not_keep_a_set_from_going_live():
    routes = ROUTES.replace('    examples: [{text: "Do you open on Sunday?"}]\n', "").replace("calm: -1", "calm: 0")
    rules = compile_rules(
        rules_files(**{"routes.yaml": routes, "signals/bg.yaml": signals("calm:\n  - спокойно: 1", "bg")})
    )
    in_vain = "has words but counts nowhere (give it a weight under `heat` in routes.yaml)"
    assert [str(warning) for warning in rules.warnings] == [
        "routes.yaml:12: warning: no example proves the route 'question' (add one under `examples`)",
        f"signals/bg.yaml:4: warning: the signal 'calm' {in_vain}",
        f"signals/en.yaml:8: warning: the signal 'wish' {in_vain}",
    ]


def test_topics_keep_their_phrases():
    topics = "topics:\n  - name: login\n    title: Cannot sign in\n    phrases: [log in, ログイン, ช้า, '*']\n"
    found = problems_of(rules_files(**{"topics.yaml": topics}), warnings=True)
    assert any(each.startswith("topics.yaml:4: in '*' a `*` stands where no word ends") for each in found)
    topics = topics.replace(", '*'", "")
    assert compile_rules(rules_files(**{"topics.yaml": topics})).topics[0].phrases == ("log in", "ログイン", "ช้า")


def test_refusal_lists_errors_and_warnings_sorted():
    with pytest.raises(RulesRefused) as refused:
        compile_rules(rules_files(**{"signals/en.yaml": ENGLISH.replace("is down: 5", "is down: 50")}))
    places = [(problem.file, problem.line) for problem in refused.value.problems]
    assert places == sorted(places)
    assert any(not problem.warning for problem in refused.value.problems)


_HOURS = {"hours.yaml": "time_zone: UTC\ndays: {mon: ['09:00-17:00']}\n"}
_lines = [line for raw in rules_files(**_HOURS).values() for line in raw.decode().splitlines()]
_odd = [
    "",
    "- x",
    "a: {",
    "? ",
    "&a *a",
    "!!int x",
    "\t",
    "  - {pattern: '((a', weight: 1}",
    "\x00",
    "- 1: 2: 3",
    "[]",
    "{}",
]
_junk = st.sampled_from([*_lines, *_odd])


@given(st.data())
def test_no_mutation_of_a_folder_is_met_with_anything_but_a_list_of_problems(data: st.DataObject):
    files = rules_files(**_HOURS)
    path = data.draw(st.sampled_from(sorted(files)))
    lines = files[path].decode().splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines)))
        match data.draw(st.sampled_from(["insert", "delete", "indent", "cut"])):
            case "insert":
                lines.insert(place, data.draw(_junk))
            case "delete":
                del lines[place : place + 1]
            case "indent":
                lines[place : place + 1] = [f"  {line}" for line in lines[place : place + 1]]
            case _:
                lines[place : place + 1] = [line[: len(line) // 2] for line in lines[place : place + 1]]
    files[path] = "\n".join(lines).encode()
    problems: tuple[Problem, ...] = ()
    try:
        compile_rules(files)
    except RulesRefused as refusal:
        problems = refusal.problems
    assert not problems or any(not problem.warning for problem in problems)
    assert all(0 <= problem.line <= len(lines) + 1 for problem in problems if problem.file == path)
