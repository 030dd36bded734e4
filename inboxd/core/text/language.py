"""Which language a text is in: for display, templates and phrases that count in one language only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from inboxd.core.text.language_model import ask_model
from inboxd.core.text.language_words import (
    ARABIC_WORDS,
    CYRILLIC_WORDS,
    DEVANAGARI_WORDS,
    JAPANESE_HAN,
)
from inboxd.core.text.latin import guess_latin
from inboxd.core.text.scripts import Script, count_scripts

UNDETERMINED: Final = "und"
"""What is said of a text that is too short or in no known script."""

_SAMPLE = 1_200
_ENOUGH_LETTERS = 3
_SHARE_THAT_BEATS_LATIN = 6
_NOT_PROSE = re.compile(
    r"https?://\S+|www\.\S+"  # addresses on the web
    r"|\S+@\S+"  # mail addresses
    r"|\S*[a-z][A-Z]\S*"  # CamelCase
    r"|\S*[/\\]\S*[/\\]\S*"  # paths
    r"|\S*[A-Za-z]\d\S*|\S*\d[A-Za-z]\S*"  # part numbers
    r"|\S+_\S+"
)
_DIGIT_WORD = re.compile(r"(?<![\w/.@#'-])(?=[A-Za-z']*[2345679])(?!\w*\d\d)[A-Z]?[a-z2345679']{2,15}(?![\w/@-])")
_LONGEST_TOKEN = 300
_WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963])+(?:['\u2019][^\W\d_]+)?")
_ONE_LANGUAGE: Mapping[Script, str] = {
    Script.GREEK: "el", Script.ARMENIAN: "hy", Script.HEBREW: "he", Script.BENGALI: "bn", Script.GURMUKHI: "pa",
    Script.GUJARATI: "gu", Script.TAMIL: "ta", Script.TELUGU: "te", Script.KANNADA: "kn", Script.MALAYALAM: "ml",
    Script.SINHALA: "si", Script.THAI: "th", Script.LAO: "lo", Script.TIBETAN: "bo", Script.MYANMAR: "my",
    Script.GEORGIAN: "ka", Script.ETHIOPIC: "am", Script.KHMER: "km", Script.HANGUL: "ko",
}  # fmt: skip
_CYRILLIC = tuple(CYRILLIC_WORDS)


def guess_language(text: str) -> str:
    """ISO 639-1 code of the language, or "und".

    The script decides first: any other script with a sixth of the letters beats Latin, because support mail is full of
    English product names. Only languages of the script found are candidates. Looks at the first 1,200 characters.
    """
    sample = _prose(text[:_SAMPLE])
    counts = count_scripts(sample)
    script = _leading_script(counts)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    match script:
        case Script.HAN | Script.KANA:
            return _guess_east_asian(sample, counts)
        case Script.CYRILLIC:
            return _guess_cyrillic(sample.lower())
        case Script.ARABIC:
            return _guess_arabic(sample)
        case Script.DEVANAGARI:
            return _best(_count_words(sample, DEVANAGARI_WORDS), default="hi", least=2)
        case Script.LATIN if counts[Script.LATIN] >= _ENOUGH_LETTERS:
            return guess_latin(sample, _with_digits(text[:_SAMPLE]))
    return UNDETERMINED


def _prose(text: str) -> str:
    """The text without addresses, names of things and paths; untouched when nothing else would be left."""
    return " ".join(token for token in text.split() if _is_plain_word(token) or _is_prose(token))


def _is_plain_word(token: str) -> bool:
    """What is certainly no address, name or number: most of a text, told without a search."""
    return token.isalpha() and (token.islower() or token.istitle()) and len(token) <= _LONGEST_TOKEN


def _is_prose(token: str) -> bool:
    return len(token) <= _LONGEST_TOKEN and not _NOT_PROSE.fullmatch(token)


def _with_digits(text: str) -> list[str]:
    """Words in which digits may stand for letters, as people type Arabic; `_prose` takes them for part numbers."""
    return [word for word in _DIGIT_WORD.findall(text) if sum(map(str.isalpha, word)) > 1]


def _leading_script(counts: Counter[Script]) -> Script:
    total = counts.total()
    foreign = [(count, script) for script, count in counts.items() if script is not Script.LATIN]
    if foreign:
        east_asian = counts[Script.HAN] + counts[Script.KANA]
        count, script = max(foreign)
        if east_asian > count:
            count, script = east_asian, Script.HAN
        if count * _SHARE_THAT_BEATS_LATIN >= total:
            return script
    return Script.LATIN if counts[Script.LATIN] else Script.NONE


def _guess_east_asian(text: str, counts: Counter[Script]) -> str:
    kana, han = counts[Script.KANA], counts[Script.HAN]
    if kana * 20 >= han and kana:
        return "ja"
    return "ja" if any(char in JAPANESE_HAN for char in text) else "zh"


def _guess_cyrillic(text: str) -> str:
    letters = Counter(text)
    if any(letters[letter] for letter in "ђћљњџј"):
        return "mk" if any(letters[letter] for letter in "ѓќѕ") else "sr"
    scores = _count_words(text, CYRILLIC_WORDS)
    soft = letters["ь"] - text.count("ьо")  # Bulgarian has the soft sign before о only
    scores["ru"] += 3 * (letters["ы"] + letters["э"] + letters["ё"]) + 2 * soft
    scores["uk"] += 3 * (letters["і"] + letters["ї"] + letters["є"] + letters["ґ"]) + soft
    hard = text.count("объ") + text.count("подъ") + text.count("съе")  # where Russian has the hard sign too
    scores["ru"] += hard
    scores["bg"] += 2 * (letters["ъ"] - hard)
    if letters["ы"] + letters["э"] + letters["ё"] == 0:
        scores["bg"] += len(_BULGARIAN_ENDING.findall(text))
    if letters["ў"]:
        return "be"
    (best, most), (_, next_most), *_ = [*scores.most_common(), ("", 0), ("", 0)]
    if most > next_most:
        return best
    return ask_model(text, _CYRILLIC)


_BULGARIAN_ENDING = re.compile(r"[а-я]{3}(?:ята|ът|ият|ето|вам|ната|ката|щам|ахте|ихте|аха|иха|ване)\b")


def _guess_arabic(text: str) -> str:
    letters = Counter(text)
    scores = _count_words(text.translate(_ARABIC_TWINS), _UNIFIED_ARABIC_WORDS)
    for language, weight, marks in _ARABIC_LETTERS:
        scores[language] += weight * sum(letters[mark] for mark in marks)
    scores["ar"] += len(_ARABIC_ARTICLE.findall(text))
    return _best(scores, default="ar")


_ARABIC_TWINS = str.maketrans("يىكأإآة", "ییکاااه", "\u200c")
_UNIFIED_ARABIC_WORDS = {
    language: frozenset(word.translate(_ARABIC_TWINS) for word in words) for language, words in ARABIC_WORDS.items()
}
_ARABIC_LETTERS = (("fa", 2, "پچژگ"), ("fa", 1, "کی\u200c"), ("ar", 1, "يكةىأإؤ"), ("ur", 4, "ٹڈڑںےہھ"))
_ARABIC_ARTICLE = re.compile(r"\b(?:و|ب|ف|ك)?ال\w{2}")


def _count_words(text: str, vocabularies: Mapping[str, frozenset[str]]) -> Counter[str]:
    counts = Counter(_WORD.findall(text.replace("\u2019", "'")))
    return Counter(
        {
            language: sum(times for word, times in counts.items() if word in words)
            for language, words in vocabularies.items()
        }
    )


def _best(scores: Counter[str], default: str, least: int = 1) -> str:
    """The language with the highest score, if that is at least `least` and above the default's."""
    best, most = max(scores.items(), key=lambda item: item[1], default=(default, 0))
    return best if most >= least and most > scores[default] else default
