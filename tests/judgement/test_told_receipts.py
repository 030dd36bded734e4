"""Whoever complains that nothing came after a receipt tells its very words, and is no machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.reasons import Reason
from inboxd.edge.rulefiles import compile_folder

PACK = Path(__file__).parents[2] / "rules"
TOLD = {
    "en": "Your robot said thank you for contacting us, our team will get back to you within 24 hours. That was five "
    "days ago and nobody answers. I lose customers every hour.",
    "en, their own promise": "Thank you for your email. We will get back to you in court: this is our third mail, "
    "nobody helps us, and we are furious.",
    "de": "Vielen Dank für Ihre Nachricht. Wir melden uns jetzt zum vierten Mal bei Ihnen: der Server steht, niemand "
    "kann arbeiten!",
    "ja": "受付番号 12345 の件です。担当者からご連絡をいただけると聞きましたが、"
    "一週間たっても連絡がありません。仕事が止まっています。",
    "ko": "문의를 접수했는데 영업일 3일 내 답변 준다더니 2주째 연락이 없습니다. 회사 업무가 마비됐어요.",
    "ru": "Ваше обращение принято, пишете вы, и свяжемся с вами. Уже две недели тишина! Деньги списали дважды!",
    "th": "ขอบคุณที่ติดต่อกลับ แต่ยังใช้งานไม่ได้เลย รอมาสามวันแล้ว บอกว่าจะติดต่อกลับ ก็ไม่ติดต่อ โกรธมาก",
    "captcha": "Your page asks me to verify you are human over and over, and I cannot log in. Payroll is due tonight.",
}
MACHINES = {
    "en": "Thank you for contacting us. One of our team will get back to you within two working days.",
    "asks for patience": "Thank you for your message. Nobody needs to write again: what you have already written is "
    "with us. One of our team will get back to you by tomorrow. No rush on your side.",
    "it": "Abbiamo ricevuto la tua richiesta. Ti risponderemo entro due giorni. Non accettiamo reclami telefonici.",
    "guard": "I filter junk mail. To be read, please confirm that you are human by replying to this mail.",
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(PACK)


def signs_of(text: str, rules: RuleSet) -> set[str]:
    mail = parse_bytes(compose_draft(Draft("Order", text, "mira@customer.example")), DRAFTED_AT)
    return {sign.code for sign in judge(mail, rules).signs}


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_a_complaint_that_tells_of_a_receipt_is_no_receipt(text: str, rules: RuleSet):
    assert signs_of(text, rules) == set()


@pytest.mark.parametrize("text", MACHINES.values(), ids=MACHINES)
def test_a_receipt_and_a_guard_are_known_by_their_words(text: str, rules: RuleSet):
    assert signs_of(text, rules) == {Reason.RECEIPT_TEXT}
