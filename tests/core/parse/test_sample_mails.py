"""Whole sample mails, each with what must be read from it beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Mail

MAILS = Path(__file__).parents[2] / "mails" / "parse"
NOW = datetime(2024, 3, 12, 12, 0, tzinfo=UTC)


def described(mail: Mail) -> dict[str, Any]:
    """The fields that people would check by hand."""
    return {
        "message_id": mail.identity.message_id,
        "sender": [mail.sender.email, mail.sender.name] if mail.sender else None,
        "recipients": list(mail.recipients),
        "return_path": mail.return_path,
        "subject": mail.subject,
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "references": list(mail.references),
        "new": mail.text.new,
        "quoted": mail.text.quoted,
        "signature": mail.text.signature,
        "disclaimer": mail.text.disclaimer,
        "html": mail.html,
        "attachments": [[each.name, each.content_type] for each in mail.attachments],
        "content_types": list(mail.content_types),
        "defects": [each.code for each in mail.defects],
    }


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_a_sample_mail_is_read_as_written_beside_it(path: Path):
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(parse_bytes(path.read_bytes(), NOW)) == wanted


def test_there_are_sample_mails():
    assert len(list(MAILS.glob("*.eml"))) >= 6
