"""What is played: who writes first, who answers, and how many letters of ours are right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tests.loops.actors import (
    ANGRY,
    AWAY,
    RECEIVED,
    Bouncer,
    Forwarder,
    MailingList,
    Person,
    Responder,
    always,
    other_word,
)
from tests.loops.world import OURS, Actor, Post, World, write

BILLING = "billing@ourshop.example"
OTHER = "desk@otherhelp.example"
_DAY = timedelta(days=1)
_NAMES = ("anna", "boris", "clara", "dmitri", "elena")
_TROUBLES = (
    "The whole office is locked out since eight and the phones do not stop. Fix it now!",
    "Again charged twice, this is fraud. Give it back immediately!",
    "Third request, still silence. Our warehouse stands still and every hour costs us thousands!",
    "Your update has deleted all our files. Call me at once!",
    "I cancel everything if the export is not repaired today. Unbelievable service, truly.",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One play.

    Attributes:
        begin: brings the actors on and sends the first mails.
        acknowledgments: how many are right at most, over everybody.
        others: kinds of further letters → how many are right at most.
        answer_after: when our people answer whoever waits; None when they never do.
    """

    name: str
    begin: Callable[[World], None]
    acknowledgments: int = 1
    others: Mapping[str, int] = field(default_factory=dict)
    answer_after: timedelta | None = None


def _scene_of(name: str, actor: Callable[[], Actor], first: str, **how: object) -> Scene:
    """Somebody with a machine writes an angry mail; from then on the machine answers."""

    def begin(world: World) -> None:
        world.actors = (actor(),)
        world.post(_mail(world, first, ANGRY))

    return Scene(name, begin, **how)  # type: ignore[arg-type]


def _mail(world: World, sender: str, text: str, *, to: str = OURS, later: timedelta = timedelta(), **how: str) -> Post:
    subject = how.pop("subject", "Nothing works")
    return Post(to, write(sender, to, subject, text, world.clock.now() + later, **how), later)  # type: ignore[arg-type]


def _another_inboxd(gateway: Callable[[bytes], bytes]) -> Callable[[World], None]:
    def begin(world: World) -> None:
        world.gateway = gateway
        world.post(_mail(world, OTHER, ANGRY))

    return begin


def without(*names: str) -> Callable[[bytes], bytes]:
    """A gateway that removes header fields."""

    def strip(raw: bytes) -> bytes:
        head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        fields = re.split(rb"\n(?![ \t])", head)
        kept = [each for each in fields if each.partition(b":")[0].decode().lower() not in names]
        return b"\n".join(kept) + b"\n\n" + body

    return strip


def bare(raw: bytes) -> bytes:
    """A gateway that leaves nothing but who, to whom, when and what; the subject loses what stands in brackets."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    names = (b"from", b"to", b"subject", b"date", b"content-type", b"content-transfer-encoding", b"mime-version")
    kept = [re.sub(rb"\[[^\]]*\]", b"", each) for each in fields if each.partition(b":")[0].lower() in names]
    return b"\n".join(kept) + b"\n\n" + body


_MARKS = ("x-inboxd-loop", "auto-submitted", "x-auto-response-suppress", "precedence")


def _colleagues(world: World) -> None:
    actors = []
    for number, (name, text) in enumerate(zip(_NAMES, _TROUBLES, strict=True)):
        address = f"{name}@bluehill.example"
        actors.append(
            Responder(
                always(address), always(f"{AWAY} Greetings, {name}"), always(f"{name} is not here"),
                owned=lambda each, own=address: each == own,
            )
        )  # fmt: skip
        world.post(_mail(world, address, text, later=timedelta(minutes=5 * number), subject=f"Trouble {number}"))
    world.actors = tuple(actors)


def _every_twenty_minutes(world: World) -> None:
    world.actors = (Person("desk@tickets.example"),)
    for number in range(2100):
        text = RECEIVED.replace("{number}", str(number)) + f" Reminder of day {number // 72}."
        world.post(
            _mail(
                world, f"desk+{number}@tickets.example", text, later=timedelta(minutes=20 * number),
                subject=f"Ticket {number}",
            )
        )  # fmt: skip


def _list(*, marked: bool, answer: str = "") -> Callable[[World], None]:
    """A list on which we and a stranger stand.

    Args:
        answer: subject with which the stranger's responder answers; without one nobody is away.
    """

    def begin(world: World) -> None:
        address, member = "team@bluehill.example", "nora@hillside.example"
        stranger = Responder(always(member), subject=always(answer)) if answer else Person(member)
        world.actors = (MailingList(address, (OURS, member), marked=marked), stranger)
        world.post(_mail(world, address, ANGRY))

    return begin


def _two_mailboxes(world: World) -> None:
    world.post(_mail(world, OURS, ANGRY, to=BILLING))
    world.post(_mail(world, BILLING, ANGRY, to=OURS, later=timedelta(minutes=1)))


def _two_addresses(*, same: bool) -> Callable[[World], None]:
    def begin(world: World) -> None:
        name = "<one@bluehill.example>"
        world.actors = (Person("mira@bluehill.example"),)
        for number, to in enumerate((OURS, BILLING, "help@ourshop.example")):
            message_id = name if same else f"<one{number}@bluehill.example>"
            raw = write("mira@bluehill.example", to, "Nothing works", ANGRY, world.clock.now(), message_id=message_id)
            world.post(Post(to, raw, timedelta(seconds=number)))

    return begin


def _away_after_question(headers: tuple[tuple[str, str], ...]) -> Callable[[World], None]:
    def begin(world: World) -> None:
        mira = "mira@bluehill.example"
        machine = Responder(always(mira), threaded=True, headers=headers)
        world.actors = (_OnlyQuestions(machine),)
        world.post(_mail(world, mira, ANGRY))

    return begin


@dataclass
class _OnlyQuestions:
    """Away only by the time that we ask."""

    machine: Responder

    def owns(self, address: str) -> bool:
        return self.machine.owns(address)

    def receive(self, mail, now):
        asks = any(kind in str(mail["Message-ID"]) for kind in (".follow_up.", ".reminder."))
        return self.machine.receive(mail, now) if asks else ()


def _crowd(world: World) -> None:
    """A loop at a provider of everybody, and people there who have real trouble."""
    loop = Responder(lambda number: f"support{chr(97 + number % 26)}@gmail.example", always(RECEIVED),
                     always("Ticket {number} received"), owned=lambda each: each.startswith("support"))  # fmt: skip
    people = [Person(f"{name}.{name[::-1]}@gmail.example") for name in _NAMES]
    world.actors = (loop, *people)
    world.post(_mail(world, "support@gmail.example", RECEIVED))
    for number, (person, text) in enumerate(zip(people, _TROUBLES, strict=True)):
        world.post(_mail(world, person.address, text, later=timedelta(minutes=7 * number), subject=f"Help {number}"))


def _thanks(world: World) -> None:
    world.actors = (Person("mira@bluehill.example", {"human": "Thank you so much, perfect!"}),)
    world.post(_mail(world, "mira@bluehill.example", ANGRY))


_RFC_3834 = (("Auto-Submitted", "auto-replied (vacation)"), ("Precedence", "bulk"))
_SOON = timedelta(hours=2)
_ASKED = {"follow_up": 1, "reminder": 1}


def _tickets(number: int) -> str:
    return f"ticket-{5000 + number}@tickets.example"


def _one_byte(number: int) -> str:
    return f"helpdesk{chr(97 + number % 26)}@tickets.example"


def _unlike(number: int) -> str:
    return f"{'qzjxkvw'[number % 7]}{number * 7919 % 99991:x}{'mnprst'[number % 6]}@tickets.example"


SCENES: tuple[Scene, ...] = (
    Scene("another inboxd", _another_inboxd(bytes)),
    Scene("another inboxd, loop header stripped", _another_inboxd(without("x-inboxd-loop"))),
    Scene("another inboxd, all marks stripped", _another_inboxd(without(*_MARKS))),
    Scene("another inboxd, nothing but the text left", _another_inboxd(bare)),
    _scene_of(
        "vacation as RFC 3834 wants it",
        lambda: Responder(always("mira@bluehill.example"), threaded=True, headers=_RFC_3834),
        "mira@bluehill.example",
    ),
    _scene_of(
        "vacation without marks, quotes us", lambda: Responder(always("mira@bluehill.example"), quotes=True),
        "mira@bluehill.example",
    ),
    _scene_of(
        "vacation without marks, own subject and thread",
        lambda: Responder(always("mira@bluehill.example"), subject=always("Not here")),
        "mira@bluehill.example",
    ),
    _scene_of(
        "vacation without marks, quotes us a day later",
        lambda: Responder(always("mira@bluehill.example"), subject=always("Away"), quotes=True, later=1.1 * _DAY),
        "mira@bluehill.example",
    ),
    _scene_of(
        "vacation without marks, no trace, a day later",
        lambda: Responder(always("mira@bluehill.example"), subject=always("Away {number}"), later=1.1 * _DAY),
        "mira@bluehill.example", acknowledgments=2,
    ),
    _scene_of(
        "ticket system, no-reply",
        lambda: Responder(always("no-reply@tickets.example"), always(RECEIVED), always("Ticket {number} received")),
        "kim@tickets.example",
    ),
    _scene_of(
        "ticket system, looks like a person",
        lambda: Responder(always("Kim Berg <kim@tickets.example>"), always(RECEIVED), always("Ticket {number}")),
        "kim@tickets.example",
    ),
    _scene_of(
        "ticket system, new number in its address each time",
        lambda: Responder(_tickets, always(RECEIVED), always("Ticket {number} received")), _tickets(0),
    ),
    _scene_of(
        "ticket system, one byte of its address changes",
        lambda: Responder(_one_byte, always(RECEIVED), always("Ticket {number} received")), _one_byte(0),
    ),
    _scene_of(
        "ticket system, one byte and a word change",
        lambda: Responder(_one_byte, other_word(RECEIVED), always("Ticket {number} received")), _one_byte(0),
    ),
    _scene_of(
        "ticket system, wholly new address, a word changes",
        lambda: Responder(_unlike, other_word(RECEIVED), always("Re: {subject}")), _unlike(0),
    ),
    _scene_of(
        "ticket system, wholly new address, a word changes, own subject",
        lambda: Responder(_unlike, other_word(RECEIVED), always("Ticket {number}")), _unlike(0), acknowledgments=2,
    ),
    _scene_of(
        "responder, another word, a day later",
        lambda: Responder(always("kim@tickets.example"), other_word(RECEIVED), always("Ticket"), later=1.1 * _DAY),
        "kim@tickets.example", acknowledgments=2,
    ),
    _scene_of(
        "responder, another date and number",
        lambda: Responder(
            lambda number: f"r{number}@tickets.example",
            lambda number: f"On 2026-03-{1 + number % 28:02} at 10:{number % 60:02} case {number}: {AWAY}",
            always("Received"),
        ),
        "r0@tickets.example",
    ),
    Scene("five angry colleagues, each with a responder", _colleagues, acknowledgments=5),
    Scene("ticket system that reminds every twenty minutes", _every_twenty_minutes),
    Scene("mailing list that reflects", _list(marked=True)),
    Scene("alias that reflects", _list(marked=False)),
    Scene("mailing list with a responder as member", _list(marked=True, answer="Re: {subject}")),
    Scene("alias with a responder as member", _list(marked=False, answer="Re: {subject}")),
    Scene("alias with a responder as member, no trace", _list(marked=False, answer="Not here"), acknowledgments=2),
    *(
        _scene_of(
            f"bounce of our acknowledgment ({form})", lambda form=form: Bouncer("bluehill.example", ("acknowledgment",),
            form), "mira@bluehill.example",
        )
        for form in ("report", "daemon", "person")
    ),
    *(
        _scene_of(
            f"bounce of our follow-up ({form})", lambda form=form: Bouncer("bluehill.example", ("follow_up",), form),
            "mira@bluehill.example", others=_ASKED, answer_after=_SOON,
        )
        for form in ("report", "daemon", "person")
    ),
    _scene_of(
        "bounce after five days",
        lambda: Bouncer("bluehill.example", ("acknowledgment", "follow_up", "reminder"), "person", 5 * _DAY),
        "mira@bluehill.example", others=_ASKED, answer_after=_SOON,
    ),
    *(
        _scene_of(
            f"forwarder back to us ({how})", lambda how=how: Forwarder("mira@bluehill.example", OURS, how),
            "mira@bluehill.example",
        )
        for how in ("as it is", "anew", "bare")
    ),
    _scene_of(
        "forwarder back to our second address", lambda: Forwarder("mira@bluehill.example", BILLING, "anew"),
        "mira@bluehill.example",
    ),
    _scene_of(
        "challenge from the customer's own address",
        lambda: Responder(always("mira@bluehill.example"), always(f"Confirm first that you are human. {AWAY}"),
                          always("Confirm your mail")),
        "mira@bluehill.example",
    ),
    _scene_of(
        "challenge from a gateway, its own address each time",
        lambda: Responder(
            lambda number: f"confirm-{number * 7919 % 99991:05x}@gate.example",
            always(f"Confirm first that you are human. {AWAY}"), always("Confirm: {subject}"), owned=lambda _: True,
        ),
        "mira@bluehill.example",
    ),
    Scene("two of our own mailboxes", _two_mailboxes, acknowledgments=0),
    Scene("one mail through three addresses", _two_addresses(same=True)),
    Scene("one mail sent to three addresses", _two_addresses(same=False)),
    Scene(
        "out of office after follow-up and reminder", _away_after_question(_RFC_3834), others=_ASKED, answer_after=_SOON
    ),
    Scene(
        "out of office without marks after our question", _away_after_question(()), others=_ASKED, answer_after=_SOON
    ),
    Scene("a person who says only thanks", _thanks, answer_after=_SOON),
    Scene("a loop at a provider of everybody, five people there", _crowd, acknowledgments=6),
)  # fmt: skip
