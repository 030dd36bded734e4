"""What one logged-in connection knows: its folders and which of them is selected. Blocking, for the worker thread."""

from __future__ import annotations

from inboxd.core.values.arrival import FolderState, Place
from inboxd.edge.mailbox.client import Client, Selected
from inboxd.edge.mailbox.damage import Damage
from inboxd.edge.mailbox.folders import FolderMap
from inboxd.errors import Misconfigured, Transient


class Session:
    """A client with its selected folder.

    Attributes:
        mailbox: name of the account, for places.
        damage: what earlier connections have learned about messages that cannot be read.
    """

    def __init__(self, mailbox: str, client: Client, folders: FolderMap, damage: Damage) -> None:
        self.mailbox = mailbox
        self.client = client
        self.folders = folders
        self.damage = damage
        self._selected: Selected | None = None
        self._tag = -1
        self._offers = 0

    def server_name(self, folder: str) -> str:
        """The server's name of our folder. Raises Misconfigured when it cannot have one."""
        return self.folders.names.to_server(folder)

    def select(self, folder: str) -> Selected:
        """SELECT, whatever is selected: the only way to learn what is really there."""
        name = self.server_name(folder)
        self._selected = None
        self._selected = self.client.select(name)
        self._tag = self.client.wire.tagnum
        self._offers = 0
        return self._selected

    def offer(self) -> None:
        """The SELECT of this moment ended a wait: it may serve the look and the reading that come next."""
        self._offers = 2

    def look(self, folder: str) -> Selected:
        """SELECT for the caller, who wants to know how the folder is now; it may serve the reading that comes next."""
        selected = self._reuse(folder) if self._offers == 2 else None
        selected = selected or self.select(folder)
        self._offers = 1
        return selected

    def refresh(self, folder: str) -> Selected:
        """SELECT, unless the caller has just looked and nothing was sent since."""
        selected = (self._reuse(folder) if self._offers else None) or self.select(folder)
        self._offers = 0
        return selected

    def _reuse(self, folder: str) -> Selected | None:
        selected = self._selected if self._tag == self.client.wire.tagnum else None
        return selected if selected and selected.name == self.server_name(folder) else None

    def enter(self, folder: str, uidvalidity: int | None = None) -> Selected:
        """Have the folder selected; within one selection UIDs keep their meaning, so nothing is asked again.

        Raises:
            Transient: the folder was made anew since its UIDVALIDITY was read.
        """
        selected = self._selected
        if selected is None or selected.name != self.server_name(folder):
            selected = self.select(folder)
        if uidvalidity is not None and selected.uidvalidity != uidvalidity:
            raise Transient(f"the folder {folder} was made anew meanwhile (UIDVALIDITY changed)")
        return selected

    def enter_for_change(self, folder: str, uidvalidity: int | None = None) -> Selected:
        """As `enter`, for moving and marking.

        Raises:
            Misconfigured: the account may only read the folder. EXAMINE would not stop a MOVE, so we do.
        """
        selected = self.enter(folder, uidvalidity)
        if selected.read_only:
            raise Misconfigured(
                f"the account may only read the folder {folder}", hint="Give the account the right to change it."
            )
        return selected

    def place(self, folder: str, uidvalidity: int, uid: int) -> Place:
        """A place in this account."""
        return Place(self.mailbox, folder, uidvalidity, uid)


def state_of(folder: str, selected: Selected) -> FolderState:
    """SELECT's answer as our value."""
    return FolderState(folder, selected.uidvalidity, selected.uidnext, selected.exists)
