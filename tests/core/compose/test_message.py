import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.compose.message import MOST_REFERENCES, SenderIdentity, compose_letter
from inboxd.core.compose.templates import compile_templates
from inboxd.core.values.effect import Effect, EffectState, FileCopy, Letter
from inboxd.core.values.ids import is_own_message_id, letter_message_id, loop_token
from inboxd.errors import Bug, Misconfigured, Permanent

KEY = b"a secret of the tests"
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
US = SenderIdentity("support@larch.example", "Larch & Söhne", loop_token("inboxd", KEY), team="Larch")
MESSAGE_ID = letter_message_id("acknowledgment:1", "acknowledgment", "larch.example", KEY)

TEMPLATES = compile_templates(
    {
        (
            "urgent",
            "en",
        ): "Subject: Re: {{ subject }} [{{ token }}]\n\n{{ name }}, you hear {{ reply_by }}.\n\n{{ team }}\n",
        ("urgent", "fa"): "Subject: {{ subject }}\n\n{{ name }}، {{ reply_by }} پاسخ می‌دهیم.\n{{ team }}\n",
        ("urgent", "th"): "Subject: Re: {{ subject }}\n\nคุณ {{ name }}\n\nเราจะตอบ{{ reply_by }}\n",
        ("follow_up", "en"): "Subject: Re: {{ subject }}\n\nWe answered on {{ answered_on }}. Solved?\n{{ address }}\n",
    }
)
LETTER = Letter(
    kind="acknowledgment",
    template="urgent",
    language="en",
    to="mira@bluehill.example",
    to_name="Mira Petrova",
    mailbox="support",
    from_address="help@larch.example",
    subject="Nothing works",
    token="K7QX-2M4D",
    in_reply_to="mail-2@bluehill.example",
    references=("mail-1@bluehill.example", "mail-2@bluehill.example"),
    reply_by=NOW + timedelta(hours=2),
)
FIELDS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Precedence", "X-Inboxd-Loop", "Content-Language", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
]  # fmt: skip


def compose(sender=US, **changes) -> bytes:
    effect = Effect("acknowledgment:1", "support", replace(LETTER, **changes), EffectState.QUEUED, NOW)
    return compose_letter(replace(effect, message_id=MESSAGE_ID), TEMPLATES, sender, ZONE, NOW)


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


class TestAnAcknowledgment:
    def test_has_the_fields_of_an_automatic_answer_and_no_others(self):
        mail = read(compose())
        assert mail.keys() == FIELDS
        assert mail["From"] == "Larch & Söhne <help@larch.example>"
        assert mail["To"] == "Mira Petrova <mira@bluehill.example>"
        assert mail["Reply-To"] == "help@larch.example"
        assert mail["Subject"] == "Re: Nothing works [K7QX-2M4D]"
        assert mail["Date"].datetime == NOW
        assert mail["Message-ID"] == f"<{MESSAGE_ID}>"
        assert mail["In-Reply-To"] == "<mail-2@bluehill.example>"
        assert mail["References"] == "<mail-1@bluehill.example> <mail-2@bluehill.example>"
        assert mail["Auto-Submitted"] == "auto-replied"
        assert mail["X-Auto-Response-Suppress"] == "All"
        assert mail["Precedence"] == "auto_reply"
        assert mail["X-Inboxd-Loop"] == loop_token("inboxd", KEY)
        assert mail["Content-Language"] == "en"

    def test_says_when_in_the_zone_of_the_team(self):
        assert text_of(read(compose())) == "Mira Petrova, you hear today by 16:00 (CET).\n\nLarch\n"

    def test_carries_a_message_id_that_we_know_again(self):
        assert is_own_message_id(str(read(compose())["Message-ID"]).strip("<>"), KEY)

    def test_is_the_same_on_every_try(self):
        assert compose(html=True) == compose(html=True)

    def test_promises_nothing_when_the_time_has_passed_meanwhile(self):
        assert "you hear ." in read(compose(reply_by=NOW)).get_content()


class TestAFollowUp:
    def test_is_generated_and_wants_an_answer(self):
        mail = read(compose(kind="follow_up", template="follow_up", sent_on=NOW - timedelta(days=3)))
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Precedence"] is None
        assert text_of(mail) == "We answered on Tuesday, 17 November. Solved?\nhelp@larch.example\n"


class TestSubject:
    @pytest.mark.parametrize(
        "subject",
        ["Nothing works", "Re: Nothing works", "AW: RE: Nothing works", "Re: Nothing works [K7QX-2M4D]"],
    )
    def test_doubles_neither_reply_mark_nor_token(self, subject):
        assert read(compose(subject=subject))["Subject"] == "Re: Nothing works [K7QX-2M4D]"

    def test_has_the_token_even_when_the_text_forgets_it(self):
        assert read(compose(language="th"))["Subject"] == "Re: Nothing works [K7QX-2M4D]"

    def test_keeps_the_token_when_the_customer_wrote_a_novel(self):
        subject = str(read(compose(language="th", subject="novel " * 5000))["Subject"])
        assert subject.endswith("… [K7QX-2M4D]")
        assert len(subject) <= 200

    def test_of_many_scripts_arrives_as_it_was(self):
        subject = "ไม่สามารถเข้าสู่ระบบ é à ü ログインできません нищо не работи"
        assert read(compose(subject=subject))["Subject"] == f"Re: {subject} [K7QX-2M4D]"


class TestLanguage:
    def test_of_the_phrases_is_that_of_the_text_and_not_the_wished_one(self):
        mail = read(compose(language="bg"))
        assert mail["Content-Language"] == "en"
        assert "today by 16:00" in mail.get_content()

    @pytest.mark.parametrize(("language", "word"), [("fa", "امروز"), ("th", "ภายในวันนี้")])
    def test_is_the_customers_where_there_is_a_text(self, language, word):
        mail = read(compose(language=language))
        assert mail["Content-Language"] == language
        assert word in mail.get_content()


class TestThreading:
    def test_is_left_out_without_a_parent(self):
        mail = read(compose(in_reply_to="", references=()))
        assert mail["In-Reply-To"] is None
        assert mail["References"] is None

    def test_ends_with_the_parent_also_when_it_was_not_listed(self):
        mail = read(compose(references=("mail-2@bluehill.example", "mail-1@bluehill.example")))
        assert mail["References"] == "<mail-1@bluehill.example> <mail-2@bluehill.example>"

    def test_of_an_endless_thread_keeps_its_beginning_and_its_end(self):
        ids = tuple(f"mail-{number}@bluehill.example" for number in range(5000))
        found = str(read(compose(references=ids, in_reply_to=ids[-1]))["References"]).split()
        assert len(found) == MOST_REFERENCES
        assert found[0] == "<mail-0@bluehill.example>"
        assert found[-2:] == ["<mail-4998@bluehill.example>", "<mail-4999@bluehill.example>"]

    def test_leaves_out_what_is_no_message_id(self):
        mail = read(compose(in_reply_to="a\r\nBcc: x@y.example", references=("fine@b.example", "not fine", "ä@b", "")))
        assert mail["In-Reply-To"] is None
        assert mail["References"] == "<fine@b.example>"


class TestAddresses:
    def test_in_from_are_ours_whatever_the_customer_used(self):
        mail = read(compose(from_address="помощ@larch.example"))
        assert mail["From"].addresses[0].addr_spec == "support@larch.example"

    def test_of_ours_that_cannot_be_written_are_a_setting_to_mend(self):
        with pytest.raises(Misconfigured, match="address"):
            compose(SenderIdentity("помощ@larch.example"), from_address="помощ@larch.example")

    @pytest.mark.parametrize(
        "address", ["", "mira", "mira@bluehill.example\r\nBcc: eve@larch.example", "a, b@c.example"]
    )
    def test_that_cannot_be_written_to_end_it(self, address):
        with pytest.raises(Permanent):
            compose(to=address)

    def test_with_other_letters_leave_the_message_ascii(self):
        raw = compose(to="мира@bluehill.example")
        assert raw.isascii()
        assert read(raw)["To"].groups[0].display_name == "мира@bluehill.example"

    def test_need_no_names(self):
        mail = read(compose(SenderIdentity("support@larch.example"), to_name=""))
        assert (mail["From"], mail["To"]) == ("help@larch.example", "mira@bluehill.example")
        assert mail["X-Inboxd-Loop"] is None


class TestHtml:
    def test_is_added_beside_the_same_words_as_text(self):
        mail = read(compose(html=True))
        assert mail.get_content_type() == "multipart/alternative"
        plain, page = mail.iter_parts()
        assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
        assert visible(page.get_content()).split() == plain.get_content().split()

    def test_escapes_what_a_stranger_wrote(self):
        page = list(read(compose(html=True, to_name="<script>alert(1)</script>&amp;")).iter_parts())[1].get_content()
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in page

    @pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr"), ("th", "ltr")])
    def test_says_its_language_and_direction(self, language, direction):
        page = list(read(compose(html=True, language=language)).iter_parts())[1].get_content()
        assert f'<html lang="{language}" dir="{direction}">' in page


class TestWhatIsNoLetter:
    def test_cannot_be_composed(self):
        effect = Effect("copy:1", "support", FileCopy("", "", "Sent"), EffectState.QUEUED, NOW, message_id=MESSAGE_ID)
        with pytest.raises(Bug):
            compose_letter(effect, TEMPLATES, US, ZONE, NOW)

    @pytest.mark.parametrize("message_id", ["", "a b", "a>\r\nBcc: x@y.example"])
    def test_has_no_usable_message_id(self, message_id):
        effect = Effect("ack:1", "support", LETTER, EffectState.QUEUED, NOW, message_id=message_id)
        with pytest.raises(Bug):
            compose_letter(effect, TEMPLATES, US, ZONE, NOW)

    def test_has_no_text(self):
        with pytest.raises(Misconfigured, match=r"replies/standard\.en\.txt"):
            compose(template="standard")


foreign = st.one_of(
    st.text(),
    st.text(alphabet=st.sampled_from('\r\n\t :;<>@"\\=?,()[]\x00\x85\u2028\u202eaBcc')),
    st.sampled_from(
        [
            "x\r\nBcc: eve@larch.example",
            "x\nBcc: eve@larch.example",
            "x\rBcc: eve@larch.example",
            "x\r\n\r\nbody",
            "=?utf-8?q?x=0D=0ABcc:_eve@larch.example?=",
            'x" <eve@larch.example>, "',
            "\udc80\udfff",
        ]
    ),
)


@given(
    subject=foreign,
    to_name=foreign,
    in_reply_to=foreign,
    references=st.lists(foreign, max_size=5).map(tuple),
    token=st.sampled_from(["K7QX-2M4D", "", "x\r\nBcc: y"]),
    html=st.booleans(),
    language=st.sampled_from(["en", "fa", "th"]),
)
def test_nothing_a_stranger_writes_adds_changes_or_ends_a_header(
    subject, to_name, in_reply_to, references, token, html, language
):
    raw = compose(
        subject=subject,
        to_name=to_name,
        in_reply_to=in_reply_to,
        references=references,
        token=token,
        html=html,
        language=language,
    )
    assert raw.isascii()
    assert not re.search(rb"[^\r]\n|\r[^\n]|\x00", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head = raw.partition(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
    optional = {"In-Reply-To", "References"} | ({"Content-Transfer-Encoding"} if html else set())
    assert [name for name in names if name not in optional] == [name for name in FIELDS if name not in optional]
    assert len(names) == len(set(names))
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    for name in names:
        shown = str(make_header(decode_header(re.sub(r"\r\n", "", mail[name]))))
        assert len(shown.splitlines()) <= 1
    assert email.utils.getaddresses([mail["To"]])[-1][1] == "mira@bluehill.example"
    assert [address for _, address in email.utils.getaddresses([mail["To"]]) if "@" in address] == [
        "mira@bluehill.example"
    ]


@given(
    team=st.text(),
    html=st.booleans(),
    lines=st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])), max_size=8),
)
def test_the_text_is_read_back_as_it_was_written(team, html, lines):
    written = "\n".join(re.sub(r"[{}]", "", line).rstrip() for line in lines)
    templates = compile_templates({("urgent", "en"): f"Subject: x\n\nBegin\n{written}\n.\nFrom here\nEnd\n"})
    effect = Effect("ack:1", "support", replace(LETTER, html=html), EffectState.QUEUED, NOW, message_id=MESSAGE_ID)
    raw = compose_letter(effect, templates, replace(US, team=team), ZONE, NOW)
    assert raw.isascii()
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    mail = read(raw)
    part = next(mail.iter_parts()) if html else mail
    expected = re.sub(r"\n{3,}", "\n\n", f"Begin\n{written}\n.\nFrom here\nEnd\n")
    assert part.get_payload(decode=True).decode() == expected.replace("\n", "\r\n")


def visible(page: str) -> str:
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.text, self.in_head = "", False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.in_head = tag in {"head", "title", "meta"} or (self.in_head and tag != "body")

        def handle_data(self, data: str) -> None:
            self.text += "" if self.in_head else data

    reader = Reader()
    reader.feed(page)
    return reader.text


def test_links_for_rating_become_links_under_their_words_and_nothing_else_does():
    link = "mailto:support@ourshop.example?subject=%5BK7QX-2M4D%5D%205%2F5&x=1"
    others = tuple(f"mailto:support@ourshop.example?subject={number}" for number in range(4))
    ask = "Subject: Solved?\n\nHello {{ name }}\nBest: {{ rate_5 }}\nWorst: {{ rate_1 }}\n"
    templates = compile_templates({("follow_up", "en"): ask})
    letter = replace(
        LETTER,
        template="follow_up",
        kind="follow_up",
        html=True,
        to_name="mailto:evil@fraud.example",
        rate_links=(link, *others),
    )
    effect = Effect("follow_up:1", "support", letter, EffectState.QUEUED, NOW, message_id=MESSAGE_ID)
    mail = read(compose_letter(effect, templates, US, ZONE, NOW))
    page = mail.get_body(("html",)).get_content()
    assert f'<a href="{link.replace("&", "&amp;")}">Best</a>' in page
    assert page.count("<a ") == 2
    assert f"Best: {link}" in mail.get_body(("plain",)).get_content()
