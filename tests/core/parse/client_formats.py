"""How mail clients quote, by language: the lines around a quotation as each client writes them."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

NAME = "Mira Hill"
EMAIL = "mira@bluehill.example"
OURS = "help@northgate.example"
WHO = f"{NAME} <{EMAIL}>"


@dataclass(frozen=True)
class Language:
    """One language's wording. `{who}` is name and address, `{name}` the name alone.

    Attributes:
        new: what the customer writes now; has an empty line inside.
        old: what was written before.
        gmail, apple, thunderbird, yahoo: attribution lines.
        words: Outlook's words for From, Sent, To, Subject.
        date: Outlook's date.
        original, forwarded: separators; apple_forward: the line Apple puts above a forwarded mail.
        iphone: the device line.
    """

    new: str
    old: str
    gmail: str
    apple: str
    thunderbird: str
    yahoo: str
    words: tuple[str, str, str, str]
    date: str
    original: str
    forwarded: str
    apple_forward: str
    iphone: str


LANGUAGES = {
    "en": Language(
        "It still does not work!\n\nPlease call me.",
        "Have you tried again?",
        "On Tue, Mar 12, 2024 at 10:15 AM {who} wrote:",
        "On 12 Mar 2024, at 10:15, {who} wrote:",
        "On 12/03/2024 10:15, {name} wrote:",
        "On Tuesday, March 12, 2024 at 10:15:23 AM GMT+2, {who} wrote:",
        ("From", "Sent", "To", "Subject"),
        "Tuesday, March 12, 2024 10:15 AM",
        "Original Message",
        "Forwarded message",
        "Begin forwarded message:",
        "Sent from my iPhone",
    ),
    "ja": Language(
        "まだ動きません。\n\n至急ご連絡ください。",
        "もう一度お試しください。",
        "2024年3月12日(火) 10:15 {who}:",
        "2024/03/12 10:15、{who}のメール:",
        "On 2024/03/12 10:15, {name} wrote:",
        "2024年3月12日火曜日 10:15:23 JST、{who} が書きました:",
        ("差出人", "送信日時", "宛先", "件名"),
        "2024年3月12日 10:15",
        "元のメッセージ",
        "Forwarded message",
        "転送されたメッセージ:",
        "iPhoneから送信",
    ),
    "th": Language(
        "ยังใช้งานไม่ได้เลย\n\nช่วยติดต่อกลับด้วย",
        "ลองใหม่หรือยังคะ",
        "ในวันที่ อ. 12 มี.ค. 2024 เวลา 10:15 {who} เขียนว่า:",
        "เมื่อวันที่ 12 มี.ค. 2567 เวลา 10:15 {who} เขียนว่า:",
        "On 12/3/2567 10:15, {name} wrote:",
        "ในวันอังคารที่ 12 มีนาคม 2024 เวลา 10:15:23 GMT+7 {who} เขียนว่า:",
        ("จาก", "ส่งเมื่อ", "ถึง", "เรื่อง"),
        "12 มีนาคม 2567 10:15",
        "ข้อความต้นฉบับ",
        "Forwarded message",
        "เริ่มต้นข้อความที่ส่งต่อ:",
        "ส่งจาก iPhone ของฉัน",
    ),
    "bg": Language(
        "Още не работи!\n\nМоля, обадете ми се.",
        "Опитахте ли пак?",
        "На вт, 12.03.2024 г. в 10:15 {who} написа:",
        "На 12.03.2024 г., в 10:15, {who} написа:",
        "На 12.3.2024 г. в 10:15 ч., {name} написа:",
        "вторник, 12 март 2024 г., 10:15:23 ч. Гринуич+2, {who} написа:",
        ("От", "Изпратено", "До", "Относно"),
        "вторник, 12 март 2024 г. 10:15 ч.",
        "Оригинално съобщение",
        "Forwarded message",
        "Начало на препратеното съобщение:",
        "Изпратено от моя iPhone",
    ),
    "fa": Language(
        "هنوز کار نمی‌کند!\n\nلطفا تماس بگیرید.",
        "دوباره امتحان کردید؟",
        "در تاریخ سه‌شنبه ۱۲ مارس ۲۰۲۴،\u200f ۱۰:۱۵ {who} نوشت:\u200f",
        "در ۱۲ مارس ۲۰۲۴، ساعت ۱۰:۱۵، {who} نوشت:",
        "در ۱۲/۳/۲۰۲۴ ۱۰:۱۵، {name} نوشت:",
        "سه‌شنبه ۱۲ مارس ۲۰۲۴، ۱۰:۱۵:۲۳، {who} نوشت:",
        ("از", "ارسال شده", "به", "موضوع"),
        "سه‌شنبه ۱۲ مارس ۲۰۲۴ ۱۰:۱۵",
        "پیام اصلی",
        "Forwarded message",
        "پیام هدایت شده:",
        "ارسال شده از iPhone من",
    ),
    "de": Language(
        "Es geht immer noch nicht!\n\nBitte rufen Sie mich an.",
        "Haben Sie es noch einmal versucht?",
        "Am Di., 12. März 2024 um 10:15 Uhr schrieb {who}:",
        "Am 12.03.2024 um 10:15 schrieb {who}:",
        "Am 12.03.24 um 10:15 schrieb {name}:",
        "Am Dienstag, 12. März 2024 um 10:15:23 MEZ hat {who} Folgendes geschrieben:",
        ("Von", "Gesendet", "An", "Betreff"),
        "Dienstag, 12. März 2024 10:15",
        "Ursprüngliche Nachricht",
        "Forwarded message",
        "Anfang der weitergeleiteten Nachricht:",
        "Von meinem iPhone gesendet",
    ),
    "fr": Language(
        "Ça ne marche toujours pas !\n\nAppelez-moi, svp.",
        "Avez-vous réessayé ?",
        "Le mar. 12 mars 2024 à 10:15, {who} a écrit :",
        "Le 12 mars 2024 à 10:15, {who} a écrit :",
        "Le 12/03/2024 à 10:15, {name} a écrit\xa0:",
        "Le mardi 12 mars 2024 à 10:15:23 UTC+1, {who} a écrit :",
        ("De", "Envoyé", "À", "Objet"),
        "mardi 12 mars 2024 10:15",
        "Message d'origine",
        "Forwarded message",
        "Début du message transféré :",
        "Envoyé de mon iPhone",
    ),
    "es": Language(
        "¡Sigue sin funcionar!\n\nLlámenme, por favor.",
        "¿Lo ha intentado otra vez?",
        "El mar, 12 mar 2024 a las 10:15, {name} (<{email}>) escribió:",
        "El 12 mar 2024, a las 10:15, {who} escribió:",
        "El 12/03/2024 a las 10:15, {name} escribió:",
        "El martes, 12 de marzo de 2024, 10:15:23 CET, {who} escribió:",
        ("De", "Enviado", "Para", "Asunto"),
        "martes, 12 de marzo de 2024 10:15",
        "Mensaje original",
        "Forwarded message",
        "Inicio del mensaje reenviado:",
        "Enviado desde mi iPhone",
    ),
    "pt": Language(
        "Continua sem funcionar!\n\nPor favor, liguem-me.",
        "Já tentou outra vez?",
        "Em ter., 12 de mar. de 2024 às 10:15, {who} escreveu:",
        "Em 12 de mar. de 2024, à(s) 10:15, {who} escreveu:",
        "Em 12/03/2024 10:15, {name} escreveu:",
        "Em terça-feira, 12 de março de 2024 às 10:15:23 BRT, {who} escreveu:",
        ("De", "Enviada em", "Para", "Assunto"),
        "terça-feira, 12 de março de 2024 10:15",
        "Mensagem original",
        "Forwarded message",
        "Início da mensagem encaminhada:",
        "Enviado do meu iPhone",
    ),
    "ar": Language(
        "ما زال لا يعمل!\n\nأرجو الاتصال بي.",
        "هل حاولت مرة أخرى؟",
        "في الثلاثاء، 12 مارس 2024 في 10:15 ص تمت كتابة ما يلي بواسطة {who}:\u200f",
        "في ١٢ مارس ٢٠٢٤، الساعة ١٠:١٥ ص، كتب {who}:",
        "في 12/3/2024 10:15، كتب {name}:",
        "في الثلاثاء، 12 مارس 2024 في 10:15:23 ص غرينتش+2، كتب {who}:",
        ("من", "تم الإرسال", "إلى", "الموضوع"),
        "الثلاثاء، 12 مارس 2024 10:15 ص",
        "الرسالة الأصلية",
        "Forwarded message",
        "بدء الرسالة المعاد توجيهها:",
        "أُرسلت من الـ iPhone",
    ),
    "zh": Language(
        "还是不能用！\n\n请给我打电话。",
        "您再试过了吗？",
        "{who} 于2024年3月12日周二 10:15写道：",
        "2024年3月12日 10:15，{who} 写道：",
        "在 2024/3/12 10:15, {name} 写道:",
        "2024年3月12日星期二 10:15:23 [GMT+8]， {who} 写道：",
        ("发件人", "发送时间", "收件人", "主题"),
        "2024年3月12日 10:15",
        "原始邮件",
        "Forwarded message",
        "以下是转发的邮件:",
        "发自我的iPhone",
    ),
    "ko": Language(
        "아직도 안 됩니다!\n\n전화 주세요.",
        "다시 해 보셨나요?",
        "2024년 3월 12일 (화) 오전 10:15, {who}님이 작성:",
        "2024. 3. 12. 오전 10:15, {who} 작성:",
        "2024-03-12 오전 10:15에 {name} 이(가) 쓴 글:",
        "2024년 3월 12일 화요일 오전 10시 15분 23초 GMT+9, {who}님이 작성:",
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
        "2024년 3월 12일 화요일 오전 10:15",
        "원본 메시지",
        "Forwarded message",
        "전달된 메시지:",
        "나의 iPhone에서 보냄",
    ),
    "ru": Language(
        "Всё ещё не работает!\n\nПерезвоните мне.",
        "Вы пробовали ещё раз?",
        "вт, 12 мар. 2024 г. в 10:15, {who}:",
        "12 марта 2024 г., в 10:15, {who} написал(а):",
        "12.03.2024 10:15, {name} пишет:",
        "вторник, 12 марта 2024 г. в 10:15:23 GMT+3, {who} написал(-а):",
        ("От", "Отправлено", "Кому", "Тема"),
        "12 марта 2024 г. 10:15",
        "Исходное сообщение",
        "Forwarded message",
        "Начало переадресованного сообщения:",
        "Отправлено с iPhone",
    ),
    "tr": Language(
        "Hâlâ çalışmıyor!\n\nLütfen beni arayın.",
        "Yeniden denediniz mi?",
        "{who}, 12 Mar 2024 Sal, 10:15 tarihinde şunu yazdı:",
        "{who} şunları yazdı (12 Mar 2024 10:15):",
        "12.03.2024 10:15 tarihinde {name} yazdı:",
        "12 Mart 2024 Salı 10:15:23 GMT+3 tarihinde {who} şunu yazdı:",
        ("Kimden", "Gönderildi", "Kime", "Konu"),
        "12 Mart 2024 Salı 10:15",
        "Orijinal mesaj",
        "Forwarded message",
        "İletilen mesajın başlangıcı:",
        "iPhone'umdan gönderildi",
    ),
    "it": Language(
        "Non funziona ancora!\n\nChiamatemi, per favore.",
        "Ha riprovato?",
        "Il giorno mar 12 mar 2024 alle ore 10:15 {who} ha scritto:",
        "Il giorno 12 mar 2024, alle ore 10:15, {who} ha scritto:",
        "Il 12/03/2024 10:15, {name} ha scritto:",
        "Il martedì 12 marzo 2024 alle ore 10:15:23 CET, {who} ha scritto:",
        ("Da", "Inviato", "A", "Oggetto"),
        "martedì 12 marzo 2024 10:15",
        "Messaggio originale",
        "Forwarded message",
        "Inizio messaggio inoltrato:",
        "Inviato da iPhone",
    ),
    "nl": Language(
        "Het werkt nog steeds niet!\n\nBel me alstublieft.",
        "Hebt u het nog eens geprobeerd?",
        "Op di 12 mrt 2024 om 10:15 schreef {who}:",
        "Op 12 mrt 2024 om 10:15 heeft {who} het volgende geschreven:",
        "Op 12-03-2024 om 10:15 schreef {name}:",
        "Op dinsdag 12 maart 2024 om 10:15:23 CET schreef {who}:",
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        "dinsdag 12 maart 2024 10:15",
        "Oorspronkelijk bericht",
        "Forwarded message",
        "Begin doorgestuurd bericht:",
        "Verstuurd vanaf mijn iPhone",
    ),
}


def filled(attribution: str) -> str:
    """An attribution with the people in it."""
    return attribution.format(who=WHO, name=NAME, email=EMAIL)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def head(language: Language, *, separator: str = "\n", address: bool = True, bold: str = "") -> str:
    """Outlook's block of header lines."""
    values = (WHO if address else NAME, language.date, OURS if address else "Help", "Re: x")
    lines = (f"{bold}{word}:{bold} {value}" for word, value in zip(language.words, values, strict=True))
    return separator.join(lines)


def _wrapped(line: str) -> str:
    """As Gmail breaks it in plain text: before the address."""
    return line.replace(f"<{EMAIL}>", f"<\n{EMAIL}>") if len(line) > 50 else line


PLAIN: dict[str, Callable[[Language], str]] = {
    "gmail": lambda each: f"{each.new}\n\n{filled(each.gmail)}\n\n{_marked(each.old)}\n",
    "gmail, wrapped": lambda each: f"{each.new}\n\n{_wrapped(filled(each.gmail))}\n\n{_marked(each.old)}\n",
    "gmail, without signs": lambda each: f"{each.new}\n\n{filled(each.gmail)}\n\n{each.old}\n",
    "apple mail": lambda each: f"{each.new}\n\n> {filled(each.apple)}\n> \n{_marked(each.old)}\n",
    "apple mail, attribution apart": lambda each: f"{each.new}\n\n{filled(each.apple)}\n\n{_marked(each.old)}\n",
    "iphone": lambda each: f"{each.new}\n\n{each.iphone}\n\n> {filled(each.apple)}\n> \n> \ufeff{each.old}\n",
    "thunderbird": lambda each: f"{each.new}\n\n{filled(each.thunderbird)}\n{_marked(each.old)}\n",
    "yahoo": lambda each: f"{each.new}\n\n    {filled(each.yahoo)}  \n \n {each.old}\n",
    "outlook desktop": lambda each: f"{each.new}\n\n{head(each)}\n\n{each.old}\n",
    "outlook desktop, names only": lambda each: f"{each.new}\n\n{head(each, address=False)}\n\n{each.old}\n",
    "outlook, older": lambda each: f"{each.new}\n\n-----{each.original}-----\n{head(each)}\n\n{each.old}\n",
    "outlook on the web": lambda each: f"{each.new}\n\n{'_' * 32}\n{head(each)}\n\n{each.old}\n",
    "outlook in gmail": lambda each: f"{each.new}\n\n{head(each, bold='*')}\n\n{each.old}\n",
    "outlook mobile": lambda each: (
        f"{each.new}\n\nGet Outlook for iOS<https://aka.example/o0ukef>\n{'_' * 32}\n{head(each)}\n\n{each.old}\n"
    ),
    "android": lambda each: f"{each.new}\n\n-------- {each.original} --------\n{head(each)}\n\n{each.old}\n",
}


def _paragraphs(text: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{html.escape(line) if line else '<br>'}</{tag}>" for line in text.split("\n"))


def _linked(line: str) -> str:
    return html.escape(line).replace(f"&lt;{EMAIL}&gt;", f'&lt;<a href="mailto:{EMAIL}">{EMAIL}</a>&gt;')


def _bold_head(language: Language, between: str) -> str:
    lines = []
    for line in head(language).split("\n"):
        word, _, value = line.partition(": ")
        lines.append(f"<b>{html.escape(word)}:</b> {_linked(value)}")
    return between.join(lines)


HTML: dict[str, Callable[[Language], str]] = {
    "gmail": lambda each: (
        f'<div dir="ltr">{_paragraphs(each.new)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{_linked(filled(each.gmail))}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
        f"{_paragraphs(each.old)}</blockquote></div>"
    ),
    "gmail, older": lambda each: (
        f'<div dir="ltr">{_paragraphs(each.new)}<div class="gmail_extra"><br><div class="gmail_quote">'
        f"{_linked(filled(each.gmail))}<br><blockquote "
        f'class="gmail_quote">{_paragraphs(each.old)}</blockquote></div></div></div>'
    ),
    "apple mail": lambda each: (
        f'<body>{_paragraphs(each.new)}<br><div><blockquote type="cite"><div>{_linked(filled(each.apple))}</div><br>'
        f"<div>{_paragraphs(each.old)}</div></blockquote></div><br></body>"
    ),
    "iphone": lambda each: (
        f'<body dir="auto">{_paragraphs(each.new)}<br><div '
        f'dir="ltr">{html.escape(each.iphone)}</div><div dir="ltr"><br>'
        f'<blockquote type="cite">{_linked(filled(each.apple))}<br><br></blockquote></div><blockquote type="cite">'
        f'<div dir="ltr">\ufeff{_paragraphs(each.old)}</div></blockquote></body>'
    ),
    "thunderbird": lambda each: (
        f"<body><p>{_paragraphs(each.new)}</p><div "
        f'class="moz-cite-prefix">{_linked(filled(each.thunderbird))}<br></div>'
        f'<blockquote type="cite" cite="mid:x@y.example"><pre class="moz-quote-pre">{html.escape(each.old)}</pre>'
        "</blockquote></body>"
    ),
    "yahoo": lambda each: (
        f'<div class="ydp1"><div>{_paragraphs(each.new)}</div><div><br></div></div><div id="yahoo_quoted_123" '
        f'class="yahoo_quoted"><div><div>{_linked(filled(each.yahoo))}</div><div><br></div><div>{_paragraphs(each.old)}'
        "</div></div></div>"
    ),
    "outlook desktop": lambda each: (
        f'<div class="WordSection1">{_paragraphs(each.new, "p")}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
        f'<p class="MsoNormal">{_bold_head(each, "<br>")}<o:p></o:p></p></div>{_paragraphs(each.old, "p")}</div>'
    ),
    "outlook on the web": lambda each: (
        f'<div class="elementToProof">{_paragraphs(each.new)}</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" '
        'dir="ltr"><font face="Calibri">'
        f"{_bold_head(each, '<br>')}</font><div>&nbsp;</div></div><div>{_paragraphs(each.old)}</div>"
    ),
    "outlook mobile": lambda each: (
        f'<div dir="auto">{_paragraphs(each.new)}</div><div id="ms-outlook-mobile-signature">Get <a '
        f'href="x">Outlook for '
        'iOS</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">'
        f"{_bold_head(each, '<br>')}<div>&nbsp;</div></div>{_paragraphs(each.old)}"
    ),
    "outlook for mac": lambda each: (
        f'<div>{_paragraphs(each.new)}</div><div id="mail-editor-reference-message-container"><div><div '
        f'style="border:none;'
        f'border-top:solid #B5C4DF 1.0pt">{_bold_head(each, "<br>")}</div>{_paragraphs(each.old)}</div></div>'
    ),
    "outlook, without marks": lambda each: (
        f"<div>{_paragraphs(each.new)}</div><hr><div>{_bold_head(each, '<br>')}</div><br>{_paragraphs(each.old)}"
    ),
    "android": lambda each: (
        f'<body>{_paragraphs(each.new)}<div id="composer_signature"><div>{html.escape(each.iphone)}</div></div>'
        f"<div>-------- {html.escape(each.original)} --------</div><div>{_bold_head(each, '</div><div>')}</div>"
        "<div><br>"
        f"</div>{_paragraphs(each.old)}</body>"
    ),
}
