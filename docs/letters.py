"""Writes docs/letters.md: letters exactly as customers get them, in five languages: `python docs/letters.py`.

A test compares the page. The same complaint is judged in each language by the shipped rules; the letters are composed
by the same functions that compose them for customers.
"""

from __future__ import annotations

import email
import email.policy
import html
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.templates import Templates, compile_templates
from inboxd.core.decide.preview import preview_answer, preview_letter
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.effect import Letter
from inboxd.edge.rulefiles import compile_folder

DOCS = Path(__file__).resolve().parent
OURS = SenderIdentity("support@ourshop.example", "Our Shop")
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
"""10:00 and 12:00 in Sofia, where the shipped hours.yaml has the team."""
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_SHOWN = ("From", "To", "Subject", "Auto-Submitted", "Content-Language")


@dataclass(frozen=True, slots=True)
class Complaint:
    """The same matter, in one language.

    Attributes:
        language: its name, for the page.
        code: ISO 639-1.
    """

    language: str
    code: str
    writer: str
    subject: str
    text: str


COMPLAINTS = (
    Complaint(
        "English",
        "en",
        "Mira Hill <mira@bluehill.example>",
        "Third time",
        "This is the third time I write. My parcel never came, order number A-20417, and nobody answers."
        " I am at the end of my patience!",
    ),
    Complaint(
        "German",
        "de",
        "Jonas Weber <jonas@birkenhof.example>",
        "Zum dritten Mal",
        "Ich schreibe jetzt zum dritten Mal. Mein Paket ist nie angekommen, Bestellnummer A-20417, und niemand"
        " antwortet. Meine Geduld ist am Ende!",
    ),
    Complaint(
        "Japanese",
        "ja",
        "高橋 美咲 <takahashi@kaede.example>",
        "三度目のご連絡",
        "これで三度目のご連絡です。荷物がまだ届きません。注文番号はA-20417です。どなたからもお返事がなく、もう我慢の限界です。",
    ),
    Complaint(
        "Bulgarian",
        "bg",
        "Мира Петрова <mira@morski-bryag.example>",
        "За трети път",
        "Пиша ви за трети път. Пратката ми така и не пристигна, номер на поръчка A-20417, и никой не отговаря."
        " Търпението ми свърши!",
    ),
    Complaint(
        "Persian",
        "fa",
        "مینا کریمی <mina@bagh-ketab.example>",
        "برای بار سوم",
        "این سومین بار است که می‌نویسم. بسته‌ام هنوز نرسیده، شماره سفارش A-20417 است و هیچ‌کس جواب نمی‌دهد."
        " دیگر صبرم تمام شده!",
    ),
)


def page() -> str:
    """The text of docs/letters.md."""
    rules = compile_folder(DOCS.parent / "rules")
    return "\n".join(_lines(rules, compile_templates(rules.replies))) + "\n"


def letters(complaint: Complaint, rules: RuleSet, templates: Templates) -> Iterator[tuple[str, EmailMessage]]:
    """What the customer gets, each under a heading: in working time, out of it, and three days after our answer."""
    yield "Acknowledged on a Friday, 10:00", _letter(complaint, "urgent", FRIDAY, rules, templates)
    yield "Acknowledged on a Saturday, 12:00", _letter(complaint, "urgent", SATURDAY, rules, templates)
    yield "Asked after our answer", _letter(complaint, "follow_up", TUESDAY, rules, templates)


def _letter(complaint: Complaint, template: str, at: datetime, rules: RuleSet, templates: Templates) -> EmailMessage:
    draft = Draft(subject=complaint.subject, text=complaint.text, sender=complaint.writer)
    mail = parse_bytes(compose_draft(draft), at)
    verdict = judge(mail, rules)
    allowed, reason = preview_answer(mail, verdict, rules)
    if not allowed or verdict.language != complaint.code:
        raise SystemExit(f"{complaint.language}: {reason}, taken for {verdict.language}: choose other words")
    effect = preview_letter(mail, verdict, rules, template, "", at)
    letter = effect.deed
    assert isinstance(letter, Letter)  # noqa: S101 - `preview_letter` makes nothing else
    rated = replace(letter, rating="five", silence=timedelta(days=5)) if template == "follow_up" else letter
    raw = compose_letter(replace(effect, deed=rated), templates, OURS, rules.hours.zone, at, rules.words)
    return email.message_from_bytes(raw, policy=email.policy.default)


def _lines(rules: RuleSet, templates: Templates) -> Iterator[str]:
    yield "<!-- Written by `python docs/letters.py` from the shipped texts; change them in rules/replies. -->"
    yield "# What customers read"
    yield ""
    yield "The same complaint in five of the languages, and the letters exactly as they go out: within seconds on a"
    yield "working day, within seconds on a day off, and the question after a human has answered, here with"
    yield "`rating: five` in `rules/verification.yaml`. The rules found topic and order number by themselves."
    yield "`inboxd replies show` composes any text for any mail. More on [acknowledgments](acknowledgments.md) and on"
    yield "[the question](verification.md)."
    for complaint in COMPLAINTS:
        yield ""
        yield f"## {complaint.language}"
        yield ""
        yield from _shown(complaint, (f"<b>{html.escape(complaint.subject)}</b>", html.escape(complaint.text)))
        for heading, letter in letters(complaint, rules, templates):
            yield ""
            yield f"### {heading}"
            yield ""
            yield from _shown(complaint, (_header(letter), *_paragraphs(letter)))


def _shown(complaint: Complaint, paragraphs: tuple[str, ...]) -> Iterator[str]:
    direction = "rtl" if complaint.code in _RIGHT_TO_LEFT else "ltr"
    yield f'<blockquote lang="{complaint.code}" dir="{direction}">'
    yield from (f"<p>{paragraph}</p>" for paragraph in paragraphs)
    yield "</blockquote>"


def _header(letter: EmailMessage) -> str:
    shown = (f"{name}: <bdi>{html.escape(str(letter[name]))}</bdi>" for name in _SHOWN if letter[name])
    return f"<sub>{'<br>'.join(shown)}</sub>"


def _paragraphs(letter: EmailMessage) -> Iterator[str]:
    part = letter.get_body(("plain",))
    text = "\n".join(str(part.get_content() if part else "").splitlines())
    for paragraph in text.strip().split("\n\n"):
        yield html.escape(paragraph.strip(), quote=False).replace("\n", "<br>")


if __name__ == "__main__":
    (DOCS / "letters.md").write_text(page(), encoding="utf-8")
    sys.stdout.write("docs/letters.md\n")
