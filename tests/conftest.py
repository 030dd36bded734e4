"""The real servers, each started once a test process when the first test asks for it.

A test gets its own user, its own database and an empty sink; a server that the test before has
killed is brought back first. Nothing is skipped: a missing server is an error that says what to type.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from inboxd.config.store import StoreSettings
from inboxd.edge.store.store import SqlStore
from tests.core.rules.folders import rules_files
from tests.process.program import Inboxd, write_english_rules
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.smtpsink import SmtpSink

LEAKING = ("INBOXD_", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "LISTEN_")
"""Variables that a developer's shell or a service manager may set and that inboxd obeys."""

# No test is timed: a busy machine must not make a property fail.
settings.register_profile("inboxd", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("inboxd")

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(LEAKING):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Dovecot:
    """A running Dovecot with IMAP, IMAPS and LMTP."""
    dovecot_server.start()
    return dovecot_server


@dataclass(frozen=True, slots=True)
class MailUser:
    """Somebody with an empty mailbox."""

    address: str
    password: str
    dovecot: Dovecot

    def deliver(self, *raws: bytes) -> None:
        """Deliver messages into this mailbox, in order."""
        self.dovecot.deliver_many(self.address, raws)

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """The raw messages of one folder."""
        return self.dovecot.messages(self.address, folder)


@pytest.fixture
def mail_user(dovecot: Dovecot) -> MailUser:
    """A new user of the running Dovecot; the address is the login."""
    user = MailUser(f"support{next(_numbers)}@bluehill.example", "correct horse", dovecot)
    dovecot.add_user(user.address, user.password)
    return user


@pytest.fixture(scope="session")
def smtp_sink_server() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def smtp_sink(smtp_sink_server: SmtpSink) -> SmtpSink:
    """A well-behaved, empty sink without TLS or authentication."""
    smtp_sink_server.start()
    smtp_sink_server.reset()
    return smtp_sink_server


@pytest.fixture(scope="session")
def postfix_server() -> Iterator[Postfix]:
    with SmtpSink() as sink, Postfix(relay_to=sink) as server:
        yield server


@pytest.fixture
def postfix(postfix_server: Postfix) -> Postfix:
    """A running Postfix that relays into its own `sink`; needs root."""
    assert postfix_server.sink is not None
    postfix_server.sink.start()
    postfix_server.start()
    # What the test before has left in the queue must not come to this one.
    postfix_server.wait_until_empty()
    postfix_server.sink.reset()
    return postfix_server


@dataclass(frozen=True, slots=True)
class Relay:
    """A submission port, and the sink in which everything accepted there ends."""

    port: int
    sink: SmtpSink


@pytest.fixture
def relay(request: pytest.FixtureRequest) -> Relay:
    """Postfix in front of a sink where we are root, the sink itself where we are not."""
    if os.geteuid() == 0:
        postfix: Postfix = request.getfixturevalue("postfix")
        assert postfix.sink is not None
        return Relay(postfix.port, postfix.sink)
    sink: SmtpSink = request.getfixturevalue("smtp_sink")
    return Relay(sink.port, sink)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Postgres) -> Postgres:
    """A running PostgreSQL."""
    postgres_server.start()
    return postgres_server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database that lives as long as the test."""
    name = f"test_{next(_numbers)}"
    yield postgres.create_database(name)
    postgres.start()
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def english_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules in English only, to be read and not changed."""
    return write_english_rules(tmp_path_factory.mktemp("english") / "rules")


@pytest.fixture
def inboxd(
    mail_user: MailUser, smtp_sink: SmtpSink, tmp_path: Path, english_rules: Path
) -> Iterator[Callable[..., Inboxd]]:
    """Makes installations of the real program for this test's mailbox; what still runs at the end is killed.

    Their rules are the English ones of those that inboxd ships: a test that is about more says so.
    """
    made: list[Inboxd] = []

    def make(**changes: object) -> Inboxd:
        given = {
            "folder": tmp_path / f"inboxd{len(made)}",
            "imap_port": mail_user.dovecot.imap_port,
            "smtp_port": smtp_sink.port,
            "user": mail_user.address,
            "password": mail_user.password,
            "rules": english_rules,
        }
        made.append(Inboxd(**{**given, **changes}))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        if each.running:
            each.kill()


@pytest.fixture
def small_rules(tmp_path: Path) -> Path:
    """A rules folder that compiles in no time."""
    folder = tmp_path / "rules"
    for name, raw in rules_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A store of its own, as the service opens it."""
    opened = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
    await opened.migrate()
    await opened.open(exclusive=True)
    yield opened
    await opened.close()
