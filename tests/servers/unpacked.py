"""Debian packages that are unpacked below .build instead of installed (see deploy/bin/unpack-server)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates, shared_certificates
from tests.servers.passwords import PasswordDaemon
from tests.servers.ports import reserve_port
from tests.servers.process import Program, ProgramServer, ServerUnavailable
from tests.servers.proctable import processes_of, program_name

BUILT = Path(__file__).parents[2] / ".build" / "servers"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One package with what it needs.

    Attributes:
        root: what would be "/" if it were installed.
        version: Debian's.
    """

    root: Path
    version: str

    @property
    def libraries(self) -> str:
        """LD_LIBRARY_PATH of its programs."""
        usual = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib", "lib")
        found = {path.parent for path in self.root.rglob("*.so.*")} | {self.root / each for each in usual}
        return ":".join(sorted(str(path) for path in found if path.is_dir()))


def find_unpacked(package: str) -> Unpacked:
    """An unpacked package; raises ServerUnavailable saying what to type."""
    version = BUILT / package / "unpacked"
    if not version.exists():
        message = f"{package} is not unpacked. Type: deploy/bin/install-servers"
        raise ServerUnavailable(message)
    return Unpacked(BUILT / package / "root", version.read_text().strip())


class UnpackedServer(ProgramServer):
    """One server from an unpacked package, with users of its own whose passwords it asks us for.

    Attributes:
        version: Debian's.
        passwords: by user name.
    """

    program: Program
    asked: PasswordDaemon

    def __init__(self, name: str, package: Unpacked, certificates: Certificates | None) -> None:
        super().__init__(name)
        self.version = package.version
        self.certificates = certificates or shared_certificates()
        self.imap_port = reserve_port()
        self.passwords: dict[str, str] = {}

    @property
    def authority(self) -> Path:
        """The CA certificate that a client must trust (PEM)."""
        return self.certificates.authority

    def stop(self) -> None:
        self.asked.close()
        super().stop()

    def session_processes(self) -> list[int]:
        """Process ids of the IMAP sessions, those that wait for a login among them where the server keeps such."""
        return sorted(pid for pid in processes_of(self.program.pid) if program_name(pid) == "imapd")
