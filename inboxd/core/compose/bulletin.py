"""A digest as the bytes that go out: ASCII, CRLF, and the same for the same arguments."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import format_datetime

from inboxd.core.compose.digest import digest_subject, digest_text
from inboxd.core.compose.digest_page import digest_page
from inboxd.core.compose.fields import address_field, fold, id_field, is_message_id, is_plain_address, text_field
from inboxd.core.compose.lines import one_line
from inboxd.core.compose.message import LOOP_FIELD, SenderIdentity
from inboxd.core.values.digest import Digest
from inboxd.core.values.effect import Bulletin, Effect
from inboxd.errors import Bug, Permanent

_LINE = 76
_LONGEST_NAME = 100


def compose_bulletin(
    effect: Effect,
    digest: Digest,
    pictures: Mapping[str, bytes],
    sender: SenderIdentity,
    now: datetime,
    happy: tuple[date, str] | None = None,
) -> bytes:
    """The digest ready for SMTP: plain text, page with pictures inside, and the happy file where one goes with it.

    Args:
        pictures: PNG by name.
        happy: month and text of the happy file.

    Raises:
        Permanent: the reader's address cannot be written to.
        Bug: the effect is no bulletin or has no usable Message-ID.
    """
    bulletin = effect.deed
    if not isinstance(bulletin, Bulletin) or not is_message_id(effect.message_id):
        raise Bug(f"{effect.effect_id} is no bulletin with a usable Message-ID")
    if not is_plain_address(bulletin.to):
        raise Permanent("the reader's address cannot be written to")
    fields = [
        address_field("From", one_line(sender.display_name, _LONGEST_NAME), sender.address),
        address_field("To", "", bulletin.to),
        text_field("Subject", digest_subject(digest)),
        fold("Date", [format_datetime(now)]),
        id_field("Message-ID", [effect.message_id]),
        fold("Auto-Submitted", ["auto-generated"]),
        fold("X-Auto-Response-Suppress", ["All"]),
        "MIME-Version: 1.0\r\n",
    ]
    if sender.loop_token:
        fields.append(text_field(LOOP_FIELD, one_line(sender.loop_token, _LONGEST_NAME)))
    return ("".join(fields) + _content(effect.message_id, digest, pictures, happy)).encode("ascii")


def _content(message_id: str, digest: Digest, pictures: Mapping[str, bytes], happy: tuple[date, str] | None) -> str:
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    names = {name: f"{name}.{seed}@inboxd" for name in sorted(pictures)}
    page = _text_part("text/html", digest_page(digest, {name: f"cid:{cid}" for name, cid in names.items()}))
    if names:
        images = (_picture_part(name, cid, pictures[name]) for name, cid in names.items())
        page = _multipart("related", f"=_r{seed}", (page, *images))
    body = _multipart("alternative", f"=_a{seed}", (_text_part("text/plain", digest_text(digest)), page))
    if happy is None:
        return body
    month, text = happy
    return _multipart("mixed", f"=_m{seed}", (body, _text_part("text/markdown", text, f"happy-{month:%Y-%m}.md")))


def _multipart(kind: str, boundary: str, parts: tuple[str, ...]) -> str:
    # Base64 holds no "=_", so no boundary is in a part (RFC 2045 §6.7).
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n{inner}--{boundary}--\r\n'


def _text_part(kind: str, text: str, file: str = "") -> str:
    octets = text.replace("\n", "\r\n").encode("utf-8", "replace")
    return f"Content-Type: {kind}; charset=utf-8\r\n{_disposition(file)}{_packed(octets)}"


def _picture_part(name: str, cid: str, png: bytes) -> str:
    head = f'Content-Type: image/png\r\nContent-ID: <{cid}>\r\nContent-Disposition: inline; filename="{name}.png"\r\n'
    return head + _packed(png)


def _disposition(file: str) -> str:
    return f'Content-Disposition: attachment; filename="{file}"\r\n' if file else ""


def _packed(octets: bytes) -> str:
    text = base64.b64encode(octets).decode("ascii")
    lines = "".join(f"{text[start : start + _LINE]}\r\n" for start in range(0, len(text), _LINE))
    return f"Content-Transfer-Encoding: base64\r\n\r\n{lines}"
