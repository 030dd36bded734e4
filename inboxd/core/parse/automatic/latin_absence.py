"""How absence notices are worded in further languages of Latin letters, by language; case-folded. Data only."""

from __future__ import annotations

SUBJECTS = (
    "automatisk besked", "automatisk svarmail", "fraværsbesked", "fraværsmelding", "feriebesked",
    "feriemelding", "ute av kontoret", "fraværsvar", "frånvaromeddelande", "autosvar:", "inte på kontoret",
    "semesterhälsning", "poissaoloilmoitus", "poissaolo", "lomavastaus", "automaattivastaus",
    "sjálfvirk svörun", "fjarvera", "automaatne vastus", "kontorist väljas", "puhkusel", "eemal",
    "prombūtne", "automātiskā atbilde", "atvaļinājumā", "automatinis pranešimas", "nėra biure", "atostogos",
    "atostogauju", "nepřítomnost", "mimo kancelář", "automatická zpráva", "neprítomnosť", "mimo kancelárie",
    "samodejni odgovor", "avtomatski odgovor", "odsotnost", "odsoten", "odsotna", "izvan ureda",
    "odsutnost", "automatska poruka", "automatski odgovor", "godišnji odmor", "van kancelarije", "odsustvo",
    "përgjigje automatike", "jashtë zyrës", "mesaj automat", "absent din birou", "concediu",
    "automatikus üzenet", "házon kívül", "szabadság", "távollét", "missatge automàtic",
    "resposta automatizada", "fóra da oficina", "mensaxe automática", "erantzun automatikoa",
    "bulegotik kanpo", "freagra uathoibríoch", "as oifig", "ateb awtomatig", "allan o'r swyddfa",
    "tweġiba awtomatika", "avtomatik cavab", "ofisdə deyiləm", "avtomatik javob", "balasan automatik",
    "jawapan automatik", "di luar pejabat", "awtomatikong tugon", "jibu la kiotomatiki", "jibu otomatiki",
    "nje ya ofisi", "outomatiese antwoord", "outomatiese reaksie", "buite kantoor", "aŭtomata respondo",
    "ekster la oficejo",
)  # fmt: skip
"""Beginnings of subjects, case-folded."""

ABSENCE = {
    "da": r"jeg (?:er|har)(?: desværre| lige nu| i øjeblikket| p\.?t\.?)? (?:på (?:\w*ferie|barsel\w*"
    r"|orlov|kursus|\w*rejse)|bortrejst|fraværende|sygemeldt|fri)\b|jeg holder (?:fri"
    r"|\w*ferie)\b|jeg er ikke (?:på kontoret|til stede)|ikke længere (?:ansat (?:hos os|her|i)"
    r"|hos os)|arbejder ikke (?:længere|mere) (?:hos os|her)|(?:vores|vort) (?:firma|virksomhed"
    r"|kontor|butik) (?:er|har) (?:nu )?(?:\w+ )?(?:lukket|ophørt)|(?:lukket|ophørt) pr\. \d",
    "nb": r"jeg (?:er|har)(?: dessverre| for tiden| for øyeblikket)? (?:på (?:\w*ferie|permisjon"
    r"|reise|kurs|\w*reise)|bortreist|fraværende|sykmeldt|ikke på kontoret|(?:\w+)?permisjon"
    r"|ferie|fri)\b|ikke lenger (?:ansatt (?:hos oss|her|i)|hos oss)|(?:jobber|arbeider) ikke "
    r"lenger (?:hos oss|her)|eg er (?:på ferie|i permisjon|bortreist|ikkje på kontoret)"
    r"|(?:firmaet|bedriften|kontoret) vårt (?:er|har) (?:nå )?(?:lagt ned|stengt)",
    "sv": r"jag (?:är|har)(?: tyvärr| just nu| för närvarande)? (?:på (?:\w*semester|tjänsteresa"
    r"|resande fot|konferens)|semester|bortrest|frånvarande|sjukskriven|föräldraledig"
    r"|tjänstledig|pappaledig|mammaledig|ledig)\b|(?:arbetar|jobbar) inte längre (?:hos oss|här"
    r"|kvar)|har slutat (?:hos oss|på företaget)|vårt (?:företag|kontor) (?:är|har) (?:nu "
    r")?(?:stängt|upphört|lagts ned)",
    "fi": r"olen (?:\w+ )?(?:\w*lomalla|\w*vapaalla|poissa|matkoilla|työmatkalla|sairauslomalla"
    r"|virkavapaalla)|en ole (?:tavoitettavissa|paikalla|toimistolla)|ei (?:ole|työskentele) "
    r"enää (?:meillä|palveluksessamme|yrityksessämme)|en (?:ole|työskentele) enää "
    r"(?:yrityksessä|palveluksessa|töissä)|yrityksemme (?:on lopettanut|toiminta on päättynyt)",
    "is": r"ég (?:er|verð) (?:í (?:\w*fríi|\w*leyfi|orlofi)|ekki (?:við|á skrifstofunni)|fjarverandi"
    r"|veik(?:ur)?\b)|(?:er hætt(?:ur|ur störfum)?|starfar ekki lengur) (?:störfum|hjá okkur)"
    r"|fyrirtækið (?:okkar )?hefur hætt",
    "et": r"(?:olen|viibin) (?:\w+ )?(?:puhkusel|\w+puhkusel|lähetuses|haiguslehel|kontorist "
    r"(?:väljas|eemal)|eemal)|ei viibi (?:hetkel )?kontoris|ei tööta enam (?:meie|siin|meil)|ma "
    r"ei tööta enam|meie (?:ettevõte|firma) on (?:oma )?(?:tegevuse lõpetanud|suletud)",
    "lv": r"(?:atrodos|esmu|būšu) (?:\w+ )?(?:atvaļinājumā|komandējumā|prombūtnē|prom no biroja|ārpus "
    r"biroja|slimības lapā)|vairs nestrādā (?:mūsu|pie mums|šeit)|vairs nestrādāju|mūsu "
    r"(?:uzņēmums|birojs) (?:ir slēgts|ir beidzis|vairs nedarbojas)",
    "lt": r"(?:atostogauju|esu (?:\w+ )?(?:atostogose|komandiruotėje|išvykęs|išvykusi|ne biure"
    r"|nedarbinga))|manęs (?:nėra|nebus) (?:biure|darbe)|nebedirb(?:a|u) (?:mūsų|pas mus|čia"
    r"|šioje)|įmonė (?:nebevykdo|nutraukė) veikl",
    "cs": r"(?:jsem|budu)(?: nyní| právě| momentálně)? (?:na (?:\w+ )?(?:dovolené|mateřské|služební "
    r"cestě|nemocenské)|mimo kancelář|nepřítom[ne]na?|v zahraničí)|čerpám dovolenou|(?:u nás"
    r"|zde|v naší (?:firmě|společnosti)) (?:již|už) nepracuj[eiu]|(?:již|už) (?:u nás|ve "
    r"společnosti|zde) nepracuj[eiu]|naše (?:firma|společnost) (?:již )?(?:ukončila (?:svou "
    r")?činnost|zanikla)|ukončila? (?:jsem )?pracovní poměr",
    "sk": r"(?:som|budem)(?: momentálne| práve)? (?:na (?:\w+ )?(?:dovolenke|materskej|služobnej "
    r"ceste)|mimo kancelárie|neprítomn[ýá]|práceneschopn[ýá])|čerpám dovolenku|(?:už|viac) (?:u "
    r"nás|v (?:našej )?(?:firme|spoločnosti)) nepracuj[eu]|(?:u nás|tu) už nepracuj[eu]|naša "
    r"(?:firma|spoločnosť) (?:už )?(?:ukončila (?:svoju )?činnosť|zanikla)",
    "sl": r"(?:sem|bom)(?: trenutno| žal)? (?:na (?:\w+ )?(?:dopustu|službeni poti|bolniški"
    r"|porodniški)|odsot(?:en|na)|izven pisarne)|me ni v pisarni|(?:ni več zaposlen[a]? (?:pri "
    r"nas|v)|pri nas ne dela več|ne dela več pri nas)|naše podjetje (?:je prenehalo|ne posluje "
    r"več)",
    "hr": r"(?:sam|bit ću|biću|nalazim se)(?: trenutno| trenutačno)? (?:na (?:\w+ )?(?:godišnjem"
    r"|odmoru|bolovanju|porodiljnom|službenom putu|dopustu)|odsut(?:an|na)|odsustvu|izvan ureda"
    r"|van kancelarije|van ureda)|(?:nisam|neću biti) (?:trenutno )?(?:u (?:uredu|kancelariji)"
    r"|dostup(?:an|na))|(?:više ne radi|ne radi više) (?:kod nas|u našoj|ovdje|ovde)|više nije "
    r"zaposlen[a]? (?:kod nas|u)|naša (?:tvrtka|firma) (?:je (?:zatvorena|prestala)|više ne "
    r"posluje)",
    "sq": r"(?:jam|do të jem) (?:aktualisht )?(?:me (?:pushime|leje)|jashtë zyrës|në (?:pushim"
    r"|udhëtim pune))|nuk (?:jam në zyrë|punon më (?:këtu|tek ne|pranë))|kompania jonë (?:është "
    r"mbyllur|u mbyll)",
    "ro": r"(?:sunt|voi fi|mă aflu)(?: momentan| în prezent)? (?:în (?:concediu\b|delegație|afara "
    r"biroului)|plecat[ă]? (?:din|în)|absent[ă]? din birou)|nu (?:sunt|voi fi) (?:la|în) birou"
    r"|nu mai lucre(?:ază|z) (?:la|în|pentru)|(?:firma|societatea|compania) noastră (?:s-a "
    r"(?:închis|desființat)|și-a încetat)",
    "hu": r"(?:szabadságon|szabadságomat|táppénzen|gyesen|irodán kívül|házon kívül|kiküldetésben) "
    r"(?:vagyok|töltöm|leszek|tartózkodom)|nem dolgozik (?:már |többé )?(?:nálunk|cégünknél"
    r"|itt)|már nem dolgozom|cégünk (?:megszűnt|befejezte|beszüntette)",
    "ca": r"(?:estic|estaré|soc|sóc|seré)(?: actualment)? (?:de (?:vacances|baixa|viatge|permís)"
    r"|absent|fora de l['’]oficina|fora del despatx)|ja no treball[ao] (?:aquí|amb nosaltres|a "
    r"l['’]empresa)|la nostra empresa ha tancat",
    "gl": r"(?:estou|estarei)(?: actualmente)? (?:de (?:vacacións|baixa|permiso)|fóra d[ao] "
    r"(?:oficina|despacho)|ausente)|xa non traballa (?:aquí|connosco|nesta)|a nosa empresa "
    r"pechou",
    "eu": r"(?:oporretan|bulegotik kanpo|bajan|baimenarekin) (?:nago|egongo naiz)|ez (?:nago|naiz "
    r"egongo) bulegoan|ez du (?:jada )?(?:hemen|gurekin) lan egiten|gure enpresa itxi",
    "ga": r"(?:táim|tá mé|beidh mé) (?:as (?:oifig|an oifig)|ar (?:saoire|laethanta saoire|shaoire))"
    r"|níl mé san oifig|ní oibríonn [^.!?\n]{0,30}(?:anseo|linn) a thuilleadh",
    "cy": r"(?:rwy|rydw i|byddaf|dwi)[^.!?\n]{0,12} (?:ar (?:wyliau|gyfnod)|allan o['’]r swyddfa|i "
    r"ffwrdd)|nid (?:wyf|yw[^.!?\n]{0,30}gweithio (?:yma|i ni))[^.!?\n]{0,15}(?:swyddfa|mwyach)",
    "mt": r"(?:jien|ninsab|se nkun|bħalissa)[^.!?\n]{0,15} (?:bil-?leave|fuq leave|barra "
    r"mill-uffiċċju)|m['’]għad(?:hiex|ux)[^.!?\n]{0,20}jaħdem magħna",
    "az": r"(?:məzuniyyətdəyəm|ezamiyyətdəyəm|ofisdə deyiləm|ofisdən kənardayam)|artıq (?:bizdə"
    r"|burada|şirkətimizdə) (?:işləmir|çalışmır)|şirkətimiz bağlan",
    "uz": r"(?:ta['’ʻ‘]tildaman|mehnat ta['’ʻ‘]tilidaman|safardaman|ofisda emasman|ishda emasman)"
    r"|endi (?:bizda|bu yerda) ishlamaydi",
    "ms": r"saya (?:sedang |kini )?(?:bercuti|berada di luar pejabat|tiada di pejabat|di luar pejabat"
    r"|tidak berada di pejabat)|tidak lagi bekerja (?:di sini|dengan kami|di syarikat)|syarikat "
    r"kami (?:telah|sudah) (?:ditutup|tutup)",
    "fil": r"(?:naka-?leave (?:ako|po ako)?|nakabakasyon|wala (?:po )?(?:ako )?sa opisina)|hindi na "
    r"(?:po )?nagtatrabaho (?:dito|rito|sa amin)|sarado na ang aming (?:kompanya|opisina)",
    "sw": r"(?:niko|nipo|nitakuwa) (?:kwenye |katika |kwa )?(?:likizo|likizoni|nje ya ofisi|safarini)"
    r"|sipo ofisini|hafanyi (?:tena )?kazi (?:tena )?(?:hapa|nasi|kwetu)|kampuni yetu imefungwa",
    "af": r"ek is (?:tans |op die oomblik )?(?:met (?:\w*verlof|vakansie)|op (?:verlof|vakansie)|weg "
    r"van (?:die|my) kantoor|uit die kantoor|nie (?:in|op) (?:die )?kantoor)|werk nie meer "
    r"(?:hier|by ons)|ons (?:maatskappy|kantoor) (?:het|is) (?:nou )?gesluit",
    "eo": r"mi (?:estas|estos) (?:nun )?(?:ekster (?:la )?oficejo|forestanta|ferianta|for de la "
    r"oficejo|en ferio)|mi ferias|ne plu laboras (?:ĉi tie|ĉe ni)|nia firmao (?:fermiĝis|ĉesis)",
}
"""Somebody is away, gone, or the firm is."""

MEANWHILE = {
    "da": r"jeg er tilbage|er tilbage (?:på kontoret|d\.|i uge)|vender tilbage (?:til kontoret|den \d"
    r"|d\.)|ved (?:hastende|akutte|presserende)|haster det|(?:bliver|vil) ikke (?:blive "
    r")?(?:læst|videresendt)|i mit fravær|(?:kontakt|skriv) (?:venligst |i stedet |til )*(?:min "
    r"kollega|\S+@)|adresse,? (?:som )?ingen læser",
    "nb": r"er tilbake (?:på kontoret|den|igjen|mandag|i uke)|ved (?:presserende|akutte|hastende)"
    r"|haster det|(?:blir|vil) ikke (?:bli )?(?:lest|videresendt)|i mitt fravær|blir ikkje "
    r"(?:lese|vidaresendt)|(?:kontakt|skriv) (?:vennligst |gjerne |i stedet |til )*(?:min "
    r"kollega|\S+@)",
    "sv": r"(?:åter|tillbaka) (?:på kontoret|den \d|i tjänst|igen den|måndag)|(?:brådskande|akuta) "
    r"(?:ärenden|frågor|fall)|(?:läses|vidarebefordras) inte|inte (?:att )?(?:läsas"
    r"|vidarebefordras)|under min frånvaro|(?:kontakta|mejla|skriv) (?:vänligen |gärna |i "
    r"stället |istället |till )*(?:min kollega|\S+@)",
    "fi": r"palaan (?:\w+ )?\d|(?:palaan|takaisin) (?:lomalta|toimistolla|töissä|työpaikalla)"
    r"|kiireelli(?:sissä|set|sistä)|sijaisena(?:ni)?\b|viestejä(?:si)? ei (?:lueta|välitetä)"
    r"|viestiäsi ei (?:lueta|välitetä)|ei lueta eikä|ota(?:thatan)? yhteyttä (?:kollegaan|\S+@)",
    "is": r"kem (?:aftur|til baka)|(?:áríðandi|brýn) (?:erindi|mál)|ef (?:erindið|málið) er "
    r"(?:áríðandi|brýnt)|(?:verður|er) (?:póstur(?:inn)? )?ekki (?:lesinn|áframsendur)|hafið "
    r"samband við \S+@|í fjarveru minni",
    "et": r"(?:tagasi|naasen)(?: tööl| kontoris)? (?:alates |esmaspäeval|\d)|kiire(?:te|tes"
    r"|loomulis)\w* (?:küsimus|asja|juhtu)\w*|kirju ei (?:loeta|suunata)|(?:kirja|teie kirja) "
    r"ei (?:loeta|edastata)|asendab mind|palun (?:kirjutage|pöörduge)[^.!?\n]{0,30}\S@",
    "lv": r"(?:atgriezīšos|atpakaļ (?:birojā|darbā))|steidzam(?:os|u|ās|i) (?:gadījum|jautājum"
    r"|lietās)\w*|mani aizvieto|(?:netiek|netiks) (?:lasīt|pārsūtīt)\w+|lūdz(?:u|am) (?:rakstīt"
    r"|sazināties|rakstiet)[^.!?\n]{0,30}\S@",
    "lt": r"(?:grįšiu|sugrįšiu|grįžtu) |skubi(?:ais|os|u) (?:klausim|atvej|reikal)\w*|mane pavaduoja"
    r"|(?:nėra|nebus) (?:skaitom|persiunčiam)\w+|(?:rašykite|kreipkitės)[^.!?\n]{0,30}\S@",
    "cs": r"(?:budu|jsem) (?:opět |zpět |znovu )+(?:\w+ )?(?:v|od|dne|k|na)\b|vrátím se|(?:urgentních"
    r"|neodkladných|naléhavé|urgentní) (?:případ|záležitost|věc)\w*|po (?:mém )?návratu"
    r"|(?:nebude|nejsou|není|nebudou) (?:čten|přeposílán|přesměrován)\w*|(?:obraťte se|pište"
    r"|kontaktujte)(?: prosím)?(?: na)? (?:kolegu|kolegyni|\S+@)",
    "sk": r"(?:budem|som) (?:opäť |späť |znovu )+(?:\w+ )?(?:v|od|dňa|k|na)\b|vrátim sa|(?:urgentných"
    r"|neodkladných|naliehavých) (?:prípad|záležitost|vec)\w*|po (?:mojom )?návrate|(?:nebude"
    r"|nie sú|nie je|nebudú) (?:čítan|preposielan|presmerovan)\w*|(?:obráťte sa|píšte"
    r"|kontaktujte)(?: prosím)?(?: na)? (?:kolegu|kolegyňu|\S+@)",
    "sl": r"(?:vrnem se|vračam se|vrnil se bom|vrnila se bom|(?:zopet|spet) (?:dosegljiv|v pisarni))"
    r"|nujnih (?:primerih|zadevah)|nadomešča me|sporočil[oa] ne (?:bo|bodo) (?:prebran"
    r"|posredovan)\w*|(?:pišite|obrnite se) na \S+@",
    "hr": r"(?:vraćam se|vratit ću se|vratiću se|ponovo (?:sam )?dostup|opet sam u)|(?:hitnim|hitne) "
    r"(?:slučajev|slučaj|stvar)\w*|(?:mijenja|menja) me|za hitna|poruke? (?:se )?ne (?:čitaju"
    r"|čita|prosljeđuj|prosleđuj)\w*|u mo(?:jem|m) odsustvu|(?:obratite se|javite se|pišite)(?: "
    r"na| kolegi| kolegici)* \S+@",
    "sq": r"kthehem (?:në|më|ditën)|kthehem më \d|(?:raste|çështje) urgjente|për urgjenca|nuk "
    r"(?:lexohen|lexohet|përcillen)|(?:shkruani|kontaktoni)(?: në| me)? \S+@",
    "ro": r"(?:revin|mă întorc|mă voi întoarce|voi reveni) (?:la birou|pe|în data|din|luni)"
    r"|(?:urgențe|situații urgente|probleme urgente)|în lipsa mea|mesaj\w* (?:dumneavoastră "
    r"|dvs\.? )?nu (?:va|vor|este|sunt) (?:fi )?(?:citit|redirecționat)\w*|(?:scrieți"
    r"|contactați|adresați)(?: vă rugăm)?(?: la| pe)? \S+@",
    "hu": r"(?:visszatérek|visszaérkezem|leszek újra|ismét elérhető)|(?:sürgős|halaszthatatlan) "
    r"(?:eset|ügy|kérdés)\w*|távollétemben|helyettesít\b|leveleim\w* nem (?:olvas|továbbít)\w*"
    r"|(?:üzenetét|levelét) (?:nem )?(?:nem )?(?:olvassuk|továbbítjuk)|(?:írjon|forduljon"
    r"|keresse)[^.!?\n]{0,30}\S@",
    "ca": r"tornaré (?:el|a l['’]|a la)|(?:per a |per |en cas d['’]|si és )(?:qüestions |assumptes "
    r"|temes )?urg\w+|en la meva absència|no (?:es llegirà|serà llegit|es reenvia|es llegeix)"
    r"|(?:escriviu|contacteu)(?: a| amb)? \S+@",
    "gl": r"(?:volverei|regresarei) (?:o|á)\b|(?:para |en caso de )(?:asuntos )?urx\w+|na miña "
    r"ausencia|(?:escriba|contacte)(?: a| con)? \S+@",
    "eu": r"(?:itzuliko naiz|bueltan egongo naiz)|premiazko (?:gai|kasu)\w*|presazko \w+|(?:idatzi"
    r"|jarri harremanetan) \S+@",
    "ga": r"(?:beidh mé|fillfidh mé) (?:ar ais|ar an)|(?:más|i gcás) (?:práinne|práinneach"
    r"|éigeandála)|ceisteanna práinneacha|seol r-?phost chuig \S+@",
    "cy": r"(?:byddaf|bydda i) (?:yn ôl|nôl)|(?:materion|ymholiadau) brys|os yw[^.!?\n]{0,20} (?:brys"
    r"|frys)|cysylltwch â \S+@",
    "mt": r"(?:nerġa['’] lura|se nerġa)|każijiet urġenti|każ ta['’] urġenza|(?:ikteb|ikkuntattja) "
    r"(?:lil )?\S+@",
    "az": r"(?:qayıdacağam|qayıdıram|geri dönəcəyəm)|təcili (?:hal|məsələ|sual)\w*|məni əvəz edir"
    r"|(?:oxunmur|yönləndirilmir)|\S+@\S+ (?:ünvanına|ünvanı ilə)",
    "uz": r"(?:qaytaman|qaytib kelaman|ishga chiqaman)|(?:shoshilinch|zarur) (?:hol|masala|savol)\w*"
    r"|\S+@\S+ (?:manziliga|ga yozing)",
    "ms": r"kembali (?:ke pejabat|bertugas|pada)|(?:perkara|urusan|hal|kes) (?:yang )?(?:mustahak"
    r"|segera|kecemasan)|semasa ketiadaan saya|tidak (?:akan )?(?:dibaca|dimajukan)|(?:sila"
    r"|hubungi)[^.!?\n]{0,25}\S@",
    "fil": r"(?:babalik|makakabalik) (?:po )?(?:ako|sa)|(?:para sa |kung )(?:mga )?(?:agaran|urgent"
    r"|agarang|emergency)\w*|hindi (?:na )?(?:po )?(?:mababasa|binabasa)|(?:sumulat"
    r"|makipag-ugnayan)(?: po)? (?:sa|kay) \S+@",
    "sw": r"(?:nitarudi|narudi)|(?:jambo|mambo|masuala|suala) (?:la |ya )?(?:dharura|haraka)|kwa "
    r"dharura|hazisomwi|(?:andikia|wasiliana na) \S+@",
    "af": r"(?:ek is|sal) (?:weer )?terug(?:keer| op| wees)|(?:dringende|noodgevalle|dringende "
    r"gevalle) ?\w*|word nie gelees|tydens my afwesigheid|(?:skryf aan|kontak)(?: asseblief)? "
    r"(?:my kollega|\S+@)",
    "eo": r"mi (?:revenos|estos reveninta)|urĝa(?:j|jn)? (?:kazo|afero|demando)\w*|dum mia foresto"
    r"|(?:skribu|turnu vin) al \S+@",
}
"""And what becomes of the mail; both together make an absence notice."""
