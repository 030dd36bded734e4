"""The shipped rules folder: what admins start with must load, prove itself and read like people wrote it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inboxd.cli.rules_report import write_schemas
from inboxd.core.compose.templates import Templates, Words, compile_templates
from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rehearse import rehearse
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.drafts import compose_draft
from inboxd.core.rules.phrases import Phrase
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.rules.vocabulary import SignalName
from inboxd.core.text.language import guess_language
from inboxd.core.text.scripts import is_word_edge
from inboxd.core.values.verdict import Verdict
from inboxd.edge.rulefiles import compile_folder, read_rules_folder

PACK = Path(__file__).parents[2] / "rules"
LANGUAGES = ("en", "th", "ja", "bg", "fa", "es", "de", "fr", "pt", "ar", "zh", "ko", "hi", "tr", "ru")
SECOND_RING = ("it", "vi", "pl", "nl", "uk", "id")
TEXTS = ("urgent", "standard", "follow_up")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

WORDS = Words(
    name="Mira Stone",
    subject="Login",
    token="K7Q2-9XWM",
    reply_by="today by 16:20",
    team="Ourshop Support",
    address="support@ourshop.example",
    answered_on="Monday, 23 November",
)

STOCK_PHRASES = (
    "important to us",
    "inconvenience",
    "as soon as possible",
    "in touch",
    "high volume",
    "valued customer",
    "our policy",
    "terms and conditions",
    "do not reply",
    "kindly",
    "patience",
    "ご不便をおかけ",
    "ご迷惑をおかけ",
    "今しばらくお待ち",
    "できるだけ早く",
    "ขออภัยในความไม่สะดวก",
    "โดยเร็วที่สุด",
    "เจ้าหน้าที่จะติดต่อกลับ",
    "извиняваме за причиненото неудобство",
    "неудобство",
    "възможно най-скоро",
    "важно за нас",
    "در اسرع وقت",
    "برای ما مهم است",
    "شکیبایی",
    "lo antes posible",
    "molestias",
    "muy importante para nosotros",
    "so schnell wie möglich",
    "schnellstmöglich",
    "unannehmlichkeiten",
    "ist uns wichtig",
    "dans les plus brefs délais",
    "dès que possible",
    "désagrément",
    "nous tient à cœur",
)

WITHOUT_HASTE = (
    "The logo is a bit small. No rush, not urgent at all.",
    "ロゴが少し小さいです。急ぎませんので、お手すきの際にお願いします。",
    "โลโก้เล็กไปนิดค่ะ ไม่ด่วนนะคะ ตอบเมื่อสะดวก",
    "Логото е малко дребно. Не е спешно, когато имате време.",
    "لوگو کمی کوچک است. عجله‌ای نیست، سر فرصت.",
    "El logo es un poco pequeño. No es urgente, sin prisa.",
    "Das Logo ist etwas klein. Nicht dringend, es eilt nicht.",
    "Le logo est un peu petit. Rien d'urgent, rien ne presse.",
)

KIND_QUESTIONS = (
    "I love your app, great work. How can I export the list?",
    "とても気に入っています。素晴らしいアプリです。一覧はどこから出力できますでしょうか。",
    "ชอบแอปนี้มาก บริการดีมาก ขอสอบถามว่าส่งออกรายการได้อย่างไร",
    "Страхотни сте, много съм доволна! Как мога да изтегля списъка?",
    "برنامه‌تان عالی است، خیلی راضی‌ام. چطور می‌توانم فهرست را خروجی بگیرم؟",
    "Me encanta la aplicación, excelente trabajo. ¿Cómo puedo exportar la lista?",
    "Ich bin begeistert, großartige App. Wie kann ich die Liste exportieren?",
    "J'adore votre application, bravo. Comment puis-je exporter la liste ?",
)

BUYERS_WITH_STRONG_WORDS = (
    "We are a law firm. Do you offer a discount for six lawyers?",
    "病院で患者さんの予約管理に使いたいのですが、料金プランを教えてください。",
    "เป็นสำนักงานทนายความ อยากทราบว่ามีแพ็กเกจสำหรับ 5 คนไหมคะ",
    "Работя в болница и искаме оферта за 40 лиценза.",
    "نرم‌افزار شما برای داروخانه هم مناسب است؟ تاریخ انقضای دارو را نشان می‌دهد؟",
    "Somos un despacho de abogados. ¿Tienen descuento?",
    "Wir sind eine Rechtsanwaltskanzlei und hätten gern ein Angebot.",
    "Nous sommes un cabinet d'avocats, quel est le tarif ?",
)

HARMLESS_INSIDE = (
    "今月分の明細をダウンロードしたいです。",
    "Excelばかり届きます。PDFの置き場所を教えてください。",
    "โปสเตอร์ช้างมีกี่ขนาดคะ",
    "จองตั๋วรถด่วนได้ที่ไหน ร้านอยู่ใกล้ทางด่วน",
    "สินค้านี้มีน้ำตาลกี่กรัม",
    "Къде са глобалните настройки? Доставяте ли в Източна Европа?",
    "چطور می‌توانم اسم کاربری را عوض کنم؟",
    "I cannot wait to see the new version.",
)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return read_rules_folder(PACK)


@pytest.fixture(scope="module")
def rules(files: dict[str, bytes]) -> RuleSet:
    """The words alone, without the statistical judge."""
    return compile_rules(files)


@pytest.fixture(scope="module")
def templates(rules: RuleSet) -> Templates:
    return compile_templates(rules.replies)


def judged(text: str, rules: RuleSet, subject: str = "") -> Verdict:
    return judge(parse_bytes(compose_draft(Draft(subject, text, "mira@customer.example")), NOON), rules)


def paragraphs(body: str) -> list[str]:
    return [part for part in body.strip().split("\n\n") if part]


def test_the_pack_loads_without_errors_or_warnings(rules: RuleSet) -> None:
    assert rules.warnings == ()


def test_every_example_takes_its_route() -> None:
    assert rehearse(compile_folder(PACK)) == ()


def test_the_examples_hold_for_admins_who_turn_the_statistical_judge_off(rules: RuleSet) -> None:
    assert rehearse(rules) == ()


def test_at_least_sixty_whole_mails_stand_for_all_routes_and_languages(rules: RuleSet) -> None:
    mails = {example.mail: example.route for example in rules.examples if isinstance(example.mail, bytes)}
    assert len(mails) >= 60
    assert set(mails.values()) >= {route.name for route in rules.routes}
    read = [parse_bytes(raw, NOON) for raw in mails]
    spoken = Counter(guess_language(f"{mail.subject}\n{mail.text.new}") for mail in read)
    assert all(spoken[language] >= 5 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_of_the_first_ring_has_hundreds_of_phrases_over_every_signal(language: str, rules: RuleSet) -> None:
    found = Counter(phrase.rule.signal for phrase in rules.phrases.phrases if phrase.rule.language == language)
    assert found.total() >= 700
    assert set(found) >= set(SignalName) - {SignalName.MACHINE}
    assert min(found.values()) >= 20


@pytest.mark.parametrize("language", SECOND_RING)
def test_a_language_of_the_second_ring_has_the_most_telling_phrases(language: str, rules: RuleSet) -> None:
    phrases = [phrase for phrase in rules.phrases.phrases if phrase.rule.language == language]
    assert len(phrases) >= 80
    assert {phrase.rule.signal for phrase in phrases} >= set(SignalName) - {SignalName.MACHINE}


def test_a_longer_phrase_is_worth_at_least_what_stands_inside_it(rules: RuleSet) -> None:
    """Only the longer one counts, so a lesser weight would make stronger words weaker."""
    seen: dict[tuple[str, SignalName], list[Phrase]] = {}
    for phrase in rules.phrases.phrases:
        seen.setdefault((phrase.rule.language, phrase.rule.signal), []).append(phrase)
    weaker = [
        f"{outer.rule.file}:{outer.rule.line} {outer.rule.written} < {inner.rule.written}"
        for group in seen.values()
        for outer in group
        for inner in group
        if inner.rule.weight > outer.rule.weight and inner.rule.places == outer.rule.places and _holds(outer, inner)
    ]
    assert weaker == []


def _holds(outer: Phrase, inner: Phrase) -> bool:
    start = outer.folded.find(inner.folded)
    if start < 0 or outer.folded == inner.folded:
        return False
    end = start + len(inner.folded)
    shielded = any(shield in outer.folded for shield in inner.shields)
    at_edges = is_word_edge(outer.folded, start) and (inner.open_end or is_word_edge(outer.folded, end, closing=True))
    return at_edges and not shielded


@pytest.mark.parametrize("text", WITHOUT_HASTE)
def test_a_wish_without_haste_leaves_everything_cool(text: str, rules: RuleSet) -> None:
    verdict = judged(text, rules)
    assert verdict.heat == 0
    assert verdict.score("calm") >= 4


@pytest.mark.parametrize("text", KIND_QUESTIONS)
def test_a_kind_question_is_not_filed_away_as_praise(text: str, rules: RuleSet) -> None:
    verdict = judged(text, rules)
    assert verdict.score("praise") >= 3
    assert verdict.route.opens_case


@pytest.mark.parametrize("text", BUYERS_WITH_STRONG_WORDS)
def test_words_of_a_trade_do_not_alarm(text: str, rules: RuleSet) -> None:
    assert judged(text, rules).route.name == "questions"


@pytest.mark.parametrize("text", HARMLESS_INSIDE)
def test_short_words_inside_longer_ones_do_not_count(text: str, rules: RuleSet) -> None:
    assert judged(text, rules).heat < 1


def test_our_own_texts_never_burn_when_they_come_back(rules: RuleSet, templates: Templates) -> None:
    for name in TEXTS:
        for language in LANGUAGES:
            subject, body = templates.choose(name, language).render(WORDS)
            assert judged(body, rules, subject).heat < 5, f"{name}.{language}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
class TestReplyTexts:
    """Each reply text in each language."""

    def test_it_exists_and_fills_in_every_word(self, name: str, language: str, templates: Templates) -> None:
        template = templates.choose(name, language)
        subject, body = template.render(WORDS)
        assert template.language == language
        assert subject.endswith("[K7Q2-9XWM]")
        assert "Login" in subject
        for word in (WORDS.name, WORDS.address, WORDS.team):
            assert word in body
        assert (WORDS.answered_on if name == "follow_up" else WORDS.reply_by) in body
        assert not re.search(r"[{}]|\.\.| {2}", body)

    def test_it_reads_on_when_words_are_missing(self, name: str, language: str, templates: Templates) -> None:
        bare = Words(token=WORDS.token, team=WORDS.team, address=WORDS.address, answered_on=WORDS.answered_on)
        subject, body = templates.choose(name, language).render(bare)
        assert subject != f"[{WORDS.token}]"
        assert not re.search(r"[{}]| {2}|“”|«»|「」|\"\"|„“| [,.،。]", body)

    def test_it_is_two_or_three_short_paragraphs_between_greeting_and_name(
        self, name: str, language: str, templates: Templates
    ) -> None:
        _, body = templates.choose(name, language).render(WORDS)
        greeting, *between, team = paragraphs(body)
        assert WORDS.name in greeting
        assert team.removesuffix(" 드림") == WORDS.team  # Korean signs with a word of respect
        assert len(between) in {2, 3}
        assert max(map(len, between)) <= 560

    def test_it_has_no_stock_phrase_no_shouting_and_no_smile(
        self, name: str, language: str, files: dict[str, bytes]
    ) -> None:
        text = files[f"replies/{name}.{language}.txt"].decode()
        folded = text.casefold()
        assert [phrase for phrase in STOCK_PHRASES if phrase in folded] == []
        assert not re.search("[!！☀-➿\U0001f300-\U0001faff]", text)

    def test_only_the_follow_up_asks(self, name: str, language: str, templates: Templates) -> None:
        _, body = templates.choose(name, language).render(WORDS)
        asks = bool(re.search(r"[?？؟]|でしょうか|หรือไม่", body))
        assert asks == (name == "follow_up")


def test_the_schemas_for_editors_fit_the_code(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    for schema in sorted(tmp_path.iterdir()):
        assert (PACK / "schema" / schema.name).read_text() == schema.read_text(), f"inboxd rules schema: {schema.name}"
