from __future__ import annotations

import pytest

from inboxd.core.rules.document import MAX_BYTES, read_document


def read(text: str):
    document, problems = read_document("routes.yaml", text.encode())
    return document, [str(problem) for problem in problems]


def test_every_scalar_stays_the_text_that_was_written():
    document, problems = read("a: no\nb: 12:30\nc: 2026-12-24\nd: 007\ne: '~'\nf: ~\ng:\nno: 3\n")
    assert problems == []
    assert document.tree == {
        "a": "no", "b": "12:30", "c": "2026-12-24", "d": "007", "e": "~", "f": None, "g": None, "no": "3",
    }  # fmt: skip


def test_every_node_knows_its_line():
    document, _ = read("a:\n  - x: 1\n    y:\n      - p\n      - q\n")
    assert document.line_of(("a", 0, "y", 1)) == 5
    assert document.line_of(("a", 0, "y", 7, "nothing")) == 3
    assert document.line_of(()) == 1


def test_the_entries_of_a_list_know_their_lines_together():
    document, _ = read("a:\n  b:\n    - x\n\n    - y: 1\n    - [z]\n")
    assert list(document.entry_lines(("a", "b"))) == [3, 5, 6]
    assert list(document.entry_lines(("a", "c"))) == []


def test_what_stands_behind_a_doubled_key_leaves_no_lines():
    document, _ = read("a:\n  - p\na:\n  - q\n  - [r, s]\nb:\n  - t\n")
    assert document.tree == {"a": ["p"], "b": ["t"]}
    assert document.line_of(("a", 0)) == 2
    assert document.line_of(("a", 1)) == 1
    assert document.line_of(("b", 0)) == 7


def test_duplicate_keys_are_named_with_the_line_of_the_second():
    _, problems = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert problems == [
        "routes.yaml:4: the key 'c' stands here a second time (keep one of them)",
        "routes.yaml:5: the key 'a' stands here a second time (keep one of them)",
    ]


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        ("a: 1\nb: @x\n", 2, "quotes"),
        ("a:\n\t- b\n", 2, "not with tabs"),
        ("a: b: c\n", 1, "colon"),
        ("a: {b: 1\n", 2, "brackets"),
        ("a: \x07\n", 1, ""),
        ('a: "\\q"\n', 1, "backslash"),
    ],
)
def test_text_that_is_not_yaml_says_where_and_how_to_mend_it(text: str, line: int, meant: str):
    document, problems = read(text)
    assert document is None
    assert len(problems) == 1
    assert problems[0].startswith(f"routes.yaml:{line}: is not YAML: ")
    assert meant in problems[0]


def test_text_that_is_not_utf8_names_the_line():
    document, problems = read_document("x.yaml", "a: 1\nb: грижа\n".encode("cp1251"))
    assert document is None
    assert str(problems[0]) == "x.yaml:2: is not UTF-8 text (save the file with the encoding UTF-8)"


def test_tags_have_no_meaning():
    _, problems = read("a: !!python/object:os.system x\nb: !important\nc: !!binary aGk=\n")
    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "3"]


def test_aliases_work_within_a_bound_and_bombs_are_refused():
    document, problems = read("a: &x [one, two]\nb: *x\n")
    assert document.tree == {"a": ["one", "two"], "b": ["one", "two"]}
    assert problems == []
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))
    document, problems = read(f"l0: &l0 [x]\n{levels}\n")
    assert document is None
    assert "perhaps through aliases" in problems[0]


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "[" * 900, "{a: " * 900, "- " * 5000 + "x", "[" * 100_000])
def test_endless_and_deep_nesting_is_refused(text: str):
    document, problems = read(text)
    assert document is None
    assert problems


def test_a_huge_file_is_refused_unread():
    document, problems = read_document("x.yaml", b"a" * (MAX_BYTES + 1))
    assert document is None
    assert "split the file" in str(problems[0])


def test_keys_must_be_plain():
    _, problems = read("? [a, b]\n: c\n")
    assert problems == ["routes.yaml:1: a key must be a plain text (brackets and braces belong behind a colon)"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "- *fund: 1\n",
            "routes.yaml:1: nothing before is marked &fund (a text that begins with * must stand in quotes)",
        ),
        ("a: 1\n---\nb: 2\n", "routes.yaml:2: a second document begins (remove the line `---`: one document a file)"),
        ("a: &x b\n*x : 1\n", "routes.yaml:2: a key must be a plain text (an alias belongs behind a colon)"),
    ],
)
def test_what_yaml_allows_and_rules_do_not_need_is_refused(text: str, problem: str):
    document, problems = read(text)
    assert document is None
    assert problems == [problem]


def test_the_value_of_a_double_key_is_dropped():
    document, problems = read("a: 1\na: {b: [2, 3]}\nc: 4\n")
    assert document.tree == {"a": "1", "c": "4"}
    assert len(problems) == 1
