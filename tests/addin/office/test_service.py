"""What the service refuses, what it answers, what it writes into its log."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import socket
import time

import httpx
import pytest

from addin.office import pool as pools
from addin.office import service as services
from addin.office.certificate import START
from addin.office.guard import LOG
from addin.office.pool import Pool
from addin.office.service import Settings, make_app, serve
from addin.office.wire import Limits, answer
from udfs.errors import OnBalanceError, TemplateError
from udfs.version import __version__

PV = {"name": "LEASE_PV", "arguments": [0.05, 20, 200]}
JSON = {"content-type": "application/json"}
TOKEN = "sixteen letters or more"


made = functools.cache(make_app)


def ask(method, path, settings=None, host="localhost", **more):
    async def one():
        app = made(settings or Settings(workers=0))
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return await client.request(method, path, **more)

    return asyncio.run(one())


def post(body, settings=None, **more):
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    headers = {**JSON, **more.pop("headers", {})}
    return ask("POST", "/call", settings, content=content, headers=headers, **more)


def faults(reply):
    return [rows[0][0]["message"] for rows in reply.json()["results"]]


# ------------------------------------------------------------------ what it answers


def test_health():
    reply = ask("GET", "/health")
    assert reply.json() == {"status": "ok", "version": __version__, "token": False}


@pytest.mark.parametrize(
    ("path", "media"),
    [("/", "text/html"), ("/taskpane.html", "text/html"), ("/taskpane.js", "text/javascript"),
     ("/taskpane.css", "text/css"), ("/functions.js", "text/javascript"),
     ("/functions.json", "application/json"), ("/functions", "application/json"),
     ("/manifest.xml", "application/xml"), ("/icon-32.png", "image/png")],
)  # fmt: skip
def test_files(path, media):
    reply = ask("GET", path)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(media)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]


def test_an_empty_batch():
    assert post([]).json() == {"results": []}


def test_one_bad_call_leaves_the_others():
    calls = [
        PV,
        {"name": "NO_SUCH", "arguments": []},
        {"name": "os.system", "arguments": ["x"]},
        PV,
    ]
    good, *bad, last = post(calls).json()["results"]
    assert good == last == [[2492.4420685079967]]
    assert [rows[0][0]["error"] for rows in bad] == ["#NAME?", "#NAME?"]


@pytest.mark.parametrize(
    ("argument", "why"),
    [([], "rows of one length"), ([[]], "rows of one length"), ([[1], 2], "rows of one length"),
     ([[1, 2], [3]], "rows of one length"), ([1, 2], "rows of one length"),
     ([[[1]]], "a cell is"), ({"x": 1}, "a cell is"), ([[{"error": "#N/A", "x": 1}]], "a cell is"),
     (10**400, "too large"), ("x" * 32_768, "longer than"), ([[{}]], "a cell is")],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_a_wrong_argument_is_an_error_cell(argument, why):
    reply = post([{"name": "LEASE_PV", "arguments": [0.05, 20, argument]}, PV])
    assert reply.status_code == 200
    first, second = reply.json()["results"]
    assert first[0][0]["error"] == "#VALUE!"
    assert why in first[0][0]["message"]
    assert "argument 3" in first[0][0]["message"]
    assert second == [[2492.4420685079967]]


def test_an_unknown_error_value_counts_as_one():
    calls = [{"name": "LEASE_PV", "arguments": [{"error": what}, 20, 200]} for what in ("#X", 5)]
    assert [message[-7:] for message in faults(post(calls))] == ["#VALUE!", "#VALUE!"]


# ------------------------------------------------------------------ what it refuses


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "strict JSON"), (b"{", "strict JSON"), (b"[] []", "strict JSON"),
     (b"\xff\xfe[]", "strict JSON"), (b"\xef\xbb\xbf[]", "strict JSON"),
     (b"[NaN]", "not a number"), (b"[-Infinity]", "not a number"),
     (b"[" * 100_000, "too deeply"), (b"[" * 90_000 + b"]" * 90_000, "too deeply"),
     (b'[{"name":"X","name":"Y","arguments":[]}]', "key twice"),
     (b"[" + b"9" * 5000 + b"]", "strict JSON"),
     (b"5", "a list of calls"), (b'{"name":"LEASE_PV","arguments":[]}', "a list of calls"),
     (b"[null]", "each call"), (b'[{"name":"LEASE_PV"}]', "each call"),
     (b'[{"name":5,"arguments":[]}]', "each call"),
     (b'[{"name":"LEASE_PV","arguments":{}}]', "each call"),
     (b'[{"name":"LEASE_PV","arguments":[],"more":1}]', "each call"),
     (json.dumps([{"name": "x" * 129, "arguments": []}]), "each call"),
     (json.dumps([{"name": "x", "arguments": [1] * 129}]), "each call")],
    ids=lambda value: str(value[:20]),
)  # fmt: skip
def test_what_is_no_request_is_refused(body, why):
    reply = post(body)
    assert reply.status_code == 400
    assert why in reply.json()["error"]


def test_limits_of_a_request():
    few = Settings(workers=0, limits=Limits(calls=3, body_bytes=1000))
    assert post([PV] * 3, few).status_code == 200
    assert post([PV] * 4, few).status_code == 413
    assert post(b"[" + b" " * 998 + b"]", few).status_code == 200
    reply = post(b"[" + b" " * 999 + b"]", few)
    assert reply.status_code == 413
    assert "1,000 bytes" in reply.json()["error"]


def test_a_body_without_a_length_is_counted_as_it_comes():
    few = Settings(workers=0, limits=Limits(body_bytes=1000))

    async def pieces():
        for _ in range(20):
            yield b" " * 100

    assert ask("POST", "/call", few, content=pieces(), headers=JSON).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 40, "x"])
def test_a_length_that_is_no_number(length):
    assert post(b"[]", headers={"content-length": length}).status_code == 413


def test_limits_of_cells():
    small = Limits(cells=20, cells_in_argument=6, result_cells=8)

    def shown(*arguments):
        body = json.dumps([{"name": "LEASE_PV", "arguments": list(arguments)}, PV]).encode()
        first, second = json.loads(answer(body, small).body)["results"]
        assert second[0][0] == 2492.4420685079967
        return first[0][0]

    column = [[20]] * 6
    assert isinstance(shown(0.05, column, 200), float)
    assert "at most 6 cells, got 7" in shown(0.05, [[20]] * 7, 200)["message"]
    assert "at most 8 cells" in shown([[0.05, 0.06]], [[20]] * 5, 200)["message"]


def test_limits_over_all_calls():
    body = json.dumps([PV] * 5).encode()
    results = json.loads(answer(body, Limits(cells=12)).body)["results"]
    assert [isinstance(rows[0][0], float) for rows in results] == [True] * 4 + [False]
    wide = {"name": "LEASE_PV", "arguments": [0.05, [[20, 21, 22]], 200]}
    results = json.loads(answer(json.dumps([wide] * 3).encode(), Limits(result_cells=7)).body)
    assert [len(rows[0]) for rows in results["results"]] == [3, 3, 1]
    assert results["results"][2][0][0]["error"] == "#NUM!"


def test_what_time_does_not_allow_is_an_error_cell():
    body = json.dumps([PV] * 3).encode()
    results = json.loads(answer(body, Limits(seconds=-1)).body)["results"]
    assert {rows[0][0]["error"] for rows in results} == {"#N/A"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(kind):
    assert post([PV], headers={"content-type": kind}).status_code == 415


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/call", 405), ("DELETE", "/health", 405), ("GET", "/../etc/passwd", 404),
     ("GET", "/docs", 404), ("GET", "/openapi.json", 404), ("GET", "/static/taskpane.js", 404)],
)  # fmt: skip
def test_nothing_else_is_there(method, path, status):
    reply = ask(method, path)
    assert reply.status_code == status
    assert set(reply.json()) == {"error"}


# ------------------------------------------------------------------ who may ask


def test_the_token():
    locked = Settings(workers=0, token=TOKEN)
    assert ask("GET", "/health", locked).json()["token"] is True
    for headers in ({}, {"authorization": TOKEN}, {"authorization": "Bearer no"}):
        reply = post([PV], locked, headers=headers)
        assert reply.status_code == 401
        assert TOKEN not in reply.text
    assert post([PV], locked, headers={"authorization": "Bearer é".encode()}).status_code == 401
    assert post([PV], locked, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.0.1"])
def test_other_host_names_are_refused(host):
    assert ask("GET", "/health", host=host).status_code == 421


def test_known_host_names():
    named = Settings(base_url="https://rents.example:8443", hosts=("other.example",), workers=0)
    for host in ("rents.example:8443", "other.example", "127.0.0.1:99", "[::1]:8443"):
        assert ask("GET", "/health", named, host=host).status_code == 200


def test_pages_of_other_origins():
    headers = {"origin": "https://evil.example"}
    assert post([PV], headers=headers).status_code == 403
    assert post([PV], headers={"origin": "null"}).status_code == 403
    assert post([PV], headers={"origin": "http://localhost"}).status_code == 200
    known = Settings(workers=0, origins=("https://addin.example",))
    reply = post([PV], known, headers={"origin": "https://addin.example"})
    assert reply.headers["access-control-allow-origin"] == "https://addin.example"
    assert reply.headers["vary"] == "Origin"
    reply = ask("OPTIONS", "/call", known, headers={"origin": "https://addin.example"})
    assert reply.status_code == 204
    assert reply.headers["access-control-allow-headers"] == "content-type, authorization"
    assert ask("OPTIONS", "/call", known, headers=headers).status_code == 403
    assert "access-control-allow-origin" not in post([PV], known).headers


def test_excel_on_the_web_reads_the_files_from_pages_of_its_own():
    headers = {"origin": "https://excel.officeapps.live.com"}
    for path in ("/functions.json", "/functions.js", "/icon-32.png", "/manifest.xml"):
        reply = ask("GET", path, headers=headers)
        assert reply.status_code == 200
        assert reply.headers["access-control-allow-origin"] == "*"
        assert ask("OPTIONS", path, headers=headers).status_code == 204
        assert ask("HEAD", path, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("given", "why"),
    [({"host": "0.0.0.0"}, "token and a certificate"), ({"host": "::"}, "token and a certificate"),
     ({"host": "192.168.1.5", "token": TOKEN}, "token and a certificate"),
     ({"token": "short"}, "at least 16"), ({"key": "k"}, "a key needs its certificate"),
     ({"certificate": "none.pem"}, "cannot be used"),
     ({"token": "sixteen letters or more"}, "without spaces"),
     ({"token": "sixteen-lettérs-or-more"}, "of ASCII"),
     ({"token": "sixteen-letters\tor-more"}, "of letters"),
     ({"host": "0.0.0.0", "trusted_network": True}, "0.0.0.0 needs --url"),
     ({"host": "::", "trusted_network": True}, ":: needs --url"),
     ({"host": "", "trusted_network": True}, "every address needs --url"),
     ({"port": 0, "base_url": "https://localhost", "origins": ("https://x/y",)}, "origin must")],
)  # fmt: skip
def test_serve_refuses_what_is_not_safe(given, why, monkeypatch):
    monkeypatch.setattr(services.uvicorn, "Server", lambda config: pytest.fail("it began"))
    with pytest.raises((OnBalanceError, TemplateError), match=why):
        serve(**given)


@pytest.fixture
def begun(monkeypatch):
    """Where a service would have listened, which ends at once."""
    found = []

    class Server:
        def __init__(self, config):
            self.config = config

        def run(self, sockets):
            found.append(sockets[0].getsockname()[0])
            raise KeyboardInterrupt

    monkeypatch.setattr(services.uvicorn, "Server", Server)
    return found


def test_serve_beyond_this_computer_when_told_so(begun):
    serve(host="0.0.0.0", port=0, base_url="https://rents.example", trusted_network=True)
    serve(port=0, base_url="https://localhost:8443", token="sixteen-letters-or-more")
    assert begun == ["0.0.0.0", "127.0.0.1"]


def test_the_address_of_an_ipv6_host_has_brackets(begun, monkeypatch):
    kept = []
    monkeypatch.setattr(services, "_listen", lambda host, port: socket.create_server(("", 0)))
    monkeypatch.setattr(services, "configuration", lambda settings, *_: kept.append(settings))
    monkeypatch.setattr(services, "_check_tls", lambda *_: None)
    made = {"certificate": "made.pem", "token": "sixteen-letters-or-more"}
    for host in ("fd00::1", "192.168.1.5", "::1"):
        serve(host, 8443, **made, origins=("https://addin.example",))
    assert [settings.base_url for settings in kept] == [
        "https://[fd00::1]:8443", "https://192.168.1.5:8443", "https://localhost:8443",
    ]  # fmt: skip
    assert {settings.origins for settings in kept} == {("https://addin.example",)}


def test_serve_warns_of_plain_http(begun, log):
    serve(port=0, base_url="https://localhost:8443")
    assert log == []
    serve(port=0, base_url="http://localhost:8443")
    (warning,) = map(json.loads, log)
    assert warning["event"] == "warning"
    assert START in warning["sentence"]


def test_origins_are_known_as_browsers_state_them():
    known = Settings(workers=0, origins=("https://Addin.example:443/",))
    reply = post([PV], known, headers={"origin": "https://addin.example"})
    assert reply.headers["access-control-allow-origin"] == "https://addin.example"


def test_the_pane_may_stand_in_excel_on_the_web():
    policy = ask("GET", "/taskpane.html").headers["content-security-policy"]
    frames = policy.partition("frame-ancestors ")[2].split()
    assert {"https://*.cloud.microsoft", "https://*.officeapps.live.com"} <= set(frames)


def test_serve_says_that_a_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OnBalanceError, match=f"cannot listen on 127.0.0.1, port {port}: "):
            serve(port=port)
    with pytest.raises(OnBalanceError, match="port must be a number up to 65535, got 65536"):
        serve(port=65_536, base_url="https://localhost")


# ------------------------------------------------------------------ what it writes down


@pytest.fixture
def log():
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(record.getMessage() + str(record.exc_info or ""))

    keep, level = Keep(), LOG.level
    LOG.addHandler(keep)
    LOG.setLevel(logging.INFO)
    yield lines
    LOG.removeHandler(keep)
    LOG.setLevel(level)


def test_the_log_counts_and_quotes_nothing(log):
    secret = {"name": "LEASE_PV", "arguments": [0.05, "secret deal", 123456789]}
    post([PV, secret, {"name": "SECRET_NAME", "arguments": []}])
    ask("GET", "/secret/path?secret=1")
    post(b"secret")
    first, second, third = map(json.loads, log)
    assert first.pop("ms") > 0
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "event": "request", "route": "/call", "status": 200, "calls": 3, "cells": 6,
        "errors": {"#VALUE!": 1, "#NAME?": 1},
    }  # fmt: skip
    assert (second["route"], second["status"]) == ("other", 404)
    assert (third["route"], third["status"]) == ("/call", 400)
    text = "".join(log).lower()
    assert "secret" not in text
    assert "123456789" not in text


def test_a_failure_of_ours_is_an_answer_and_quotes_nothing(log, monkeypatch):
    def fail(self, body):
        raise RuntimeError("secret value 4711")

    monkeypatch.setattr(Pool, "answer", fail)
    reply = post([PV])
    assert reply.status_code == 500
    assert "4711" not in reply.text + "".join(log)
    assert json.loads(log[0])["error"] == "RuntimeError"


# ------------------------------------------------------------------ workers


def slow():
    """Takes a minute or so, in one call that cannot be interrupted: a root for each row."""
    rents = [[3211], [3237], [3057], [2985], [2621]]
    arguments = [rents, 18397, [[0.123]] * 150_000, 10]
    return json.dumps([{"name": "CREDIT_IMPLIED_RATE", "arguments": arguments}]).encode()


def pooled(work, **settings):
    async def one():
        pool = Pool(**{"size": 1, "waiting": 1, "limits": Limits(), **settings})
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(one())


def test_a_worker_that_takes_too_long_is_ended_and_replaced(monkeypatch):
    monkeypatch.setattr(pools, "GRACE", 0.2)

    async def work(pool):
        good = json.dumps([PV]).encode()
        return [await pool.answer(good), await pool.answer(slow()), await pool.answer(good)]

    began = time.monotonic()
    first, second, third = pooled(work, limits=Limits(seconds=0.8))
    assert time.monotonic() - began < 20
    assert (first.status, second.status, third.status) == (200, 504, 200)
    assert json.loads(second.body)["error"] == "the request took more than 0.8 seconds"


@pytest.mark.slow
def test_a_queue_has_an_end(monkeypatch):
    monkeypatch.setattr(pools, "GRACE", 0.2)

    async def work(pool):
        first = asyncio.create_task(pool.answer(slow()))
        second = asyncio.create_task(pool.answer(json.dumps([PV]).encode()))
        await asyncio.sleep(0.05)
        third = await pool.answer(b"[]")
        return [await first, await second, third, pool.inside]

    first, second, third, inside = pooled(work, limits=Limits(seconds=0.8))
    assert third.status == 503
    assert {first.status, second.status} <= {200, 503, 504}
    assert first.status == 504
    assert inside == 0


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced():
    async def work(pool):
        await pool.answer(b"[]")
        (worker,) = pool._idle
        worker.process.kill()
        await worker.process.wait()
        first = await pool.answer(b"[]")
        (worker,) = pool._idle
        busy = asyncio.create_task(pool.answer(slow()))
        await asyncio.sleep(0.2)
        worker.process.kill()
        return [first, await busy, await pool.answer(b"[]")]

    assert [found.status for found in pooled(work)] == [200, 500, 200]


@pytest.mark.slow
def test_a_worker_is_fresh_after_its_life(monkeypatch):
    monkeypatch.setattr(pools, "LIFE", 2)

    async def work(pool):
        seen = []
        for _ in range(3):
            await pool.answer(b"[]")
            seen.append(len(pool._idle))
        return seen

    assert pooled(work) == [1, 0, 1]
