"""A month of invented complaints with incidents planted in it, the same one for the same seed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from benchmarks.complaints_said import CLOSINGS, GREETINGS, OF_TOPICS, THINGS, TROUBLES, UNKNOWN
from inboxd.core.text.fold import fold
from inboxd.core.trend.features import features
from inboxd.core.values.trend import Complaint

BEGIN = datetime(2030, 4, 1, tzinfo=UTC)  # a Monday
DAYS = 30
PROVIDERS = tuple(f"freemail{number}.example" for number in range(8))
LANGUAGES = {"en": 34, "de": 16, "fr": 12, "es": 10, "ja": 10, "th": 7, "bg": 6, "fa": 5}
TOPICS = {
    "delivery": 12, "refund": 9, "invoice": 8, "sign-in": 7, "double-charge": 3,
    "payment-declined": 3, "data-loss": 1.5, "outage": 1.5,
}  # fmt: skip
_WITH_TOPIC = 0.45
_DAY = (1, 0.8, 0.6, 0.5, 0.6, 1, 2, 4, 7, 9, 10, 10, 9, 9, 9, 8, 8, 7, 6, 6, 5, 4, 3, 2)
_WEEK = (1.25, 1.1, 1.05, 1.0, 0.95, 0.5, 0.45)


@dataclass(frozen=True)
class Planted:
    """An incident: `customers` people write about `said` between `begin` and `begin + lasts`.

    `growing` makes later hours fuller; `house` puts all of them into one company; `times` lets each write so often.
    """

    name: str
    said: dict
    languages: tuple
    begin: float  # days
    lasts: float  # hours
    customers: int
    must_alarm: bool = True
    growing: bool = False
    house: str = ""
    times: int = 1


ALL = tuple(LANGUAGES)
PLANTED = (
    Planted("sudden outage in the first week", OF_TOPICS["outage"], ("en", "de", "fr"), 4.42, 2, 45),
    Planted("sign-in, five languages", OF_TOPICS["sign-in"], ("en", "de", "es", "ja", "bg"), 15.6, 3, 26),
    Planted("double charges, slowly growing", OF_TOPICS["double-charge"], ALL, 16.0, 144, 90, growing=True),
    Planted("one company, 30 people", OF_TOPICS["data-loss"], ("en",), 17.4, 2, 30, False, house="bigfirm.example"),
    Planted("one angry customer, 40 mails", OF_TOPICS["refund"], ("en",), 18.5, 30, 1, False, times=40),
    Planted("payments fail at night", OF_TOPICS["payment-declined"], ("en", "es", "th"), 19.1, 2, 10),
    Planted("an error code in eight languages", UNKNOWN["code"], ALL, 20.35, 6, 22),
    Planted("an unknown fault of a kettle", UNKNOWN["valve"], ("en",), 22.3, 24, 14),
    Planted("misprinted stickers, Japanese only", UNKNOWN["stickers"], ("ja",), 23.4, 12, 12),
    Planted("lost data on a Saturday evening", OF_TOPICS["data-loss"], ("en", "de", "fa"), 26.8, 4, 9),
    Planted("a seat belt, Thai only", UNKNOWN["seat"], ("th",), 24.2, 24, 12),
    Planted("parcels, twice as many for two days", OF_TOPICS["delivery"], ALL, 28.0, 48, 170),
)


@dataclass(frozen=True)
class Written:
    """A message before it becomes a complaint."""

    at: datetime
    customer: str
    language: str
    subject: str
    text: str
    planted: str = ""


def month(seed: int, messages: int = 22_000, planted: tuple = PLANTED, days: int = DAYS) -> list[Written]:
    """About so many messages besides the planted ones, in the order of their time."""
    chance = random.Random(seed)
    written = list(_background(chance, messages, days))
    for incident in planted:
        written.extend(_incident(chance, incident))
    return sorted(written, key=lambda each: each.at)


def complaints(written: list[Written]) -> Iterator[Complaint]:
    """What the detector gets: topics as the shipped `topics.yaml` finds them, telling words."""
    topics = shipped_topics()
    for number, each in enumerate(written):
        folded = fold(f"{each.subject}\n{each.text}").text
        found = tuple(name for name, phrases in topics.items() if any(phrase in folded for phrase in phrases))
        yield Complaint(
            message_key=f"message-{number}",
            at=each.at,
            mailbox="support",
            customer=each.customer,
            domain=each.customer.rpartition("@")[2],
            case_id=f"case-{number}",
            language=each.language,
            topics=found,
            words=features(each.subject, each.text),
        )


def shipped_topics() -> dict[str, tuple[str, ...]]:
    """Folded phrases by topic, of all languages."""
    topics: dict[str, list[str]] = {}
    for path in sorted((Path(__file__).resolve().parents[1] / "rules" / "words").glob("*.yaml")):
        for name, entry in yaml.safe_load(path.read_text(encoding="utf-8"))["topics"].items():
            topics.setdefault(name, []).extend(entry["phrases"])
    return {
        name: tuple(fold(each.strip("*")).text for each in phrases if len(each) > 3) for name, phrases in topics.items()
    }


def _background(chance: random.Random, messages: int, days: int) -> Iterator[Written]:
    weight = sum(_DAY) * sum(_WEEK) / 7 * days
    topic_names, topic_weights = list(TOPICS), list(TOPICS.values())
    for day in range(days):
        wobble = math.exp(chance.gauss(0, 0.12))  # weather, holidays, a newsletter
        of_topic = [each * math.exp(chance.gauss(0, 0.1)) for each in topic_weights]
        for hour in range(24):
            mean = messages * _DAY[hour] * _WEEK[day % 7] / weight * wobble
            for _ in range(_poisson(chance, mean)):
                language = chance.choices(ALL, list(LANGUAGES.values()))[0]
                if chance.random() < _WITH_TOPIC:
                    said = chance.choice(OF_TOPICS[chance.choices(topic_names, of_topic)[0]][language])
                else:
                    said = _ordinary(chance, language)
                at = BEGIN + timedelta(days=day, hours=hour + chance.random())
                yield _write(chance, at, _customer(chance), language, said)


def _ordinary(chance: random.Random, language: str) -> str:
    things, troubles = THINGS[language].split("|"), TROUBLES[language].split("|")
    thing = things[min(int(chance.expovariate(0.12)), len(things) - 1)]
    return chance.choice(troubles).format(thing)


def _customer(chance: random.Random) -> str:
    number = int(chance.paretovariate(0.6) * 40) % 60_000  # a few write often
    if chance.random() < 0.6:
        return f"person{number}@{PROVIDERS[number % len(PROVIDERS)]}"
    return f"person{number % 7}@firm{number // 7}.example"


def _write(chance: random.Random, at: datetime, customer: str, language: str, said: str, planted: str = "") -> Written:
    about = _ordinary(chance, language) if chance.random() < 0.25 else ""
    number = f" ({chance.randint(100000, 999999)})" if chance.random() < 0.3 else ""
    closing = chance.choice(CLOSINGS[language]) if chance.random() < 0.9 else ""
    text = f"{chance.choice(GREETINGS[language])}\n{said}{number}. {about}\n{closing}"
    subject = said if chance.random() < 0.4 else chance.choice(GREETINGS[language])
    return Written(at, customer, language, subject, text, planted)


def _incident(chance: random.Random, incident: Planted) -> Iterator[Written]:
    for number in range(incident.customers):
        language = chance.choice(incident.languages)
        if incident.house:
            customer = f"colleague{number}@{incident.house}"
        elif chance.random() < 0.7:
            customer = f"hit{number}.{abs(hash(incident.begin)) % 1000}@{chance.choice(PROVIDERS)}"
        else:
            customer = f"hit{number}@shop{number}-{int(incident.begin * 100)}.example"
        for _ in range(incident.times):
            share = chance.random()
            share = math.sqrt(share) if incident.growing else share
            at = BEGIN + timedelta(days=incident.begin, hours=share * incident.lasts)
            yield _write(chance, at, customer, language, chance.choice(incident.said[language]), incident.name)


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
