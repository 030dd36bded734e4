"""A customer's reply to "Is it solved?": yes, no, thanks, or for a human to read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inboxd.core.judge.answer import read_answer, read_words
from inboxd.core.values.verification import Word
from inboxd.edge.rulefiles import compile_folder
from tests.builders import make_mail

YES, NO, THANKS, UNCLEAR = Word.YES, Word.NO, Word.THANKS, Word.UNCLEAR


@pytest.fixture(scope="module")
def rules():
    return compile_folder(Path(__file__).resolve().parents[3] / "rules")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", YES),
        ("yesss!!", YES),
        ("Hello Anna,\n\nyes, it works.\n\nRegards\nMira", YES),
        ("No", NO),
        ("NOOOO", NO),
        ("Thanks, no.", NO),
        ("Yes, still broken", NO),
        ("No problem any more", YES),
        ("It isn't really fixed", NO),
        ("not broken any more", YES),
        ("no longer broken", YES),
        ("no it is not, I am still waiting", NO),
        ("Far from solved.", NO),
        ("Thanks!", THANKS),
        ("Yes and no", UNCLEAR),
        ("It works but now the printer is dead", UNCLEAR),
        ("Is it fixed?", UNCLEAR),
        ("?", UNCLEAR),
        ("", UNCLEAR),
        ("No, it works now", UNCLEAR),
        ("Solved, though it came back at noon", UNCLEAR),
        ("There is no reason to be rude", UNCLEAR),
        ("👍", YES),
        ("👎", NO),
        ("🙏", THANKS),
    ],
)
def test_english(rules, text, answer):
    assert read_words(text, rules, "en").answer is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Ja", YES),
        ("Ja, leider immer noch", NO),
        ("kein Problem mehr", YES),
        ("funktioniert leider immer noch nicht", NO),
        ("nur zur Hälfte", NO),
        ("jein", UNCLEAR),
        ("Ok, danke", THANKS),
    ],
)
def test_german(rules, text, answer):
    assert read_words(text, rules, "de").answer is answer


def test_words_of_other_languages_are_asked_when_the_cases_own_say_nothing(rules):
    assert read_words("Nein, leider nicht", rules, "en").answer is NO
    assert read_words("Ja, funktioniert wieder", rules, "fr").answer is YES
    assert read_words("Nein", rules, "und").answer is NO


def test_a_long_text_with_nothing_but_an_opening_word_is_for_a_human(rules):
    story = "yes I wanted to write to you about my cousin, who lives in the mountains and keeps bees. " * 6
    assert read_words(story, rules, "en").answer is UNCLEAR


def test_a_long_story_that_goes_on_after_the_good_news_is_for_a_human(rules):
    good = "For a day everything was working. "
    after = "Then the children came from school and the cat sat on the keyboard and the lights went off. " * 5
    assert read_words(good + after, rules, "en").answer is UNCLEAR
    assert read_words(after + "In the end the problem is gone.", rules, "en").answer is YES


def test_a_line_that_the_mail_client_broke_begins_no_sentence(rules):
    text = "I have looked at it with my brother and we both think that there is\nno sense in it"
    assert read_words(text, rules, "en").answer is UNCLEAR


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("5/5", 5),
        ("4 out of 5 stars", 4),
        ("3 of 5", 3),
        ("Rating: 2", 2),
        ("2", 2),
        ("Yes. 4", 4),
        ("★★★★☆", 4),
        ("★5", 5),
        ("3 ★", 3),
        ("⭐⭐⭐", 3),
        ("Good", 5),
        ("bad!", 1),
        ("٤/٥", 4),
        ("in 4-5 days", None),
        ("I have 3 printers", None),
        ("10/10", None),
        ("on 5/5/2026", None),
        ("Good morning", None),
        ("4.5", None),
    ],
)
def test_ratings(rules, text, rating):
    assert read_words(text, rules, "en").rating == rating


def test_a_note_in_german_is_a_rating(rules):
    assert read_words("Ja, gelöst. Note: 4", rules, "de").rating == 4


def test_the_answer_may_stand_in_the_subject_behind_our_question(rules):
    mail = make_mail("Sent from my Galaxy", subject="Is it solved? Yes!")
    assert read_answer(mail, rules, "en").answer is YES
    assert read_answer(make_mail("", subject="Re: No access"), rules, "en").answer is UNCLEAR


def test_evidence_names_the_words_and_their_rule(rules):
    reading = read_words("Yes, but it is still broken", rules, "en")
    told = [(each.text, each.file) for each in reading.evidence]
    assert ("still broken", "rules/answers/en.yaml".removeprefix("rules/")) in told
    assert reading.explicit
    assert not read_words("Yes", rules, "en").explicit


def test_reading_takes_linear_time(rules):
    def seconds(text: str) -> float:
        started = time.process_time()
        read_words(text, rules, "en")
        return time.process_time() - started

    seconds("warm up")
    for piece in ("no, ", "not ", "yes\n", "👍", "🤔", "5/5 ", "works not "):
        # The best of three: a collection of everybody's garbage may fall into one.
        short, long = (min(seconds(piece * count) for _ in range(3)) for count in (400, 1600))
        assert long < 0.5 + 12 * short, piece


def test_what_an_apostrophe_has_left_of_a_word_is_no_short_no(rules):
    assert read_words("Merci, je n'ai plus de souci", rules, "en").answer is not Word.NO
    assert read_words("n", rules, "en").answer is Word.NO


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Yes, the issue persists."),
        ("en", "Yes, there is a problem."),
        ("en", "Yes, call me please."),
        ("en", "Yes, send a new one please"),
        ("en", "Yes, I got the wrong item"),
        ("de", "Ja, der Fehler tritt weiter auf"),
        ("en", "Yeah right, solved. Third time you say so."),
        ("en", "Oh great, works perfectly. Not."),
        ("en", "Yes, gone - along with all my data."),
        ("de", "Danke für die Zeitverschwendung"),
        ("fr", "Merci pour rien."),
        ("de", "vielen Dank für nichts"),
        ("bg", "Благодаря за нищо."),
        ("es", "Gracias por ignorarme"),
        ("en", "Bravo. Five stars for wasting my week."),
        ("en", "Thank you for closing my ticket without reading it."),
        ("fr", "Merci de m'avoir fait perdre mon temps"),
        ("it", "Grazie per avermi fatto perdere tempo"),
        ("it", "Grazie per avermi ignorata"),
        ("pt", "Obrigada por me ignorarem"),
        ("pt", "Obrigado pela perda de tempo"),
        ("es", "Muchas gracias por hacerme perder el tiempo"),
        ("nl", "Bedankt voor het negeren"),
        ("nl", "Dank u voor niets"),
        ("pl", "Dzięki za nic"),
        ("pl", "Dziękuję za zmarnowany tydzień"),
        ("ru", "Спасибо за потраченное время"),
        ("ru", "Спасибо, что проигнорировали"),
        ("uk", "Дякую за змарнований час"),
        ("tr", "Vaktimi boşa harcadığınız için teşekkürler"),
        ("id", "Terima kasih sudah membuang waktu saya"),
        ("vi", "Cảm ơn vì đã lãng phí thời gian của tôi"),
        ("th", "ขอบคุณที่ทำให้เสียเวลา"),
        ("ja", "無視してくれてありがとうございます"),
        ("ja", "時間を無駄にしてくれてありがとう"),
        ("ko", "시간 낭비하게 해줘서 감사합니다"),
        ("ko", "무시해 주셔서 감사합니다"),
        ("zh", "谢谢你们浪费我的时间"),
        ("zh", "謝謝你們什麼都沒做"),
        ("ar", "شكرا على إضاعة وقتي"),
        ("fa", "ممنون که وقتم را تلف کردید"),
        ("hi", "मेरा समय बर्बाद करने के लिए धन्यवाद"),
        ("hi", "ignore karne ke liye thank you"),
        ("de", "Ja, bitte rufen Sie mich an"),
        ("fr", "Oui, rappelez-moi"),
        ("es", "Sí, llámeme"),
        ("pt", "Sim, me ligue"),
        ("ru", "Да, перезвоните"),
        ("tr", "Evet, beni arayın"),
        ("it", "Sì, mi richiami"),
    ],
)
def test_a_complaint_behind_a_yes_or_behind_thanks_is_neither(rules, language, text):
    assert read_words(text, rules, language).answer in {NO, UNCLEAR}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Yes, thanks for wasting no time on it"),
        ("en", "Works now, no need to call me back"),
        ("en", "There is no problem any more"),
        ("en", "Yes it works, I got a new one"),
        ("en", "Thank you so much for your help with this"),
        ("en", "Thanks Anna, have a great weekend"),
        ("de", "Ja, danke, alles gut"),
        ("de", "Vielen Dank für die schnelle Hilfe"),
        ("fr", "Oui, merci beaucoup pour votre aide"),
        ("es", "Sí, muchas gracias por su ayuda"),
        ("pt", "Sim, tudo certo, muito obrigado"),
        ("it", "Sì, grazie per l'aiuto"),
        ("bg", "Да, благодаря за помощта"),
        ("ru", "Да, спасибо за помощь"),
        ("tr", "Evet, yardımınız için teşekkürler"),
        ("zh", "是的,谢谢你们的帮助"),
        ("th", "ใช่ค่ะ ขอบคุณค่ะ"),
        ("vi", "Vâng, cảm ơn bạn"),
        ("ja", "はい、ありがとうございました"),
        ("ko", "네, 감사합니다"),
        ("id", "Ya, tidak ada masalah lagi"),
        ("id", "Terima kasih atas bantuannya"),
        ("ar", "نعم، شكرا لكم"),
        ("fa", "بله، ممنون از شما"),
        ("hi", "जी हाँ, धन्यवाद"),
        ("nl", "Ja, bedankt voor de hulp"),
        ("pl", "Tak, dziękuję za pomoc"),
        ("uk", "Так, дякую за допомогу"),
    ],
)
def test_a_plain_yes_and_plain_thanks_stay_what_they_are(rules, language, text):
    assert read_words(text, rules, language).answer in {YES, THANKS}
