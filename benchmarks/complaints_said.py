"""What invented customers write in eight languages: greetings, ordinary troubles, planted incidents."""

from __future__ import annotations

GREETINGS = {
    "en": ("Hello,", "Dear support team,", "Hi there,", "Good morning,"),
    "de": ("Hallo,", "Sehr geehrte Damen und Herren,", "Guten Tag,"),
    "fr": ("Bonjour,", "Madame, Monsieur,", "Bonsoir,"),
    "es": ("Hola:", "Buenos días:", "Estimados señores:"),
    "ja": ("お世話になっております。", "初めてご連絡します。", "こんにちは。"),
    "th": ("สวัสดีครับ", "สวัสดีค่ะ", "เรียนทีมงาน"),
    "bg": ("Здравейте,", "Добър ден,", "Уважаеми дами и господа,"),
    "fa": ("سلام،", "با سلام و احترام،", "وقت بخیر،"),
}
CLOSINGS = {
    "en": ("Please get back to me soon. Kind regards", "Thanks in advance", "I wait for your answer. Best wishes"),
    "de": ("Bitte melden Sie sich bald. Mit freundlichen Grüßen", "Danke im Voraus", "Ich warte auf Ihre Antwort."),
    "fr": ("Merci de me répondre rapidement. Cordialement", "Merci d'avance", "J'attends votre réponse."),
    "es": ("Espero su respuesta. Un saludo", "Gracias de antemano", "Quedo a la espera. Saludos cordiales"),
    "ja": ("ご確認のほどよろしくお願いいたします。", "お返事をお待ちしております。", "よろしくお願いします。"),
    "th": ("รบกวนตอบกลับด้วยครับ ขอบคุณครับ", "รอคำตอบอยู่ค่ะ ขอบคุณค่ะ", "ช่วยดูให้หน่อยนะคะ"),
    "bg": ("Моля, отговорете скоро. Поздрави", "Благодаря предварително", "Очаквам отговора ви."),
    "fa": ("لطفا زودتر پاسخ دهید. با تشکر", "پیشاپیش ممنونم", "منتظر جواب شما هستم."),
}
THINGS = {
    "en": "calendar|printer|newsletter|map|shopping basket|address book|mobile app|camera|headset|voucher|gift card|"
    "search page|photo album|backup|display|battery|chair|lamp|timetable|wish list|profile picture|phone number",
    "de": "Kalender|Drucker|Rundbrief|Landkarte|Warenkorb|Adressbuch|App|Kamera|Kopfhörer|Gutschein|Geschenkkarte|"
    "Suchseite|Fotoalbum|Sicherung|Anzeige|Akku|Stuhl|Lampe|Fahrplan|Merkzettel|Profilbild|Telefonnummer",
    "fr": "calendrier|imprimante|bulletin|carte|panier|carnet d'adresses|application|caméra|casque|bon d'achat|"
    "carte cadeau|recherche|album photo|sauvegarde|écran|batterie|chaise|lampe|horaire|liste d'envies|photo de profil",
    "es": "calendario|impresora|boletín|mapa|carrito|agenda|aplicación|cámara|auricular|vale|tarjeta regalo|buscador|"
    "álbum|copia|pantalla|batería|silla|lámpara|horario|lista de deseos|foto de perfil|teléfono",
    "ja": "カレンダー|プリンター|お知らせ|地図|買い物かご|住所録|アプリ|カメラ|ヘッドホン|クーポン|ギフト券|検索画面|"
    "アルバム|バックアップ|画面|電池|椅子|ランプ|時刻表|欲しい物リスト|写真|電話番号",
    "th": "ปฏิทิน|เครื่องพิมพ์|จดหมายข่าว|แผนที่|ตะกร้าสินค้า|สมุดที่อยู่|แอป|กล้อง|หูฟัง|คูปอง|บัตรของขวัญ|หน้าค้นหา|"
    "อัลบั้มรูป|ข้อมูลสำรอง|หน้าจอ|แบตเตอรี่|เก้าอี้|โคมไฟ|ตารางเวลา|รายการโปรด|รูปโปรไฟล์|เบอร์โทร",
    "bg": "календарът|принтерът|бюлетинът|картата|количката|адресната книга|приложението|камерата|слушалките|ваучерът|"
    "подаръчната карта|търсачката|албумът|архивът|екранът|батерията|столът|лампата|разписанието|снимката|телефонът",
    "fa": "تقویم|چاپگر|خبرنامه|نقشه|سبد خرید|دفترچه نشانی|برنامه|دوربین|هدفون|کوپن|کارت هدیه|جستجو|آلبوم عکس|"
    "پشتیبان|صفحه نمایش|باتری|صندلی|چراغ|جدول زمانی|فهرست علاقه|عکس نمایه|شماره تلفن",
}
TROUBLES = {
    "en": "The {0} does not do what I expected|I have a question about the {0}|The {0} looks different since last week|"
    "I cannot find the {0} any more|The {0} arrived with a scratch|How do I change the {0}|The {0} is wrong|"
    "Your {0} makes me angry|The {0} makes a strange noise|Somebody told me that the {0} is free",
    "de": "{0} funktioniert nicht wie erwartet|Ich habe eine Frage zu: {0}|{0} sieht seit letzter Woche anders aus|"
    "Ich finde {0} nicht mehr|{0} kam mit einem Kratzer an|Wie ändere ich {0}|{0} stimmt nicht|{0} ärgert mich|"
    "{0} macht ein seltsames Geräusch",
    "fr": "Problème avec {0}, ce n'est pas ce que j'attendais|J'ai une question sur {0}|{0} a changé|"
    "Je ne trouve plus {0}|{0} est arrivé rayé|Comment changer {0}|{0} est faux|{0} fait un bruit bizarre",
    "es": "{0} no hace lo que esperaba|Tengo una pregunta sobre {0}|{0} se ve distinto desde la semana pasada|"
    "Ya no encuentro {0}|{0} llegó con un rasguño|Cómo cambio {0}|{0} está mal|{0} hace un ruido raro",
    "ja": "{0}が思ったように動きません|{0}について質問があります|先週から{0}の見た目が違います|{0}が見つかりません|"
    "届いた{0}に傷がありました|{0}の変更方法を教えてください|{0}が間違っています|{0}から変な音がします",
    "th": "{0}ไม่เป็นอย่างที่คิด|มีคำถามเรื่อง{0}|{0}หน้าตาเปลี่ยนไปตั้งแต่สัปดาห์ก่อน|หา{0}ไม่เจอแล้ว|{0}ที่ส่งมามีรอยขีดข่วน|"
    "จะเปลี่ยน{0}ได้อย่างไร|{0}ไม่ถูกต้อง|{0}มีเสียงแปลกๆ",
    "bg": "{0} не прави каквото очаквах|Имам въпрос: {0}|{0} изглежда различно от миналата седмица|Къде е {0}|"
    "{0} дойде с драскотина|Как се променя: {0}|{0} е грешно|{0} издава странен шум",
    "fa": "{0} آن طور که فکر می‌کردم نیست|درباره {0} سوال دارم|{0} از هفته پیش فرق کرده|{0} را پیدا نمی‌کنم|"
    "{0} خط و خش داشت|چطور {0} را عوض کنم|{0} اشتباه است|{0} صدای عجیبی می‌دهد",
}
OF_TOPICS = {
    "sign-in": {
        "en": ("I cannot log in to my account", "My password is not accepted any more"),
        "de": ("Ich kann mich nicht anmelden", "Mein Passwort wird nicht mehr angenommen"),
        "fr": ("Impossible de me connecter", "Mon mot de passe est refusé"),
        "es": ("No consigo iniciar sesión", "Mi contraseña ya no vale"),
        "ja": ("ログインできなくなりました", "パスワードが通りません"),
        "th": ("เข้าสู่ระบบไม่ได้เลย", "ใส่รหัสผ่านแล้วไม่ผ่าน"),
        "bg": ("Не мога да вляза в профила си", "Паролата ми не се приема"),
        "fa": ("نمی‌توانم وارد حساب شوم", "رمز عبور من قبول نمی‌شود"),
    },
    "outage": {
        "en": ("The whole site is down", "We only get a server error on every page"),
        "de": ("Die Seite ist nicht erreichbar", "Alles ausgefallen, nichts lädt"),
        "fr": ("Le site est en panne", "Tout est hors service chez vous"),
        "es": ("El servicio está caído", "La página se ha caído del todo"),
        "ja": ("サイトがつながりません", "システム障害でしょうか、開けません"),
        "th": ("ระบบล่มใช้งานไม่ได้", "เว็บล่มอีกแล้ว"),
        "bg": ("Сайтът не работи изобщо", "Системата падна и нищо не се отваря"),
        "fa": ("سایت باز نمی‌شود", "سرور شما قطع شده"),
    },
    "double-charge": {
        "en": ("I was charged twice for one order", "There is a double charge on my card"),
        "de": ("Es wurde doppelt abgebucht", "Der Betrag wurde zweimal abgebucht"),
        "fr": ("J'ai été débité deux fois", "Un double prélèvement sur mon compte"),
        "es": ("Me han cobrado dos veces", "Veo un doble cobro en mi tarjeta"),
        "ja": ("二重に請求されています", "同じ注文で二重請求です"),
        "th": ("โดนตัดเงินซ้ำสองรอบ", "บัตรถูกหักเงินซ้ำ"),
        "bg": ("Картата ми е таксувана два пъти", "Изтеглихте сумата повторно"),
        "fa": ("دو بار از حسابم برداشت شده", "مبلغ دو بار کم شد"),
    },
    "payment-declined": {
        "en": ("My card is declined although it is fine", "The payment failed again and again"),
        "de": ("Meine Karte wird abgelehnt", "Die Zahlung schlägt fehl"),
        "fr": ("Ma carte est refusée", "Le paiement est refusé"),
        "es": ("Rechazan mi tarjeta", "El pago no pasa"),
        "ja": ("カードが使えません", "決済できませんでした"),
        "th": ("จ่ายเงินไม่ได้", "ชำระเงินไม่ได้ทั้งที่มีเงิน"),
        "bg": ("Плащането не минава", "Не мога да платя с картата"),
        "fa": ("پرداخت انجام نمی‌شود", "پرداخت ناموفق بود"),
    },
    "data-loss": {
        "en": ("All my files are gone", "My projects disappeared over night"),
        "de": ("Meine Daten sind weg", "Ein Datenverlust, alles leer"),
        "fr": ("Mes dossiers ont disparu", "Une perte de données complète"),
        "es": ("Mis archivos han desaparecido", "Se han borrado mis carpetas"),
        "ja": ("データが消えてしまいました", "ファイルが全部消えてしまい困っています"),
        "th": ("ข้อมูลหายหมดเลย", "ไฟล์หายไปทั้งโฟลเดอร์"),
        "bg": ("Файловете ми изчезнаха", "Всичко изчезна от профила"),
        "fa": ("همه پرونده‌هایم پاک شده", "اطلاعات پاک شد و از بین رفت"),
    },
    "refund": {
        "en": ("I am still waiting for my refund", "I want my money back"),
        "de": ("Ich warte auf meine Rückerstattung", "Ich will mein Geld zurück"),
        "fr": ("J'attends mon remboursement", "Je veux me faire rembourser"),
        "es": ("Sigo esperando el reembolso", "Quiero la devolución"),
        "ja": ("返金がまだです", "返金してください"),
        "th": ("ยังไม่ได้เงินคืน", "ขอคืนเงินด้วย"),
        "bg": ("Върнете ми парите", "Чакам връщане на парите"),
        "fa": ("استرداد پول انجام نشده", "پولم را پس بدهید"),
    },
    "delivery": {
        "en": ("My parcel has not arrived", "The delivery is late again"),
        "de": ("Mein Paket ist nicht angekommen", "Die Lieferung verspätet sich"),
        "fr": ("Mon colis n'est pas arrivé", "La livraison est en retard"),
        "es": ("Mi paquete no ha llegado", "La entrega se retrasa"),
        "ja": ("荷物が届きません", "配送が遅れています"),
        "th": ("ยังไม่ได้รับของ", "พัสดุส่งช้ามาก"),
        "bg": ("Пратката ми не е пристигнала", "Доставката закъснява"),
        "fa": ("بسته من نرسیده", "تحویل سفارش دیر شده"),
    },
    "invoice": {
        "en": ("Please send me the invoice", "There is a mistake on my receipt"),
        "de": ("Bitte schicken Sie mir die Rechnung", "Auf der Quittung steht Falsches"),
        "fr": ("Envoyez-moi la facture", "Une erreur sur mon reçu"),
        "es": ("Necesito la factura", "El recibo tiene un error"),
        "ja": ("請求書を送ってください", "領収書が必要です"),
        "th": ("ขอใบเสร็จ", "ใบแจ้งหนี้ไม่ถูกต้อง"),
        "bg": ("Изпратете ми фактура", "Трябва ми касова бележка"),
        "fa": ("فاکتور را بفرستید", "صورتحساب اشتباه است"),
    },
}
UNKNOWN = {
    "code": {
        "en": ("Since this morning it only says ERR-5512", "ERR-5512 on every export, what is that"),
        "de": ("Seit heute früh kommt nur ERR-5512", "Beim Export erscheint ERR-5512"),
        "fr": ("Depuis ce matin j'ai ERR-5512", "L'export affiche ERR-5512"),
        "es": ("Desde esta mañana sale ERR-5512", "Al exportar aparece ERR-5512"),
        "ja": ("今朝から ERR-5512 と表示されます", "書き出すと ERR-5512 になります"),
        "th": ("ตั้งแต่เช้าขึ้น ERR-5512 ตลอด", "ส่งออกแล้วขึ้น ERR-5512"),
        "bg": ("От сутринта излиза ERR-5512", "При експорт дава ERR-5512"),
        "fa": ("از صبح پیام ERR-5512 می‌آید", "هنگام خروجی ERR-5512 می‌دهد"),
    },
    "valve": {
        "en": (
            "The blue valve of the kettle leaks hot oil",
            "Hot oil is leaking from the valve of my kettle",
            "My kettle leaks oil at the blue valve",
        )
    },
    "stickers": {"ja": ("限定ステッカーの印刷が裏返しになっています", "ステッカーの印刷が裏返しです、限定版なのに")},
    "seat": {"th": ("เข็มขัดนิรภัยของรถเข็นเด็กปลดล็อกเอง", "รถเข็นเด็กเข็มขัดนิรภัยปลดล็อกเองอันตรายมาก")},
}
