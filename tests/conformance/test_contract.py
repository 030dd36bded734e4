"""The contract of a mailbox (tests/contracts) on Cyrus and Courier; on Dovecot and pymap it runs there.

What cannot hold here is left out by name; the other modules of this folder say what holds instead.
"""

from collections.abc import AsyncIterator

import pytest

from inboxd.edge.mailbox.account import ImapMailbox
from tests.conformance.boxes import COURIER, CYRUS, Box, boxes
from tests.contracts import test_mailbox, test_mailbox_waiting
from tests.contracts.mailboxes import arrivals, connected

pytestmark = pytest.mark.real


@pytest.fixture(params=[CYRUS, COURIER], ids=lambda kind: kind.name)
async def account(request) -> AsyncIterator[Box]:
    async with boxes(request.param) as each:
        yield each


@pytest.fixture
async def mailbox(account: Box) -> AsyncIterator[ImapMailbox]:
    async with connected(account) as each:
        await arrivals(each)
        yield each


class TestFolders(test_mailbox.TestFolders):
    # Neither server takes all of these names: see test_folders.test_names.
    test_are_made_once_and_found_again = None


class TestReading(test_mailbox.TestReading):
    # Cyrus mends or refuses such mail when it is delivered: see test_messages.test_odd_mail.
    test_of_odd_mail_gives_one_identity_however_it_is_read = None


class TestMoving(test_mailbox.TestMoving):
    pass


class TestFinding(test_mailbox.TestFinding):
    # Cyrus gives each delivered mail a Message-ID: see test_messages.test_find_without_id.
    test_works_without_a_message_id = None


class TestFiling(test_mailbox.TestFiling):
    pass


class TestTheBell(test_mailbox_waiting.TestTheBell):
    pass
