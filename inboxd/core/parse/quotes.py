"""What the person wrote now, told apart from earlier messages below it, by the shape of what clients write.

Two rules keep customers' own words safe. A block of header lines is one only with two known header words and an address
or a sender with a date and time: a booking ("From: Sofia / To: Varna") is none. A forwarded message keeps its text: it
is what the person wants us to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inboxd.core.parse.attribution import (
    has_date,
    has_time,
    is_attribution,
    may_end_attribution,
    plain_digits,
    starts_with_attribution,
)
from inboxd.core.parse.header_block import HeaderBlock, is_header_line
from inboxd.core.parse.marked import Label, Mark, MarkedText, is_short_note
from inboxd.core.parse.quote_words import FORWARD_ENDS, FORWARDED_MESSAGE, ORIGINAL_MESSAGE, bare_words
from inboxd.core.parse.separators import (
    LONGEST_SEPARATOR,
    is_notes_line,
    is_ruler,
    is_torn,
    may_say_reply_above,
    says_reply_above,
    unframed,
)
from inboxd.core.parse.signature import label_signature
from inboxd.core.parse.subjects import says_forward

_MOST_LOOKS = 1_500
_MOST_FORWARDS = 5
_HEADER_LINES = 14
_LONGEST_HEADER_WORD = 50
_WRAPPED_LINES = 4
_FULL_LINE = 45


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where an earlier message begins.

    Attributes:
        at: first line that belongs to it.
        text_from: first line after its head.
        is_forward: whether its client calls it forwarded.
        has_head: whether header lines were seen.
    """

    at: int
    text_from: int
    is_forward: bool = False
    has_head: bool = False


def label_lines(text: MarkedText, *, subject: str = "", is_answer: bool = True) -> list[Label]:
    """One label for each line.

    Args:
        text: the lines with their marks.
        subject: the mail's subject; its prefix tells a forwarded message from an answer.
        is_answer: whether the mail says that it answers another one. Header lines in a mail that answers nothing come
            from a forward or from a form on a web page, and what follows them is meant to be read.
    """
    return _Labelling(text, is_forward=says_forward(subject) or not is_answer).run()


class _Labelling:
    """One pass over one text."""

    def __init__(self, text: MarkedText, *, is_forward: bool) -> None:
        self.lines = text.lines
        self.marks = list(text.marks)
        self.depths = text.depths
        self.is_forward = is_forward
        self.labels = [_LABEL_OF_MARK[mark] for mark in text.marks]
        self.looks_left = _MOST_LOOKS
        self.has_reply_above = may_say_reply_above("\n".join(text.lines).lower())

    def run(self) -> list[Label]:
        """One label for each line."""
        self._find_messages()
        self._drop_rulers()
        return self.labels

    def _find_messages(self) -> None:
        start = 0
        for _ in range(_MOST_FORWARDS):
            cut = self._find_cut(start)
            if cut is None:
                break
            if not self._keeps_forward(start, cut):
                self._quote(cut.at, len(self.lines))
                break
            self._lift(cut.text_from)
            self._drop_forward_end(cut.text_from)
            self._quote(cut.at, cut.text_from)
            start = cut.text_from

    def _lift(self, start: int) -> None:
        """Some clients quote what they forward: its own lines lose one quotation sign."""
        for index in range(start, len(self.depths)):
            if self.depths[index] == 0 and self.lines[index].strip():
                return
            if self.depths[index] == 1:
                self.marks[index] = Mark.PLAIN
                self.labels[index] = Label.NEW

    def _drop_forward_end(self, start: int) -> None:
        """The line that some clients put below what they forward."""
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if len(line) <= LONGEST_SEPARATOR and bare_words(unframed(line) or "") in FORWARD_ENDS:
                self.labels[index] = Label.QUOTED

    def _drop_rulers(self) -> None:
        """A ruler right above a quotation belongs to it."""
        below = Label.NEW
        for index in range(len(self.lines) - 1, -1, -1):
            if self.labels[index] is Label.NEW and below is Label.QUOTED:
                if not self.lines[index].strip():
                    continue
                if is_ruler(self.lines[index]):
                    self.labels[index] = Label.QUOTED
            below = self.labels[index]

    def _quote(self, start: int, end: int) -> None:
        for index in range(start, end):
            self.labels[index] = Label.QUOTED

    def _keeps_forward(self, start: int, cut: _Cut) -> bool:
        """Whether the message below is what we are meant to read: it was forwarded with no more than a short note."""
        if not (cut.is_forward or (self.is_forward and cut.has_head)):
            return False
        lines, labels = self.lines[start : cut.at], self.labels[start : cut.at]
        label_signature(lines, labels)
        note = " ".join(line for line, label in zip(lines, labels, strict=True) if label is Label.NEW)
        if not is_short_note(note):
            return False
        self.labels[start : cut.at] = labels
        return True

    def _find_cut(self, start: int) -> _Cut | None:
        for index in range(start, len(self.lines)):
            mark = self.marks[index]
            if mark is Mark.HEADER:
                return self._cut_at_container(index)
            if mark is not Mark.PLAIN and mark is not Mark.MAYBE_QUOTED:
                continue
            line = self.lines[index]
            if not line or line.isspace():
                continue
            cut = self._read_line(index, line)
            if cut is not None:
                return cut
        return None

    def _read_line(self, index: int, line: str) -> _Cut | None:
        if self.has_reply_above and says_reply_above(line):
            return _Cut(index, index + 1)
        cut = self._cut_at_separator(index, line) if len(line) <= LONGEST_SEPARATOR else None
        if cut is not None or self.looks_left <= 0:
            return cut
        if _COLON.search(line, 0, _LONGEST_HEADER_WORD):
            self.looks_left -= 1
            cut = self._cut_at_header_lines(index)
        if cut is None and may_end_attribution(line):
            self.looks_left -= 1
            cut = self._cut_at_attribution(index)
        elif cut is None and (starts_with_attribution(plain_digits(line)) or is_notes_line(line)):
            cut = _Cut(index, index + 1)
        return cut

    # --- attributions ---

    def _cut_at_attribution(self, index: int) -> _Cut | None:
        """Quote an attribution whose quotation is marked; a cut where it is not."""
        follower = self._next_filled(index + 1)
        is_followed = follower is not None and self.marks[follower] in (Mark.QUOTED, Mark.MAYBE_QUOTED)
        first = self._attribution_start(index, is_followed=is_followed)
        if first is None:
            return None
        first = self._above_ruled_header_lines(first)
        if not is_followed or follower is None:
            return _Cut(first, index + 1)
        self._quote(first, index + 1)
        self._quote_maybes(follower)
        return None

    def _above_ruled_header_lines(self, start: int) -> int:
        """The ruler over header lines right above an attribution; without a ruler they may be the person's own."""
        first = start
        while first > 0 and self.labels[first - 1] is Label.NEW and is_header_line(self.lines[first - 1]):
            first -= 1
        is_ruled = 0 < first < start and is_ruler(self.lines[first - 1])
        return first - 1 if is_ruled else start

    def _quote_maybes(self, start: int) -> None:
        for index in range(start, len(self.lines)):
            if self.marks[index] is not Mark.MAYBE_QUOTED:
                return
            self.labels[index] = Label.QUOTED

    def _attribution_start(self, index: int, *, is_followed: bool) -> int | None:
        """The first line of an attribution that ends here; wrapped ones are joined, never the person's own lines."""
        joined = plain_digits(self.lines[index].strip())
        first, best = index, None
        for _ in range(_WRAPPED_LINES):
            if is_attribution(joined, is_followed=is_followed) and not is_torn(joined):
                best = first
                if has_date(joined) or has_time(joined):
                    return best
            line = self._line_above(first, joined, is_followed=is_followed)
            if not line:
                break
            first, joined = first - 1, f"{line} {joined}".replace("< ", "<")
        return best

    def _line_above(self, index: int, below: str, *, is_followed: bool) -> str:
        """The line above when a client may have broken it off; "" when it is the person's own."""
        if index == 0 or self.labels[index - 1] is not Label.NEW:
            return ""
        line = plain_digits(self.lines[index - 1].strip())
        is_full = len(line) >= _FULL_LINE or line.endswith(("<", ",")) or below.startswith("<")
        is_date = is_followed and has_date(line) and has_time(line)
        return line if is_full or is_date else ""

    # --- separators ---

    def _cut_at_separator(self, index: int, line: str) -> _Cut | None:
        framed = unframed(line)
        words = bare_words(line if framed is None else framed)
        is_forward = words in FORWARDED_MESSAGE or (framed is not None and words.startswith("forwarded by "))
        if framed is None and not (is_forward or (words in ORIGINAL_MESSAGE and line.rstrip().endswith(":"))):
            return None
        self.looks_left -= 1
        after = self._next_filled(index + 1) if self.looks_left > 0 else None
        head_end = self._header_lines_end(after, is_announced=True) if after is not None else None
        if head_end is not None:
            return _Cut(index, head_end, is_forward, has_head=True)
        if framed is not None and (is_forward or words in ORIGINAL_MESSAGE):
            return _Cut(index, self._below_attribution(after, index + 1), is_forward)
        return None

    def _below_attribution(self, index: int | None, start: int) -> int:
        """Below an attribution that serves as head of a forwarded message; `start` when none stands there."""
        if index is not None and is_attribution(plain_digits(self.lines[index].strip()), is_followed=False):
            return index + 1
        return start

    # --- blocks of header lines ---

    def _cut_at_header_lines(self, index: int) -> _Cut | None:
        end = self._header_lines_end(index, is_announced=False)
        return None if end is None else _Cut(index, end, has_head=True)

    def _cut_at_container(self, index: int) -> _Cut:
        end = index
        while end < len(self.lines) and self.marks[end] is Mark.HEADER:
            end += 1
        filled = self._next_filled(end)
        head_end = self._header_lines_end(filled, is_announced=True) if filled is not None else None
        return _Cut(index, head_end or end, has_head=True)

    def _header_lines_end(self, start: int, *, is_announced: bool) -> int | None:
        """The line after a block of header lines that starts here; None when there is none."""
        block = HeaderBlock(is_announced)
        end = start
        for index in range(start, min(start + _HEADER_LINES, len(self.lines))):
            line = plain_digits(self.lines[index])
            if not line.strip():
                block.after_empty = True
            elif block.takes(line):
                end = index + 1
            else:
                break
        return end if block.is_whole() else None

    def _next_filled(self, start: int) -> int | None:
        for index in range(start, min(start + 6, len(self.lines))):
            if self.lines[index].strip():
                return index
        return None


_LABEL_OF_MARK = {
    Mark.PLAIN: Label.NEW,
    Mark.QUOTED: Label.QUOTED,
    Mark.MAYBE_QUOTED: Label.NEW,
    Mark.SIGNATURE: Label.SIGNATURE,
    Mark.HEADER: Label.QUOTED,
}
_COLON = re.compile("[:\uff1a|]")
