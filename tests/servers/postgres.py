"""A real PostgreSQL on loopback with data of its own."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.ports import HOST, reserve_port
from tests.servers.process import (
    Program,
    ProgramServer,
    ServerUnavailable,
    find_program,
    wait_until,
)

USER = "postgres"
DEBIAN = Path("/usr/lib/postgresql")
_BALLAST = "ballast"


class Postgres(ProgramServer):
    """One PostgreSQL cluster: TCP on `port`, a Unix socket in `directory`.

    fsync: False spares the disk; a killed server still keeps every commit, only a crash of the
        whole machine could lose some.
    settings: more of postgresql.conf, e.g. {"max_connections": "20"}.
    disk: size of a disk of its own for the data, e.g. "200m", which `fill_disk` can fill; needs root.
    """

    def __init__(self, *, fsync: bool = False, settings: dict[str, str] | None = None, disk: str = "") -> None:
        newest_first = sorted(DEBIAN.glob("*/bin"), key=lambda path: -int(path.parent.name))
        self._initdb = find_program("initdb", "postgresql", newest_first)
        postgres = find_program("postgres", "postgresql", newest_first)
        super().__init__("postgres")
        self.port = reserve_port()
        durable = "on" if fsync else "off"
        options = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": str(self.directory),
            "fsync": durable,
            "full_page_writes": durable,
            "max_connections": "200",
            "log_min_messages": "warning",
            **(settings or {}),
        }
        arguments = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.data = self.directory / "data"
        self.disk = self.directory / "disk" if disk else None
        if self.disk is not None:
            self._mount(self.disk, disk)
            self.data = self.disk / "data"
        self.program = Program([postgres, "-D", self.data, *arguments], self.directory, self.account)

    def start(self) -> None:
        if not self.data.exists():
            self._make_cluster()
        self.program.start()
        wait_until(self._answers, 30, "PostgreSQL to answer")

    def _make_cluster(self) -> None:
        command = [self._initdb, "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [*command, "--no-sync"],
            check=True,
            capture_output=True,
            cwd=self.directory,
            env=self.program.full_environment,
            **self.program.identity,
        )

    def _answers(self) -> bool:
        self.program.expect_running()
        try:
            self._execute(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def shut_down(self) -> None:
        # SIGINT is the "fast" way: it does not wait for clients to leave.
        self.program.stop(signal.SIGINT)

    def restart_immediately(self) -> None:
        """What `pg_ctl restart -m immediate` does: every session is cut, and the start recovers from the log."""
        self.program.stop(signal.SIGQUIT)
        self.start()

    def fill_disk(self) -> None:
        """Leave no free byte on the data's own disk."""
        assert self.disk is not None, "this PostgreSQL has no disk of its own"
        with (self.disk / _BALLAST).open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(65_536))

    def empty_disk(self) -> None:
        """Free what `fill_disk` took."""
        assert self.disk is not None, "this PostgreSQL has no disk of its own"
        (self.disk / _BALLAST).unlink(missing_ok=True)

    def stop(self) -> None:
        self.shut_down()
        if self.disk is not None:
            subprocess.run(["umount", "-l", str(self.disk)], check=False, capture_output=True)
        super().stop()

    def _mount(self, place: Path, size: str) -> None:
        place.mkdir()
        try:
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise ServerUnavailable("a disk of its own needs the right to mount one") from error
        self.account.own(place)

    def url(self, database: str) -> str:
        """For SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://{USER}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and give its URL."""
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and cut everybody who uses it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def disconnect_all(self) -> None:
        """End every client's session, as an administrator or a failover does."""
        self._execute(sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))

    def _execute(self, statement: sql.Composable) -> None:
        with psycopg.connect(
            host=HOST, port=self.port, user=USER, dbname=USER, autocommit=True, connect_timeout=5
        ) as connection:
            connection.execute(statement)
