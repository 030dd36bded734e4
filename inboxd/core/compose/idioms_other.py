"""Idioms of languages in other letters than Latin ones."""

from __future__ import annotations

from inboxd.core.compose.idiom import Idiom

ARABIC = Idiom(
    weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    months=(
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    today="اليوم قبل الساعة {time}",
    tomorrow="غدًا قبل الساعة {time}",
    later="قبل الساعة {time} من يوم {date}",
    date="{weekday} {day} {month}",
    time="{hh}:{mm}{zone}",
)  # fmt: skip

BULGARIAN = Idiom(
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

CHINESE = Idiom(
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    months=("",) * 12,
    today="今天{time}前",
    tomorrow="明天{time}前",
    later="{date}{time}前",
    date="{number}月{day}日（{weekday}）",
    time="{hh}:{mm}{zone}",
    home="Asia/Shanghai",
)

HINDI = Idiom(
    weekdays=("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
    months=(
        "जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून",
        "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर",
    ),
    today="आज {time} तक",
    tomorrow="कल {time} तक",
    later="{date} को {time} तक",
    date="{weekday}, {day} {month}",
    time="{hh}:{mm} बजे{zone}",
    home="Asia/Kolkata",
)  # fmt: skip

JAPANESE = Idiom(
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    months=("",) * 12,
    today="本日{time}までに",
    tomorrow="明日{time}までに",
    later="{date}{time}までに",
    date="{number}月{day}日（{weekday}）",
    time="{hh}:{mm}{zone}",
    home="Asia/Tokyo",
)

KOREAN = Idiom(
    weekdays=("월", "화", "수", "목", "금", "토", "일"),
    months=("",) * 12,
    today="오늘 {time}까지",
    tomorrow="내일 {time}까지",
    later="{date} {time}까지",
    date="{number}월 {day}일({weekday})",
    time="{hh}:{mm}{zone}",
    home="Asia/Seoul",
)

PERSIAN = Idiom(
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

RUSSIAN = Idiom(
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    months=(
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    today="сегодня до {time}",
    tomorrow="завтра до {time}",
    later="до {date}, {time}",
    date="{day} {month} ({weekday})",
    time="{hh}:{mm}{zone}",
)  # fmt: skip

THAI = Idiom(
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

UKRAINIAN = Idiom(
    weekdays=("понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"),
    months=(
        "січня", "лютого", "березня", "квітня", "травня", "червня",
        "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
    ),
    today="сьогодні до {time}",
    tomorrow="завтра до {time}",
    later="до {date}, {time}",
    date="{day} {month} ({weekday})",
    time="{hh}:{mm}{zone}",
    home="Europe/Kyiv",
)  # fmt: skip
