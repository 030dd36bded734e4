"""HTML to text: the one place that knows the HTML library."""

from __future__ import annotations

import re
from dataclasses import dataclass

import turbohtml

from inboxd.core.parse import limits
from inboxd.core.parse.charset import clean_text
from inboxd.core.parse.marked import MOST_LINES, Mark, MarkedText
from inboxd.core.parse.quote_words import FORWARDED_MESSAGE, bare_words


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What an HTML part shows.

    Attributes:
        text: the visible lines, each with what the markup says of it.
        is_cut: whether there was more HTML than is read.
    """

    text: MarkedText
    is_cut: bool = False

    @property
    def new(self) -> str:
        """Visible text outside quote and signature containers."""
        return self.text.only(Mark.PLAIN)

    @property
    def quoted(self) -> str:
        """Visible text inside quote containers."""
        return self.text.only(Mark.QUOTED)

    @property
    def signature(self) -> str:
        """Visible text inside signature containers."""
        return self.text.only(Mark.SIGNATURE)


_LAYOUT = turbohtml.PlainText(layout="strict")
_NEVER_SHOWN = "head,script,style,template,noscript,title,object,iframe,select,datalist,svg,[hidden]"
_QUOTES = (
    "blockquote[type=cite],blockquote.gmail_quote,.gmail_attr,.moz-cite-prefix,[class*=yahoo_quoted],[id*=yahoo_quoted],"
    "blockquote.protonmail_quote,div.protonmail_quote,blockquote.tutanota_quote,.zmail_extra,.OutlookMessageHeader,"
    "[id$=mail-editor-reference-message-container],.hs_reply,.freshdesk_quote,.zendesk_quote,.gmail_quote_attribution"
)
_OLD_GMAIL_QUOTES = "div.gmail_quote,div.gmail_extra"
_MOST_OLD_QUOTES = 20  # each is searched, and they may be nested
_SIGNATURES = (
    ".gmail_signature,.gmail_signature_prefix,.moz-signature,[id$=ms-outlook-mobile-signature],#Signature,#signature,"
    ".protonmail_signature_block,#AppleMailSignature,#composer_signature,[data-smartmail=gmail_signature],.yahoo-signature"
)
_HEADS = "#divRplyFwdMsg,#appendonsend"

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_WHITE = r"(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
_WHITE_TEXT = re.compile(rf"(?:^|;)\s*color\s*:\s*{_WHITE}", re.IGNORECASE)
_WHITE_GROUND = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE}", re.IGNORECASE)
_OUTLOOK_RULER = re.compile(r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)

# Private-use characters stand for the edges of containers while the library lays the text out.
_OPEN = {Mark.QUOTED: "\ue010", Mark.MAYBE_QUOTED: "\ue011", Mark.SIGNATURE: "\ue012", Mark.HEADER: "\ue013"}
_MARK_OF = {sign: mark for mark, sign in _OPEN.items()}
_NESTED_STARTS = 8
_LONGEST_START = 200
_CLOSE = "\ue01f"
_EDGES = re.compile(f"([{''.join(_OPEN.values())}{_CLOSE}])")
_ANY_EDGE = re.compile("[\ue010-\ue01f]")


def html_to_text(html: str) -> HtmlText:
    """The visible text of an HTML document, its quote and signature containers marked. Total and bounded."""
    is_cut = len(html) > limits.HTML_CHARACTERS
    source = _ANY_EDGE.sub("", html[: limits.HTML_CHARACTERS])
    document = turbohtml.parse(source, positions=False)
    _remove_hidden(document)
    _mark_containers(document)
    _flatten(document)
    text = clean_text(document.to_text(_LAYOUT)).replace("\xa0", " ")
    return HtmlText(_mark_lines(text), is_cut)


def _remove_hidden(document: turbohtml.Document) -> None:
    document.remove(_NEVER_SHOWN)
    for element in document.select("[style]"):
        style = element.attr("style") or ""
        if _HIDDEN_STYLE.search(style) or (_WHITE_TEXT.search(style) and _WHITE_GROUND.search(style)):
            element.decompose()


def _mark_containers(document: turbohtml.Document) -> None:
    for selector, mark in ((_QUOTES, Mark.QUOTED), (_SIGNATURES, Mark.SIGNATURE), (_HEADS, Mark.HEADER)):
        for element in document.select(selector):
            _enclose(element, mark)
    for element in document.select(_OLD_GMAIL_QUOTES)[:_MOST_OLD_QUOTES]:
        if element.find("blockquote") is None:
            _enclose(element, Mark.QUOTED)
    for element in document.select("blockquote:not([type=cite]):not(.gmail_quote)"):
        _enclose(element, Mark.MAYBE_QUOTED)
    for element in document.select("[style*='border-top']"):
        if _OUTLOOK_RULER.search(element.attr("style") or ""):
            _enclose(element, Mark.HEADER)


def _enclose(element: turbohtml.Element, mark: Mark) -> None:
    element.insert(0, turbohtml.Text(_OPEN[mark]))
    element.append(turbohtml.Text(_CLOSE))


def _flatten(document: turbohtml.Document) -> None:
    """Turn what the library would indent or pad into plain blocks.

    Tables are padded to their widest cell and quotations indented by their depth: a small document could become
    gigabytes of blanks.
    """
    for element in document.select("td,th"):
        element.append(turbohtml.Text(" "))
        element.tag = "span"
    for element in document.select("li"):
        element.insert(0, turbohtml.Text("- "))
        element.tag = "div"
    for element in document.select("table,tbody,thead,tfoot,tr,blockquote,ul,ol,dl,dt,dd,menu,dir"):
        element.tag = "div"


def _mark_lines(text: str) -> MarkedText:
    """Lines with marks from text with edges; a quotation that turns out to be a forwarded message is none."""
    pieces = _EDGES.split(text)
    lines: list[str] = []
    marks: list[Mark] = []
    inside = [Mark.PLAIN]
    for index, piece in enumerate(pieces):
        if piece == _CLOSE:
            if len(inside) > 1:
                inside.pop()
        elif index % 2:
            mark = Mark.PLAIN if _starts_forward(pieces, index + 1) else _MARK_OF[piece]
            inside.append(_stronger(inside[-1], mark))
        else:
            new = [line.strip() for line in piece.split("\n", max(1, MOST_LINES - len(lines)))]
            lines += new
            marks += [inside[-1]] * len(new)
    return MarkedText(tuple(lines), tuple(marks))


def _stronger(outer: Mark, inner: Mark) -> Mark:
    """What holds for text in two containers: the outer one, unless it only is a block quotation of one's own."""
    if outer not in {Mark.PLAIN, Mark.MAYBE_QUOTED}:
        return outer
    return outer if inner is Mark.PLAIN else inner


def _starts_forward(pieces: list[str], index: int) -> bool:
    """Whether the first words in a container, or in containers that begin with it, announce a forwarded message."""
    for piece in pieces[index : index + _NESTED_STARTS : 2]:
        first = piece.lstrip()[:_LONGEST_START].partition("\n")[0]
        if first:
            return bare_words(first) in FORWARDED_MESSAGE
    return False
