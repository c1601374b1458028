"""A certificate for this computer, which Office asks for: made by openssl, trusted by the user."""

from __future__ import annotations

import contextlib
import platform
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

from udfs.errors import TemplateError

#: Browsers and macOS refuse certificates that last longer than 398 days.
DAYS = 397

#: A pair that lasts this long is kept.
ENOUGH_DAYS = 30

#: How the service is started with the pair.
START = "onbalance serve --certificate localhost.pem --key localhost.key"

_MKCERT = (
    "openssl was not found; make a certificate with mkcert instead: `mkcert -install`, then "
    "`mkcert -cert-file localhost.pem -key-file localhost.key localhost 127.0.0.1 ::1`"
)

_REQUEST = """\
[req]
distinguished_name = name
x509_extensions = more
prompt = no
[name]
CN = localhost
O = OnBalance on this computer
[more]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
"""


def has_certificate(folder: Path) -> bool:
    """Whether the folder holds a pair that belongs together and lasts another 30 days."""
    certificate, key = _pair(folder)
    if not (certificate.is_file() and key.is_file()) or shutil.which("openssl") is None:
        return False
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError):
        return False
    seconds = str(ENOUGH_DAYS * 86_400)
    command = ["openssl", "x509", "-noout", "-checkend", seconds, "-in", str(certificate)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _pair(folder: Path) -> tuple[Path, Path]:
    return folder / "localhost.pem", folder / "localhost.key"


def make_certificate(folder: Path, days: int = DAYS, *, force: bool = False) -> tuple[Path, Path]:
    """Make localhost.pem and localhost.key; good for this computer's own name and nothing else.

    The key can be read by its owner alone and can sign no other certificate. A pair for which
    `has_certificate` holds is kept, since the computer may trust it already, unless `force`.
    """
    if shutil.which("openssl") is None:
        raise TemplateError(message=_MKCERT)
    certificate, key = _pair(folder)
    if not force and has_certificate(folder):
        return certificate, key
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        beside = Path(name)
        (beside / "request").write_text(_REQUEST, "utf-8")
        made, secret = beside / "pem", beside / "key"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-sha256", "-nodes"]
        command += ["-days", str(days), "-config", str(beside / "request")]
        command += ["-keyout", str(secret), "-out", str(made)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise TemplateError(message=f"openssl made no certificate: {done.stderr[-200:]}")
        with contextlib.suppress(NotImplementedError):
            secret.chmod(0o600)
        secret.replace(key)
        made.replace(certificate)
    return certificate, key


def trust_command(certificate: Path, system: str | None = None) -> str:
    """What makes this computer trust the certificate; the user runs it, not we."""
    system = system or platform.system()
    if system == "Darwin":
        chain = "~/Library/Keychains/login.keychain-db"
        return f'security add-trusted-cert -r trustRoot -k {chain} "{certificate}"'
    if system == "Windows":
        return f'certutil -user -addstore Root "{certificate}"'
    return f'certutil -d sql:$HOME/.pki/nssdb -A -t "P,," -n OnBalance -i "{certificate}"'
