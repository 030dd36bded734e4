"""Short words and letters that tell apart languages of one script."""

from __future__ import annotations

from typing import Final

CYRILLIC_WORDS: Final = {
    "bg": frozenset(
        "съм се да ми че сте са си моля имам какво ли вие това този тази тези много благодаря здравейте кога къде още няма "
        "защо ще ме ви ни ги го той тя аз сме беше бях при след без като или вече само мога може трябва искам работи "
        "поръчка поръчката пари парите пратка пратката плащане получих нищо никой днес вчера утре е от повече моята моят "
        "моите сайтът сайта паролата пак три пъти чакам отново спешно върнете възстановете жалба сметка сметката "
        "фактура фактурата вход влизане влезе вляза мога помощ чудесно страхотно отговор отговаря връщане".split()
    ),
    "ru": frozenset(
        "я что как вы это мне у меня есть нет был была было пожалуйста спасибо здравствуйте когда где почему очень мой моя "
        "мои мы они он она уже ещё еще если только чтобы нас вас вам нам так тоже после без или к ко ничего никто "
        "сегодня вчера завтра заказ заказа деньги денег верните не работает работают работать жду срочно ответ ответа "
        "хочу могу нужно можно опять снова счет войти оплата посылка доставка жалоба до сих пор и в с по".split()
    ),
    "uk": frozenset(
        "що як це мені дякую будь ласка немає коли де чому дуже моє мій моя ми вони він вона вже ще якщо тільки щоб нас вас "
        "вам нам та або гроші замовлення чекаю терміново поверніть сьогодні вчора працює є у до від із після добрий день "
        "допоможіть рахунок відповідь скарга хочу можу потрібно знову ніхто нічого не й".split()
    ),
}
"""Words by language; a word that two languages share speaks for both, and cancels out."""

ARABIC_WORDS: Final = {
    "fa": frozenset(
        "است را که این از به با شما نمی هست نیست خیلی لطفا سلام چرا برای هم تا یک ما هنوز پول سفارش حساب کنید کنم شده "
        "شد ندارم دارم ندارد دارد می نمیتوانم نمیشود نمیکند کار باید اما یا دیگر بار روز خرید ممنون متشکرم رو من".split()
    ),
    "ar": frozenset(
        "في من على لا هذا هذه لم الى عن ما انا لماذا هل كيف مع او ان لن قد كان شكرا مرحبا السلام عليكم ارجو اريد لكن ثم "
        "حتى بعد منذ يوم طلبي حسابي لقد التي الذي انتم نحن عندي يعمل تم جدا يرجى مشكله لي فضلك تسجيل الدخول اين متى "
        "اموالي".split()
    ),
    "ur": frozenset("ہے کے میں نہیں کی کا کو سے اور ہوں ہیں مجھے میرا آپ براہ کرم شکریہ یہ وہ پر ابھی تک کیوں کیا رہا".split()),
}
"""Words after unification of the letters ي/ی, ك/ک and أ/ا."""

DEVANAGARI_WORDS: Final = {
    "hi": frozenset("है हैं मैं मेरा मेरी मुझे नहीं का की के को से और यह आप कृपया में पर क्यों हो रहा रही था कर".split()),
    "mr": frozenset("आहे आहेत नाही मला माझे माझा माझी आणि तुम्ही हे ते कृपया का झाले करा होत".split()),
    "ne": frozenset("छ छैन मलाई मेरो हो र को लाई गर्नुहोस् तपाईं भयो छु किन कृपया".split()),
}

LATIN_WORDS: Final = {
    "en": frozenset("the is my not and you your i it to this have for please thanks thank with was still no can't "
                    "don't doesn't where when why how what refund help order again hello hi account can of are on".split()),
    "de": frozenset("ist nicht ich mein meine und sie bitte danke der die das ein eine wo wann warum noch immer kein keine "
                    "für mit habe wir seit hallo konto geld zurück geht auf ihr wie sehr".split()),
    "fr": frozenset("je ne pas est mon ma mes et vous votre le la les un une bonjour merci pourquoi où quand toujours pour "
                    "avec plus rien du des de ce cette compte commande c'est j'ai aide suis".split()),
    "es": frozenset("no el la mi mis y por favor gracias hola dónde donde cuándo cuando qué está los un una con para "
                    "todavía quiero necesito pedido cuenta dinero del ayuda muy sigue funciona".split()),
    "pt": frozenset("não o a meu minha e por favor obrigado obrigada olá onde quando porque está os um uma com para ainda "
                    "quero preciso pedido conta dinheiro do da ajuda muito você vocês funciona".split()),
    "it": frozenset("non il la mio mia e per favore grazie ciao dove quando perché è gli un una con ancora voglio ordine "
                    "conto soldi del della aiuto molto sono ho buongiorno funziona".split()),
    "nl": frozenset("het de een niet mijn en u alstublieft bedankt waar wanneer waarom nog steeds geen voor met heb ik is "
                    "rekening geld bestelling hulp zeer werkt kan wij".split()),
    "tr": frozenset("bir ve bu için neden nerede ne zaman lütfen teşekkürler teşekkür ederim hala hâlâ benim çok değil yok "
                    "para param sipariş siparişim hesabım yardım edin çalışmıyor merhaba iade istiyorum".split()),
    "vi": frozenset("tôi không của và là cho bạn đơn hàng tiền vẫn chưa được cảm ơn xin tại sao khi nào".split()),
    "id": frozenset("saya tidak dan yang ini itu untuk dengan mohon terima kasih kenapa kapan belum pesanan uang akun bisa "
                    "tolong anda sudah di".split()),
    "pl": frozenset("nie jest mój moja moje i proszę dziękuję gdzie kiedy dlaczego nadal w z na się czy to zamówienie "
                    "konto pieniądze pomoc bardzo działa mam dzień dobry".split()),
    "cs": frozenset("není je můj moje a prosím děkuji kde kdy proč stále v s na se objednávka účet peníze pomoc velmi "
                    "nefunguje mám dobrý den".split()),
    "ro": frozenset("nu este meu mea și vă rog mulțumesc unde când de ce încă în cu pe comanda cont bani ajutor foarte "
                    "bună ziua funcționează am".split()),
    "sv": frozenset("är inte min mitt mina och ni tack var när varför fortfarande för med jag har det en ett på beställning "
                    "konto pengar hjälp mycket fungerar hej".split()),
    "da": frozenset("er ikke min mit mine og i tak hvor hvornår hvorfor stadig for med jeg har det en et på ordre konto "
                    "penge hjælp meget virker hej".split()),
    "no": frozenset("er ikke min mitt mine og dere takk hvor når hvorfor fortsatt for med jeg har det en et på bestilling "
                    "konto penger hjelp veldig fungerer hei".split()),
    "fi": frozenset("ei ole minun ja kiitos missä milloin miksi vielä en on se tilaus tili rahat apua erittäin toimi hei "
                    "tilaukseni".split()),
    "hu": frozenset("nem az a és kérem köszönöm hol mikor miért még mindig van egy rendelés fiók pénz segítség nagyon "
                    "működik jó napot".split()),
}  # fmt: skip

LATIN_LETTERS: Final = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "ğ": "tr", "ı": "tr", "ş": "tr", "ł": "pl", "ą": "pl",
    "ę": "pl", "ż": "pl", "ś": "pl", "ő": "hu", "ű": "hu", "ř": "cs", "ů": "cs", "ě": "cs", "ț": "ro", "ș": "ro", "ă": "ro",
    "đ": "vi", "ơ": "vi", "ư": "vi", "ạ": "vi", "ế": "vi", "ề": "vi", "ộ": "vi", "œ": "fr", "ï": "fr",
}  # fmt: skip
"""Letters that speak for one language among those that are told apart here."""

JAPANESE_HAN: Final = frozenset("気込円図対応広売読駅発帰変単経検続験価払戻働届")
"""Han characters that Chinese writes otherwise or hardly ever: Japanese even without kana."""
