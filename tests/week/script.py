# ruff: noqa: E501 - a story a line reads best
"""What happens in the scripted week: who writes what and when. Only words and times; nothing runs here.

Every story has one customer. A turn comes so long after the turn before, or after a mail of ours that it waits for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MONDAY = datetime(2025, 8, 4, 6, 30, tzinfo=UTC)
"""Long past: Dovecot gives no message a date in the future."""
LANGUAGES = ("en", "de", "ja", "bg", "fa", "es")


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that somebody does.

    Attributes:
        does: "writes" (the customer), "answers", "marks" (an agent), "closes", "reopens" (a person), "bounces", "bounces
            the answer" (the customer's server), "is away" (the customer's vacation responder).
        later: how long after the turn before, or after the letter.
        after: kind of our letter to this customer that is waited for; "" for the turn before.
        text: what is written.
        agent: who answers.
    """

    does: str
    later: timedelta
    text: str = ""
    after: str = ""
    agent: str = "anna@ourshop.example"


@dataclass(frozen=True, slots=True)
class Story:
    """One customer's week.

    Attributes:
        starts: how long after Monday morning the first message arrives.
        ends: the state of the case at the end; "" where none must be opened.
        happens: kinds of events that its history must hold, in this order, others between them allowed.
    """

    name: str
    language: str
    subject: str
    text: str
    starts: timedelta
    turns: tuple[Turn, ...]
    ends: str
    happens: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def customer(self) -> str:
        """The customer's address, one a story and each of its own company: colleagues who write at once are one machine."""
        return f"mira@{self.name}-{self.language}.example"


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

REPLY = {
    "en": "I have restored your access and checked it myself. Please try again.",
    "de": "Ich habe den Zugang wiederhergestellt und selbst geprüft. Bitte versuchen Sie es noch einmal.",
    "ja": "設定を修正し、こちらでも動作を確認しました。もう一度お試しください。",
    "bg": "Възстанових достъпа и го проверих лично. Моля, опитайте отново.",
    "fa": "دسترسی شما را برگرداندم و خودم هم امتحان کردم. لطفاً دوباره امتحان کنید.",
    "es": "He restablecido el acceso y lo he comprobado yo mismo. Pruebe de nuevo, por favor.",
}
YES = {"en": "Yes", "de": "Ja, alles gut.", "ja": "はい、解決しました。", "bg": "Да, реши се.", "fa": "بله", "es": "Sí"}
NO = {
    "en": "No, it still does not work.",
    "de": "Nein, es geht immer noch nicht.",
    "ja": "いいえ、まだ直っていません。",
    "bg": "Не, още не работи.",
    "fa": "نه، هنوز درست نشده است.",
    "es": "No, sigue sin funcionar.",
}
THANKS = {
    "en": "Thank you!",
    "de": "Vielen Dank!",
    "ja": "ありがとうございます。",
    "bg": "Благодаря ви!",
    "fa": "ممنون",
    "es": "¡Gracias!",
}
UNCLEAR = {
    "en": "I will check it tomorrow.",
    "de": "Das prüfe ich morgen.",
    "ja": "明日確認します。",
    "bg": "Ще проверя утре.",
    "fa": "فردا بررسی می‌کنم.",
    "es": "Lo compruebo mañana.",
}
MORE = {
    "en": "By the way, the same happens on my second computer.",
    "de": "Übrigens passiert dasselbe auf meinem zweiten Rechner.",
    "ja": "なお、もう一台のパソコンでも同じことが起きています。",
    "bg": "Впрочем, същото става и на втория ми компютър.",
    "fa": "راستی روی رایانهٔ دومم هم همین اتفاق می‌افتد.",
    "es": "Por cierto, en mi segundo ordenador pasa lo mismo.",
}


Takes = Callable[[str, str], str]
"""Subject and text → name of the route that such a mail takes, "" where no automatic mail may go out."""


def stories(takes: Takes) -> tuple[Story, ...]:
    """The whole week: six languages through the same paths, and the odd ones."""
    told = [story for number, language in enumerate(LANGUAGES) for story in _paths(language, number, takes)]
    return (*told, *_odd_ones(takes))


def _paths(language: str, number: int, takes: Takes) -> Iterator[Story]:
    """The paths that every language takes; the hours differ a little so that cases cross each other."""
    angry, calm = _mails(language, "priority", takes), _mails(language, "questions", takes)
    shift = number * 17 * MINUTE
    answer, later = (
        Turn("answers", 25 * MINUTE, REPLY[language]),
        Turn("answers", 40 * MINUTE, REPLY[language], agent="boris@ourshop.example"),
    )

    def says(words: dict[str, str], later: timedelta = 2 * HOUR) -> Turn:
        return Turn("writes", later, words[language], after="follow_up")

    def story(
        name: str, mail: tuple[str, str], starts: timedelta, turns: tuple[Turn, ...], ends: str, *happens: str
    ) -> Story:
        return Story(name, language, mail[0], mail[1], starts + shift, turns, ends, happens)

    yield story(
        "yes",
        next(angry),
        HOUR,
        (answer, says(YES)),
        "resolved",
        "opened",
        "acknowledged",
        "replied",
        "follow-up-sent",
        "confirmed",
        "resolved",
    )
    yield story(
        "no",
        next(angry),
        2 * HOUR,
        (answer, says(NO), later, says(YES)),
        "resolved",
        "replied",
        "follow-up-sent",
        "denied",
        "reopened",
        "replied",
        "follow-up-sent",
        "confirmed",
        "resolved",
    )
    yield story(
        "thanks",
        next(calm),
        3 * HOUR,
        (answer, says(THANKS)),
        "resolved",
        "replied",
        "follow-up-sent",
        "thanked",
        "resolved",
    )
    yield story(
        "unclear",
        next(calm),
        DAY,
        (answer, says(UNCLEAR), later, says(YES)),
        "resolved",
        "follow-up-sent",
        "unsure",
        "reopened",
        "replied",
        "confirmed",
        "resolved",
    )
    yield story("silence", next(calm), DAY + 2 * HOUR, (answer,), "resolved", "replied", "follow-up-sent", "resolved")
    yield story(
        "late",
        next(angry),
        DAY + 3 * HOUR,
        (Turn("answers", 30 * HOUR, REPLY[language]), says(YES)),
        "resolved",
        "acknowledged",
        "warned",
        "breached",
        "escalated",
        "replied",
        "follow-up-sent",
        "confirmed",
        "resolved",
    )
    yield story("again", next(calm), 2 * DAY, (Turn("writes", 20 * MINUTE, MORE[language]), answer, says(YES)), "resolved",
                "opened", "customer-wrote", "replied", "confirmed", "resolved")  # fmt: skip


_FIRE = (
    "Our payroll is due today and the whole upload page is gone since this morning. If the list does not go out by "
    "five, forty people get no salary. This is urgent, we are desperate, please help us now!"
)
_LAW = (
    "You have kept my deposit for five weeks and nobody answers. My lawyer files the lawsuit at the court on Friday, "
    "and we will sue you for every cent of it."
)


def _odd_ones(takes: Takes) -> tuple[Story, ...]:
    """Paths that one language shows for all."""
    mails = islice(_mails("en", "questions", takes), 8, None)
    answer = Turn("answers", 30 * MINUTE, REPLY["en"])
    asked = "follow_up"

    def story(name: str, starts: timedelta, turns: tuple[Turn, ...], ends: str, *happens: str) -> Story:
        subject, text = next(mails)
        return Story(name, "en", subject, text, starts, turns, ends, happens)

    return (
        story("unasked-yes", 5 * HOUR, (answer, Turn("writes", HOUR, "It works now, thanks!")), "resolved", "replied", "confirmed", "resolved"),
        story("unasked-no", 5 * HOUR, (answer, Turn("writes", HOUR, "No, it still does not work."), answer), "resolved", "replied", "denied", "reopened", "replied"),
        story("unasked-thanks", 5 * HOUR, (answer, Turn("writes", HOUR, "Thank you!")), "resolved", "replied", "thanked", "follow-up-sent", "resolved"),
        story("thanks-early", 6 * HOUR, (Turn("writes", 10 * MINUTE, "Thank you in advance!"), answer), "resolved", "opened", "replied", "resolved"),
        story("came-back", DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("writes", 5 * HOUR, "It is broken again."), answer), "resolved", "confirmed", "resolved", "reopened"),
        story("new-matter", DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("writes", 5 * HOUR, "How do I add a second user to the plan, and what does it cost a month?"), answer), "resolved", "confirmed", "resolved", "reopened"),
        story("thanks-late", DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("writes", 5 * HOUR, "Thank you!")), "resolved", "confirmed", "resolved"),
        story("yes-twice", DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("writes", 5 * HOUR, "Yes, solved.")), "resolved", "confirmed", "resolved"),
        story("goodbye", DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("answers", HOUR, "You are welcome, have a good day.")), "resolved", "confirmed", "resolved", "replied"),
        story("two-agents", 2 * DAY, (answer, Turn("answers", 2 * MINUTE, "One thing more: please restart once.", agent="boris@ourshop.example"), Turn("writes", HOUR, "Yes", after=asked)), "resolved", "replied", "replied", "confirmed", "resolved"),
        story("second-thought", 2 * DAY, (answer, Turn("answers", HOUR, "We have improved it once more.", after=asked)), "resolved", "follow-up-sent", "replied", "resolved"),
        story("marked", 2 * DAY, (Turn("marks", HOUR), Turn("writes", HOUR, "Yes", after=asked)), "resolved", "replied", "confirmed", "resolved"),
        story("closed-waiting", 2 * DAY, (Turn("closes", HOUR),), "resolved", "opened", "resolved"),
        story("closed-replied", 2 * DAY, (answer, Turn("closes", HOUR)), "resolved", "replied", "resolved"),
        story("closed-asked", 2 * DAY, (answer, Turn("closes", HOUR, after=asked), Turn("closes", HOUR)), "resolved", "follow-up-sent", "resolved"),
        story("taken-up", 2 * DAY, (answer, Turn("reopens", HOUR), Turn("reopens", HOUR), answer), "resolved", "replied", "reopened", "replied"),
        story("taken-up-asked", 2 * DAY, (answer, Turn("reopens", HOUR, after=asked), answer), "resolved", "follow-up-sent", "reopened", "replied"),
        story("taken-up-ended", 2 * DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("reopens", DAY), answer), "resolved", "confirmed", "resolved", "reopened", "replied"),
        story("bad-rating", 3 * DAY, (answer, Turn("writes", HOUR, "Yes, solved. Rating: 1 of 5", after=asked), answer), "resolved", "follow-up-sent", "rated", "reopened", "replied"),
        story("bad-rating-late", 3 * DAY, (answer, Turn("writes", HOUR, "Yes", after=asked), Turn("writes", HOUR, "It is solved. Rating: 1 of 5"), answer), "resolved", "confirmed", "resolved", "rated", "reopened"),
        story("good-rating", 3 * DAY, (answer, Turn("writes", HOUR, "Yes, solved. 5/5", after=asked)), "resolved", "confirmed", "rated", "resolved"),
        story("away", 3 * DAY, (answer, Turn("is away", MINUTE, "I am out of the office until Monday.", after=asked)), "resolved", "follow-up-sent", "resolved"),
        story("more-when-asked", 3 * DAY, (answer, Turn("writes", HOUR, "Could you also send me the invoice for March as a PDF, please?", after=asked), answer), "resolved", "follow-up-sent", "reopened", "replied"),
        story("another-question", 3 * DAY, (answer, Turn("writes", HOUR, "How do I add a second user to the plan, and what does it cost a month?"), answer), "resolved", "replied", "customer-wrote", "reopened", "replied"),
        story("new-fire", 3 * DAY, (answer, Turn("writes", HOUR, _FIRE, after=asked), answer), "resolved", "follow-up-sent", "customer-wrote", "reopened", "replied"),
        story("bounced", 3 * DAY, (Turn("bounces", MINUTE, after="acknowledgment"), Turn("answers", HOUR, REPLY["en"]), Turn("closes", DAY)), "resolved", "acknowledged", "unreachable", "replied", "resolved"),
        story("answer-bounced", 3 * DAY, (answer, Turn("bounces the answer", MINUTE), answer), "resolved", "replied", "unreachable", "reopened", "replied", "resolved"),
        story("answer-bounced-late", 3 * DAY, (answer, Turn("bounces the answer", HOUR, after=asked), Turn("closes", DAY)), "resolved", "follow-up-sent", "unreachable", "reopened", "resolved"),
        Story("law", "en", "Last letter", _LAW, 3 * DAY, (answer,), "resolved", ("opened", "acknowledgment-suppressed", "reported", "replied", "resolved")),
    )  # fmt: skip


def _mails(language: str, route: str, takes: Takes) -> Iterator[tuple[str, str]]:
    """Subjects and texts of judged mails that take this route, each word of them invented."""
    wanted = {
        "priority": {"open-anger", "polite-fury", "calm-desperation"},
        "questions": {"plain-question", "small-bug", "product-words"},
    }[route]
    for file in sorted((CORPUS / language).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            mail = json.loads(line)
            fits = mail["kind"] in wanted and mail["subject"] and len(mail["text"]) > 120
            if fits and takes(mail["subject"], mail["text"]) == route:
                yield mail["subject"], mail["text"]
