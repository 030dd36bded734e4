"""Customers who write and people who answer them, while the program is being tortured.

Every other customer is answered by a human, asked whether it is solved, and says nothing: the case ends by silence. For
the others the reply clock runs out and the team is told, step by step.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from typing import Self

from tests.process.program import customer_mail, invented_words
from tests.torture.installation import Box

ANGRY = "The site is down since monday"


class Traffic:
    """The mail of one installation; a context, while which it streams.

    Args:
        later: a customer is answered when so many others have written since.
        pauses: seconds between two customers, from and to.
    """

    def __init__(
        self, boxes: Sequence[Box], *, seed: int, later: int = 30, pauses: tuple[float, float] = (0.1, 1.5)
    ) -> None:
        self._boxes, self._chance, self._pauses = boxes, random.Random(f"traffic {seed}"), pauses
        self._later = later
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._stream)
        self._answered: set[int] = set()
        self.customers: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def box_of(self, number: int) -> Box:
        return self._boxes[number % len(self._boxes)]

    def message_id(self, number: int) -> str:
        return f"<{number}@{self.box_of(number).user}.example>"

    def answered(self) -> set[str]:
        """The customers whom a human has answered."""
        return {self.customers[number] for number in range(len(self.customers)) if self._is_answered(number)}

    def answer_the_rest(self) -> None:
        """Whoever is to be answered and was not yet, now."""
        for number in range(len(self.customers)):
            self._answer(number)

    def _stream(self) -> None:
        while not self._stop.wait(self._chance.uniform(*self._pauses)):
            number = len(self.customers)
            box, sender = self.box_of(number), f"c{number}@customer{number}.example"
            text = f"{invented_words(self._chance)}. {ANGRY}"
            raw = customer_mail(text, sender=sender, to=box.address, message_id=self.message_id(number))
            box.dovecot.deliver(box.user, raw)
            self.customers.append(sender)
            if number >= self._later:
                self._answer(number - self._later)

    def _answer(self, number: int) -> None:
        if not self._is_answered(number) or number in self._answered:
            return
        box = self.box_of(number)
        answer = customer_mail(
            "We restored it.",
            sender=box.address,
            to=self.customers[number],
            subject="Re: Help",
            answers=self.message_id(number),
            message_id=f"<answer-{number}@{box.user}.example>",
        )
        box.dovecot.append(box.user, "Sent", answer, "\\Seen")
        self._answered.add(number)

    def _is_answered(self, number: int) -> bool:
        # In each mailbox every other one.
        return (number + number // len(self._boxes)) % 2 == 0
