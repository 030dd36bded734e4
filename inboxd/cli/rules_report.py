"""What `inboxd rules` prints: problems with file and line, how examples went, and what the words cover."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from inboxd.cli.printable import printable
from inboxd.core.rehearse import examine, rehearse
from inboxd.core.rules.publish import json_schemas
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import SignalName
from inboxd.edge.rulefiles import compile_folder, read_rules_folder
from inboxd.edge.voter.shipped import shipped_voter
from inboxd.errors import Problem, RulesRefused

_WIDE = 400
"""Columns: enough for every language that there will be."""


def report_check(folder: Path, *, as_json: bool) -> bool:
    """Compile and rehearse; whether the rules would go live as they are written."""
    try:
        rules, problems = examine(read_rules_folder(folder), shipped_voter())
    except RulesRefused as refusal:
        rules, problems = None, refusal.problems
    _print_problems(folder, problems, as_json=as_json)
    if rules is not None and not as_json:
        typer.echo(f"{folder}: {_inventory(rules)}; version {rules.version}")
    return rules is not None and not rules.broken


def report_examples(folder: Path, *, as_json: bool) -> bool:
    """Run the examples; whether all took their routes."""
    rules = _compiled(folder, as_json=as_json)
    if rules is None:
        return False
    failures = rehearse(rules)
    total = Counter(example.route for example in rules.examples)
    if as_json:
        counts = {"examples": total.total(), "failed": len(failures), "routes": dict(total)}
        typer.echo(json.dumps({**counts, "problems": [_as_json(each) for each in failures]}, ensure_ascii=False))
    else:
        _print_problems(folder, failures, as_json=False)
        for route in rules.routes:
            typer.echo(f"{route.name}: {total[route.name]} examples")
        typer.echo(f"{total.total()} examples, {len(failures)} failed")
    return not failures


def report_coverage(folder: Path, *, as_json: bool) -> bool:
    """Phrases and patterns by signal and language; False when the folder has mistakes."""
    rules = _compiled(folder, as_json=as_json)
    if rules is None:
        return False
    counts = count_rules(rules)
    if as_json:
        tree: dict[str, dict[str, int]] = {}
        for (language, signal), number in sorted(counts.items()):
            tree.setdefault(language, {})[signal] = number
        typer.echo(json.dumps(tree))
    else:
        # One column for each language is wider than most windows; cut to fit them it would tell nothing.
        Console(width=_WIDE).print(_coverage_table(counts), soft_wrap=True)
    return True


def write_schemas(folder: Path) -> None:
    """Write the JSON Schemas into the folder, and say which."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in json_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        typer.echo(f"wrote {folder / name}")


def _compiled(folder: Path, *, as_json: bool) -> RuleSet | None:
    try:
        return compile_folder(folder)
    except RulesRefused as refusal:
        _print_problems(folder, (each for each in refusal.problems if not each.warning), as_json=as_json)
        return None


def count_rules(rules: RuleSet) -> Counter[tuple[str, str]]:
    """Phrases and patterns by (language, signal)."""
    found = (*(each.rule for each in rules.phrases.phrases), *(each.rule for each in rules.patterns.patterns))
    return Counter((rule.language, str(rule.signal)) for rule in found)


def _coverage_table(counts: Counter[tuple[str, str]]) -> Table:
    languages = sorted({language for language, _ in counts}, key=lambda each: (each != "en", each))
    table = Table(title="Phrases and patterns", show_footer=True)
    table.add_column("signal", footer="all")
    for language in languages:
        total = sum(number for (each, _), number in counts.items() if each == language)
        table.add_column(language, justify="right", footer=str(total))
    table.add_column("all", justify="right", footer=str(counts.total()))
    for signal in SignalName:
        numbers = [counts[language, signal.value] for language in languages]
        table.add_row(signal.value, *(str(number) if number else "-" for number in numbers), str(sum(numbers)))
    return table


def _inventory(rules: RuleSet) -> str:
    phrases, patterns = len(rules.phrases.phrases), len(rules.patterns.patterns)
    languages = len({language for language, _ in count_rules(rules)})
    return (
        f"{len(rules.routes)} routes, {phrases} phrases and {patterns} patterns in {languages} languages, "
        f"{len(rules.replies)} reply texts, {len(rules.examples)} examples"
    )


def _print_problems(folder: Path, problems: Iterable[Problem], *, as_json: bool) -> None:
    listed = sorted(problems, key=lambda each: (each.file, each.line))
    if as_json:
        typer.echo(json.dumps([_as_json(each) for each in listed], ensure_ascii=False, indent=2))
        return
    for each in listed:
        typer.echo(printable(str(replace(each, file=str(folder / each.file)))))
    errors = sum(not each.warning for each in listed)
    if listed:
        typer.echo(f"{errors} problems, {len(listed) - errors} warnings")


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "what": problem.what,
        "meant": problem.meant,
        "warning": problem.warning,
    }
