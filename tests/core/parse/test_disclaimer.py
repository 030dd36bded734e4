"""Legal boilerplate at the end goes."""

from __future__ import annotations

import pytest

from inboxd.core.parse.body import take_apart

BOILERPLATE = {
    "en": "This e-mail and any attachments are confidential and intended solely for the addressee. If you "
    "have received it in error, please notify "
    "the sender and delete it.",
    "de": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind "
    "oder diese E-Mail irrtümlich erhalten haben, "
    "informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.",
    "fr": "Ce message est confidentiel et à l'usage exclusif de son destinataire. Si vous l'avez reçu par "
    "erreur, merci d'en avertir l'expéditeur et de "
    "le supprimer.",
    "es": "Este mensaje es confidencial y se dirige exclusivamente a su destinatario. Si lo ha recibido "
    "por error, notifíquelo al remitente y elimínelo.",
    "pt": "Esta mensagem é confidencial e destina-se exclusivamente ao destinatário. Se a recebeu por "
    "engano, avise o remetente e apague-a.",
    "it": "Il presente messaggio è riservato ed esclusivamente destinato al destinatario. Se ricevuto per "
    "errore, si prega di cancellarlo.",
    "nl": "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit ten "
    "onrechte ontvangt, verwijder het dan.",
    "sv": "Detta meddelande är konfidentiellt och avsett för adressaten. Om du fått det av misstag, "
    "vänligen radera det.",
    "pl": "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli otrzymali ją Państwo "
    "omyłkowo, prosimy o jej usunięcie.",
    "bg": "Това съобщение е поверително и е предназначено само за получателя. Ако сте го получили по "
    "погрешка, моля уведомете подателя и го изтрийте.",
    "ru": "Это сообщение конфиденциально и предназначено только адресату. Если вы получили его по ошибке, "
    "сообщите отправителю и удалите его.",
    "tr": "Bu e-posta gizli bilgiler içerir ve yalnızca alıcısı içindir. Yanlışlıkla aldıysanız lütfen "
    "göndereni bilgilendirin ve siliniz.",
    "ar": "هذه الرسالة سرية ومخصصة للشخص المرسل إليه فقط. إذا استلمتها عن طريق الخطأ فيرجى إبلاغ المرسل وحذفها.",
    "fa": "این ایمیل محرمانه است و فقط برای گیرنده آن ارسال شده است. اگر آن را به اشتباه دریافت کرده‌اید، "
    "لطفا آن را حذف کنید.",
    "ja": "このメールは機密情報を含み、宛先の方のみを対象としています。誤って受信された場合は、削除してください。",
    "zh": "本邮件含有保密信息，仅供收件人使用。如果您误收本邮件，请立即通知发件人并删除。",
    "ko": "이 메일은 기밀 정보를 포함하며 수신인만을 위한 것입니다. 잘못 수신하신 경우 삭제해 주시기 바랍니다.",
    "th": "อีเมลนี้เป็นความลับและมีไว้สำหรับผู้รับเท่านั้น หากท่านได้รับโดยผิดพลาด กรุณาลบและแจ้งผู้ส่ง",
    "hi": "यह ईमेल गोपनीय है और केवल प्राप्तकर्ता के लिए है। यदि यह आपको गलती से मिला है, तो कृपया इसे हटा दें।",
}


@pytest.mark.parametrize("language", BOILERPLATE)
def test_boilerplate_at_the_end_is_a_disclaimer(language: str):
    text = take_apart(f"Still down!\n\nRegards\nMira\n\n{BOILERPLATE[language]}\n")
    assert text.new == "Still down!\n\nRegards\nMira"
    assert text.disclaimer == BOILERPLATE[language]


@pytest.mark.parametrize("language", BOILERPLATE)
def test_boilerplate_in_a_signature_is_a_disclaimer(language: str):
    text = take_apart(f"Still down!\n--\nMira\n\n{BOILERPLATE[language]}\n")
    assert (text.new, text.signature, text.disclaimer) == ("Still down!", "--\nMira", BOILERPLATE[language])


def test_what_stands_beside_boilerplate_goes_with_it():
    text = take_apart(
        f"Still down!\n\n{BOILERPLATE['en']}\n\nPlease consider the environment before printing this e-mail."
    )
    assert text.new == "Still down!"
    assert "environment" in text.disclaimer


def test_a_heading_is_enough():
    text = take_apart(
        "Still down!\n\nDISCLAIMER: The views in this message are those of the author and not of the company."
    )
    assert text.new == "Still down!"


def test_a_banner_of_the_mail_server_on_top_goes():
    text = take_apart("CAUTION: This email originated from outside of the organization.\n\nStill down!")
    assert (text.new, text.disclaimer.startswith("CAUTION")) == ("Still down!", True)


@pytest.mark.parametrize(
    "complaint",
    [
        "You deleted my confidential files and I want them back today.",
        "Please notify the sender of my parcel that it was damaged.",
        "I accept no liability for your broken update, you do.",
        "Bitte löschen Sie mein Konto.",
        "Моля, изтрийте профила ми, той съдържа лични данни.",
        "削除してください",
    ],
)
def test_a_complaint_is_no_boilerplate(complaint: str):
    assert take_apart(f"Hello\n\n{complaint}").new == f"Hello\n\n{complaint}"


def test_boilerplate_in_the_middle_stays_because_somebody_may_talk_about_it():
    assert BOILERPLATE["en"] in take_apart(f"You sent me this:\n\n{BOILERPLATE['en']}\n\nWhat does that mean?").new


@pytest.mark.parametrize(
    "complaint",
    [
        "You leaked confidential data in error and I want you to delete it. I will sue you for disclosure.",
        "Sie haben meine vertraulichen Daten versehentlich an Dritte geschickt. Löschen Sie alles, sonst klage ich!",
        "Вы по ошибке отправили мои конфиденциальные данные чужому адресату. Удалите всё и сообщите мне.",
        "誤って私の機密情報を他の人に送りましたね。すぐに削除してください。",
    ],
)
def test_a_complaint_of_a_leak_is_no_boilerplate(complaint: str):
    text = take_apart(f"Hello!\n\n{complaint}")
    assert text.new == f"Hello!\n\n{complaint}"
    assert text.disclaimer == ""


@pytest.mark.parametrize("between", ["\n", "\n-----\n", "\n\n----------\n"])
@pytest.mark.parametrize("language", BOILERPLATE)
def test_words_right_above_boilerplate_stay(language: str, between: str):
    text = take_apart(f"Hello!\n\nWe lose 900 euros an hour.{between}{BOILERPLATE[language]}")
    assert text.new == "Hello!\n\nWe lose 900 euros an hour."
    assert text.disclaimer.endswith(BOILERPLATE[language])


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNAL EMAIL] Be careful.",
        "CAUTION: This email originated from outside the organization. Do not click links.",
        "*** ACHTUNG: Diese Nachricht kommt von AUSSEN. Bei Verdacht die IT-Sicherheit alarmieren! ***",
        "Внимание! Не нажимайте на ссылки.",
    ],
)
def test_the_banner_goes_above_and_below_and_nothing_with_it(banner: str):
    above, below = take_apart(f"{banner}\nStill down!\n\nMira"), take_apart(f"Still down!\n\nMira\n\n{banner}")
    assert above.new == below.new == "Still down!\n\nMira"
    assert above.disclaimer == below.disclaimer == banner


@pytest.mark.parametrize(
    "words",
    [
        "Our external email is down since 8, nobody can reach us.",
        "Le courriel externe ne marche plus, nos patients attendent.",
        "This was sent from outside of our office because the line is dead.",
        "!!! ATTENTION !!! The server is down.",
        "Attention: I can not click the button.",
        "*External* calls fail.",
    ],
)
def test_words_that_resemble_a_banner_stay(words: str):
    assert take_apart(f"{words}\n\nPlease help!").new == f"{words}\n\nPlease help!"


@pytest.mark.parametrize("language", BOILERPLATE)
def test_boilerplate_between_two_rulers_goes_with_them(language: str):
    text = take_apart(f"Still down!\n\nMira\n\n--------------\n{BOILERPLATE[language]}\n--------------\n")
    assert text.new == "Still down!\n\nMira"
    assert BOILERPLATE[language] in text.disclaimer


def test_a_ruler_without_boilerplate_stays():
    assert take_apart("Still down!\n\n--------------\n").new == "Still down!\n\n--------------"
