"""Mails to judge: the tests' corpus put together to 3.6 KB each, and texts that somebody sends to hurt."""

from __future__ import annotations

import json
import random
from pathlib import Path

from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import Draft
from inboxd.core.values.mail import Mail

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
OCTETS = 3_600
HOSTILE_CHARACTERS = 200_000


def corpus_mails(count: int) -> tuple[list[bytes], list[Mail]]:
    """So many mails, raw and parsed, each of several corpus texts of one language, all languages alike."""
    chance = random.Random(5)
    by_language = [_texts(folder) for folder in sorted(CORPUS.iterdir()) if folder.is_dir()]
    languages = [texts for texts in by_language if texts]
    raws = [_compose(chance, languages[number % len(languages)]) for number in range(count)]
    return raws, [parse_bytes(raw, DRAFTED_AT) for raw in raws]


def _texts(folder: Path) -> list[tuple[str, str]]:
    """(subject, text) of the mails that are plain and quote nobody: quotes would be cut off."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_bytes().splitlines() if line.strip()]
    mails = [json.loads(line) for line in lines]
    return [(each["subject"], each["text"]) for each in mails if not each.get("html") and ">" not in each["text"]]


def _compose(chance: random.Random, texts: list[tuple[str, str]]) -> bytes:
    subject, text = chance.choice(texts)
    while len(text.encode()) < OCTETS:
        text += "\n\n" + chance.choice(texts)[1]
    text = text.encode()[:OCTETS].decode("utf-8", "ignore")
    return compose_draft(Draft(subject or "?", text, "mira@bluehill.example"))


def hostile_mails() -> dict[str, Mail]:
    """By what is wrong with it, a mail of 200 KB."""
    full = HOSTILE_CHARACTERS
    texts = {
        "one letter": "a" * full,
        "one drawn-out word after another": "nooooo waaaait " * (full // 15),
        "one hot word after another": "urgent " * (full // 7),
        "hot words of many languages": "срочно urgent 緊急 عاجل ด่วน 긴급 " * (full // 34),
        "marks on one letter": "e" + "\u0301" * full,
        "marks on every letter": "e\u0301\u0323" * (full // 3),
        "zero-width characters": "re\u200bfu\u200bnd " * (full // 9),
        "text that changes direction": "\u202ereversed\u202c \u2066x\u2069 " * (full // 15),
        "ligatures and sentences in a letter": "ﷺ ﷲ ﬃ ㍿ " * (full // 8),
        "single jamo": "ㄱㅏ\u1112\u1161\u11ab" * (full // 5),
        "Thai vowels in disorder": "น\u0e49\u0e4d\u0e32เเ" * (full // 6),
        "blanks": " \t\n\u3000" * (full // 4),
        "exclamation marks": "!?" * (full // 2),
        "digits and signs": "a1-b2_c3@d4/" * (full // 12),
        "emoji": "😡👩\u200d👩\u200d👧🏽 " * (full // 9),
        "nothing known": "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(full)),
    }
    return {name: _hostile(text) for name, text in texts.items()}


def _hostile(text: str) -> Mail:
    head = "From: x@spam.example\nTo: help@ours.example\nSubject: ?\nContent-Type: text/plain; charset=utf-8\n\n"
    return parse_bytes((head + text).encode(), DRAFTED_AT)
