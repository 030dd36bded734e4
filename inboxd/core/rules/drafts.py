"""A small message as people write it down in a rule file or a corpus, composed to a whole one."""

from __future__ import annotations

from datetime import UTC, datetime

from inboxd.core.rules.ruleset import Draft

DRAFTED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every draft is taken to have arrived."""


def compose_draft(draft: Draft) -> bytes:
    """A small RFC 5322 message, 8-bit, with just the fields that the draft has."""
    content_type = "text/html" if draft.html else "text/plain"
    fields = [
        ("From", draft.sender),
        ("To", "support@ourshop.example"),
        ("Subject", draft.subject),
        ("Message-ID", "<example@customer.example>"),
        ("Date", "Mon, 05 Jan 2026 09:00:00 +0000"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f"{content_type}; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    given = {name.lower() for name, _ in draft.headers}
    fields = [(name, value) for name, value in fields if name.lower() not in given] + list(draft.headers)
    head = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields)
    body = "\r\n".join((draft.html or draft.text).splitlines())
    return f"{head}\r\n{body}\r\n".encode("utf-8", "replace")
