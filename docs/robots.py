"""Writes docs/robots.md: what the corpus of machines and humans shows, by condition: `python docs/robots.py`.

A test compares the page. Every mail of tests/robots is judged by the shipped rules and put to the gate.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from inboxd.core.values.reasons import Reason  # noqa: E402 - the corpus is no installed package
from tests.robots.corpus import Case, automatic, humans  # noqa: E402
from tests.robots.world import decide, decide_case  # noqa: E402
from tests.robots.written_blind import ROUNDS, WholeMail  # noqa: E402

CONDITIONS = {
    1: "The envelope sender is empty",
    2: "No sender that could be answered",
    3: "None of our addresses is in To or Cc",
    4: "An inboxd's own loop mark or Message-ID",
    5: "Sent by one of our own mailboxes",
    6: "Answers one of our notices",
    7: "Another program's loop mark",
    8: "Auto-Submitted other than `no`",
    9: "X-Auto-Response-Suppress: All, OOF or AutoReply",
    10: "Precedence: bulk, list, junk, auto_reply",
    11: "Headers of responders, ticket systems, alarms",
    12: "An inbox rule of Exchange asks for silence",
    13: "Mailing lists, newsletters",
    14: "Marks of mass-mailing services",
    15: "Marked as spam by a server",
    16: "Our own server says: not from whom it claims",
    17: "Addresses of machines",
    18: "From and Reply-To are both looked at",
    19: "Never-answer list",
    20: "Mail to this address came back",
    21: "Our own people",
    22: "Delivery, read and abuse reports",
    23: "Bounces that follow no standard",
    24: "Calendar invitations and answers",
    25: "Encrypted mail",
    26: "Absence notices known by their words",
    27: "The same text as answered before",
    28: "Nothing in it",
    29: "The text asks not to be answered",
    36: "Answers wanted at several addresses",
}
"""Numbers and meanings as in docs/reasons.md."""


def page() -> str:
    """The text of docs/robots.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    outcomes = [(case, decide_case(case)[2]) for case in automatic()]
    people = [(case, decide_case(case)) for case in humans()]
    answered = sum(decision.allowed for _, decision in outcomes)
    kept = [case for case, (_, _, decision) in people if not decision.allowed]
    languages = {verdict.language for _, (_, verdict, _) in people}
    yield "<!-- Written by `python docs/robots.py` from tests/robots; add mails there. -->"
    yield "# Machines and humans"
    yield ""
    machines = f"{len(outcomes)} automatic, looping and hostile mails"
    yield f"A corpus of {machines} and of {len(people)} mails of angry humans, in"
    where = "lies in `tests/robots` as readable files; use it for other programs too."
    yield f"{len(languages)} languages, {where} The machines"
    yield "carry burning words, so that the route alone would acknowledge most of them. Every mail is judged by the"
    also = "its fields in another order, case and folding, with comments and"
    yield f"shipped rules and put to the gate, also with {also}"
    yield "further fields; all of them go through the real program, a real IMAP server and a real SMTP server as well."
    yield ""
    yield f"Machines answered: {answered} of {len(outcomes)}. Humans kept waiting for a machine's word:"
    yield f"{len(kept)} of {len(people)}. What the reasons mean stands in [reasons.md](reasons.md)."
    yield ""
    yield "## Machines"
    yield ""
    yield "The number is that of the condition in the table of reasons; a mail may show several conditions."
    yield ""
    yield "| Condition | | Mails | Answered | Reasons given |"
    yield "|---:|---|---:|---:|---|"
    yield from _rows([(case, decision.allowed, decision.reason) for case, decision in outcomes])
    yield ""
    yield "## Humans"
    yield ""
    yield "| Group | What they have in common | Mails | Answered |"
    yield "|---|---|---:|---:|"
    groups: dict[str, list[Case]] = defaultdict(list)
    for case, _ in people:
        groups[case.group].append(case)
    for group, cases in groups.items():
        got = sum(case not in kept for case in cases)
        yield f"| {group.partition('/')[2]} | {_common(cases)} | {len(cases)} | {got} |"
    if kept:
        yield from ("", "Not answered as yet, and why:", "")
    yield from (f"- {case.name}: {case.known}" for case in kept)
    yield from _blind_lines()


def _blind_lines() -> Iterator[str]:
    yield ""
    yield "## Written blind"
    yield ""
    yield "The figures above are of mails with which the signs were mended. Further mails of machines and upset people,"
    yield "whole with all header fields (`tests/robots/whole`), were written in two rounds by authors who knew nothing"
    yield "of the signs; the second time with hardly a header that tells, in some 45 languages. The first run over a"
    yield "round is what to expect of mail that nobody has seen before; afterwards the signs were mended with it."
    yield ""
    yield "| Round | | Mails | Answered in the first run | Now |"
    yield "|---|---|---:|---:|---:|"
    for each in ROUNDS:
        machines, people = each.machines(), each.humans()
        sure = [mail for mail in machines if not mail.doubtful]
        doubtful = [mail for mail in machines if mail.doubtful]
        maybe = "Machines that a fair reader may take for people"
        yield f"| {each.name} | Machines | {len(sure)} | {each.machines_answered} | {_answered(sure)} |"
        yield f"| | {maybe} | {len(doubtful)} | {each.doubtful_answered} | {_answered(doubtful)} |"
        yield f"| | Upset people | {len(people)} | {each.humans_answered} | {_answered(people, also_bare=False)} |"
    yield ""
    yield "A machine counts as answered also when it would be only where the server tells no envelope."
    yield ""
    yield "Machines that are answered as yet:"
    yield ""
    yield from (f"- {name}: {why}" for each in ROUNDS for name, why in each.answered.items())
    yield ""
    yield "People who are not answered as yet. One weak sign is enough to keep silent; the mail is judged all the same."
    yield "Where it says *hidden* the mail is put into a folder for machines or praise; else a human sees it:"
    yield ""
    for each in ROUNDS:
        yield from (f"- {name}: {why}{' *hidden*' * (name in each.hidden)}" for name, why in each.silenced.items())


def _answered(mails: Sequence[WholeMail], *, also_bare: bool = True) -> int:
    return sum(any(decide(raw)[2].allowed for raw in (mail.ways if also_bare else (mail.raw,))) for mail in mails)


def _rows(outcomes: list[tuple[Case, bool, Reason]]) -> Iterator[str]:
    for number, meaning in CONDITIONS.items():
        shown = [each for each in outcomes if number in each[0].conditions]
        reasons = Counter(reason.value for _, _, reason in shown)
        named = ", ".join(f"`{reason}` {count}" for reason, count in sorted(reasons.items()))
        yield f"| {number} | {meaning} | {len(shown)} | {sum(allowed for _, allowed, _ in shown)} | {named} |"


def _common(cases: list[Case]) -> str:
    return next((case.note for case in cases if case.note), "")


if __name__ == "__main__":
    (DOCS / "robots.md").write_text(page(), encoding="utf-8")
    sys.stdout.write("docs/robots.md\n")
