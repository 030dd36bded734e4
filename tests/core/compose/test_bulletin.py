from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import date

import pytest

from inboxd.core.compose.bulletin import compose_bulletin
from inboxd.core.compose.digest import TRAFFIC, digest_text
from inboxd.core.compose.message import LOOP_FIELD, SenderIdentity
from inboxd.core.decide.bulletin import bulletins
from inboxd.core.values.effect import Bulletin
from inboxd.errors import Bug, Permanent
from tests.digests import FULL, UNTIL, WEEK

KEY = b"a secret of the tests"
SENDER = SenderIdentity("support@ourshop.example", "Our Shop – Hilfe", "inboxd.seal")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
(EFFECT,) = bulletins(WEEK, ["ana@ourshop.example"], "support", "support@ourshop.example", KEY)


def compose(pictures=None, happy=None, effect=EFFECT):
    return compose_bulletin(effect, FULL, pictures or {}, SENDER, UNTIL, happy)


def parsed(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_the_header_names_one_reader_and_keeps_other_machines_silent():
    mail = parsed(compose())
    assert mail["To"] == "ana@ourshop.example"
    assert mail["From"] == "Our Shop – Hilfe <support@ourshop.example>"
    assert mail["Subject"] == "Weekly digest: 5 customers waiting, 1 late"
    assert mail["Message-ID"] == f"<{EFFECT.message_id}>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail[LOOP_FIELD] == "inboxd.seal"


def test_it_is_ascii_with_crlf_and_short_lines_and_the_same_every_time():
    raw = compose({TRAFFIC: PNG}, (date(2026, 2, 1), "# März\n"))
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n") if not line.startswith(b"Message-ID")) <= 78
    assert raw == compose({TRAFFIC: PNG}, (date(2026, 2, 1), "# März\n"))


def test_without_pictures_it_is_the_text_or_the_page():
    mail = parsed(compose())
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    text, page = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == digest_text(FULL)
    assert "ログインできません" in page.get_content()
    assert not mail.defects


def test_pictures_travel_inside_and_the_page_shows_them():
    mail = parsed(compose({TRAFFIC: PNG}))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    page, picture = list(mail.walk())[3:]
    assert picture.get_content() == PNG
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page.get_content()


def test_the_happy_file_is_attached_with_its_month():
    mail = parsed(compose(happy=(date(2026, 2, 1), "# Danke\n")))
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "happy-2026-02.md"
    assert attached.get_content().strip() == "# Danke"


def test_what_cannot_be_written_to_is_refused_for_good():
    with pytest.raises(Permanent):
        compose(effect=replace(EFFECT, deed=Bulletin("ana ourshop", WEEK)))


def test_an_effect_without_a_name_for_its_mail_is_our_mistake():
    with pytest.raises(Bug):
        compose(effect=replace(EFFECT, message_id=""))
