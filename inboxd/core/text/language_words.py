"""Short words and letters that tell apart languages of one script."""

from __future__ import annotations

from typing import Final

from inboxd.core.text.wordlists import words

CYRILLIC_WORDS: Final = {
    "bg": frozenset(
        words(
            "аз | без | беше | благодаря | бях | вече | ви | вие | влезе | влизане | вляза | връщане | вход | "
            "вчера | възстановете | върнете | ги | го | да | днес | е | жалба | защо | здравейте | или | имам | "
            "искам | какво | като | кога | къде | ли | ме | ми | много | мога | може | моите | моля | моят | "
            "моята | ни | никой | нищо | няма | от | отговаря | отговор | отново | още | пак | пари | парите | "
            "паролата | плащане | повече | получих | помощ | поръчка | поръчката | пратка | пратката | при | пъти | "
            "работи | са | сайта | сайтът | само | се | си | след | сме | сметка | сметката | спешно | сте | "
            "страхотно | съм | тази | тези | това | този | той | три | трябва | тя | утре | фактура | фактурата | "
            "чакам | че | чудесно | ще"
        )
    ),
    "ru": frozenset(
        words(
            "отмените | помогите | решите | ответьте | подскажите | объясните | подписку | "
            "без | был | была | было | в | вам | вас | верните | войти | вчера | вы | где | денег | деньги | до | "
            "доставка | если | есть | еще | ещё | жалоба | жду | завтра | заказ | заказа | здравствуйте | и | или | "
            "к | как | ко | когда | меня | мне | могу | можно | мои | мой | моя | мы | нам | нас | не | нет | "
            "никто | ничего | нужно | он | она | они | оплата | опять | ответ | ответа | очень | по | пожалуйста | "
            "пор | после | посылка | почему | работает | работать | работают | с | сегодня | сих | снова | "
            "спасибо | срочно | счет | так | тоже | только | у | уже | хочу | что | чтобы | это | я"
        )
    ),
    "uk": frozenset(
        words(
            "або | будь | вам | вас | вже | вона | вони | вчора | від | відповідь | він | гроші | де | день | до | "
            "добрий | допоможіть | дуже | дякую | замовлення | знову | й | коли | ласка | мені | ми | можу | моя | "
            "моє | мій | нам | нас | не | немає | ніхто | нічого | поверніть | потрібно | працює | після | "
            "рахунок | скарга | сьогодні | та | терміново | тільки | у | хочу | це | чекаю | чому | ще | що | щоб | "
            "як | якщо | є | із"
        )
    ),
}
"""Words by language; a word that two languages share speaks for both, and cancels out."""

ARABIC_WORDS: Final = {
    "fa": frozenset(
        words(
            "از | است | اما | این | با | بار | باید | برای | به | تا | حساب | خرید | خیلی | دارد | دارم | دیگر | "
            "را | رو | روز | سفارش | سلام | شد | شده | شما | لطفا | ما | متشکرم | ممنون | من | می | ندارد | ندارم | "
            "نمی | نمیتوانم | نمیشود | نمیکند | نیست | هست | هم | هنوز | پول | چرا | کار | کنم | کنید | که | یا | "
            "یک"
        )
    ),
    "ar": frozenset(
        words(
            "ارجو | اريد | التي | الدخول | الذي | السلام | الى | اموالي | ان | انا | انتم | او | اين | بعد | "
            "تسجيل | تم | ثم | جدا | حتى | حسابي | شكرا | طلبي | على | عليكم | عن | عندي | فضلك | في | قد | كان | "
            "كيف | لا | لقد | لكن | لم | لماذا | لن | لي | ما | متى | مرحبا | مشكله | مع | من | منذ | نحن | هذا | "
            "هذه | هل | يرجى | يعمل | يوم"
        )
    ),
    "ur": frozenset(
        words(
            "آپ | ابھی | اور | براہ | تک | رہا | سے | شکریہ | مجھے | میرا | میں | نہیں | وہ | پر | کا | کرم | کو | "
            "کی | کیا | کیوں | کے | ہوں | ہیں | ہے | یہ"
        )
    ),
}
"""Words before unification of the letters ي/ی, ك/ک and أ/ا."""

DEVANAGARI_WORDS: Final = {
    "hi": frozenset(
        words(
            "आप | और | कर | का | की | कृपया | के | को | क्यों | था | नहीं | पर | मुझे | में | मेरा | मेरी | मैं | यह | रहा | "
            "रही | से | है | हैं | हो"
        )
    ),
    "mr": frozenset(
        words("आणि | आहे | आहेत | करा | का | कृपया | झाले | तुम्ही | ते | नाही | मला | माझा | माझी | माझे | हे | होत")
    ),
    "ne": frozenset(words("किन | कृपया | को | गर्नुहोस् | छ | छु | छैन | तपाईं | भयो | मलाई | मेरो | र | लाई | हो")),
}

LATIN_WORDS: Final = {
    "en": frozenset(
        words(
            "account | again | and | are | can | can't | doesn't | don't | for | have | hello | help | hi | how | "
            "i | is | it | my | no | not | of | on | order | please | refund | still | thank | thanks | the | "
            "this | to | was | what | when | where | why | with | you | your"
        )
    ),
    "de": frozenset(
        words(
            "auf | bitte | danke | das | der | die | ein | eine | für | geht | geld | habe | hallo | ich | ihr | "
            "immer | ist | kein | keine | konto | mein | meine | mit | nicht | noch | sehr | seit | sie | und | "
            "wann | warum | wie | wir | wo | zurück"
        )
    ),
    "fr": frozenset(
        words(
            "aide | avec | bonjour | c'est | ce | cette | commande | compte | de | des | du | est | et | j'ai | "
            "je | la | le | les | ma | merci | mes | mon | ne | où | pas | plus | pour | pourquoi | quand | rien | "
            "suis | toujours | un | une | votre | vous"
        )
    ),
    "es": frozenset(
        words(
            "ayuda | con | cuando | cuenta | cuándo | del | dinero | donde | dónde | el | está | favor | funciona | "
            "gracias | hola | la | los | mi | mis | muy | necesito | no | para | pedido | por | quiero | qué | "
            "sigue | todavía | un | una | y"
        )
    ),
    "pt": frozenset(
        words(
            "a | ainda | ajuda | com | conta | da | dinheiro | do | e | está | favor | funciona | meu | minha | "
            "muito | não | o | obrigada | obrigado | olá | onde | os | para | pedido | por | porque | preciso | "
            "quando | quero | um | uma | você | vocês"
        )
    ),
    "it": frozenset(
        words(
            "aiuto | ancora | buongiorno | ciao | con | conto | del | della | dove | e | favore | funziona | gli | "
            "grazie | ho | il | la | mia | mio | molto | non | ordine | per | perché | quando | soldi | sono | un | "
            "una | voglio | è"
        )
    ),
    "nl": frozenset(
        words(
            "alstublieft | bedankt | bestelling | de | een | en | geen | geld | heb | het | hulp | ik | is | kan | "
            "met | mijn | niet | nog | rekening | steeds | u | voor | waar | waarom | wanneer | werkt | wij | "
            "zeer"
        )
    ),
    "tr": frozenset(
        words(
            "benim | bir | bu | değil | ederim | edin | hala | hesabım | hâlâ | iade | istiyorum | için | lütfen | "
            "merhaba | ne | neden | nerede | para | param | sipariş | siparişim | teşekkür | teşekkürler | ve | "
            "yardım | yok | zaman | çalışmıyor | çok"
        )
    ),
    "vi": frozenset(
        words(
            "bạn | cho | chưa | cảm | của | hàng | khi | không | là | nào | sao | tiền | tôi | tại | và | vẫn | "
            "xin | đơn | được | ơn"
        )
    ),
    "id": frozenset(
        words(
            "akun | anda | belum | bisa | dan | dengan | di | ini | itu | kapan | kasih | kenapa | mohon | "
            "pesanan | saya | sudah | terima | tidak | tolong | uang | untuk | yang"
        )
    ),
    "pl": frozenset(
        words(
            "bardzo | czy | dlaczego | dobry | działa | dzień | dziękuję | gdzie | i | jest | kiedy | konto | mam | "
            "moja | moje | mój | na | nadal | nie | pieniądze | pomoc | proszę | się | to | w | z | zamówienie"
        )
    ),
    "cs": frozenset(
        words(
            "a | den | dobrý | děkuji | je | kde | kdy | moje | mám | můj | na | nefunguje | není | objednávka | "
            "peníze | pomoc | prosím | proč | s | se | stále | v | velmi | účet"
        )
    ),
    "ro": frozenset(
        words(
            "ajutor | am | bani | bună | ce | comanda | cont | cu | când | de | este | foarte | funcționează | "
            "mea | meu | mulțumesc | nu | pe | rog | unde | vă | ziua | în | încă | și"
        )
    ),
    "sv": frozenset(
        words(
            "beställning | det | en | ett | fortfarande | fungerar | för | har | hej | hjälp | inte | jag | konto | "
            "med | min | mina | mitt | mycket | ni | när | och | pengar | på | tack | var | varför | är"
        )
    ),
    "da": frozenset(
        words(
            "det | en | er | et | for | har | hej | hjælp | hvor | hvorfor | hvornår | i | ikke | jeg | konto | "
            "med | meget | min | mine | mit | og | ordre | penge | på | stadig | tak | virker"
        )
    ),
    "no": frozenset(
        words(
            "bestilling | dere | det | en | er | et | for | fortsatt | fungerer | har | hei | hjelp | hvor | "
            "hvorfor | ikke | jeg | konto | med | min | mine | mitt | når | og | penger | på | takk | veldig"
        )
    ),
    "fi": frozenset(
        words(
            "apua | ei | en | erittäin | hei | ja | kiitos | miksi | milloin | minun | missä | ole | on | rahat | "
            "se | tilaukseni | tilaus | tili | toimi | vielä"
        )
    ),
    "hu": frozenset(
        words(
            "a | az | egy | fiók | hol | jó | kérem | köszönöm | mikor | mindig | miért | még | működik | nagyon | "
            "napot | nem | pénz | rendelés | segítség | van | és"
        )
    ),
}

LATIN_LETTERS: Final = {
    **dict.fromkeys("ß", "de"),
    **dict.fromkeys("ñ¿¡", "es"),
    **dict.fromkeys("ãõ", "pt"),
    **dict.fromkeys("ğış", "tr"),
    **dict.fromkeys("łąężś", "pl"),
    **dict.fromkeys("őű", "hu"),
    **dict.fromkeys("řůě", "cs"),
    **dict.fromkeys("țșă", "ro"),
    **dict.fromkeys("đơưạếềộ", "vi"),
    **dict.fromkeys("œï", "fr"),
}
"""Letters that speak for one language among those that are told apart here."""

JAPANESE_HAN: Final = frozenset("価働円単図売変対届帰広応戻払検気発経続読込駅験")
"""Han characters that Chinese writes otherwise or hardly ever: Japanese even without kana."""
