"""Which letters a text has when it was decoded with the right charset."""

from __future__ import annotations

from typing import Final, NamedTuple


class Alphabet(NamedTuple):
    """One way in which octets above 127 may be meant.

    Attributes:
        codec: Python's codec.
        common: letters that make up most of a text.
        rare: letters that also belong.
        is_latin: whether these letters stand amid ASCII letters.
        other: what any other character says, -1 (that this is not it) to 0 (nothing).
    """

    codec: str
    common: str
    rare: str = ""
    is_latin: bool = False
    other: float = -1.0


_RUSSIAN = ("оеаинтсрвлкмдпу", "яыьгзбчйхжшюцщэфёъіїєґўјљњђћџѓќѕ№")
_GREEK = ("αοιετσνηυρπκμλς", "ωδγχθφβξζψάέήίόύώϊϋΐΰ")
_HEBREW = ("יוהלארתבמשנ", "דעקפחצסגטזכםןךףץ")
_ARABIC = ("اليمنرتبوهعدسفكقحة", "جخصشضطذزثظغءئؤىإأآپچژگکی،؛؟ـًٌٍَُِّْ")
_THAI = ("านรกอเงวยมลทสตดค่้ัิีื", "ปจพหบขใไแโุูำะ์ๆฉชซญณถธผฝภศษฟ็๊๋")
_HAN = (
    "的一是不了在人有我他中上大和地到以出也你生能而子那得下自之年用道行所家事成方多去法如都同面起看定天分好小部其主理心本前但因只想日者意力把"
    "十民第公此已工使情明性知全三又正外高由很最重物手向文美相被利什二等或新己身果加西月合回代内信表化老世位次度任常先海通教原立及比水名真走各入"
    "口平活更打女四神何安少才反受目太再感建必直命山金指至形社便空治科司五基非白界光放即且思完式色路南品住告求程北死交取格望共清今切院候"
    "复订阅无登录扣款取消帮助您客服退款号密谢收到快投系法"
)
_SIMPLIFIED = (
    "这个们来为国说时要就会可对于着过发后作里种经么学现当没动还进样开从实无与长机关点业将两间问并应战头体见产话给儿东声提员解论处义几认条气题变总"
    "电数报结务做接场件计管期资统区队决展马书则听达强难权设记类据边张该规万拉觉术领确传师观让识带导争运请订单账码录货递诉联话户"
)
_TRADITIONAL = (
    "這個們來為國說時要就會可對於著過發後作裡種經麼學現當沒動還進樣開從實無與長機關點業將兩間問並應戰頭體見產話給兒東聲提員解論處義幾認條氣題變總"
    "電數報結務做接場件計管期資統區隊決展馬書則聽達強難權設記類據邊張該規萬拉覺術領確傳師觀讓識帶導爭運請訂單帳碼錄貨遞訴聯話戶"
)
_KANA = "".join(chr(code) for code in (*range(0x3041, 0x3094), *range(0x30A1, 0x30F5), 0x30FC))
_JAPANESE = "、。「」気込円図対応広売読駅発帰変単経検続験価払戻働届注文返金連絡確認願致度申件会社様商品送"
_HANGUL = (
    "가각간감개거게것겠경계고공과관구국그금급기까나내너네녕년는능니님다단당대더데도동되된드들등때라러려로록료를리마만매면명모못무문물미바받발방배번변보부분불비"
    "사상생서선성세소속송수스습시신실십아안않알았어언업없에여연열영예오와왔요용우원월위으은을의이인일입있자작장재저전점정제조주중지직진차처천청체초추출치카크타터통트파품"
    "하학한할합해했행현호화확환회후희결돈앱드빨답직른꼭좀왜뭐했죠죄앞쪽글달락류립망멈못"
)

MULTIBYTE: Final = (
    Alphabet("gb18030", _HAN + _SIMPLIFIED, "，。！？：；、“”（）《》…—", other=-0.2),
    Alphabet("big5hkscs", _HAN + _TRADITIONAL, "，。！？：；、「」（）《》…—", other=-0.2),
    Alphabet("cp932", _KANA, _HAN + _TRADITIONAL + _JAPANESE, other=-0.2),
    Alphabet("euc_jp", _KANA, _HAN + _TRADITIONAL + _JAPANESE, other=-0.2),
    Alphabet("cp949", _HANGUL, "，。！？", other=-0.5),
)
ONE_BYTE: Final = (
    Alphabet("cp1252", "éèêàâçîôûùïëœ’", "«»", is_latin=True),
    Alphabet("cp1252", "äöüß", "é„“”–", is_latin=True),
    Alphabet("cp1252", "áéíóúñ¿¡", "üºª", is_latin=True),
    Alphabet("cp1252", "ãçéáóõêíâàôú", "üºª", is_latin=True),
    Alphabet("cp1252", "àèéìòù", "ó’", is_latin=True),
    Alphabet("cp1252", "åäöøæ", "éü", is_latin=True),
    Alphabet("cp1252", "’‘“”–—…", "é£€™®", is_latin=True),
    Alphabet("cp1254", "çğıöşü", "âîû", is_latin=True),
    Alphabet("cp1250", "ąćęłńóśźż", "„”–", is_latin=True),
    Alphabet("cp1250", "áčďéěíňóřšťúůýž", "„“–", is_latin=True),
    Alphabet("cp1250", "áéíóöőúüű", "„”–", is_latin=True),
    Alphabet("cp1250", "ăâîşţ", "„”–", is_latin=True),
    Alphabet("cp1250", "čćđšž", "„”–", is_latin=True),
    Alphabet("iso8859_2", "ąćęłńóśźż", "", is_latin=True),
    Alphabet("iso8859_2", "áčďéěíňóřšťúůýž", "", is_latin=True),
    Alphabet("cp1257", "ąčęėįšųūžāēģīķļņõ", "„“–", is_latin=True),
    Alphabet("cp1252", "áéíóúæö", "ðýþ", is_latin=True),
    Alphabet("cp1258", "ăâđêôơư\u0300\u0301\u0309\u0303\u0323", "áàéèíóòúùý", is_latin=True),
    Alphabet("cp1251", *_RUSSIAN),
    Alphabet("koi8_u", *_RUSSIAN),
    Alphabet("cp866", *_RUSSIAN),
    Alphabet("iso8859_5", *_RUSSIAN),
    Alphabet("cp1253", *_GREEK),
    Alphabet("cp1255", *_HEBREW),
    Alphabet("cp1256", *_ARABIC),
    Alphabet("iso8859_6", *_ARABIC),
    Alphabet("cp874", *_THAI),
)
"""Where two fit equally well, the first one is taken."""

EVERYWHERE: Final = frozenset("\u00a0“”‘’„–—…€«»°§©®™•·№")
"""Signs that say nothing about the charset."""
