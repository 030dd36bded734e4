"""A certificate authority of our own and one server certificate, valid on loopback."""

from __future__ import annotations

import atexit
import functools
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import find_program, relieve, scratch_directory, unprivileged, watch_over

NAMES = "DNS:localhost,DNS:mail.bluehill.example,IP:127.0.0.1"

# Python 3.13 verifies strictly (VERIFY_X509_STRICT): key usage and both key identifiers must be there.
CONFIG = f"""\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = {NAMES}
"""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in PEM: the authority to trust, the server's certificate and its key."""

    authority: Path
    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """For a server: shows the certificate, asks none of its clients."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """For a client: trusts this authority and no other, checks the name."""
        return ssl.create_default_context(cafile=str(self.authority))


def make_certificates(directory: Path) -> Certificates:
    """Write a new authority and a server certificate signed by it into the directory."""
    config = directory / "openssl.cnf"
    config.write_text(CONFIG)
    authority, key = directory / "authority.pem", directory / "authority.key"
    _request(config, "authority", "/CN=inboxd test authority", authority, key)
    signed = Certificates(authority, directory / "server.pem", directory / "server.key")
    signer = ["-CA", str(authority), "-CAkey", str(key)]
    _request(config, "server", "/CN=mail.bluehill.example", signed.certificate, signed.key, *signer)
    unprivileged().own(signed.certificate, signed.key, authority)
    return signed


def _request(config: Path, extensions: str, subject: str, certificate: Path, key: Path, *signer: str) -> None:
    openssl = find_program("openssl", "openssl")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-config", str(config), "-keyout", str(key), "-out", str(certificate)]
    naming = ["-subj", subject, "-extensions", extensions, "-days", "30"]
    command = [str(openssl), "req", "-x509", *curve, *files, *naming, *signer]
    subprocess.run(command, check=True, capture_output=True)


@functools.cache
def shared_certificates() -> Certificates:
    """The certificates of this test process, made once; every server shows the same one."""
    directory = scratch_directory("certificates", unprivileged())
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(relieve, watch_over(directory))
    return make_certificates(directory)
