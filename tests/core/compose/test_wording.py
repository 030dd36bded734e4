from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.compose.wording import phrase_day, phrase_reply_by

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=BERLIN)
TODAY = datetime(2026, 11, 20, 16, 20, tzinfo=BERLIN)
TOMORROW = datetime(2026, 11, 21, 9, 30, tzinfo=BERLIN)
LATER = datetime(2026, 11, 23, 10, 0, tzinfo=BERLIN)

SPOKEN = {
    "en": ("today by 16:20", "tomorrow by 09:30", "by Monday, 23 November, 10:00"),
    "th": ("ภายในวันนี้ เวลา 16:20 น.", "ภายในวันพรุ่งนี้ เวลา 09:30 น.", "ภายในวันจันทร์ที่ 23 พฤศจิกายน เวลา 10:00 น."),
    "ja": ("本日16:20までに", "明日09:30までに", "11月23日（月）10:00までに"),
    "bg": ("днес до 16:20 ч.", "утре до 09:30 ч.", "до понеделник, 23 ноември, 10:00 ч."),
    "fa": ("امروز تا ساعت ۱۶:۲۰", "فردا تا ساعت ۰۹:۳۰", "تا دوشنبه ۲۳ نوامبر، ساعت ۱۰:۰۰"),
    "es": ("hoy antes de las 16:20", "mañana antes de las 09:30", "antes del lunes, 23 de noviembre, a las 10:00"),
    "de": ("heute bis 16:20 Uhr", "morgen bis 09:30 Uhr", "bis Montag, 23. November, 10:00 Uhr"),
    "fr": ("aujourd’hui avant 16h20", "demain avant 9h30", "avant le lundi 23 novembre à 10h00"),
    "pt": ("hoje até às 16:20", "amanhã até às 09:30", "até segunda-feira, 23 de novembro, às 10:00"),
    "ar": ("اليوم قبل الساعة 16:20", "غدًا قبل الساعة 09:30", "قبل الساعة 10:00 من يوم الاثنين 23 نوفمبر"),
    "zh": ("今天16:20前", "明天09:30前", "11月23日（周一）10:00前"),
    "ko": ("오늘 16:20까지", "내일 09:30까지", "11월 23일(월) 10:00까지"),
    "hi": ("आज 16:20 बजे तक", "कल 09:30 बजे तक", "सोमवार, 23 नवंबर को 10:00 बजे तक"),
    "tr": ("bugün saat 16:20 olmadan", "yarın saat 09:30 olmadan", "23 Kasım Pazartesi günü saat 10:00 olmadan"),
    "ru": ("сегодня до 16:20", "завтра до 09:30", "до 23 ноября (понедельник), 10:00"),
    "uk": ("сьогодні до 16:20", "завтра до 09:30", "до 23 листопада (понеділок), 10:00"),
    "pl": ("dziś do godz. 16:20", "jutro do godz. 09:30", "do 23 listopada (poniedziałek), godz. 10:00"),
    "it": ("oggi entro le 16:20", "domani entro le 9:30", "entro le 10:00 di lunedì 23 novembre"),
    "nl": (
        "uiterlijk vandaag om 16:20 uur", "uiterlijk morgen om 09:30 uur",
        "uiterlijk maandag 23 november om 10:00 uur",
    ),
    "id": (
        "paling lambat hari ini pukul 16.20", "paling lambat besok pukul 09.30",
        "paling lambat Senin, 23 November, pukul 10.00",
    ),
    "vi": (
        "chậm nhất vào 16:20 hôm nay", "chậm nhất vào 09:30 ngày mai",
        "chậm nhất vào 10:00 thứ Hai, ngày 23 tháng 11",
    ),
    "eo": ("2026-11-20 16:20", "2026-11-21 09:30", "2026-11-23 10:00"),
}  # fmt: skip


@pytest.mark.parametrize("language", SPOKEN)
def test_a_promise_is_said_as_people_say_it(language):
    said = tuple(phrase_reply_by(at, NOW, BERLIN, language, name_zone=False) for at in (TODAY, TOMORROW, LATER))
    assert said == SPOKEN[language]


@pytest.mark.parametrize("language", SPOKEN)
def test_a_regional_code_speaks_as_its_language_does(language):
    assert phrase_reply_by(TODAY, NOW, BERLIN, f"{language}-XX", name_zone=False) == SPOKEN[language][0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "today by 16:20 (CET)"),
        ("th", "ภายในวันนี้ เวลา 16:20 น. (CET)"),
        ("ja", "本日16:20 (CET)までに"),
        ("fa", "امروز تا ساعت ۱۶:۲۰ (CET)"),
        ("hi", "आज 16:20 बजे (CET) तक"),
        ("ko", "오늘 16:20 (CET)까지"),
        ("eo", "2026-11-20 16:20 (CET)"),
    ],
)
def test_the_zone_is_named_where_the_readers_clock_may_show_another_time(language, said):
    assert phrase_reply_by(TODAY, NOW, BERLIN, language) == said


@pytest.mark.parametrize(
    ("language", "zone"),
    [
        ("de", "Europe/Vienna"),
        ("th", "Asia/Bangkok"),
        ("th", "Asia/Ho_Chi_Minh"),
        ("ja", "Asia/Tokyo"),
        ("bg", "Europe/Sofia"),
        ("fa", "Asia/Tehran"),
        ("fr", "Europe/Paris"),
        ("zh", "Asia/Shanghai"),
        ("zh", "Asia/Taipei"),
        ("ko", "Asia/Seoul"),
        ("hi", "Asia/Kolkata"),
        ("tr", "Europe/Istanbul"),
        ("uk", "Europe/Kyiv"),
        ("pl", "Europe/Warsaw"),
        ("it", "Europe/Rome"),
        ("nl", "Europe/Amsterdam"),
        ("vi", "Asia/Ho_Chi_Minh"),
    ],
)
def test_the_zone_is_left_out_where_the_language_is_at_home(language, zone):
    assert "(" not in phrase_reply_by(TODAY, NOW, ZoneInfo(zone), language)


@pytest.mark.parametrize(
    ("language", "zone", "label"),
    [
        ("ru", "Europe/Moscow", "MSK"),  # eleven clocks in one country
        ("id", "Asia/Jakarta", "WIB"),  # three
        ("pt", "Europe/Lisbon", "WET"),
        ("ar", "Africa/Cairo", "EET"),
    ],
)
def test_a_language_that_is_at_home_under_many_clocks_always_names_the_zone(language, zone, label):
    assert f"({label})" in phrase_reply_by(TODAY, NOW, ZoneInfo(zone), language)


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("America/New_York", "EST"),
        ("America/Chicago", "Chicago"),  # CST is China's too
        ("Asia/Kolkata", "Kolkata"),
        ("Asia/Dubai", "Dubai"),  # has no short name
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Etc/GMT-3", "UTC+03:00"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_so_that_it_means_one_clock(zone, label):
    assert phrase_reply_by(TODAY, NOW, ZoneInfo(zone), "en").endswith(f"({label})")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 20, 16, 20, 1, tzinfo=BERLIN), "today by 16:25"),
        (datetime(2026, 11, 20, 16, 23, tzinfo=BERLIN), "today by 16:25"),
        (datetime(2026, 11, 20, 23, 57, tzinfo=BERLIN), "today by 23:59"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=BERLIN), "today by 23:59"),
        (datetime(2026, 11, 21, 0, 1, tzinfo=BERLIN), "tomorrow by 00:05"),
    ],
)
def test_a_promise_is_rounded_up_but_not_into_another_day(at, said):
    assert phrase_reply_by(at, NOW, BERLIN, "en", name_zone=False) == said


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(minutes=1)])
def test_what_has_passed_is_not_promised(at):
    assert phrase_reply_by(at, NOW, BERLIN, "en") == ""


def test_the_day_is_the_one_on_the_teams_wall():
    now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert phrase_reply_by(now + timedelta(hours=1), now, BERLIN, "en", name_zone=False) == "today by 01:30"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "mañana antes de la 01:05"),
        ("pt", "amanhã até à 01:05"),
        ("it", "domani entro l’1:05"),
    ],
)
def test_one_oclock_has_the_article_of_the_singular(language, said):
    at = datetime(2026, 11, 21, 1, 5, tzinfo=BERLIN)
    assert phrase_reply_by(at, NOW, BERLIN, language, name_zone=False) == said


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Sunday, 1 November"),
        ("th", "วันอาทิตย์ที่ 1 พฤศจิกายน"),
        ("ja", "11月1日（日）"),
        ("bg", "неделя, 1 ноември"),
        ("fa", "یکشنبه ۱ نوامبر"),
        ("es", "domingo, 1 de noviembre"),
        ("de", "Sonntag, 1. November"),
        ("fr", "dimanche 1er novembre"),
        ("pt", "domingo, 1º de novembro"),
        ("ar", "الأحد 1 نوفمبر"),
        ("zh", "11月1日（周日）"),
        ("ko", "11월 1일(일)"),
        ("hi", "रविवार, 1 नवंबर"),
        ("tr", "1 Kasım Pazar"),
        ("ru", "1 ноября (воскресенье)"),
        ("uk", "1 листопада (неділя)"),
        ("pl", "1 listopada (niedziela)"),
        ("it", "domenica 1º novembre"),
        ("nl", "zondag 1 november"),
        ("id", "Minggu, 1 November"),
        ("vi", "Chủ nhật, ngày 1 tháng 11"),
        ("eo", "2026-11-01"),
    ],
)
def test_a_day_is_said_as_people_say_it(language, day):
    assert phrase_day(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), BERLIN, language) == day


@given(
    st.integers(1, 60 * 60 * 24 * 400),
    st.sampled_from([*SPOKEN, "und", "", "zz"]),
    st.sampled_from(["Europe/Berlin", "Asia/Tehran", "America/Havana", "Pacific/Apia", "UTC"]),
)
def test_there_is_a_phrase_for_every_future_moment(seconds, language, zone):
    phrase = phrase_reply_by(NOW + timedelta(seconds=seconds), NOW, ZoneInfo(zone), language)
    assert phrase
    assert phrase.isprintable() or "\u200c" in phrase
    assert "{" not in phrase
