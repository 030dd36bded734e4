"""A digest as a page that mail clients show: tables and inline styles only, nothing to fetch, everything escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from inboxd.core.compose.digest import Section, digest_heading, digest_sections, digest_subject
from inboxd.core.compose.lines import one_line
from inboxd.core.values.digest import Digest

_LONGEST_CELL = 140
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
_BODY = f"margin:0;padding:24px;background:#f4f4f2;color:#222;font-size:14px;line-height:1.45;{_FONT}"
_SHEET = "max-width:860px;margin:0 auto;background:#fff;padding:24px 28px;border:1px solid #ddd"
_TITLE = "margin:0 0 4px;font-size:22px"
_HEAD = "margin:26px 0 6px;font-size:16px;border-bottom:2px solid #b3261e;padding-bottom:3px"
_TABLE = "border-collapse:collapse;width:100%"
_NAME = "text-align:left;font-weight:normal;color:#777;font-size:12px;padding:2px 12px 2px 0"
_CELL = "vertical-align:top;padding:3px 12px 3px 0;border-top:1px solid #eee"
_LATE = f"{_CELL};color:#b3261e;font-weight:bold;white-space:nowrap"


def digest_page(digest: Digest, pictures: Mapping[str, str]) -> str:
    """The whole page.

    Args:
        pictures: address of each picture by its name (`cid:…` or `data:…`); one that is missing is told by its table.
    """
    title, summary = digest_heading(digest)
    sentences = "<br>\n".join(escape(sentence) for sentence in summary)
    sections = "\n".join(_section(section, pictures) for section in digest_sections(digest))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{escape(digest_subject(digest))}</title></head>\n"
        f'<body style="{_BODY}">\n<div style="{_SHEET}">\n<h1 style="{_TITLE}">{escape(title)}</h1>\n'
        f'<p style="margin:0">{sentences}</p>\n{sections}\n</div>\n</body>\n</html>\n'
    )


def _section(section: Section, pictures: Mapping[str, str]) -> str:
    return "\n".join(_parts(section, pictures.get(section.picture, "")))


def _parts(section: Section, picture: str) -> Iterator[str]:
    yield f'<h2 style="{_HEAD}">{escape(section.title)}</h2>'
    if section.lead:
        yield f'<p style="margin:0 0 6px">{escape(section.lead)}</p>'
    if picture:
        yield f'<img src="{escape(picture)}" alt="{escape(section.title)}" style="width:100%;max-width:800px">'
    if section.rows:
        yield f'<table style="{_TABLE}">'
        # What the picture shows needs no bars of letters.
        kept = [index for index, name in enumerate(section.columns) if name or not picture]
        if any(section.columns):
            yield _row("th", (section.columns[index] for index in kept))
        for row in section.rows:
            yield _row("td", (row[index] for index in kept))
        yield "</table>"


def _row(tag: str, cells: Iterator[str]) -> str:
    shown = (one_line(cell, _LONGEST_CELL) for cell in cells)
    return (
        "<tr>"
        + "".join(f'<{tag} style="{_style(tag, cell)}" dir="auto">{escape(cell)}</{tag}>' for cell in shown)
        + "</tr>"
    )


def _style(tag: str, cell: str) -> str:
    if tag == "th":
        return _NAME
    return _LATE if cell.endswith(" late") and len(cell) < 16 else _CELL
