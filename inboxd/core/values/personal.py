"""What is held about one person, and what was forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that the store holds about a person, by table.

    Attributes:
        address: lower case.
        rows: the person's own rows.
        mentions: rows of others in whose words the address stands.
    """

    address: str
    rows: Mapping[str, tuple[Row, ...]]
    mentions: Mapping[str, tuple[Row, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not self.rows and not self.mentions

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows of each table are the person's."""
        return {name: len(rows) for name, rows in self.rows.items()}

    @property
    def waiting(self) -> tuple[str, ...]:
        """Tokens of the cases in which the person waits for us."""
        return tuple(str(row["token"]) for row in self.rows.get("cases", ()) if row["waiting_since"] is not None)

    @property
    def places(self) -> Mapping[tuple[str, str], int]:
        """How many of the person's messages lay in which folder, by mailbox and folder, when we last saw them."""
        messages = self.rows.get("messages", ())
        return dict(sorted(Counter((str(row["mailbox"]), str(row["folder"])) for row in messages).items()))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How forgetting went.

    Attributes:
        rows: how many rows were deleted, emptied or sealed, by table.
        mentions: in how many rows of others the address was blanked out.
        underway: a letter to the person is going out at this moment, and nothing was forgotten.
        overwritten: whether what was deleted is overwritten in the database's files as well; False when somebody reads
            them just now, or the database sees to that by itself.
    """

    rows: Mapping[str, int]
    mentions: int = 0
    underway: bool = False
    overwritten: bool = False
