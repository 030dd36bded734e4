from __future__ import annotations

import pytest

from tests.core.rules.folders import problems_of, rules_files, signals


def found(language: str, entry: str) -> list[str]:
    text = signals(f"blocked:\n  - {entry}", language)
    problems = problems_of(rules_files(**{f"signals/{language}.yaml": text}), warnings=True)
    return [problem for problem in problems if problem.startswith(f"signals/{language}.yaml:4")]


@pytest.mark.parametrize(
    ("language", "entry", "error"),
    [
        ("ja", "返: 1", True),
        ("ja", "か: 1", True),
        ("ja", "{phrase: 返, weight: 1, unless: [返事]}", True),
        ("zh", "错: 1", True),
        ("ja", "ばか: 1", False),
        ("th", "ช้า: 1", False),
        ("th", "เสีย: 1", False),
        ("ko", "안: 1", True),
    ],
)
def test_phrases_too_short_for_their_script_are_named(language: str, entry: str, error: bool):
    problems = found(language, entry)
    assert len(problems) == 1
    assert "is short" in problems[0]
    assert ("warning" not in problems[0]) is error


@pytest.mark.parametrize(
    ("language", "entry"),
    [
        ("ja", "返金: 1"),
        ("ja", "{phrase: ばか, weight: 1, unless: [ばかり]}"),
        ("th", "{phrase: ช้า, weight: 1, unless: [ช้าง]}"),
        ("th", "ยกเลิก: 1"),
        ("en", "no: 1"),
        ("ja", "login できない: 1"),
        ("bg", "email не работи: 1"),
        ("ru", "e-mail'ы: 1"),
        ("zh", "APP打不开: 1"),
        ("xx", "что угодно: 1"),
    ],
)
def test_fitting_phrases_pass(language: str, entry: str):
    assert found(language, entry) == []


@pytest.mark.parametrize(
    ("language", "entry", "said"),
    [
        ("en", "not wоrking: 1", "the word 'wоrking' mixes scripts"),
        ("bg", "рabота: 1", "mixes scripts"),
        ("en", "срочно: 1", "is cyrillic (does it belong into the file of another language than 'en'?)"),
        ("th", "返金して: 1", "is han"),
    ],
)
def test_letters_of_another_script_are_doubtful(language: str, entry: str, said: str):
    problems = found(language, entry)
    assert len(problems) == 1
    assert said in problems[0]
    assert "warning" in problems[0]


def test_a_phrase_twice_in_one_signal_is_doubtful():
    text = signals("blocked:\n  - Log in: 1\n  - log  in: 2\nanger:\n  - log in: 1\n")
    problems = problems_of(rules_files(**{"signals/en.yaml": text}), warnings=True)
    doubles = [problem for problem in problems if "is the same as" in problem]
    what = "signals/en.yaml:5: warning: 'log  in' is the same as 'Log in' in line 4"
    assert doubles == [f"{what} (the heavier one counts; remove the other)"]


def test_an_overlap_bomb_of_phrases_is_refused():
    text = signals("blocked:\n" + "".join(f"  - {'a' * n}: 1\n" for n in range(1, 100)))
    problems = problems_of(rules_files(**{"signals/en.yaml": text}))
    assert problems[0].startswith("signals/en.yaml:102: 99 phrases end in one another")


def test_a_mistaken_pattern_is_named_with_its_line():
    text = signals("blocked:\n  - is down: 1\n  - {pattern: '(?=x)y', weight: 1}\n")
    what = "signals/en.yaml:5: RE2 refuses the pattern: invalid perl operator: (?="
    assert problems_of(rules_files(**{"signals/en.yaml": text})) == [
        f"{what} (patterns are RE2: no look-around, no back-references)"
    ]


@pytest.mark.parametrize(
    ("language", "entry", "said"),
    [
        ("en", "u: 1", "the phrase 'u' is short: a single letter is anywhere"),
        ("ru", "я: 1", "a single letter is anywhere"),
        ("en", "re*: 1", "the phrase 're*' is short: many words begin with 're'"),
        ("bg", "не*: 1", "many words begin with 'не'"),
        ("ar", "ال*: 1", "many words begin with"),
    ],
)
def test_phrases_that_open_too_many_words_are_doubtful(language: str, entry: str, said: str):
    problems = found(language, entry)
    assert len(problems) == 1
    assert said in problems[0]
    assert "warning" in problems[0]


@pytest.mark.parametrize("entry", ["ok: 1", "404: 1", "ref*: 1", "5*: 1"])
def test_short_words_and_numbers_pass(entry: str):
    assert found("en", entry) == []


def foreign(language: str, *phrases: str) -> list[str]:
    text = signals("blocked:\n" + "".join(f"  - {phrase}: 1\n" for phrase in phrases), language)
    problems = problems_of(rules_files(**{f"signals/{language}.yaml": text}), warnings=True)
    return [problem for problem in problems if "in the script of" in problem]


def test_a_file_mostly_in_another_script_is_doubtful():
    latin = [f"refund {number}" for number in range(8)]
    said = "warning: 8 of 10 phrases have no letter in the script of 'ja' (is it the file of another language?)"
    assert foreign("ja", "返金して", "動かない", *latin) == [f"signals/ja.yaml:6: {said}"]


def test_latin_words_in_the_minority_and_few_phrases_are_nothing_to_name():
    own = [f"返金{number}" for number in range(6)]
    assert foreign("ja", *own, *(f"refund {number}" for number in range(6))) == []
    assert foreign("ja", "login", "refund") == []
    assert foreign("de", *(f"Erstattung {number}" for number in range(12))) == []


@pytest.mark.parametrize("weight", ["0", "-1", "10.01", "11", "1e400", "-inf", "nan", "''"])
def test_a_weight_out_of_range_is_an_error_with_its_line(weight: str):
    problems = found("en", f"{{phrase: is down, weight: {weight}}}")
    assert len(problems) == 1
    assert "'weight'" in problems[0]
    assert "warning" not in problems[0]


@pytest.mark.parametrize("pattern", ["(a)\\1", "(?<!x)y", "(?=x)y", "(?!x)y", "(?>a)b", "(?P=n)"])
def test_a_pattern_that_cannot_be_linear_is_an_error_with_its_line(pattern: str):
    problems = found("en", f"{{pattern: '{pattern}', weight: 1}}")
    assert len(problems) == 1
    assert "warning" not in problems[0]
