"""Whole mails with all their header fields, written by authors who knew nothing of the signs that are looked for.

So the first run over them was an honest figure (docs/robots.md keeps it). Since then the signs were mended with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent / "whole"
FIRST_MACHINES_ANSWERED = 8
FIRST_DOUBTFUL_ANSWERED = 3
FIRST_HUMANS_ANSWERED = 81
SILENCED = {
    "018-listunsub-private-host.eml": "a small host writes List-Unsubscribe and Feedback-ID on a person's mail",
    "051-viaggio-annullato.eml": "an answer to a newsletter, in its words, is taken for one by the statistical judge",
}
"""Humans who are taken for machines as yet, and why."""


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


@cache
def machines() -> tuple[WholeMail, ...]:
    """Mails that machines sent, or that must not be answered for another reason."""
    return _read("machines")


@cache
def humans() -> tuple[WholeMail, ...]:
    """Mails of upset people, in all the ways in which a person's mail may look like a machine's."""
    return _read("humans")


def _read(kind: str) -> tuple[WholeMail, ...]:
    rows = (HERE / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()
    split = [row.partition("\t") for row in rows if ".eml\t" in row]
    return tuple(
        WholeMail(name, about.replace("\t", ": "), "DOUBTFUL" in about, (HERE / kind / name).read_bytes())
        for name, _, about in split
    )
