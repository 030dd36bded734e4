"""Which language a short line is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from inboxd.core.text.language import guess_language
from tests.core.text.support_lines import LINES

NAMED = ("en", "th", "ja", "bg", "fa", "es", "de", "fr", "pt", "ar", "zh", "ko", "hi", "tr", "ru")


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language, lines in LINES.items() for line in lines]
)
def test_short_lines(language: str, line: str):
    assert guess_language(line) == language


def test_every_language_of_the_rules_is_tested_with_eight_lines():
    assert all(len(LINES[language]) >= 8 for language in NAMED)


@pytest.mark.parametrize("text", ["", "12 345", "OK", "???", "a 1", "https://shop.example/a/b", "x@y.example", "😀😀"])
def test_too_little_to_tell(text: str):
    assert guess_language(text) == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My iPhone ไม่ทำงาน", "th"),
        ("PayPal Checkout Error 500 не работи", "bg"),
        ("Windows Update のエラー", "ja"),
        ("order number ABC, заказ не пришёл, где он", "ru"),
        ("see https://shop.example/pfad/zur/bestellung and reply please", "en"),
        ("Bitte prüfen: C:\\Users\\mira\\Documents\\report.docx", "de"),
        ("The word Привет means hello in Russian and that is all I know about it", "en"),
        ("mail an help@northgate.example geschrieben, keine Antwort", "de"),
        ("سلام، iPhone من خراب شده است", "fa"),
        ("이 app은 login이 안 돼요", "ko"),
    ],
)
def test_english_names_in_another_language_do_not_count(text: str, language: str):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("سفارش من نرسيده و كسي جواب نمي‌دهد، لطفا پول را برگردانيد", "fa"),
        ("لم يصل طلبي حتى الآن ولا أحد يجيب على رسائلي", "ar"),
        ("میرا آرڈر ابھی تک نہیں پہنچا ہے", "ur"),
        ("Моё замовлення не прийшло і ніхто не відповідає", "uk"),
        ("мені потрібна допомога", "uk"),
        ("Наруџба није стигла, љубазно молим повраћај", "sr"),
        ("माझी ऑर्डर आली नाही आणि कोणी उत्तर देत नाही", "mr"),
    ],
)
def test_neighbours_within_one_script(text: str, language: str):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bhai mera paisa kat gaya par ticket nahi mila, jaldi kuch karo", "hi"),
        ("Hi team, hamare yahan order service me jo message fail hota hai wo kahan jata hai?", "hi"),
        ("ya gama3a el app mesh beyeftah men embare7, lazem a3raf dlwa2ty", "ar"),
        ("salam, bghit n3ref wach commande dyali wslat wla mazal", "ar"),
        ("marhaba, lesh ma wesel el talab la halla2?", "ar"),
        ("Zdraveite, oshte ne sam poluchil porachkata si, molya proverete", "bg"),
        ("4akam ve4e tri sedmici i nikoi ne otgovarq", "bg"),
        ("Zdravstvuyte, zakaz tak i ne prishel, kogda vernete dengi?", "ru"),
        ("Dobryi den, podskazhite, pochemu menya ne puskaet v akkaunt", "ru"),
        ("salam, chera hesabam baz nemishe? hanooz hich javabi nadadid", "fa"),
        ("Dobryi den, ya vzhe tyzhden chekayu, de moye zamovlennya?", "uk"),
        ("Sumimasen, chiketto ga todokanai desu, onegai shimasu", "ja"),
        ("nihao, wo de dingdan hai mei dao, qing bang wo kan yixia", "zh"),
    ],
)
def test_other_scripts_typed_in_latin_letters(text: str, language: str):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The part x9a3b2 and the mp3 of my 2fa code, see sha256 and o365", "en"),
        ("Siparisim hala gelmedi, cok bekledim, lutfen yardim edin", "tr"),
        ("Don hang cua toi van chua giao, shop tra loi giup", "vi"),
        ("Prosze o zwrot pieniedzy, przesylka nie doszla", "pl"),
        ("L'app non funziona, dov'è finito l'ordine?", "it"),
    ],
)
def test_part_numbers_are_no_arabic_and_missing_accents_do_no_harm(text: str, language: str):
    assert guess_language(text) == language


def test_a_few_sentences_are_told_by_their_words_without_the_model():
    lines = {
        language: " ".join(LINES[language])
        for language in ("en", "de", "fr", "es", "pt", "tr", "it", "nl", "pl", "vi", "id")
    }
    code = (
        "import sys; from inboxd.core.text.language import guess_language\n"
        f"print(all(guess_language(text) == language for language, text in {lines!r}.items()))\n"
        "print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_importing_is_cheap_because_the_model_is_loaded_when_it_is_needed():
    code = "import sys, inboxd.core.text.language; print('numpy' in sys.modules, 'py3langid' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_only_the_start_of_a_long_text_is_read():
    assert guess_language("Nothing works and nobody answers. " * 100 + "не работи " * 5000) == "en"
