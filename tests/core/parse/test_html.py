"""HTML to the text that a person sees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxd.core.parse.html import html_to_text


def shown(html: str) -> list[str]:
    return [line for line in html_to_text(html).text.lines if line]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("one<br>two<br/>three", ["one", "two", "three"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("<b>bo</b>ld and <i>it</i>alic", ["bold and italic"]),
        ("a &amp; b &lt;c&gt; &nbsp;d &#233; &eacute;", ["a & b <c>  d é é"]),
        ("<ul><li>one</li><li>two</li></ul>", ["- one", "- two"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", ["a b", "c d"]),
        ("<pre>x\n  y</pre>", ["x", "y"]),
        ("spread\n   over\tlines", ["spread over lines"]),
        ('<a href="https://x.example">link</a>', ["link"]),
        ("<h1>Title</h1>text", ["Title", "text"]),
        ("no markup at all", ["no markup at all"]),
        ("unclosed <b>bold <p>next", ["unclosed bold", "next"]),
        ("3 < 5 and 7 > 2", ["3 < 5 and 7 > 2"]),
        ("<p>返金<wbr>して</p>", ["返金して"]),
        ("", []),
    ],
)
def test_what_is_shown(html: str, lines: list[str]):
    assert shown(html) == lines


@pytest.mark.parametrize(
    "hidden",
    [
        "<head><title>no</title><style>no{}</style></head>",
        "<style>no</style>",
        "<script>no</script>",
        "<template>no</template>",
        "<noscript>no</noscript>",
        "<!-- no -->",
        "<!--[if mso]>no<![endif]-->",
        '<div style="display:none">no</div>',
        '<div style="DISPLAY : NONE !important">no</div>',
        '<span style="color:red; display:none; max-height:0">no</span>',
        '<span style="visibility:hidden">no</span>',
        '<span style="font-size:0">no</span>',
        '<span style="font-size:0px;line-height:0">no</span>',
        '<span style="mso-hide:all">no</span>',
        '<div style="max-height:0px;overflow:hidden">no</div>',
        '<div style="opacity:0">no</div>',
        "<div hidden>no</div>",
        '<span style="color:#ffffff;background-color:#fff">no</span>',
        '<span style="color:white;background:white">no</span>',
        "<select><option>no</option></select>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str):
    assert shown(f"<body>yes{hidden}</body>") == ["yes"]


@pytest.mark.parametrize(
    "visible",
    [
        '<span style="font-size:0.9em">yes</span>',
        '<span style="font-size:10px">yes</span>',
        '<a style="color:#fff;background:#06c">yes</a>',
        '<div style="opacity:0.8">yes</div>',
        '<div style="max-height:100px">yes</div>',
        '<div style="display:block">yes</div>',
    ],
)
def test_what_only_looks_like_hidden_stays(visible: str):
    assert shown(visible) == ["yes"]


def test_quote_and_signature_containers_are_told_apart():
    text = html_to_text(
        '<div>new</div><div class="gmail_signature">Mira</div><blockquote type="cite">old '
        "<b>words</b></blockquote>after"
    )
    assert (text.new, text.signature, text.quoted) == ("new\n\nafter", "Mira", "old words")


def test_a_megabyte_is_read_and_the_cut_is_told():
    assert html_to_text("<p>x" * 250_001).is_cut
    assert not html_to_text("<p>x").is_cut


def test_tables_and_quotations_are_not_padded():
    wide = "<table><tr><td>" + "x" * 20_000 + "<td>y" + "<tr><td>a<td>b" * 5_000
    deep = "<blockquote>" * 400 + "<p>a" * 20_000
    lists = "<ul>" * 400 + "<li>a" * 20_000
    for html in (wide, deep, lists):
        assert sum(map(len, html_to_text(html).text.lines)) < len(html)


HOSTILE = {
    "divs": "<div>" * 200_000,
    "tables": "<table><tr><td>" * 60_000,
    "options": "<select><option>" * 60_000,
    "attributes": "<a " + "a=1 " * 200_000,
    "formatting": "<b><i><u><p>" * 60_000,
    "anchors": "<a><p>" * 100_000,
    "comments": "<!--" * 200_000,
    "brackets": "<" * 900_000,
    "entities": "&amp" * 200_000,
    "gmail quotes": "<div class=gmail_quote>" * 40_000,
    "flat gmail quotes": "<div class=gmail_quote>a</div>" * 30_000,
    "quotations": "<blockquote type=cite>" * 40_000,
    "flat quotations": "<blockquote>a</blockquote>" * 30_000,
    "quotations in quotations": "<blockquote>" * 300 + "<blockquote>a</blockquote>" * 20_000,
    "styles": "<b style='color:red'>x</b>" * 30_000,
    "hidden in hidden": "<b style='display:none'>x" * 30_000,
    "the edges' own signs": "\ue010\ue01f" * 100_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_is_read_all_the_same(html: str):
    text = html_to_text(html).text
    assert len(text.lines) == len(text.marks)
    assert sum(map(len, text.lines)) <= 2 * len(html)


_PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "<br>",
        "<blockquote type=cite>",
        "</blockquote>",
        "<div class=gmail_quote>",
        "<table><tr><td>",
        "</table>",
        "<b style='display:none'>",
        "<div style='border-top:solid #E1E1E1 1pt'>",
        "<div id=divRplyFwdMsg>",
        "text",
        "&nbsp;",
        "<!--",
        "-->",
        "<script>",
        "\0",
        "\ud800",
        "\ue010",
        "\ue01f",
        "<svg>",
        "<",
        ">",
        '"',
        "<pre>",
        "<li>",
        "---------- Forwarded message ---------",
    ]
)


@settings(max_examples=200)
@given(st.lists(_PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_any_html_can_be_read(html: str):
    text = html_to_text(html).text
    assert len(text.lines) == len(text.marks)
    "".join(text.lines).encode()
