"""Octets to text: declared, misdeclared and undeclared charsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.parse.charset import clean_text, decode_text
from inboxd.core.parse.charset_guess import guess_charset
from inboxd.core.parse.defects import Defects
from tests.core.text.support_lines import LINES

DECLARED = {
    "utf-8": ("Größe не 返金", "utf-8"),
    "UTF8": ("Größe", "utf-8"),
    '"utf-8"': ("Größe", "utf-8"),
    "iso-8859-1": ("Größe € “", "cp1252"),
    "us-ascii": ("plain", "ascii"),
    "windows-1252": ("déjà – vu", "cp1252"),
    "iso-8859-15": ("100 €", "iso8859_15"),
    "iso-8859-2": ("zażółć", "iso8859_2"),
    "windows-1250": ("příliš", "cp1250"),
    "windows-1251": ("не работи", "cp1251"),
    "cp-1251": ("не работи", "cp1251"),
    "koi8-r": ("не работает", "koi8_r"),
    "koi8-u": ("не працює", "koi8_u"),
    "iso-8859-5": ("не работает", "iso8859_5"),
    "ibm866": ("не работает", "cp866"),
    "windows-1253": ("δεν δουλεύει", "cp1253"),
    "iso-8859-7": ("δεν δουλεύει", "iso8859_7"),
    "iso-8859-9": ("çalışmıyor", "cp1254"),
    "windows-1254": ("çalışmıyor", "cp1254"),
    "windows-1255": ("לא עובד", "cp1255"),
    "iso-8859-8-i": ("לא עובד", "iso8859_8"),
    "windows-1256": ("لا يعمل", "cp1256"),
    "iso-8859-6": ("لا يعمل", "iso8859_6"),
    "windows-1257": ("neveikia ąčę", "cp1257"),
    "windows-874": ("ใช้งานไม่ได้", "cp874"),
    "tis-620": ("ใช้งานไม่ได้", "cp874"),
    "gb2312": ("不能用 囍 朱镕基", "gb18030"),
    "gbk": ("不能用", "gbk"),
    "gb18030": ("不能用 𠮷", "gb18030"),
    "big5": ("無法使用", "big5"),
    "big5_tw": ("無法使用", "big5"),
    "shift_jis": ("動きません①髙", "cp932"),
    "x-sjis": ("動きません", "cp932"),
    "cp932": ("動きません", "cp932"),
    "euc-jp": ("動きません", "euc_jp"),
    "iso-2022-jp": ("動きません", "iso2022_jp"),
    "euc-kr": ("안 돼요 똠", "cp949"),
    "ks_c_5601-1987": ("안 돼요", "cp949"),
    "cp949": ("안 돼요", "cp949"),
    "iso-2022-kr": ("안 돼요", "iso2022_kr"),
    "utf-16": ("не работи", "utf-16"),
    "utf-16le": ("не работи", "utf-16-le"),
    "macintosh": ("café", "mac_roman"),
}


@pytest.mark.parametrize("declared", DECLARED)
def test_declared_charsets_under_all_their_names(declared: str):
    text, codec = DECLARED[declared]
    defects = Defects()
    assert decode_text(text.encode(codec), declared, defects) == text
    assert not defects.found()


@pytest.mark.parametrize(
    "declared", ["foo-8", "hex", "zlib", "rot13", "idna", "undefined", "utf-7", "base64", "unicode_escape", "x" * 500]
)
def test_what_is_no_text_encoding_is_refused(declared: str):
    defects = Defects()
    assert decode_text("Größe für Übung".encode(), declared, defects) == "Größe für Übung"
    assert [defect.code for defect in defects.found()] == ["charset-refused", "charset-guessed"]


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("Größe", "utf-8", "iso-8859-1"),
        ("не работи", "utf-8", "windows-1251"),
        ("ใช้งานไม่ได้", "utf-8", "windows-874"),
    ],
)
def test_utf8_is_read_as_utf8_whatever_was_declared(text: str, codec: str, declared: str):
    assert decode_text(text.encode(codec), declared, Defects()) == text


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("Приложението не работи от вчера", "cp1251", "utf-8"),
        ("ใช้งานไม่ได้เลยครับ ช่วยด้วย", "cp874", "us-ascii"),
        ("返金してください、至急", "cp932", "utf-8"),
    ],
)
def test_a_declaration_that_the_octets_contradict_is_not_believed(text: str, codec: str, declared: str):
    defects = Defects()
    assert decode_text(text.encode(codec), declared, defects) == text
    assert [defect.code for defect in defects.found()] == ["charset-guessed"]


FAMILIES = {
    "cp1251": ("ru", "bg", "uk"),
    "koi8_r": ("ru", "bg"),
    "cp866": ("ru",),
    "iso8859_5": ("ru",),
    "gb18030": ("zh",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "iso2022_jp": ("ja",),
    "cp949": ("ko",),
    "cp874": ("th",),
    "cp1256": ("ar",),
    "cp1252": ("de", "fr", "es", "pt", "it", "sv"),
    "cp1254": ("tr",),
    "cp1250": ("pl", "cs", "hu"),
    "iso8859_2": ("pl", "hu"),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "iso8859_6": ("ar",),
    "utf-8": ("ru", "ja", "th", "de", "hi"),
}


@pytest.mark.parametrize(
    ("codec", "language"), [(codec, each) for codec, languages in FAMILIES.items() for each in languages]
)
def test_an_undeclared_charset_is_guessed_from_a_few_lines(codec: str, language: str):
    octets = ". ".join(LINES[language]).encode(codec, "ignore")
    assert octets.decode(guess_charset(octets), "replace") == octets.decode(codec)


def test_most_single_lines_are_enough():
    lines = [
        line.encode(codec)
        for codec, languages in FAMILIES.items()
        for language in languages
        for line in LINES[language]
        if _fits(line, codec)
    ]
    right = sum(
        octets.decode(guess_charset(octets), "replace") == octets.decode(codec)
        for codec, languages in FAMILIES.items()
        for language in languages
        for octets in (line.encode(codec) for line in LINES[language] if _fits(line, codec))
    )
    assert right >= 0.94 * len(lines)


def _fits(line: str, codec: str) -> bool:
    try:
        line.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def test_utf8_with_one_broken_octet_is_still_utf8():
    octets = ("Не работи от вчера. " * 5).encode()
    assert guess_charset(octets[:-3]) == "utf-8"
    assert "Не работи" in decode_text(b"\xff" + octets, "utf-8", Defects())


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\0b", "ab"),
        ("\ufeffa", "a"),
        ("a\x07b\x1b[0m", "ab[0m"),
        ("a\ud800b", "ab"),
        ("a\tb", "a\tb"),
    ],
)
def test_text_is_cleaned(dirty: str, clean: str):
    assert clean_text(dirty) == clean


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "utf-16", "hz", "iso-2022-jp", "big5", "johab", "\0", "cp1252"]),
)
def test_any_octets_become_clean_text(octets: bytes, declared: str):
    text = decode_text(octets, declared, Defects())
    assert "\0" not in text
    assert "\r" not in text
    text.encode()
