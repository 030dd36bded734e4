"""Quotations in further languages and by further clients: (what it is, whole text, what is new)."""

from __future__ import annotations

W = "Mira Hill <mira@bluehill.example>"

PLAIN_MORE: tuple[tuple[str, str, str], ...] = (
    ("polish gmail", f"Nadal nie działa\n\nwt., 12 mar 2024 o 10:15 {W} napisał(a):\n\n> stare", "Nadal nie działa"),
    (
        "polish thunderbird",
        "Nadal nie działa\n\nW dniu 12.03.2024 o 10:15, Mira Hill pisze:\n> stare",
        "Nadal nie działa",
    ),
    (
        "polish outlook",
        f"Nadal nie\n\nOd: {W}\nWysłano: wtorek, 12 marca 2024 10:15\nDo: H\nTemat: x\n\nstare",
        "Nadal nie",
    ),
    ("czech gmail", f"Nejde to\n\nút 12. 3. 2024 v 10:15 odesílatel {W} napsal:\n\nstaré", "Nejde to"),
    ("czech thunderbird", "Nejde to\n\nDne 12. 03. 24 v 10:15 Mira Hill napsal(a):\n> staré", "Nejde to"),
    (
        "czech seznam",
        (
            f"Nejde to\n\n---------- Původní e-mail ----------\nOd: {W}\nKomu: H <h@b.example>\nDatum: 12. "
            f"3. 2024 10:15:23\n"
            "Předmět: Re\nstaré"
        ),
        "Nejde to",
    ),
    ("slovak gmail", f"Nejde to\n\nut 12. 3. 2024 o 10:15 {W} napísal(a):\n\n> staré", "Nejde to"),
    ("hungarian gmail", f"Nem megy\n\n{W} ezt írta (időpont: 2024. márc. 12., K, 10:15):\n\n> régi", "Nem megy"),
    (
        "hungarian outlook",
        f"Nem megy\n\nFeladó: {W}\nElküldve: 2024. március 12., kedd 10:15\nCímzett: H\nTárgy: x\n\nrégi",
        "Nem megy",
    ),
    ("romanian gmail", f"Nu merge\n\nmar., 12 mar. 2024 la 10:15, {W} a scris:\n\nvechi", "Nu merge"),
    ("swedish gmail", f"Det går inte\n\nDen tis 12 mars 2024 kl 10:15 skrev {W}:\n\n> gammalt", "Det går inte"),
    ("swedish outlook", f"Går ej\n\nFrån: {W}\nSkickat: den 12 mars 2024 10:15\nTill: H\nÄmne: x\n\ngammalt", "Går ej"),
    ("danish gmail", f"Virker ikke\n\nDen tirs. 12. mar. 2024 kl. 10.15 skrev {W}:\n\ngammelt", "Virker ikke"),
    (
        "danish outlook",
        f"Virker ikke\n\nFra: {W}\nSendt: 12. marts 2024 10:15\nTil: H\nEmne: x\n\ngammelt",
        "Virker ikke",
    ),
    ("norwegian gmail", f"Virker ikke\n\ntir. 12. mars 2024 kl. 10:15 skrev {W}:\n\n> gammelt", "Virker ikke"),
    ("finnish gmail", f"Ei toimi\n\nti 12. maalisk. 2024 klo 10.15 {W} kirjoitti:\n\nvanha", "Ei toimi"),
    (
        "finnish outlook",
        f"Ei toimi\n\nLähettäjä: {W}\nLähetetty: tiistai 12. maaliskuuta 2024 10.15\nVastaanottaja: H\nAihe: x\n\nv",
        "Ei toimi",
    ),
    (
        "greek gmail",
        f"Δεν δουλεύει\n\nΣτις Τρί 12 Μαρ 2024 στις 10:15 π.μ., ο/η {W} έγραψε:\n\n> παλιό",
        "Δεν δουλεύει",
    ),
    ("greek outlook", f"Δεν\n\nΑπό: {W}\nΣτάλθηκε: Τρίτη, 12 Μαρτίου 2024 10:15\nΠρος: H\nΘέμα: x\n\nπαλιό", "Δεν"),
    ("ukrainian gmail", f"Не працює\n\nвт, 12 бер. 2024 р. о 10:15 {W} пише:\n\n> старе", "Не працює"),
    (
        "ukrainian outlook",
        f"Не працює\n\nВід: {W}\nНадіслано: 12 березня 2024 р. 10:15\nКому: H\nТема: x\n\nстаре",
        "Не працює",
    ),
    (
        "hebrew gmail",
        (
            "לא עובד\n\n\u200fבתאריך יום ג׳, 12 במרץ 2024 ב-10:15 מאת \u200fMira Hill\u200f "
            "<mira@bluehill.example>:\n\nישן"
        ),
        "לא עובד",
    ),
    ("hebrew outlook", f"לא עובד\n\nמאת: {W}\nנשלח: יום שלישי 12 מרץ 2024 10:15\nאל: H\nנושא: x\n\nישן", "לא עובד"),
    ("vietnamese gmail", f"Vẫn lỗi\n\nVào Th 3, 12 thg 3, 2024 vào lúc 10:15 {W} đã viết:\n\ncũ", "Vẫn lỗi"),
    ("vietnamese outlook", f"Vẫn lỗi\n\nTừ: {W}\nĐã gửi: 12 Tháng Ba 2024 10:15\nĐến: H\nChủ đề: x\n\ncũ", "Vẫn lỗi"),
    (
        "indonesian gmail",
        f"Masih rusak\n\nPada tanggal Sel, 12 Mar 2024 pukul 10.15 {W} menulis:\n\n> lama",
        "Masih rusak",
    ),
    ("croatian gmail", f"Ne radi\n\nuto, 12. ožu 2024. u 10:15 {W} napisao je:\n\nstaro", "Ne radi"),
    ("slovenian gmail", f"Ne deluje\n\nV V tor., 12. mar. 2024 ob 10:15 je oseba {W} napisala:\n\nstaro", "Ne deluje"),
    ("estonian gmail", f"Ei tööta\n\nKontakt {W} kirjutas kuupäeval T, 12. märts 2024 kell 10:15:\n\nvana", "Ei tööta"),
    ("lithuanian gmail", f"Neveikia\n\n2024-03-12, an, 10:15 {W} rašė:\n\nsena", "Neveikia"),
    (
        "latvian gmail",
        f"Nestrādā\n\notrd., 2024. g. 12. marts plkst. 10:15 — lietotājs {W} rakstīja:\n\nvecs",
        "Nestrādā",
    ),
    ("hindi gmail", f"काम नहीं कर रहा\n\nमंगल, 12 मार्च 2024 को 10:15 am बजे को {W} ने लिखा:\n\nपुराना", "काम नहीं कर रहा"),
    (
        "catalan gmail",
        f"No funciona\n\nMissatge de {W} del dia dt., 12 de març 2024 a les 10:15:\n\nvell",
        "No funciona",
    ),
    (
        "basque, unknown words",
        f"Ez dabil\n\nmar. 12, 2024 10:15 orduan, {W} erabiltzaileak idatzi du:\n\nzahar",
        "Ez dabil",
    ),
    ("serbian gmail", f"Не ради\n\nуто, 12. мар 2024. у 10:15 {W} је написао/ла:\n\nстаро", "Не ради"),
    ("zoho", f"Still down\n\n---- On Tue, 12 Mar 2024 10:15:23 +0200 {W} wrote ---\n\nold", "Still down"),
    ("zoho, chinese", f"还是不行\n\n---- 在 星期二, 2024-03-12 10:15:23 {W} 写道 ----\n\n旧", "还是不行"),
    (
        "protonmail",
        (
            f"Still down\n\nSent with [Proton Mail](https://p.example/) secure email.\n\n"
            f"On Tuesday, March 12th, 2024 at 10:15 AM, {W} wrote:\n\n> old\n> old"
        ),
        "Still down",
    ),
    ("mail.ru", f"Не работает\n\n>Вторник, 12 марта 2024, 10:15 +03:00 от {W}:\n>\n>старое", "Не работает"),
    (
        "mail.ru, without signs",
        f"Не работает\n\n--\nМира\n\n\nВторник, 12 марта 2024, 10:15 +03:00 от {W}:\n\nстарое",
        "Не работает",
    ),
    ("yandex", 'Не работает\n\n12.03.2024, 10:15, "Mira Hill" <mira@bluehill.example>:\n\nстарое', "Не работает"),
    (
        "qq",
        (
            '还是不行\n\n------------------ 原始邮件 ------------------\n发件人: "Mira Hill" <mira@bluehill.example>;\n'
            '发送时间: 2024年3月12日(星期二) 上午10:15\n收件人: "H"<h@b.example>;\n主题: Re: x\n\n旧'
        ),
        "还是不行",
    ),
    (
        "163",
        '还是不行\n\n\n\n\n\nAt 2024-03-12 10:15:23, "Mira Hill" <mira@bluehill.example> wrote:\n>旧\n>旧',
        "还是不行",
    ),
    (
        "163, chinese",
        '还是不行\n\n在 2024-03-12 10:15:23，"Mira Hill" <mira@bluehill.example> 写道：\n\n旧',
        "还是不行",
    ),
    (
        "naver",
        (
            '안 돼요\n\n-----Original Message-----\nFrom: "Mira Hill"<mira@bluehill.example>\nTo: <h@b.example>;\nCc:\n'
            "Sent: 2024-03-12 (화) 10:15:23 (GMT+09:00)\nSubject: Re: x\n\n옛날"
        ),
        "안 돼요",
    ),
    (
        "gmx",
        (
            'Geht nicht\n\nGesendet: Dienstag, 12. März 2024 um 10:15 Uhr\nVon: "Mira Hill" <mira@bluehill.example>\n'
            "An: h@b.example\nBetreff: Re: x\n\nalt"
        ),
        "Geht nicht",
    ),
    (
        "t-online",
        (
            "Geht nicht\n\n-----Original-Nachricht-----\n"
            'Betreff: Re: x\nDatum: 2024-03-12T10:15:23+0100\nVon: "Mira Hill" '
            '<mira@bluehill.example>\nAn: "H" <h@b.example>\n\nalt'
        ),
        "Geht nicht",
    ),
    (
        "orange.fr",
        (
            'Marche pas\n\n> Message du 12/03/24 10:15\n> De : "Mira Hill" <mira@bluehill.example>\n> A : '
            "h@b.example\n> Objet : x\n>"
            "\n> vieux"
        ),
        "Marche pas",
    ),
    (
        "libero",
        "Non va\n\n> Il 12/03/2024 10:15 Mira Hill <mira@bluehill.example> ha scritto:\n>\n>\n> vecchio",
        "Non va",
    ),
    ("spark", f"Still down\nOn 12 Mar 2024 at 10:15 +0200, {W}, wrote:\n> old", "Still down"),
    ("mailbird", f"Still down\n\nOn 12/03/2024 10:15:23, {W} wrote:\nold", "Still down"),
    ("fastmail", "Still down\n\nOn Tue, 12 Mar 2024, at 10:15 AM, Mira Hill wrote:\n> old", "Still down"),
    ("roundcube", "Still down\n\nOn 2024-03-12 10:15, Mira Hill wrote:\n\n> old", "Still down"),
    ("kmail", "Still down\n\nOn Tuesday, 12 March 2024 10:15:23 EET Mira Hill wrote:\n> old", "Still down"),
    ("evolution", "Still down\n\nOn Tue, 2024-03-12 at 10:15 +0200, Mira Hill wrote:\n> old", "Still down"),
    ("mutt, bottom post", "* Mira Hill <mira@bluehill.example> [2024-03-12 10:15]:\n> old\n\nStill down", "Still down"),
    ("gnus", "Mira Hill <mira@bluehill.example> writes:\n\n> old\n\nStill down", "Still down"),
    (
        "aol",
        (
            "Still down\n\n-----Original Message-----\nFrom: Mira Hill <mira@bluehill.example>\nTo: h <h@b.example>\n"
            "Sent: Tue, Mar 12, 2024 10:15 am\nSubject: x\n\nold"
        ),
        "Still down",
    ),
    (
        "hotmail, old",
        (
            "Still down\n\n________________________________\n> Date: Tue, 12 Mar 2024 10:15:23 +0200\n> "
            "From: mira@bluehill.example\n"
            "> To: h@b.example\n> Subject: x\n>\n> old"
        ),
        "Still down",
    ),
    (
        "hotmail, old, without signs",
        (
            "Still down\n\nDate: Tue, 12 Mar 2024 10:15:23 +0200\nFrom: mira@bluehill.example\nTo: h@b.example\n"
            "Subject: x\n\nold"
        ),
        "Still down",
    ),
    (
        "lotus notes",
        (
            "Still down\n\n\n\nFrom:   Mira Hill <mira@bluehill.example>\n"
            "To:     h@b.example\nDate:   12/03/2024 10:15\n"
            "Subject:        x\n\n\n\nold"
        ),
        "Still down",
    ),
    (
        "yahoo app, all in one line",
        (
            "Still down\n\nSent from Yahoo Mail on Android\n\n"
            "  On Tue, Mar 12, 2024 at 10:15, Mira Hill<mira@bluehill.example> wrote:   old text goes on here"
        ),
        "Still down",
    ),
    (
        "yahoo app, german",
        "Geht nicht\n\n  Am Di., März 12, 2024 at 10:15 schrieb Mira Hill<mira@bluehill.example>:   alter Text",
        "Geht nicht",
    ),
    (
        "french outlook, blanks before colons",
        (
            "Marche pas\n\nDe\xa0: Mira Hill <mira@bluehill.example>\nEnvoyé\xa0: mardi 12 mars 2024 10:15\nÀ\xa0: H\n"
            "Objet\xa0: x\n\nvieux"
        ),
        "Marche pas",
    ),
    (
        "outlook for mac",
        (
            "Still down\n\nFrom: Mira Hill <mira@bluehill.example>\nDate: Tuesday, 12 March 2024 at 10:15\nTo: H\n"
            "Subject: Re: x\n\nold"
        ),
        "Still down",
    ),
    (
        "a long list of recipients",
        (
            "Still down\n\nFrom: Mira Hill <mira@bluehill.example>\nSent: 12 March 2024 10:15\nTo: A <a@b.example>;\n"
            "B <b@b.example>; C <c@b.example>\nCc: D <d@b.example>\nSubject: Re: x\n\nold"
        ),
        "Still down",
    ),
    (
        "gmail, through a group",
        "Still down\n\nOn Tue, 12 Mar 2024 at 10:15, 'Mira Hill' via Support <help@northgate.example> wrote:\n\n> old",
        "Still down",
    ),
    (
        "zendesk",
        "Still down\n\n##- Please type your reply above this line -##\n\nYour request (123) has been updated.",
        "Still down",
    ),
    (
        "freshdesk quoted gmail",
        "Still down\n\nOn Tue, 12 Mar, 2024, 10:15 am Northgate, <help@northgate.example>\nwrote:\n\n> old",
        "Still down",
    ),
    (
        "gmail on android, short",
        "Still down\n\nOn Tue, Mar 12, 2024, 10:15 Mira Hill <mira@bluehill.example> wrote:\n\n> old",
        "Still down",
    ),
    (
        "gmail, three lines",
        (
            "Still down\n\nOn Tue, Mar 12, 2024 at 10:15 AM Northgate Customer Support and\nService <\n"
            "customer.support.and.service@northgate.example> wrote:\n\n> old"
        ),
        "Still down",
    ),
    (
        "ipad, german, no year",
        (
            "Geht nicht\n\nVon meinem iPad gesendet\n\n> Am 12.03. um 10:15 schrieb Mira Hill "
            "<mira@bluehill.example>:\n>\n> alt"
        ),
        "Geht nicht",
    ),
    (
        "inline, thunderbird",
        "On 12/03/2024 10:15, Mira Hill wrote:\n> Is it on?\nYes.\n\n> Is it plugged in?\n\nOf course!\n",
        "Yes.\n\nOf course!",
    ),
    (
        "bottom post",
        f"On Tue, Mar 12, 2024 at 10:15 AM {W} wrote:\n> Is it on?\n\nYes it is, and it is still down.",
        "Yes it is, and it is still down.",
    ),
    ("japanese signs", "まだです\n\n2024/03/12 10:15 Mira Hill <mira@bluehill.example>:\n＞ 古い", "まだです"),
    (
        "japanese becky",
        "まだです\n\nOn Tue, 12 Mar 2024 10:15:23 +0900\nMira Hill <mira@bluehill.example> wrote:\n\n> 古い",
        "まだです",
    ),
    (
        "japanese outlook",
        (
            "まだです\n\nFrom: Mira Hill <mira@bluehill.example> \nSent: Tuesday, March 12, 2024 10:15 "
            "AM\nTo: H <h@b.example>\n"
            "Subject: RE: x\n\n古い"
        ),
        "まだです",
    ),
    (
        "arabic outlook mobile",
        (
            f"لا يعمل\n\n________________________________\nمن: {W}\nتم الإرسال: الثلاثاء، مارس 12, 2024 10:15:23 AM\n"
            "إلى: H <h@b.example>\nالموضوع: x\n\nقديم"
        ),
        "لا يعمل",
    ),
    (
        "malay, unknown original",
        f"Masih\n\n-----Mesej Lama-----\nDaripada: {W}\nDihantar: 12 Mac 2024 10:15\nKepada: H\nPerkara: x\n\nlama",
        "Masih",
    ),
    (
        "swahili, unknown words",
        f"Bado\n\n-----Ujumbe Asilia-----\nKutoka: {W}\nTarehe: 12 Machi 2024 10:15\nKwa: H\nMada: x\n\nzamani",
        "Bado",
    ),
)

TRAPS: tuple[tuple[str, str, str], ...] = (
    (
        "a booking",
        "My booking is wrong!\nFrom: Sofia\nTo: Varna\nPrice: 20",
        "My booking is wrong!\nFrom: Sofia\nTo: Varna\nPrice: 20",
    ),
    (
        "a booking with date and time",
        "Wrong!\nFrom: Sofia\nTo: Varna\nDate: 12.03.2024 10:15\nfix it",
        "Wrong!\nFrom: Sofia\nTo: Varna\nDate: 12.03.2024 10:15\nfix it",
    ),
    (
        "a bulgarian booking",
        "Грешна резервация\nОт: София\nДо: Варна\nДата: 12.03.2024 10:15",
        "Грешна резервация\nОт: София\nДо: Варна\nДата: 12.03.2024 10:15",
    ),
    ("a sentence that says wrote", "On Monday I wrote:\nyou never answered", "On Monday I wrote:\nyou never answered"),
    (
        "a sentence with date and colon",
        "I paid on 12.03.2024 at 10:15 and the result is:\nnothing",
        "I paid on 12.03.2024 at 10:15 and the result is:\nnothing",
    ),
    (
        "a sentence with an address and colon",
        "I wrote to help@northgate.example on 12.03.2024:\nno answer",
        "I wrote to help@northgate.example on 12.03.2024:\nno answer",
    ),
    (
        "a list of data",
        "Name: Mira\nEmail: mira@bluehill.example\nOrder: 123\nDate: 12.03.2024 10:15",
        "Name: Mira\nEmail: mira@bluehill.example\nOrder: 123\nDate: 12.03.2024 10:15",
    ),
    ("a dashed heading", "----- URGENT -----\nNothing works", "----- URGENT -----\nNothing works"),
    (
        "a log",
        "2024-03-12 10:15:23 ERROR: disk\n2024-03-12 10:15:24 ERROR: disk\nhelp",
        "2024-03-12 10:15:23 ERROR: disk\n2024-03-12 10:15:24 ERROR: disk\nhelp",
    ),
    ("dashes between paragraphs", "first\n\n----------\n\nsecond", "first\n\n----------\n\nsecond"),
    (
        "to whom it may concern",
        "To: whom it may concern\nSubject: my refund\n\nwhere is it?",
        "To: whom it may concern\nSubject: my refund\n\nwhere is it?",
    ),
    ("an arrow", "A -> B fails\n-> again", "A -> B fails\n-> again"),
    (
        "the word forwarded",
        "I forwarded message after message and nobody cares",
        "I forwarded message after message and nobody cares",
    ),
    (
        "sent from, in a sentence",
        "It was sent from my office on Monday and never arrived, what a mess this is",
        "It was sent from my office on Monday and never arrived, what a mess this is",
    ),
    ("a short list after two dashes", "Problems:\n-- login\n-- payment", "Problems:\n-- login\n-- payment"),
    ("closing formulas stay", "Nothing works.\n\nKind regards,\nMira", "Nothing works.\n\nKind regards,\nMira"),
    (
        "confidential in a complaint",
        "You leaked my confidential data and I want it deleted, this is a scandal and I will sue.",
        "You leaked my confidential data and I want it deleted, this is a scandal and I will sue.",
    ),
    (
        "from and to in prose",
        "From: what I see the app is dead.\nTo: be honest I am angry.",
        "From: what I see the app is dead.\nTo: be honest I am angry.",
    ),
)
