"""Nothing that a stranger writes becomes a header field, an SMTP command, a template, a link or a mention of ours."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from inboxd.config.accounts import SmtpSettings
from inboxd.core.compose.alarm import compose_notice
from inboxd.core.compose.bulletin import compose_bulletin
from inboxd.core.compose.digest_page import digest_page
from inboxd.core.compose.happy_file import happy_file
from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.note import compose_note
from inboxd.core.compose.notice import compose_notice_mail
from inboxd.core.compose.templates import compile_templates
from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.digest import Hug
from inboxd.core.values.effect import Alarm, Bulletin, Effect, EffectState, Letter, Stage
from inboxd.core.values.history import History
from inboxd.core.values.surroundings import EndedCase, Surroundings
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.errors import Permanent
from inboxd.ports import Envelope
from tests.builders import KEY, NOW, make_arrival, make_case, make_ground, make_judged
from tests.core.compose.test_message import FIELDS, LETTER, TEMPLATES, ZONE
from tests.digests import FULL
from tests.process.program import Inboxd
from tests.servers.process import wait_until

US = SenderIdentity("support@ourshop.example", "Our Shop", "inboxd.0123")
BREAKS = ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x00", "\x0b\x0c", "\r\n ", "\r\n\r\n", "%0d%0a")
HOSTILE = (
    *(f"Help{each}Bcc: eve@evil.example" for each in BREAKS),
    "=?utf-8?q?Help=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?SGVscA0KQmNjOiBldmVAZXZpbC5leGFtcGxl?=",
    "=?utf-16?b?AEgADQAKAEIAYwBjADoAIABl?=",
    "x" * 5000,
    "é" * 998,
    ' "quoted, with <angles>", <eve@evil.example>; group: a@b.example;',
    "a@b.example>\r\nBcc: x@evil.example",
    "\ud800 \udcff \u202e \u200b",
)
IDS = (
    "<a@b.example>\r\nBcc: x@evil.example",
    "a@b\r\n\tBcc:x",
    "a b c",
    "=?utf-8?q?=0d=0aBcc:x?=@b.example",
    "a" * 5000,
    "<<a>>",
    "a@b\x00c",
    "ä@b.example",
    "a\u2028b@c.example",
)
ADDRESSES = (
    '"a\r\nRCPT TO:<x@evil.example>"@b.example',
    '"a b"@b.example',
    "a@b.example>\r\nRCPT TO:<x@evil.example",
    "<@evil.example:a@b.example>",
    "@evil.example,@worse.example:a@b.example",
    "a@b.example\nDATA",
    "a@b.example SIZE=1",
    "a@b@c.example",
    "a\x00@b.example",
    "a\u2028@b.example",
    "",
    "a@[127.0.0.1]",
    "a,b@c.example",
    f"{'a' * 400}@b.example",
)


def read(raw: bytes) -> email.message.EmailMessage:
    """The mail as the standard library reads it; it must be ASCII with proper lines."""
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, email.message.EmailMessage)
    return mail


def letter(**changes) -> bytes:
    effect = Effect("a:1", "support", replace(LETTER, **changes), EffectState.QUEUED, NOW)
    return compose_letter(replace(effect, message_id="inboxd.a.1@ourshop.example"), TEMPLATES, US, ZONE, NOW)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("where", ["subject", "to_name"])
def test_no_subject_or_name_adds_a_field_to_a_letter(where, text):
    mail = read(letter(**{where: text}))
    assert mail.keys() == FIELDS
    assert [each.addr_spec for each in mail["To"].addresses] == ["mira@bluehill.example"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_subject_or_name_adds_a_field_to_a_letter_in_html(text):
    mail = read(letter(subject=text, to_name=text, html=True))
    assert set(mail.keys()) == set(FIELDS) - {"Content-Transfer-Encoding"}
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("message_id", IDS)
def test_what_is_no_message_id_threads_nothing(message_id):
    mail = read(letter(in_reply_to=message_id, references=(message_id, "good@bluehill.example")))
    assert mail["In-Reply-To"] is None or mail["In-Reply-To"].count("<") == 1
    assert "evil" not in str(mail["References"])
    assert set(mail.keys()) <= set(FIELDS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_could_be_a_command_gets_no_letter(address):
    with pytest.raises(Permanent):
        letter(to=address)


def parsed(**fields: str):
    raw = {"From": "Mira <mira@bluehill.example>", "To": "support@ourshop.example", "Subject": "Help", **fields}
    block = "".join(f"{name}: {value}\r\n" for name, value in raw.items())
    return parse_bytes(f"{block}\r\nNothing works since this morning.\r\n".encode("utf-8", "surrogateescape"), NOW)


def answers_to(mail) -> list[Letter]:
    """The letters of the plan for a mail that arrived just now."""
    plan = decide_arrival(make_judged(mail, arrival=make_arrival(mail)), History(), make_ground())
    return [each.deed for each in plan.effects if isinstance(each.deed, Letter)]


@pytest.mark.parametrize(
    "fields",
    [
        *({"Subject": text.replace("\r", " ").replace("\n", " ")} for text in HOSTILE if "\ud800" not in text),
        *(
            {"From": f'"{name}" <mira@bluehill.example>'}
            for name in ("=?utf-8?q?a=0d=0aBcc:x?=", 'a\\"b', "a, b <c@d>")
        ),
        *({"Message-ID": each.replace("\r", "").replace("\n", "")} for each in IDS),
        *({"References": each.replace("\r", "").replace("\n", "")} for each in IDS),
        *({"In-Reply-To": each.replace("\r", "").replace("\n", "")} for each in IDS),
        {"Reply-To": "mira@xn--bcher-kva.example"},
        {"Reply-To": "mira@bücher.example"},
        {"From": "<@evil.example,@worse.example:mira@bluehill.example>"},
    ],
)
def test_from_a_hostile_mail_to_our_octets_nothing_is_carried_over(fields):
    for deed in answers_to(parsed(**fields)):
        effect = Effect("a:1", "support", replace(deed, template="urgent"), EffectState.QUEUED, NOW)
        raw = compose_letter(replace(effect, message_id="inboxd.a.1@ourshop.example"), TEMPLATES, US, ZONE, NOW)
        mail = read(raw)
        assert set(mail.keys()) <= set(FIELDS)
        assert mail["Bcc"] is None
        assert "evil.example" not in str(mail["To"])


def test_ordinary_mail_does_get_a_letter_here():
    assert {each.to for each in answers_to(parsed())} == {"mira@bluehill.example"}


@pytest.mark.parametrize(
    "reply_to",
    [
        "a@b.example, eve@evil.example",
        "a@b.example; c@d.example",
        '"a\\\r\n RCPT TO:<x>"@b.example',
        "group: a@b.example, c@d.example;",
    ],
)
def test_several_or_strange_reply_addresses_never_become_two_recipients(reply_to):
    for deed in answers_to(parsed(**{"Reply-To": reply_to})):
        if not re.fullmatch(r"[^\s<>,;]+@[^\s<>,;]+", deed.to):
            with pytest.raises(Permanent):
                letter(to=deed.to)


async def test_what_an_address_says_is_no_command_and_a_dot_does_not_end_the_letter(smtp_sink):
    sender = SmtpSender(SmtpSettings(host="127.0.0.1", port=smtp_sink.port, tls="none"), "support@ourshop.example")

    async def before() -> None:
        """Nothing to write down."""

    body = b"From: a@b.example\r\n\r\n.\r\nRCPT TO:<x@evil.example>\r\n..\r\n.\r\nDATA\r\n"
    await sender.send(Envelope("support@ourshop.example", "mira@bluehill.example", body), before)
    for address in ADDRESSES[:3] + ADDRESSES[5:7]:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it says, nothing may go out
            await sender.send(Envelope("support@ourshop.example", address, body), before)
    await sender.close()
    (mail,) = smtp_sink.accepted
    assert mail.recipients == ("mira@bluehill.example",)
    assert mail.raw.endswith(b".\r\nRCPT TO:<x@evil.example>\r\n..\r\n.\r\nDATA\r\n")
    assert not any("evil" in command or command.startswith("RCPT TO:<x") for command in smtp_sink.commands)


@pytest.mark.process
@pytest.mark.real
def test_hostile_mails_through_the_true_program_send_one_letter_each_to_whom_it_belongs(
    inboxd, mail_user, smtp_sink, small_rules
):
    heads = [
        "Subject: =?utf-8?q?Help=0D=0ABcc:_eve@evil.example=0D=0A=0D=0ABody?=",
        "Subject: {{ 7*7 }} {% for x in y %} \x1b]52;c;ZXZpbA==\x07",
        "Subject: Help\r\nMessage-ID: <a@b.example> <c>\r\n Bcc: x@evil.example",
        "Subject: Help\r\nReferences: <a@b\x00c> =?utf-8?q?=3Cx=0d=0aBcc:y=3E?=",
        f"Subject: {'x' * 4000}\r\nIn-Reply-To: {'<y@z.example> ' * 300}",
        'Subject: Help\r\nReply-To: "a\\\r\n RCPT TO:<x@evil.example>"@b.example',
        "Subject: Help\r\nReply-To: a@b.example, eve@evil.example",
        "Subject: http://evil.example <script>alert(1)</script>",
    ]
    for number, head in enumerate(heads):
        name = '"=?utf-8?q?Mira=0D=0ABcc:_eve@evil.example?="'
        sender = f"From: {name} <mira{number}@bluehill{number}.example>\r\nTo: support@ourshop.example\r\n"
        text = f"The site is down since monday, shop {'abcdefgh'[number] * 5}\r\n.\r\nRCPT TO:<x@evil.example>\r\n"
        mail_user.deliver(f"{sender}{head}\r\n\r\n{text}".encode())
    daemon: Inboxd = inboxd(rules=small_rules)
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-2000:]
    assert mail_user.dovecot.count(mail_user.address) + mail_user.dovecot.count(mail_user.address, "Priority") == 8
    wait_until(lambda: len(smtp_sink.accepted) >= 5, 10, "letters")
    verbs = {command.split()[0].upper() for command in smtp_sink.commands}
    assert verbs <= {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"}
    assert not any("evil" in command for command in smtp_sink.commands)
    for sent in smtp_sink.accepted:
        assert len(sent.recipients) == 1
        assert re.fullmatch(r"mira\d@bluehill\d\.example", sent.recipients[0])
        assert set(sent.message.keys()) <= {*FIELDS, "Received"}
        assert sent.message["Bcc"] is None
        assert b"evil" not in sent.raw.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("text", HOSTILE)
def test_notes_and_notices_have_their_own_fields_only(text):
    case = make_case(subject=text, customer_name=text, references=IDS, last_message_id="x@y\r\nBcc: z", agents=(text,))
    around = Surroundings(earlier=(EndedCase(case, "solved"),))
    note = read(compose_note(case, around, US, ZoneInfo("UTC"), "inboxd.n.1@ourshop.example", NOW))
    assert note["Bcc"] is None
    assert [each.addr_spec for each in note["To"].addresses] == ["support@ourshop.example"]
    alarm = Effect("alarm:1", "support", Alarm(Stage.BREACH), EffectState.QUEUED, NOW)
    notice = compose_notice(alarm, case, ZoneInfo("UTC"), NOW, with_subject=True)
    told = read(compose_notice_mail(notice, "lead@ourshop.example", US, KEY, NOW))
    assert told["Bcc"] is None
    assert [each.addr_spec for each in told["To"].addresses] == ["lead@ourshop.example"]


@pytest.mark.parametrize(
    "words",
    [
        "[pay here](http://evil.example)",
        "<http://evil.example|our bank>",
        "evil.example/login",
        "go to Evil.Example now",
        "mailto:eve tel:+1234",
        "<!channel> <!here> <@U123> <#C1>",
        "@here @everyone @channel",
        "*bold* _italic_ ~gone~ `code` ||secret||",
        "\\[x\\]",
    ],
)
@pytest.mark.parametrize("where", ["subject", "customer_name", "customer"])
def test_a_chat_makes_no_link_mention_or_format_of_a_customers_words(where, words):
    value = f'"{words}"@b.example' if where == "customer" else words
    alarm = Effect("alarm:1", "support", Alarm(Stage.BREACH), EffectState.QUEUED, NOW)
    case = make_case(**{where: value})
    text = compose_notice(alarm, case, ZoneInfo("UTC"), NOW, with_subject=True).text
    lines = [line for line in text.splitlines() if line.startswith(("Customer:", "Subject:"))]
    told = " ".join(lines).replace("mira@bluehill.example", "").replace("Customer:", "").replace("Subject:", "")
    assert not re.search(r"://|www\.|[@<>\[\]`*_~|\\]|mailto:|tel:", told), told
    assert not re.search(r"[^\W\d]\.[^\W\d]", told), told


@pytest.mark.parametrize("address", ["eve@here.example", "x@everyone", "*a*@b.example", "www.evil.example@b.example"])
def test_an_address_that_a_chat_would_read_as_more_is_defused(address):
    alarm = Effect("alarm:1", "support", Alarm(Stage.BREACH), EffectState.QUEUED, NOW)
    text = compose_notice(alarm, make_case(customer=address), ZoneInfo("UTC"), NOW, with_subject=True).text
    assert address not in text


class _Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.update((tag, *(f"{tag} {name}" for name, _ in attrs)))

    def handle_data(self, data):
        self.words.append(data)


EVIL = '<script>alert(1)</script><img src=x onerror=y>"\' </td><a href="http://evil.example">x</a> {{ 7*7 }}'


def test_a_digest_holds_no_tag_of_a_customer_and_no_other_field():
    matters = tuple(replace(each, subject=EVIL, customer=EVIL, note=EVIL) for each in FULL.waiting)
    digest = replace(FULL, waiting=matters, hugs=(Hug(EVIL, EVIL, NOW, "en", 5.0),), trends=(EVIL,))
    tags = _Tags()
    tags.feed(digest_page(digest, {}))
    assert not tags.seen & {"script", "img", "a", "img onerror"}
    assert "49" not in " ".join(each for each in tags.words if "7*7" in each)
    effect = Effect("b:1", "support", Bulletin("lead@ourshop.example", digest.period), EffectState.QUEUED, NOW)
    mail = read(compose_bulletin(replace(effect, message_id="inboxd.b.1@ourshop.example"), digest, {}, US, NOW))
    assert [each.addr_spec for each in mail["To"].addresses] == ["lead@ourshop.example"]


@pytest.mark.parametrize(
    "words",
    [EVIL, "# title", "- item", "1. item", "=====", "see http://evil.example", "www.evil.example", "![x](http://e)"],
)
def test_the_happy_file_shows_words_and_no_markdown_of_strangers(words):
    text = happy_file(date(2026, 3, 1), (Hug(words, words, NOW, "en", 5.0),), ZoneInfo("UTC"))
    quote = next(line for line in text.splitlines() if line.startswith("> "))[2:]
    assert not re.match(r"#|[-+=]|\d+[.)]", quote)
    assert not re.search(r"(?<!\\)(?:[<\[!*_`]|://)|www\.", quote), quote


@pytest.mark.parametrize(
    "words", ["{{ 7*7 }}", "{% if 1 %}x{% endif %}", "{{ token.__class__ }}", "{# gone #}", "${7*7}"]
)
def test_a_customers_words_are_never_a_template(words):
    templates = compile_templates(
        {("urgent", "en"): "Subject: {{ subject }}\n\n{{ name }}|{{ subject }}|{{ numbers }}\n"}
    )
    effect = Effect("a:1", "support", replace(LETTER, subject=words, to_name=words), EffectState.QUEUED, NOW)
    raw = compose_letter(replace(effect, message_id="inboxd.a.1@ourshop.example"), templates, US, ZONE, NOW)
    mail = read(raw)
    assert str(mail["Subject"]).startswith(words)
    assert mail.get_content().startswith(f"{words}|{words}|")
    tags = _Tags()
    tags.feed(digest_page(replace(FULL, trends=(words,)), {}))
    assert words in tags.words
    case = make_case(subject=words)
    note = read(compose_note(case, Surroundings(), US, ZoneInfo("UTC"), "inboxd.n.1@ourshop.example", NOW))
    assert words in str(note["Subject"])
