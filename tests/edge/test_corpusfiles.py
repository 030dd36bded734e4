from __future__ import annotations

from pathlib import Path

import pytest

from inboxd.edge.corpusfiles import read_corpus_files
from inboxd.errors import Misconfigured


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "corpus"
    for name in ("ja/b.jsonl", "ja/a.jsonl", "priority/1.eml", "ja/notes.txt", ".hidden/x.jsonl", "ja/.x.jsonl"):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return home


def test_a_folder_is_read_in_the_order_of_names(folder: Path):
    found = [(file.path, file.folders, file.raw.decode()) for file in read_corpus_files(folder)]
    assert found == [
        (f"{folder}/ja/a.jsonl", ("corpus", "ja"), "ja/a.jsonl"),
        (f"{folder}/ja/b.jsonl", ("corpus", "ja"), "ja/b.jsonl"),
        (f"{folder}/priority/1.eml", ("corpus", "priority"), "priority/1.eml"),
    ]


def test_a_single_file_knows_the_folder_around_it_wherever_one_stands(folder: Path, monkeypatch):
    monkeypatch.chdir(folder / "ja")
    (file,) = read_corpus_files(Path("a.jsonl"))
    assert (file.path, file.folders) == ("a.jsonl", ("ja",))


def test_the_folder_that_is_named_counts_too(folder: Path, monkeypatch):
    monkeypatch.chdir(folder / "ja")
    assert [(file.path, file.folders) for file in read_corpus_files(Path())] == [
        ("a.jsonl", ("ja",)),
        ("b.jsonl", ("ja",)),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere", "no such file or folder"), ("ja/notes.txt", "no judged mails"), (".hidden/y", "no such file")],
)
def test_what_is_no_corpus_is_said_clearly(folder: Path, name: str, said: str):
    with pytest.raises(Misconfigured, match=said):
        list(read_corpus_files(folder / name))


def test_a_folder_without_judged_mails_is_no_corpus(tmp_path: Path):
    with pytest.raises(Misconfigured, match="no judged mails"):
        list(read_corpus_files(tmp_path))


def test_a_file_that_cannot_be_read_is_named(folder: Path):
    (folder / "ja/a.jsonl").unlink()
    (folder / "ja/a.jsonl").symlink_to(folder / "ja/a.jsonl")
    with pytest.raises(Misconfigured, match=r"a\.jsonl: cannot be read"):
        list(read_corpus_files(folder))
