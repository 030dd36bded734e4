"""Whole mails with all their header fields, written by authors who knew nothing of the signs that are looked for.

So the first run over a round was an honest figure (docs/robots.md keeps it). Since then the signs were mended with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent / "whole"
_RETURN_PATH = re.compile(rb"(?im)^return-path:.*\r?\n")


@dataclass(frozen=True, slots=True)
class WholeMail:
    """One mail.

    Attributes:
        about: what it is, and what shows that.
        doubtful: whether a fair reader may take this machine for a person.
    """

    name: str
    about: str
    doubtful: bool
    raw: bytes

    @property
    def ways(self) -> tuple[bytes, bytes]:
        """As it was delivered, and as a server stores it that tells no envelope."""
        return self.raw, _RETURN_PATH.sub(b"", self.raw, count=1)


@dataclass(frozen=True, slots=True)
class Round:
    """Mails that were written at the same time.

    Attributes:
        name: their folder in `whole`.
        machines_answered, doubtful_answered, humans_answered: how many were, in the first run over them.
        answered: machines that are answered as yet, and why.
        silenced: people who are taken for machines as yet, and why.
        hidden: those among them whose mail is put where nobody may look.
    """

    name: str
    machines_answered: int
    doubtful_answered: int
    humans_answered: int
    answered: Mapping[str, str] = field(default_factory=dict)
    silenced: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def machines(self) -> tuple[WholeMail, ...]:
        """Mails that machines sent, or that must not be answered for another reason."""
        return _read(HERE / self.name, "machines")

    def humans(self) -> tuple[WholeMail, ...]:
        """Mails of upset people, in all the ways in which a person's mail may look like a machine's."""
        return _read(HERE / self.name, "humans")


_PRIVATE_HOST = "a small host writes List-Unsubscribe on a person's mail"
_ABSENT = "the subject is that of an absence notice"
_QUOTED_ABOVE = "a machine's words stand above the person's, and nothing marks them as quoted"

ROUNDS = (
    Round("first", 8, 3, 81, silenced={"018-listunsub-private-host.eml": _PRIVATE_HOST}),
    Round(
        "second", 19, 3, 63,
        answered={
            "033-anketa-croatian.eml": "a survey in a person's name, without words that tell",
            "035-skener-slovenian.eml": "a scanner's mail: a table of its data, in Slovenian",
            "055-social-mention.eml": "a social network's notice that repeats an angry post",
            "057-forwarded-newsletter-alias.eml": "a bank's circular that an old address of ours forwards",
            "062-iot-freezer-alarm.eml": "a sensor's alarm in English words and JSON",
            "066-newsletter-reader-letters.eml": "a magazine's letters, where the server tells no envelope",
            "080-tiket-macedonian.eml": "a ticket system's table, in Macedonian",
        },
        silenced={
            "005-below-donotreply.eml": _QUOTED_ABOVE,
            "007-back-on-monday.eml": _ABSENT,
            "011-info-bakery-listunsub.eml": _PRIVATE_HOST,
            "012-via-group-footer.eml": "a company's group address writes Precedence: list and List-Id",
            "016-auto-subject-scanner.eml": _QUOTED_ABOVE,
            "019-de-abwesend-montag.eml": _ABSENT,
            "022-de-bounce-weiter.eml": _QUOTED_ABOVE,
            "023-de-schweiz-ironie.eml": "irony is taken for praise",
            "029-fr-ca-arret-maladie.eml": _ABSENT,
            "032-es-admin-caida.eml": _PRIVATE_HOST,
            "038-it-info-agriturismo.eml": "a signature that advertises sounds like a newsletter",
            "042-pt-br-quarentena.eml": _QUOTED_ABOVE,
            "045-pl-biuro.eml": "a grocer's words sound like an offer",
            "053-uk-info-shkola.eml": _PRIVATE_HOST,
            "059-tr-bilgi.eml": _PRIVATE_HOST,
            "071-ko-gyeongri.eml": "quotes our words that nobody reads what is answered",
            "075-zh-big5.eml": "thanks and politeness are taken for praise",
        },
        hidden=frozenset({"022-de-bounce-weiter.eml", "023-de-schweiz-ironie.eml", "075-zh-big5.eml"}),
    ),
)  # fmt: skip


@cache
def _read(folder: Path, kind: str) -> tuple[WholeMail, ...]:
    rows = (folder / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()
    split = [row.partition("\t") for row in rows if ".eml\t" in row]
    return tuple(
        WholeMail(name, about.replace("\t", ": "), "DOUBTFUL" in about, (folder / kind / name).read_bytes())
        for name, _, about in split
    )
