"""The text of a message: which parts it is made of, and what of it the person wrote now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inboxd.core.parse import limits
from inboxd.core.parse.charset import decode_text
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.disclaimer import find_disclaimer
from inboxd.core.parse.flowed import unflow
from inboxd.core.parse.html import html_to_text
from inboxd.core.parse.marked import Label, MarkedText, is_short_note, joined, mark_plain
from inboxd.core.parse.mime import Part, decode_body
from inboxd.core.parse.quotes import label_lines
from inboxd.core.parse.signature import label_signature
from inboxd.core.values.mail import Text


@dataclass(frozen=True, slots=True)
class Body:
    """The readable side of a message.

    Attributes:
        text: the text, taken apart.
        html: whether an HTML form of it was there.
        attached: the parts that are no text of the message.
    """

    text: Text
    html: bool
    attached: tuple[Part, ...]


_READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-amp-html"})
_UNREAD = frozenset({"text/x-amp-html"})
_TOO_SHORT_FOR_A_TEXT = 40


def read_body(parts: Sequence[Part], subject: str, is_answer: bool, defects: Defects) -> Body:
    """Text and attachments of a message's parts.

    Args:
        parts: as `walk_parts` gives them.
        subject: tells a forwarded message from an answer.
        is_answer: whether the message says that it answers another one.
        defects: what was wrong.
    """
    own, embedded, attached = _sort_parts(parts)
    reader = _Reader(defects)
    html = any(part.content_type == "text/html" for part in own)
    texts = [_take_apart(reader.best_form(group), subject, is_answer) for group in _choices(own)]
    text = _merged(texts)
    if embedded:
        inner = [_take_apart(reader.best_form(group), "", is_answer=True) for group in _choices(embedded)]
        text = _with_embedded(text, inner, is_report=parts[0].content_type == "multipart/report")
    if not text.new.strip() and text.all.strip():
        defects.add(DefectCode.ONLY_QUOTED)
        text = Text(new=text.all)
    return Body(text, html, tuple(attached))


def take_apart(text: str, subject: str = "", *, is_answer: bool = True) -> Text:
    """A plain text taken apart into new, quoted, signature and disclaimer; `new` may be empty."""
    return _take_apart(mark_plain(text), subject, is_answer)


# --- parts -----------------------------------------------------------------------------------------------------------


def _sort_parts(parts: Sequence[Part]) -> tuple[list[Part], list[Part], list[Part]]:
    """The message's own text parts, those of messages inside it, and everything else."""
    own: list[Part] = []
    embedded: list[Part] = []
    attached: list[Part] = []
    for part in parts:
        if part.content_type.startswith("multipart/"):
            continue
        texts = embedded if part.embedded else own
        if _is_text(part, is_first=not texts):
            texts.append(part)
        elif part.content_type not in _UNREAD:
            attached.append(part)
    return own, embedded, attached


def _is_text(part: Part, *, is_first: bool) -> bool:
    if part.content_type not in _READABLE - _UNREAD or part.disposition == "attachment":
        return False
    return is_first or not part.filename


def _choices(parts: Sequence[Part]) -> Iterable[tuple[Part, ...]]:
    """Parts that say the same in two forms together; every other part alone."""
    groups: dict[tuple[int, int], list[Part]] = {}
    for index, part in enumerate(parts):
        key = (part.alternative, 0) if part.alternative else (0, index + 1)
        groups.setdefault(key, []).append(part)
    return (tuple(group) for group in groups.values())


class _Reader:
    """Reads the text parts of one message, and no more than a message's share of text."""

    def __init__(self, defects: Defects) -> None:
        self.defects = defects
        self.left = limits.TEXT_CHARACTERS

    def best_form(self, group: Sequence[Part]) -> MarkedText:
        """The best form of one text: the plain one, unless it says little and HTML says more."""
        html = [part for part in group if part.content_type == "text/html"]
        written = "\n".join(self._plain(part) for part in group if part.content_type != "text/html")
        if not html:
            return self._shown(written) if _looks_like_html(written) else mark_plain(written)
        if len(written.strip()) >= _TOO_SHORT_FOR_A_TEXT and not _says_use_html(written):
            return mark_plain(written)
        shown = self._shown("\n".join(self._text(part) for part in html))
        if sum(map(len, shown.lines)) > len(written) or _says_use_html(written):
            return shown
        return mark_plain(written)

    def _plain(self, part: Part) -> str:
        text = self._text(part)
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        return text

    def _shown(self, html: str) -> MarkedText:
        shown = html_to_text(html)
        if shown.is_cut:
            self.defects.add(DefectCode.HTML_CUT, f"{len(html)} characters")
        return shown.text

    def _text(self, part: Part) -> str:
        data = decode_body(part, self.left, self.defects)
        text = decode_text(data, part.parameters.get("charset", ""), self.defects)
        self.left = max(0, self.left - len(text))
        return text


def _looks_like_html(text: str) -> bool:
    start = text[:300].lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<body", "<div", "<p>", "<table", "<meta", "<head"))


def _says_use_html(text: str) -> bool:
    """A plain part that only says that there is none."""
    short = text.strip().lower()
    return len(short) < 250 and "html" in short and any(word in short for word in _HTML_ADVICE)


_HTML_ADVICE = ("view", "support", "enable", "client", "format")


# --- text ------------------------------------------------------------------------------------------------------------


def _take_apart(text: MarkedText, subject: str, is_answer: bool) -> Text:
    lines = text.lines
    labels = label_lines(text, subject=subject, is_answer=is_answer)
    label_signature(lines, labels)
    boilerplate = find_disclaimer(lines, labels)

    def having(label: Label) -> str:
        return joined(line for index, line in enumerate(lines) if labels[index] is label and index not in boilerplate)

    return Text(
        new=having(Label.NEW),
        quoted=having(Label.QUOTED),
        signature=having(Label.SIGNATURE),
        disclaimer=joined(lines[index] for index in sorted(boilerplate)),
    )


def _merged(texts: Sequence[Text]) -> Text:
    if len(texts) == 1:
        return texts[0]
    return Text(
        new=_stacked(text.new for text in texts),
        quoted=_stacked(text.quoted for text in texts),
        signature=_stacked(text.signature for text in texts),
        disclaimer=_stacked(text.disclaimer for text in texts),
    )


def _stacked(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part.strip())


def _with_embedded(own: Text, embedded: Sequence[Text], *, is_report: bool) -> Text:
    """A message attached whole is what we are meant to read when no more than a short note came with it.

    In a delivery report it is the mail that came back (RFC 6522 §3), and nobody's words to us.
    """
    inner = _merged(embedded)
    if is_short_note(own.new) and not is_report:
        return _merged((own, inner))
    return Text(own.new, _stacked((own.quoted, inner.all)), own.signature, own.disclaimer)
