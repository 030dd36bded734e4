"""How absence notices, bounces and messages without a reader are worded, in many languages. Data only."""

from __future__ import annotations

AUTOMATIC_SUBJECTS = (
    "auto:", "auto reply", "auto response", "auto-reply", "auto-response", "autoreply", "autoresponse",
    "automatic reply", "automatic response", "automated reply", "automated response", "out of office",
    "out of the office", "vacation", "vacation notice", "vacation message", "vacation reply", "on vacation", "ooo",
    "absence", "message d'absence", "ausente", "ausente de la oficina", "fravær", "poza biurem", "betriebsferien",
    "в отпуске", "отпуск", "відпустка", "年末年始休業のお知らせ", "autosvar", "automatisk svar", "automatiskt svar",
    "frånvaro", "frånvarande", "ikke på kontoret", "automaattinen vastaus", "poissa", "automatisch antwoord",
    "afwezig", "afwezigheid", "afwezigheidsbericht", "automatische antwort", "abwesenheitsnotiz", "abwesenheit",
    "abwesenheitsassistent", "abwesend", "réponse automatique", "absence du bureau", "absent", "absent du bureau",
    "respuesta automática", "fuera de la oficina", "resposta automàtica", "resposta automática",
    "ausência temporária", "fora do escritório", "risposta automatica", "fuori sede", "fuori ufficio",
    "automatyczna odpowiedź", "odpowiedź automatyczna", "nieobecność", "automatická odpověď", "automatická odpoveď",
    "automatikus válasz", "răspuns automat", "automatski odgovor", "automaatvastus", "automatinis atsakymas",
    "automātiska atbilde", "αυτόματη απάντηση", "εκτόσ γραφείου", "автоответ", "автоматический ответ",
    "автоматична відповідь", "автовідповідь", "автоматичен отговор", "извън офиса", "отсъствие", "otomatik yanıt",
    "otomatik cevap", "ofis dışında", "מענה אוטומטי", "תשובה אוטומטית", "رد تلقائي", "الرد التلقائي", "پاسخ خودکار",
    "स्वचालित उत्तर", "自動返信", "自動応答", "不在通知", "自动回复", "自动答复", "自動回覆", "不在办公室",
    "자동 응답", "자동응답", "자동 회신", "자동회신", "부재중", "ตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ",
    "tự động trả lời", "trả lời tự động", "balasan otomatis", "sjálfvirkt svar", "ekki við", "fora de l'oficina",
    "fora de l’oficina", "antispam:", "*** security information for",
)  # fmt: skip
"""Beginnings of subjects, case-folded."""

AFTER_AUTOMATIC = (
    r"\s*(?:$|[:：\]】）」>)(\-–—|/,;.!*])"
    r"|\s+(?:re|aw|fwd?|wg|sv|tr|rv|until|till|from|bis|ab|jusqu\S*|hasta|fino|até|tot|do|до)\b"
)
"""What follows such a beginning: "Out of office: Re: Help", yet not "Out of office chairs"."""

ABSENCE = (
    r"\bout of (?:the )?office\b|i['’]m ooo\b|i am travelling"
    r"|\bon (?:annual|parental|maternity|paternity|sick|medical|my) leave\b|\bon (?:vacation|holiday)\b"
    r"|\baway from (?:the office|my desk)\b|nicht im (?:büro|haus)|au(?:ß|ss)er haus|im urlaub|auf urlaub"
    r"|in elternzeit|\babsente? du bureau|actuellement absente?|en congés?\b|fuera de la oficina|de vacaciones"
    r"|fuori (?:ufficio|sede)|in ferie\b|sarò assente|fora do escritório|de férias|met (?:verlof|vakantie)"
    r"|\bafwezig\b|inte på kontoret|på semester|ikke på kontoret|ute av kontoret|poissa toimistolta|lomalla"
    r"|na urlopie|nieobecn[ya]|mimo kancelář|na dovolen|mimo kancelári|nem tartózkodom az irodában|szabadságon"
    r"|plecat din birou|în concediu|εκτό[ςσ] γραφείου|θα απουσιάζω|в отпуске|не будет в офисе|у відпустці"
    r"|не буде в офісі|извън офиса|в отпуск\b|отпуска съм|ofis dışında|izinde|خارج المكتب|في إجازة|در دفتر نیستم"
    r"|در مرخصی|מחוץ למשרד|בחופשה|कार्यालय से बाहर|अवकाश पर|छुट्टी पर|休暇中|休暇を|不在にして|不在のため"
    r"|不在办公室|不在辦公室|休假|부재중|휴가|ไม่อยู่ที่สำนักงาน|ลาพักร้อน|vắng mặt|nghỉ phép"
    r"|tidak berada di kantor|sedang cuti|nisam u uredu|na godišnjem"
    r"|\b(?:ich|wir)\b(?:[^.!?\n]|\d\.){0,60}nicht erreichbar|büro ist .{0,30}geschlossen"
    r"|en déplacement|congé maternité|no estaré disponible"
    r"|(?:estoy|estaré|estou|estarei|encuentro|encontraré|encontro-me) (?:\w+ )?ausente|assente dall"
    r"|niet aanwezig"
    r"|är ledig|holder ferie|på ferie|poza biurem|dovolenou|в командировке|izindeyim|σε άδεια|出張のため"
    r"|休業とさせて|正在出差|छुट्टी|إجازة|đang nghỉ|\bcuti\b"
    r"|\bholder \w*ferie\b|í (?:\w*fríi|orlofi)\b|\bsóc fora\b|fora de l['’]oficina"
)
"""Somebody is away; case-folded text."""

MEANWHILE = (
    r"limited access|no access to (?:my )?e-?mail|(?:will|shall) (?:return|be back)\b"
    r"(?! (?:it|them|this|that|my|these|those|all|the (?!week|office|\d))\b)"
    r"|(?:upon|on|when|after) (?:my|i) return|for (?:any |an )?(?:urgent|emergenc)|in urgent (?:case|matter)"
    r"|in (?:case of )?(?:an )?emergenc|if (?:your |this |it )?(?:matter |request )?(?:is )?urgent|anything urgent"
    r"|not be forwarded|not be reading|keinen zugriff auf (?:\w+ )?(?:e-?mail|mail|postfach|nachricht)"
    r"|wieder erreichbar|nicht weitergeleitet|in dringenden (?:fällen|angelegenheiten)"
    r"[^.!?\n]{0,60}(?:wenden|kontakt|bitte|rufen sie|schreiben sie|erreichen sie|steht|hilft)"
    r"|nachricht nicht lesen|dringende anfragen|en cas d['’]urgence"
    r"|pas accès à (?:\w+ )?(?:e-?mail|mail|messagerie|courriel|boîte|message)"
    r"|serai de retour|à mon retour"
    r"|asuntos urgentes|si es urgente|no tendré acceso al? (?:\w+ )?(?:correo|e-?mail|mail|internet)"
    r"|regresaré|per urgenze|questioni urgenti|non avrò accesso all[ae'’] ?(?:\w+ )?(?:posta|mail|e-?mail|casella)"
    r"|al mio rientro|em caso de urgência"
    r"|sem acesso (?:à|ao?s?|a[os]?) (?:\w+ )?(?:e-?mail|mail|correio|caixa|internet)"
    r"|regresso a|dringende zaken|weer bereikbaar|niet gelezen"
    r"|lees mijn e-?mail niet|bij spoed|vid brådskande|läser inte|hastesager|hastesaker|kiireellisissä"
    r"|w pilnych sprawach|nie mam dostępu do (?:\w+ )?(?:poczt|e-?mail|mail|skrzynk|internet)"
    r"|v naléhavých|v súrnych|sürgős esetben|pentru urgențe|για επείγοντα"
    r"|по срочным|не имею доступа к (?:\w+ )?(?:почт|e-?mail|интернет)"
    r"|вернусь|з термінових|терміновими|по спешни|нямам достъп до (?:\w+ )?(?:пощ|e-?mail|имейл|интернет)"
    r"|ще се върна|acil durum"
    r"|في الحالات العاجلة|للأمور العاجلة|برای موارد فوری|במקרים דחופים|अत्यावश्यक मामलों|お急ぎの場合|以降にご返信"
    r"|(?:メール|連絡)[^。\n]{0,12}確認できません"
    r"|紧急事宜|緊急事宜|如有急事[^。!!\n]{0,12}(?:请|联系|致电|拨打)"
    r"|급한 용무|급한 경우|긴급한 경우|긴급한 용무|หากมีเรื่องด่วน[^\n]{0,20}(?:กรุณา|โปรด|ติดต่อ)"
    r"|กรณีเร่งด่วน|việc khẩn|trường hợp khẩn|hal mendesak|keperluan mendesak|za hitne|hitnim|intermittent access"
    r"|urgent (?:queries|requests|matters|issues)|get back to you|not being forwarded|nicht gelesen"
    r"|nach meiner rückkehr|wieder für sie da|ne consulterai pas|toute urgence|vous adresser à|acceso limitado"
    r"|a mi regreso|temas urgentes|al mio ritorno|per emergenze|quando regressar|assuntos urgentes"
    r"|niet doorgestuurd|när jag är tillbaka|är det brådskande|läser ikke|læser ikke|ved behov|enkä lue"
    r"|po powrocie|odpovím po|po návratu|доступ к почте ограничен|после возвращения|срочные вопросы"
    r"|після повернення|у термінових|когато се върна|dönüşümde|acil konular"
    r"|δεν έχω πρόσβαση στ(?:ο|α|ην) (?:\w+ )?(?:e-?mail|μηνύματα|ηλεκτρονικ|αλληλογραφία)"
    r"|nem olvasom"
    r"|sürgős ügyben|nu am acces la (?:e-?mail|mail|poșt|internet|mesaj)"
    r"|caz de urgență|返信が遅れ|お急ぎの方|順次対応|无法及时回复|紧急事情|(?:메일|연락)[^.\n]{0,12}확인이 어렵"
    r"|급한 일은|หากเร่งด่วน|เมื่อกลับมา|sau khi quay lại|nếu gấp|عند عودتي|للأمور الطارئة|लौटने पर|आपात स्थिति"
    r"|setelah kembali|jika mendesak"
    r"|\b(?:am|['’]m) back (?:on|in the office|at work)|\b(?:ich|wir) (?:bin|sind) (?:ab|am) [^.!?\n]{0,40}wieder"
    r"|(?:vertritt|vertreten) mich|meine vertretung|\breviens le\b|suis de retour|me remplace|mon absence"
    r"|me sustituye|en mi ausencia|vuelvo el\b|mi sostituisce|in mia assenza|torno (?:il|lunedì)\b"
    r"|na minha ausência|volto (?:no dia|a \d)|\bfins (?:al?|dijous|dilluns|dimarts|dimecres|divendres)\b"
    r"|in mijn afwezigheid|ben (?:ik )?(?:weer )?terug (?:op|vanaf)|jag är tillbaka|är (?:jag )?åter (?:den|på|måndag)"
    r"|\ber (?:jeg )?tilbage (?:igen )?(?:den|på|mandag|tirsdag|onsdag|torsdag|fredag|efter)|jeg er tilbake"
    r"|svara póst\w* (?:þegar|er)|kem aftur|palaan (?:töihin|toimistolle)|sijaiseni|zastępuje mnie|wracam \d"
    r"|zastupuje m[aeě]|helyettesem|mă înlocuiește|revin (?:la birou|pe)|yerime bakan|επιστρέφω στι[ςσ]"
    r"|меня замещает|вернусь|мене заміщає|замества ме|ממלא את מקומי|אחזור ב|ينوب عني|سأعود|سأرد عليك"
    r"|代わりに[^。\n]{0,20}(?:対応|連絡)|代理人|回来后回复|返回后回复|복귀|대신[^.\n]{0,15}연락|quay lại làm việc"
    r"|saya balas|kembali bekerja|กลับมาทำงาน"
)
"""And what becomes of the mail until then; case-folded text. Both together make an absence notice."""

DO_NOT_REPLY = (
    r"(?:do not|don['’]t) (?:reply|respond)(?: directly| to (?:this|the|that|our)(?: \S+){0,3}? ?(?:e-?mail|mail"
    r"|message|notification|notice|address|mailbox)\b(?! with))|(?:^|[.!,;:*()\n-] ?|please |kindly )(?:do not"
    r"|don['’]t) (?:reply|respond)[.!]?\s*$|this (?:mailbox|inbox|address) is not monitored|(?:automated|automatic"
    r"|auto-generated|automatically generated) (?:message|reply|response|e-?mail|notification"
    r"|notice)\b[^.!?\n]{0,20}[.,!]\s*(?:please|your|do|you|kindly)|antwort wurde automatisch|(?:message|e-?mail"
    r"|mail|notification|notice|letter|reply)\b[^.!?\n]{0,20} (?:generated|sent|created) automatically"
    r"|notification-only|this is an automat(?:ed|ic) (?:message|reply|response|e-?mail|notification|notice"
    r"|acknowledg(?:e)?ment) (?:confirming|to (?:confirm|inform|notify|let|acknowledge)|from)\b|(?:cannot|can['’]t"
    r"|not) (?:accept|receive) incoming (?:e-?mail|mail|message)|diese (?:e-?mail|nachricht) wurde automatisch"
    r"|automatisch (?:generierte|erstellte|erzeugte) (?:e-?mail|nachricht)|antworten sie (?:bitte )?nicht auf diese"
    r"|no respond(?:a|as|er) a este|este es un mensaje automático|(?:ne (?:pas|veuillez pas)"
    r"|de ne pas) répondre à ce(?:t|tte)? (?:e-?mail|mail|message|courriel|courrier)(?! par| avec)"
    r"|ceci est un (?:message|e-?mail) automatique|non rispondere a quest|questo è un messaggio automatico"
    r"|não responda a est|esta é uma mensagem automática|automatisch gegenereerd bericht"
    r"|niet op deze e-?mail (?:reageren|antwoorden)|wygenerowana automatycznie|nie odpowiadać na (?:ten|tę)"
    r"|не отговаряйте на (?:този|това)|това е автоматично|не отвечайте на (?:это|него)|сформировано автоматически"
    r"|не відповідайте на (?:цей|нього)|створено автоматично|otomatik olarak (?:gönderil|oluşturul)"
    r"|lütfen yanıtlamayın|このメール(?:には|に)ご?返信[^。\nあが]{0,20}(?:ません|できな|できか|致しかね|いたしかね"
    r"|不要|無用|不可|ないで|ないよう|控え)|送信専用(?:の?(?:メール|アドレス|アカウント))*(?:です|であ|のた|とな"
    r"|から(?:お送り|送信|配信)|で(?:お送り|送信|配信))|自動送信されて|系统自动发送(?!的)|請勿(?:直接)?回[覆复]"
    r"|请勿(?:直接)?回复|발신\s?전용|กรุณาอย่าตอบกลับ|โปรดอย่าตอบกลับ|به این (?:ایمیل|پیام) پاسخ ندهید"
    r"|الرجاء عدم الرد"
)
"""One pattern of plain alternatives, matched without case."""

MISDIRECTED = (
    r"automatically (?:generated|added|appended) (?:footer|disclaimer)|not the (?:\w+ )?(?:recipient|addressee)"
    r"|in error|by mistake|not addressed to you|nicht der (?:\w+ )?(?:adressat|empfänger)|irrtümlich"
    r"|n['’]êtes pas (?:le |la )?(?:\w+ )?destinataire|no es (?:usted )?el (?:\w+ )?destinatario|por error|non (?:è"
    r"|sei|siete) (?:il |i )?(?:\w+ )?destinatari|per errore|não (?:é|for) o (?:\w+ )?destinatário|por engano"
    r"|niet de (?:\w+ )?(?:ontvanger|geadresseerde)|nie (?:są|jest)[^.!?\n]{0,20} adresat|nejste (?:\w+ )?adresát"
    r"|nie ste (?:\w+ )?adresát|inte (?:är )?(?:rätt )?mottagare|ikke (?:er )?(?:rette )?(?:modtager|mottaker)"
    r"|muhatabı değil|alıcısı değil|не являетесь (?:адресатом|получателем)|не сте (?:\w+ )?(?:адресат|получател)"
    r"|не є (?:адресатом|одержувачем)"
)
"""A sentence for those whom a mail reaches by mistake asks nothing of us; case-folded text."""

SCANNED = (
    r"v[ií]r[uü]s|wirus|viry\b|virů|antivir|viirus|вирус|вірус|\bιό|וירוס|فيروس|ویروس|वायरस|ভাইরাস|ไวรัส|ウイルス|ウィルス|病毒"
    r"|바이러스"
)
"""A scanner's footer speaks of itself, not of who wrote what stands above it; case-folded text."""

RECEIVED = (
    r"\bwe(?:['’]ve| have) (?:just |safely )?received your (?:request|message|e-?mail|enquiry|inquiry|mail|ticket"
    r"|query)|\byour (?:request|message|e-?mail|enquiry|inquiry|ticket|query) (?:has|was) (?:been )?(?:received"
    r"|logged|created|registered|opened)|\bthank(?:s| you) for (?:contacting|getting in touch|writing to"
    r"|reaching out)|\bthank(?:s| you) for your (?:e-?mail|mail|message|request|enquiry|inquiry)|(?:vielen"
    r"|herzlichen) dank für (?:ihre|deine) (?:nachricht|anfrage|e-?mail|mail|mitteilung)|(?:ihre|deine) (?:anfrage"
    r"|nachricht|e-?mail|mitteilung) (?:ist|wurde) (?:bei uns )?(?:eingegangen|registriert|erfasst)|(?:ihre"
    r"|deine) (?:anfrage|nachricht|e-?mail|mitteilung) erhalten|avons bien reçu votre (?:demande|message|e-?mail"
    r"|courriel|mail)|merci de nous avoir contacté|hemos recibido su (?:solicitud|consulta|mensaje|correo"
    r"|reclamación)|gracias por (?:contactar|ponerse en contacto)|abbiamo ricevuto la (?:sua|tua"
    r"|vostra) (?:richiesta|mail|e-?mail|segnalazione|comunicazione)|grazie per averci contattat|(?:recebemos"
    r"|obrigad[oa] p(?:or|elo)) (?:o )?(?:seu|contato|contacto|contactar|entrar)|wij hebben uw (?:bericht|vraag"
    r"|e-?mail|aanvraag|melding) (?:goed )?ontvangen|bedankt voor uw (?:bericht|e-?mail|vraag)|(?:otrzymaliśmy"
    r"|dziękujemy za) (?:państwa |pani |pana |twoje |twoją )?(?:wiadomość|zgłoszenie|kontakt|zapytanie)|(?:obdrželi"
    r"|přijali) jsme (?:vaši|váš)|děkujeme za (?:vaši|váš|zprávu)|(?:dostali|prijali) sme (?:vašu|váš)"
    r"|vi har (?:tagit emot|mottagit|modtaget|mottatt) (?:ditt|din|er|ert|deres)|tak(?:k)? for din (?:henvendelse"
    r"|e-?post|mail)|tack för (?:ditt|din|ert) (?:mejl|meddelande|e-?post|förfrågan)|kiitos (?:viestistäsi"
    r"|yhteydenotostasi)|(?:viestisi|yhteydenottosi) on vastaanotettu|megkaptuk (?:az )?(?:üzenet|level"
    r"|megkeresés)\w*|am primit (?:mesajul|solicitarea)|vă mulțumim pentru (?:mesaj|că ne-ați)|(?:mesajınız"
    r"|talebiniz) (?:bize )?ulaş|(?:bizimle iletişime geçtiğiniz|mesajınız) için teşekkür|λάβαμε το (?:μήνυμά|αίτημά"
    r"|e-?mail)|(?:мы )?получили ваш[еу] (?:сообщение|обращение|письмо|заявку)|ваш[еа] (?:обращение"
    r"|заявка) (?:принят|зарегистрирован)|спасибо за (?:ваше )?обращение|отримали ваш[еу]? (?:звернення|повідомлення"
    r"|лист|заявку)|дякуємо за звернення|получихме (?:вашето|вашия|вашата)|благодарим ви за (?:запитването"
    r"|съобщението|писмото)|お問い合わせ(?:を|いただき|頂き)[^。\n]{0,20}ありがとう|お問い合わせを受け付け|受付番号"
    r"|感谢您的来信|已收到您的|문의(?:해|를) 주셔서 감사|문의가 접수|문의를 접수|ขอบคุณที่ติดต่อ|ได้รับ(?:ข้อความ"
    r"|อีเมล)ของท่าน|cảm ơn (?:quý khách|bạn) đã liên hệ|đã nhận được (?:yêu cầu|email|thư)|terima kasih (?:telah"
    r"|sudah) menghubungi|(?:email|pesan) anda telah kami terima|استلمنا (?:رسالتك|طلبك)|شكرا لتواصل|شكراً لتواصل"
    r"|קיבלנו את פני|תודה שפני|(?:پیام|درخواست) شما (?:دریافت|ثبت) شد"
)
"""Somebody confirms that they have got our mail; case-folded text."""

PROMISED = (
    r"\b(?:we|one of (?:our|the) \w+|a member of (?:our|the) team|our (?:support |service )?team|someone (?:from"
    r"|on) our team) (?:will|['’]ll|shall|aim to|endeavou?r to|try to) (?:\w+ )?(?:get back|respond|reply|contact"
    r"|answer|be in touch|come back)|we['’]ll (?:\w+ )?(?:get back|respond|reply|contact|answer|be in touch"
    r"|come back)|melden uns (?:\w+ ){0,4}bei (?:ihnen|dir)|werden (?:uns |sie |ihre "
    r"|sie sich )[^.!?\n]{0,60}(?:melden|beantworten|bearbeiten|kontaktieren|in verbindung setzen)|wird (?:sich "
    r"|ihre )[^.!?\n]{0,60}(?:melden|bearbeite[nt]|in verbindung)|(?:vous|votre demande)[^.!?\n]{0,40}(?:répondr"
    r"|recontacter|traiter|traitée)|(?:le|les|su)[^.!?\n]{0,20}(?:responderemos|contactaremos|contestaremos"
    r"|atenderemos)|nos pondremos en contacto|(?:la|ti|vi) (?:ricontatteremo|risponderemo|contatteremo)"
    r"|(?:responderemos|entraremos em contat?o|retornaremos)|(?:nemen|neemt) [^.!?\n]{0,40}contact (?:met u )?op"
    r"|(?:beantwoorden|reageren)[^.!?\n]{0,30}(?:zo spoedig|zo snel|binnen)|(?:odpowiemy|skontaktujemy się"
    r"|odezwiemy się)|(?:ozveme se|odpovíme|budeme vás kontaktovat)|(?:ozveme sa|odpovieme)|(?:vi )?(?:återkommer"
    r"|svarar|besvarar|vender tilbage|svarer|kontakter deg|kontaktar dig)|(?:vastaamme|palaamme|otamme yhteyttä)"
    r"|(?:válaszolunk|felvesszük önnel)|(?:vom răspunde|veți fi contactat|vă vom)|(?:en kısa sürede|yanıt vereceğiz"
    r"|dönüş yapacağız|iletişime geçeceğiz)|(?:θα απαντήσουμε|θα επικοινωνήσουμε)|(?:ответим|свяжемся|свяжется)"
    r"|(?:відповімо|зв['’]яжемося|зв['’]яжеться)|(?:ще ви отговорим|ще се свърж)|(?:担当者|営業日"
    r"|順次)[^。\n]{0,25}(?:ご連絡|ご返信|ご回答|返信)|(?:尽快|盡快)[^。\n]{0,10}(?:回复|回覆|联系|聯繫|与您)"
    r"|(?:빠른 시일|담당자|영업일)[^.\n]{0,20}(?:답변|연락)|จะติดต่อกลับ|จะตอบกลับ|sẽ (?:phản hồi|liên hệ|trả lời)"
    r"|akan (?:segera )?(?:menghubungi|membalas|kami balas|merespons)|سنرد|سنتواصل|سيتم الرد|נחזור אלי|נשיב"
    r"|پاسخ خواهیم داد|با شما تماس خواه|keep the (?:ticket|claim|case|reference) (?:id|number)|ticket id:"
)
"""And says what happens next; case-folded text. Both together make a receipt."""

CHALLENGE = (
    r"to (?:deliver|release) (?:your|this) (?:message|e-?mail|mail)[^.!?\n]{0,60}(?:click|confirm|verify|follow"
    r"|reply)|(?:(?:^|[.!?:,;\n]\s?|please |kindly )(?:confirm|prove|verify)|(?:message|mail|spam)[^.!?\n]{0,120}"
    r"(?:confirm|prove|verify))[^.!?\n]{0,40}(?:that )?you are (?:a )?(?:human|real person|not a (?:robot|spammer))"
    r"|(?:programa|sistema|serviço) que elimina mensagens|sua mensagem seja (?:encaminhada|entregue)"
    r"|(?:um ihre|damit ihre) (?:nachricht|e-?mail)[^.!?\n]{0,30}zugestellt[^.!?\n]{0,60}(?:klicken|bestätigen)"
    r"|to release it[^.!?\n]{0,30}(?:hit|press|click|reply)"
    r"|(?:merci de|veuillez) (?:prouver|confirmer|vérifier) que vous êtes (?:bien )?(?:un )?(?:être )?humain"
    r"|pour que votre message (?:soit|puisse)[^.!?\n]{0,60}(?:cliquez|confirmez)|para que su mensaje (?:sea"
    r"|pueda)[^.!?\n]{0,60}(?:haga clic|confirme|pulse)"
)
"""A guard of somebody's mailbox wants a proof from us; case-folded text."""

BOUNCE_SUBJECT = (
    r"undelivered mail returned|undeliverable:|delivery status notification|delivery failure(?:\s*:|$|\s*\()"
    r"|mail delivery (?:failed|failure|system|subsystem)|returned mail:|failure notice$|mail system error"
    r"|unzustellbar:|(?:message )?non remis ?:|no se puede entregar:|non recapitabile:|onbestelbaar:"
    r"|não (?:é possível entregar|entregue):|недоставленн\w+ сообщени|недоставено:|niedostarczalne:|niet bezorgd:"
    r"|olevererbart:|kan ikke leveres:|teslim edilemedi:|配信不能|無法傳遞|无法送达|未送达|배달되지 않음"
)
"""Beginnings of subjects that only mail systems write, whoever the sender claims to be."""

BOUNCE_WORDS = (
    r"\S@\S|\b[45]\.\d\.\d\b|\b55\d\b|smtp|recipient|(?:your|ihre|uw) (?:message|nachricht|bericht)|not be delivered"
    r"|undelivered|not (?:been )?delivered|votre message|su mensaje|(?:il|del) messaggio|mensagem|сообщение|съобщение"
    r"|wiadomoś|iletiniz|meldingen|viestiä|メッセージ|メール|邮件|郵件|메시지|메일"
)
"""What the text of a bounce speaks of, case-folded; a customer's "Delivery failure" speaks of something else."""

BOUNCE_TEXT = (
    "hi. this is the qmail-send program", "this is the mail system at host",
    "this message was created automatically by mail", "the original message was received at",
    "delivery has failed to these recipients",
)  # fmt: skip
"""How the text of a bounce begins, case-folded."""
