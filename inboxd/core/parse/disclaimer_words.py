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
    "گیرنده | הנמען | लिए है | प्राप्तकर्ता | ผู้รับ | người nhận | penerima | 수신인 | 수신자 | 宛先 | 受信者 | 名宛人 | "
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
        "سلب مسئولیت | अस्वीकरण | ข้อจำกัดความรับผิดชอบ | 保密声明 | 免責事項 | 免責聲明 | 免责声明 | 機密保持について | "
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

CAUTIONS: Final = words(
    "originated from outside | external email | external sender | this message came from outside | "
    "sent from outside | externe e-mail | email externe | e-mail externe | courriel externe | correo externo | "
    "email esterna | e-mail externo | dit bericht komt van buiten | externer absender | "
    "you don't often get email from | sie erhalten nicht oft eine e-mail von | 外部からのメール | 外部邮件"
)
"""Banners that mail servers put above messages from outside."""
