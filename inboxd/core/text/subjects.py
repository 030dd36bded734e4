"""Reply marks of subjects: what a mail program put there, and not the person."""

from __future__ import annotations

import re

# Of mail programs in many languages, also counted ("Re[2]:") and with a wide colon.
_REPLY_MARK = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|rif|r|res|odp|ynt|rv|ref|bls|atb|отг|отв|ответ|απ|σχετ|پاسخ|رد|تعد|ตอบกลับ|ตอบ|返信|回复|回覆|答复|답장)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*",
    re.IGNORECASE,
)


def without_reply_marks(subject: str) -> str:
    """The subject without any reply marks before it."""
    while match := _REPLY_MARK.match(subject):
        subject = subject[match.end() :]
    return subject
