"""Times and days as people say them, in the languages whose reply texts are shipped; numbers only in all others.

Every phrase is one that a sentence can end with: "You will hear from us {{ reply_by }}."
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_GRAIN = timedelta(minutes=5)
"""A promise to the minute sounds like a machine, and is one minute late too easily."""


@dataclass(frozen=True, slots=True)
class Idiom:
    """How a language speaks of times.

    Attributes:
        weekdays: from Monday. months: from January.
        today, tomorrow, later: patterns with {time} (zone included) and, for `later`, {date}.
        date: pattern with {weekday}, {day}, {month}, {number} (of the month).
        time: pattern with {hour}, {hh}, {mm}, {la} (Spanish article) and {zone}, which has its own blank.
        home: where nearly all who read the language live, so that a time there needs no zone; "" when they are spread.
        first: how the first of a month is written; "" when like all others.
        digits: its own digits from 0 to 9; "" for Latin ones.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    later: str
    date: str
    time: str
    home: str = ""
    first: str = ""
    digits: str = ""


def phrase_reply_by(
    at: datetime, now: datetime, zone: ZoneInfo, language: str, *, name_zone: bool | None = None
) -> str:
    """The promise to answer by `at`, e.g. "today by 16:20", "tomorrow by 09:30", "by Monday, 23 November, 10:00".

    Rounded up to five minutes, never into the next day. "" when the time has come already: a letter that was delayed
    must not promise the past.

    Args:
        zone: of the team; days and times are those on its wall.
        language: ISO 639-1; without an idiom of our own it is "2026-11-23 10:00".
        name_zone: whether the zone stands beside the time; None leaves it out only where the language is at home.
    """
    if at <= now:
        return ""
    due = _round_up(at).astimezone(zone)
    if (due.hour, due.minute) == (0, 0):
        due = (due.astimezone(UTC) - timedelta(minutes=1)).astimezone(zone)
    idiom = _IDIOMS.get(language.lower().partition("-")[0])
    named = _is_abroad(due, idiom) if name_zone is None else name_zone
    label = f" ({_zone_label(due, zone)})" if named else ""
    if idiom is None:
        return f"{due:%Y-%m-%d %H:%M}{label}"
    pattern = {0: idiom.today, 1: idiom.tomorrow}.get((due.date() - now.astimezone(zone).date()).days, idiom.later)
    return _spell(pattern.format(time=_time(due, idiom, label), date=_date(due, idiom)), idiom, label)


def phrase_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    """A day, e.g. "Monday, 23 November"; "2026-11-23" in languages without an idiom of our own."""
    day = at.astimezone(zone)
    idiom = _IDIOMS.get(language.lower().partition("-")[0])
    return f"{day:%Y-%m-%d}" if idiom is None else _spell(_date(day, idiom), idiom, "")


def _round_up(at: datetime) -> datetime:
    past = (at - datetime(2000, 1, 1, tzinfo=UTC)) % _GRAIN
    return at - past + _GRAIN if past else at


def _is_abroad(due: datetime, idiom: Idiom | None) -> bool:
    if idiom is None or not idiom.home:
        return True
    return due.utcoffset() != due.astimezone(ZoneInfo(idiom.home)).utcoffset()


_TAKEN_TWICE = frozenset({"CST", "CDT", "IST", "PST"})
"""Short names that mean other clocks elsewhere."""


def _zone_label(due: datetime, zone: ZoneInfo) -> str:
    name, key = due.tzname() or "", zone.key or ""
    if name.isalpha() and name not in _TAKEN_TWICE:
        return name
    if "/" in key and not key.startswith("Etc/"):
        return key.rpartition("/")[2].replace("_", " ")
    offset = f"{due:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _time(due: datetime, idiom: Idiom, label: str) -> str:
    article = "la" if due.hour == 1 else "las"
    return idiom.time.format(hour=due.hour, hh=f"{due:%H}", mm=f"{due:%M}", la=article, zone=label)


def _date(day: datetime, idiom: Idiom) -> str:
    return idiom.date.format(
        weekday=idiom.weekdays[day.weekday()],
        day=idiom.first if day.day == 1 and idiom.first else day.day,
        month=idiom.months[day.month - 1],
        number=day.month,
    )


def _spell(phrase: str, idiom: Idiom, label: str) -> str:
    if not idiom.digits:
        return phrase
    before, found, after = phrase.partition(label) if label else (phrase, "", "")
    own = str.maketrans("0123456789", idiom.digits)
    return before.translate(own) + found + after.translate(own)


_ENGLISH = Idiom(
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

_THAI = Idiom(
    weekdays=("วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์"),
    months=(
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
        "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ),
    today="ภายในวันนี้ เวลา {time}",
    tomorrow="ภายในวันพรุ่งนี้ เวลา {time}",
    later="ภายใน{date} เวลา {time}",
    date="{weekday}ที่ {day} {month}",
    time="{hh}:{mm} น.{zone}",
    home="Asia/Bangkok",
)  # fmt: skip

_JAPANESE = Idiom(
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    months=("",) * 12,
    today="本日{time}までに",
    tomorrow="明日{time}までに",
    later="{date}{time}までに",
    date="{number}月{day}日（{weekday}）",
    time="{hh}:{mm}{zone}",
    home="Asia/Tokyo",
)

_BULGARIAN = Idiom(
    weekdays=("понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"),
    months=(
        "януари", "февруари", "март", "април", "май", "юни",
        "юли", "август", "септември", "октомври", "ноември", "декември",
    ),
    today="днес до {time}",
    tomorrow="утре до {time}",
    later="до {date}, {time}",
    date="{weekday}, {day} {month}",
    time="{hh}:{mm} ч.{zone}",
    home="Europe/Sofia",
)  # fmt: skip

_PERSIAN = Idiom(
    weekdays=("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    months=(
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
    today="امروز تا ساعت {time}",
    tomorrow="فردا تا ساعت {time}",
    later="تا {date}، ساعت {time}",
    date="{weekday} {day} {month}",
    time="{hh}:{mm}{zone}",
    home="Asia/Tehran",
    digits="۰۱۲۳۴۵۶۷۸۹",
)  # fmt: skip

_SPANISH = Idiom(
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    today="hoy antes de {time}",
    tomorrow="mañana antes de {time}",
    later="antes del {date}, a {time}",
    date="{weekday}, {day} de {month}",
    time="{la} {hh}:{mm}{zone}",
)  # fmt: skip

_GERMAN = Idiom(
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

_FRENCH = Idiom(
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

_IDIOMS: Mapping[str, Idiom] = {
    "en": _ENGLISH,
    "th": _THAI,
    "ja": _JAPANESE,
    "bg": _BULGARIAN,
    "fa": _PERSIAN,
    "es": _SPANISH,
    "de": _GERMAN,
    "fr": _FRENCH,
}
