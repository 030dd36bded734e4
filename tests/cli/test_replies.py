"""`inboxd replies`: what a customer would get, and whether."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULES = Path(__file__).resolve().parents[2] / "rules"
MAIL = """\
From: Jonas Weber <jonas@redfield.example>
To: support@ourshop.example
Subject: Rechnung
Message-ID: <q1@redfield.example>
Content-Type: text/plain; charset=utf-8

{text}
"""


@pytest.fixture
def mail(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "mail.eml"
        path.write_text(MAIL.format(text=text), encoding="utf-8")
        return path

    return write


def show(run: Run, *words: object):
    return run("replies", "show", *words, "--rules", RULES)


def test_a_text_is_shown_with_its_header_as_it_would_go_out(run: Run):
    ended = show(run, "urgent", "--lang", "de", "--at", "2026-11-21T12:00")
    assert ended.code == 0
    assert "To: Mira Petrova <mira@bluehill.example>" in ended.lines
    assert "Auto-Submitted: auto-replied" in ended.lines
    assert "Content-Language: de" in ended.lines
    assert "Ihre Nachricht über die Anmeldung" in ended.out
    assert "Bestellung A-20417" in ended.out
    assert "Wir sind am Montag, 23. November, um 09:00 Uhr" in ended.out


def test_the_html_part_is_shown_on_demand(run: Run):
    assert "<html lang=" in show(run, "standard", "--html").out


def test_a_message_of_ones_own_is_judged_for_real(run: Run, mail):
    path = mail("Die Rechnung Nr. 5531 stimmt nicht. Bitte prüfen Sie das in Ruhe, danke im Voraus.")
    ended = show(run, "standard", "--for", path, "--at", "2026-11-23T10:00")
    assert "To: Jonas Weber <jonas@redfield.example>" in ended.lines
    assert "Rechnung 5531" in ended.out
    assert ended.lines[-1].startswith("It would go out, as far as the message itself tells")


def test_a_missing_number_is_asked_for(run: Run, mail):
    ended = show(run, "standard", "--for", mail("Die Lieferung kam nicht an. Könnten Sie nachsehen?"))
    assert "Um welche Bestellung geht es?" in ended.out


def test_it_says_why_a_text_would_not_go_out(run: Run, mail):
    ended = show(run, "standard", "--for", mail("Mein Vater ist verstorben. Bitte kündigen Sie den Vertrag."))
    assert ended.code == 0
    assert ended.lines[-1].startswith("It would NOT go out: hands-off (grief).")


def test_another_text_than_the_routes_is_told(run: Run, mail):
    ended = show(run, "urgent", "--for", mail("Könnten Sie mir bitte eine Kopie der Rechnung schicken?"))
    assert ended.lines[-1] == "It would not be this text: the route 'questions' asks for 'standard'."


def test_texts_are_listed_with_their_languages(run: Run):
    ended = run("replies", "list", "--rules", RULES)
    assert ended.code == 0
    assert any(line.startswith("urgent: ") and " en" in line for line in ended.lines)


@pytest.mark.parametrize("words", [["nonsense"], ["urgent", "--at", "soon"]])
def test_wrong_usage_is_told(run: Run, words):
    assert show(run, *words).code == 2
