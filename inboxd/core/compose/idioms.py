"""How each language of the shipped reply texts speaks of times, by ISO 639-1 code."""

from __future__ import annotations

from collections.abc import Mapping

from inboxd.core.compose import idioms_latin as latin
from inboxd.core.compose import idioms_other as other
from inboxd.core.compose.idiom import Idiom

IDIOMS: Mapping[str, Idiom] = {
    "ar": other.ARABIC,
    "bg": other.BULGARIAN,
    "de": latin.GERMAN,
    "en": latin.ENGLISH,
    "es": latin.SPANISH,
    "fa": other.PERSIAN,
    "fr": latin.FRENCH,
    "hi": other.HINDI,
    "id": latin.INDONESIAN,
    "it": latin.ITALIAN,
    "ja": other.JAPANESE,
    "ko": other.KOREAN,
    "nl": latin.DUTCH,
    "pl": latin.POLISH,
    "pt": latin.PORTUGUESE,
    "ru": other.RUSSIAN,
    "th": other.THAI,
    "tr": latin.TURKISH,
    "uk": other.UKRAINIAN,
    "vi": latin.VIETNAMESE,
    "zh": other.CHINESE,
}
