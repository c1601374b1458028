"""Clients that mean harm, on a socket of this computer: answered with an error, and outlived.

Every attack is bounded in number and time. After each the service still computes.
"""

from __future__ import annotations

import http.client
import json
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.addin.office.running import running

PV = {"name": "LEASE_PV", "arguments": [0.05, 20, 200]}
VALUE = [[[2492.4420685079967]]]
MOST = 2_000_000
HEAD = b"POST /call HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A service with short times and a small largest body."""
    with running(
        tmp_path_factory.mktemp("target"),
        head_seconds=1.0,
        body_seconds=1.5,
        held_bytes=8_000_000,
        workers=1,
        limits={"body_bytes": MOST, "seconds": 2.0},
    ) as service:
        yield service
        assert is_alive(service)


def is_alive(service):
    reply = httpx.post(f"{service.url}/call", json=[PV], timeout=30)
    return reply.status_code == 200 and reply.json()["results"] == VALUE


def raw(service, data, wait=5.0):
    """What comes back for these bytes, until the service closes or nothing more comes."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=wait) as link:
        found = b""
        try:
            link.sendall(data)
            while piece := link.recv(65536):
                found += piece
                if b"\r\n\r\n" in found and b"}" in found:
                    break
        except (TimeoutError, ConnectionError):
            pass
        return found


def test_a_body_that_states_its_size(target):
    found = raw(target, HEAD + b"Content-Length: 99999999999\r\n\r\n[")
    assert found.startswith(b"HTTP/1.1 413")
    assert b"at most 2,000,000 bytes" in found
    assert is_alive(target)


def test_a_body_in_pieces_without_end(target):
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    found = raw(target, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + piece * 40)
    assert found.startswith((b"HTTP/1.1 413", b""))
    assert is_alive(target)

    def pieces():
        for _ in range(40):
            yield b" " * 0x10000

    try:
        reply = httpx.post(
            f"{target.url}/call", content=pieces(), headers={"content-type": "application/json"}
        )
    except httpx.WriteError:
        pass  # the service closed while we were still sending
    else:
        assert reply.status_code == 413


def test_more_bytes_than_stated(target):
    raw(target, HEAD + b"Content-Length: 2\r\n\r\n[]" + b"x" * 100_000, wait=2)
    assert is_alive(target)


def test_both_kinds_of_length(target):
    found = raw(target, HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    assert b" 200 " not in found.split(b"\r\n")[0] or is_alive(target)
    assert is_alive(target)


@pytest.mark.parametrize("body", [b"[" * 1_900_000, b'{"a":' * 380_000, b'[{"name":' * 200_000])
def test_deep_nesting(target, body):
    reply = httpx.post(
        f"{target.url}/call", content=body, headers={"content-type": "application/json"}
    )
    assert reply.status_code == 400
    assert is_alive(target)


@pytest.mark.slow
def test_a_million_rows(service):
    body = json.dumps([{"name": "LEASE_PV", "arguments": [0.05, 20, [[1.5]] * 1_000_000]}, PV])
    reply = httpx.post(
        f"{service.url}/call",
        content=body,
        headers={"content-type": "application/json"},
        timeout=60,
    )
    assert reply.status_code == 200
    first, second = reply.json()["results"]
    assert first[0][0]["message"].endswith("must hold at most 250,000 cells, got 1,000,000")
    assert [second] == VALUE


def test_a_column_against_a_row(service):
    column, row = [[0.01 + k / 1e6] for k in range(50_000)], [list(range(1, 50_001))]
    calls = [{"name": "LEASE_PV", "arguments": [column, row, 200]}]
    reply = httpx.post(f"{service.url}/call", json=calls, timeout=60)
    assert reply.json()["results"][0][0][0]["message"].endswith("at most 1,000,000 cells")


def endless_call():
    """One call of a minute or so: a root to look for in each of 150,000 rows."""
    rents = [[3211], [3237], [3057], [2985], [2621]]
    block = [[0.123]] * 150_000
    return {"name": "CREDIT_IMPLIED_RATE", "arguments": [rents, 18397, block, 10]}


@pytest.mark.slow
def test_a_calculation_without_end(target):
    began = time.monotonic()
    reply = httpx.post(f"{target.url}/call", json=[endless_call()], timeout=30)
    assert reply.status_code == 504
    assert time.monotonic() - began < 25
    assert is_alive(target)


@pytest.mark.parametrize(
    "start", [b"", b"P", HEAD, HEAD + b"X-Slow: 1\r\n"], ids=["nothing", "a byte", "lines", "more"]
)
def test_a_head_that_never_ends(target, start):
    with socket.create_connection(("127.0.0.1", target.port), timeout=5) as link:
        link.sendall(start)
        began = time.monotonic()
        closed = False
        while time.monotonic() - began < 7 and not closed:
            try:
                if start:
                    link.sendall(b"X")  # a byte now and then does not buy more time
                link.settimeout(0.2)
                closed = link.recv(100) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                closed = True
        assert closed
        assert time.monotonic() - began < 6


@pytest.mark.parametrize("start", [b"", b"GET "], ids=["later", "at once"])
@pytest.mark.slow
def test_a_slow_second_request(target, start):
    with socket.create_connection(("127.0.0.1", target.port), timeout=5) as link:
        link.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + start)
        assert link.recv(5000).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        try:
            link.sendall(b"G")
            while link.recv(1000):
                pass
        except ConnectionError:
            pass
        assert time.monotonic() - began < 6


def test_a_body_that_never_ends(target):
    with socket.create_connection(("127.0.0.1", target.port), timeout=5) as link:
        link.sendall(HEAD + b"Content-Length: 1000\r\n\r\n[")
        began = time.monotonic()
        found = b""
        while time.monotonic() - began < 7:
            try:
                link.sendall(b" ")
                link.settimeout(0.2)
                piece = link.recv(1000)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            found += piece
            if not piece:
                break
        assert found.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 6


@pytest.mark.slow
def test_bodies_held_at_once_are_bounded(target):
    """Ten clients hold 1 MB each back; what is too much is refused, what fits goes on."""
    links = [socket.create_connection(("127.0.0.1", target.port), timeout=5) for _ in range(10)]
    try:
        for link in links:
            link.sendall(HEAD + b"Content-Length: 1900000\r\n\r\n[" + b" " * 1_000_000)
        answers = []
        for link in links:
            link.settimeout(4)
            try:
                answers.append(link.recv(100)[9:12])
            except (TimeoutError, ConnectionError):
                answers.append(b"")
    finally:
        for link in links:
            link.close()
    assert b"503" in answers
    assert b"408" in answers
    assert is_alive(target)


@pytest.mark.slow
def test_noise(target):
    for data in (
        b"\0" * 5000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01" + b"x" * 200,
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        HEAD + b"Upgrade: websocket\r\nConnection: upgrade\r\nContent-Length: 0\r\n\r\n",
    ):
        raw(target, data, wait=2)  # fmt: skip
    assert is_alive(target)


# ------------------------------------------------------------------ many at a time, and leaks


def crowd(service, clients, each):
    """So many clients at once, each with its own connection; the statuses that they saw."""

    def one(k):
        link = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        body = json.dumps([PV] * (1 + k % 20))
        statuses = []
        for _ in range(each):
            link.request("POST", "/call", body, {"Content-Type": "application/json"})
            reply = link.getresponse()
            reply.read()
            statuses.append(reply.status)
        link.close()
        return statuses

    with ThreadPoolExecutor(clients) as pool:
        return [status for statuses in pool.map(one, range(clients)) for status in statuses]


def used(process):
    """Of the service: megabytes, threads, open files, workers; of its workers: megabytes."""
    here = Path(f"/proc/{process.pid}")
    workers = (here / f"task/{process.pid}/children").read_text().split()
    status = (here / "status").read_text()
    threads = int(status.split("Threads:")[1].split()[0])
    files = len(list((here / "fd").iterdir()))
    workers_hold = sum(megabytes(Path(f"/proc/{pid}/status").read_text()) for pid in workers)
    return megabytes(status), threads, files, len(workers), workers_hold


def megabytes(status):
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.slow
def test_two_hundred_clients(service):
    statuses = crowd(service, 200, 1)
    assert len(statuses) == 200
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) > 100
    assert is_alive(service)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_nothing_leaks(tmp_path):
    limits = {"body_bytes": MOST, "seconds": 1.0}
    with running(tmp_path, head_seconds=4.0, body_seconds=1.0, workers=2, limits=limits) as service:
        for _ in range(2):
            assert_served(crowd(service, 200, 3))
            attack(service)
        time.sleep(2)
        before = used(service.process)
        for _ in range(3):
            assert_served(crowd(service, 200, 3))
            attack(service)
        time.sleep(2.5)
        after = used(service.process)
        assert is_alive(service)
    assert after[0] < before[0] + 20, (before, after)
    most = (before[1] + 1, before[2] + 2, 2)
    assert all(now <= limit for now, limit in zip(after[1:4], most, strict=True)), (before, after)
    assert after[4] < 1000  # a worker keeps room for the largest block it has seen, no more


def assert_served(statuses):
    """Every client got an answer; a busy computer may have put some off."""
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) > len(statuses) // 4


def attack(service):
    """Some of everything, at once."""
    headers = {"content-type": "application/json"}

    def slow_head():
        raw(service, HEAD + b"X-Slow: 1\r\n", wait=3)

    def slow_body():
        raw(service, HEAD + b"Content-Length: 9\r\n\r\n[", wait=3)

    def deep():
        httpx.post(f"{service.url}/call", content=b"[" * 1_000_000, headers=headers)

    def large():
        raw(service, HEAD + b"Content-Length: 99999999\r\n\r\n[", wait=3)

    def endless():
        httpx.post(f"{service.url}/call", json=[endless_call()], timeout=30)

    def wide():
        block = [[0.01 * k for k in range(1, 301)]]
        call = {"name": "LEASE_PV", "arguments": [block, [[k] for k in range(1, 301)], 200]}
        httpx.post(f"{service.url}/call", json=[call] * 3, timeout=30)

    threads = [
        threading.Thread(target=one)
        for one in [slow_head, slow_body, deep, large, wide] * 8 + [endless] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
