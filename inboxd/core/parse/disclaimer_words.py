"""What legal boilerplate says, by idea and language; lower case."""

from __future__ import annotations

from typing import Final

from inboxd.core.text.wordlists import words

_CONFIDENTIAL: Final = words(
    "confidential | privileged | vertraulich | confidentiel | confidencial | riservat | vertrouwelijk | "
    "konfidentiell | fortrolig | luottamukselli | poufn | důvěrn | dôvern | bizalmas | поверителн | "
    "конфиденциальн | конфіденційн | εμπιστευτικ | gizli | سري | سرية | محرمانه | חסוי | סודי | गोपनीय | "
    "เป็นความลับ | ความลับ | bảo mật | rahasia | sulit | 기밀 | 비밀 | 機密 | 秘密 | 机密 | 保密 | confidenț | "
    "confidenţ"
)
_RECIPIENT: Final = words(
    "intended recipient | intended solely | intended only | addressee | named recipient | intended for the | "
    "vorgesehene empfänger | richtige adressat | rechtmäßige | ausschließlich für den | bestimmungsgemäße | "
    "destinataire | usage exclusif | destinatario | exclusivamente | destinatário | esclusivamente | "
    "geadresseerde | uitsluitend bestemd | avsedd för | adressat | tiltenkt | tiltænkt | vastaanottajalle | "
    "adresát | címzett | получател | адресат | αποδέκτ | παραλήπτ | alıcı | المرسل إليه | المستلم | للشخص | "
    "گیرنده | הנמען | लिए है | प्राप्तकर्ता | ผู้รับ | người nhận | penerima | 수신인 | 수신자 | 宛先 | 受信者 | "
    "名宛人 | "
    "收件人 | 收件者 | destinatar"
)
_IN_ERROR: Final = words(
    "in error | by mistake | irrtümlich | versehentlich | par erreur | por error | por engano | por erro | "
    "per errore | abusivamente | abusively | ten onrechte | per vergissing | av misstag | ved en feil | "
    "ved en fejl | erehdyksessä | omyłkowo | przez pomyłkę | omylem | tévedés | din greșeală | din eroare | "
    "по погрешка | по грешка | по ошибке | ошибочно | помилково | εκ παραδρομής | από λάθος | yanlışlıkla | "
    "عن طريق الخطأ | بالخطأ | به اشتباه | اشتباه | בטעות | गलती से | ผิดพลาด | โดยไม่ได้ตั้งใจ | nhầm | kesalahan | "
    "tersilap | 잘못 | 誤って | 誤送信 | 误收 | 错误地 | 誤收 | 如非 | 若非"
)
_NOTIFY: Final = words(
    "notify the sender | notify us | delete this | delete it | delete the | destroy | informieren sie | "
    "benachrichtigen sie | löschen | vernichten | avertir | prévenir | supprimer | détruire | notifi | elimin | "
    "borre | borrar | apague | exclu | cancellar | distrugg | verwijder | vernietig | radera | meddela avs | "
    "slett | poista | usun | skasow | odstra | smaž | töröl | șterge | şterge | ștearg | изтри | унищож | уведом | "
    "удалит | уничтож | сообщите | видал | διαγράψ | ενημερώσ | siliniz | silin | bildirin | حذف | إبلاغ | إخطار | "
    "اطلاع | למחוק | हटा | सूचित | ลบ | แจ้ง | xóa | thông báo | hapus | padam | 삭제 | 폐기 | 알려 | 削除 | 破棄 | "
    "ご連絡 | 删除 | 刪除 | 通知 | 销毁 | 銷毀"
)
_FORBIDDEN: Final = words(
    "unauthorized | unauthorised | strictly prohibited | dissemination | distribution or copying | disclosure | "
    "unbefugt | nicht gestattet | unerlaubt | interdite | toute utilisation | toute diffusion | prohibid | "
    "proibid | vietat | verboden | niet toegestaan | förbjud | otillåten | forbudt | kielletty | zabronion | "
    "zakázán | tilos | interzis | забранен | запрещ | заборон | απαγορεύ | yasak | محظور | يحظر | ممنوع | מוסמכ | "
    "निषिद्ध | ห้าม | nghiêm cấm | dilarang | 금지 | 無断 | 禁止 | 禁じ | 严禁 | 嚴禁"
)
_LIABILITY: Final = words(
    "liability | not liable | accept no responsibility | virus | haftung | responsabilité | responsabilidad | "
    "responsabilidade | responsabilità | aansprakelijk | ansvar | vastuu | odpowiedzialno | odpovědn | felelőss | "
    "răspunde | отговорност | ответственност | відповідальн | ευθύν | sorumlu | مسؤولية | فيروس | مسئولیت | ویروس | "
    "אחריות | उत्तरदायी | ไม่รับผิดชอบ | trách nhiệm | tanggung jawab | 책임 | 責任 | ウイルス | 不承担 | 病毒"
)

GROUPS: Final = (_CONFIDENTIAL, _RECIPIENT, _IN_ERROR, _NOTIFY, _FORBIDDEN, _LIABILITY)
"""One tuple an idea; a paragraph that has two ideas is boilerplate."""

TITLES: Final = frozenset(
    words(
        "avertissement | avis de confidentialité | aviso de confidencialidad | aviso de confidencialidade | "
        "aviso legal | avviso di riservatezza | clause de confidentialité | cláusula de confidencialidad | "
        "confidentiality | confidentiality notice | disclaimer | gizlilik bildirimi | haftungsausschluss | "
        "important notice | informativa sulla privacy | klauzula poufności | legal disclaimer | legal notice | "
        "mention légale | notice | privacy notice | privileged and confidential | rechtlicher hinweis | "
        "vertraulichkeitshinweis | vertrouwelijkheidsclausule | yasal uyarı | zastrzeżenie | конфиденциально | "
        "уведомление за поверителност | уведомление о конфиденциальности | إخلاء مسؤولية | إشعار السرية | "
        "سلب مسئولیت | अस्वीकरण | ข้อจำกัดความรับผิดชอบ | 保密声明 | 免責事項 | 免責聲明 | 免责声明 | "
        "機密保持について | "
        "면책 조항 | 면책조항 | 법적 고지"
    )
)
"""Headings that make a paragraph boilerplate by themselves."""

LESSER: Final = words(
    "consider the environment | think before you print | before printing | an die umwelt | umwelt zuliebe | "
    "pensez à l'environnement | piense en el medio ambiente | medio ambiente | meio ambiente | "
    "rispetta l'ambiente | denk aan het milieu | tänk på miljön | virus-free | virenfrei | sans virus | "
    "libre de virus | livre de vírus | privo di virus | registered office | registered in | amtsgericht | "
    "handelsregister | geschäftsführer: | ust-id | ust-idnr | company number | околната среда | окружающ | "
    "çevreyi düşün | 環境 | scanned by | this email has been checked"
)
"""What stands beside boilerplate and goes with it, but only at the very end."""

THIS_MESSAGE: Final = words(
    "this e-mail | this email | this message | this mail | this communication | this transmission | e-mail and any | "
    "email and any | message and any | information contained | information in this | contents of | this electronic | "
    "diese e-mail | dieser e-mail | diese email | dieser email | diese mail | dieser mail | diese nachricht | "
    "dieser nachricht | diese mitteilung | e-mail und | ce message | ce courriel | cet e-mail | cet email | "
    "cette communication | ce mail | le présent | este mensaje | este correo | este e-mail | este email | "
    "esta comunicación | el presente | información contenida | esta mensagem | esta comunicação | este correio | "
    "a presente | deste e-mail | desta mensagem | questo messaggio | questa e-mail | questa email | "
    "questa comunicazione | il presente | la presente | presente messaggio | informazioni contenute | dit bericht | "
    "deze e-mail | deze email | deze mail | detta meddelande | detta e-post | detta mejl | detta mail | "
    "denne e-mail | denne mail | denne meddelelse | denne besked | denne e-post | denne meldingen | tämä viesti | "
    "tämä sähköposti | ta wiadomość | tej wiadomości | niniejsz | ten e-mail | tato zpráva | této zprávy | "
    "tento e-mail | táto správa | tejto správy | ez az e-mail | ez az üzenet | jelen üzenet | jelen e-mail | "
    "acest mesaj | acest e-mail | acest email | prezentul | това съобщение | този имейл | това писмо | настоящото | "
    "настоящият | този e-mail | това електронно | это сообщение | данное сообщение | это письмо | данное письмо | "
    "настоящее | это электронное | данное электронное | этом сообщении | це повідомлення | цей лист | "
    "дане повідомлення | це електронне | цей електронний | αυτό το μήνυμα | το παρόν | το μήνυμα αυτό | bu e-posta | "
    "bu mesaj | bu ileti | bu elektronik | işbu | هذه الرسالة | هذا البريد | هذا الإيميل | این ایمیل | این پیام | "
    "این نامه | این رایانامه | הודעה זו | מייל זה | यह ईमेल | यह संदेश | इस ईमेल | इस संदेश | यह ई-मेल | "
    "อีเมลนี้ | อีเมล์นี้ | ข้อความนี้ | จดหมายนี้ | ฉบับนี้ | email này | thư này | thư điện tử này | "
    "tin nhắn này | "
    "thông điệp này | email ini | e-mail ini | pesan ini | surel ini | e-mel ini | mesej ini | 이 메일 | 본 메일 | "
    "이 이메일 | 본 이메일 | 이 메시지 | 본 메시지 | 이 전자우편 | 본 전자우편 | 본 전자 우편 | このメール | "
    "本メール | "
    "このeメール | 本電子メール | この電子メール | 本e-mail | このメッセージ | 本邮件 | 此邮件 | 该邮件 | 这封邮件 | "
    "本電子郵件 | 本郵件 | 此電子郵件 | 此郵件 | 此信件 | 本信件 | 本电子邮件 | 此电子邮件"
)
"""Boilerplate speaks of the very message it stands in. Who complains of a leak says the rest of it, but not this."""

CAUTIONS: Final = words(
    "originated from outside | this message came from outside | dit bericht komt van buiten | "
    "you don't often get email from | sie erhalten nicht oft eine e-mail von | diese nachricht kommt von auß | "
    "diese nachricht kommt von auss | diese e-mail kommt von auß | ce message provient de l'extérieur | "
    "este correo proviene de fuera | este mensaje proviene de fuera | messaggio proveniente dall'esterno | "
    "外部からのメール | 外部邮件"
)
"""Banners that mail servers put around messages from outside."""

CAUTION_TITLES: Final = words(
    "external email | external e-mail | external sender | external mail | externe e-mail | email externe | "
    "e-mail externe | courriel externe | correo externo | email esterna | e-mail externo | externer absender | "
    "외부 메일"
)
"""What such a banner is headed by, in a frame; without one they are anybody's words."""

CAUTION_WORDS: Final = words(
    "external | extern | caution | warning | attention | achtung | vorsicht | atención | atenção | attenzione | "
    "let op | "
    "uwaga | внимание | dikkat | تنبيه | هشدار | 注意 | 警告"
)
"""The same, when the banner also advises against opening what came."""

CAUTION_ADVICE: Final = words(
    "do not click | klicken sie | nicht klicken | ne cliquez | no haga clic | no hagas clic | non clicc | "
    "não clique | klik niet | nie klikaj | не нажимайте | не кликайте | не кликвайте | tıklamayın | لا تنقر | "
    "کلیک نکنید | クリックしない | 请勿点击 | 請勿點擊 | 클릭하지 | schadsoftware | recognize the sender | "
    "unless you recogni | absender nicht kenn"
)
"""What a banner below such a heading advises."""
