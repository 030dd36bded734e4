"""The head of an earlier message as Outlook and others show it: "From: … Sent: … To: … Subject: …"."""

from __future__ import annotations

import re

from inboxd.core.parse.attribution import has_address, has_time
from inboxd.core.parse.quote_words import HEADER_ROLES, HeaderRole, bare_words

_TABLE_ROW = re.compile(r"\s{0,3}\|\s{0,3}([^\W\d_][^|\n]{0,40}?)\s{0,4}\|(.*?)\|?\s*", re.DOTALL)
_CELLS = re.compile(r"\s{0,3}([^\W\d_][^\s:\uff1a|]{0,20})\s(.*)", re.DOTALL)
_HEADER_LINE = re.compile(r"[\s*_>|]{0,8}([^\W\d_][^:\uff1a\n]{0,40}?)[\s*_]{0,4}[:\uff1a][\s*_]{0,4}(.*)", re.DOTALL)


class HeaderBlock:
    """Header lines of an earlier message while they are read.

    Below a separator unknown words count too, so that a language we do not know is still recognised; after an empty
    line only known words do, because the message's own text has begun there.
    """

    def __init__(self, is_announced: bool) -> None:
        self.is_announced = is_announced
        self.after_empty = False
        self.roles: set[HeaderRole] = set()
        self.unknown = 0
        self.is_addressed = self.is_dated = False
        self.expects_value = False

    def takes(self, line: str) -> bool:
        """Whether the line belongs to the block."""
        found = _header_line(line) or (self._cells(line) if self.is_announced else None)
        if found is None:
            if self.expects_value or (self.roles and not self.after_empty and has_address(line)):
                self._note(line, None)
                return True
            return False
        role, value = found
        if role is None and (not self.is_announced or self.after_empty):
            return False
        if role is None:
            self.unknown += 1
        else:
            self.roles.add(role)
        self._note(value, role)
        return True

    def is_whole(self) -> bool:
        """Whether enough was seen to take the lines for the head of a message."""
        if self.is_announced:
            return len(self.roles) + self.unknown >= 2 and (self.is_addressed or self.is_dated)
        main = self.roles - {HeaderRole.OTHER}
        if HeaderRole.FROM not in main and not main >= {HeaderRole.SENT, HeaderRole.TO, HeaderRole.SUBJECT}:
            return False
        if self.is_addressed:  # without a date, two lines may be what a form on a web page was filled in with
            return len(main) >= 3 or HeaderRole.SENT in main
        return self.is_dated and len(main) >= 3 and HeaderRole.SUBJECT in main

    def _cells(self, line: str) -> tuple[HeaderRole, str] | None:
        """A table's row without a colon, each field once: "From Mira <mira@…>"."""
        match = _CELLS.fullmatch(line)
        role = HEADER_ROLES.get(bare_words(match[1])) if match else None
        if match is None or role is None or role in self.roles:
            return None
        is_plain = bool(self.roles) if role is HeaderRole.SUBJECT else has_address(match[2]) or has_time(match[2])
        return (role, match[2]) if is_plain else None

    def _note(self, value: str, role: HeaderRole | None) -> None:
        self.is_addressed = self.is_addressed or has_address(value)
        self.is_dated = self.is_dated or (has_time(value) and role in {None, HeaderRole.SENT})
        self.expects_value = role is not None and not value.strip()
        self.after_empty = False


def is_header_line(line: str) -> bool:
    """Whether the line is a known header word, a colon and a value."""
    found = _header_line(line)
    return found is not None and found[0] is not None


def _header_line(line: str) -> tuple[HeaderRole | None, str] | None:
    """Role and value of a line `Word: value` or `| Word | value |`; the role is None for a word that is not known."""
    match = _TABLE_ROW.fullmatch(line) or _HEADER_LINE.match(line)
    if match is None:
        return None
    word = bare_words(match[1])
    role = HEADER_ROLES.get(word) or HEADER_ROLES.get(word.replace(" ", ""))
    if role is None and len(word.split()) > 3:
        return None
    return role, match[2]
