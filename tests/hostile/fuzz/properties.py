"""What must hold for every input, however it was made. Each check returns quietly or fails with what is wrong."""

from __future__ import annotations

import email
import email.policy
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.header import decode_header, make_header
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.templates import LONGEST_SOURCE, LONGEST_VALUE, VARIABLES, Words, read_templates
from inboxd.core.decide.preview import preview_answer
from inboxd.core.judge.explanation import explanation, read_answer
from inboxd.core.judge.judge import judge
from inboxd.core.judge.texts import place_text
from inboxd.core.parse import limits
from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.parse.body import take_apart
from inboxd.core.parse.bounces import read_bounce
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.parse.marked import mark_plain
from inboxd.core.rehearse import examine
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.fold import Folded, fold, squeezed
from inboxd.core.values.acknowledging import LanguageWords, ReplyWords
from inboxd.core.values.case import Identifier
from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.core.values.ids import letter_message_id
from inboxd.core.values.mail import Mail
from inboxd.edge.rulefiles import compile_folder, starter_rules
from inboxd.errors import Permanent
from tests.core.rules.folders import rules_files
from tests.hostile.fuzz.admin_strategies import REPLACED

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
_LONGEST_TEXT = limits.TEXT_CHARACTERS + 100_000
_COMPOSED = ReplyWords({"en": LanguageWords(numbers={"order": "order {number}"}, topics={"x": "it"})})
_LETTERS, _MISTAKES = read_templates(
    {
        (
            "urgent",
            "en",
        ): "Subject: Re: {{ subject }} {{ name }}\n\n{{ name }} {{ subject }} {{ numbers }} {{ incident }}\n"
        "{% if name %}{{ name|title }}{% endif %}\n"
    }
)
assert not _MISTAKES


@cache
def shipped_rules() -> RuleSet:
    """The rules that inboxd ships, with the statistical judge."""
    return compile_folder(starter_rules())


def check_parse(raw: bytes) -> None:
    """Any octets become the same `Mail` twice, within the documented limits, and signs of a machine are looked for."""
    mail = parse_bytes(raw, NOW)
    assert mail == parse_bytes(raw, NOW), "parsing is not deterministic"
    assert mail.size == len(raw)
    _check_limits(mail)
    for each in _texts(mail):
        assert "\0" not in each
        each.encode()  # no lone surrogate
    for line in (mail.subject, *(each.name for each in _people(mail)), *(each.name for each in mail.attachments)):
        assert len(line.splitlines()) <= 1 or not any(sign in line for sign in "\r\n\0\x0b\x0c\x1c\x85"), repr(line)
    for address in _people(mail):
        assert address.email
        assert "@" in address.email
        assert not any(char.isspace() or ord(char) < 32 for char in address.email), address
    assert mail.text.new.strip() or not mail.text.all.strip(), "a text without anything new"
    automatic_signs(mail)
    read_bounce(raw)


def _people(mail: Mail) -> list[Any]:
    return [each for each in (mail.sender, *mail.reply_to, *mail.to, *mail.cc) if each is not None]


def _texts(mail: Mail) -> Iterable[str]:
    yield from (mail.subject, mail.text.all, mail.return_path or "", *mail.content_types, *mail.recipients)
    yield from (value for _, value in mail.headers.fields)
    yield from (each.name for each in mail.attachments)
    yield from (*mail.in_reply_to, *mail.references, *(each.detail for each in mail.defects))


def _check_limits(mail: Mail) -> None:
    assert len(mail.subject) <= limits.SUBJECT_CHARACTERS
    assert len(mail.headers.fields) <= limits.HEADERS
    assert all(len(value) <= limits.HEADER_OCTETS for _, value in mail.headers.fields)
    assert max(len(mail.to), len(mail.cc), len(mail.reply_to), len(mail.recipients)) <= limits.ADDRESSES
    assert max(len(mail.references), len(mail.in_reply_to)) <= limits.MESSAGE_IDS
    assert len(mail.content_types) <= limits.PARTS
    assert all(len(each.name) <= limits.NAME_CHARACTERS for each in (*mail.attachments, *_people(mail)))
    assert len(mail.text.all) <= _LONGEST_TEXT
    assert mail.sent_at is None or mail.sent_at.tzinfo is not None


def check_fold(text: str) -> None:
    """Folding twice is folding once, and every offset leads back into the text, in order."""
    for joined in (True, False):
        folded = fold(text, joined=joined)
        assert fold(folded.text, joined=joined).text == folded.text, "folding again changes the text"
        assert "\0" not in folded.text
        folded.text.encode()
        for view in (folded, *squeezed(folded)):
            _check_offsets(view, text)


def _check_offsets(folded: Folded, text: str) -> None:
    length = len(folded.text)
    step = max(1, length // 200)
    last_start = last_end = 0
    for start in range(0, length, step):
        span = folded.original_span(start, start + 1)
        assert 0 <= span[0] < span[1] <= len(text), (start, span)
        assert span[0] >= last_start, "offsets go back"
        assert span[1] >= last_end, "ends go back"
        last_start, last_end = span
        wide = folded.original_span(start, min(length, start + step))
        assert wide[0] == span[0]
        assert wide[1] >= span[1]
    first, last = folded.original_span(0, length)
    assert 0 <= first <= last <= len(text)


def check_quotes(text: str) -> None:
    """Every word is in exactly one piece, and what is new are lines of the text in their order."""
    for subject, is_answer in (("Re: x", True), ("Fwd: x", True), ("", False)):
        parts = take_apart(text, subject, is_answer=is_answer)
        lines = mark_plain(text).lines
        written, kept = Counter(" ".join(lines).split()), Counter(parts.all.split())
        assert written == kept, f"lost {written - kept}, made up {kept - written}"
        remaining = iter([line.rstrip() for each in lines for line in each.split("\n") if line.strip()])
        for line in parts.new.split("\n"):
            if line.strip():
                assert any(each == line.rstrip() for each in remaining), f"{line[:80]!r} is no line of the text"


def check_judge(raw: bytes) -> None:
    """A verdict for every mail, with finite sums, words that stand where it says, and an answer or a reason."""
    rules = shipped_rules()
    mail = parse_bytes(raw, NOW)
    verdict = judge(mail, rules)
    assert math.isfinite(verdict.heat)
    assert verdict.heat >= 0
    for signal in verdict.signals:
        assert math.isfinite(signal.score)
        for each in (*signal.evidence, *signal.shielded, *signal.shadow):
            where = place_text(mail, each.where)
            assert 0 <= each.start <= each.end <= len(where)
            assert where[each.start : each.end] == each.text
    send, reason = preview_answer(mail, verdict, rules)
    assert reason
    assert not send or mail.reply_address is not None
    answer = read_answer(verdict, rules, send=send, reason=reason)
    json.dumps(explanation("x.eml", mail, verdict, answer), allow_nan=False)


def check_rules(entry: tuple[str, bytes]) -> None:
    """Any octets in any rule file: a set that judges and writes, or what is wrong, with its file."""
    name, raw = entry
    files = {**rules_files(), "lists/vip.csv": REPLACED["lists/vip.csv"], name: raw}
    rules, problems = examine(files)
    for problem in problems:
        assert problem.file
        assert problem.line >= 0
        assert problem.what
        str(problem).encode("utf-8", "backslashreplace")
    if rules is None:
        assert any(not problem.warning for problem in problems), "refused without a reason"
        return
    mail = parse_bytes(b"From: mira@bluehill.example\r\nSubject: Down\r\n\r\nThe site is down, order A-20417", NOW)
    assert math.isfinite(judge(mail, rules).heat)
    templates, _ = read_templates(rules.replies)
    for key in rules.replies:
        if key[1] in templates.languages(key[0]):
            templates.choose(*key).render(Words(token="K7QX-2M4D"))


def check_templates(source: str) -> None:
    """A reply text is refused with its file and line, or gives a subject of one line and a bounded body."""
    templates, problems = read_templates({("urgent", "en"): source})
    if problems:
        assert all(each.file == "replies/urgent.en.txt" and each.line >= 0 for each in problems)
        return
    hostile = "{{ token }}{% raw %}\r\nBcc: x@y.example\x85\u2028" + "a" * 2 * LONGEST_VALUE
    for value in ("", "Mira", hostile):
        subject, body = templates.choose("urgent", "en").render(Words(**dict.fromkeys(VARIABLES, value)))
        assert len(subject.splitlines()) <= 1
        assert len(body) <= LONGEST_SOURCE * LONGEST_VALUE
        if value is hostile and "{{ token }}" in body:
            assert body.count("K7QX") == 0


def check_compose(given: Mapping[str, Any]) -> None:
    """What a stranger wrote into a letter adds no header, no recipient, no line end."""
    letter = Letter(
        kind="acknowledgment", template="urgent", language="en", to=given["to"], to_name=given["name"], mailbox="support",
        from_address="help@larch.example", subject=given["subject"], token="K7QX-2M4D", in_reply_to=given["in_reply_to"],
        references=given.get("references", ()), html=given.get("html", False), incident_text=given["topic"],
        identifiers=(Identifier("order", given.get("number", "")),), topics=("x",),
    )  # fmt: skip
    message_id = letter_message_id("acknowledgment:1", "acknowledgment", "larch.example", b"a secret of the tests")
    effect = Effect("acknowledgment:1", "support", letter, EffectState.QUEUED, NOW, message_id=message_id)
    sender = SenderIdentity("support@larch.example", given.get("display", "Larch"), "loop", team="Larch")
    try:
        raw = compose_letter(effect, _LETTERS, sender, ZoneInfo("Europe/Berlin"), NOW, _COMPOSED)
    except Permanent:
        return
    _check_letter(raw, letter, message_id)


_OURS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "Content-Type",
    "X-Auto-Response-Suppress", "Precedence", "X-Inboxd-Loop", "Content-Language", "MIME-Version", "Content-Transfer-Encoding",
}  # fmt: skip


def _check_letter(raw: bytes, letter: Letter, message_id: str) -> None:
    assert raw.isascii()
    assert b"\0" not in raw
    lines = raw.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines), "a bare line end"
    assert max(map(len, lines)) <= 998
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    names = mail.keys()
    assert len(names) == len(set(names)), names
    assert set(names) <= _OURS, set(names) - _OURS
    assert mail["Message-ID"] == f"<{message_id}>"
    assert "\r" not in mail["Subject"]
    assert "\n" not in mail["Subject"]
    if letter.to.isascii():
        assert [each.addr_spec for each in mail["To"].addresses] == [letter.to]
    assert [each.addr_spec for each in mail["From"].addresses] == ["help@larch.example"]
    bare = email.message_from_bytes(raw)
    assert "\n" not in str(make_header(decode_header(bare["Subject"].replace("\r\n", ""))))
    assert not bare.defects
    assert len(list(bare.walk())) == (3 if letter.html else 1)
