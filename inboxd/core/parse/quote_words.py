"""What mail clients write around quoted and forwarded messages, by language.

Compared as `bare_words` gives them. One word may serve several languages.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from inboxd.core.text.wordlists import words

_BLANKS = re.compile(r"\s+")
_UNSPOKEN = dict.fromkeys((*range(0x064B, 0x0653), 0x0640, 0x0307)) | {0x200C: " "}
"""Arabic vowel signs and stretches that some write and others do not, a dot that lower case leaves; half blanks."""

_AROUND = " \t:.-*_=~<>\uff1a\u2013\u2014\u2500\u200e\u200f"


def bare_words(line: str) -> str:
    """A line as the lists have it: lower case, single blanks, without vowel signs and what stands around the words."""
    text = line.lower()
    return _BLANKS.sub(" ", text if text.isascii() else text.translate(_UNSPOKEN)).strip(_AROUND)


class HeaderRole(StrEnum):
    """Which field of the quoted message a line shows."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    SUBJECT = "subject"
    OTHER = "other"


_BY_ROLE: Final = {
    HeaderRole.FROM: words(
        "from | von | absender | de | expéditeur | remitente | da | mittente | van | afzender | från | avsändare | "
        "fra | afsender | avsender | lähettäjä | od | nadawca | odesílatel | odosielateľ | feladó | de la | "
        "expeditor | от | подател | от кого | отправитель | від | відправник | από | αποστολέας | kimden | "
        "gönderen | من | المرسل | از | فرستنده | ارسال کننده | מאת | प्रेषक | से | จาก | ผู้ส่ง | từ | người gửi | "
        "dari | "
        "pengirim | daripada | 보낸 사람 | 보낸사람 | 보낸이 | 발신 | 差出人 | 送信者 | 送信元 | 발신자 | "
        "from (差出人) | 发件人 | "
        "寄件者 | 寄件人 | 發件人 | 发送人 | šalje | pošiljatelj | saatja | no | sūtītājs | nuo | siuntėjas | frá | "
        "nork | remetente | expedidor | prejeto od | шаље | од"
    ),
    HeaderRole.SENT: words(
        "sent | date | sent on | gesendet | datum | gesendet am | envoyé | date d'envoi | envoyé le | enviado | "
        "fecha | enviado el | enviada em | enviado em | enviada | enviada a | data/hora | inviata | data | "
        "data de envio | inviato | data invio | verzonden | "
        "skickat | skickad | sendt | dato | lähetetty | päivämäärä | päiväys | pvm | wysłano | wysłane | odesláno | "
        "odoslané | dátum | elküldve | küldve | trimis | data trimiterii | изпратено | дата | отправлено | "
        "дата отправки | надіслано | відправлено | дата відправлення | отправлена | στάλθηκε | ημερομηνία | "
        "gönderildi | gönderim tarihi | gönderme tarihi | gönderilme tarihi | "
        "tarih | تاريخ | التاريخ | أرسل | تم الإرسال | تاريخ الإرسال | الإرسال | تاریخ | فرستاده شده | ارسال شده | "
        "ارسال | נשלח | תאריך | भेजा गया | भेजने की तारीख | तिथि | दिनांक | तारीख | ส่ง | ส่งเมื่อ | วันที่ | "
        "đã gửi | ngày | ngày gửi | ngày giờ | dikirim pada | "
        "dikirim | "
        "tanggal | dihantar | tarikh | 보낸 날짜 | 보낸 시간 | 보낸시간 | 발신일 | 보냄 | 날짜 | 발송일 | "
        "보낸날짜 | 日時 | 送信日時 | 送信 | "
        "送信日 | 日付 | 发送时间 | 日期 | 寄件日期 | 發送時間 | 发送日期 | 傳送時間 | 寄件時間 | 时间 | 時間 | "
        "poslano | saadetud | kuupäev | nosūtīts | datums | išsiųsta | bidalita | отправлен | послато"
    ),
    HeaderRole.TO: words(
        "to | an | empfänger | à | pour | destinataire | para | destinatario | destinatário | a | per | aan | "
        "naar | till | til | mottagare | modtager | vastaanottaja | do | adresat | komu | címzett | către | "
        "pentru | до | за | получател | кому | получатель | προς | kime | alıcı | إلى | الى | المستلم | به | "
        "گیرنده | אל | प्रति | प्राप्तकर्ता | को | ถึง | ผู้รับ | người nhận | penerima | tới | đến | kepada | "
        "untuk | ke | 받는 사람 | 받는사람 | "
        "받는이 | 수신 | 宛先 | あて先 | 送信先 | 수신자 | 收件人 | 收件者 | za | prima | prejemnik | saaja | "
        "kam | adresāts | nori | "
        "gavėjas | prejemniki"
    ),
    HeaderRole.SUBJECT: words(
        "subject | re | betreff | objet | sujet | asunto | assunto | oggetto | onderwerp | ämne | emne | aihe | "
        "temat | předmět | predmet | tárgy | subiect | тема | относно | предмет | θέμα | konu | الموضوع | موضوع | "
        "נושא | विषय | เรื่อง | หัวเรื่อง | chủ đề | tiêu đề | subjek | perihal | judul | 제목 | 件名 | 主题 | "
        "主題 | "
        "主旨 | 标题 | zadeva | teema | temats | tēma | tema | efni | gaia | assumpte"
    ),
    HeaderRole.OTHER: words(
        "cc | bcc | kopie | copie | cópia | kopia | kopio | dw | копие | копия | копія | κοιν | κοινοποίηση | "
        "bilgi | نسخة | رونوشت | העתק | สำเนา | สำเนาถึง | tembusan | 참조 | 숨은 참조 | ccへ | 抄送 | 抄送至 | "
        "副本 | "
        "importance | priority | wichtigkeit | reply-to | antwort an | répondre à | responder a | rispondi a | "
        "attachments | anlagen | pièces jointes | 返信先 | 回复 | organization | organisation"
    ),
}
HEADER_ROLES: Final = {bare_words(word): role for role, listed in reversed(_BY_ROLE.items()) for word in listed}

WROTE: Final = tuple(
    sorted(
        words(
            "schreef het volgende | hat geschrieben | menulis berikut | skrev följande | skrev følgende | "
            "şunları yazdı | je napisao/la | je napisal/a | geschrieben | va escriure | je napisala | је написала | "
            "has written | schrieb am | ha scritto | geschreven | napisał(a) | napísal(a) | написал(а) | "
            "şunu yazdı | كتب ما يلي | je napisao | je napisal | је написао | kirjoitti | napsal(a) | نوشته است | "
            "idatzi du | ha escrit | escribió | escribio | escreveu | napisała | napísala | ezt írta | написала | "
            "писал(а) | เขียนว่า | ได้เขียน | さんは書きました | kirjutas | rakstīja | skrifaði | escribiu | "
            "schrieb | "
            "a écrit | scritto | schreef | napisał | napsala | napísal | a scris | написал | написав | ने लिखा | "
            "đã viết | menulis | 님이 썼습니다 | writes | scrive | napsal | написа | έγραψε | yazmış | "
            "작성했습니다 | が書きました | のメッセージ | parašė | напиша | wrote | écrit | skrev | pisze | scris | "
            "пишет | писал | yazdı | نوشته | כתב/ה | เขียน | tulis | 님이 작성 | 書きました | írta | писа | пише | "
            "كتبت | نوشت | כתבה | लिखा | viết | 썼습니다 | のメール | rašė | said | كتب | כתב | 쓴 글 | 작성 | "
            "写道 | 寫道 | 撰写 | 编写 | 写"
        ),
        key=len,
        reverse=True,
    )
)
"""Ends of attribution lines, longest first."""

WROTE_INSIDE: Final = words(
    "schrieb | schreef | skrev | כתב | تمت كتابة ما يلي بواسطة | كتب | menulis | написа | kirjoitti | "
    "escribió | tarihinde"
)
"""What stands between date and name in languages that name the writer last."""

ORIGINAL_MESSAGE: Final = frozenset(
    bare_words(each)
    for each in words(
        "algne kiri | alkuperäinen viesti | asıl mesaj | eredeti üzenet | izvirno sporočilo | izvorna poruka | "
        "jatorrizko mezua | mensagem original | mensaje original | mensaxe orixinal | mesaj original | "
        "mesajul original | mesej asal | message d'origine | message initial | message original | "
        "messaggio originale | missatge original | oorspronkelijk bericht | opprinnelig melding | "
        "oprindelig meddelelse | originaalkiri | original appointment | original email | original meddelelse | "
        "original melding | original message | original message 元のメッセージ | original-nachricht | "
        "originalmeddelande | originalna poruka | originalnachricht | originalus laiškas | origineel bericht | "
        "originální zpráva | orijinal ileti | orijinal mesaj | oryginalna wiadomość | pesan asli | pôvodná správa | "
        "původní zpráva | sākotnējais ziņojums | thư gốc | tin nhắn gốc | upprunaleg skilaboð | "
        "ursprungligt meddelande | ursprüngliche e-mail | ursprüngliche nachricht | wiadomość oryginalna | "
        "özgün ileti | αρχικό μήνυμα | вихідне повідомлення | изворна порука | исходное сообщение | "
        "оригинално съобщение | оригинальное сообщение | оригінальне повідомлення | первоначальное сообщение | "
        "回复的原邮件 | 回复原邮件 | 回覆的原郵件 | replied message | reply message | इस संदेश का मूल | "
        "पूर्व संदेश | "
        "email asli | pesan sebelumnya | email gốc | thư ban đầu | початковий лист | ursprungsnachricht | "
        "이전 메일 | "
        "원본 이메일 | 元のメール | 元メール | پیام قبلی | نامه اصلی | อีเมลต้นฉบับ | อีเมลเดิม | "
        "your message | your original message | ihre nachricht | votre message | su mensaje | tu mensaje | "
        "sua mensagem | "
        "seu e-mail | il suo messaggio | uw bericht | ваше сообщение | вашето съобщение | ваше повідомлення | "
        "mesajınız | "
        "رسالتك | پیام شما | twoja wiadomość | お客様のメッセージ | 您的留言 | 您的邮件 | 고객님의 메시지 | "
        "pesan anda | "
        "пересылаемое сообщение исходное | початкове повідомлення | първоначално съобщение | ההודעה המקורית | "
        "הודעה מקורית | الرسالة الأصلية | رسالة أصلية | پیام اصلی | پیغام اصلی | मूल संदेश | ข้อความต้นฉบับ | "
        "ข้อความเดิม | "
        "オリジナルメッセージ | 元のメッセージ | 原始信件 | 原始消息 | 原始邮件 | 原始郵件 | 原邮件 | 원본 메시지 | "
        "원본 메일 | 원본메시지"
    )
)

FORWARDED_MESSAGE: Final = frozenset(
    bare_words(each)
    for each in words(
        "начало на препратеното съобщение | начало на препратено съобщение | "
        "anfang der weitergeleiteten e-mail | anfang der weitergeleiteten nachricht | begin doorgestuurd bericht | "
        "begin forwarded message | beginn der weitergeleiteten nachricht | begynnelse på videresendt melding | "
        "doorgestuurd bericht | début du message réexpédié | début du message transféré | edastatud kiri | "
        "edastatud sõnum | edelleenlähetetty viesti | forwarded by | forwarded email | forwarded mail | "
        "forwarded message | fwd | iletilen mesaj | iletilen mesajın başlangıcı | iletilmiş mesaj | "
        "inicio del mensaje reenviado | inizio messaggio inoltrato | início da mensagem encaminhada | "
        "início da mensagem reencaminhada | mensagem encaminhada | mensagem reencaminhada | mensaje reenviado | "
        "mesaj redirecţionat | mesaj redirecționat | mesej dimajukan | message réexpédié | message transféré | "
        "messaggio inoltrato | missatge reenviat | persiųstas laiškas | pesan terusan | pesan yang diteruskan | "
        "początek przekazywanej wiadomości | posredovano sporočilo | preposlaná správa | proslijeđena poruka | "
        "przekazana wiadomość | påbörjar vidarebefordrat brev | pārsūtīts ziņojums | přeposlaná zpráva | "
        "start på videresendt besked | thư được chuyển tiếp | tin nhắn đã chuyển tiếp | továbbított levél kezdete | "
        "továbbított üzenet | vidarebefordrat brev | vidarebefordrat meddelande | videresendt besked | "
        "videresendt meddelelse | videresendt melding | välitetty viesti | välitetty viesti alkaa | "
        "weitergeleitete nachricht | wiadomość przekazana | yönlendirilmiş ileti | začátek přeposlané zprávy | "
        "áframsend skilaboð | προωθημένο μήνυμα | начало переадресованного сообщения | "
        "начало пересылаемого сообщения | переслане повідомлення | пересланное сообщение | пересылаемое сообщение | "
        "початок переадресованого повідомлення | препратено писмо | препратено съобщение | прослеђена порука | "
        "הודעה שהועברה | بدء الرسالة المعاد توجيهها | رسالة محولة | رسالة معاد توجيهها | پیام بازارسال شده | "
        "پیام بازفرستاده | پیام فوروارد شده | پیام هدایت شده | अग्रेषित संदेश | फ़ॉरवर्ड किया गया संदेश | "
        "ข้อความที่ส่งต่อ | "
        "เริ่มต้นข้อความที่ส่งต่อ | 下面是被转发的邮件 | 以下是转发的邮件 | 已转发的邮件 | 転送されたメッセージ | "
        "початок листа, що пересилається | початок пересланого повідомлення | пересланий лист | початок листа | "
        "mulai pesan yang diteruskan | awal pesan yang diteruskan | email terusan | bắt đầu thư được chuyển tiếp | "
        "bắt đầu tin nhắn được chuyển tiếp | email chuyển tiếp | अग्रेषित संदेश प्रारंभ करें | "
        "अग्रेषित संदेश की शुरुआत | "
        "फ़ॉरवर्ड किए गए संदेश की शुरुआत | अग्रेषित ईमेल | începutul mesajului redirecționat | "
        "inici del missatge reenviat | 开始转发的邮件 | 以下是被转发的邮件 | 開始轉寄訊息 | 以下為轉寄的郵件 | "
        "转发的原邮件 | "
        "전달된 메시지 시작 | 전달 메일 | 전달 메시지 | شروع پیام هدایت‌شده | شروع پیام ارسال‌شده | "
        "بداية الرسالة المعاد توجيهها | بداية الرسالة المحولة | بدء الرسالة المحولة | شروع پیام ارجاع شده | "
        "شروع پیام فوروارد شده | پیام ارجاع شده | "
        "อีเมลที่ส่งต่อ | weitergeleitete e-mail | weitergeleitete mail | email inoltrata | e-mail encaminhado | "
        "転送されたメール | 転送メッセージ | 転送メール | 轉寄的郵件 | 轉寄訊息 | 轉寄郵件 | 转发信件 | "
        "转发的邮件 | 转发邮件 | 전달된 메시지 | 전달된 메일 | 전달된 이메일"
    )
)

REPLY_ABOVE: Final = words(
    "reply above this line | type your reply above | write your reply above | respond above this line | "
    "reply above the line | antworten sie oberhalb dieser zeile | antwort oberhalb dieser zeile | "
    "über dieser zeile antworten | bitte antworten sie über dieser zeile | répondre au-dessus de cette ligne | "
    "répondez au-dessus de cette ligne | réponse au-dessus de cette ligne | responda por encima de esta línea | "
    "escriba su respuesta por encima de esta línea | responda acima desta linha | rispondi sopra questa riga | "
    "antwoord boven deze regel | odpowiedz powyżej tej linii | ответьте выше этой строки | "
    "отговорете над този ред | отговорете над тази линия | bu satırın üzerine yanıt | この行より上に返信 | "
    "この線より上に返信 | 请在此行上方回复 | 請在此行上方回覆 | 이 줄 위에 회신 | ตอบกลับเหนือบรรทัดนี้ | "
    "الرد فوق هذا السطر | بالای این خط پاسخ | balas di atas baris ini | response above this line | "
    "answer above this line | ihre antwort über diese | respuesta encima de esta línea | "
    "respuesta arriba de esta línea | "
    "resposta acima desta linha | risposta sopra questa riga | odpowiedź powyżej tej linii | "
    "odpowiedź nad tą linią | "
    "ответ над этой строкой | ответ выше этой строки | відповідь над цим рядком | відповідь вище цього рядка | "
    "отговора си над този ред | отговора си над тази линия | yanıtınızı bu satırın üz | yanıtınızı bu satırın üs | "
    "請在此行上方 | 请在此行上方 | 이 줄 위에 답장 | 이 줄 위에 답변 | câu trả lời của bạn phía trên dòng này | "
    "trả lời phía trên dòng này | balasan anda di atas baris ini | jawaban anda di atas garis ini | "
    "ردك فوق هذا السطر | "
    "پاسخ خود را بالای این خط | उत्तर इस पंक्ति के ऊपर | คำตอบของคุณเหนือบรรทัดนี้"
)
"""What help desks write above the history, wherever it stands in a line."""

ABOVE_THE_LINE: Final = words(
    "above this line | above the line | oberhalb dieser zeile | über dieser zeile | oberhalb dieser linie | "
    "über diese zeile | au-dessus de cette ligne | encima de esta línea | arriba de esta línea | sobre esta línea | "
    "acima desta linha | acima dessa linha | sopra questa riga | sopra questa linea | boven deze regel | "
    "boven deze lijn | powyżej tej linii | nad tą linią | powyżej tego wiersza | выше этой строки | "
    "над этой строкой | выше этой линии | над этой чертой | над този ред | над тази линия | вище цього рядка | "
    "над цим рядком | над цією лінією | bu satırın üst | bu satırın üzer | bu çizginin üzer | この行より上 | "
    "この行の上 | "
    "この線より上 | この線の上 | 此行上方 | 此行之上 | 该行上方 | 此线上方 | 此線上方 | 이 줄 위 | 이 선 위 | "
    "이 라인 위 | "
    "เหนือบรรทัดนี้ | เหนือเส้นนี้ | فوق هذا السطر | فوق هذا الخط | بالای این خط | بالای این سطر | "
    "di atas baris ini | "
    "di atas garis ini | phía trên dòng này | bên trên dòng này | trên dòng này | इस पंक्ति के ऊपर | "
    "इस लाइन के ऊपर | "
    "इस रेखा के ऊपर"
)
"""The same, in a line that begins with a frame and may say anything else besides."""

FORWARD_ENDS: Final = frozenset(
    bare_words(each)
    for each in words(
        "end of forwarded message | end forwarded message | end of the forwarded message | "
        "ende der weitergeleiteten nachricht | fin du message transféré | fin del mensaje reenviado | "
        "fine messaggio inoltrato | fim da mensagem encaminhada | einde doorgestuurd bericht | "
        "koniec przekazywanej wiadomości | конец пересылаемого сообщения | конец пересланного сообщения | "
        "кінець пересланого повідомлення | край на препратеното съобщение | iletilen mesajın sonu | "
        "yönlendirilen iletinin sonu | نهاية الرسالة المعاد توجيهها | نهاية الرسالة المحولة | پایان پیام هدایت شده | "
        "転送メッセージここまで | 转发邮件结束 | 전달된 메시지 끝 | akhir pesan yang diteruskan"
    )
)
"""What some clients write below a forwarded message."""

FORWARD_PREFIXES: Final = frozenset(
    words(
        "doorst | enc | encaminhado | forward | fw | fwd | fyi | i | ilet | ilt | inoltro | ilt | pd | "
        "předáno | reenv | rv | továbbítás | tr | trs | vb | vid | vidarebef | videres | vl | wg | πρθ | "
        "пересл | пр | препр | הועבר | إعادة | إعادة توجيه | هدایت | ส่งต่อ | 転送 | 轉寄 | 转发 | 转寄 | 전달"
    )
)
"""What stands before the colon of a forwarded mail's subject."""

ANSWER_PREFIXES: Final = frozenset(
    words(
        "re | aw | antw | antwort | sv | vs | svar | ref | r | rif | ris | res | rép | rep | réf | odp | odpověď | "
        "ynt | yan | cvp | vá | απ | σχετ | отг | отговор | ответ | на | відп | תשובה | השב | رد | پاسخ | ตอบกลับ | "
        "ตอบ | trả lời | bls | balas | 回复 | 答复 | 回覆 | 答覆 | 回信 | 返信 | 회신 | 답장 | "
        "re[2] | re[3]"
    )
)
"""What stands before the colon of an answer's subject."""
