"""Whatever happens to a mail on its way, it gets a verdict, a page and a line of JSON."""

from __future__ import annotations

import io
import json
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from inboxd.cli.explain_page import explain_page, judge_file
from inboxd.cli.printable import json_line
from inboxd.core.judge.explanation import explanation
from inboxd.core.rules.drafts import compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.edge.mailfiles import MailFile
from inboxd.edge.rulefiles import compile_folder, starter_rules

CORPUS = Path(__file__).parents[1] / "corpus"
MAILS = 300
SEED = 20_260_105
FRAGMENTS = (
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\x1b[31m",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"=?utf-8?B?",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: text/html; charset=iso-2022-jp\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"--b\r\n",
    b"\r\n> ",
    b"\r\n##- above this line -##\r\n",
    b"---- Original Message ----\r\n",
    b"| From | a@b.example |\r\n",
    b"<div class=gmail_quote>",
    b"<![CDATA[",
)
CHARSETS = (b"us-ascii", b"iso-8859-1", b"windows-874", b"shift_jis", b"gb2312", b"euc-kr", b"utf-7", b"utf-16", b"x")


def flip(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    octets = bytearray(raw)
    for _ in range(chance.randint(1, 30)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    return bytes(octets)


def cut(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] if chance.random() < 0.5 else raw[:start] + raw[start + chance.randint(1, 200) :]


def insert(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw))
        raw = raw[:at] + chance.choice(FRAGMENTS) + raw[at:]
    return raw


def mislabel(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    return raw.replace(b"charset=utf-8", b"charset=" + chance.choice(CHARSETS), 1)


def splice(raw: bytes, chance: random.Random, other: bytes) -> bytes:
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def repeat(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + raw[at : at + chance.randint(1, 80)] * chance.randint(2, 60) + raw[at:]


MUTATIONS: tuple[Callable[[bytes, random.Random, bytes], bytes], ...] = (flip, cut, insert, mislabel, splice, repeat)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(starter_rules())


@pytest.fixture(scope="module")
def mails() -> list[bytes]:
    lines = [line for path in sorted(CORPUS.glob("*/*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    chosen = map(json.loads, random.Random(SEED).sample(lines, MAILS))
    return [
        compose_draft(
            Draft(subject=each["subject"], text=each["text"], sender=each.get("from", "mira@bluehill.example"))
        )
        for each in chosen
    ]


def mutants(mails: list[bytes], mutation: Callable[[bytes, random.Random, bytes], bytes]) -> Iterator[bytes]:
    chance = random.Random(f"{SEED} {mutation.__name__}")
    for raw in mails[MUTATIONS.index(mutation) :: len(MUTATIONS)]:
        yield mutation(raw, chance, chance.choice(mails))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
def test_a_damaged_mail_gets_a_verdict_a_page_and_json(
    mutation: Callable[[bytes, random.Random, bytes], bytes], mails: list[bytes], rules: RuleSet
):
    routes = {route.name for route in rules.routes}
    for raw in mutants(mails, mutation):
        mail, verdict, answer = judge_file(MailFile("x.eml", raw), rules)
        assert verdict.route.name in routes
        assert math.isfinite(verdict.heat)
        shown = io.StringIO()
        Console(file=shown, width=100, highlight=False).print(explain_page("x.eml", mail, verdict, answer, rules))
        assert not {"\x1b", "\0", "\u202e"} & set(shown.getvalue())
        told = json.loads(json_line(explanation("x.eml", mail, verdict, answer)))
        assert len(told["defects"]) == len(mail.defects)


def test_damage_is_named(mails: list[bytes], rules: RuleSet):
    named = [judge_file(MailFile("x.eml", raw), rules)[0].defects for raw in mutants(mails, mislabel)]
    assert sum(map(bool, named)) >= len(named) // 4
