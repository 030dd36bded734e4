"""Idioms of languages in Latin letters."""

from __future__ import annotations

from inboxd.core.compose.idiom import Idiom

DUTCH = Idiom(
    weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=(
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    today="uiterlijk vandaag om {time}",
    tomorrow="uiterlijk morgen om {time}",
    later="uiterlijk {date} om {time}",
    date="{weekday} {day} {month}",
    time="{hh}:{mm} uur{zone}",
    home="Europe/Amsterdam",
)  # fmt: skip

ENGLISH = Idiom(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    today="today by {time}",
    tomorrow="tomorrow by {time}",
    later="by {date}, {time}",
    date="{weekday}, {day} {month}",
    time="{hh}:{mm}{zone}",
)  # fmt: skip

FRENCH = Idiom(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    today="aujourd’hui avant {time}",
    tomorrow="demain avant {time}",
    later="avant le {date} à {time}",
    date="{weekday} {day} {month}",
    time="{hour}h{mm}{zone}",
    home="Europe/Paris",
    first="1er",
)  # fmt: skip

GERMAN = Idiom(
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    today="heute bis {time}",
    tomorrow="morgen bis {time}",
    later="bis {date}, {time}",
    date="{weekday}, {day}. {month}",
    time="{hh}:{mm} Uhr{zone}",
    home="Europe/Berlin",
)  # fmt: skip

INDONESIAN = Idiom(
    weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    months=(
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    today="paling lambat hari ini pukul {time}",
    tomorrow="paling lambat besok pukul {time}",
    later="paling lambat {date}, pukul {time}",
    date="{weekday}, {day} {month}",
    time="{hh}.{mm}{zone}",
)  # fmt: skip

ITALIAN = Idiom(
    weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    months=(
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    today="oggi entro {time}",
    tomorrow="domani entro {time}",
    later="entro {time} di {date}",
    date="{weekday} {day} {month}",
    time="{article}{hour}:{mm}{zone}",
    home="Europe/Rome",
    first="1º",
    articles=("l’", "le "),
)  # fmt: skip

POLISH = Idiom(
    weekdays=("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
    months=(
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
        "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
    ),
    today="dziś do godz. {time}",
    tomorrow="jutro do godz. {time}",
    later="do {date}, godz. {time}",
    date="{day} {month} ({weekday})",
    time="{hh}:{mm}{zone}",
    home="Europe/Warsaw",
)  # fmt: skip

PORTUGUESE = Idiom(
    weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    months=(
        "janeiro", "fevereiro", "março", "abril", "maio", "junho",
        "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
    ),
    today="hoje até {time}",
    tomorrow="amanhã até {time}",
    later="até {date}, {time}",
    date="{weekday}, {day} de {month}",
    time="{article} {hh}:{mm}{zone}",
    first="1º",
    articles=("à", "às"),
)  # fmt: skip

SPANISH = Idiom(
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    today="hoy antes de {time}",
    tomorrow="mañana antes de {time}",
    later="antes del {date}, a {time}",
    date="{weekday}, {day} de {month}",
    time="{article} {hh}:{mm}{zone}",
    articles=("la", "las"),
)  # fmt: skip

TURKISH = Idiom(
    weekdays=("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
    months=(
        "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
        "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık",
    ),
    today="bugün saat {time} olmadan",
    tomorrow="yarın saat {time} olmadan",
    later="{date} günü saat {time} olmadan",
    date="{day} {month} {weekday}",
    time="{hh}:{mm}{zone}",
    home="Europe/Istanbul",
)  # fmt: skip

VIETNAMESE = Idiom(
    weekdays=("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    months=("",) * 12,
    today="chậm nhất vào {time} hôm nay",
    tomorrow="chậm nhất vào {time} ngày mai",
    later="chậm nhất vào {time} {date}",
    date="{weekday}, ngày {day} tháng {number}",
    time="{hh}:{mm}{zone}",
    home="Asia/Ho_Chi_Minh",
)
