"""Folder names, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.edge.mailbox.folders import FolderNames
from inboxd.errors import Misconfigured

SLASH = FolderNames("/")
DOT = FolderNames(".", "INBOX.", ("shared.",))
FLAT = FolderNames("")


@pytest.mark.parametrize(
    ("names", "ours", "theirs"),
    [
        (SLASH, "Priority", "Priority"),
        (SLASH, "Teams/Berlin", "Teams/Berlin"),
        (SLASH, "inbox", "INBOX"),
        (SLASH, "inbox/old", "INBOX/old"),
        (SLASH, "Priorität", "Priorit&AOQ-t"),
        (SLASH, "R&D", "R&-D"),
        (DOT, "Priority", "INBOX.Priority"),
        (DOT, "Teams/Berlin", "INBOX.Teams.Berlin"),
        (DOT, "INBOX", "INBOX"),
        (DOT, "shared/Team", "shared.Team"),
        (FLAT, "Priority", "Priority"),
    ],
)
def test_names_are_translated_both_ways(names, ours, theirs):
    assert names.to_server(ours) == theirs
    canonical = names.to_ours(theirs)
    assert canonical is not None
    assert names.to_server(canonical) == theirs


def test_what_lies_below_inbox_has_one_name_where_everything_does():
    assert DOT.to_server("INBOX/Priority") == DOT.to_server("Priority") == "INBOX.Priority"
    assert DOT.to_ours("INBOX.Priority") == "Priority"


def test_composed_and_decomposed_letters_name_one_folder():
    assert SLASH.to_server("Priorita\u0308t") == SLASH.to_server("Priorit\u00e4t")


@pytest.mark.parametrize(
    ("names", "ours", "why"),
    [
        (DOT, "a.b", "between levels"),
        (FLAT, "a/b", "no folders inside folders"),
        (SLASH, "a//b", "empty level"),
        (SLASH, " /b", "empty level"),
        (SLASH, "a\tb", "control character"),
        (SLASH, "a\ud800", "control character"),
    ],
)
def test_impossible_names_are_refused_with_the_reason(names, ours, why):
    with pytest.raises(Misconfigured, match=why) as raised:
        names.to_server(ours)
    assert raised.value.hint


@pytest.mark.parametrize("theirs", ["&AAA", "&/-", "a/b", "INBOX.INBOX", "\udcff", "bad\x01"])
def test_names_that_ours_cannot_express_are_left_out(theirs):
    assert DOT.to_ours(theirs) is None


@given(st.text(min_size=1, max_size=40), st.sampled_from([SLASH, DOT, FLAT]))
def test_any_name_comes_back_or_is_refused(name, names):
    try:
        theirs = names.to_server(name)
    except Misconfigured:
        return
    assert theirs.isascii()
    back = names.to_ours(theirs)
    assert back is not None
    assert names.to_server(back) == theirs
