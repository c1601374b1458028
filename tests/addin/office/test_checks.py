"""Placing the manifest, a certificate for this computer, and what doctor says of them."""

from __future__ import annotations

import http.server
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager

import pytest

from addin.doctor import FAIL, OK, SKIP, WARN
from addin.office import checks as all_checks
from addin.office.certificate import START, has_certificate, make_certificate, trust_command
from addin.office.checks import checks
from addin.office.install import MAC_DOCUMENTS, install, place, uninstall
from addin.office.manifest import manifest_xml
from tests.addin.office.running import ROOT, free_port
from udfs.errors import TemplateError
from udfs.version import __version__

BASE = "https://localhost:8443"
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")


@pytest.fixture
def mac(tmp_path):
    (tmp_path / MAC_DOCUMENTS).mkdir(parents=True)
    return tmp_path


def states(found):
    return {check.what.split(" at ")[0]: check.state for check in found}


# ------------------------------------------------------------------ placing


def test_on_a_mac_the_manifest_goes_where_excel_looks(mac):
    text = install(BASE, mac, "Darwin")
    path = mac / "Library/Containers/com.microsoft.Excel/Data/Documents/wef/onbalance-manifest.xml"
    assert place(mac, "Darwin") == path
    assert path.read_text() == manifest_xml(BASE)
    assert "Developer" in text
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    install("https://localhost:9000", mac, "Darwin")
    assert path.read_text() == manifest_xml("https://localhost:9000")
    assert "removed" in uninstall(mac, "Darwin")
    assert not path.exists()
    assert "no manifest" in uninstall(mac, "Darwin")


def test_a_mac_without_excel(tmp_path):
    with pytest.raises(TemplateError, match="has not been started"):
        install(BASE, tmp_path, "Darwin")
    assert list(tmp_path.iterdir()) == []


def test_a_bad_address_leaves_what_is_there(mac):
    install(BASE, mac, "Darwin")
    with pytest.raises(TemplateError):
        install("http://example.org", mac, "Darwin")
    assert place(mac, "Darwin").read_text() == manifest_xml(BASE)


@pytest.mark.parametrize(
    ("system", "words"),
    [("Windows", ["Trusted Add-in Catalogs", "Shared Folder", "Upload My Add-in"]),
     ("Linux", ["Excel on the web", "Upload My Add-in"])],
)  # fmt: skip
def test_elsewhere_it_says_what_to_do(tmp_path, system, words):
    text = install(BASE, tmp_path, system)
    path = place(tmp_path, system)
    assert path.read_text() == manifest_xml(BASE)
    assert str(path) in text
    assert all(word in text for word in words)
    uninstall(tmp_path, system)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ doctor


def test_doctor_on_a_mac(mac):
    base = f"https://localhost:{free_port()}"
    found = checks(base, mac, "Darwin")
    assert states(found) == {
        "packages of the service": OK,
        "service": WARN,
        "certificate": SKIP,
        "manifest of the add-in": WARN,
    }
    assert all(check.mend for check in found if check.state in (WARN, FAIL))
    port = base.rpartition(":")[2]
    assert found[1].found == f"not running; port {port} is free"
    assert found[1].mend == f"{START} --port {port}"
    assert found[-1].mend == f"onbalance addin install office --url {base}"
    install(base, mac, "Darwin")
    assert checks(base, mac, "Darwin")[-1].state == OK
    install("https://localhost:9", mac, "Darwin")
    stale = checks(base, mac, "Darwin")[-1]
    assert stale.state == WARN
    assert stale.mend == f"onbalance addin install office --url {base}"


@pytest.mark.parametrize(
    ("host", "error"),
    [("rents.example", ConnectionRefusedError(111, "refused")), ("localhost", TimeoutError("late")),
     ("rents.example", socket.gaierror(-2, "Name or service not known"))],
)  # fmt: skip
def test_a_service_that_cannot_be_reached(tmp_path, monkeypatch, host, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(socket, "create_connection", fail)
    found = checks(f"https://{host}:8443", tmp_path, "Linux")
    assert (found[1].state, found[2].state) == (FAIL, SKIP)
    assert found[1].found == f"cannot be reached: {error}"
    assert found[1].mend == "ask whoever runs it, or give another --url"


def test_doctor_elsewhere(tmp_path):
    found = checks(f"https://localhost:{free_port()}", tmp_path, "Linux")
    assert found[-1].state == SKIP


def test_missing_packages(monkeypatch, tmp_path):
    monkeypatch.setattr(all_checks, "find_spec", lambda name: None)
    check = checks(f"https://localhost:{free_port()}", tmp_path, "Linux")[0]
    assert (check.state, check.found) == (FAIL, "fastapi and uvicorn not found")
    assert "pip install fastapi uvicorn" in check.mend


@contextmanager
def answering(text):
    """Another web server that answers with this text."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [(b"<html>", FAIL, "something else"), (b"[]", FAIL, "something else"),
     (b'{"version": "0.0.1"}', WARN, "version 0.0.1, but"),
     (b'{"version": "%s"}' % __version__.encode(), OK, "answers")],
)  # fmt: skip
def test_what_answers_at_the_port(tmp_path, text, state, words):
    with answering(text) as port:
        found = checks(f"http://localhost:{port}", tmp_path, "Linux")
    assert found[1].state == state
    assert words in found[1].found
    assert (found[2].state, found[2].found) == (WARN, "plain http")


def test_another_program_at_the_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:

        def rude():
            for _ in range(2):
                taken.accept()[0].close()

        thread = threading.Thread(target=rude)
        thread.start()
        found = checks(f"https://localhost:{taken.getsockname()[1]}", tmp_path, "Linux")
        thread.join()
    assert (found[1].state, found[2].state) == (FAIL, SKIP)
    assert "another program" in found[1].found


# ------------------------------------------------------------------ the certificate


@needs_openssl
def test_the_service_over_tls(tmp_path):
    certificate, key = make_certificate(tmp_path / "made")
    assert key.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in certificate.parent.iterdir()) == [key.name, certificate.name]
    port = free_port()
    code = (
        "import sys; from pathlib import Path; from addin.office.service import serve; "
        f"serve(port={port}, certificate=Path(sys.argv[1]), key=Path(sys.argv[2]), workers=1)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, certificate, key], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    base = f"https://localhost:{port}"
    try:
        trusted = ssl.create_default_context(cafile=certificate)
        wait(base, trusted)
        body = b'[{"name": "LEASE_PV", "arguments": [0.05, 20, 200]}]'
        request = urllib.request.Request(
            f"{base}/call", body, {"Content-Type": "application/json", "Origin": base}
        )
        with urllib.request.urlopen(request, context=trusted, timeout=30) as reply:
            assert reply.read() == b'{"results":[[[2492.4420685079967]]]}'
        good = checks(base, tmp_path, "Linux", certificate)
        assert [check.state for check in good[1:3]] == [OK, OK]
        assert "days left" in good[2].found
        bad = checks(base, tmp_path, "Windows")
        assert [check.state for check in bad[1:3]] == [FAIL, FAIL]
        assert "not trusted" in bad[2].found
        for system in ("Darwin", "Linux"):
            unsure = checks(base, tmp_path, system)
            assert [check.state for check in unsure[1:3]] == [OK, WARN]
            assert "Python does not see what the browser trusts" in unsure[2].found
            assert "if it was not run" in unsure[2].mend
    finally:
        process.kill()
        process.wait()


def test_a_certificate_that_no_browser_takes(tmp_path, monkeypatch):
    def fail(*_):
        error = ssl.SSLCertVerificationError("no")
        error.verify_code, error.verify_message = 62, "Hostname mismatch"
        raise error

    monkeypatch.setattr(all_checks, "_asked", fail)
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"https://127.0.0.1:{server.getsockname()[1]}"
        found = checks(base, tmp_path, "Darwin")
    assert [check.state for check in found[1:3]] == [FAIL, FAIL]
    assert found[2].found == "not trusted: Hostname mismatch"


def wait(base, context):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{base}/health", context=context, timeout=5).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return
    pytest.fail("the service did not start")


@needs_openssl
def test_a_certificate_is_for_this_computer_alone(tmp_path):
    certificate, _ = make_certificate(tmp_path, days=10)
    text = subprocess.run(
        ["openssl", "x509", "-noout", "-text", "-in", certificate],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "CA:FALSE" in text
    assert "DNS:localhost, IP Address:127.0.0.1" in text
    assert "TLS Web Server Authentication" in text


def test_without_openssl(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(TemplateError, match="mkcert") as caught:
        make_certificate(tmp_path)
    assert "`mkcert -install`" in str(caught.value)
    pair = "-cert-file localhost.pem -key-file localhost.key localhost 127.0.0.1 ::1"
    assert f"`mkcert {pair}`" in str(caught.value)


@needs_openssl
def test_a_certificate_that_lasts_is_kept(tmp_path):
    def pair():
        return [path.read_bytes() for path in make_certificate(tmp_path)]

    assert not has_certificate(tmp_path)
    first = pair()
    assert has_certificate(tmp_path)
    assert pair() == first
    made = [path.read_bytes() for path in make_certificate(tmp_path, force=True)]
    assert made[0] != first[0]
    assert made[1] != first[1]
    (tmp_path / "localhost.key").write_bytes(first[1])  # the key of another
    assert not has_certificate(tmp_path)
    assert pair() != made
    make_certificate(tmp_path, days=29, force=True)
    assert not has_certificate(tmp_path)
    short = (tmp_path / "localhost.pem").read_bytes()
    assert pair()[0] != short


@pytest.mark.parametrize("system", ["Darwin", "Windows", "Linux"])
def test_trust_is_one_command(tmp_path, system):
    command = trust_command(tmp_path / "localhost.pem", system)
    assert str(tmp_path / "localhost.pem") in command
    assert "\n" not in command
