"""Which words of a message tell what it is about."""

from inboxd.core.trend.features import MOST, features, stem


def test_codes_come_first_and_keep_their_spelling_in_any_language():
    assert features("Export", "It says ERR-5512 since today")[0] == "#err-5512"
    assert features("", "今朝から ERR-5512 と表示されます")[0] == "#err-5512"
    assert features("", "ตั้งแต่เช้าขึ้น ERR-5512 ตลอด")[0] == "#err-5512"


def test_numbers_that_are_each_customers_own_are_left_out():
    words = features("Order 4471920", "On 2030-01-31 I paid 1,299.50 for order A-20417733")
    assert not any(word.startswith("#") and "0" in word for word in words)


def test_short_error_numbers_stay():
    assert "#502" in features("", "I only get 502 on every page")


def test_names_in_latin_letters_come_before_the_words_of_another_script():
    assert features("", "После обновления Zentia больше не открывается совсем никогда")[0] == "zentia"


def test_no_more_words_than_agreed_are_kept_and_each_once():
    words = features("again and again", " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300)))
    assert len(words) == MOST
    assert len(set(words)) == MOST


def test_alike_long_texts_keep_the_same_words():
    story = "the conveyor belt squeaks terribly whenever somebody switches the grinder on in the basement kitchen"
    one = features("", f"Hello there, {story}, please help me soon")
    two = features("", f"Good evening, {story}, I would appreciate any assistance")
    assert len(set(one) & set(two)) >= 8


def test_languages_without_blanks_share_pieces_of_words():
    one = features("", "เข็มขัดนิรภัยของรถเข็นเด็กปลดล็อกเอง")
    two = features("", "รถเข็นเด็กของเราเข็มขัดนิรภัยปลดล็อกเองอันตราย")
    assert len(set(one) & set(two)) >= 5
    assert "印刷" in features("", "ステッカーの印刷が裏返しです")
    assert "すてっかー" in features("", "ステッカーの印刷が裏返しです")


def test_an_empty_message_has_no_words():
    assert features("", " \n ") == ()


def test_endings_do_not_matter_but_codes_are_exact():
    assert stem("charged") == stem("charge")[:6]
    assert stem("비밀번호를") == stem("비밀번호가")
    assert stem("#err-5512") != stem("#err-5513")
