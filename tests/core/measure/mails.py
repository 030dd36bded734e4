"""Judged mails for tests: as lines of a corpus, and as outcomes without a judge."""

from __future__ import annotations

import json

from inboxd.core.measure.corpus import CorpusFile, Labelled
from inboxd.core.measure.outcome import Outcome
from inboxd.core.rules.ruleset import Draft
from inboxd.core.values.verdict import RoutePolicy, Verdict

LINE = {
    "id": "en-1",
    "scenario": "shop-down",
    "kind": "open-anger",
    "route": "priority",
    "subject": "Shop",
    "text": "The site is down.",
}


def line(**changes: object) -> str:
    """A line of a corpus; None leaves a key out."""
    return json.dumps({key: value for key, value in {**LINE, **changes}.items() if value is not None})


def lines_file(*lines: str, path: str = "corpus/en/a.jsonl", folders: tuple[str, ...] = ("corpus", "en")) -> CorpusFile:
    """A file of such lines."""
    return CorpusFile(path, folders, "\n".join(lines).encode())


def outcome(  # a mail that was judged, for those who only count
    label: str = "priority",
    route: str = "priority",
    *,
    urgent: bool = True,
    raised: bool = True,
    right: bool = True,
    heat: float = 6.0,
    id: str = "en-1",  # noqa: A002 - as in the corpus
    language: str = "en",
    kind: str = "",
) -> Outcome:
    """An outcome as if somebody had judged."""
    labelled = Labelled(id, label, Draft("", "", "mira@customer.example"), "a.jsonl", 1, language, kind)
    verdict = Verdict(RoutePolicy(route), heat, (), "en", "plain", (), (), "v")
    return Outcome(labelled, verdict, urgent, raised, right)
