"""Signatures and device lines go, closing formulas stay."""

from __future__ import annotations

import pytest

from inboxd.core.parse.body import take_apart
from inboxd.core.parse.signature import is_device_line

DEVICE_LINES = (
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail on Android",
    "Sent from Outlook for iOS",
    "Get Outlook for Android<https://aka.example/AAb9ysg>",
    "Sent from Mail for Windows 10",
    "Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone",
    "Sent from my BlackBerry 10 smartphone.",
    "Sent with Proton Mail secure email.",
    "Sent from my mobile phone",
    "Sent from my iPad",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem iPad",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Gesendet mit der Yahoo Mail App",
    "Gesendet von Outlook für iOS",
    "Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon smartphone Samsung Galaxy.",
    "Télécharger Outlook pour Android",
    "Envoyé à partir de Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Enviado desde Yahoo Mail para Android",
    "Obtener Outlook para iOS",
    "Enviado do meu iPhone",
    "Enviado a partir do meu smartphone Samsung",
    "Obter o Outlook para iOS",
    "Inviato da iPhone",
    "Inviato dal mio telefono Huawei",
    "Ottieni Outlook per Android",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn Galaxy",
    "Outlook voor iOS downloaden",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Küldve iPhone-ról",
    "Elküldve az iPhone-omról",
    "Trimis de pe iPhone-ul meu",
    "Изпратено от моя iPhone",
    "Изпратено от Outlook за Android",
    "Отправлено с iPhone",
    "Отправлено из мобильной Яндекс Почты",
    "Надіслано з iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "Samsung Mobile tarafından gönderildi",
    "أرسلت من الـ iPhone",
    "تم الإرسال من هاتف Samsung الخاص بي",
    "ارسال شده از iPhone من",
    "נשלח מה-iPhone שלי",
    "मेरे iPhone से भेजा गया",
    "ส่งจาก iPhone ของฉัน",
    "Được gửi từ iPhone của tôi",
    "Dikirim dari iPhone saya",
    "나의 iPhone에서 보냄",
    "iPhone에서 보냄",
    "Galaxy에서 보냄",
    "iPhoneから送信",
    "Outlook for iOS を入手",
    "Galaxyスマートフォンから送信",
    "从我的 iPhone 发送",
    "发自我的iPhone",
    "發自我的 iPhone",
    "来自我的华为手机",
)


@pytest.mark.parametrize("line", DEVICE_LINES)
def test_device_lines(line: str):
    assert is_device_line(line)
    text = take_apart(f"Still down!\n\n{line}\n")
    assert (text.new, text.signature) == ("Still down!", line)


@pytest.mark.parametrize(
    "line",
    [
        "The parcel was sent from my office",
        "My iPhone does not start",
        "iPhone",
        "Get me my money back",
        "Enviado el martes",
        "Von meinem Konto abgebucht",
        "发现问题",
        "从昨天开始",
        "Sent from hell",
        "Gesendet: Dienstag",
        "送信できません",
        "",
    ],
)
def test_what_is_no_device_line(line: str):
    assert not is_device_line(line)


@pytest.mark.parametrize("delimiter", ["-- ", "--", "—", "___"])
def test_what_follows_a_delimiter_is_the_signature(delimiter: str):
    text = take_apart(f"Still down!\n\nBest regards\n{delimiter}\nMira Hill\nBluehill Ltd\n+359 2 000 000")
    assert text.new == "Still down!\n\nBest regards"
    assert text.signature.endswith("+359 2 000 000")


def test_a_signature_is_at_most_twenty_lines_long():
    lines = "\n".join(f"line {number}" for number in range(30))
    assert take_apart(f"Hello\n--\n{lines}").signature == ""


def test_only_the_last_delimiter_counts():
    text = take_apart("one\n--\ntwo\n--\nMira")
    assert (text.new, text.signature) == ("one\n--\ntwo", "--\nMira")


def test_a_signature_above_the_quotation_is_found():
    text = take_apart("Still down!\n--\nMira\n\nOn 12 Mar 2024, at 10:15, A <a@b.example> wrote:\n> old\n")
    assert (text.new, text.signature) == ("Still down!", "--\nMira")
    assert "old" in text.quoted


@pytest.mark.parametrize(
    "closing", ["Kind regards,\nMira", "Very angry,\nMira Hill", "Поздрави,\nМира", "よろしくお願いします。"]
)
def test_closing_formulas_stay(closing: str):
    assert take_apart(f"Still down!\n\n{closing}").new == f"Still down!\n\n{closing}"
