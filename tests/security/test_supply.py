"""What inboxd is built from and what it may do where it runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "deploy/locks").glob("*.txt"))
AUDIT = ROOT / "deploy/bin/audit"


# ── what is fetched ──


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_line_of_a_lock_is_pinned_and_hashed_and_names_no_place(lock):
    text = lock.read_text(encoding="utf-8")
    lines = re.sub(r" *#.*", "", text).replace("\\\n", " ").splitlines()
    required = [line for line in lines if line.strip()]
    assert required
    for line in required:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+( +--hash=sha256:[0-9a-f]{64})+ *$", line), line
    assert not re.search(r"://|--\w*(?:index|find-links|trusted-host)|@ ", text)


def test_there_is_a_lock_for_each_way_to_install():
    assert {lock.stem for lock in LOCKS} == {"build", "demo", "dev", "fuzz", "run"}


def audit(tmp_path: Path, program: str, how: str = "") -> subprocess.CompletedProcess[str]:
    stub = tmp_path / "stub"
    stub.write_text(f"#!{sys.executable}\nimport sys\nreport = sys.argv[sys.argv.index('--output') + 1]\n{program}\n")
    stub.chmod(0o755)
    environ = {**os.environ, "PIP_AUDIT": str(stub), "AUDIT": how}
    return subprocess.run([sys.executable, AUDIT], env=environ, capture_output=True, text=True, check=False)


def report(*packages: dict[str, object]) -> str:
    return f"open(report, 'w').write({json.dumps({'dependencies': list(packages)})!r})"


FINE = {"name": "wombat", "version": "1.0", "vulns": []}
HOLE = {"name": "quoll", "version": "2.0", "vulns": [{"id": "ADVISORY-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "bilby", "skip_reason": "not found"}


class TestAudit:
    @pytest.mark.parametrize("how", ["", "strict"])
    def test_passes_when_no_hole_is_known(self, tmp_path, how):
        done = audit(tmp_path, report(FINE), how)
        assert (done.returncode, "no known hole in 1 packages" in done.stdout) == (0, True)

    @pytest.mark.parametrize("others", [[FINE], [SKIPPED]])
    def test_fails_on_a_known_hole_and_says_what_mends_it(self, tmp_path, others):
        done = audit(tmp_path, report(*others, HOLE) + "\nsys.exit(1)")
        assert done.returncode == 1
        assert "quoll 2.0: ADVISORY-1, mended in 2.1" in done.stderr

    @pytest.mark.parametrize("program", ["sys.exit('no route to host')", report(FINE, SKIPPED), "open(report, 'w')"])
    def test_without_a_network_says_so_and_fails_only_where_that_is_asked_for(self, tmp_path, program):
        done = audit(tmp_path, program)
        assert (done.returncode, "could be asked" in done.stderr) == (0, True)
        assert audit(tmp_path, program, "strict").returncode == 1

    def test_can_be_switched_off(self, tmp_path):
        assert audit(tmp_path, "sys.exit(1)", "off").returncode == 0

    def test_belongs_to_the_check(self):
        recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert recipe is not None
        assert "deploy/bin/audit" in recipe[1]


# ── what it may do ──

HARDENED = {
    "DynamicUser": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "AmbientCapabilities": "",
    "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
    "PrivateUsers": "yes", "PrivateIPC": "yes", "DevicePolicy": "closed", "ProtectClock": "yes",
    "ProtectControlGroups": "yes", "ProtectHostname": "yes", "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes", "ProtectProc": "invisible", "ProcSubset": "pid",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes", "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes", "RemoveIPC": "yes", "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native", "KeyringMode": "private", "UMask": "0077", "StateDirectoryMode": "0700",
    "LimitCORE": "0",
}  # fmt: skip


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / "deploy/inboxd.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("name", HARDENED)
def test_the_service_gets_nothing_that_it_does_not_need(name):
    assert unit()[name] == [HARDENED[name]]


def test_the_service_may_not_call_what_only_root_needs():
    assert unit()["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]


def test_the_service_s_secrets_are_handed_over_and_stand_in_no_variable():
    assert {each.partition(":")[0] for each in unit()["LoadCredential"]} >= {"imap-password", "smtp-password"}
    assert not [each for each in unit()["Environment"] if re.search("PASSWORD|SECRET|TOKEN", each)]


def dockerfile() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_as_nobody_in_particular_and_holds_nothing_that_installs():
    lines = dockerfile()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    final = lines[last:]
    assert [line for line in final if line.startswith("USER ")] == ["USER 10001:10001"]
    assert not any("pip install" in line for line in final)
    assert any("rm -rf" in line and "/pip*" in line for line in final)
    # Only there may it write, so the rest can be mounted read-only.
    assert [line for line in final if line.startswith("VOLUME ")] == ["VOLUME /var/lib/inboxd"]
    assert not [line for line in final if re.match(r"(?:ENV|ARG).*(?:PASSWORD|SECRET|TOKEN)", line)]


def test_the_image_is_built_from_the_lock_alone():
    installing = [line for line in dockerfile() if " install " in line and "-r " in line]
    assert installing
    assert all(
        line.count(" install ") == line.count("--require-hashes") + line.count("install -d") for line in installing
    )
