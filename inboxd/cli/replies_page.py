"""One reply text as a customer would get it: decoded header, words, and whether it would go out at all."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

import typer

from inboxd.cli.printable import printable
from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.templates import compile_templates
from inboxd.core.decide.preview import preview_answer, preview_letter
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.reasons import REASONS
from inboxd.core.values.verdict import Acknowledge, Verdict

_SAMPLE = Draft(
    subject="Locked out",
    text="I cannot log in since this morning, and my order number is A-20417. Where is it?",
    sender="Mira Petrova <mira@bluehill.example>",
)
_DISTURBANCE = "Signing in fails for some customers since 9 o'clock; two colleagues are working on nothing else."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown.

    Attributes:
        raw: of the message; empty for the sample.
        at: when it arrives, aware.
    """

    name: str
    language: str
    raw: bytes
    at: datetime
    as_html: bool


def show(rules: RuleSet, wanted: Wanted) -> None:
    """Print header and text, then whether it would go out."""
    mail = parse_bytes(wanted.raw or compose_draft(_SAMPLE), wanted.at)
    verdict = judge(mail, rules)
    effect = preview_letter(mail, verdict, rules, wanted.name, wanted.language, wanted.at)
    sources = {text: source for text, source in rules.replies.items() if text[0] == wanted.name}
    letter = effect.deed
    assert isinstance(letter, Letter)  # noqa: S101 - `preview_letter` makes nothing else
    sender = SenderIdentity(letter.from_address)
    zone = rules.hours.zone
    effect = _filled(effect, letter, wanted)
    raw = compose_letter(effect, compile_templates(sources), sender, zone, wanted.at, rules.words)
    shown = email.message_from_bytes(raw, policy=email.policy.default)
    for name, value in shown.items():
        typer.echo(printable(f"{name}: {value}"))
    typer.echo("")
    for line in _body(shown, as_html=wanted.as_html).splitlines():
        typer.echo(printable(line))
    if wanted.raw:
        typer.echo("")
        typer.echo(_would_it(wanted, verdict, *preview_answer(mail, verdict, rules)))


def _filled(effect: Effect, letter: Letter, wanted: Wanted) -> Effect:
    """What only a person or an earlier answer could tell is made up, and the HTML part is there when it is wanted."""
    text = _DISTURBANCE if wanted.name in {"incident", "fixed"} else ""
    return replace(effect, deed=replace(letter, incident_text=text, html=letter.html or wanted.as_html))


def _body(shown: EmailMessage, *, as_html: bool) -> str:
    part = shown.get_body(("html",) if as_html else ("plain",))
    return str(part.get_content()) if part else ""


def _would_it(wanted: Wanted, verdict: Verdict, allowed: bool, reason: str) -> str:
    code, _, detail = reason.partition(": ")
    asked = verdict.route.acknowledge
    if not allowed:
        sentence = next((info.sentence for info in REASONS if info.reason == code), "")
        return printable(f"It would NOT go out: {code}{f' ({detail})' if detail else ''}. {sentence}")
    if asked is Acknowledge.NEVER or asked.value != wanted.name:
        return f"It would not be this text: the route {verdict.route.name!r} asks for {asked.value!r}."
    after = verdict.route.acknowledge_after
    waits = f" after {int(after.total_seconds() // 60)} minutes, unless a human is quicker" if after else ""
    return f"It would go out{waits}, as far as the message itself tells; what happened before is not known here."
