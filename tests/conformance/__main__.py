"""Runs the suite on every server and writes docs/servers.md: `python -m tests.conformance`."""

from __future__ import annotations

import re
import sys
from collections import defaultdict

import pytest

from tests.conformance.boxes import SERVERS, version
from tests.conformance.checks import HERE, IMAP, PAGE, SMTP, checks
from tests.conformance.page import write_page

_TEST = re.compile(r"::(?P<test>\w+)(?:\[(?P<server>[\w-]+)\])?$")


class Collector:
    """What each test said about its server."""

    def __init__(self) -> None:
        self.said: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = _TEST.search(report.nodeid)
        if found is None or (report.when != "call" and report.passed):
            return
        words = dict(report.user_properties).get("ability", "yes") if report.passed else "FAILED"
        self.said[found["test"]][found["server"] or ""] = str(words)


def main() -> int:
    collector = Collector()
    files = [str(HERE / f"{name}.py") for name in (*IMAP, *SMTP)]
    code = pytest.main(["-q", "-n0", "-p", "no:randomly", "--timeout=70", *files], plugins=[collector])
    versions = {kind.name: version(kind) for kind in SERVERS}
    write_page(PAGE, list(checks(IMAP)), list(checks(SMTP)), collector.said, versions)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
