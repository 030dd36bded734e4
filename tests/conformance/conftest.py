"""Each check runs on each server and says what the server can do; docs/servers.md is made of that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from inboxd.edge.mailbox.account import ImapMailbox
from tests.conformance.boxes import SERVERS, Box, boxes
from tests.contracts.mailboxes import arrivals, connected


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.name)
async def box(request: pytest.FixtureRequest) -> AsyncIterator[Box]:
    """An empty mailbox on each server."""
    async with boxes(request.param) as each:
        yield each


@pytest.fixture
async def mailbox(box: Box) -> AsyncIterator[ImapMailbox]:
    """Our side of it, connected, with everything that is there read."""
    async with connected(box) as each:
        await arrivals(each)
        yield each


@pytest.fixture
def shows(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell for the table what this server can do: "yes", "by substitute: …", "no: …"."""
    return lambda words: record_property("ability", words)
