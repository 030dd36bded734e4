"""Servers that repeat what they were told: nobody learns a password from their words, whoever shows them."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from inboxd.cli.doctor import _look
from inboxd.config.settings import Settings
from inboxd.errors import InboxdError
from tests.contracts import sending
from tests.contracts.imapscript import script, talking
from tests.contracts.sending import US, Make, envelope, nothing, senders
from tests.servers.process import HOST

PASSWORD = 'correct-horse "battery"\\staple'
AS_IMAP = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
AS_PLAIN = base64.b64encode(f"\0{US}\0{PASSWORD}".encode()).decode()
IN_BASE64 = base64.b64encode(PASSWORD.encode()).decode()
FILLER = "x" * 160
ECHOES = [
    f'LOGIN support "{AS_IMAP}" rejected',
    f"LOGIN support {PASSWORD} rejected",
    f"it's {PASSWORD} that I do not like",
    f"AUTH PLAIN {AS_PLAIN} rejected",
    f"?password={quote(PASSWORD, safe='')} rejected",
    # The text is cut short somewhere in the password, and then in its other shapes.
    *(f"{FILLER} {shown} rejected" for shown in (PASSWORD, AS_IMAP, AS_PLAIN, IN_BASE64)),
]
echoes = pytest.mark.parametrize("echo", ECHOES)


def assert_silent(told: object) -> None:
    """That nothing of the password stands in it, in any shape."""
    text = str(told)
    pieces = [PASSWORD[start : start + 6] for start in range(len(PASSWORD) - 5)]
    # What is not the user's name in the words of a login, and may not be told.
    hidden = [*pieces, quote(PASSWORD, safe="")[:12], IN_BASE64[4:12], AS_PLAIN[-16:-4], AS_PLAIN[-30:-18]]
    assert [each for each in hidden if each in text] == []
    assert "[secret]" in text or FILLER[:100] in text


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    async with senders() as each:
        yield each


def settings_for(imap: int, smtp: int, rules: Path, store: str) -> Settings:
    way = {"host": HOST, "tls": "none", "password": PASSWORD}
    mailbox = {"name": "support", "address": US, "imap": {**way, "port": imap}, "smtp": {**way, "port": smtp}}
    return Settings.model_validate({"mailbox": [mailbox], "rules": {"path": rules}, "store": {"url": store}})


class TestImap:
    @echoes
    @pytest.mark.parametrize("kind", ["NO [AUTHENTICATIONFAILED]", "NO [ALERT] Too many tries,", "BAD"])
    async def test_at_the_login(self, echo, kind):
        async with script({"LOGIN": f"{{tag}} {kind} {echo}"}) as server:
            with pytest.raises(InboxdError) as raised:
                async with talking(server.port, password=PASSWORD):
                    pass
        assert_silent(raised.value)

    @echoes
    @pytest.mark.parametrize("kind", ["{tag} NO", "{tag} NO [OVERQUOTA]", "{tag} BAD", "* BYE"])
    async def test_later_on(self, echo, kind):
        async with script({"SELECT": f"{kind} {echo}"}) as server, talking(server.port, password=PASSWORD) as mailbox:
            with pytest.raises(InboxdError) as raised:
                await mailbox.look("INBOX")
        assert_silent(raised.value)

    async def test_a_token(self, tmp_path):
        token = tmp_path / "token"
        token.write_text("ya29.correct-horse-token")
        token.chmod(0o600)
        answers = {"AUTHENTICATE": "{tag} NO [AUTHENTICATIONFAILED] Bearer ya29.correct-horse-token is over"}
        async with script(answers) as server:
            with pytest.raises(InboxdError) as raised:
                async with talking(server.port, oauth2_token_file=token, password=""):
                    pass
        assert "horse" not in str(raised.value)


class TestSmtp:
    @echoes
    @pytest.mark.parametrize("code", ["535 5.7.8", "454 4.7.0", "gibberish"])
    async def test_at_the_login(self, make, echo, code):
        async with sending.script("250-hi\r\n250 AUTH PLAIN", [f"{code} {echo}"]) as server:
            with pytest.raises(InboxdError) as raised:
                await make(server.port, password=PASSWORD).send(envelope(), nothing)
        assert_silent(raised.value)

    @echoes
    @pytest.mark.parametrize("taken", [[], ["250 ok"], ["250 ok", "250 ok"]], ids=["sender", "recipient", "data"])
    @pytest.mark.parametrize("code", ["550", "421", "gibberish"])
    async def test_later_on(self, make, echo, taken, code):
        async with sending.script("250-hi\r\n250 AUTH PLAIN", ["235 ok", *taken, f"{code} {echo}"]) as server:
            with pytest.raises(InboxdError) as raised:
                await make(server.port, password=PASSWORD).send(envelope(), nothing)
        assert_silent(raised.value)


async def test_the_doctor_tells_what_is_wrong_and_no_password(small_rules, tmp_path):
    refusals = {"LOGIN": f"{{tag}} NO [AUTHENTICATIONFAILED] {ECHOES[0]}"}
    hello = "250-hi\r\n250 AUTH PLAIN"
    async with script(refusals) as imap, sending.script(hello, [f"535 5.7.8 {ECHOES[1]}"]) as smtp:
        findings = await _look(settings_for(imap.port, smtp.port, small_rules, f"sqlite:///{tmp_path}/inboxd.db"))
    wrong = [each for each in findings if each.level == "wrong"]
    assert [each.what.partition(": could")[0].partition(": the")[0] for each in wrong] == [
        "support: IMAP",
        "support: SMTP",
    ]
    for each in wrong:
        assert_silent(each)
