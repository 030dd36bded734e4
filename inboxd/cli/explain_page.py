"""One message explained for people: its words in context, the sum, the route, and why not another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from inboxd.cli.printable import printable
from inboxd.core.decide.preview import preview_answer
from inboxd.core.judge.explanation import Answer, read_answer
from inboxd.core.judge.judge import judge
from inboxd.core.judge.routing import missing_heat, put_in_words
from inboxd.core.judge.source import behind_source, describe_source
from inboxd.core.judge.texts import place_texts
from inboxd.core.parse.authentication import first_authserv_id
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.text.durations import format_duration
from inboxd.core.values.mail import Mail
from inboxd.core.values.reasons import SENTENCES
from inboxd.core.values.verdict import Evidence, RoutePolicy, Signal, Verdict
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailfiles import MailFile

_STYLES = {
    "praise": "bold green",
    "wish": "bold cyan",
    "calm": "bold blue",
    "chasing": "bold yellow",
    "urgency": "bold yellow",
}
_STYLE = "bold red"
_SHIELDED = "dim strike"
_AROUND = 120

_Mark = tuple[int, int, str]
_Row = tuple[str, Text]


def judge_file(file: MailFile, rules: RuleSet) -> tuple[Mail, Verdict, Answer]:
    """Parse, judge, and ask the gate as for a stranger."""
    parsed = parse_bytes(file.raw, SystemClock().now())
    mail = behind_source(parsed, rules.customers, first_authserv_id(parsed.headers))
    verdict = judge(mail, rules)
    send, reason = preview_answer(mail, verdict, rules)
    return mail, verdict, read_answer(verdict, rules, send=send, reason=reason)


def explain_page(path: str, mail: Mail, verdict: Verdict, answer: Answer, rules: RuleSet) -> Group:
    """Everything about one message. No character of the mail can steer the terminal."""
    defects = (("defects", Text(printable(_defects(mail)), "red")),) if mail.defects else ()
    return Group(
        _rows((*_head(path, mail, verdict), *_route(verdict, rules), *_words_in_context(mail, verdict))),
        Text(),
        _heat_table(verdict, rules),
        Text(),
        _rows((*_opinion(verdict), *_beside(verdict), *_misses(verdict, rules), *_answer(verdict, answer), *defects)),
    )


def _rows(rows: Iterable[_Row]) -> Table:
    """Label and text side by side; a label that repeats is shown once."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", min_width=8)
    table.add_column(overflow="fold")
    last = ""
    for label, text in rows:
        table.add_row("" if label == last else label, text)
        last = label
    return table


def _row(label: str, text: str, style: str = "") -> _Row:
    return label, Text(printable(text), style)


def _head(path: str, mail: Mail, verdict: Verdict) -> Iterator[_Row]:
    sender = mail.sender
    shown = f"{sender.name} <{sender.email}>" if sender and sender.name else (sender.email if sender else "nobody")
    yield _row("from", shown, "bold")
    yield _row("subject", mail.subject or "(none)", "bold")
    yield _row("file", path)
    yield _row("who", f"{verdict.customer_type} customer, language {verdict.language}")
    if mail.source is not None:
        yield _row("behind", describe_source(mail, verdict.forgiven))
    if verdict.topics:
        yield _row("about", ", ".join(verdict.topics))
    if verdict.identifiers:
        yield _row("gave", ", ".join(f"{each.name} {each.value}" for each in verdict.identifiers))
    if verdict.hands_off:
        yield _row("hands off", f"{verdict.hands_off}: no automatic mail, a person is told", "bold red")


def _defects(mail: Mail) -> str:
    return ", ".join(f"{each.code} ({each.detail})" if each.detail else each.code for each in mail.defects)


def _route(verdict: Verdict, rules: RuleSet) -> Iterator[_Row]:
    route = rules.route(verdict.route.name)
    yield _row("route", f"{verdict.route.name}: {_what_happens(verdict.route)}", "bold")
    if route is not None:
        reason = put_in_words(route.when) if route.when else "no route above it fits"
        yield _row("because", f"{reason}   [{route.file}:{route.line}]")
        if route.why:
            yield _row("because", route.why, "italic")


def _what_happens(policy: RoutePolicy) -> str:
    parts = [f"folder {policy.folder}" if policy.folder else "stays where it is"]
    if policy.flag:
        parts.append("flagged")
    if policy.keyword:
        parts.append(f"keyword {policy.keyword}")
    if policy.reply_within:
        parts.append(f"reply within {format_duration(policy.reply_within)}")
    if policy.follow_up:
        parts.append(f"follow-up {format_duration(policy.follow_up)} after our reply")
    if not policy.opens_case:
        parts.append("opens no case")
    return ", ".join(parts)


def _words_in_context(mail: Mail, verdict: Verdict) -> Iterator[_Row]:
    marks: dict[str, list[_Mark]] = {}
    for signal in verdict.signals:
        style = _STYLES.get(signal.name, _STYLE)
        for each in signal.shielded:
            marks.setdefault(each.where, []).append((each.start, each.end, _SHIELDED))
        for each in (*signal.evidence, *signal.shadow):
            marks.setdefault(each.where, []).append((each.start, each.end, style))
    for place, text in place_texts(mail, marks):
        for line in _marked_lines(text, marks[place]):
            yield f"in {place}", line


def _marked_lines(text: str, marks: list[_Mark]) -> Iterator[Text]:
    """Each line that has a mark, cut to what stands around its marks."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        here = [mark for mark in marks if mark[0] < end and mark[1] > start]
        if here:
            low = max(start, min(mark[0] for mark in here) - _AROUND)
            high = min(end, max(mark[1] for mark in here) + _AROUND)
            shown = Text(printable(text[low:high]))
            for first, last, style in here:
                shown.stylize(style, max(first, low) - low, min(last, high) - low)
            yield Text.assemble("…" if low > start else "", shown, "…" if high < end else "")
        start = end + 1


def _heat_table(verdict: Verdict, rules: RuleSet) -> RenderableType:
    table = Table(
        title=f"heat {verdict.heat:g}", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0)
    )
    for name in ("signal", "score", "× weight", "= heat"):
        table.add_column(name, justify="left" if name == "signal" else "right")
    table.add_column("words (weight, file:line)")
    for signal in verdict.signals:
        if signal.evidence:
            weight = rules.heat.get(signal.name, 0.0)
            table.add_row(
                signal.name, _score(signal, rules), f"{weight:g}", f"{weight * signal.score:g}", _named(signal.evidence)
            )
    if HEAT in verdict.vote.added:
        added = f"{verdict.vote.added[HEAT]:+g}"
        table.add_row("vote", added, "1", added, _voted(verdict.vote.reasons.get(HEAT, ())))
    return table if table.row_count else Text("heat 0: no word of the rules was found", "bold")


def _voted(reasons: Iterable[Evidence]) -> Text:
    """The words that moved the statistical judge, with the concept that they stand for."""
    parts = [f"“{each.text}” ({each.weight:+g}{f', {each.rule}' if each.rule else ''})" for each in reasons]
    return Text(printable("; ".join(parts)).replace("\n", " "))


def _score(signal: Signal, rules: RuleSet) -> str:
    total = sum(each.weight for each in signal.evidence)
    return (
        f"{signal.score:g}"
        if total <= signal.score
        else f"{signal.score:g} (cap {rules.cap(signal.name):g} of {total:g})"
    )


def _named(evidence: Iterable[Evidence]) -> Text:
    parts = [f"“{each.text}” ({each.weight:g}, {_source(each)})" for each in evidence]
    return Text(printable("; ".join(parts)).replace("\n", " "))


def _source(evidence: Evidence) -> str:
    return f"{evidence.file}:{evidence.line}" if evidence.file else evidence.rule


def _opinion(verdict: Verdict) -> Iterator[_Row]:
    """What the statistical judge takes the message for, and what it added besides the heat."""
    vote = verdict.vote
    if not vote.kind:
        return
    yield _row("reads like", f"{vote.kind}, then {vote.rival} (statistical judge and rules together)")
    for measure, reasons in vote.reasons.items():
        if measure != HEAT:
            said = _voted(reasons).plain
            yield _row("reads like", f"{measure} {vote.added[measure]:+g}: {said}")


def _beside(verdict: Verdict) -> Iterator[_Row]:
    for signal in verdict.signals:
        for each in signal.shielded:
            yield _row(
                "shielded", f"“{each.text}” would be {signal.name}, but stands in a longer phrase ({_source(each)})"
            )
        for each in signal.shadow:
            yield _row("on trial", f"“{each.text}” would be {signal.name} ({_source(each)})")
    if verdict.shadow_route:
        yield _row("on trial", f"with the rules on trial the route would be {verdict.shadow_route}", "bold")
    for sign in verdict.signs:
        yield _row("machine?", f"{sign.detail} ({'proves one' if sign.hard else 'a human may stand behind it'})")


def _misses(verdict: Verdict, rules: RuleSet) -> Iterator[_Row]:
    for miss in verdict.misses:
        route = rules.route(miss.route)
        gap = missing_heat(route, verdict.heat) if route else 0.0
        hint = f"   [{gap:g} heat is missing]" if gap else ""
        yield _row("why not", f"{miss.route}: {'; '.join(miss.unmet)}{hint}")


def _answer(verdict: Verdict, answer: Answer) -> Iterator[_Row]:
    if answer.send:
        yield _row("answer", f"yes: the text {answer.template!r} in {answer.language!r}", "bold green")
        yield _row("answer", "(caps and earlier answers are not looked at)", "dim")
    else:
        said = [SENTENCES.get(answer.reason, ""), f"[{answer.detail}]" if answer.detail else ""]
        yield _row("answer", " ".join(["no,", f"{answer.reason}:", *filter(None, said)]), "bold")
    if verdict.route.acknowledge.value != "never" and not answer.language:
        yield _row("answer", f"there is no text {answer.template!r}", "bold red")
