"""A real Postfix of our own: accepts on loopback, queues, passes everything on or throws it away.

Postfix's master must be root, so this server cannot run for an ordinary user. Tests that want
"a real mail server if there can be one" ask for the fixture `relay`, which is this server in
front of a sink where we are root, and the sink itself elsewhere.
"""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Sequence
from pathlib import Path

from tests.servers.certificates import Certificates, shared_certificates
from tests.servers.dovecot import Dovecot
from tests.servers.ports import HOST, reserve_port
from tests.servers.process import (
    SCRATCH,
    Program,
    ProgramServer,
    ServerUnavailable,
    find_program,
    wait_until,
)
from tests.servers.smtpsink import SmtpSink

DAEMONS = Path("/usr/lib/postfix/sbin")

PRIVATE = "active bounce corrupt defer deferred flush hold incoming private saved trace"
"""Directories of the queue that only Postfix's own user may enter."""

# No DNS, no delays made for a hostile world, quick retries, a log file of our own.
MAIN = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
maillog_file = {directory}/postfix.log
maillog_file_prefixes = {scratch}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.bluehill.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = {host}
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
biff = no
in_flow_delay = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
smtp_destination_concurrency_failed_cohort_limit = 0
message_size_limit = {size_limit}
mailbox_size_limit = 0
smtputf8_enable = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificates.certificate}
smtpd_tls_key_file = {certificates.key}
smtpd_tls_session_cache_database =
{routing}
{extra}
"""

MASTER = """\
{host}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(ProgramServer):
    """One Postfix, submission with optional STARTTLS on `port`.

    relay_to: the sink that gets everything; None discards.
    mailboxes, domains: mail for these domains goes into this Dovecot's mailboxes instead.
    extra: more lines of main.cf.
    """

    def __init__(
        self,
        *,
        relay_to: SmtpSink | None = None,
        mailboxes: Dovecot | None = None,
        domains: Sequence[str] = (),
        size_limit: int = 52_428_800,
        extra: str = "",
        certificates: Certificates | None = None,
    ) -> None:
        if os.geteuid() != 0:
            raise ServerUnavailable("Postfix cannot start: its master needs root")
        master = find_program("master", "postfix", [DAEMONS])
        super().__init__("postfix")
        # Postfix works under several users of its own; all of them must get in here.
        os.chown(self.directory, 0, 0)
        self.directory.chmod(0o755)
        self.sink = relay_to
        self.port = reserve_port()
        self.certificates = certificates or shared_certificates()
        config = self.directory / "etc"
        config.mkdir()
        main = MAIN.format(
            directory=self.directory,
            scratch=SCRATCH,
            host=HOST,
            size_limit=size_limit,
            certificates=self.certificates,
            routing="\n".join(_routing(relay_to, mailboxes, domains)),
            extra=extra,
        )
        for name, text in (("main.cf", main), ("master.cf", MASTER.format(host=HOST, port=self.port))):
            path = config / name
            path.write_text(text)
            # Postfix waits until nobody can still be writing: about two seconds after the last change.
            os.utime(path, (0, 0))
        self._make_queue()
        # Not `postfix start-fg`: a shell would stand between us and the master.
        self.program = Program([master, "-c", config, "-s"], self.directory, None)

    @property
    def authority(self) -> Path:
        """The CA certificate that a client must trust (PEM)."""
        return self.certificates.authority

    def start(self) -> None:
        self.program.start()
        self.program.wait_for_greeting(self.port, b"220")

    def _make_queue(self) -> None:
        # What `postfix check` makes too, but only after checking the whole system.
        queue, owner, drop = self.directory / "queue", *_numbers()
        queue.mkdir()
        for path in (*(queue / name for name in PRIVATE.split()), self.directory / "data"):
            _make(path, owner, -1, 0o700)
        _make(queue / "pid", 0, 0, 0o755)
        _make(queue / "public", owner, drop, 0o2710)
        _make(queue / "maildrop", owner, drop, 0o1730)

    def queued(self) -> int:
        """How many messages wait in the queue."""
        folders = ("maildrop", "incoming", "active", "deferred")
        return sum(path.is_file() for name in folders for path in (self.directory / "queue" / name).rglob("*"))

    def wait_until_empty(self, seconds: float = 20) -> None:
        """Wait until everything accepted was passed on."""
        wait_until(lambda: self.queued() == 0, seconds, "an empty queue")

    def log(self) -> str:
        """What Postfix has logged so far."""
        path = self.directory / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""


def _numbers() -> tuple[int, int]:
    """Postfix's user and the group whose members may drop mail."""
    return pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid


def _make(path: Path, user: int, group: int, mode: int) -> None:
    path.mkdir()
    os.chown(path, user, group)
    path.chmod(mode)


def _routing(sink: SmtpSink | None, mailboxes: Dovecot | None, domains: Sequence[str]) -> list[str]:
    lines = ["default_transport = discard:"]
    if sink is not None:
        lines = [f"relayhost = [{HOST}]:{sink.port}"]
    if mailboxes is not None:
        routes = ", ".join(f"{{ {domain} = lmtp:inet:{HOST}:{mailboxes.lmtp_port} }}" for domain in domains)
        lines.append(f"transport_maps = inline:{{ {routes} }}")
    return lines
