from __future__ import annotations

from dataclasses import replace

import pytest

from inboxd.core.judge.judge import judge
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.vote.voter import AUTOMATIC, PRIORITY
from tests.core.judge.mails import make_mail
from tests.core.rules.folders import ROUTES, rules_files, signals
from tests.core.vote.voters import small_voter


def voting_rules(bound: float = 6, body: str = "blocked: [is down: 5]\npraise: [wonderful: 3]") -> RuleSet:
    files = rules_files(**{"routes.yaml": f"vote: {bound}\n{ROUTES}", "signals/en.yaml": signals(body)})
    return compile_rules(files, small_voter())


def test_the_vote_makes_a_message_hot_that_no_rule_knows():
    verdict = judge(make_mail("Since this morning we are locked out of everything."), voting_rules())
    assert verdict.route.name == "priority"
    assert verdict.vote.kind == PRIORITY
    assert verdict.heat == verdict.vote.added["heat"] == 6
    (reason,) = verdict.vote.reasons["heat"]
    assert (reason.text, reason.where, reason.rule) == ("locked out", "new", "stuck")


def test_the_vote_cools_down_what_reads_like_something_else():
    verdict = judge(
        make_mail("Thank you all, wonderful. The site that is down in the photo was my favourite."), voting_rules()
    )
    assert verdict.heat == 5 + verdict.vote.added["heat"]
    assert verdict.vote.added["heat"] < 0
    assert verdict.vote.kind == "praise"


def test_it_adds_and_takes_away_no_more_than_the_admins_allow():
    hot = judge(make_mail("We are locked out, all of us, on every single machine here"), voting_rules(bound=2))
    assert hot.vote.added["heat"] == 2
    cold = judge(make_mail("Thank you, the site is down in this old photo, wonderful"), voting_rules(bound=2))
    assert cold.vote.added["heat"] == -2


def test_a_word_or_two_are_too_little_to_be_like_anything():
    short, long = (
        judge(make_mail(text), voting_rules(bound=8)).vote.added["heat"]
        for text in ("Locked out", "We are locked out, all of us, on every single machine here")
    )
    assert 0 < short <= 8 * 9 / 40 < long


def test_what_an_admin_adds_counts_in_full_whatever_the_vote():
    mail = make_mail("Thank you, but the lift hums")
    before = judge(mail, voting_rules())
    after = judge(mail, voting_rules(body="blocked: [lift hums: 4]\npraise: [wonderful: 3]"))
    assert after.vote.added["heat"] == before.vote.added["heat"]
    assert after.heat == max(0, 4 + after.vote.added["heat"])


def test_the_vote_counts_in_the_conditions_of_other_routes_too():
    verdict = judge(make_mail("Thank you so much for everything that you all did"), voting_rules())
    assert verdict.route.name == "hugs"
    assert verdict.score("praise") == verdict.vote.added["praise"] == 5


def test_quoted_words_do_not_vote():
    verdict = judge(make_mail("See below.\n\n> we are locked out\n"), voting_rules())
    assert "heat" not in verdict.vote.reasons or not verdict.vote.reasons["heat"]
    assert verdict.route.name == "question"


def test_the_subject_votes_with_offsets_of_its_own():
    verdict = judge(
        make_mail("Good morning, it is me again and the weather is fine.", "We are locked out"), voting_rules()
    )
    (reason,) = verdict.vote.reasons["heat"]
    assert (reason.where, reason.start, reason.end) == ("subject", 7, 17)


@pytest.mark.parametrize("bound", [0.0])
def test_it_is_not_asked_when_the_admins_turn_it_off(bound: float):
    verdict = judge(make_mail("We are locked out"), voting_rules(bound))
    assert verdict.vote.added == {}
    assert verdict.heat == 0


def test_it_is_not_asked_about_a_language_that_it_has_not_learned():
    greek = make_mail("Καλημέρα σας, από σήμερα το πρωί δεν μπορούμε να ανοίξουμε κανένα αρχείο. locked out")
    assert judge(greek, voting_rules()).vote.added == {}


def test_without_a_voter_the_words_of_the_rules_decide_alone():
    rules = replace(voting_rules(), voter=None)
    assert judge(make_mail("The site is down"), rules).heat == 5


@pytest.mark.parametrize(
    ("quote", "headers", "is_machines"),
    [
        ("\n\n> the sea is calling, from 99 EUR\n", {"In_Reply_To": "<news@ourshop.example>"}, False),
        ("\n\n> the sea is calling, from 99 EUR\n", {}, True),
        ("", {"In_Reply_To": "<news@ourshop.example>"}, True),
        (
            "\n\n> the sea is calling, from 99 EUR\n",
            {"In_Reply_To": "<news@ourshop.example>", "Auto_Submitted": "auto-replied"},
            True,
        ),
    ],
)
def test_whoever_answers_a_newsletter_in_its_words_and_quotes_it_is_no_machine_unless_a_sign_says_so(
    quote: str, headers: dict[str, str], is_machines: bool
):
    voter = small_voter(newsletter={AUTOMATIC: 9.0})
    rules = compile_rules(rules_files(**{"routes.yaml": f"vote: 10\n{ROUTES}"}), voter)
    text = f"The newsletter is always on time, my refund is not, and we are locked out.{quote}"
    vote = judge(make_mail(text, "Re: the sea is calling", **headers), rules).vote
    assert (vote.kind == AUTOMATIC) is is_machines
    assert ("machine" in vote.added) is is_machines
    assert (vote.added["heat"] > 0) is not is_machines
