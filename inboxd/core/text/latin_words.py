"""The commonest words of languages written in Latin letters.

A word that several languages share may stand in each of them: it counts less there. Spellings without accents follow
by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inboxd.core.text.wordlists import plain_words

LATIN_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": plain_words(
        """
        the a an and or but if of to in on at for from with without about into by as is are was were be been being
        am do does did don't doesn't didn't have has had haven't hasn't will would won't can can't cannot could
        couldn't should shouldn't may might must not no nor yes i you he she it we they me my mine your yours his
        her our ours us them their this that these those there here what when where which who whom whose why how
        all any both each every few more most other some such only own same so than too very just now then again
        still already yet ever never always also even i'm i've it's that's you're we've we're they're isn't aren't
        wasn't hello hi hey dear please thank thanks sorry regards sincerely kind best order account refund help
        money password delivery invoice nothing nobody anyone someone something anything everything after before
        since until while because over under out up down off between through got get getting want wants need needs
        like know think going went said told asked ask back new one two first last day days week weeks month
        months year years today tomorrow yesterday time much many well good great work works working broken failed
        login item items website page mail email wrong what's let's info status state used limit site reading
        subscription cancel user host error free full contact
        """
    ),
    "de": plain_words(
        """
        der die das den dem des ein eine einen einem einer eines kein keine keinen keiner und oder aber wenn weil
        dass ob als wie wo wer was warum wann wieso weshalb welche welcher welches ich du er sie es wir ihr mich
        mir dich dir uns euch ihnen ihm ihn mein meine meinen meinem meiner dein deine sein seine unser unsere
        unseren ihre ihren ihrem ihrer nicht nichts noch nur auch schon sehr so dann doch mal ja nein immer nie
        wieder jetzt heute morgen gestern seit bis vor nach bei mit von vom zu zum zur auf aus in im am an um für
        über unter durch gegen ohne zwischen ist sind war waren bin bist wird werden wurde wurden worden habe
        haben hat hatte hatten kann kannst können konnte könnte könnten muss müssen soll sollte will wollen möchte
        darf würde würden geht gibt bekomme bekommen gemacht machen hallo guten tag liebe lieber geehrte geehrter
        damen herren bitte danke vielen dank grüße gruß freundlichen grüßen mfg lg bestellung konto geld rechnung
        passwort lieferung hilfe antwort funktioniert kaputt falsch paket zurück mehr alle alles andere anderen
        dieser diese dieses diesen hier da dort etwas jemand niemand man eben nun bereits leider gerne gern
        eigentlich einfach woche wochen tage tagen uhr monat monate jahre jahr stunden minuten kündigen abo
        gekündigt frage wegen damit dazu davon darauf euer eure steht kommt lässt macht sagt frechheit dauernd
        bleibt
        """
    ),
    "fr": plain_words(
        """
        le la les un une des du de et ou mais donc or ni car si que qui quoi dont où quand comment pourquoi
        combien quel quelle quels quelles je j'ai tu il elle on nous vous ils elles me te se moi toi lui leur
        leurs mon ma mes ton ta tes son sa ses notre nos votre vos ce cet cette ces c'est ceci cela ça ne pas
        n'est n'ai n'a plus jamais rien personne aucun aucune toujours encore déjà très trop peu beaucoup bien mal
        aussi même alors ensuite puis depuis pendant avant après chez dans par pour sur sous avec sans entre vers
        contre à au aux en y est suis es sommes êtes sont était étaient été être ai as a avons avez ont avait
        avoir fait faire faut peut peux pouvez pouvons pourrait pourriez veux voudrais voulez dois doit va vais
        allez vont bonjour bonsoir salut madame monsieur cher chère merci svp cordialement commande compte argent
        remboursement facture mot passe aide réponse colis livraison jour jours semaine semaines mois an ans hier
        aujourd'hui demain heure heures ici là tout toute tous toutes autre autres quelque quelqu'un qu'il qu'on
        qu'elle d'un d'une l'application j'en j'attends s'il jusqu'à lors dès afin voici voilà fois marche
        fonctionne abonnement annulez inadmissible veuillez refusé
        """
    ),
    "es": plain_words(
        """
        el la los las un una unos unas lo al del de y e o u pero sino si no ni que qué quien quién cual cuál
        cuales cuando cuándo donde dónde como cómo cuanto cuánto porque por para con sin sobre entre desde hasta
        hacia según tras yo tú él ella ello nosotros vosotros ustedes usted ellos ellas me te se nos os le les mi
        mis tu tus su sus nuestro nuestra nuestros nuestras este esta esto estos estas ese esa eso esos esas aquel
        aquella es son soy eres somos era eran fue fueron ser sido está están estoy estamos estaba estaban estado
        hay había he ha has hemos han hecho hacer hace hago puede puedo pueden podría podrían podemos quiero
        quiere quisiera quieren necesito necesita tengo tiene tienen tenemos tenía voy va van vamos muy más menos
        mucho mucha muchos muchas poco todo toda todos todas nada nadie nunca siempre también tampoco ya aún
        todavía ahora hoy mañana ayer aquí allí así solo sólo bien mal hola buenos buenas días tardes noches
        gracias favor saludos estimados atentamente pedido cuenta dinero reembolso factura contraseña ayuda
        respuesta paquete entrega semana semanas mes meses año años hora horas día luego mismo misma otra otro
        otros otras vez veces algo alguien alguno alguna algún ningún ninguna sigo sigue esperando funciona
        inaceptable entrar cobraron dos tres cancelen suscripción puse dice dijo dijeron llega llegó ahí vale vos
        tenés querés
        """
    ),
    "pt": plain_words(
        """
        o a os as um uma uns umas ao aos à às do da dos das no na nos nas num numa pelo pela pelos pelas de e ou
        mas se não nem sim que quê quem qual quais quando onde como quanto porque porquê por para pra pro com sem
        sobre entre desde até após eu tu você vocês ele ela nós eles elas me te lhe lhes meu minha meus minhas teu
        tua seu sua seus suas nosso nossa nossos este esta isto estes estas esse essa isso esses essas aquele
        aquela aquilo é são sou somos era eram foi foram ser sido está estão estou estamos estava estavam há havia
        tenho tem têm temos tinha ter tive teve faz fazer fiz fez pode posso podem podia poderia podemos quero
        quer queria querem preciso precisa vou vai vão vamos muito muita muitos mais menos pouco tudo todo toda
        todos todas nada ninguém nunca sempre também já ainda agora hoje amanhã ontem aqui ali assim só apenas bem
        mal olá oi bom boa dia tarde noite bomdia obrigado obrigada favor abraço atenciosamente cumprimentos
        pedido conta dinheiro reembolso fatura senha ajuda resposta encomenda entrega semana semanas mês meses ano
        anos hora horas dias mesmo mesma outra outro outros vez vezes algo alguém algum alguma nenhum nenhuma vcs
        vc tô tá né aí então depois antes cancelem assinatura aplicativo inaceitável funciona consigo volta deste
        desta disso nesta neste dele dela gostaria gente lá cadê
        """
    ),
    "it": plain_words(
        """
        il lo la i gli le un uno una dell' del dello della dei degli delle al allo alla ai agli alle dal dallo
        dalla dai dagli dalle nel nello nella nei negli nelle sul sulla sui sulle col di a da in con su per tra
        fra e ed o od ma se non né che chi cui quale quali quando dove come quanto perché poiché io tu lui lei noi
        voi loro mi ti si ci vi me te ne mio mia miei mie tuo tua suo sua suoi sue nostro nostra nostri vostro
        vostra vostri questo questa questi queste quello quella quelli quelle è sono sei siamo siete era erano fu
        stato stata stati state essere ho hai ha abbiamo avete hanno aveva avevo avere fatto fare faccio fa può
        posso potete possiamo potrebbe potreste voglio vuole vorrei devo deve dobbiamo vado va vanno molto molta
        molti più meno poco tutto tutta tutti tutte niente nulla nessuno nessuna mai sempre anche già ancora ora
        adesso oggi domani ieri qui qua lì là così solo bene male ciao buongiorno buonasera salve gentile
        spettabile grazie prego saluti cordiali distinti ordine conto soldi rimborso fattura password aiuto
        risposta pacco consegna settimana settimane mese mesi anno anni ore giorno giorni stesso stessa altra
        altro altri volta volte qualcosa qualcuno qualche alcun dopo prima fino senza durante funziona arrivato
        pagato c'è dov'è quindi però cioè ormai scusate cancellate abbonamento
        """
    ),
    "nl": plain_words(
        """
        de het een en of maar want als dat die dit deze wie wat waar waarom wanneer hoe welke ik jij je u hij zij
        ze wij we jullie mij me jou hem haar ons hen hun mijn jouw uw zijn onze is ben bent was waren wordt worden
        werd geworden heb hebt heeft hebben had hadden gehad kan kunt kunnen kon zou zouden moet moeten mag wil
        willen wilt zal zullen gaat gaan ging doen doet deed niet niets geen nog al ook wel zeer erg heel zo dan
        toch nu weer altijd nooit steeds vandaag morgen gisteren sinds tot voor na bij met van te ten ter op uit
        in aan om over onder door tegen zonder tussen naar er hier daar iets iemand niemand alles alle andere
        hallo goedemorgen goedemiddag goedendag beste geachte dank bedankt dankjewel alstublieft aub graag groet
        groeten vriendelijke bestelling rekening geld factuur wachtwoord hulp antwoord pakket levering terug week
        weken dag dagen maand maanden jaar jaren uur werkt kapot verkeerd meer veel even eens gewoon helaas omdat
        zodat toen terwijl krijg krijgen gekregen gedaan staat komt kwam zegt mijne
        """
    ),
    "tr": plain_words(
        """
        ve veya ya da de ile için ama fakat ancak eğer ki çünkü gibi kadar göre sonra önce beri bir bu şu o bunu
        bunun buna şunu onu onun ona ben sen biz siz onlar beni bana benim sana senin sizi size sizin bizim bize
        bizi ne neden niye niçin nasıl nerede nereye kim hangi kaç mi mı mu mü midir değil yok var evet hayır çok
        az daha en hiç hep her herkes kimse şey hiçbir bile sadece artık hâlâ hala henüz şimdi bugün yarın dün gün
        gündür gündü hafta haftadır ay aydır yıl saat saattir kere kez defa merhaba selam selamlar iyi günler
        lütfen teşekkürler teşekkür ederim ederiz rica sağ olun kolay gelsin sipariş siparişim siparişimi hesap
        hesabım hesabımı para paramı param iade fatura şifre şifremi yardım cevap kargo ürün adres istiyorum
        istiyoruz edin ediyorum olarak olan oldu olmadı olmuş olur oluyor olduğu etmek yapmak geldi gelmedi
        geliyor gitti verdi aldım aldık yazdım aradım diyor dedi ettim etti edemiyorum giremiyorum çalışmıyor
        alamıyorum gelmiyor bakar mısınız misiniz mısın miyim lazım gerek gerekiyor ediniz zaman yeni eski ayrıca
        üzerinden tarafından içinde kendi
        """
    ),
    "vi": plain_words(
        """
        và hoặc nhưng nếu thì là của cho với từ đến ở tại trong ngoài trên dưới vì nên mà khi lúc sau trước tôi em
        anh chị bạn mình chúng họ nó shop ad các những một hai ba mỗi này kia đó đây ấy gì nào sao ai đâu bao
        nhiêu không chưa chẳng đừng có được bị phải cần muốn thể sẽ đã đang vẫn còn cũng rất quá lắm hơn nhất chỉ
        mới lại nữa rồi xin chào cảm ơn vui lòng giúp đỡ hỏi trả lời đơn hàng tiền tài khoản mật khẩu giao hoàn
        hủy ngày hôm nay mai qua tuần tháng năm giờ phút lần như thế nhận mua bán gửi gọi điện thoại làm ra vào
        lên xuống đi về ạ ơi nhé ko k dc đc mn bên người việc lỗi hỏng đăng nhập
        """
    ),
    "id": plain_words(
        """
        yang dan atau tapi tetapi jika kalau karena agar supaya untuk dari ke di pada dengan tanpa dalam oleh
        seperti saya aku kami kita anda kamu dia mereka ini itu sini situ sana apa siapa kapan dimana mana kenapa
        mengapa bagaimana gimana berapa tidak tak gak nggak ga enggak bukan belum jangan sudah udah telah sedang
        akan masih juga lagi hanya cuma saja aja sangat sekali banget lebih paling ada adalah bisa dapat harus mau
        ingin perlu tolong mohon silakan terima kasih makasih halo selamat pagi siang sore malam pesanan akun uang
        rekening bantuan jawaban paket barang pengiriman dikirim hari minggu bulan tahun jam kali sampai sejak
        sebelum sesudah setelah ketika saat semua setiap banyak sedikit beberapa orang nya dong kok sih deh ya nih
        min kak pak bu mas mbak kembalikan uangnya nunggu sama punya baru lama masuk keluar bayar beli rusak salah
        """
    ),
    "pl": plain_words(
        """
        i a o w z u we ze na do od po za przed pod nad przez dla bez przy oraz lub albo ale lecz więc że żeby aby
        jeśli jeżeli gdy kiedy gdzie jak co kto który która które których czego dlaczego czemu ile czy nie tak już
        jeszcze tylko też także bardzo więcej mniej zawsze nigdy nadal ciągle wciąż teraz dziś dzisiaj jutro
        wczoraj ja ty on ona ono my wy oni mnie mi mną ciebie ci jego jej go ją nas nam was wam ich im się sobie
        mój moja moje mojego mojej moim swój swoje nasz nasza wasz wasza ten ta to te tego tej tym tych temu jest
        są być był była było byli będzie będę mam ma mamy mają miał mogę może można możecie chcę chce chciałbym
        chciałabym proszę dziękuję dzień dobry witam cześć pozdrawiam serdecznie szanowni państwo zamówienie konto
        pieniądze zwrot faktura faktury hasło pomoc pomocy odpowiedzi odpowiedź paczka przesyłka dni tygodnia
        tygodni miesiąc miesiąca rok roku godzin godziny razy raz coś ktoś nic nikt żadnej wszystko wszyscy działa
        dostałem dostałam otrzymałem pan pani państwa strony zostało
        """
    ),
    "cs": plain_words(
        """
        a i o v z k s u ve ze ke se na do od po za před pod nad přes pro bez při nebo ale tak že aby jestli když
        kde jak co kdo který která které proč kolik kdy ne ano už ještě jen také taky velmi více vždy nikdy stále
        pořád teď dnes zítra včera já ty on ona my vy oni mě mi mně tebe ti jeho její ho ji nás nám vás vám jich
        jim si můj moje mého mé moji svůj svoje náš naše váš vaše ten ta to toho té tom tím je jsou být byl byla
        bylo bude budu jsem jste jsme mám má máme mají mohu můžu může můžete chci chce chtěl chtěla bych prosím
        děkuji děkuju dobrý den ahoj pozdravem objednávka objednávku účet účtu peníze vrácení faktura heslo pomoc
        odpověď balík zásilka dní týden týdny měsíc rok hodin něco někdo nic nikdo všechno nefunguje funguje není
        nejde nemohu dostal
        """
    ),
    "ro": plain_words(
        """
        și sau dar dacă că să de la în pe cu fără din spre până pentru prin despre după înainte când unde cum ce
        cine care cât câte nu da mai foarte doar încă deja iar tot toate toți nimic nimeni acum azi mâine ieri eu
        tu el ea noi voi ei mă te se ne vă îl îi mi ți mie meu mea mei mele tău ta său sa nostru noastră vostru
        dumneavoastră acest această acesta aceasta acel acea este sunt ești suntem e era a fi fost am ai are avem
        aveți au pot poate puteți vreau aș ar trebuie bună ziua seara salut mulțumesc mersi rog stimă comanda
        comandă cont contul bani banii factură parola ajutor răspuns colet coletul livrare zile săptămâni luni an
        ore funcționează merge primit ajuns un o unei unui al ale ori
        """
    ),
    "sv": plain_words(
        """
        och eller men om att som det den de en ett i på av för med till från utan vid under över efter innan när
        var hur vad vem vilken varför inte nej ja också bara ännu fortfarande redan mycket mer aldrig alltid nu
        idag imorgon igår jag du han hon vi ni mig dig oss er mitt min mina ditt din dina vår våra ert era sin
        sitt sina detta denna dessa är varit vara har hade ha kan kunde ska skulle vill måste får fick går hej
        tack snälla vänliga hälsningar mvh beställning beställningen konto pengar faktura lösenord hjälp svar
        paket leverans dagar vecka veckor månad år timmar fungerar trasig något någon ingen inget allt alla blir
        blev kommer gör gjort tillbaka väntar sen
        """
    ),
    "da": plain_words(
        """
        og eller men hvis at som det den de en et i på af for med til fra uden ved under over efter før når hvor
        hvordan hvad hvem hvilken hvorfor ikke nej ja også kun endnu stadig allerede meget mere aldrig altid nu
        dag morgen går jeg du han hun vi mig dig os jer min mit mine din dit dine vores jeres sin sit denne dette
        disse er var været være har havde have kan kunne skal skulle vil ville må får fik hej tak venlig hilsen
        mvh bestilling konto penge faktura adgangskode hjælp svar pakke levering dage uge uger måned år timer
        virker noget nogen ingen intet alt alle bliver blev kommer gør gjort tilbage venter siden
        """
    ),
    "no": plain_words(
        """
        og eller men hvis at som det den de en ei et i på av for med til fra uten ved under over etter før når
        hvor hvordan hva hvem hvilken hvorfor ikke nei ja også bare ennå fortsatt allerede veldig mye mer aldri
        alltid nå dag morgen går jeg du han hun vi dere meg deg oss min mitt mine din ditt dine vår våre deres sin
        sitt denne dette disse er var vært være har hadde ha kan kunne skal skulle vil ville må får fikk hei takk
        vennlig hilsen mvh bestilling konto penger faktura passord hjelp svar pakke levering dager uke uker måned
        år timer virker fungerer noe noen ingen ingenting alt alle blir ble kommer gjør gjort tilbake venter siden
        """
    ),
    "fi": plain_words(
        """
        ja tai mutta jos että kun koska missä mistä mihin miten mitä mikä kuka miksi milloin ei en et emme ette
        eivät kyllä myös vain vielä jo hyvin erittäin enemmän aina koskaan nyt tänään huomenna eilen minä sinä hän
        me te he minun minulla minut sinun hänen meidän teidän tämä tässä tuo se ne on ovat oli olivat ole olen
        olla ollut olet voi voin voisi haluan pitää täytyy hei moi kiitos kiitoksia terveisin tilaus tilaukseni
        tilauksen tili tilini rahat lasku salasana apua apu vastaus vastausta paketti päivää viikkoa kuukautta
        vuotta tuntia toimi toimii mitään kukaan kaikki takaisin olisi saanut saan voitteko
        """
    ),
    "hu": plain_words(
        """
        a az egy és vagy de ha hogy mert mint amikor ahol aki ami miért mikor hol hogyan mit mi ki melyik nem igen
        is csak még már nagyon több mindig soha most ma holnap tegnap én te ő ti ők engem nekem neked neki nekünk
        önök ön enyém van vannak volt voltak lesz lenni vagyok kell lehet tudom tudok tud akarok szeretnék kérem
        kérjük köszönöm köszönjük jó napot szia üdvözlettel tisztelt rendelés rendelésem számla fiók fiókom pénz
        pénzem jelszó segítség válasz csomag szállítás nap napja hét hete hónap éve óra működik semmi senki valaki
        minden ez ezt azt azért kaptam vissza
        """
    ),
}
"""Words by language."""
