"""What an undo found and did, for people and for scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import typer

from inboxd.cli.printable import json_line, printable
from inboxd.cli.wording import page, show_time
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.ids import case_token
from inboxd.core.values.undo import Fate, LetterFound, Step

_SHOWN = 20


@dataclass(slots=True)
class Undone:
    """One run of the command, as far as it has come.

    Attributes:
        steps: by mailbox.
        letters: that went out because of any of these messages, or will because of one that is moved back.
        called_off: effect ids of letters that were called off.
        ended: the moves back as they stand, by effect id.
        closed: cases that were closed.
    """

    as_json: bool
    dry_run: bool
    keep_letters: bool
    close_cases: bool
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    letters: tuple[LetterFound, ...] = ()
    called_off: frozenset[str] = frozenset()
    ended: dict[str, Effect] = field(default_factory=dict)
    closed: tuple[Case, ...] = ()

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """Of all mailboxes."""
        return tuple(step for steps in self.steps.values() for step in steps)

    @property
    def back(self) -> int:
        """How many messages are to be moved back."""
        return sum(step.fate is not Fate.LEFT for step in self.all_steps)

    @property
    def moved(self) -> int:
        """How many messages lie where they came from."""
        return sum(each.state is EffectState.DONE for each in self.ended.values())

    @property
    def failed(self) -> int:
        """How many messages could not be moved back, or not yet."""
        return len(self.ended) - self.moved


def print_survey(undone: Undone) -> None:
    """What would be done; nothing for scripts, which get it at the end."""
    if undone.as_json:
        return
    console = page()
    if not undone.all_steps:
        console.print("Nothing to take back.")
        return
    ways = Counter((step.mailbox, step.source, step.target) for step in undone.all_steps if step.fate is not Fate.LEFT)
    console.print(f"{undone.back} to move back, {len(undone.all_steps) - undone.back} left alone")
    for (mailbox, source, target), count in sorted(ways.items()):
        way = f"{printable(source)} → {printable(target)}" if source != target else f"marks in {printable(source)}"
        console.print(f"  {printable(mailbox)}: {way}: {count}")
    left = [step for step in undone.all_steps if step.fate is Fate.LEFT]
    for step in left[:_SHOWN]:
        console.print(f"  left in {printable(step.source)}: {_name(step)}: {printable(step.why)}", soft_wrap=True)
    _print_more(len(left))
    _print_letters(undone)


def _name(step: Step) -> str:
    """By what a person finds the message again."""
    if not step.sender and not step.subject:
        return case_token(step.case_id) if step.case_id else step.message_key[:12]
    return printable(f"{step.subject or 'no subject'} ({step.sender or 'nobody'})")


def _print_letters(undone: Undone) -> None:
    console = page()
    out = [letter for letter in undone.letters if letter.may_be_out]
    pending = [letter for letter in undone.letters if letter.is_pending]
    if out:
        console.print(f"{len(out)} letters have gone out and cannot be taken back:")
    for letter in out[:_SHOWN]:
        doubt = "" if letter.state is EffectState.DONE else f" ({letter.state}: nobody knows whether it did)"
        what = f"{letter.kind.replace('_', '-')} to {printable(letter.to) or 'somebody who was forgotten'}"
        console.print(f"  {show_time(letter.at)} {what}{doubt}", soft_wrap=True)
    _print_more(len(out))
    if pending:
        console.print(f"{len(pending)} letters have not gone out yet and {_fate_of_pending(undone)}:")
    for letter in pending[:_SHOWN]:
        console.print(f"  {letter.kind.replace('_', '-')} to {printable(letter.to)}", soft_wrap=True)
    _print_more(len(pending))


def _fate_of_pending(undone: Undone) -> str:
    if undone.keep_letters:
        return "will"
    return "would be called off" if undone.dry_run else "are called off"


def _print_more(count: int) -> None:
    if count > _SHOWN:
        page().print(f"  and {count - _SHOWN} more; --json lists them all")


def print_done(undone: Undone) -> None:
    """What was done."""
    if undone.as_json:
        return
    console = page()
    console.print(f"{undone.moved} moved back, {len(undone.called_off)} letters called off.")
    if undone.closed:
        console.print(f"{len(undone.closed)} cases closed.")
    for effect in [each for each in undone.ended.values() if each.state is not EffectState.DONE][:_SHOWN]:
        why = printable(effect.last_error) or "a running inboxd is at it"
        console.print(f"  not yet: {effect.effect_id}: {effect.state}, {why}", soft_wrap=True)


def print_lines(undone: Undone) -> None:
    """One object a line for scripts, the summary last; nothing for people."""
    if not undone.as_json:
        return
    for step in undone.all_steps:
        typer.echo(json_line(_step_tree(step, undone)))
    for letter in undone.letters:
        typer.echo(json_line(_letter_tree(letter, undone)))
    summary = {
        "back": undone.back,
        "left": len(undone.all_steps) - undone.back,
        "moved": undone.moved,
        "not_moved": undone.failed,
        "letters_out": sum(each.may_be_out for each in undone.letters),
        "letters_called_off": len(undone.called_off),
        "cases_closed": len(undone.closed),
        "dry_run": undone.dry_run,
    }
    typer.echo(json_line({"summary": summary}))


def _step_tree(step: Step, undone: Undone) -> dict[str, object]:
    ended = undone.ended.get(step.effect.effect_id) if step.effect is not None else None
    return {
        "message": step.message_key,
        "mailbox": step.mailbox,
        "fate": step.fate,
        "from": step.source,
        "to": step.target,
        "why": step.why,
        "sender": step.sender,
        "subject": step.subject,
        "case": case_token(step.case_id) if step.case_id else "",
        "effect": step.effect.effect_id if step.effect is not None else "",
        "state": ended.state if ended is not None else "",
    }


def _letter_tree(letter: LetterFound, undone: Undone) -> dict[str, object]:
    return {
        "letter": letter.effect_id,
        "kind": letter.kind,
        "to": letter.to,
        "state": EffectState.CANCELLED if letter.effect_id in undone.called_off else letter.state,
        "at": letter.at.isoformat(),
    }
