"""The commonest words of languages with a script of their own, as people type them in Latin letters.

Every writer spells a little differently: the spellings stand beside one another. 2, 3, 5, 7 and 9 are Arabic letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inboxd.core.text.wordlists import plain_words

ROMANISED_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "hi": plain_words(
        """
        hai hain hu hoon hun ho tha thi the me mein main mai maine ka ki ke ko se aur or nahi nahin nhi na kya kyu
        kyun kyon kaise kaisa kab kahan kaha kaun kitna kitne kitni kar karo kare karein karna karne karta karte
        karti kiya kijiye raha rahi rahe rhi rha rhe gaya gayi gaye gya gyi hua hui hue hota hoti hote hoga hogi
        honge diya di dijiye dena dene de do liya lena lene le lo mera meri mere aap aapka aapki aapke aapko apna
        apni apne hum ham hamara hamari hamare humara humari humare hamein humein mujhe mujhko tum tumhara tumhari
        tumhare tera teri koi kuch kuchh bhi to toh par pe pr ab abhi kal aaj din dino baar bar sab sabhi jo wo
        woh vo ye yeh yah is us iska iski iske uska uski uske isse usse unka inka wala wali wale waale tak liye
        lie saath sath bina baad phir fir agar lekin magar kyunki kyuki isliye jab tab jaise aisa aise itna itne
        bahut bohot bahot zyada jyada thoda bas sirf hi ji haan han sahi galat theek thik accha achha acha namaste
        namaskar shukriya dhanyavad dhanyawad kripya bhai bhaiya sir madam paisa paise rupaye rupay kaam band khol
        khul chal chala chalu aaya aayi aaye aa aata aati aate aana ja jaa jata jati jate jana jaye jayega jayegi
        mil mila mili mile milega milegi milta bata batao bataiye bataye bolo bola bol dekho dekha dekh diye lagta
        lag laga lagi lage wapas vapas dobara subah shaam sham raat ghar log logo logon bacha bachche bacche mummy
        papa yaar pura poora puri sakta sakti sakte chahiye chahie chahta padega padta rakha rakho hamesha mahine
        mahina saal hafte ghante ek teen char paanch pehle pahle andar bahar paas upar neeche yahan yaha wahan
        waha kisi kis jisme isme usme inhe unhe inko unko rehta rehti khud sabse apki apka apke
        """
    ),
    "ar": plain_words(
        """
        el al ana enta enti ento entu ihna ehna howa heya hwa hya huwa hiya da di de dah deh dol we wa wala walla
        wallah wallahi fe fi fel fil bel bil lel lil men min mn mel 3ala 3al 3an 3and 3andi 3andy 3andokom ma3
        ma3a ma3aya mesh mish msh mosh mush mafesh mafeesh mafish mafi ma mo mub muu leh leih ley lesh laysh leish
        kol kul kel koll kolo ya yalla yalli elli illi eli lli law lw lao bas bass kaman kman keda kda kede dlw2ty
        delwa2ty delwa2ti halla2 hala2 halaa daba lazem lazim lezem mumken momken 3ayez 3ayza 3awez 3awza 3ayzeen
        bedi beddi badi baddi bade abi abgha bghit bghina bghiti khassni khassna 5alas khalas khlass khallas
        shokran shukran chokran salam salamo alaikum 3alaikum 3alaykom ahlan marhaba mar7aba sabah saba7 el5eir
        elkheir kheir masa2 ba3d ba3ed 2abl abl qabl 9bel lessa lesa lissa embare7 mbare7 mbere7 lbareh ams
        elnaharda ennaharda enaharda elyom elyoum lyoum lyom yom youm bokra bukra ghedda ghadda esbo3 osbo3 sa3a
        sa3at shahr chhar chher sana 3am kif kifach kifash keef ezay ezzay izay wach wash wesh chkoun chnou chno
        achno shu shou shoo shno eh aywa aiwa ah la2 la2a la ghir hadi hada had hadchi hadou hadak dyal dyali
        dyalkom dyalna dial bzaf bezzaf machi mashi rah raha rani rakom likom lkom lia liya lina lik kayn kayna
        makaynch walo wela wella ola hna 7na ntoma nta nti 3afak 3lach 3lash 3la katsenna bla chi wahd wa7ed wa7da
        wa7d kteer ktir kteir kathir awi awy gedan geddan jiddan giddan jdan mbasoot 3shan 3ashan 3alashan 3asan
        mshan minshan laken lakin bs beta3 bta3 beta3kom beta3ty beta3y bta3kom hal fein feen fen wein wen meen
        mta emta imta mata akid tab6 ba2a ba2aly sar sarly saar yani ya3ni inshallah insha2allah en sha2 allah
        alhamdulillah el7amdulelah elhamdulilah hamdella 7arami 7aram flous felous floos fluus felosy fluusi
        masari el7esab 7esab 7esabi talab talabi raqam rakam kalam nas kan kanet kont konna kunt sho fe3lan bardo
        bardu tany tani marra marrat mrra mrrat kull elly fih feha fiha ely beshtaghal shaghal yeshtaghal bekhdem
        tkhdem khdem mazal baqi men3and lay 3endi 3endak
        """
    ),
    "fa": plain_words(
        """
        man to shoma ma una oona ona ro ra az be ba in un on oon ke chera chi chie chiye chieh ki key kay koja
        kojast kojas chetor chetori chand nemishe nemishavad mishe mishavad nemitoonam nemitunam nemitavanam
        mitoonam mitunam mitoone mitoonid mikonam mikone mikonid mikonan nemikone nemikonam kardam karde kardid
        kardan kard konam konid konin bokonam nist nistam nistesh hast hastam hasti hastid ast ham hanooz hanuz
        hanoz dige digeh salam lotfan lotfa merci mersi mamnoon mamnun mamnoonam sepas tashakor khaste nabashid
        pool poolam poole poolamo pul pulam hesab hesabam hesabe sefaresh sefaresham nashod nashode shode shod
        shodam mishod bashe basheh bashad baraye bara vali vaali ama age agar ta khodam khodeton khodetun emrooz
        emruz dirooz diruz farda hafte mah sal saat rooz ruz ruze rooze nadaram daram dare darid darim nadare
        dasht dashtam bood bud boodam bude nabood fekr goftam goft goftan goftid migan mige migid mikhad mikham
        mikhastam mikhaym bedin bedid bedam dadam dadid dad dade nadad nadade resid narasid nareside residam javab
        javabi pasokh poshtibani karbari ramz rasid ersal peigiri kharid kharidam kharide pardakht bargardoonid
        bargasht zang zadam hich hichkas hichi kheili kheyli xeili xeyli faghat faqat bayad nabayad alan hala bad
        baad ghabl qabl ino uno inja unja hamin hamoon hamash hame hamechi chon ya yek ye do seh chahar dastam
        dastetoon behem beheton tamoom tamam moshkel moshkele kar nemikoneh vaght vaghte vaqt daneshgah agha aqa
        khanom khanoom jan azizam vaghean vaqean saretoon baratoon khodesh inke
        """
    ),
    "ru": plain_words(
        """
        ne ni nie vo na so ko ob za po pod do ot iz dlya dlja bez pri cherez ya ja ty vy on ona ono my oni menya
        menja mne mnoy tebya tebe vas vam vami nas nam nami ego ee eyo im ih moy moi moya moja moe moyu svoy vash
        vashi vasha vashe vashu nash nasha eto etot eta etu eti etogo tot tam tut zdes chto chtoby shto kak gde
        kuda kogda pochemu zachem kto kakoy kakoi skolko li ili no esli uzhe uje eshche eshe esche escho eshyo
        tolko toka ochen net da nelzya mozhno mojno mozhet mojet mogu mozhete mojete nado nuzhno nujno hochu xochu
        est byl byla bylo byli budet budu bit byt tak tozhe toje takzhe teper seychas seichas sejchas segodnya
        segodnja zavtra vchera snova opyat opjat vsegda nikogda nichego nikto nikogo vse vsyo vsego den dney dnei
        dnya dni nedelyu nedeli nedelya mesyac mesyats god chas chasa chasov minut raz raza razu zdravstvuyte
        zdravstvuite zdravstvujte privet dobryi dobriy dobry dobrij utro vecher spasibo pozhaluysta pozhaluista
        pojaluista pozhalujsta pozhalusta plz zakaz zakaza dengi deneg akkaunt parol pochta pochtu telefon nomer
        karta kartu schet scheta oplata oplatu dostavka posylka pomogite podskazhite podskajite otvet otveta
        otvetite vernite verni zhdu jdu rabotaet rabotayut rabotat prishlo prishel prishla prislali napisal pisal
        pishu skazali govoryat zvonil dumayu znayu ponimayu voobshche voobsche voobshe prosto kakaya kakie kotoryi
        posle potom pered chem nikak takoe bolshe menshe nuzhna nuzhen nuzhny etom etoy etoi etih etim goda godu
        let chasto prosyat prosim proshu skazhite dva tri chetyre pyat nochi nochyu utra utrom vecherom dnem
        srochno nakonec nakonets vmesto krome delat sdelat sdelali delayu problema oshibka pishet vydaet prohodit
        prihodit prishlite otpravili poluchil poluchila poluchili zakazal zakazala zakazali kupil kupila oplatil
        oplatila oplatili spisali snyali vernuli dayte daite hvatit privetstvuyu uvazhaemye uvazheniem dogovor
        sait saite schete otklyuchite vklyuchite pryamo chego vseh vsem drugoi drugoy drugie kogo nichem otvette
        ostalos mesta kazhdyi kazhdyy kazhdyj zakazyvaem prishli podryad obnovleniya odin odna odno odni
        """
    ),
    "bg": plain_words(
        """
        da ne ni se sa sam sum sym sme ste si be beshe bqh byah vav vuv na za ot do sas sus pri po pod nad sled
        predi bez ili no ako che kato kak kakvo kakyv kakuv koi koy koito koyto koeto koqto kade kude kyde koga
        zashto zasto zashtoto kolko li mi me ti te vi vie nie nas vas go gi ya im mu az moi moya moq moyat moqt
        moeto moite vash vashi vashata vashiya vashiq nash tova tozi tazi tezi onzi tam tuk sega dnes utre vchera
        oshte oste osht veche vече pak samo mnogo malko poveche nyama nqma njama ima imam imame imate iskam iskame
        moga moje mozhe mojete mozhete trqbva tryabva trebva shte shtqh shteshe molq molya molja zdraveite
        zdraveyte zdravei zdrasti dobar dobur den blagodarq blagodarya blagodaria mersi pozdravi pari parite
        porachka poruchka porachkata poruchkata porychka smetka smetkata akaunt parola parolata faktura pratka
        pratkata dostavka otgovor otgovarya otgovarq pomosht raboti rabotqt rabotyat stava stana chakam chakame
        pisha pisah pisahme kazaha kazvat vleza vlqza vlyaza vlizam vcera nishto nisto nikoi nikoy vsichko vsichki
        vseki dni dena sedmica sedmici mesec meseca godina chas chasa pati puti pyti vednaga vednuga spravka
        vyrnete varnete vurnete vyzmozhno kupih poluchih polu4ih 4akam o6te ve4e 6te za6to ne6to pla6tane
        plashtane dosta taka sushto syshto sashto obache tryabvashe edin edna edno edni dve chetiri 4etiri nyakoi
        nqkoi nyakoy vsyaka posledno posledniya posledniq poslednia deto kogato dokato zatvarya zatvarq pishe dali
        pitam imeil imeyl stotinka leva hil nedelya nedelia godini mesetsa profila napravo pone obadete obadih
        obazhda namiram tyrsq tarsya znam znaete vizhdam dava davate plashtam platih platila kupuvam poruchah
        porychah
        """
    ),
    "uk": plain_words(
        """
        ne ni ta vo na zi do vid dlya bez pry cherez ya ty vy vin vona my vony mene meni tebe tobi vas vam nas nam
        yoho yiyi yim mij miy moya moye moyi svij vash vashi vasha nash tse tsey tsya tsi toy tam tut shcho scho
        shchob schob yak yaka yaki yakyy de kudy koly chomu navishcho khto skilky chy abo ale yakshcho yaksho vzhe
        uzhe shche sche tilky lyshe duzhe nemaye nema ye bulo buv bula bude budu mozhna mozhe mozhu mozhete treba
        potribno khochu hochu zaraz teper sohodni syohodni zavtra vchora znovu zavzhdy nikoly nichoho nikhto vse
        den dniv dni tyzhden tyzhni misyats rik hodyn raz dobryi dobryy dobrogo dnya pryvit vitayu dyakuyu djakuju
        diakuiu bud laska proshu zamovlennya hroshi groshi koshty rakhunok parol poshta nomer dopomozhit vidpovid
        chekayu pratsyuye pratsyuie povernit pislya potim
        """
    ),
    "ja": plain_words(
        """
        desu desuka masu masen masenka mashita masendeshita deshita deshou shimasu shimashita shite shitai
        sumimasen gomen gomennasai onegai onegaishimasu itashimasu kudasai arigatou arigato gozaimasu gozaimashita
        yoroshiku konnichiwa konbanwa ohayou hajimemashite no wa ga wo ni de to mo ka kara made yori ne yo nai
        nani nan itsu doko dare donna dou doushite naze kore sore are kono sono watashi boku imasu imasen arimasu
        arimasen aru iru dekimasu dekimasen dekiru suru sareru saremasu shitsurei moushiwake tanomu takusan mada
        mou chumon chuumon henkin todokimasen todokanai kyou kinou ashita jikan fun nihon kaisha okyaku san sama
        """
    ),
    "zh": plain_words(
        """
        wo ni nin ta women nimen tamen wode nide ninde de le bu shi zai you meiyou mei ma ne ba qing xie xiexie
        nihao hao neng yao hui dou hai jiu zhe zhege na nage ge yi yixia wen wenti shenme zenme weishenme shei
        nali nar keyi bukeyi zhi zhidao xiang kan shuo dui bei gei dao cong shang xia li hen tai duo shao xianzai
        jintian mingtian zuotian tian xiaoshi yue nian ci qian dingdan tuikuan kuaidi zhanghao mima kefu huikuan
        fapiao dianhua shouji diannao zhongwen yingwen xieixe bang bangmang mafan yinwei suoyi danshi ruguo yijing
        haishi huoshi guowai shurufa pinyin
        """
    ),
    "th": plain_words(
        """
        sawasdee sawatdee krub krap khrap kha khun mai dai tee thi nai laew yang kab jai loei rao pom chan khor
        khob arai yangngai mee pen nee nan tham nuay bok rai wan kuen ngern
        """
    ),
}
"""Words by language."""
