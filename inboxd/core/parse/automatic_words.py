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
    "tự động trả lời", "trả lời tự động", "balasan otomatis", "*** security information for",
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
)
"""And what becomes of the mail until then; case-folded text. Both together make an absence notice."""

DO_NOT_REPLY = (
    r"(?:do not|don['’]t) (?:reply|respond)(?: directly| to (?:this|the|that|our)(?: \S+){0,3}? ?(?:e-?mail|mail"
    r"|message|notification|notice|address|mailbox)\b(?! with))"
    r"|(?:^|[.!,;:*()\n-] ?|please |kindly )(?:do not|don['’]t) (?:reply|respond)[.!]?\s*$"
    r"|this (?:mailbox|inbox|address) is not monitored"
    r"|(?:automated|automatic|auto-generated|automatically generated)"
    r" (?:message|reply|response|e-?mail|notification|notice)\b[^.!?\n]{0,20}[.,!]\s*(?:please|your|do|you|kindly)"
    r"|antwort wurde automatisch"
    r"|(?:message|e-?mail|mail|notification|notice|letter|reply)\b[^.!?\n]{0,20} (?:generated|sent|created)"
    r" automatically"
    r"|notification-only"
    r"|(?:cannot|can['’]t|not) accept incoming (?:e-?mail|mail|message)|diese (?:e-?mail|nachricht) wurde automatisch"
    r"|automatisch (?:generierte|erstellte|erzeugte) (?:e-?mail|nachricht)"
    r"|antworten sie (?:bitte )?nicht auf diese|no respond(?:a|as|er) a este|este es un mensaje automático"
    r"|(?:ne (?:pas|veuillez pas)|de ne pas) répondre à ce(?:t|tte)? (?:e-?mail|mail|message|courriel|courrier)"
    r"(?! par| avec)|ceci est un (?:message|e-?mail) automatique"
    r"|non rispondere a quest|questo è un messaggio automatico|não responda a est|esta é uma mensagem automática"
    r"|automatisch gegenereerd bericht|niet op deze e-?mail (?:reageren|antwoorden)|wygenerowana automatycznie"
    r"|nie odpowiadać na (?:ten|tę)|не отговаряйте на (?:този|това)|това е автоматично"
    r"|не отвечайте на (?:это|него)|сформировано автоматически|не відповідайте на (?:цей|нього)"
    r"|створено автоматично|otomatik olarak (?:gönderil|oluşturul)|lütfen yanıtlamayın"
    r"|このメール(?:には|に)ご?返信[^。\nあが]{0,20}(?:ません|できな|できか|致しかね|いたしかね|不要|無用|不可|ないで|ないよう|控え)"
    r"|送信専用(?:の?(?:メール|アドレス|アカウント))*(?:です|であ|のた|とな|から(?:お送り|送信|配信)|で(?:お送り|送信|配信))"
    r"|自動送信されて|系统自动发送(?!的)|請勿(?:直接)?回[覆复]"
    r"|请勿(?:直接)?回复|발신\s?전용|กรุณาอย่าตอบกลับ|โปรดอย่าตอบกลับ|به این (?:ایمیل|پیام) پاسخ ندهید"
    r"|الرجاء عدم الرد"
)
"""One pattern of plain alternatives, matched without case."""

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
