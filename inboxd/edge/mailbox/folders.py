"""Folder names: ours ("/" between levels, any script) and the server's (its delimiter, its prefix, modified UTF-7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from imapclient import imap_utf7

from inboxd.edge.mailbox.client import Client, Listed
from inboxd.errors import Misconfigured

_ROLES = ("sent", "junk", "drafts", "trash", "archive")
_USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "sent": ("Sent", "Sent Items", "Sent Messages", "Sent Mail"),
    "junk": ("Junk", "Spam", "Junk E-mail", "Junk Email"),
    "drafts": ("Drafts",),
    "trash": ("Trash", "Deleted Items", "Deleted Messages", "Bin"),
    "archive": ("Archive", "Archives"),
}
_NOT_FOR_MAIL = frozenset({"\\noselect", "\\nonexistent"})


@dataclass(frozen=True, slots=True)
class FolderNames:
    """Translates folder names.

    Attributes:
        delimiter: what the server puts between levels; "" when it has no levels.
        prefix: of the personal namespace (RFC 2342), e.g. "INBOX."; "" for none.
        elsewhere: prefixes of the other and shared namespaces, e.g. "shared.".
    """

    delimiter: str = "/"
    prefix: str = ""
    elsewhere: tuple[str, ...] = ()

    def to_server(self, folder: str) -> str:
        """The server's name of one of our folders.

        Raises:
            Misconfigured: the server cannot have such a name; the text says why.
        """
        levels = unicodedata.normalize("NFC", folder).split("/")
        self._check(folder, levels)
        if levels[0].upper() == "INBOX":
            levels[0] = "INBOX"
            prefix = ""
        else:
            prefix = self.prefix
        name = self.delimiter.join(levels)
        if any(name.startswith(each) for each in self.elsewhere):
            prefix = ""
        return str(imap_utf7.encode(prefix + name).decode("ascii"))

    def _check(self, folder: str, levels: list[str]) -> None:
        hint = "Choose another name for this folder in the rules or settings."
        if not all(level.strip() for level in levels):
            raise Misconfigured(f"the folder name {folder!r} has an empty level", hint=hint)
        if len(levels) > 1 and not self.delimiter:
            raise Misconfigured(f"the server has no folders inside folders, so {folder!r} cannot be made", hint=hint)
        if self.delimiter not in {"", "/"} and self.delimiter in folder:
            raise Misconfigured(
                f"the folder name {folder!r} contains {self.delimiter!r}, which this server puts between levels",
                hint='Write "/" between levels, and choose a name without that character.',
            )
        if not all(_is_writable(character) for character in folder):
            raise Misconfigured(f"the folder name {folder!r} contains a control character", hint=hint)

    def to_ours(self, name: str) -> str | None:
        """Our name of one of the server's folders; None for the few that cannot be written in ours."""
        try:
            decoded = imap_utf7.decode(name.encode("ascii"))
        except (UnicodeError, ValueError):
            return None
        if decoded.upper() == "INBOX":
            return "INBOX"
        if self.prefix and decoded.startswith(self.prefix):
            decoded = decoded[len(self.prefix) :]
        folder = decoded.replace(self.delimiter, "/") if self.delimiter else decoded
        try:
            return folder if self.to_server(folder) == name else None
        except Misconfigured:
            return None


def _is_writable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class FolderMap:
    """What was learned about the account's folders after login.

    Attributes:
        roles: special use, e.g. "sent" → our folder name.
    """

    names: FolderNames = field(default_factory=FolderNames)
    roles: Mapping[str, str] = field(default_factory=dict)


def discover(client: Client) -> FolderMap:
    """Ask for namespace, delimiter and special-use folders (RFC 2342, RFC 6154)."""
    rows = client.list_all()
    names = _names(client, rows)
    roles = _special(names, rows)
    if "sent" not in roles and client.can("SPECIAL-USE") and client.can("LIST-EXTENDED"):
        roles = {**_special(names, client.list_special()), **roles}
    return FolderMap(names, {**_guess(names, rows), **roles})


def _names(client: Client, rows: Iterable[Listed]) -> FolderNames:
    if not client.can("NAMESPACE"):
        return FolderNames(next((row.delimiter for row in rows), "/"))
    spaces = client.namespace()
    personal = spaces.personal or (("", "/"),)
    prefix, delimiter = personal[0]
    outside = [*personal[1:], *(spaces.other or ()), *(spaces.shared or ())]
    return FolderNames(_text(delimiter), _text(prefix), tuple(_text(each[0]) for each in outside if each[0]))


def _text(value: str | bytes | None) -> str:
    return imap_utf7.decode(value) if isinstance(value, bytes) else value or ""


def _special(names: FolderNames, rows: Iterable[Listed]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for row in rows:
        ours = names.to_ours(row.name)
        for role in _ROLES:
            if ours is not None and f"\\{role}" in row.flags:
                roles.setdefault(role, ours)
    return roles


def _guess(names: FolderNames, rows: Iterable[Listed]) -> dict[str, str]:
    there = {ours.lower(): ours for ours in selectable(names, rows)}
    found = {
        role: next((there[usual.lower()] for usual in usuals if usual.lower() in there), None)
        for role, usuals in _USUAL_NAMES.items()
    }
    return {role: ours for role, ours in found.items() if ours is not None}


def selectable(names: FolderNames, rows: Iterable[Listed]) -> tuple[str, ...]:
    """Our names of the folders that can hold mail, sorted."""
    ours = (names.to_ours(row.name) for row in rows if not row.flags & _NOT_FOR_MAIL)
    return tuple(sorted({each for each in ours if each is not None}))


def ensure(client: Client, name: str) -> bool:
    """Create and subscribe a folder, given by its server name, where it is missing; True when it was created."""
    if name == "INBOX" or _is_there(client, name):
        return False
    try:
        client.create_folder(name)
    except Client.Error:
        # Somebody else was faster, or the server compares names without case.
        if not _is_there(client, name, exactly=False):
            raise
        return False
    client.subscribe_folder(name)
    return True


def _is_there(client: Client, name: str, *, exactly: bool = True) -> bool:
    # In a pattern "%" and "*" stand for anything, so the answer is compared.
    there = {row.name for row in client.list_all(name) if not row.flags & _NOT_FOR_MAIL}
    return name in there or (not exactly and name.lower() in {each.lower() for each in there})
