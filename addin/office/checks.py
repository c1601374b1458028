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
from addin.office.certificate import ENOUGH_DAYS, START
from addin.office.install import place
from addin.office.manifest import LOCAL, checked_url, manifest_xml
from udfs.version import __version__

HOST = "Office"

_PACKAGES = ("fastapi", "uvicorn")
_DAY = 86_400
_USUAL_PORT = 8443

#: What OpenSSL says of a certificate whose only fault is that nobody vouches for it.
_UNKNOWN_ISSUER = frozenset((18, 19, 20, 21))


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
    system = system or platform.system()
    return [_packages(), *_service(base, trusted, system), _manifest(base, home, system)]


def _packages() -> Check:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        found = f"{' and '.join(missing)} not found"
        return Check(
            HOST, "packages of the service", FAIL, found, "run `pip install fastapi uvicorn`"
        )
    return Check(HOST, "packages of the service", OK, " and ".join(_PACKAGES))


def _service(base: str, trusted: Path | None, system: str) -> list[Check]:
    """The service, and the certificate that it shows."""
    parts = urlsplit(base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    what = f"service at {base}"
    is_here = parts.hostname in LOCAL
    try:
        # Windows takes two seconds to say that nobody listens at a port of its own.
        socket.create_connection((parts.hostname or "", port), timeout=5).close()
    except OSError as error:
        if is_here and isinstance(error, ConnectionRefusedError):
            start = START if port == _USUAL_PORT else f"{START} --port {port}"
            return _absent(Check(HOST, what, WARN, f"not running; port {port} is free", start))
        return _unreachable(what, error)
    context = ssl.create_default_context(cafile=None if trusted is None else str(trusted))
    try:
        return _asked(base, what, port, context)
    except ssl.SSLCertVerificationError as error:
        return _untrusted(base, what, port, error, system)
    except (OSError, HTTPException) as error:
        if not is_here:
            return _unreachable(what, error)
        found = f"port {port} is used by another program"
        mend = f"end that program, or serve and install with another port than {port}"
        return _absent(Check(HOST, what, FAIL, found, mend))


def _absent(check: Check) -> list[Check]:
    return [check, Check(HOST, "certificate", SKIP, "the service does not answer")]


def _unreachable(what: str, error: Exception) -> list[Check]:
    mend = "ask whoever runs it, or give another --url"
    return _absent(Check(HOST, what, FAIL, f"cannot be reached: {error}", mend))


def _asked(base: str, what: str, port: int, context: ssl.SSLContext) -> list[Check]:
    """What the service says of itself."""
    parts = urlsplit(base)
    link: HTTPConnection
    if parts.scheme == "https":
        link = HTTPSConnection(parts.hostname or "", port, timeout=5, context=context)
    else:
        link = HTTPConnection(parts.hostname or "", port, timeout=5)
    try:
        link.connect()
        shown = _certificate(link)
        return [_health(link, what, port), shown]
    finally:
        link.close()


def _untrusted(
    base: str, what: str, port: int, error: ssl.SSLCertVerificationError, system: str
) -> list[Check]:
    """Python reads what Windows trusts; on a Mac and on Linux the browser's list is another."""
    mend = "run the command that `onbalance addin certificate` prints, and serve with that one"
    if system == "Windows" or error.verify_code not in _UNKNOWN_ISSUER:
        found = f"not trusted: {error.verify_message}"
        return [
            Check(HOST, what, FAIL, "Excel will refuse it: see the certificate", mend),
            Check(HOST, "certificate", FAIL, found, mend),
        ]
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent but a question for the version
    try:
        service = _asked(base, what, port, context)[0]
    except (OSError, HTTPException) as failed:
        return _unreachable(what, failed)
    found = f"Python does not see what the browser trusts: {error.verify_message}"
    mend = "if it was not run, run the command that `onbalance addin certificate` prints"
    return [service, Check(HOST, "certificate", WARN, found, mend)]


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
    shown = link.sock.getpeercert()
    if not shown:  # it was not verified
        return Check(HOST, "certificate", SKIP, "not looked at")
    ends = ssl.cert_time_to_seconds(str(shown["notAfter"]))
    days = int((ends - time.time()) // _DAY)
    found = f"trusted, {days} days left"
    if days < ENOUGH_DAYS:
        return Check(HOST, "certificate", WARN, found, "make a new one before it ends")
    return Check(HOST, "certificate", OK, found)


def _manifest(base: str, home: Path | None, system: str) -> Check:
    what = "manifest of the add-in"
    path = place(home, system)
    mend = f"onbalance addin install office --url {base}"
    if not path.exists():
        if system != "Darwin":
            return Check(HOST, what, SKIP, "not installed here; Excel may have it from elsewhere")
        return Check(HOST, what, WARN, f"missing: {path}", mend)
    if path.read_text("utf-8") != manifest_xml(base):
        return Check(HOST, what, WARN, f"of another version or address: {path}", mend)
    return Check(HOST, what, OK, str(path))
