"""Logging in, names of folders, special use, UIDVALIDITY."""

import imaplib

import pytest

from inboxd.errors import Misconfigured, Permanent
from tests.conformance.boxes import PROGRAMS, Box, boxes
from tests.contracts.mailboxes import arrivals, connected, mail, now

pytestmark = pytest.mark.real

NAMES = (
    "Größe",
    "Приоритет 緊急",
    "Smile 😀",
    "two words",
    'say "so"',
    "R&D",
    "100%",
    "a*b",
    "~tilde",
    "a/b/c",
    "v1.2",
)
REFUSED = {
    "dovecot": {"~tilde": Permanent, "v1.2": Permanent},
    "cyrus": {'say "so"': Permanent, "100%": Permanent, "v1.2": Misconfigured},
    "courier": {"Smile 😀": Permanent, "v1.2": Misconfigured},
    "pymap": {},
}


async def test_wrong_password(box: Box, shows):
    """A wrong password is a matter for a person, and no word of it is told"""
    with pytest.raises(Misconfigured, match="log in") as raised:
        async with connected(box, password="other horse"):
            pass
    assert "other horse" not in str(raised.value)
    shows("yes")


@pytest.mark.parametrize("kind", PROGRAMS, ids=lambda kind: kind.name)
async def test_starttls(kind, shows):
    """STARTTLS with a verified certificate, then login"""
    async with boxes(kind) as box, connected(box, tls="starttls", ca_file=box.server.authority) as mailbox:
        assert (await mailbox.look("INBOX")).exists == 0
    shows("yes")


async def test_namespace(box: Box, mailbox, shows):
    """Delimiter and prefix of the personal namespace are found out"""
    assert {"INBOX", "Sent", "Drafts", "Junk", "Trash"} <= set(await mailbox.folders())
    assert await mailbox.ensure_folder("Team/Priority")
    assert box.server_name("Team/Priority") in await names_of(box)
    prefix = f"prefix `{box.kind.prefix}`" if box.kind.prefix else "no prefix"
    shows(f"yes: `{box.kind.separator}`, {prefix}")


async def names_of(box: Box) -> list[str]:
    def ask(client: imaplib.IMAP4) -> list[str]:
        return [row.decode().rpartition(" ")[2].strip('"') for row in client.list()[1] if isinstance(row, bytes)]

    return await box.as_person(ask)


async def test_special_use(box: Box, mailbox, shows):
    """Sent, Drafts, Junk and Trash are known by their use (RFC 6154)"""
    assert [mailbox.folder_for(role) for role in ("sent", "drafts", "junk", "trash")] == [
        "Sent",
        "Drafts",
        "Junk",
        "Trash",
    ]
    marked = "SPECIAL-USE" in mailbox.capabilities()
    shows("yes" if marked else "by substitute: by their usual names; name others in `folders.sent`")


async def test_names(box: Box, mailbox, shows):
    """Folder names in any script, with spaces, quotes, `&`, `%`, `*`, `~`, nested, with a dot"""
    refused = {}
    for name in NAMES:
        try:
            assert await mailbox.ensure_folder(name)
        except (Permanent, Misconfigured) as error:
            refused[name] = type(error)
            continue
        assert not await mailbox.ensure_folder(name)
        await mailbox.append(name, mail(), ["\\Seen"], now())
        assert (await mailbox.look(name)).exists == 1
        assert name in await mailbox.folders()
    assert refused == REFUSED[box.kind.name]
    listed = ", ".join(f"`{name}`" for name in refused)
    shows(f"by substitute: refused with a reason: {listed}" if refused else "yes")


async def test_made_anew(box: Box, mailbox, shows):
    """A folder deleted and made anew has another UIDVALIDITY, and the open session sees it"""
    await mailbox.ensure_folder("Priority")
    before = await mailbox.look("Priority")
    name = box.quoted("Priority")

    def make_anew(client: imaplib.IMAP4) -> None:
        client.delete(name)
        client.create(name)

    await box.as_person(make_anew)
    assert (await mailbox.look("Priority")).uidvalidity != before.uidvalidity
    shows("yes")


async def test_case_of_inbox(box: Box, mailbox, shows):
    """A missing folder is refused for good, INBOX in any case is INBOX"""
    with pytest.raises(Permanent):
        await mailbox.look("Nowhere")
    await box.deliver(mail())
    assert (await mailbox.look("inbox")).exists == 1
    assert len(await arrivals(mailbox)) == 1
    shows("yes")


async def test_sent_in_an_odd_place(box: Box, mailbox, shows):
    """Sent under a localized name, below another folder: filed and read there"""
    await mailbox.ensure_folder("Büro/Gesendete Objekte")
    await mailbox.append("Büro/Gesendete Objekte", mail(), ["\\Seen"], now())
    found = await arrivals(mailbox, "Büro/Gesendete Objekte")
    assert [each.identity.message_id for each in found] == ["mail-1@larch.example"]
    shows("yes, with `folders.sent`")
