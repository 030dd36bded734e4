"""Phrases and mails invented from syllables of eight scripts: the same ones in every run."""

from __future__ import annotations

import random

_SYLLABLES = {
    "latin": ("ba", "re", "ti", "mo", "sul", "ken", "dor", "vi", "pra", "lo", "nes", "gar", "eth", "qui", "wan", "zor"),
    "cyrillic": (
        "ба",
        "ре",
        "ти",
        "мо",
        "сул",
        "кен",
        "дор",
        "ви",
        "пра",
        "ло",
        "нес",
        "гар",
        "жа",
        "щи",
        "вам",
        "зор",
    ),
    "arabic": ("با", "ري", "تو", "مل", "سن", "كد", "فر", "ها", "نو", "جا", "قي", "شم", "ول", "زا", "عب", "دي", "تم"),
    "thai": ("กา", "ดี", "ตู", "นำ", "มะ", "รอ", "ลัย", "วิ", "สอน", "หา", "พบ", "แดง", "โต", "ใจ", "ไป"),
    "han": tuple("天地山水火木金土日月风云花草人心手口目耳東西南北"),
    "hangul": tuple("가나다라마바사아자차카타파하고노도로"),
    "devanagari": ("का", "रा", "ती", "मो", "सु", "के", "दो", "वि", "प्र", "लो", "ने", "गा", "जा", "ची", "हा"),
    "kana": tuple("かきくけこさしすせそたちつてとなに"),
}
_WITHOUT_BLANKS = {"thai", "han", "kana"}
_PLANTED_EVERY = 300


def invented_phrases(count: int, seed: int = 1) -> list[str]:
    """That many different phrases of one to four words."""
    chance = random.Random(seed)
    phrases: dict[str, None] = {}
    scripts = list(_SYLLABLES)
    while len(phrases) < count:
        script = chance.choice(scripts)
        words = [_word(chance, script) for _ in range(chance.randint(1, 4))]
        phrase = ("" if script in _WITHOUT_BLANKS else " ").join(words)
        if len(phrase) >= 5:
            phrases[phrase] = None
    return list(phrases)


def invented_text(characters: int, phrases: list[str], seed: int = 2) -> str:
    """Words of the same scripts, with a phrase among every 300 characters."""
    chance = random.Random(seed)
    scripts = list(_SYLLABLES)
    parts: list[str] = []
    length = since = 0
    script = "latin"
    while length < characters:
        if since >= _PLANTED_EVERY:
            parts.append(chance.choice(phrases))
            since, script = 0, chance.choice(scripts)
        else:
            parts.append(_word(chance, script))
        length += len(parts[-1]) + 1
        since += len(parts[-1]) + 1
    return " ".join(parts)[:characters]


def _word(chance: random.Random, script: str) -> str:
    return "".join(chance.choice(_SYLLABLES[script]) for _ in range(chance.randint(2, 4)))


def invented_folder(phrases: list[str], patterns: int) -> dict[str, bytes]:
    """A rules folder with these phrases and so many patterns."""
    entries = [f"    - {phrase}: 2" for phrase in phrases]
    chance = random.Random(3)
    for number in range(patterns):
        first, second = (_word(chance, "latin") for _ in range(2))
        entries.append(rf"    - {{pattern: '\b{first}\w{{0,4}} +(the|my|{number}) {second}\b', weight: 2}}")
    signals = "language: en\nsignals:\n  blocked:\n" + "\n".join(entries) + "\n"
    routes = "heat: {blocked: 1}\nroutes:\n  - {name: priority, when: {heat: '>= 5'}}\n  - {name: questions}\n"
    return {"routes.yaml": routes.encode(), "signals/en.yaml": signals.encode()}
