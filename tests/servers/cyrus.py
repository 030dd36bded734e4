"""A real Cyrus IMAP on loopback: Debian's cyrus-imapd, unpacked, with mail and users of its own."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterable

from tests.servers.certificates import Certificates
from tests.servers.passwords import PasswordDaemon, give_sasl_answer, read_sasl_request
from tests.servers.ports import HOST, reserve_port
from tests.servers.process import Program
from tests.servers.unpacked import UnpackedServer, find_unpacked

DOMAIN = "bluehill.example"

CONFIG = """\
configdirectory: {directory}/conf
proc_path: {directory}/proc
mboxname_lockpath: {directory}/lock
idlesocket: {directory}/idle
lmtpsocket: {directory}/lmtp
notifysocket: {directory}/notify
partition-default: {directory}/spool
defaultpartition: default
cyrus_user: {user}
cyrus_group: {group}
servername: mail.bluehill.example
virtdomains: userid
defaultdomain: {domain}
admins: admin
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {directory}/mux
sasl_mech_list: PLAIN
allowplaintext: yes
allowusermoves: no
altnamespace: {flat}
unixhierarchysep: {flat}
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Sent | Drafts | Junk | Trash
xlist-sent: Sent
xlist-drafts: Drafts
xlist-junk: Junk
xlist-trash: Trash
duplicatesuppression: no
sievedir: {directory}/sieve
tls_server_cert: {certificates.certificate}
tls_server_key: {certificates.key}
tls_sessions_db_path: {directory}/tls.db
syslog_prefix: inboxd-test
failedloginpause: 0
imapidlepoll: 5
{extra}
"""

SERVICES = """\
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {config} -r"
}}
SERVICES {{
  imap cmd="{programs}/imapd -C {config}" listen="{host}:{imap}" prefork=1 maxchild=60
  imaps cmd="{programs}/imapd -s -C {config}" listen="{host}:{imaps}" prefork=0 maxchild=60
  lmtp cmd="{programs}/lmtpd -a -C {config}" listen="{host}:{lmtp}" prefork=1 maxchild=20
}}
EVENTS {{
}}
DAEMON {{
  idled cmd="{programs}/idled -C {config}"
}}
"""


class Cyrus(UnpackedServer):
    """One Cyrus with IMAP, IMAPS and LMTP.

    flat: False gives the old habit: names below "INBOX." with "." between levels; True "/" and no prefix.
    fsync: True makes changes as durable, and as slow, as in real life.
    extra: more lines of imapd.conf.
    """

    def __init__(
        self,
        *,
        flat: bool = False,
        fsync: bool = False,
        extra: str = "",
        certificates: Certificates | None = None,
    ) -> None:
        package = find_unpacked("cyrus-imapd")
        super().__init__("cyrus", package, certificates)
        self.imaps_port, self.lmtp_port = reserve_port(), reserve_port()
        programs = package.root / "usr/lib/cyrus/bin"
        config, services = self.directory / "imapd.conf", self.directory / "cyrus.conf"
        config.write_text(
            CONFIG.format(
                directory=self.directory,
                domain=DOMAIN,
                user=self.account.user,
                group=self.account.group,
                flat="yes" if flat else "no",
                certificates=self.certificates,
                extra=extra,
            )
        )
        services.write_text(
            SERVICES.format(
                programs=programs,
                config=config,
                host=HOST,
                imap=self.imap_port,
                imaps=self.imaps_port,
                lmtp=self.lmtp_port,
            )
        )
        for name in ("conf", "spool", "proc", "lock", "sieve", "conf/db", "conf/socket", "conf/log", "conf/msg"):
            (self.directory / name).mkdir()
            self.account.own(self.directory / name)
        self.asked = PasswordDaemon(self.directory / "mux", self._check)
        command = [programs / "master", "-C", config, "-M", services, "-p", self.directory / "master.pid"]
        environment = {"LD_LIBRARY_PATH": package.libraries}
        if not fsync:
            environment["LD_PRELOAD"] = "libeatmydata.so"
        self.program = Program(command, self.directory, self.account, environment)

    def start(self) -> None:
        if self.running:
            return
        (self.directory / "master.pid").unlink(missing_ok=True)
        self.program.start()
        self.program.wait_for_greeting(self.imap_port, b"* OK")
        self.program.wait_for_greeting(self.lmtp_port, b"220")

    def add_user(self, name: str, password: str = "secret") -> None:
        """Make a user; the folders come with the first login or delivery."""
        self.passwords[name] = password

    def _check(self, connection: socket.socket) -> None:
        user, password = read_sasl_request(connection)
        # Of the domain that it thinks its own, Cyrus tells the name before the "@" only.
        names = (user, f"{user}@{DOMAIN}")
        give_sasl_answer(connection, allowed=any(self.passwords.get(name) == password for name in names))

    def deliver_many(self, user: str, raws: Iterable[bytes], sender: str = "postmaster@bluehill.example") -> None:
        """Deliver messages in order over LMTP; raises smtplib.SMTPException when refused."""
        with smtplib.LMTP(HOST, self.lmtp_port) as connection:
            for raw in raws:
                connection.sendmail(sender, [user], raw)
