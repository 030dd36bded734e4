"""Big messages of every shape: read in part, they say the same as the whole."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Arrival
from tests.contracts.mailboxes import DEMO, PLAIN, Account, accounts, arrivals, connected
from tests.servers.dovecot import Stored

pytestmark = pytest.mark.real
TOP = "From: Mira <mira@larch.example>\r\nSubject: Big\r\nMessage-ID: <{0}@larch.example>\r\nMIME-Version: 1.0\r\n"
PLAIN_PART = (
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nIt does not start, größer.\r\n"
)
HTML_PART = "Content-Type: text/html\r\n\r\n<p>It does not start.</p>\r\n"
FILLER = "QUFB" * 18 + "\r\n"
FILE_PART = (
    'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n" + FILLER * 2000
)
LETTER = TOP.format("inner") + "\r\nThe letter that was sent on.\r\n"


def multipart(kind: str, boundary: str, *parts: str, quote: str = '"') -> str:
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{kind};\r\n boundary={quote}{boundary}{quote}\r\n\r\n{body}--{boundary}--\r\n"


def forwarded(letter: str) -> str:
    return f"Content-Type: message/rfc822\r\n\r\n{letter}"


SHAPES = {
    "mixed": multipart("mixed", "b1", PLAIN_PART, FILE_PART),
    "attachment first": multipart("mixed", "b1", FILE_PART, PLAIN_PART),
    "alternative in mixed": multipart("mixed", "b1", multipart("alternative", "b2", PLAIN_PART, HTML_PART), FILE_PART),
    "alternative in related in mixed": multipart(
        "mixed",
        "b1",
        multipart("related", "b 2", multipart("alternative", "b-3", PLAIN_PART, HTML_PART), FILE_PART),
        FILE_PART,
    ),
    "html only": multipart("mixed", "b1", HTML_PART, FILE_PART),
    "text in two parts": multipart("mixed", "b1", PLAIN_PART, FILE_PART, PLAIN_PART.replace("start", "end")),
    "unquoted boundary": multipart("mixed", "b1+x", PLAIN_PART, FILE_PART, quote=""),
    "forwarded letter": multipart("mixed", "b1", PLAIN_PART, FILE_PART, forwarded(LETTER)),
    "forwarded letter with a file": multipart(
        "mixed",
        "b1",
        PLAIN_PART,
        forwarded(TOP.format("inner") + multipart("mixed", "b2", HTML_PART, FILE_PART, forwarded(LETTER))),
    ),
    "delivery report": multipart(
        'report; report-type="delivery-status"',
        "b1",
        PLAIN_PART,
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.larch.example\r\n\r\nAction: failed\r\n",
        forwarded(TOP.format("sent") + multipart("mixed", "b2", PLAIN_PART, FILE_PART)),
        FILE_PART,
    ),
    "many texts": multipart("mixed", "b1", *[PLAIN_PART] * 8, FILE_PART),
    "only a file": FILE_PART,
    "empty parts": multipart("mixed", "b1", "\r\n", "Content-Type: text/plain\r\n\r\n", PLAIN_PART, FILE_PART),
}


@pytest.fixture(params=[PLAIN, DEMO], ids=lambda kind: kind.name)
async def account(request) -> AsyncIterator[Account]:
    async with accounts(request.param) as each:
        yield each


async def in_part(account: Account, *raws: bytes) -> list[tuple[Arrival, Stored]]:
    """What we read, beside what lies there."""
    await account.deliver(*raws)
    async with connected(account) as mailbox:
        found = await arrivals(mailbox)
    return list(zip(found, await account.stored(), strict=True))


async def test_each_shape_says_the_same_as_the_whole(account: Account):
    # pymap counts the sections of a letter's parts in a way of its own.
    beyond = {"delivery report", "forwarded letter with a file"} if account.kind is DEMO else set()
    shapes = {name: shape for name, shape in SHAPES.items() if name not in beyond}
    raws = [(TOP.format(number) + shape).encode() for number, shape in enumerate(shapes.values())]
    for name, (found, stored) in zip(shapes, await in_part(account, *raws), strict=True):
        whole = parse_mail(replace(found, raw=stored.raw, partial=False))
        part = parse_mail(found)
        assert found.partial, name
        assert len(found.raw) < 12_000, name
        assert found.identity == identity_of(split_message(stored.raw)[0], len(stored.raw)), name
        assert (part.text, part.html, part.subject) == (whole.text, whole.html, whole.subject), name
        names = [(each.name, each.content_type) for each in whole.attachments]
        assert [(each.name, each.content_type) for each in part.attachments] == names, name
        assert part.content_types == whole.content_types, name
        assert part.defects == whole.defects, name


@pytest.mark.parametrize(
    ("encoding", "line"), [("8bit", "größer \r\n"), ("base64", FILLER), ("quoted-printable", "gr=C3=B6=C3=9Fer=\r\n")]
)
async def test_long_text_is_cut_between_lines(account: Account, encoding, line):
    head = (
        TOP.format("long") + f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    ((found, stored),) = await in_part(account, (head + line * 60_000).encode())
    assert found.partial
    assert 60_000 < len(found.raw) < 70_000
    body = split_message(found.raw)[1]
    assert split_message(stored.raw)[1].startswith(body)
    assert body.endswith(line.encode()[-8:])
    assert "\ufffd" not in parse_mail(found).text.new


async def test_absurd_messages_cost_no_more_than_others(account: Account):
    many = multipart("mixed", "b1", *[PLAIN_PART + "x" * 3_000] * 150)
    deep = PLAIN_PART + "x" * 70_000
    for level in range(40):
        deep = multipart("mixed", f"level{level}", deep)
    letters = [(TOP.format(number) + each).encode() for number, each in enumerate((many, deep))]
    for found, _ in await in_part(account, *letters):
        assert found.partial
        assert len(found.raw) < 100_000
        assert parse_mail(found).subject == "Big"
