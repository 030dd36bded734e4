"""Octets to text: declared charsets under all their names, and a guess where the declaration is missing or wrong."""

from __future__ import annotations

import re

from inboxd.core.parse.charset_guess import guess_charset
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.text.wordlists import words

_NAMES = {
    "cp1252": (
        "ascii | usascii | ansix341968 | 646 | unknown8bit | 8bit | iso88591 | latin1 | l1 | ansi | windows28591"
    ),
    "utf-8": "utf8 | unicode11utf8 | cp65001 | utf8mb4",
    "utf-16": "utf16 | ucs2",
    "utf-16-le": "utf16le",
    "utf-16-be": "utf16be",
    "utf-32": "utf32",
    "gb18030": "gb2312 | gbk | gb18030 | cp936 | euccn | xgbk | windows936 | gb231280 | csgb2312",
    "hz": "hzgb2312 | hz",
    "big5hkscs": "big5 | big5hkscs | xbig5 | cnbig5 | csbig5 | big5tw",
    "cp950": "cp950 | windows950",
    "cp932": "shiftjis | sjis | xsjis | cp932 | windows31j | mskanji | windows932",
    "shift_jis_2004": "shiftjis2004",
    "euc_jp": "eucjp | xeucjp",
    "iso2022_jp_ext": "iso2022jp | csiso2022jp | jis | cp50220 | cp50221",
    "iso2022_jp_1": "iso2022jp1",
    "iso2022_jp_2": "iso2022jp2",
    "iso2022_jp_3": "iso2022jp3",
    "iso2022_jp_2004": "iso2022jp2004",
    "cp949": "euckr | ksc5601 | ksc56011987 | ksc56011989 | cp949 | uhc | windows949",
    "iso2022_kr": "iso2022kr",
    "johab": "johab",
    "cp874": "tis620 | windows874 | cp874 | iso885911 | dos874 | ibm874 | xwindows874",
    "iso8859_2": "iso88592 | latin2",
    "iso8859_3": "iso88593",
    "iso8859_4": "iso88594",
    "iso8859_5": "iso88595",
    "iso8859_6": "iso88596",
    "iso8859_7": "iso88597",
    "iso8859_8": "iso88598 | iso88598i | iso88598e",
    "cp1254": "iso88599 | latin5",
    "iso8859_10": "iso885910",
    "iso8859_13": "iso885913",
    "iso8859_14": "iso885914",
    "iso8859_15": "iso885915 | latin9",
    "iso8859_16": "iso885916",
    "koi8_r": "koi8r | koi8",
    "koi8_u": "koi8u | koi8ru",
    "cp866": "ibm866 | cp866",
    "cp850": "ibm850 | cp850",
    "cp852": "ibm852 | cp852",
    "cp437": "ibm437 | cp437",
    "mac_roman": "macintosh | macroman | xmacroman",
    "mac_cyrillic": "maccyrillic | xmaccyrillic",
}
_CODECS = {name: codec for codec, names in _NAMES.items() for name in words(names)} | {
    f"{prefix}{number}": f"cp{number}" for prefix in ("windows", "cp", "xcp", "win") for number in range(1250, 1259)
}
"""Python's codec for each name that mail uses, without its punctuation. Nothing else is ever looked up: codecs such as
zlib or idna are no text, UTF-7 hides text from every reader but one, and unknown names would fill Python's cache."""

_UNSTATED = frozenset(("", *words("ascii | usascii | unknown8bit | 8bit | ansi | binary | unknown | none | default")))
_SINGLE_BYTE = ("cp12", "iso8859", "koi8", "cp8", "mac_", "cp437")
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_LONGEST_NAME = 60
_UNWANTED = dict.fromkeys({*range(32), *range(127, 160), 0xFEFF, 0xFFFE, 0xFFFF} - {9, 10, 133})
_UNWANTED_FOUND = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def decode_text(data: bytes, declared: str, defects: Defects) -> str:
    """The text of some octets, without NUL, control characters and lone surrogates; line ends are `\\n`.

    Args:
        data: the octets, transfer encoding already taken off.
        declared: what the message says; may be empty or nonsense.
        defects: gets a note when the declaration could not be followed.
    """
    return clean_text(decode_octets(data, declared, defects))


def decode_octets(data: bytes, declared: str, defects: Defects) -> str:
    """As `decode_text`, with everything kept that was decoded."""
    name = _plain_name(declared)
    codec = _CODECS.get(name)
    if data.isascii() and b"\x1b" not in data and b"\0" not in data and (codec is None or codec in _ASCII_ALIKE):
        if codec is None and name not in _UNSTATED:
            defects.add(DefectCode.CHARSET_REFUSED, _for_log(name))
        return data.decode("ascii")
    if codec is None and name not in _UNSTATED:
        defects.add(DefectCode.CHARSET_REFUSED, _for_log(name))
    if codec is not None and name not in _UNSTATED:
        text = _decode_declared(data, codec)
        if text is not None:
            return text
    guessed = _guess(data, defects)
    defects.add(DefectCode.CHARSET_GUESSED, f"{_for_log(name) or 'none'} read as {guessed}")
    return data.decode(guessed, "replace")


def _guess(data: bytes, defects: Defects) -> str:
    """The likeliest codec; the likeliest of all mail once a message has asked too often."""
    if defects.guesses_left <= 0:
        return "cp1252" if _as_utf8(data) is None else "utf-8"
    defects.guesses_left -= 1
    return guess_charset(data)


def clean_text(text: str) -> str:
    """Line ends made `\\n`; NUL, other control characters, byte order marks and lone surrogates removed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNWANTED_FOUND.search(text):
        text = text.translate(_UNWANTED).encode("utf-8", "ignore").decode("utf-8")
    return text


_ASCII_ALIKE = frozenset(_CODECS.values()) - {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz", "iso2022_kr"}


def _plain_name(charset: str) -> str:
    return _PUNCTUATION.sub("", charset[:_LONGEST_NAME].lower())


def _for_log(name: str) -> str:
    return name[:20]


def _decode_declared(data: bytes, codec: str) -> str | None:
    """Strictly by the declaration; None when the octets contradict it."""
    if codec.startswith(_SINGLE_BYTE):
        text = _as_utf8(data)  # UTF-8 that was declared as something else: no other text looks like it by chance
        if text is not None:
            return text
    if codec == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-be" if data[::2].count(0) > data[1::2].count(0) else "utf-16-le"
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return _decode_nearly(data, codec)


def _as_utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text


def _decode_nearly(data: bytes, codec: str) -> str | None:
    """A text that was cut inside a character, or with a rare octet amid sound ones, is still in its charset."""
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    if broken and broken <= 1 + len(text) // 200:
        return text if len(text) > 20 * broken else None
    return None
