"""How absence notices begin and how texts ask not to be answered, in many languages. Data only."""

from __future__ import annotations

AUTOMATIC_SUBJECTS = (
    "auto:", "auto reply", "auto response", "autoreply", "automatic reply", "autosvar", "automatisk svar",
    "automatisch antwoord", "automatische antwort", "abwesenheitsnotiz", "abwesend:", "réponse automatique",
    "respuesta automática", "resposta automática", "risposta automatica", "fuori sede", "fuori ufficio",
    "out of office", "out of the office", "frånvaro", "vacation:", "on vacation", "absence:",
    "absence du bureau", "fuera de la oficina", "ausência temporária", "автоответ", "автоматичен отговор",
    "автоматический ответ", "извън офиса", "отсъствие", "自動返信", "自動応答",
    "不在通知", "自动回复", "自動回覆", "자동 응답", "자동응답",
    "부재중", "ตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "پاسخ خودکار", "رد تلقائي", "الرد التلقائي",
    "otomatik yanıt", "otomatik cevap", "ofis dışında", "स्वचालित उत्तर", "automatyczna odpowiedź",
    "tự động trả lời", "trả lời tự động", "balasan otomatis", "security information for",
)  # fmt: skip
"""Beginnings of subjects, case-folded."""

DO_NOT_REPLY = (
    r"(?:do not|don't|please do not) (?:reply|respond) (?:to|directly)|this (?:mailbox|inbox|address) is not monitored"
    r"|diese (?:e-?mail|nachricht) wurde automatisch|no responda? a este|ne (?:pas|veuillez pas) répondre à ce"
    r"|не отговаряйте на (?:този|това)|не отвечайте на это|このメール(?:には|に)(?:返信|ご返信)|送信専用"
    r"|กรุณาอย่าตอบกลับ|โปรดอย่าตอบกลับ|به این (?:ایمیل|پیام) پاسخ ندهید"
)
"""One pattern of plain alternatives, matched without case."""
