"""The journal's row of a message: what every row holds, whatever was decided."""

from __future__ import annotations

from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, JournalEntry


def journal_entry(arrival: Arrival, mail: Mail, outcome: str, direction: Direction) -> JournalEntry:
    """Where the message lay, who wrote it and how it is accounted for.

    A customer is known by the address that answers go to, one of our people by the one that wrote.
    """
    writer = mail.sender if direction is Direction.SENT else mail.reply_address
    return JournalEntry(
        message_key=ids.message_key(arrival.place.mailbox, mail.identity),
        identity=mail.identity,
        place=arrival.place,
        direction=direction,
        received_at=arrival.received_at,
        size=arrival.size,
        sender=writer.email if writer else "",
        subject=mail.subject,
        outcome=outcome,
        defects=tuple(defect.code for defect in mail.defects),
        in_reply_to=mail.in_reply_to[0] if direction is Direction.SENT and mail.in_reply_to else "",
    )
