"""How receipts are worded in further languages of Latin letters, by language; case-folded. Data only."""

from __future__ import annotations

RECEIVED = {
    "da": r"vi har modtaget din (?:henvendelse|mail|besked|e-?mail|forespørgsel|sag)|tak for din "
    r"(?:besked|e-?mail|forespørgsel)|din (?:henvendelse|sag) er (?:modtaget|registreret"
    r"|oprettet)",
    "nb": r"vi har mottatt (?:din|henvendelsen|e-?posten|meldingen)|takk for (?:din henvendelse"
    r"|henvendelsen|e-?posten|at du kontakt)|(?:henvendelsen|saken) din er (?:mottatt"
    r"|registrert|opprettet)",
    "sv": r"vi har (?:mottagit|tagit emot|registrerat) (?:ditt|din|er|ert)|tack för (?:din förfrågan"
    r"|att du kontakt|ditt ärende)|ditt ärende (?:är|har) (?:mottaget|registrer\w+|skapat)",
    "fi": r"olemme (?:vastaanottaneet|saaneet) (?:viestisi|yhteydenottosi|tukipyyntösi)|(?:viestisi"
    r"|tukipyyntösi|yhteydenottosi) on (?:kirjattu|rekisteröity)",
    "is": r"við höfum móttekið|(?:erindi|fyrirspurn|beiðni) (?:þitt|þín) hefur (?:borist|verið "
    r"(?:móttek|skráð)\w+)|takk fyrir að hafa samband",
    "et": r"oleme (?:teie|sinu) (?:kirja|pöördumise|päringu) kätte saanud|(?:teie|sinu) (?:pöördumine"
    r"|päring|kiri) on (?:registreeritud|vastu võetud|kätte saadud)|täname (?:teid "
    r")?(?:pöördumise|kirja) eest",
    "lv": r"(?:esam|mēs esam) saņēmuši jūsu|jūsu (?:pieprasījums|ziņojums|pieteikums|iesniegums) ir "
    r"(?:saņemts|reģistrēts)|paldies par jūsu (?:ziņu|vēstuli|pieteikumu)",
    "lt": r"gavome jūsų (?:užklausą|laišką|žinutę|pranešimą|kreipimąsi)|jūsų (?:užklausa|kreipimasis"
    r"|laiškas) (?:gauta|gautas|užregistruot\w+|buvo gaut\w+)|dėkojame (?:už (?:jūsų "
    r")?(?:laišką|užklausą)|kad kreipėtės)",
    "sl": r"prejeli smo vaš[eo]? ?(?:sporočilo|zahtevek|vprašanje|povpraševanje)?|vaš zahtevek je "
    r"(?:bil )?(?:prejet|zabeležen)|hvala za vaše (?:sporočilo|povpraševanje)",
    "hr": r"(?:zaprimili|primili) smo (?:vaš|vašu|vaše)|vaš (?:upit|zahtjev|zahtev) je (?:zaprimljen"
    r"|primljen|evidentiran)|hvala (?:vam )?(?:na|što ste nas) (?:vašem upitu|upitu|javljanju"
    r"|poruci|kontaktirali)",
    "sq": r"kemi marrë (?:kërkesën|mesazhin|emailin) tuaj|kërkesa juaj (?:është|u) (?:regjistrua"
    r"|prano|marrë)\w*|faleminderit që na kontaktuat",
    "ro": r"am (?:primit|înregistrat|recepționat) (?:mesajul|solicitarea|cererea|sesizarea)"
    r"|(?:solicitarea|cererea) (?:dumneavoastră|dvs\.?) a fost (?:primită|înregistrată)|vă "
    r"mulțumim că ne-ați contactat",
    "hu": r"(?:megkeresését|üzenetét|levelét|bejelentését|panaszát) (?:megkaptuk|rögzítettük"
    r"|fogadtuk)|köszönjük (?:megkeresését|üzenetét|levelét)|(?:bejelentése|megkeresése) "
    r"(?:beérkezett|rögzítésre került)",
    "cs": r"(?:váš|vaše) (?:požadavek|dotaz|zpráva|žádost) (?:byla?|jsme) (?:přijat|zaregistrován"
    r"|zaevidován)\w*|děkujeme,? že jste nás kontaktovali",
    "sk": r"(?:vaša|váš) (?:požiadavka|dotaz|správa|žiadosť) (?:bola?|sme) (?:prijat|zaregistrovan"
    r"|zaevidovan)\w*|ďakujeme za (?:vašu|váš|správu)|ďakujeme,? že ste nás kontaktovali",
    "ca": r"hem rebut (?:la vostra|el vostre|la seva|el seu)|gràcies per (?:contactar|posar-vos en "
    r"contacte|escriure)",
    "gl": r"recibimos (?:a súa|o seu) (?:mensaxe|solicitude|correo|consulta)|grazas por (?:contactar"
    r"|poñerse en contacto)",
    "eu": r"zure (?:mezua|eskaera) jaso dugu|eskerrik asko gurekin harremanetan",
    "ga": r"fuaireamar (?:do|bhur) (?:theachtaireacht|r-?phost|n?iarratas)|go raibh maith agat as "
    r"(?:teagmháil|do r-?phost)",
    "cy": r"rydym wedi derbyn eich|diolch (?:i chi )?am (?:gysylltu|eich (?:e-?bost|neges|ymholiad))",
    "az": r"(?:müraciətiniz|məktubunuz|sorğunuz) (?:qəbul edil|qeydə alın|daxil ol)\w*"
    r"|müraciətiniz(?:ə görə)? (?:üçün )?təşəkkür",
    "uz": r"(?:murojaatingiz|xabaringiz|so['’ʻ‘]rovingiz) (?:qabul qilin|ro['’ʻ‘]yxatga olin)\w*"
    r"|murojaatingiz uchun (?:rahmat|tashakkur)",
    "ms": r"kami telah menerima (?:pertanyaan|mesej|e-?mel|emel|aduan|permohonan)|terima kasih kerana "
    r"menghubungi|(?:aduan|pertanyaan|permohonan) anda telah (?:diterima|direkodkan|didaftarkan)",
    "fil": r"natanggap (?:na )?(?:po )?namin ang iyong|salamat sa (?:pakikipag-ugnayan|pag-?email"
    r"|pagsulat|pagkontak)",
    "sw": r"tumepokea (?:ujumbe|barua pepe|ombi|malalamiko) (?:wako|yako|lako)|asante kwa kuwasiliana",
    "af": r"ons het u (?:navraag|boodskap|e-?pos|versoek) ontvang|dankie (?:dat u ons gekontak|vir u "
    r"(?:navraag|boodskap|e-?pos))",
    "eo": r"ni ricevis vian (?:mesaĝon|peton|demandon)|dankon pro via mesaĝo",
}
"""Somebody confirms that they have got our mail."""

PROMISED = {
    "da": r"vi (?:vender tilbage|svarer|besvarer|kontakter dig|vil (?:svare|besvare|vende tilbage))"
    r"|(?:sags|ticket)(?:nummer|nr)",
    "nb": r"vi (?:svarer|vil (?:svare|besvare|kontakte|komme tilbake)|kommer tilbake|tar kontakt)"
    r"|saksnummer",
    "sv": r"vi (?:återkommer|svarar|kommer att|hör av oss|besvarar)|ärendenummer",
    "fi": r"(?:vastaamme|palaamme|käsittelemme|otamme sinuun)|tikettinumero|tapausnumero",
    "is": r"við (?:munum (?:svara|hafa samband)|svörum|höfum samband)|málsnúmer",
    "et": r"(?:vastame|võtame (?:teiega|sinuga) ühendust|pöördumise number)",
    "lv": r"(?:atbildēsim|sazināsimies|sniegsim atbildi|pieteikuma numurs)",
    "lt": r"(?:atsakysime|susisieksime|užklausos numeris|kreipimosi numeris)",
    "sl": r"(?:odgovorili vam bomo|odgovorili bomo|vam bomo odgovorili|kontaktirali vas bomo|bomo "
    r"odgovorili|številka zahtevka)",
    "hr": r"(?:odgovorit ćemo|odgovorićemo|javit ćemo|javićemo|kontaktirat ćemo|kontaktiraćemo|ćemo "
    r"(?:vam|vas) (?:odgovoriti|kontaktirati|se javiti)|broj (?:upita|zahtjeva|zahteva))",
    "sq": r"(?:do t['’]ju (?:përgjigjemi|kontaktojmë)|do të (?:ju )?(?:përgjigjemi|kontaktojmë))",
    "ro": r"(?:vă vom (?:răspunde|contacta)|veți primi un răspuns|vom reveni cu|numărul "
    r"(?:solicitării|tichetului))",
    "hu": r"(?:hamarosan válaszolunk|válaszolni fogunk|felvesszük (?:önnel|veled)|munkatársunk"
    r"|ügyszám|azonosító szám)",
    "cs": r"(?:odpovíme|ozveme se|budeme vás|číslo (?:požadavku|tiketu))",
    "sk": r"(?:odpovieme|ozveme sa|budeme vás|číslo (?:požiadavky|tiketu))",
    "ca": r"(?:us|li|et) respondrem|ens posarem en contacte|número de (?:tiquet|sol·licitud)",
    "gl": r"(?:responderémoslle|contestarémoslle|poñerémonos en contacto|responderemos)",
    "eu": r"(?:erantzungo dizugu|harremanetan jarriko gara)",
    "ga": r"(?:freagróimid|beimid i dteagmháil)",
    "cy": r"(?:byddwn (?:yn|mewn)|cysylltwn â)",
    "az": r"(?:cavablandıracağıq|sizinlə əlaqə saxla\w+|cavab veriləcək|tezliklə cavab)",
    "uz": r"(?:javob beramiz|siz bilan bog['’ʻ‘]lan\w+|tez orada javob)",
    "ms": r"(?:akan (?:menjawab|membalas|menghubungi|memberi maklum ?balas)|nombor (?:rujukan|tiket"
    r"|kes))",
    "fil": r"(?:tutugon|sasagot|babalikan|makikipag-ugnayan) (?:po )?(?:kami|namin|ka)",
    "sw": r"(?:tutakujibu|tutawasiliana|tutajibu)",
    "af": r"ons sal (?:u|so|binne|antwoord|terugkom|kontak)|verwysingsnommer",
    "eo": r"ni (?:respondos|kontaktos)",
}
"""And says what happens next; both together make a receipt."""
