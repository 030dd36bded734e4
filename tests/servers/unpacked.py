"""Debian packages that are unpacked below .build instead of installed (see deploy/bin/unpack-server)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import ServerUnavailable

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
