"""docs/servers.md is of a run of this very suite."""

import pytest

from tests.conformance.checks import IMAP, PAGE, SMTP, checks
from tests.conformance.page import write_page
from tests.servers.process import ServerUnavailable
from tests.servers.unpacked import find_unpacked


@pytest.mark.parametrize("modules", [IMAP, SMTP], ids=["imap", "smtp"])
def test_the_page_lists_every_check(modules):
    page = PAGE.read_text(encoding="utf-8")
    titles = [title for _, title in checks(modules)]
    assert titles
    assert all(titles)
    assert [title for title in titles if title not in page] == []


def test_no_check_on_the_page_failed():
    assert "FAILED" not in PAGE.read_text(encoding="utf-8")


def test_a_check_that_was_not_run_is_told_as_failed(tmp_path):
    write_page(tmp_path / "page.md", [("test_a", "A")], [("test_b", "B")], {"test_a": {"cyrus": "yes"}}, {"cyrus": "3"})
    page = (tmp_path / "page.md").read_text()
    assert "| A | – | yes | – | – |" in page
    assert "- B: FAILED." in page


def test_a_server_that_was_not_unpacked_is_an_error_that_says_what_to_type():
    with pytest.raises(ServerUnavailable, match=r"Type: deploy/bin/install-servers"):
        find_unpacked("another-imapd")
