"""Writes the reference pages that are made from the code: `python docs/generate.py`. A test compares them.

docs/settings.md    every setting of inboxd.toml
docs/reasons.md     why an automatic mail may or may not go out
docs/metrics.md     every figure of /metrics
docs/rules.md       every key of the rule files
docs/life.md        the life of a case: states, what happens, what follows
docs/kept.md        what each table holds of a person, how long, and what becomes of it
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from inboxd.cli.example import settings_of, show_default
from inboxd.config.retention import RetentionSettings
from inboxd.config.settings import Settings
from inboxd.core.decide.life import ARROWS, draw_life
from inboxd.core.rules.publish import reference
from inboxd.core.values.reasons import REASONS
from inboxd.edge.figures import METRICS
from inboxd.edge.store.holdings import HOLDINGS

DOCS = Path(__file__).resolve().parent
_NOTE = "<!-- Made from the code by `python docs/generate.py`; change it there. -->\n"
_STRENGTH = {
    "hard": "proves a machine or a loop",
    "soft": "weak: two of them count as automatic, one only keeps the answer back",
    "state": "depends on what happened before",
    "ours": "a setting of ours",
}


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    return {
        "settings.md": _NOTE + "\n".join(_settings_page()) + "\n",
        "reasons.md": _NOTE + "\n".join(_reasons_page()) + "\n",
        "metrics.md": _NOTE + "\n".join(_metrics_page()) + "\n",
        "rules.md": _NOTE + reference(),
        "life.md": _NOTE + "\n".join(_life_page()) + "\n",
        "kept.md": _NOTE + "\n".join(_kept_page()) + "\n",
    }


def _settings_page() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "Everything stands in one TOML file, `inboxd.toml`; `inboxd init DIR` writes a commented one. Each value can"
    yield "also come from the environment: `INBOXD_` and the sections joined with `__`, mailboxes counted from 0, e.g."
    yield "`INBOXD_STORE__URL` or `INBOXD_MAILBOX__0__IMAP__PASSWORD`. Relative paths are taken from the file's folder;"
    yield "a file of systemd's credentials with the same name comes first. Durations are written `90s`, `20m`, `1h30m`,"
    yield "`3d` or `2w`. An unknown key is an error that names what was probably meant."
    yield from _section(Settings, "")


def _section(model: type[BaseModel], path: str) -> Iterator[str]:
    yield ""
    yield f"## `[{path}]`" if path else "## At the top"
    yield ""
    yield "| setting | default | meaning |"
    yield "|---|---|---|"
    nested = []
    for name, field, inner, several in settings_of(model):
        if inner is not None:
            nested.append((name, inner, several))
            continue
        default = show_default(field)
        yield f"| `{name}` | {f'`{default}`' if default else 'must be given'} | {field.description} |"
    for name, inner, _ in nested:
        yield from _section(inner, f"{path}.{name}".lstrip("."))


def _reasons_page() -> Iterator[str]:
    yield "# May we answer?"
    yield ""
    yield "One function answers that for every automatic mail (`inboxd/core/decide/gate.py`). Its reason is kept in the"
    yield "journal, counted in `inboxd_answers_suppressed_total` and shown by `inboxd cases show`. `inboxd explain`"
    yield "sees a file only: it does not look at caps and earlier answers. A mail that gets no acknowledgment is"
    yield "triaged all the same. Encrypted mail is answered, because our mails quote nothing."
    yield ""
    yield "| code | kind | what it says |"
    yield "|---|---|---|"
    for info in REASONS:
        yield f"| `{info.reason}` | {info.strength} | {info.sentence} |"
    yield ""
    yield from (f"- **{strength}**: {meaning}" for strength, meaning in _STRENGTH.items())


def _metrics_page() -> Iterator[str]:
    yield "# Metrics"
    yield ""
    yield "Served at `/metrics` on the address of `[web] listen`, in Prometheus' text format."
    yield ""
    yield "| metric | kind | labels | what it tells |"
    yield "|---|---|---|---|"
    for metric in METRICS:
        labels = ", ".join(f"`{label}`" for label in metric.labels) or "–"
        yield f"| `{metric.name}` | {metric.kind} | {labels} | {metric.sentence} |"


def _kept_page() -> Iterator[str]:
    yield "# What is kept of a person"
    yield ""
    yield "One row for each table of the database. How long is set in `[retention]`; what is shown is the default."
    yield "[Privacy](privacy.md) says why, and what happens beside the database."
    yield ""
    yield "| table | holds | kept | `inboxd forget` | what stays, and why |"
    yield "|---|---|---|---|---|"
    for name, holding in HOLDINGS.items():
        kept = show_default(RetentionSettings.model_fields[holding.kept]).strip('"') if holding.kept else ""
        setting = f"{kept} (`{holding.kept}`)" if kept else "as long as it matters"
        yield f"| `{name}` | {holding.holds} | {setting} | {holding.fate} | {holding.why or '–'} |"


def _life_page() -> Iterator[str]:
    yield "# The life of a case"
    yield ""
    yield "Every arrow stands once in `inboxd/core/decide/life.py`; this page and its diagram are drawn from there."
    yield "Each turn leaves a line with its reason in the case's history (`inboxd cases show`). `python -m tests.week`"
    yield "plays them all through a real mailbox and prints [what became of every case](week.md)."
    yield ""
    yield "```mermaid"
    yield draw_life().rstrip()
    yield "```"
    yield ""
    yield "| before | what happens | after | why |"
    yield "|---|---|---|---|"
    for arrow in ARROWS:
        yield f"| {arrow.before or '–'} | {arrow.happening} | {arrow.after} | {arrow.why} |"


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
