from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from inboxd.edge.mailfiles import read_mail_files
from inboxd.errors import Misconfigured

ONE = b"Subject: one\n\nFirst.\n"
TWO = b"Subject: two\r\n\r\n>From here on\r\nit is a quote.\r\n"


def read(*paths: object, standard_input: bytes = b"") -> list[tuple[str, bytes]]:
    return [(file.path, file.raw) for file in read_mail_files(map(str, paths), BytesIO(standard_input))]


def test_a_file_is_one_message_whatever_its_name(tmp_path: Path):
    (tmp_path / "mail.bin").write_bytes(ONE)
    assert read(tmp_path / "mail.bin") == [(str(tmp_path / "mail.bin"), ONE)]


def test_a_folder_gives_its_eml_files_in_order(tmp_path: Path):
    for name in ("b.eml", "a.eml", "sub/c.EML", "notes.txt", ".hidden.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert [raw for _, raw in read(tmp_path)] == [b"a.eml", b"b.eml", b"sub/c.EML"]


def test_a_maildir_gives_what_lies_in_cur_and_new(tmp_path: Path):
    for name in ("cur/1:2,S", "new/2", "tmp/3"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(name.encode())
    assert [raw for _, raw in read(tmp_path)] == [b"cur/1:2,S", b"new/2"]


def test_an_mbox_gives_its_messages_with_numbers(tmp_path: Path):
    box = tmp_path / "box.mbox"
    box.write_bytes(b"From a Mon\n" + ONE + b"\nFrom b Tue\n" + TWO.replace(b">From", b">>From") + b"\n")
    assert read(tmp_path) == [(f"{box}#1", ONE), (f"{box}#2", TWO + b"\n")]


def test_from_at_the_start_of_a_line_is_a_separator_after_a_blank_line_only():
    text = b"From a Mon\nSubject: x\n\nHello\nFrom here it goes on\n"
    assert read("-", standard_input=text) == [("-#1", b"Subject: x\n\nHello\nFrom here it goes on\n")]


def test_standard_input_is_one_message_or_an_mbox():
    assert read("-", standard_input=ONE) == [("-", ONE)]
    assert len(read("-", standard_input=b"From a\n" + ONE + b"\nFrom b\n" + ONE)) == 2
    assert read("-", standard_input=b"") == [("-", b"")]


def test_a_missing_path_is_named(tmp_path: Path):
    with pytest.raises(Misconfigured, match="nowhere: there is no such file or folder"):
        read(tmp_path / "nowhere")
