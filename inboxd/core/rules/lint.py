"""Phrases that will surprise their author: too short for their script, in the wrong script, twice or nested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.phrase import Phrase
from inboxd.core.rules.phrases import MAX_NESTING, nesting
from inboxd.core.text.scripts import Script, script_of
from inboxd.errors import Problem

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30faー]+")
_THAI = re.compile("[\u0e01-\u0e4e]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")

_SHORT: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (_HAN, 1, "a single Han character stands inside other words more often than not"),
    (_KANA, 2, "so few kana stand inside many other words"),
    (_THAI, 4, "so few Thai characters stand inside many other words"),
    (_HANGUL, 1, "a single Hangul syllable stands inside many other words"),
)
_LONGEST_OPEN_START = 2
_FEWEST_FOR_MOST = 10

_LONGEST_SHORT = max(most for _, most, _ in _SHORT)

_SCRIPTS: Mapping[str, frozenset[Script]] = {
    **dict.fromkeys(("bg", "ru", "uk", "sr", "mk", "be", "kk", "mn"), frozenset({Script.CYRILLIC})),
    **dict.fromkeys(("ar", "fa", "ur"), frozenset({Script.ARABIC})),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({Script.DEVANAGARI})),
    "el": frozenset({Script.GREEK}),
    "he": frozenset({Script.HEBREW}),
    "th": frozenset({Script.THAI}),
    "ja": frozenset({Script.KANA, Script.HAN}),
    "zh": frozenset({Script.HAN}),
    "ko": frozenset({Script.HANGUL, Script.HAN}),
}
"""Scripts of a language's own words, besides Latin loan words. Other languages are written in Latin letters."""

_IN_LATIN = "ca cs da de en es et fi fr hr hu id it lt lv ms nb nl no pl pt ro sk sl sv tr vi"
_KNOWN = frozenset(_SCRIPTS) | frozenset(_IN_LATIN.split())
_UNTOLD = frozenset({Script.NONE, Script.OTHER})
_LOOK_ALIKES = frozenset({Script.CYRILLIC, Script.GREEK})


def lint_phrases(phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    """Everything that is doubtful about the phrases of the signals files."""
    for phrase in phrases:
        yield from _too_short(phrase.rule, bool(phrase.shields))
        if len(phrase.rule.written) <= _LONGEST_OPEN_START + 1:
            yield from _too_open(phrase.rule)
        yield from _wrong_script(phrase.rule)
    yield from _mostly_foreign(phrases)
    yield from _doubles(phrases)
    yield from _too_nested(phrases)


def lint_words(phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    """What is doubtful about words that count at few places only, where short ones are as good as long ones."""
    for phrase in phrases:
        yield from _wrong_script(phrase.rule)
    yield from _doubles(phrases)
    yield from _too_nested(phrases)


def _shortness(written: str) -> tuple[str, int]:
    """Why the phrase is too short for its script, "" when it is not; and how many characters it has."""
    words = "".join(written.replace("*", "").split())
    if len(words) > _LONGEST_SHORT:
        return "", len(words)
    for script, most, reason in _SHORT:
        if script.fullmatch(words):
            return (reason if len(words) <= most else ""), len(words)
    return "", len(words)


def _too_short(rule: Rule, has_shields: bool) -> Iterator[Problem]:
    reason, length = _shortness(rule.written)
    if not reason:
        return
    hopeless = length == 1
    if hopeless or not has_shields:
        meant = "write more of it" if hopeless else "write more of it, or name longer words under `unless`"
        yield Problem(
            rule.file, rule.line, f"the phrase {rule.written!r} is short: {reason}", meant, warning=not hopeless
        )


def _too_open(rule: Rule) -> Iterator[Problem]:
    """One letter, or two before a `*`, in scripts with blanks between words."""
    letters = rule.written.rstrip("*")
    longest = _LONGEST_OPEN_START if letters != rule.written else 1
    if len(letters) <= longest and letters.isalpha() and not _shortness(letters)[0]:
        what = f"many words begin with {letters!r}" if letters != rule.written else "a single letter is anywhere"
        yield Problem(
            rule.file, rule.line, f"the phrase {rule.written!r} is short: {what}", "write more of it", warning=True
        )


def _mostly_foreign(phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    """Files with hardly a word in the script of their language, though some Latin words belong into each."""
    own: dict[str, int] = {}
    first: dict[str, Rule] = {}
    counts: dict[str, int] = {}
    for phrase in phrases:
        rule = phrase.rule
        scripts = _SCRIPTS.get(rule.language)
        if scripts is None:
            continue
        counts[rule.file] = counts.get(rule.file, 0) + 1
        if not rule.written.isascii() and any(script_of(char) in scripts for char in rule.written):
            own[rule.file] = own.get(rule.file, 0) + 1
        else:
            first.setdefault(rule.file, rule)
    for file, rule in first.items():
        foreign = counts[file] - own.get(file, 0)
        if counts[file] >= _FEWEST_FOR_MOST and foreign * 2 > counts[file]:
            what = f"{foreign} of {counts[file]} phrases have no letter in the script of {rule.language!r}"
            yield Problem(file, rule.line, what, "is it the file of another language?", warning=True)


def _wrong_script(rule: Rule) -> Iterator[Problem]:
    own = _own_scripts(rule.language)
    scripts = set(map(script_of, rule.written))
    if scripts <= own and not (Script.LATIN in scripts and scripts & _LOOK_ALIKES):
        return
    foreign = next((char for char in rule.written if script_of(char) not in own), None)
    mixed = next((word for word in rule.written.split() if _mixes_look_alikes(word)), None)
    if mixed is not None:
        yield Problem(
            rule.file,
            rule.line,
            f"the word {mixed!r} mixes scripts",
            "is one of its letters a look-alike?",
            warning=True,
        )
    elif foreign is not None and rule.language in _KNOWN:
        yield Problem(
            rule.file,
            rule.line,
            f"in {rule.written!r} the letter {foreign!r} is {script_of(foreign)}",
            f"does it belong into the file of another language than {rule.language!r}?",
            warning=True,
        )


@cache
def _own_scripts(language: str) -> frozenset[Script]:
    return _SCRIPTS.get(language, frozenset()) | {Script.LATIN} | _UNTOLD


def _mixes_look_alikes(word: str) -> bool:
    return any(
        Script.LATIN in scripts and scripts & _LOOK_ALIKES
        for scripts in ({script_of(char) for char in part} for part in re.split(r"[^\w]", word))
    )


def _doubles(phrases: Iterable[Phrase]) -> Iterator[Problem]:
    first: dict[object, Rule] = {}
    for phrase in phrases:
        rule = phrase.rule
        key = (
            rule.language,
            rule.signal,
            rule.name,
            phrase.folded,
            phrase.tail,
            phrase.open_end,
            phrase.exact,
            rule.places,
            rule.only_in,
            rule.shadow,
        )
        earlier = first.setdefault(key, rule)
        if earlier is not rule:
            yield Problem(
                rule.file,
                rule.line,
                f"{rule.written!r} is the same as {earlier.written!r} in line {earlier.line}",
                "the heavier one counts; remove the other",
                warning=True,
            )


def _too_nested(phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    depth, deepest = nesting(string for phrase in phrases for string in (phrase.folded, *phrase.shields))
    if depth > MAX_NESTING:
        rule = next(each.rule for each in phrases if deepest in (each.folded, *each.shields))
        yield Problem(
            rule.file,
            rule.line,
            f"{depth} phrases end in one another, the longest is {deepest[:40]!r}; at most {MAX_NESTING} may",
            "remove those that a shorter one finds anyway",
        )
