"""How robots word their mails in further languages of Latin letters, by language; case-folded. Data only."""

from __future__ import annotations

DO_NOT_REPLY = {
    "da": r"dette er en automatisk (?:genereret |afsendt )?(?:besked|mail|e-?mail|meddelelse)(?:<end>"
    r"| fra\b)|denne (?:mail|e-?mail|besked|meddelelse|notifikation) (?:er|blev) (?:sendt "
    r"|genereret |dannet |afsendt )?automatisk|(?:mail|e-?mail|besked|meddelelse)\w* kan ikke "
    r"besvares|(?:svar|besvar) (?:venligst )?ikke (?:på )?denne (?:mail|e-?mail|besked"
    r"|meddelelse)<end>|(?:postkasse|indbakke)n? (?:overvåges|læses) ikke",
    "nb": r"dette er en automatisk (?:generert |utsendt )?(?:melding|e-?post|mail|beskjed)(?:<end>| "
    r"fra\b)|denne (?:e-?posten|meldingen|mailen) (?:er|ble) (?:sendt |generert )?automatisk"
    r"|(?:e-?posten|meldingen) kan ikke besvares|(?:ikke|vennligst ikke) svar på denne "
    r"(?:e-?posten|meldingen|mailen)<end>|svar (?:vennligst )?ikke på denne (?:e-?posten"
    r"|meldingen|mailen)<end>|(?:postkassen|innboksen) (?:overvåkes|leses) ikke",
    "sv": r"(?:detta|det här) är ett automatiskt (?:genererat |utskick|skickat )?(?:meddelande|mejl"
    r"|mail|e-?postmeddelande)(?:<end>| från\b)|(?:detta|det här) (?:meddelande|mejl|mail"
    r"|e-?postmeddelande)(?:t)? (?:är|har|går|skickades"
    r"|genererades)[^.!?\n]{0,20}(?:automatiskt|inte att svara)|(?:svara|besvara) (?:vänligen "
    r")?(?:inte|ej) (?:på )?(?:detta|det här) (?:meddelande|mejl|mail)(?:et)?<end>|(?:kan|går) "
    r"(?:inte|ej) (?:att )?besvaras?<end>|(?:brevlådan|inkorgen) (?:bevakas|läses|övervakas) "
    r"(?:inte|ej)",
    "fi": r"(?:tämä on|tämä) automaatti(?:nen|sesti (?:lähetetty|luotu)) (?:viesti|ilmoitus"
    r"|sähköposti)|(?:viesti|sähköposti) on (?:lähetetty|luotu) automaattisesti|(?:älä|älkää"
    r"|ethän) vastaa(?:ko)? tähän (?:viestiin|sähköpostiin)<end>|tähän (?:viestiin"
    r"|sähköpostiin) ei voi vastata",
    "is": r"þetta er sjálfvirk(?:ur|t)? (?:tölvupóstur|póstur|skilaboð|tilkynning|svar)|(?:ekki svara"
    r"|svarið ekki|svaraðu ekki) þessum (?:tölvupósti|pósti)<end>|(?:þessum pósti|tölvupósti) "
    r"er ekki hægt að svara",
    "et": r"see on automaat(?:ne|selt saadetud|selt genereeritud) (?:kiri|teade|e-?kiri|e-kiri)"
    r"|(?:kiri|teade) on (?:saadetud|genereeritud|koostatud) automaatselt|(?:ärge|ära) "
    r"vasta(?:ge)? (?:sellele|käesolevale) (?:kirjale|e-?kirjale|teatele)<end>",
    "lv": r"šis ir automātisk(?:s|i) (?:sagatavots |nosūtīts |ģenerēts |izveidots )?(?:ziņojums"
    r"|e-?pasts|paziņojums)|(?:ziņojums|e-?pasts|vēstule) ir (?:nosūtīt|ģenerēt|sagatavot"
    r"|izveidot)\w+ automātiski|automātiski (?:sagatavot|ģenerēt|izveidot|nosūtīt)\w+ (?:vēstule|ziņojum"
    r"|e-?past|ziņa)|(?:neatbildiet|neatbildēt) uz šo (?:e-?pastu|ziņojumu|vēstuli"
    r"|ziņu)<end>",
    "lt": r"(?:tai|šis laiškas|šis pranešimas) (?:yra )?(?:automatinis|automatiškai|sugeneruotas "
    r"automatiškai|išsiųstas automatiškai)[^.!?\n]{0,20}(?:laiškas|pranešimas|sugeneruot\w+"
    r"|išsiųst\w+|<end>)|(?:neatsakykite|neatsakyti) į šį (?:laišką|pranešimą|el\. laišką)<end>",
    "cs": r"(?:toto|tohle) je automatick(?:á|y (?:generovaná|vygenerovaná|zasílaná|odeslaná)) "
    r"(?:zpráva|odpověď|e-?mail)(?:<end>| z| od)|(?:tento|tato) (?:e-?mail|zpráva) (?:byla?|je) "
    r"(?:\w+ )?automaticky|neodpovídejte(?: prosím)? na (?:tento|tuto|tento e-?mail) "
    r"?(?:e-?mail|mail|zprávu|adresu)?<end>|zpráva[^.!?\n]{0,60}neodpovídejte na ni<end>|zpráva byla "
    r"(?:vytvořena|odeslána) systémem|schránka není (?:monitorována|sledována|čtena)",
    "sk": r"(?:toto|táto správa) je (?:bola )?automatick(?:á|y (?:generovaná|vygenerovaná|odoslaná)) "
    r"?(?:správa|odpoveď|e-?mail)?(?:<end>| z| od)|(?:tento|táto) (?:e-?mail|správa) (?:bola?"
    r"|je) (?:\w+ )?automaticky|neodpovedajte(?: prosím)? na (?:tento|túto) (?:e-?mail|mail"
    r"|správu)<end>|správa[^.!?\n]{0,60}neodpovedajte na ňu<end>|správa bola (?:vytvorená|odoslaná) "
    r"systémom|schránka nie je (?:monitorovaná|sledovaná|čítaná)",
    "sl": r"to je (?:samodejno|avtomatsko|avtomatično)(?: ustvarjeno| poslano| generirano)? "
    r"(?:sporočilo|obvestilo|e-?sporočilo)|sporočilo je bilo (?:samodejno|avtomatsko"
    r"|avtomatično)? ?(?:ustvarjeno|poslano|generirano) ?(?:samodejno|avtomatsko)?<end>|ne "
    r"odgovarjajte na to (?:sporočilo|e-?sporočilo|e-?pošto)<end>",
    "hr": r"ovo je automatsk(?:a|i)(?: generir\w+| poslan\w+)? (?:poruka|obavijest|obaveštenje"
    r"|obavještenje|e-?mail|mejl|odgovor)|(?:poruka|e-?mail|mejl|obavijest) (?:je|je "
    r"automatski) (?:automatski )?(?:generir|generis|poslan|poslat|kreiran)\w+|(?:nemojte|ne) "
    r"odgovara(?:ti|jte) na (?:ovu|ovaj) (?:poruku|e-?mail|mejl|e-?poštu)<end>|(?:sandučić"
    r"|adresa|inbox) se ne (?:prati|nadzire|čita)",
    "sq": r"ky është një (?:mesazh|email|e-mail|njoftim) automatik|(?:ju lutem(?:i)?,? )?mos (?:iu |i "
    r")?përgjigj(?:uni|eni) (?:këtij|kësaj) (?:mesazhi|emaili?|e-?mail-?i?|poste)\w*<end>",
    "ro": r"(?:acesta este un|acest) (?:mesaj|e-?mail|mail) (?:este |a fost )?(?:generat |trimis "
    r"|creat |transmis )?automat\b|nu răspunde(?:ți|ti|ţi) la acest (?:mesaj|e-?mail|mail)<end>",
    "hu": r"ez egy automatikus(?:an (?:generált|küldött|előállított|létrehozott))? (?:üzenet|levél"
    r"|e-?mail|értesítés)|(?:üzenetet|levelet|e-?mailt) (?:a )?rendszer(?:ünk)? automatikusan"
    r"|(?:ne válaszoljon|ne válaszolj) erre (?:az? )?(?:üzenetre|levélre|e-?mailre|emailre)<end>",
    "ca": r"(?:aquest|això) és un (?:missatge|correu) (?:generat )?autom[àa]tic(?:ament)?|no "
    r"(?:respongueu|responeu|respongui|contesteu) (?:a )?aquest (?:missatge|correu)<end>",
    "gl": r"est[ae] é un(?:ha)? (?:mensaxe|correo) (?:xerad[oa] )?automátic(?:o|a|amente)|non "
    r"respond[ae] a est[ae] (?:mensaxe|correo)<end>",
    "eu": r"mezu automatikoa da|mezu hau automatikoki|ez erantzun mezu honi<end>",
    "ga": r"teachtaireacht uathoibríoch (?:í|é) seo|ná freagair an (?:ríomhphost|teachtaireacht"
    r"|r-?phost) seo<end>",
    "cy": r"(?:neges|e-?bost) awtomatig yw (?:hon|hwn)|peidiwch ag ateb yr? (?:e-?bost|neges) (?:hwn"
    r"|hon)<end>",
    "mt": r"(?:dan|din) (?:huwa |hija )?(?:messaġġ|email|ittra) awtomati(?:ku|ka)|(?:twieġebx"
    r"|tirrispondix) (?:għal |lil )?dan (?:il-?)?(?:messaġġ|email)<end>",
    "az": r"bu,? avtomatik (?:mesajdır|məktubdur|bildirişdir|göndərilmiş)|bu (?:mesaj|məktub|e-?mail) "
    r"avtomatik|bu (?:mesaja|məktuba|e-?maile) cavab (?:verməyin|yazmayın)\w*",
    "uz": r"bu avtomatik (?:xabar|xat|javob)|(?:ushbu|bu) (?:xabar|xat)(?: tizim tomonidan)? "
    r"avtomatik|(?:ushbu|bu) (?:xabarga|xatga) javob (?:bermang|yozmang|qaytarmang)\w*",
    "ms": r"ini (?:adalah|ialah) (?:mesej|e-?mel|emel) (?:automatik|yang dijana)|(?:mesej|e-?mel"
    r"|emel) ini dijana (?:secara )?(?:automatik|oleh (?:komputer|sistem))|jangan (?:balas"
    r"|membalas) (?:e-?mel|emel|mesej) ini<end>",
    "id": r"(?:jangan|tidak) (?:balas|membalas) (?:e-?mail|surel|pesan) ini<end>|(?:e-?mail|surel"
    r"|pesan) ini (?:dibuat|dikirim|dihasilkan) (?:secara )?otomatis",
    "fil": r"ito ay (?:isang )?(?:awtomatikong|automated na|awtomatik na) (?:mensahe|email|abiso)"
    r"|(?:huwag|mangyaring huwag|pakiusap,? huwag) (?:po )?(?:tumugon|sagutin|mag-?reply"
    r"|i-?reply) (?:sa )?(?:ang )?(?:email|mensahe)(?:ng)? (?:na )?ito<end>",
    "sw": r"(?:huu ni|hii ni) (?:ujumbe|barua pepe) (?:wa|ya|uliotumwa|iliyotumwa) (?:kiotomatiki"
    r"|moja kwa moja|otomatiki)|usijibu (?:ujumbe huu|barua pepe hii|barua hii)<end>",
    "af": r"(?:hierdie|dit) is [’'ʼ]?n outomatiese (?:boodskap|e-?pos|kennisgewing|antwoord)|hierdie "
    r"(?:boodskap|e-?pos) is outomaties|moenie hierop (?:antwoord|reageer)|(?:moenie "
    r"|nie )op hierdie (?:e-?pos|boodskap) (?:antwoord|reageer)",
    "eo": r"tiu (?:ĉi )?(?:mesaĝo|retmesaĝo) estas aŭtomata|ne respondu (?:al )?(?:ĉi tiun|ĉi tiu"
    r"|tiun ĉi|tiu ĉi) (?:ret)?mesaĝo?n?<end>",
    "pl": r"prosimy nie odpowiadać|wiadomość (?:została )?(?:wygenerowana|wysłana) automatycznie",
    "tr": r"bu (?:mesaja|e-?postaya|iletiye) (?:lütfen )?(?:cevap|yanıt) vermeyin(?:iz)?",
    "nl": r"(?:dit is een|deze) automati(?:sche?|sch gegenereerde?) (?:e-?mail|mail|bericht"
    r"|melding)<end>|(?:dit|deze) (?:bericht|e-?mail|mail) (?:is|werd) automatisch (?:verzonden"
    r"|verstuurd|gegenereerd|aangemaakt)",
}
"""A machine wrote this, or nobody reads what is answered; `<end>` stands for the end of a clause."""

CHALLENGE = {
    "da": r"(?:bekræft|bevis)[^.!?\n]{0,30}at du er (?:et )?menneske[^\n]{0,120}(?:besked|mail)|din "
    r"(?:besked|mail) (?:bliver|er)[^.!?\n]{0,20}tilbageholdt[^\n]{0,120}(?:bekræft|svar|klik)",
    "nb": r"(?:bekreft|bevis)[^.!?\n]{0,30}at du er (?:et )?menneske[^\n]{0,120}(?:melding|e-?post)"
    r"|(?:meldingen|e-?posten) din holdes tilbake[^\n]{0,120}(?:bekreft|svar|klikk)",
    "sv": r"(?:bekräfta|bevisa)[^.!?\n]{0,30}att du är (?:en )?människa[^\n]{0,120}(?:meddelande"
    r"|mejl)|ditt (?:meddelande|mejl) (?:hålls kvar|väntar)[^\n]{0,120}(?:bekräfta|svara|klicka)",
    "fi": r"(?:vahvista|todista)[^.!?\n]{0,30}että olet ihminen[^\n]{0,120}viesti|viestisi (?:odottaa"
    r"|on pidätetty)[^\n]{0,120}(?:vahvista|vastaa|napsauta)",
    "cs": r"(?:potvrďte|prokažte|dokažte),? (?:prosím,? )?že jste (?:člověk|skutečný "
    r"člověk)[^\n]{0,120}(?:zpráv|e-?mail)|vaše zpráva (?:čeká na|byla pozdržena|bude "
    r"doručena)[^\n]{0,120}(?:potvr|odpověz|klikn)",
    "sk": r"(?:potvrďte|dokážte),? (?:prosím,? )?že ste (?:človek|skutočný "
    r"človek)[^\n]{0,120}(?:správ|e-?mail)|vaša správa (?:čaká na|bola pozdržaná|bude "
    r"doručená)[^\n]{0,120}(?:potvr|odpoved|klikn)",
    "sl": r"(?:potrdite|dokažite),? da ste človek[^\n]{0,120}sporočil|vaše sporočilo (?:čaka|je "
    r"zadržano|bo dostavljeno)[^\n]{0,120}(?:potrdi|odgovor|klikni)",
    "hr": r"(?:potvrdite|dokažite),? da ste (?:čovjek|čovek|ljudsko biće|stvarna "
    r"osoba)[^\n]{0,120}(?:poruk|mail|mejl)|vaša poruka (?:čeka|je zadržana|će biti "
    r"(?:isporučena|dostavljena))[^\n]{0,120}(?:potvrd|odgovor|klikni)",
    "pl": r"(?:potwierdź|udowodnij|potwierdzić),? że (?:jesteś|jest pan\w*) (?:człowiekiem|prawdziwą "
    r"osobą)[^\n]{0,120}(?:wiadomoś|mail)|(?:twoja|państwa) wiadomość (?:czeka|została "
    r"(?:wstrzymana|zatrzymana)|zostanie dostarczona)[^\n]{0,120}(?:potwierd|odpowie|klikni)",
    "ro": r"(?:confirmați|dovediți|confirmă) că sunte?ț?i? ?(?:ești )?(?:o persoană|om|o "
    r"ființă)[^\n]{0,120}(?:mesaj|mail)|mesajul (?:dumneavoastră|dvs\.?|tău) (?:este reținut|va "
    r"fi livrat|așteaptă)[^\n]{0,120}(?:confirm|răspund|clic)",
    "hu": r"(?:igazolja|erősítse meg|bizonyítsa),? hogy (?:ön )?(?:ember|valódi "
    r"személy)[^\n]{0,120}(?:üzenet|level)|(?:üzenete|levele) (?:visszatartva|várakozik"
    r"|kézbesítéséhez)[^\n]{0,120}(?:erősítse|válaszoljon|kattintson)",
    "nl": r"(?:bevestig|bewijs)[^.!?\n]{0,30}dat u een (?:mens|echt persoon) "
    r"bent[^\n]{0,120}(?:bericht|mail)|uw bericht wordt (?:vastgehouden|pas bezorgd"
    r"|afgeleverd)[^\n]{0,120}(?:bevestig|antwoord|klik)",
    "it": r"(?:confermi|conferma|dimostri|dimostra) di essere (?:umano|una "
    r"persona)[^\n]{0,120}(?:messaggio|mail)|(?:il suo|il tuo) messaggio (?:è in attesa|sarà "
    r"consegnato|è stato trattenuto)[^\n]{0,120}(?:conferm|clic|rispond)",
    "tr": r"(?:insan|gerçek bir kişi) olduğunuzu (?:doğrula|kanıtla|onayla)\w*[^\n]{0,120}(?:mesaj"
    r"|ileti|posta)|mesajınız (?:bekletil|teslim edil)\w*[^\n]{0,120}(?:onayla|tıkla|yanıtla)\w*",
    "ca": r"(?:confirmeu|demostreu) que sou (?:una persona|humà)[^\n]{0,120}(?:missatge|correu)",
    "id": r"(?:konfirmasi|buktikan|sahkan)[^.!?\n]{0,30}(?:bahwa |bahawa )?anda (?:adalah |ialah "
    r")?manusia[^\n]{0,120}(?:pesan|mesej|e-?mel|e-?mail)",
    "et": r"(?:kinnitage|tõestage),? et olete inimene[^\n]{0,120}kir",
    "lv": r"(?:apstipriniet|pierādiet),? ka esat cilvēks[^\n]{0,120}(?:ziņ|vēstul|e-?past)",
    "lt": r"(?:patvirtinkite|įrodykite),? kad esate žmogus[^\n]{0,120}(?:laišk|žinut|pranešim)",
    "af": r"(?:bevestig|bewys)[^.!?\n]{0,20}dat u [’'ʼ]?n mens is[^\n]{0,120}(?:boodskap|e-?pos)",
}
"""A guard of somebody's mailbox wants a proof from us."""

DISPLAYED = {
    "en": r"your (?:message|e-?mail|mail) (?:\S+ ){0,24}(?:was|has been) (?:displayed|opened|read) "
    r"(?:by \S+ )?on (?:\w+,? ?)?\d|this (?:return|read) receipt|this is a (?:return|read"
    r"|delivery) receipt for",
    "de": r"(?:diese|dies ist eine) (?:empfangs|lese)bestätigung|ihre nachricht[^\n]{0,160} wurde am "
    r"\d[^\n]{0,60}(?:gelesen|angezeigt|geöffnet)",
    "fr": r"cet accusé de (?:lecture|réception)|ceci est un accusé de (?:lecture|réception)|votre "
    r"message[^\n]{0,160} a été (?:lu|affiché|ouvert) le \w* ?\d",
    "es": r"est[ea] (?:es un )?(?:acuse|confirmación) de (?:lectura|recibo)|su mensaje[^\n]{0,160} "
    r"(?:se leyó|fue leído|se mostró|ha sido leído) el \w* ?\d",
    "it": r"questa è una (?:conferma|ricevuta) di (?:lettura|ricezione)|questa ricevuta di ritorno|il "
    r"(?:suo|tuo) messaggio[^\n]{0,160} è stato (?:letto|visualizzato|aperto) (?:il|in data)",
    "pt": r"est[ae] é (?:uma confirmação|um recibo) de (?:leitura|entrega)|este recibo de (?:retorno"
    r"|leitura)|sua mensagem[^\n]{0,160} foi (?:lida|exibida|aberta) em \w*,? ?\d",
    "nl": r"dit is een (?:lees|ontvangst)bevestiging|uw bericht[^\n]{0,160} is (?:gelezen|weergegeven"
    r"|geopend) op \w* ?\d",
    "da": r"dette er en (?:kvittering for læsning|læsekvittering|kvittering)|din (?:meddelelse|besked"
    r"|mail)[^\n]{0,160} blev (?:læst|vist|åbnet) (?:den|d\.|\w+dag)",
    "nb": r"dette er en (?:lesebekreftelse|lesekvittering|kvittering)|(?:meldingen|e-?posten) "
    r"din[^\n]{0,160} ble (?:lest|vist|åpnet) (?:den|\w+dag|\d)",
    "sv": r"(?:detta|det här) är ett (?:läskvitto|mottagningsbevis|kvitto på)|ditt "
    r"meddelande[^\n]{0,160} (?:lästes|visades|öppnades) (?:den|\w+dag|\d)",
    "fi": r"tämä on (?:lukukuittaus|vastaanottokuittaus|kuittaus)|viestisi[^\n]{0,160} (?:luettiin"
    r"|näytettiin|avattiin) \w* ?\d",
    "pl": r"potwierdzenie (?:przeczytania|odbioru|otrzymania) (?:wiadomości|wysłanej)|(?:twoja"
    r"|państwa) wiadomość[^\n]{0,160} została (?:przeczytana|wyświetlona|otwarta) (?:dnia|w "
    r"dniu|\d)",
    "cs": r"(?:toto|tohle) je potvrzení o (?:přečtení|přijetí|doručení|zobrazení)|vaše "
    r"zpráva[^\n]{0,160} byla (?:přečtena|zobrazena|otevřena) \w* ?\d",
    "sk": r"toto je potvrdenie o (?:prečítaní|prijatí|doručení|zobrazení)|vaša správa[^\n]{0,160} "
    r"bola (?:prečítaná|zobrazená|otvorená) \w* ?\d",
    "sl": r"to je potrdilo o (?:branju|prejemu)|vaše sporočilo[^\n]{0,160} je bilo (?:prebrano"
    r"|prikazano|odprto) \w* ?\d",
    "hr": r"ovo je potvrda o (?:čitanju|primitku|prijemu)|vaša poruka[^\n]{0,160} (?:je pročitana|je "
    r"prikazana|pročitana je|prikazana je|je otvorena) \w* ?\d|poruka[^\n]{0,160} (?:je prikazana"
    r"|prikazana je) na računa(?:lu|ru)",
    "ro": r"aceasta este o confirmare de (?:citire|primire)|mesajul (?:dumneavoastră|dvs\.?"
    r"|tău)[^\n]{0,160} a fost (?:citit|afișat|deschis) (?:la|în|pe) \w* ?\w* ?\d",
    "hu": r"ez egy (?:olvasási|kézbesítési|visszaigazolás|tértivevény)\w*|üzenet(?:ét|e)[^\n]{0,160} "
    r"(?:elolvasták|megjelenítették|elolvasva|megnyitották)[^\n]{0,20}\d",
    "tr": r"bu,? bir (?:okundu|alındı) (?:bilgisidir|bildirimidir|makbuzudur)|iletiniz[^\n]{0,160} "
    r"(?:okundu|görüntülendi)[.: ]",
    "et": r"see on (?:lugemis|kättesaamis)kinnitus|teie (?:kiri|sõnum)[^\n]{0,160} (?:loeti|kuvati"
    r"|avati) \d",
    "lv": r"šis ir (?:lasīšanas|saņemšanas) apliecinājums|jūsu (?:ziņojums|vēstule)[^\n]{0,160} "
    r"(?:tika|ir) (?:izlasīt|parādīt|atvērt)\w+ \d",
    "lt": r"tai (?:yra )?(?:skaitymo|gavimo|perskaitymo) patvirtinimas|jūsų (?:laiškas"
    r"|pranešimas)[^\n]{0,160} (?:buvo )?(?:perskaitytas|parodytas|atidarytas) \d",
    "is": r"þetta er (?:lestrarkvittun|móttökukvittun|leskvittun)",
    "ca": r"(?:aquest|això) és un (?:acusament|justificant|avís) de (?:lectura|recepció)|el vostre "
    r"missatge[^\n]{0,160} s['’]ha (?:llegit|mostrat|obert) el",
    "id": r"ini (?:adalah|ialah) (?:tanda terima|resit|laporan) (?:baca|pengembalian|bacaan)|(?:pesan"
    r"|mesej) anda[^\n]{0,160} (?:telah )?(?:dibaca|ditampilkan|dipaparkan) pada \w*,? ?\d",
    "af": r"dit is [’'ʼ]?n (?:lees|ontvangs)bewys|u boodskap[^\n]{0,160} is (?:gelees|vertoon) op",
}
"""A receipt tells when our mail was read."""
