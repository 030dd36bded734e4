from __future__ import annotations

from inboxd.core.rehearse import examine, example_mail, rehearse
from inboxd.core.rules.compile import compile_rules
from tests.core.rules.folders import ROUTES, rules_files


def rehearsed(**files: str) -> list[str]:
    return [str(problem) for problem in rehearse(compile_rules(rules_files(**files)))]


def with_example(example: str) -> list[str]:
    return rehearsed(**{"routes.yaml": ROUTES.replace('{text: "Do you open on Sunday?"}', example)})


def test_right_examples_say_nothing():
    assert rehearsed() == []


def test_a_wrong_example_says_where_what_and_why():
    what = "routes.yaml:14: the example 'Lamp' must take the route 'hugs' but takes 'priority'"
    unmet = "for 'hugs': heat is 5.5, needs < 3; praise is 0, needs >= 3"
    evidence = "heat 5.5 (blocked 5: “is down”; urgency 0.5: “!!!”)"
    found = with_example("{subject: Lamp, text: 'The site is down!!!', route: hugs}")
    assert found == [f"{what} ({unmet}; {evidence})"]


def test_an_example_that_an_upper_route_takes_says_so():
    what = "routes.yaml:14: the example 'You are wonderful' must take the route 'question' but takes 'hugs'"
    why = "'hugs' stands above it and fits; heat 0 (praise 3: “wonderful”)"
    assert with_example("{text: 'You are wonderful'}") == [f"{what} ({why})"]


def test_examples_are_read_as_mails_so_quotes_are_cut():
    assert with_example('{text: "Do you open?\\n\\n> the site is down"}') == []


def test_examples_may_have_headers_html_and_sender():
    rules = compile_rules(
        rules_files(
            **{
                "routes.yaml": ROUTES.replace(
                    '{text: "Do you open on Sunday?"}',
                    "{html: '<p>Hi <b>there</b></p>', from: 'Mira <m@x.example>', subject: 注文, contacts: 7, "
                    "headers: {Auto-Submitted: 'no', X-Odd: 'a\\n b'}}",
                )
            }
        )
    )
    example = rules.examples[-1]
    mail = example_mail(example)
    assert (mail.sender.email, mail.subject, mail.html, mail.text.new.strip()) == (
        "m@x.example",
        "注文",
        True,
        "Hi there",
    )
    assert mail.headers.first("Auto-Submitted") == "no"
    assert example.contacts == 7
    assert rehearse(rules) == ()


def test_whole_mails_are_examples_of_their_folder():
    wrong = "From: a@b.example\nSubject: x\n\nThe site is down\n"
    what = "examples/question/a.eml: the example mail must take the route 'question' but takes 'priority'"
    why = "'priority' stands above it and fits; heat 5 (blocked 5: “is down”)"
    assert rehearsed(**{"examples/question/a.eml": wrong, "examples/priority/b.eml": wrong}) == [f"{what} ({why})"]


def examined(**files: str) -> tuple[bool, list[str]]:
    rules, problems = examine(rules_files(**files))
    return rules is not None, [str(problem) for problem in problems if not problem.warning]


def test_a_right_folder_may_go_live():
    assert examined() == (True, [])


def test_mistakes_in_files_and_reply_texts_are_named_together():
    good, problems = examined(
        **{
            "routes.yaml": ROUTES.replace("why:", "wyh:"),
            "replies/urgent.de.txt": "Hallo\n",
            "replies/standard.de.txt": "Subject: x\n\nHallo {{ nmae }}\n",
        }
    )
    assert good is False
    assert [problem.partition(": ")[0] for problem in problems] == [
        "replies/standard.de.txt:3", "replies/urgent.de.txt:1", "replies/urgent.de.txt:3", "routes.yaml:8",
    ]  # fmt: skip


def test_a_failed_example_keeps_a_set_from_going_live():
    good, problems = examined(**{"routes.yaml": ROUTES.replace("You are wonderful", "You are terrible")})
    assert good is False
    assert problems[0].startswith("routes.yaml:6: the example 'You are terrible' must take the route 'hugs'")
