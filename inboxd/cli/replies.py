"""`inboxd replies`: which texts there are, and one of them exactly as a customer would get it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inboxd.core.rules.ruleset import RuleSet

app = typer.Typer(help="The texts that customers get.", no_args_is_help=True)
_RULES = Path("rules")

Rules = Annotated[Path | None, typer.Option("--rules", help="Rules folder; without it ./rules, else the shipped one.")]


@app.command("list")
def list_replies(rules: Rules = None) -> None:
    """Name every text with its languages."""
    rule_set = _compiled(rules)
    for name in sorted({name for name, _ in rule_set.replies}):
        languages = sorted(language for each, language in rule_set.replies if each == name)
        typer.echo(f"{name}: {' '.join(languages)}")


@app.command("show")
def show_reply(
    name: Annotated[str, typer.Argument(help="Name of the text, e.g. urgent.")],
    language: Annotated[str, typer.Option("--lang", help="Language; without it that of the message.")] = "",
    message: Annotated[
        Path | None, typer.Option("--for", help="A message that it answers (.eml); without it a sample.")
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="The HTML part instead of the text.")] = False,
    at: Annotated[
        str, typer.Option("--at", metavar="ISO", help="When the message arrives, e.g. 2026-12-24T15:00; else now.")
    ] = "",
    rules: Rules = None,
) -> None:
    """Show a text as it would go out, with its header, and say whether it would. Touches nothing."""
    from inboxd.cli.replies_page import Wanted, show

    rule_set = _compiled(rules)
    if name not in {each for each, _ in rule_set.replies}:
        known = ", ".join(sorted({each for each, _ in rule_set.replies}))
        raise typer.BadParameter(f"there is no text {name!r}; known: {known}", param_hint="NAME")
    raw = message.read_bytes() if message else b""
    show(rule_set, Wanted(name, language, raw, _moment(at, rule_set), as_html))


def _compiled(rules: Path | None) -> RuleSet:
    """The rules, not rehearsed: texts are shown while they are being written."""
    from inboxd.edge.rulefiles import compile_folder, starter_rules

    return compile_folder(rules or (_RULES if _RULES.is_dir() else starter_rules()))


def _moment(text: str, rule_set: RuleSet) -> datetime:
    from inboxd.edge.clock import SystemClock

    if not text:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        what = f"{text!r} is no time: write for example 2026-12-24T15:00"
        raise typer.BadParameter(what, param_hint="--at") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=rule_set.hours.zone)).astimezone(UTC)
