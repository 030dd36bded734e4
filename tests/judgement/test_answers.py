"""Replies to "is it solved?", written before the parser by people who did not know its words: how many are read right.

A wrong yes hides somebody who still has the problem, a wrong no disturbs the team, and unclear costs a human a look.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from inboxd.core.judge.answer import read_answer
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.verification import Word
from inboxd.edge.rulefiles import compile_folder

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "tests" / "answers").glob("*.jsonl"))
WORDS = {path.stem for path in (ROOT / "rules" / "answers").glob("*.yaml")}
LANGUAGES = [path.stem for path in CORPUS if path.stem in WORDS]

RIGHT = 0.65
"""Share that is read as its writer meant it, at least."""
WRONG_YES = 0.05
"""Share of all replies that pass for a yes and are none, at most."""
WRONG_NO = 0.10


@dataclass(frozen=True)
class Result:
    """One reply: what was meant and what was read."""

    meant: Word
    read: Word
    rated: int | None
    rating: int | None


def mail_of(entry: dict[str, object]):
    message = EmailMessage()
    message["From"], message["To"] = "Mira <mira@bluehill.example>", "support@ourshop.example"
    message["Subject"] = str(entry.get("subject") or "Re: Help [K7QX-2M4D]")
    message["Message-ID"], message["In-Reply-To"] = "<reply@bluehill.example>", "<question@ourshop.example>"
    message.set_content(str(entry["text"]), cte="base64")
    return parse_bytes(message.as_bytes(), DRAFTED_AT)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(ROOT / "rules")


@pytest.fixture(scope="module")
def results(rules) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for path in CORPUS:
        if path.stem not in WORDS:
            continue
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            reading = read_answer(mail_of(entry), rules, path.stem)
            result = Result(Word(entry["answer"]), reading.answer, entry.get("rating"), reading.rating)
            found.setdefault(path.stem, []).append(result)
    return found


def share(results: list[Result], count) -> float:
    return sum(map(count, results)) / len(results)


def is_right(result: Result) -> bool:
    return result.read is result.meant


def is_wrong_yes(result: Result) -> bool:
    return result.read is Word.YES and result.meant is not Word.YES


def is_wrong_no(result: Result) -> bool:
    return result.read is Word.NO and result.meant is not Word.NO


def table_of(results: dict[str, list[Result]]) -> str:
    lines = ["language  replies  right  yes  no  thanks  unclear  wrong yes  wrong no  ratings"]
    for language, each in results.items():
        right = Counter(result.meant for result in each if is_right(result))
        meant = Counter(result.meant for result in each)
        words = "  ".join(f"{right[word]}/{meant[word]}" for word in Word)
        rated = [result for result in each if result.rated]
        ratings = f"{sum(result.rated == result.rating for result in rated)}/{len(rated)}"
        lines.append(
            f"{language:8}  {len(each):7}  {share(each, is_right):4.0%}  {words}"
            f"  {sum(map(is_wrong_yes, each)):9}  {sum(map(is_wrong_no, each)):8}  {ratings:>7}"
        )
    return "\n".join(lines)


def test_the_table_of_all_languages_is_shown(results, capsys):
    table = table_of(results)
    with capsys.disabled():
        sys.stdout.write(f"\n{table}\n")
    assert table.count("\n") == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_replies_are_read_right_and_hardly_any_passes_wrongly_for_a_yes(language, results):
    each = results[language]
    assert share(each, is_wrong_yes) <= WRONG_YES
    assert share(each, is_wrong_no) <= WRONG_NO
    assert share(each, is_right) >= RIGHT


def test_ratings_are_hardly_ever_invented(results):
    every = [result for each in results.values() for result in each]
    assert sum(result.rating is not None and result.rated is None for result in every) <= len(every) / 100
