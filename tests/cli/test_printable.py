from __future__ import annotations

import json
import unicodedata

import pytest

from inboxd.cli.printable import json_line, printable


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J", "a\rb", "\x9b31m", "\u202egnp.exe", "\u2066x\u2069", "\x00", "\x7f", "\ud800", "a\u2028b", "\ufeff"],
)
def test_nothing_that_steers_a_terminal_gets_through(text: str):
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)
    line = json_line({"text": text})
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in line)
    assert json.loads(line) == {"text": text}


@pytest.mark.parametrize("text", ["Hello, мир! 返金 ช้า", "line\nline", "نمی‌تواند", "👩‍💻"])
def test_ordinary_text_stays_as_it_is(text: str):
    assert printable(text) == text
    assert json.loads(json_line({"text": text})) == {"text": text}


def test_tabs_become_blanks():
    assert printable("a\tb") == "a b"
