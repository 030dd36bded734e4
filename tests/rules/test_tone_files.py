"""The shipped tone files: each language's lists hold enough, and our own texts do without what they list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inboxd.core.judge.tone import lint_answer, lint_replies, lint_tone
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.tone import ToneKind
from inboxd.edge.rulefiles import read_rules_folder

PACK = Path(__file__).parents[2] / "rules"
LANGUAGES = sorted(path.stem for path in (PACK / "tone").glob("*.yaml"))
FEWEST = 12
FEWEST_WITH_ADVICE = 12

HARSH = {
    "en": "You should have read the manual. As I already said, it works as designed. As per our policy we do nothing.",
    "de": "Sie hätten das lesen müssen. Wie bereits erwähnt stimmt alles. Wir bitten um Ihr Verständnis.",
    "ja": "お客様の操作ミスです。何度もご説明しましたが、仕様です。ご了承ください。",
}
KIND = {
    "en": "I am sorry: you lost a whole afternoon over this, and it was not your mistake. The invoice is corrected, "
    "the refund of 40 euros leaves us today, and I write to you by 16:00 with the bank's confirmation.",
    "de": "Es tut mir leid, das hat Sie einen Nachmittag gekostet, und es war nicht Ihre Schuld. Die Rechnung ist "
    "berichtigt, die 40 Euro gehen heute hinaus, und bis 16 Uhr schreibe ich Ihnen mit dem Beleg der Bank.",
    "ja": "ご返金が遅れ、申し訳ございません。本日中に四千円をお返しし、十六時までに私から確認のメールをお送りします。",
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_rules(read_rules_folder(PACK))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_of_a_language_holds_enough_phrases(language: str, rules: RuleSet) -> None:
    own = [phrase.rule for phrase in rules.tone.phrases if phrase.rule.language == language]
    counts = Counter(rule.signal for rule in own)
    assert set(counts) == set(ToneKind)
    assert min(counts.values()) >= FEWEST
    assert sum(bool(rule.say) for rule in own) >= FEWEST_WITH_ADVICE


def test_english_knows_at_least_twenty_five_phrases_of_each_kind(rules: RuleSet) -> None:
    counts = Counter(phrase.rule.signal for phrase in rules.tone.phrases if phrase.rule.language == "en")
    assert min(counts.values()) >= 25


def test_no_shipped_reply_text_blames_argues_or_says_nothing(rules: RuleSet) -> None:
    assert [str(problem) for problem in lint_replies(rules)] == []


@pytest.mark.parametrize("language", sorted(HARSH))
def test_a_harsh_answer_is_found_out_in_its_own_language(language: str, rules: RuleSet) -> None:
    assert {found.kind for found in lint_answer(HARSH[language], rules)} == set(ToneKind)


@pytest.mark.parametrize("language", sorted(KIND))
def test_a_kind_answer_with_a_concrete_time_is_left_alone(language: str, rules: RuleSet) -> None:
    assert lint_tone(KIND[language], language, rules) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_stands_in_one_list_only(language: str, rules: RuleSet) -> None:
    folded = Counter((each.folded, each.tail) for each in rules.tone.phrases if each.rule.language == language)
    assert [phrase for phrase, number in folded.items() if number > 1] == []
