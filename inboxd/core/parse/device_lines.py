"""What phones and mail apps put below every mail, by language."""

from __future__ import annotations

from typing import Final

from inboxd.core.text.wordlists import words

DEVICE_STARTS: Final = words(
    "sent from | sent with | sent by | sent via | get outlook for | sent using | composed on | von meinem | "
    "gesendet von | gesendet mit | gesendet aus | diese nachricht wurde von meinem | outlook für | envoyé de | "
    "envoyé depuis | envoyé à partir | envoyé avec | télécharger outlook pour | obtenez outlook | enviado desde | "
    "enviado con | obtener outlook | enviado do | enviado a partir | enviado pelo | enviado através | enviado de | "
    "enviada do | obter o outlook | obtenha o outlook | enviat des | inviato da | inviato dal | scarica outlook | "
    "ottieni outlook | verzonden vanaf | verstuurd vanaf | verzonden met | verzonden via | download outlook | "
    "outlook voor | skickat från | skickades från | hämta outlook | sendt fra | hent outlook | få outlook | "
    "lähetetty | hanki outlook | wysłane z | wysłano z | pobierz outlook | odesláno z | odoslané z | "
    "získat outlook | küldve | elküldve | trimis de pe | trimis din | изпратено от | отправлено с | отправлено из | "
    "скачать outlook | надіслано з | στάλθηκε από | gönderildi | أرسلت من | أُرسلت من | تم الإرسال من | أرسل من | "
    "ارسال شده از | فرستاده شده از | از iphone من | از آیفون من | נשלח מ | मेरे | ส่งจาก | được gửi từ | gửi từ | "
    "đã gửi từ | dikirim dari | dihantar dari | 나의 iphone | 내 iphone | iphone에서 | 삼성 | galaxy에서 | "
    "outlook for | 从我的 | 从 | 发自 | 發自 | 來自 | 来自 | 傳送自 | 從我的 | iphoneから | ipadから | "
    "androidから | outlook for ios を | 私のiphone | yahoo!メール | poslano s | saadetud | nosūtīts | išsiųsta | "
    "iphone'umdan | iphone'dan | samsung mobile | hol dir outlook | รับ outlook | tải outlook | dapatkan outlook | "
    "завантажити outlook | отримати outlook | получить outlook | вземете outlook | изтеглете outlook | "
    "احصل على outlook | "
    "الحصول على outlook | دریافت outlook | 获取 outlook | 下载 outlook | 获取适用于 | 下载适用于 | 取得 outlook | "
    "яндекс"
)
DEVICE_ENDS: Final = words(
    "gesendet | geschickt | verschickt | verzonden | gönderildi | 보냄 | 전송 | 에서 보냄 | から送信 | 送信 | "
    "에서 보냈습니다 | 앱에서 보냄 | 発送 | outlook を入手する | outlook'u edinin | outlook'u indirin | "
    "outlook 다운로드 | "
    "outlook 다운로드하기 | outlook 받기 | outlook प्राप्त करें | outlook را دریافت کنید | से भेजा गया | "
    "भेजा गया | küldve | を入手 | に送信されました | "
    "gesendet. | 发送 | 发出 | 傳送 | 발송"
)
DEVICES: Final = words(
    "iphone | iphon | ipad | ipod | apple watch | apple mail | android | samsung | galaxy | huawei | xiaomi | "
    "redmi | "
    "pixel | oneplus | blackberry | windows phone | nokia | smartphone | mobiltelefon | handy | mobile | mobil | "
    "phone | outlook | yahoo | gmail | mail.ru | proton | mailbird | airmail | spark | hey.com | thunderbird | "
    "mail for windows | mail für windows | courrier pour windows | correo para windows | posta per windows | "
    "mail voor windows | ios | aqua mail | bluemail | blue mail | k-9 | fairemail | my tablet | tablet | آیفون | "
    "آيفون | ايفون | آي‌فون | アイフォン | スマートフォン | 모바일 | 手机 | 手機 | téléphone | teléfono | telefon | "
    "telefono | móvil | celular | telemóvel | смартфон | телефон | айфон | มือถือ | โทรศัพท์ | ไอโฟน | điện thoại | "
    "메일앱 | 메일 앱 | جوال | هاتفي | موبايل | المحمول | گوشی | موبایل | تلفن همراه | qq邮箱 | 网易 | foxmail | "
    "почты"
)
