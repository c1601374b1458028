"""What the Office.js front end needs on this computer, for `onbalance addin doctor`."""

from __future__ import annotations

import json
import platform
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from addin.doctor import FAIL, OK, SKIP, WARN, Check
from addin.office.install import place
from addin.office.manifest import checked_url, manifest_xml
from udfs.version import __version__

HOST = "Office"

_PACKAGES = ("fastapi", "uvicorn")
_START = "onbalance serve --certificate localhost.pem --key localhost.key"
_DAY = 86_400


def checks(
    base_url: str = "https://localhost:8443",
    home: Path | None = None,
    system: str | None = None,
    trusted: Path | None = None,
) -> list[Check]:
    """All of them, for the service at an address.

    Parameters
    ----------
    base_url : str
        Where Excel is told to find the service.
    home, system : optional
        Another home folder and system than those of this computer.
    trusted : Path, optional
        A certificate to trust besides those that this computer trusts.
    """
    base = checked_url(base_url)
    return [_packages(), *_service(base, trusted), _manifest(base, home, system)]


def _packages() -> Check:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        found = f"{' and '.join(missing)} not found"
        return Check(
            HOST, "packages of the service", FAIL, found, "run `pip install fastapi uvicorn`"
        )
    return Check(HOST, "packages of the service", OK, " and ".join(_PACKAGES))


def _service(base: str, trusted: Path | None) -> list[Check]:
    """The service, and the certificate that it shows."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    what, proof = f"service at {base}", "certificate"
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return [
            Check(HOST, what, WARN, f"not running; port {port} is free", f"run: {_START}"),
            Check(HOST, proof, SKIP, "the service is not running"),
        ]
    context = ssl.create_default_context(cafile=None if trusted is None else str(trusted))
    link: HTTPConnection
    if parts.scheme == "https":
        link = HTTPSConnection(host, port, timeout=5, context=context)
    else:
        link = HTTPConnection(host, port, timeout=5)
    try:
        link.connect()
        shown = _certificate(link)
        return [_health(link, what, port), shown]
    except ssl.SSLCertVerificationError as error:
        mend = "run the command that `onbalance addin certificate` prints, and serve with that one"
        found = f"not trusted: {error.verify_message}"
        return [
            Check(HOST, what, FAIL, "Excel will refuse it: see the certificate", mend),
            Check(HOST, proof, FAIL, found, mend),
        ]
    except (OSError, HTTPException):
        return [
            Check(
                HOST,
                what,
                FAIL,
                f"port {port} is used by another program",
                f"end that program, or serve and install with another port than {port}",
            ),
            Check(HOST, proof, SKIP, "the service is not running"),
        ]
    finally:
        link.close()


def _health(link: HTTPConnection, what: str, port: int) -> Check:
    link.request("GET", "/health")
    reply = link.getresponse()
    try:
        health = json.loads(reply.read(10_000))
        version = str(health["version"])
    except (ValueError, KeyError, TypeError):
        mend = f"end the other program, or serve with another port than {port}"
        return Check(HOST, what, FAIL, "something else answers there", mend)
    if version != __version__:
        found = f"version {version}, but {__version__} is installed"
        return Check(HOST, what, WARN, found, "start the service again")
    return Check(HOST, what, OK, f"version {version} answers")


def _certificate(link: HTTPConnection) -> Check:
    if not isinstance(link.sock, ssl.SSLSocket):
        mend = "Excel loads add-ins over https only: serve with a certificate"
        return Check(HOST, "certificate", WARN, "plain http", mend)
    shown = link.sock.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(shown["notAfter"]))
    days = int((ends - time.time()) // _DAY)
    found = f"trusted, {days} days left"
    if days < 30:
        return Check(HOST, "certificate", WARN, found, "make a new one before it ends")
    return Check(HOST, "certificate", OK, found)


def _manifest(base: str, home: Path | None, system: str | None) -> Check:
    what = "manifest of the add-in"
    system = system or platform.system()
    path = place(home, system)
    mend = "onbalance addin install"
    if not path.exists():
        if system != "Darwin":
            return Check(HOST, what, SKIP, "not installed here; Excel may have it from elsewhere")
        return Check(HOST, what, WARN, f"missing: {path}", mend)
    if path.read_text("utf-8") != manifest_xml(base):
        return Check(HOST, what, WARN, f"of another version or address: {path}", mend)
    return Check(HOST, what, OK, str(path))
