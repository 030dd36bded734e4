from __future__ import annotations

import pytest

from inboxd.core.measure.corpus import CorpusFile, Labelled, read_corpus
from inboxd.core.measure.labels import LABELS
from inboxd.core.rules.ruleset import Draft
from tests.core.measure.mails import line, lines_file

KNOWN = {*LABELS, "vip", "questions"}


def problems(*lines: str) -> list[str]:
    return [str(problem) for problem in read_corpus([lines_file(*lines)], KNOWN).problems]


def one(*lines: str, **where: object) -> Labelled:
    corpus = read_corpus([lines_file(*lines, **where)], KNOWN)
    assert corpus.problems == ()
    (mail,) = corpus.mails
    return mail


def test_a_line_becomes_a_labelled_mail():
    mail = one(line(note="hard", headers={"X-Odd": "yes"}, **{"from": "Nora <nora@clinic.example>"}))
    assert (mail.id, mail.label, mail.kind, mail.scenario, mail.note) == (
        "en-1", "priority", "open-anger", "shop-down", "hard",
    )  # fmt: skip
    assert (mail.file, mail.line, mail.language) == ("corpus/en/a.jsonl", 1, "en")
    assert mail.mail == Draft("Shop", "The site is down.", "Nora <nora@clinic.example>", (("X-Odd", "yes"),))


def test_html_is_said_so():
    assert one(line(html=True, text="<p>Down</p>")).mail == Draft(
        "Shop", "", "mira@customer.example", (), "<p>Down</p>"
    )


@pytest.mark.parametrize(
    ("folders", "written", "language"),
    [
        (("corpus", "ja"), None, "ja"),
        (("ja", "batches"), None, "ja"),
        (("corpus",), None, ""),
        (("corpus",), "fil", "fil"),
        (("corpus", "ja"), "th", "th"),
    ],
)
def test_the_folder_names_the_language_unless_the_line_does(folders, written, language):
    assert one(line(language=written), folders=folders).language == language


def test_blank_lines_and_a_byte_order_mark_are_no_mistakes():
    raw = b"\xef\xbb\xbf" + line().encode() + b"\r\n\r\n" + line(id="en-2").encode() + b"\n"
    corpus = read_corpus([CorpusFile("a.jsonl", (), raw)], KNOWN)
    assert [(mail.id, mail.line) for mail in corpus.mails] == [("en-1", 1), ("en-2", 3)]
    assert corpus.problems == ()


def test_a_line_separator_inside_a_text_ends_no_line():
    raw = line(text="one\u2028two\u0085three").encode().decode("unicode_escape").encode()
    (mail,) = read_corpus([CorpusFile("a.jsonl", (), raw)], KNOWN).mails
    assert mail.mail.text == "one\u2028two\u0085three"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (line(rout="x"), "there is no key 'rout' here (did you mean 'route'?)"),
        (line(route="prioritty"), "there is no label or route 'prioritty' (did you mean 'priority'?)"),
        (line(kind=None), "'kind' is missing (A slug of the kind within its label, e.g. polite-fury.)"),
        (line(text=7), "'text' must be a text, not 7 (The whole body as it arrives.)"),
        (line(html="yes"), "'html' must be true or false, not 'yes' (`text` is HTML.)"),
        (line(language="English"), "'language' must not be 'English' (ISO 639-1 code, where no folder names it.)"),
        ("[1]", "is no JSON object (one object a line)"),
        ('{"id": 1, "id": 2}', "the key 'id' stands here a second time (keep one of them)"),
        ("{", "is not JSON: Expecting property name enclosed in double quotes at character 2 (one object a line)"),
        ("[" * 100_000, "cannot be read as JSON (one object of texts a line)"),
        ('{"id": ' + "9" * 5_000 + "}", "cannot be read as JSON (one object of texts a line)"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_file_and_line(written, said):
    assert problems("", written) == [f"corpus/en/a.jsonl:2: {said}"]


def test_several_mistakes_of_a_line_are_named_together_and_the_other_lines_stay():
    corpus = read_corpus([lines_file(line(kind=None, rout="x"), line(id="en-2"))], KNOWN)
    assert len(corpus.problems) == 2
    assert [mail.id for mail in corpus.mails] == ["en-2"]


@pytest.mark.parametrize("name", ["X-Odd: a\nBcc", "X Odd", "", "Ünsafe", "X:"])
def test_a_header_cannot_smuggle_another_one(name):
    (problem,) = problems(line(headers={name: "x"}))
    assert problem.startswith("corpus/en/a.jsonl:1: ")


def test_bytes_that_are_no_text_are_named():
    (problem,) = read_corpus([CorpusFile("a.jsonl", (), b'{"id": "\xff"}')], KNOWN).problems
    assert str(problem) == "a.jsonl:1: is not UTF-8 text (save the file with the encoding UTF-8)"


def test_an_id_belongs_to_one_mail_of_all_files():
    files = [lines_file(line(), path="b/a.jsonl"), lines_file("", line(), path="b/b.jsonl")]
    corpus = read_corpus(files, KNOWN)
    assert len(corpus.mails) == 1
    said = "b/b.jsonl:2: the id 'en-1' stands in b/a.jsonl:1 already (give each mail an id of its own)"
    assert [str(problem) for problem in corpus.problems] == [said]


def test_the_nearest_folder_that_is_a_label_says_what_a_whole_mail_is():
    files = [
        CorpusFile("a/priority/1.eml", ("a", "priority"), b"one"),
        CorpusFile("a/priority/ja/2.EML", ("a", "priority", "ja"), b"two"),
        CorpusFile("spam/vip/3.eml", ("spam", "vip"), b"three"),
        CorpusFile("a/4.eml", ("a",), b"four"),
    ]
    corpus = read_corpus(files, KNOWN)
    assert [(mail.id, mail.label, mail.language, mail.mail) for mail in corpus.mails] == [
        ("a/priority/1.eml", "priority", "", b"one"),
        ("a/priority/ja/2.EML", "priority", "ja", b"two"),
        ("spam/vip/3.eml", "vip", "", b"three"),
    ]
    (problem,) = corpus.problems
    assert str(problem).startswith("a/4.eml: no folder around it says what the mail is (known: automatic, ")
