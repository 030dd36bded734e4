"""What may come from our own side broken: rule files, reply texts, and the words that are filled into letters."""

from __future__ import annotations

from hypothesis import strategies as st

from inboxd.core.compose.templates import VARIABLES
from tests.core.rules.folders import rules_files
from tests.hostile.fuzz.strategies import hostile_texts, spoilt

REPLACED = {
    "routes.yaml": rules_files()["routes.yaml"],
    "signals/en.yaml": rules_files()["signals/en.yaml"],
    "replies/urgent.en.txt": rules_files()["replies/urgent.en.txt"],
    "topics.yaml": b"topics:\n  - name: signing-in\n    title: signing in\n    phrases: [password, log in]\n",
    "customers.yaml": b"vip: [mira@bluehill.example]\nvip_files: [lists/vip.csv]\nnever_answer: ['@robots.example']\n",
    "lists/vip.csv": b"name;email\nMira;mira@bluehill.example\n",
    "hours.yaml": b"time_zone: Europe/Sofia\ndays: {mon: ['09:00-17:00']}\nholidays_of: BG\nholidays: [2026-12-24]\n",
    "tone/en.yaml": b"language: en\npromises:\n  - phrase: we guarantee\n    say: name what you will do\n",
    "answers/en.yaml": b"language: en\nsolved: [it works]\nunsolved: [still broken]\n",
    "words/en.yaml": b"language: en\ntopics:\n  signing-in: {title: signing in, phrases: [sign in]}\n",
    "verification.yaml": b"ask: true\n",
    "acknowledgment.yaml": b"identifiers:\n  - name: order\n    patterns: ['[A-Z]-[0-9]{5}']\n",
    "examples/question/one.eml": b"Subject: x\r\n\r\nDo you open on Sunday?\r\n",
}
"""One file of each kind, as right as a small one can be; some lack what others ask for."""

_PATTERN_PIECES = st.sampled_from(
    ["a", "down", "(", ")", "(?:", "[", "]", "[^", "[[:alpha:]]", "{", "}", "{3}", "{1000}", "{2,}", "*", "+", "?", "|", "\\b", "\\w", "\\W", "\\d",
     "\\pL", "\\p{Han}", "\\x{41}", "\\x{d800}", "\\Q", "\\E", "\\C", "\\1", "\\", "^", "$", ".", "(?i)", "(?P<n>", "é", "срочно", "1", "{1", "{²}", "-", "'"]
)  # fmt: skip
_patterns = st.lists(st.tuples(_PATTERN_PIECES, st.sampled_from([1] * 6 + [3, 30, 300])), max_size=12).map(
    lambda pieces: "".join(piece * times for piece, times in pieces)
)
_phrases = st.lists(
    st.sampled_from(["down", "*", " ", "a", "é", "\u0301", "動", "ไม่", "!", "'", "-", "☹", "aaa"]), max_size=8
).map("".join)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _signals(patterns: list[str], phrases: list[str]) -> tuple[str, bytes]:
    lines = ["language: en", "signals:", "  blocked:", "    - is down: 5"]
    lines += [f"    - {{pattern: {_quoted(each)}, weight: 1}}" for each in patterns]
    lines += [f"    - {_quoted(each)}: 1" for each in phrases]
    return "signals/en.yaml", "\n".join(lines).encode("utf-8", "replace")


_YAML_PIECES = st.sampled_from(
    [b"a: ", b"- ", b"[", b"]", b"{", b"}", b": ", b",", b"&a ", b"*a", b"<<: *a", b"!!python/object:os.system ", b"!x ", b"? ", b"|\n ", b">\n ", b"---\n",
     b"...\n", b"%YAML 1.1\n", b"\t", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\n", b"\n  ", b"\n    ", b"#", b'"\\ud800"', b'"', b"'", b"9" * 5000,
     b"1e999", b".inf", b"0x10", b"~", b"routes:", b"heat:", b"signals:", b"language: en", b"topics:", b"phrases:", b"pattern:", b"when:", b"then:", b"any:",
     b"not:", b'">= 5"', b"99999999h", b"yes", b"2026-02-30", b"99:99-00:00", b"Europe/Sofia", b"../x", b"BG-99", b"@", b"`", b"\xc2\x85", b"\xe2\x80\xa8"]
)  # fmt: skip
_yaml = st.lists(st.tuples(_YAML_PIECES, st.sampled_from([1] * 8 + [2, 30, 3_000])), max_size=20).map(
    lambda pieces: b"".join(piece * times for piece, times in pieces)[:100_000]
)
_name = st.sampled_from(sorted(REPLACED))
hostile_rules = (
    st.tuples(_name, _yaml)
    | _name.flatmap(lambda name: st.tuples(st.just(name), spoilt(st.just(REPLACED[name]))))
    | st.tuples(_name, st.binary(max_size=300))
    | st.builds(_signals, st.lists(_patterns, max_size=3), st.lists(_phrases, max_size=3))
)
"""A rule file and what stands in it."""

_TEMPLATE_PIECES = st.sampled_from(
    [*("{{ " + name + " }}" for name in VARIABLES[:8]), "{{", "}}", "{%", "%}", "{#", "#}", "{{ ''.__class__ }}", "{{ 'a' * 10**9 }}",
     "{% for i in range(10**9) %}", "{% endfor %}", "{% if name %}", "{% elif token %}", "{% else %}", "{% endif %}", "{{ name|upper }}", "|title", "|attr('x')",
     "|format(1)", "{{ name.x }}", "{{ name() }}", "{{ name[0] }}", "{% include 'x' %}", "{% macro m() %}", "{% set x = 1 %}", "{% raw %}", "{% endraw %}",
     "not ", "(", ")", " ~ ", " and ", " == ", " in ", "'a'", '"', " if name else ", "1" * 30, "1" * 5000, "\\x", "\\ud800", "\n", "\r", "\n\n\n\n", "Subject: ",
     "Bcc: x@y.example", "{{ self }}", "{{ loop }}", "{{ cycler }}", "-%}", "{%-", "%", "#", "\0", "é"]
)  # fmt: skip
hostile_templates = st.tuples(
    st.sampled_from(["Subject: Re: {{ subject }}\n\n", "Subject: x\n\n", "Subject: ", ""]),
    st.lists(st.tuples(_TEMPLATE_PIECES | hostile_texts, st.sampled_from([1] * 10 + [5, 45, 300])), max_size=15),
).map(lambda made: (made[0] + "".join(piece * times for piece, times in made[1]))[:25_000])
"""Sources of reply texts."""

_INJECTIONS = st.sampled_from(
    ["\r\nBcc: x@y.example", "\nSubject: x", "\r", "\0", "=?utf-8?Q?=0D=0ABcc:_x@y.example?=", "{{ 7*7 }}", "{% raw %}", "<script>", "a" * 1_200, "é" * 700,
     "\u2028Bcc: x", "\x85Bcc: x", "\x0bBcc:x", '"', "\\", "<x@y.example>", ", x@y.example", ";", "(", "@", "x@y.example", "\u202e", "\ud800", "--", ".", "=_", ""]
)  # fmt: skip
_injected = st.lists(_INJECTIONS | hostile_texts | st.text(max_size=10), max_size=4).map("".join)
_addresses = (
    st.sampled_from(
        [
            "mira@bluehill.example",
            "míra@blühill.example",
            "a@b",
            "a b@c",
            "a@b\r\nBcc: x@y.example",
            "@",
            "a,b@c",
            "<a@b>",
        ]
    )
    | _injected
)
hostile_letters = st.fixed_dictionaries(
    {"name": _injected, "subject": _injected, "to": st.just("mira@bluehill.example") | _addresses, "in_reply_to": _injected, "topic": _injected},
    optional={"references": st.lists(_injected, max_size=40).map(tuple), "html": st.booleans(), "number": _injected, "display": _injected},
)  # fmt: skip
"""What a stranger has a say in, of a letter."""
